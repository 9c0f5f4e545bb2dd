"""What reading and mapping pass to one another. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

Cell = str | int | float | bool | date | datetime | None
"""A cell as the file holds it: a sheet knows numbers and dates, a text file knows text alone."""


class FileUnreadable(Exception):
    """The file cannot be read as a table at all; a Vietnamese sentence."""


class BadMap(ValueError):
    """A mapping that cannot be used; the sentence names the column."""


class Unread(ValueError):
    """A cell that cannot be read as what its column holds; the sentence says why."""


class Moment(NamedTuple):
    """A moment as read: microseconds since 1970 in UTC, and whether the cell named only a day."""

    us: int
    whole_day: bool


class Prices(NamedTuple):
    """A list of fees as read: how many lines, whether any is not nothing (or not known), and the sum of what is known."""

    lines: int
    any_owed: bool
    total: float


class Papers(NamedTuple):
    """A list of papers as read: how many, how many digitised, how many taken from the store."""

    papers: int
    digitised: int
    reused: int


class Asks(NamedTuple):
    """Requests to complete as read: how many, when the first was made, and how many minutes of waiting are over."""

    times: int
    first: Moment | None
    waited: int


class Refusal(NamedTuple):
    """A row that is not taken, why, and where."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class MapColumn:
    """How one thing that the fact asks for is found in a file and read."""

    name: str
    """What the fact calls it."""
    words: str
    kind: str
    """text, code, procedure, moment, day, period, number, whole, yes, choice, unit, prices, papers, flags, asks, content, term, term_unit"""
    names: tuple[str, ...]
    """What a file may call it; compared folded, without spaces and signs."""
    required: bool = False
    default: Any = None
    choices: tuple[tuple[str, str], ...] = ()
    """(as a file may say it, folded; what it means)"""
    called: tuple[tuple[str, str], ...] = ()
    """(what it means, as people call it)"""
    others: str | None = None
    """What every other whole number means; without it such a number is refused."""
    forms: tuple[str, ...] = ()
    """Forms of dates beyond those always known, as strptime writes them."""
    decimal: str = "vi"
    """vi: 1.234,5; en: 1,234.5. A number that can be read in one way only is read so."""
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Map:
    """A saved mapping: an export of one system to one table of facts."""

    code: str
    title: str
    fact: str
    source: str
    columns: tuple[MapColumn, ...]
    version: int = 1
    note: str = ""
    key: tuple[str, ...] = ("code",)
    """By which columns a row is known again."""
    melt: tuple[tuple[str, tuple[str, ...], str], ...] = ()
    """Columns that each are an indicator of their own: (code, names, unit)."""
    labels: tuple[str, str, str] = ("indicator", "value", "measured_in")

    def column(self, name: str) -> MapColumn | None:
        return next((each for each in self.columns if each.name == name), None)


@dataclass(slots=True)
class Batch:
    """Some rows of a file: their numbers, and the cells by column of the file."""

    rows: list[int]
    cells: list[list[Cell]]
    """One list a column of the file."""
    torn: list[tuple[int, int]] = field(default_factory=list)
    """Rows with more cells than the heads have: (number, cells)."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the names of the columns stand."""

    names: tuple[str, ...]
    row: int
    """The row of the file (from 1) after which data begins."""


@dataclass(slots=True)
class Progress:
    """How far an import has come."""

    rows: int = 0
    share: float = 0.0
    step: str = ""


def strings(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(str(each) for each in values)
