"""Rows of a file read by a mapping, column after column: each different cell of a column is read once.

No framework; what the house knows is handed in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any

from . import heads
from .deciding import Wrong
from .files.shapes import Row, Table
from .shapes import Cell, FileUnreadable, Head, Map, MapColumn, Moment, Refusal, Unread
from .values import is_nothing, local_moment, reader_of, text_of

BATCH = 5_000
"""As Python has them, so many rows take some tens of megabytes."""
_MEMO = 30_000
"""So many different cells of a column are known at once; of a column where every cell is another none is met again."""
_LONGEST_VALUE = 200
_DAY_AND_HOUR = re.compile(r"[\d/.-]{8,10} \d{1,2}:\d{2}(:\d{2})?")


@dataclass(slots=True)
class Taken:
    """Some rows read: what is in them by column of the mapping, and why others are refused."""

    rows: list[int]
    cells: dict[str, list[Any]]
    refused: list[Refusal]
    read: int
    """How many rows of data there were."""


class _Bad:
    """A cell that could not be read, kept in its place."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


class ColumnReader:
    """One column: a cell seen before is known."""

    def __init__(self, column: MapColumn) -> None:
        self.column = column
        self._read = reader_of(column)
        self._memo: dict[Cell, Any] = {}
        self._bad = False
        self._days: dict[str, int] = {}
        self._hours: dict[str, int] = {}

    def values(self, cells: Sequence[Cell]) -> tuple[list[Any], dict[int, str]]:
        """What the cells say, and by place the sentence for those that cannot be read."""
        if self.column.kind == "moment":
            return self._moments(cells)
        self._learn(cells)
        return self._said(cells)

    def _learn(self, cells: Iterable[Cell]) -> None:
        memo = self._memo
        if len(memo) > _MEMO:
            memo.clear()
        for cell in set(cells).difference(memo):
            try:
                memo[cell] = self._read(cell)
            except Unread as none:
                memo[cell] = _Bad(str(none))
                self._bad = True

    def _said(self, cells: Sequence[Cell]) -> tuple[list[Any], dict[int, str]]:
        found = list(map(self._memo.__getitem__, cells))
        if not self._bad:
            return found, {}
        wrong = {place: value.reason for place, value in enumerate(found) if isinstance(value, _Bad)}
        for place in wrong:
            found[place] = None
        return found, wrong

    def _moments(self, cells: Sequence[Cell]) -> tuple[list[Any], dict[int, str]]:
        """Moments are nearly all different, yet made of few days and few hours: those are what is known."""
        days, hours = self._days, self._hours
        found: list[Any] = []
        others: dict[int, Cell] = {}
        for place, cell in enumerate(cells):
            try:
                day, _space, hour = cell.partition(" ")  # type: ignore[union-attr]
                found.append(Moment(days[day] + hours[hour], False))
            except (KeyError, AttributeError):
                found.append(None)
                others[place] = cell
        unknown = {cell for cell in others.values() if not self._learn_parts(cell)}
        self._learn(unknown)
        wrong: dict[int, str] = {}
        for place, cell in others.items():
            if cell in unknown:
                value = self._memo[cell]
                if isinstance(value, _Bad):
                    wrong[place] = value.reason
                else:
                    found[place] = value
            else:
                day, _space, hour = str(cell).partition(" ")
                found[place] = Moment(days[day] + hours[hour], False)
        return found, wrong

    def _learn_parts(self, cell: Cell) -> bool:
        """Whether a cell is a day and an hour, now known each."""
        if not isinstance(cell, str) or not _DAY_AND_HOUR.fullmatch(cell):
            return False
        day, _space, hour = cell.partition(" ")
        if day in self._days and hour in self._hours:
            return True
        try:
            whole, start = self._read(cell), self._read(day)
        except Unread:
            return False
        if whole.whole_day or not start.whole_day:
            return False
        self._days[day] = start.us
        self._hours[hour] = whole.us - start.us
        return True


@dataclass(slots=True)
class Opened:
    """A table of a file with its heads found and its columns known."""

    table: Table
    saved: Map
    head: Head
    places: dict[str, int]
    """By column of the mapping, the column of the file."""
    missing: list[MapColumn] = field(default_factory=list)
    """Columns that the mapping must have and the file does not."""

    @property
    def given(self) -> frozenset[str]:
        return frozenset(self.places)

    def head_of(self, column: str) -> str:
        """What the file calls a column; where it has none, what people call it."""
        if column in self.places:
            return self.head.names[self.places[column]]
        known = self.saved.column(column)
        return (known.names[0] if known and known.names else known.words) if known else column


def open_best(tables: Sequence[Table], saved: Map) -> Opened:
    """The table of a file in which most columns of the mapping are named. Raises FileUnreadable naming what is missing."""
    opened = [open_table(table, saved) for table in tables]
    best = max(opened, key=lambda each: (not each.missing, len(each.places)))
    if best.missing:
        wanted = "; ".join(f"“{(each.names or (each.words,))[0]}” ({each.words})" for each in best.missing)
        seen = ", ".join(name for name in best.head.names if name)[:300]
        found = f" Hàng tiêu đề tìm thấy ở dòng {best.head.row}: {seen}." if best.places else ""
        raise FileUnreadable(f"Không thấy cột bắt buộc {wanted}.{found}")
    return best


def open_table(table: Table, saved: Map) -> Opened:
    """A table with its heads, whether or not all that must be there is."""
    first = list(islice(table.rows(), heads.LOOKED_AT))
    if table.keyed:
        head = Head(tuple(text_of(cell) for cell in first[0][1]), first[0][0])
    else:
        head = heads.find_head(first, saved)
    places = heads.match(head.names, saved)
    missing = [column for column in saved.columns if column.required and column.name not in places]
    if saved.melt and not any(code in places for code, _names, _unit in saved.melt):
        missing.append(MapColumn("value", saved.melt[0][0], "number", saved.melt[0][1], required=True))
    return Opened(table, saved, head, places, missing)


