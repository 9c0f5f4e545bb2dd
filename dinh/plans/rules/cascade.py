"""Reading a table of units and numbers, pasted from a sheet or out of a workbook. Pure: rows of text in, rows understood and
faults that name row and cell out. Nothing is taken while a fault remains."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches

from dinh.ground.text import fold

from .numbers import parse, words_of

KINDS = ("phuong", "xa", "dac khu", "thi tran", "p.", "x.", "ubnd", "uy ban nhan dan")
_CODE = re.compile(r"\d{5}")
_SPACES = re.compile(r"\t|;|\s{3,}")
_TRAILING = re.compile(r"^(?P<name>.*?\D)[\s:,–-]+(?P<value>-?\d[\d.,]*\s*%?)$")
MOST_ROWS = 2000
HEADS = (
    "don vi",
    "ten don vi",
    "ma",
    "ma don vi",
    "xa",
    "phuong",
    "xa, phuong",
    "stt",
    "tt",
    "chi tieu",
    "gia tri",
)


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit that a row may mean."""

    id: int
    code: str
    name: str
    """ "Phường Bỉm Sơn"."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row understood. `where` is how its reader finds it again: "dòng 4" or "B4"."""

    unit_id: int
    value: Decimal | None
    base: Decimal | None
    where: str


@dataclass(frozen=True, slots=True)
class TableFault:
    """What is wrong, and where. `kind` lets a page say it in the screen's language."""

    where: str
    kind: str
    text: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class TableRead:
    """A table understood as far as it goes."""

    rows: tuple[TableRow, ...]
    faults: tuple[TableFault, ...]

    @property
    def ids(self) -> set[int]:
        return {row.unit_id for row in self.rows}


