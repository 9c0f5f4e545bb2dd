"""The procedures that come with the house, as an edition file with the source and the doubts of every value."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ..files import NotAFile
from .importing import Preview, import_raw

EDITION = Path(__file__).parent.parent / "editions" / "procedures-commune.yaml"


def read_yaml(path: Path) -> Any:
    """The plain values of an edition file."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise NotAFile(f"{path.name} không phải tệp YAML: {wrong}") from wrong


def load_edition(
    *, keeper: Unit, by: Actor | None, at: datetime, path: Path = EDITION, publish: bool = True
) -> Preview:
    """Take in an edition file. What is there already stays; run again, it does nothing."""
    return import_raw(raw=read_yaml(path), keeper=keeper, publish=publish, by=by, at=at, name=path.name)
