"""What a room lets be counted, declared by the room and read by the lake above, so that no source knows that it is counted.

A room declares its facts in its `facts.py` and brings them here from `apps.py`. The ledger is the feed of changes: its numbers
have no gaps and are given in the order of commits, so "everything up to line n" is a mark that loses nothing. A room says which
of its keys a touched thing concerns (`touched`); the lake reads those rows anew and compares. A key that is no longer read is gone:
erased, or no longer to be counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.functional import Promise

from .shapes import Ref

Kind = Literal["text", "whole", "number", "yes", "day", "moment"]
"""Text, integer, decimal number (double), yes or no, date, moment in UTC."""

Row = Mapping[str, Any]
"""One fact by the names of its columns. A column that is left out is empty."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name (English, the field's standard term), what it holds, and what people call it."""

    name: str
    kind: Kind
    words: str | Promise
    empty: bool = True
    """Whether it may be empty."""


@dataclass(frozen=True, slots=True)
class FactTable:
    """One table of facts: a row is one `grain`. No column names or numbers a person."""

    name: str
    version: int
    """Counted up whenever columns change their name or meaning; the lake keeps older versions readable."""
    words: str | Promise
    grain: str | Promise
    key: str
    """The column (text) by which a row is known for ever."""
    columns: tuple[Column, ...]
    kinds: frozenset[str]
    """Kinds of refs whose ledger lines may change a row."""
    touched: Callable[[Sequence[Ref]], set[str]]
    """Keys of the rows that a change of these things may concern. Bounded in queries however many refs."""
    read: Callable[[Sequence[str]], Iterable[Row]]
    """The rows of these keys as they stand now; a key without a row is gone. Bounded in queries."""
    walk: Callable[[str | None, int], Sequence[str]]
    """The next keys after one, at most so many, in an order that never changes; for the first drawing and for comparing."""
    count: Callable[[], int]
    """How many rows the source has now."""
    opens: Callable[[str], Ref] | None = None
    """The record behind a row, for openers."""
    day: str = ""
    """The column (day or moment) by whose month the rows are laid together; empty: all in one."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """By the name that a column has now, the name that it had in any version before: older states are read by the names of today."""
    notes: str | Promise = ""
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(column.name for column in self.columns))
        if self.key not in self.names:
            raise ValueError(f"{self.name}: the key {self.key} is no column")
        if self.day and self.day not in self.names:
            raise ValueError(f"{self.name}: the day {self.day} is no column")


def ids_of(prefix: str, keys: Sequence[str]) -> list[int]:
    """The row numbers in keys such as "w17", of those that begin so."""
    start = len(prefix)
    return [int(key[start:]) for key in keys if key.startswith(prefix) and key[start:].isdigit()]


def ids_among(refs: Sequence[Ref], kind: str) -> list[int]:
    """The row numbers of the refs of one kind."""
    return [int(ref.id) for ref in refs if ref.kind == kind and str(ref.id).isdigit()]


def walker(**rows: Callable[[], Any]) -> Callable[[str | None, int], list[str]]:
    """A walk over tables, one after another, by row number: `walker(c=Complaint.objects.all, r=Rating.objects.all)` gives
    "c1", "c2" … "r1" …"""

    def walk(after: str | None, most: int) -> list[str]:
        found: list[str] = []
        begun = after is None
        for prefix, query in rows.items():
            last = ids_of(prefix, [after])[:1] if after and not begun else []
            if not begun and not last:
                continue
            begun = True
            ids = query().filter(pk__gt=last[0] if last else 0).order_by("pk").values_list("pk", flat=True)
            found += [f"{prefix}{pk}" for pk in ids[: most - len(found)]]
            if len(found) >= most:
                break
        return found

    return walk


def counter(**rows: Callable[[], Any]) -> Callable[[], int]:
    """How many rows these tables have together."""
    return lambda: sum(int(query().count()) for query in rows.values())


_declared: dict[str, FactTable] = {}


class DeclaredTwice(Exception):
    """Two rooms declare facts under one name."""


def declare(table: FactTable) -> None:
    """Let these facts be counted; from `apps.py`. Raises DeclaredTwice for a name another has taken."""
    if _declared.get(table.name, table) is not table:
        raise DeclaredTwice(table.name)
    _declared[table.name] = table


def declared() -> Iterator[FactTable]:
    """Every table of facts, by name."""
    yield from (_declared[name] for name in sorted(_declared))


def table(name: str) -> FactTable:
    """The table of this name. Raises KeyError."""
    return _declared[name]