@dataclass(slots=True)
class UnitBook:
    """The units that rows may name: by code, by whole name, by name alone where no other bears it."""

    units: Sequence[KnownUnit]
    by_code: dict[str, KnownUnit] = field(default_factory=dict)
    by_name: dict[str, list[KnownUnit]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for unit in self.units:
            self.by_code[unit.code] = unit
            whole = fold(unit.name)
            for key in {whole, bare(whole)}:
                self.by_name.setdefault(key, []).append(unit)

    def find(self, words: str) -> list[KnownUnit]:
        """The units that the words may mean: none, one, or several of the same name."""
        text = words.strip()
        if text.isdigit() and text.zfill(5) in self.by_code:
            return [self.by_code[text.zfill(5)]]
        key = fold(text)
        return self.by_name.get(key) or self.by_name.get(bare(key), [])

    def nearest(self, words: str) -> str:
        """The name most like the words, for the fault's sentence; empty when none is."""
        found = get_close_matches(bare(fold(words)), list(self.by_name), n=1, cutoff=0.7)
        return self.by_name[found[0]][0].name if found else ""


def bare(folded: str) -> str:
    """The name without its kind: "phuong bim son" -> "bim son"."""
    for _twice in range(2):
        for kind in KINDS:
            if folded.startswith(f"{kind} ") or (kind.endswith(".") and folded.startswith(kind)):
                folded = folded.removeprefix(kind).strip()
    return folded


def split_pasted(text: str) -> list[list[str]]:
    """Lines and cells of what was pasted: cells by tab or semicolon, else a number at the line's end is a cell."""
    made = []
    for line in text.splitlines():
        cells = (
            [cell.strip() for cell in _SPACES.split(line)] if _SPACES.search(line.strip()) else [line.strip()]
        )
        if len(cells) == 1 and not cells[0].isdigit():
            ends = _TRAILING.match(cells[0])
            if ends:
                cells = [ends["name"].strip(), ends["value"].strip()]
        made.append(cells)
    return made


def at_line(row: int, _column: int | None) -> str:
    """Where a cell of pasted text is."""
    return f"dòng {row + 1}"


def at_cell(row: int, column: int | None) -> str:
    """Where a cell of a workbook is: "B4"; a whole row: "dòng 4"."""
    if column is None:
        return f"dòng {row + 1}"
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"ô {letters}{row + 1}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a table must give: whether a number, of what unit, and whether a second number (the base) may follow."""

    number: bool = True
    operator: str = ">="
    percent: bool = False
    base: bool = True


def read_table(
    rows: Sequence[Sequence[str]],
    book: UnitBook,
    wanted: Wanted,
    *,
    where: Callable[[int, int | None], str] = at_line,
) -> TableRead:
    """Rows of "unit, number[, base]" in any of the usual shapes: with a running number before, with code and name both, with a
    line of heads on top. Every fault is named; a unit named twice is a fault of its second row."""
    made: list[TableRow] = []
    faults: list[TableFault] = []
    seen: dict[int, str] = {}
    for index, cells in enumerate(rows):
        texts = [str(cell or "").strip() for cell in cells]
        if not any(texts) or (not made and not faults and _is_head(texts, book)):
            continue
        if len(made) + len(faults) >= MOST_ROWS:
            faults.append(TableFault(where(index, None), "too_many", str(MOST_ROWS)))
            break
        row, wrong = _read_row(index, texts, book, wanted, where)
        if row is not None and row.unit_id in seen:
            wrong = [TableFault(row.where, "twice", _name(book, row.unit_id), seen[row.unit_id]), *wrong]
            row = None
        faults += wrong
        if row is not None:
            seen[row.unit_id] = row.where
            made.append(row)
    return TableRead(tuple(made), tuple(faults))


def _name(book: UnitBook, unit_id: int) -> str:
    return next((unit.name for unit in book.units if unit.id == unit_id), str(unit_id))


def _is_head(texts: Sequence[str], book: UnitBook) -> bool:
    """A line of heads: nothing in it is a unit or a number."""
    filled = [text for text in texts if text]
    if any(book.find(text) or _number(text) is not None for text in filled):
        return False
    return len(filled) > 1 or fold(filled[0]) in HEADS


def _number(text: str) -> Decimal | None:
    return parse(text) if len(text) <= 20 else None


def _unit_at(texts: Sequence[str], book: UnitBook) -> tuple[int, list[KnownUnit]] | None:
    """The column that names the unit: a code first, then a name that is known; a running number before it is passed over."""
    for column, text in enumerate(texts):
        if _CODE.fullmatch(text) and text in book.by_code:
            return column, [book.by_code[text]]
    for column, text in enumerate(texts):
        if text and not text.isdigit() and (found := book.find(text)):
            return column, found
    return None


def _read_row(
    index: int,
    texts: Sequence[str],
    book: UnitBook,
    wanted: Wanted,
    where: Callable[[int, int | None], str],
) -> tuple[TableRow | None, list[TableFault]]:
    at = _unit_at(texts, book)
    if at is None:
        column = next((n for n, text in enumerate(texts) if text and _number(text) is None), 0)
        said = texts[column]
        return None, [TableFault(where(index, column), "unknown", said, book.nearest(said))]
    column, units = at
    if len(units) > 1:
        names = ", ".join(f"{unit.name} ({unit.code})" for unit in units)
        return None, [TableFault(where(index, column), "several", texts[column], names)]
    after = column + 1
    # "14812 | Phường Bỉm Sơn | 60": the code has named the unit, so its name is passed over, but must be the same unit's.
    if (
        _CODE.fullmatch(texts[column])
        and after < len(texts)
        and texts[after]
        and _number(texts[after]) is None
    ):
        named = book.find(texts[after])
        if named and units[0] not in named:
            return None, [
                TableFault(
                    where(index, after), "mismatch", texts[after], f"{units[0].name} ({units[0].code})"
                )
            ]
        after += 1 if named else 0
    return _numbers(index, texts, after, units[0], wanted, where)


def _numbers(
    index: int,
    texts: Sequence[str],
    after: int,
    unit: KnownUnit,
    wanted: Wanted,
    where: Callable[[int, int | None], str],
) -> tuple[TableRow | None, list[TableFault]]:
    if not wanted.number:
        return TableRow(unit.id, None, None, where(index, None)), []
    filled = [(column, texts[column]) for column in range(after, len(texts)) if texts[column]]
    if not filled:
        return None, [TableFault(where(index, after), "empty", unit.name)]
    numbers: list[Decimal] = []
    for column, text in filled[: 2 if wanted.base else 1]:
        number = _number(text)
        if number is None:
            return None, [TableFault(where(index, column), "no_number", text, unit.name)]
        kind = number_fault(number, wanted) if not numbers else ("base" if number <= 0 else "")
        if kind:
            return None, [TableFault(where(index, column), kind, text, unit.name)]
        numbers.append(number)
    return TableRow(unit.id, numbers[0], numbers[1] if len(numbers) > 1 else None, where(index, None)), []


def number_fault(number: Decimal, wanted: Wanted) -> str:
    """The kind of fault of a number that was given; empty when it can be."""
    if wanted.operator == "rank":
        return "rank" if number < 1 or number != number.to_integral_value() else ""
    if wanted.percent:
        return "percent" if not 0 <= number <= 100 else ""
    return "negative" if number < 0 else ""


def counts_units(measure: str) -> bool:
    """Whether a target is counted in communes ("118 xã hoàn thành…"): each of them then owes a yes, and the whole is how many
    said it."""
    words = fold(measure).replace(",", " ").split()
    return bool(words) and (
        words[0] in {"xa", "phuong"} or " ".join(words[:2]) in {"don vi", "dac khu", "thi tran"}
    )


def table_text(rows: Iterable[tuple[str, Decimal | None, Decimal | None]]) -> str:
    """(code, number, base) as the text that `split_pasted` reads back: what one step of a form hands to the next."""
    lines = []
    for code, value, base in rows:
        cells = [code, *(words_of(each) for each in (value, base) if each is not None)]
        lines.append("\t".join(cells))
    return "\n".join(lines)


def names_of(ids: Iterable[int], names: Mapping[int, str], *, most: int = 5) -> str:
    """ "phường A, xã B và 3 đơn vị khác" is made by the page; this gives the first names."""
    return ", ".join(names[each] for each in list(ids)[:most] if each in names)
