"""The procedures that come with the house, as an edition file with the source and the doubts of every value."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ..files import NotAFile
from .importing import Preview, import_raw

EDITION = Path(__file__).parent.parent / "editions" / "procedures-commune.yaml"
FORMS = EDITION.parent / "forms"
"""A form for each procedure of the edition file: `<code>.json`, a schema as `asking` reads it."""


def read_yaml(path: Path) -> Any:
    """The plain values of an edition file."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise NotAFile(f"{path.name} không phải tệp YAML: {wrong}") from wrong


def load_edition(
    *, keeper: Unit, by: Actor | None, at: datetime, path: Path = EDITION, publish: bool = True
) -> Preview:
    """Take in an edition file, each edition with its form. What is there already stays; run again, it does nothing."""
    raw = with_forms(read_yaml(path))
    return import_raw(raw=raw, keeper=keeper, publish=publish, by=by, at=at, name=path.name)


def with_forms(raw: Any, folder: Path = FORMS) -> Any:
    """The edition file with the form of each procedure put in; the schema's own comment becomes the form's doubt."""
    for procedure in raw.get("procedures", ()) if isinstance(raw, dict) else ():
        code = procedure.get("code")
        path = folder / (f"{code:.6f}.json" if isinstance(code, float) else f"{code}.json")
        if not path.exists():
            continue
        schema = json.loads(path.read_text(encoding="utf-8"))
        for edition in procedure.get("editions", ()):
            if edition.get("form_schema"):
                continue
            edition["form_schema"] = schema
            doubt = {"source": "Tờ khai soạn kèm phần mềm", "doubt": schema.get("$comment", "")}
            edition["sources"] = {**edition.get("sources", {}), "form_schema": doubt}
    return raw
