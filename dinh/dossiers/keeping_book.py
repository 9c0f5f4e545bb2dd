"""How long what is personal is kept, from editions/keeping.yaml. Pure: no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

BOOK = Path(__file__).parent / "editions" / "keeping.yaml"
WHAT = ("reach", "contact", "form", "papers", "identity", "looks")
"""What the room knows how to erase."""


@dataclass(frozen=True, slots=True)
class KeepRule:
    """What is erased so many years after the dossier was closed."""

    what: str
    years: int
    words: str


@dataclass(frozen=True, slots=True)
class KeepBook:
    """The rules of a day."""

    since: date
    source: str
    confirmed: bool
    doubt: str
    rules: tuple[KeepRule, ...]
    kept: tuple[str, ...]


@cache
def _editions() -> tuple[KeepBook, ...]:
    rows = yaml.safe_load(BOOK.read_text(encoding="utf-8"))["editions"]
    return tuple(read(row) for row in sorted(rows, key=lambda row: row["since"]))


def read(row: dict) -> KeepBook:  # type: ignore[type-arg]
    """One edition of the file. ValueError names what nobody knows how to erase."""
    rules = tuple(KeepRule(each["what"], int(each["years"]), each["words"]) for each in row["rules"])
    strange = [each.what for each in rules if each.what not in WHAT or each.years < 1]
    if strange:
        raise ValueError(f"{BOOK.name}: {', '.join(strange)}")
    return KeepBook(
        row["since"],
        row["source"],
        bool(row["confirmed"]),
        row.get("doubt", ""),
        rules,
        tuple(row.get("kept", ())),
    )


def on(day: date) -> KeepBook | None:
    """The edition in force on a day; None before the first one: then nothing is erased."""
    alive = [row for row in _editions() if row.since <= day]
    return alive[-1] if alive else None


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; of a 29 February, the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