def take(opened: Opened, *, batch: int = BATCH) -> Iterator[Taken]:
    """The rows of the table, read, some at a time."""
    readers = {
        column.name: ColumnReader(column) for column in opened.saved.columns if column.name in opened.places
    }
    for name, melted in _melted(opened).items():
        readers[name] = ColumnReader(melted)
    rows = _data(opened)
    while some := list(islice(rows, batch)):
        yield _take_some(opened, readers, some)


def _melted(opened: Opened) -> dict[str, MapColumn]:
    return {
        code: MapColumn(code, names[0] if names else code, "number", names)
        for code, names, _unit in opened.saved.melt
        if code in opened.places
    }


def _data(opened: Opened) -> Iterator[Row]:
    """The rows below the heads that are data: no blank ones, no numbering, no heads again, no sums."""
    saved, places, after = opened.saved, opened.places, opened.head.row
    key = places.get(saved.key[0])
    early = 3
    for number, cells in opened.table.rows():
        if number <= after or all(is_nothing(cell) for cell in cells):
            continue
        if early:
            early -= 1
            if heads.is_numbering(cells):
                continue
        lone = key is None or key >= len(cells) or is_nothing(cells[key])
        if (early or lone or _like_head(cells, key)) and heads.is_head_again(cells, places, saved):
            continue
        if (lone or _like_total(cells, key)) and heads.is_total(cells, key):
            continue
        yield number, cells


def _like_head(cells: Sequence[Cell], key: int | None) -> bool:
    cell = cells[key] if key is not None else None
    return isinstance(cell, str) and not any(char.isdigit() for char in cell)


_like_total = _like_head


def _take_some(opened: Opened, readers: dict[str, ColumnReader], some: list[Row]) -> Taken:
    width = len(opened.head.names)
    torn = {
        number: len(cells)
        for number, cells in some
        if len(cells) > width and any(not is_nothing(c) for c in cells[width:])
    }
    refused = [
        Refusal(
            number,
            "",
            "",
            f"Dòng có {count} ô, tiêu đề chỉ có {width}; có dấu ngăn cột thừa hoặc thiếu dấu nháy kép.",
        )
        for number, count in torn.items()
    ]
    rows = [row for row in some if row[0] not in torn]
    numbers = [number for number, _cells in rows]
    read: dict[str, list[Any]] = {}
    wrong: dict[int, list[tuple[str, Cell, str]]] = {}
    for name, reader in readers.items():
        place = opened.places[name]
        cells: list[Cell] = [row[place] if place < len(row) else None for _number, row in rows]
        read[name], bad = reader.values(cells)
        for at, reason in bad.items():
            wrong.setdefault(at, []).append((name, cells[at], reason))
        if reader.column.required:
            for at, value in enumerate(read[name]):
                if (value is None or value == "") and at not in bad:
                    wrong.setdefault(at, []).insert(
                        0, (name, cells[at], f"Thiếu {_lower(reader.column.words)}.")
                    )
    if wrong:
        refused += [_refusal(opened, numbers[at], faults) for at, faults in wrong.items()]
        keep = [at for at in range(len(rows)) if at not in wrong]
        numbers = [numbers[at] for at in keep]
        read = {name: [values[at] for at in keep] for name, values in read.items()}
    return Taken(numbers, read, refused, len(some))


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _refusal(opened: Opened, number: int, faults: Sequence[tuple[str, Cell, str]]) -> Refusal:
    """One row refused: by its first fault, with what else is wrong behind it."""
    name, cell, reason = faults[0]
    others = " ".join(f"{opened.head_of(other)}: {said}" for other, _cell, said in faults[1:4])
    said = f"{reason} {others}".strip()
    return Refusal(number, opened.head_of(name), text_of(cell)[:_LONGEST_VALUE], said)


def refuse(opened: Opened, number: int, wrong: Wrong) -> Refusal:
    """A row that was read and yet is no fact."""
    return Refusal(number, opened.head_of(wrong.column), shown(wrong.value)[:_LONGEST_VALUE], wrong.reason)


def shown(value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, Moment):
        at = local_moment(value.us)
        return f"{at:%d/%m/%Y}" if value.whole_day else f"{at:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, tuple):
        return json.dumps(list(value), ensure_ascii=False)
    return "" if value is None else str(value)


def records(taken: Taken) -> Iterator[dict[str, Any]]:
    """The rows one by one, by column of the mapping."""
    names = list(taken.cells)
    for values in zip(*taken.cells.values(), strict=True):
        yield dict(zip(names, values, strict=True))


def columns(rows: Iterable[dict[str, Any]], names: Sequence[str]) -> dict[str, list[Any]]:
    """Rows turned into columns; every row has every name."""
    held = list(rows)
    return {name: list(map(itemgetter(name), held)) for name in names}


def preview(opened: Opened, most: int = 12) -> tuple[list[tuple[int, list[Cell]]], list[Taken]]:
    """The first rows as they are, and as they will be read."""
    first = list(islice(_data(opened), most))
    readers: dict[str, ColumnReader] = {
        column.name: ColumnReader(column) for column in opened.saved.columns if column.name in opened.places
    }
    readers |= {name: ColumnReader(each) for name, each in _melted(opened).items()}
    return first, [_take_some(opened, readers, [row]) for row in first]


Progressing = Callable[[int, float], None]
