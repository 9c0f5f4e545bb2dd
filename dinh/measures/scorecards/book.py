"""The files of the scorecards, read and checked before anything is loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from .rules import Kind

FOLDER = Path(__file__).parent.parent / "editions" / "scorecards"
BOUND = frozenset({"measure", "reported", "document"})


class BookBroken(ValueError):
    """A file of a scorecard contradicts itself; `str()` names the place."""


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of a file."""

    code: str
    parent: str
    most: Decimal
    row: Mapping[str, Any]

    @property
    def kind(self) -> str:
        return str(self.row.get("kind", ""))

    def steps(self) -> list[list[str]]:
        """[[from, points]]; `parts` say points as parts of the most."""
        if parts := self.row.get("parts"):
            return [[str(least), str(Decimal(str(part)) * self.most)] for least, part in parts]
        return [[str(least), str(points)] for least, points in self.row.get("steps", ())]


@dataclass(frozen=True, slots=True)
class EditionBook:
    """One edition of a file."""

    row: Mapping[str, Any]
    lines: tuple[Line, ...]
    sha256: str

    @property
    def code(self) -> str:
        return str(self.row["code"])


@dataclass(frozen=True, slots=True)
class Book:
    """One file: a scorecard and its editions."""

    row: Mapping[str, Any]
    editions: tuple[EditionBook, ...] = field(default=())

    @property
    def code(self) -> str:
        return str(self.row["code"])


@cache
def shipped() -> tuple[Book, ...]:
    """Every scorecard that comes with the house."""
    return tuple(read(path.read_text(encoding="utf-8"), path.name) for path in sorted(FOLDER.glob("*.yaml")))


def read(text: str, name: str = "") -> Book:
    """A file as a book. Raises BookBroken."""
    try:
        row = yaml.safe_load(text)
        editions = tuple(_edition(each, name) for each in row["editions"])
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as wrong:
        raise BookBroken(f"Tệp {name} không phải bộ chỉ số: {wrong}") from wrong
    days = sorted(((each.row["since"], each.row.get("until")) for each in editions), key=lambda pair: pair[0])
    for (_since, until), (after, _until) in pairwise(days):
        if until is None or until >= after:
            raise BookBroken(f"Tệp {name}: hai bản cùng có hiệu lực ngày {after:%d/%m/%Y}.")
    return Book(row, editions)


def _edition(row: Mapping[str, Any], name: str) -> EditionBook:
    doubt = row.get("component_doubt", {})
    lines = tuple(_lines(row["criteria"], "", doubt))
    where = f"Tệp {name}, bản {row['code']}"
    seen: set[str] = set()
    for line in lines:
        if line.code in seen:
            raise BookBroken(f"{where}: tiêu chí {line.code} ghi hai lần.")
        seen.add(line.code)
        if line.kind and line.kind not in set(Kind):
            raise BookBroken(f"{where}: tiêu chí {line.code} có kiểu chấm lạ “{line.kind}”.")
        if line.kind == Kind.STEPS and not line.steps():
            raise BookBroken(f"{where}: tiêu chí {line.code} chấm theo bậc mà không có bậc.")
        bound = line.row.get("bound", "reported")
        if bound not in BOUND or (bound == "measure") != bool(line.row.get("measure")):
            raise BookBroken(f"{where}: tiêu chí {line.code} gắn với “{bound}” không rõ.")
    if not isinstance(row["since"], date):
        raise BookBroken(f"{where}: thiếu ngày bắt đầu.")
    said = json.dumps(row, ensure_ascii=False, sort_keys=True, default=str)
    return EditionBook(row, lines, hashlib.sha256(said.encode()).hexdigest())


def _lines(rows: Sequence[Mapping[str, Any]], parent: str, doubt: Mapping[str, str]) -> Iterator[Line]:
    for row in rows:
        inner = row.get("children", ())
        code = str(row["code"])
        if "share" in row:
            inner = _parted(inner, Decimal(str(row["share"])))
        scored = bool(row.get("kind"))
        if scored and doubt and "doubt" not in row:
            row = {**row, "doubt": doubt["vi"], "doubt_en": doubt["en"]}
        children = list(_lines(inner, code, doubt))
        own = Decimal(str(row.get("most", 0)))
        if not scored:
            own = sum((each.most for each in children if each.parent == code), Decimal(0))
        yield Line(code, parent, own, row)
        yield from children


def _parted(rows: Sequence[Mapping[str, Any]], whole: Decimal) -> list[dict[str, Any]]:
    """The points of a group in even parts of a hundredth; the last has what is left."""
    each = (whole / len(rows)).quantize(Decimal("0.01"), ROUND_DOWN)
    last = whole - each * (len(rows) - 1)
    return [{**row, "most": str(last if n == len(rows) else each)} for n, row in enumerate(rows, 1)]
