"""Saved mappings: read from YAML or JSON, checked, and the ones that are shipped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .shapes import BadMap, Map, MapColumn
from .values import KINDS, key_of

FOLDER = Path(__file__).parent.parent / "editions" / "maps"
_CHOICE_SIGNS = (
    "words",
    "names",
    "kind",
    "required",
    "default",
    "choices",
    "others",
    "forms",
    "decimal",
    "least",
    "most",
)


def of_body(body: Mapping[str, Any], *, version: int = 1) -> Map:
    """A mapping from its plain values. Raises BadMap naming the column."""
    for name in ("code", "title", "fact", "columns"):
        if not body.get(name):
            raise BadMap(f"Bảng ghép cột thiếu “{name}”.")
    columns = tuple(_column(row) for row in body["columns"])
    names = [column.name for column in columns]
    if twice := {name for name in names if names.count(name) > 1}:
        raise BadMap(f"Bảng ghép cột có hai lần cột “{min(twice)}”.")
    _named_once(columns)
    melt = tuple(
        (str(row["code"]), tuple(str(name) for name in row["names"]), str(row.get("unit", "")))
        for row in body.get("melt", ())
    )
    key = tuple(str(each) for each in body.get("key", ("code",)))
    for name in key:
        if name not in names and not (melt and name == "indicator"):
            raise BadMap(f"Khóa “{name}” không có trong các cột của bảng ghép.")
    return Map(
        code=str(body["code"]),
        title=str(body["title"]),
        fact=str(body["fact"]),
        source=str(body.get("source") or body["code"]),
        columns=columns,
        version=version,
        note=str(body.get("note", "")),
        key=key,
        melt=melt,
    )


def _column(row: Mapping[str, Any]) -> MapColumn:
    name = str(row.get("name", ""))
    if not name:
        raise BadMap("Bảng ghép có cột không tên.")
    if strange := set(row) - {"name", *_CHOICE_SIGNS}:
        raise BadMap(f"Cột “{name}”: không có mục “{min(strange)}”.")
    # YAML reads an unquoted `yes` as true.
    kind = "yes" if row.get("kind") is True else str(row.get("kind", "text"))
    if kind not in KINDS:
        raise BadMap(f"Cột “{name}”: không có loại “{kind}”; các loại: {', '.join(KINDS)}.")
    if str(row.get("decimal", "vi")) not in ("vi", "en"):
        raise BadMap(f"Cột “{name}”: “decimal” là vi (1.234,5) hoặc en (1,234.5).")
    choices = tuple(
        (key_of(str(said)), str(meaning))
        for meaning, words in (row.get("choices") or {}).items()
        for said in (meaning, *(words or ()))
    )
    if kind == "choice" and not choices:
        raise BadMap(f"Cột “{name}”: loại “choice” phải có danh mục mã.")
    meanings: dict[str, str] = {}
    for said, meaning in choices:
        if meanings.setdefault(said, meaning) != meaning:
            raise BadMap(f"Cột “{name}”: “{said}” vừa là {meanings[said]} vừa là {meaning}.")
    return MapColumn(
        name=name,
        words=str(row.get("words") or name),
        kind=kind,
        names=tuple(str(each) for each in row.get("names", ())),
        required=bool(row.get("required", False)),
        default=row.get("default"),
        choices=tuple(meanings.items()),
        called=tuple((str(m), str(words[0])) for m, words in (row.get("choices") or {}).items() if words),
        others=None if row.get("others") is None else str(row["others"]),
        forms=tuple(str(each) for each in row.get("forms", ())),
        decimal=str(row.get("decimal", "vi")),
        least=row.get("least"),
        most=row.get("most"),
    )


def _named_once(columns: tuple[MapColumn, ...]) -> None:
    bearer: dict[str, str] = {}
    for column in columns:
        for name in column.names:
            other = bearer.setdefault(key_of(name), column.name)
            if other != column.name:
                raise BadMap(f"Tên “{name}” ghép cho cả “{other}” lẫn “{column.name}”.")


@cache
def shipped() -> dict[str, Map]:
    """The mappings that come with the house, by their code."""
    found = (of_body(body_of(path)) for path in sorted(FOLDER.glob("*.yaml")))
    return {each.code: each for each in found}


def body_of(path: Path) -> dict[str, Any]:
    """The plain values of a mapping's file."""
    held = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(held, dict):
        raise BadMap("Tệp bảng ghép phải là một nhóm tên và giá trị.")
    return held
