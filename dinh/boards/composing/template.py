"""What a kind of report consists of: dated templates, read from the edition and from the locality's own file. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

EDITION = Path(__file__).parent.parent / "editions" / "report-templates.yaml"
KINDS = frozenset(
    {
        "sentences",
        "table",
        "chart",
        "units",
        "old_units",
        "targets",
        "tasks",
        "forecasts",
        "score",
        "gathered",
        "ask",
        "words",
    }
)


class BadTemplate(ValueError):
    """A template that cannot be used; `str()` names its key and what is wrong."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One block to be made: its kind, and what that kind needs (see writing)."""

    kind: str
    words: str = ""
    measures: tuple[str, ...] = ()
    needed: bool = False
    periods: int = 6
    most: int = 20
    form: str = "bars"
    section: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its blocks and the sections under it."""

    words: str
    pieces: tuple[Piece, ...] = ()
    parts: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of report, from a day on."""

    key: str
    name: str
    since: date
    regimes: tuple[str, ...]
    title: str
    opening: str
    sections: tuple[Section, ...]
    figures: Mapping[str, str] = field(default_factory=dict)
    """Figures that the regime asks for, by the measure that answers each."""
    source: str = ""
    confirmed: bool = False
    until: date | None = None

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure that it speaks of, once, in order."""
        found: dict[str, None] = dict.fromkeys(self.figures.values())
        for section in self.sections:
            _collect(section, found)
        return tuple(found)

    def with_history(self) -> dict[str, int]:
        """Measures whose past is drawn, and how many periods back."""
        found: dict[str, int] = {}
        for piece in self.pieces():
            if piece.kind == "chart":
                for code in piece.measures:
                    found[code] = max(found.get(code, 0), piece.periods)
        return found

    def pieces(self) -> list[Piece]:
        found: list[Piece] = []
        waiting = [*self.sections]
        while waiting:
            section = waiting.pop(0)
            found += section.pieces
            waiting += section.parts
        return found


def _collect(section: Section, found: dict[str, None]) -> None:
    for piece in section.pieces:
        found.update(dict.fromkeys(piece.measures))
    for part in section.parts:
        _collect(part, found)


def read(rows: Sequence[Mapping[str, Any]]) -> tuple[Template, ...]:
    """Templates of what a file says. Raises BadTemplate with the key and the place."""
    return tuple(_template(row) for row in rows)


def _template(row: Mapping[str, Any]) -> Template:
    key = str(row.get("key", "?"))
    for name in ("name", "since", "regimes", "title", "opening", "sections"):
        if not row.get(name):
            raise BadTemplate(f"{key}: thiếu “{name}”.")
    return Template(
        key=key,
        name=row["name"],
        since=row["since"],
        until=row.get("until"),
        regimes=tuple(row["regimes"]),
        title=row["title"],
        opening=row["opening"],
        sections=tuple(_section(key, part) for part in row["sections"]),
        figures=dict(row.get("figures", {})),
        source=row.get("source", ""),
        confirmed=bool(row.get("confirmed")),
    )


def _section(key: str, row: Mapping[str, Any]) -> Section:
    if not row.get("words"):
        raise BadTemplate(f"{key}: có mục không có tên.")
    return Section(
        row["words"],
        tuple(_piece(key, row["words"], piece) for piece in row.get("blocks", ())),
        tuple(_section(key, part) for part in row.get("parts", ())),
    )


def _piece(key: str, section: str, row: Mapping[str, Any]) -> Piece:
    kind = row.get("kind")
    if kind not in KINDS:
        raise BadTemplate(f"{key}, mục “{section}”: không có loại khối “{kind}”.")
    known = set(Piece.__dataclass_fields__)
    if odd := set(row) - known:
        raise BadTemplate(f"{key}, mục “{section}”: không hiểu {', '.join(sorted(odd))}.")
    return Piece(**{**row, "measures": tuple(row.get("measures", ()))})


@lru_cache
def shipped() -> tuple[Template, ...]:
    """The templates that come with the house."""
    return read(yaml.safe_load(EDITION.read_text(encoding="utf-8"))["templates"])


def for_regime(regime: str, day: date, own: Sequence[Template] = ()) -> Template | None:
    """The newest template of a regime on a day; a locality's own comes before what is shipped."""
    for some in (own, shipped()):
        fits = [
            row
            for row in some
            if regime in row.regimes and row.since <= day and (row.until is None or day < row.until)
        ]
        if fits:
            return max(fits, key=lambda row: row.since)
    return None
