"""Rows of a bank's statement as found in a file -> lines of money, and what is wrong with which row. Pure.

Where the file says the balance after each movement, it has to add up: `balances`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from dinh.ground.text import fold

from . import balances
from .bills import MOST
from .faults import Fault

HEAD_WITHIN = 40
MOST_ROWS = 50_000

_NAMES: dict[str, tuple[str, ...]] = {
    "day": ("ngay giao dich", "ngay hach toan", "ngay hieu luc", "ngay gd", "transaction date", "ngay", "date"),
    "ref": (
        "so tham chieu", "ma giao dich", "so giao dich", "ma tham chieu", "so ct", "so chung tu", "so but toan",
        "ma gd", "reference", "transaction id",
    ),
    "credit": ("ghi co", "so tien ghi co", "phat sinh co", "tien vao", "co", "credit"),
    "debit": ("ghi no", "so tien ghi no", "phat sinh no", "tien ra", "no", "debit"),
    "amount": ("so tien", "amount"),
    "balance": (
        "so du", "so du luy ke", "so du sau giao dich", "so du sau gd", "so du cuoi", "so du tai khoan", "balance",
        "running balance", "closing balance",
    ),
    "content": ("noi dung", "noi dung giao dich", "dien giai", "mo ta", "noi dung chi tiet", "description", "details"),
}  # fmt: skip
_WORDS = {"day": "ngày giao dịch", "ref": "số tham chiếu", "content": "nội dung"}
_ENDS = (
    "tong cong", "tong phat sinh", "so du", "cong phat sinh", "total", "tong",
    "opening balance", "beginning balance", "closing balance", "ending balance",
)  # fmt: skip
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:[ T].*)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")
_TIME = re.compile(r"[ T](\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?$")
_COLON = re.compile(r"(?<=\D):(.*)$")
_AMOUNT = re.compile(r"[-+]?\d+([.,]\d{3})*([.,]0{1,2})?")

Cell = str | int | float | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement on the account: credit above zero, debit below."""

    row: int
    day: date
    ref: str
    amount: int
    content: str


@dataclass(frozen=True, slots=True)
class Statement:
    lines: tuple[StatementLine, ...]
    faults: tuple[Fault, ...]
    """`field` is "row N", or "file" for what no row is to blame for; with any of them nothing is loaded."""


def read(rows: Sequence[Sequence[Cell]]) -> Statement:
    """The lines of a statement. The row of headings is looked for; what stands before it and sums after it are left out,
    but for the balances before and after all of it."""
    place, columns = _heading(rows)
    if not columns:
        return Statement(
            (), (Fault("file", "Không thấy hàng tiêu đề có ngày giao dịch, số tham chiếu và số tiền."),)
        )
    if len(rows) > MOST_ROWS:
        return Statement((), (Fault("file", f"Sao kê quá {MOST_ROWS} hàng; chia nhỏ theo ngày rồi nạp."),))
    lines: list[StatementLine] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    sums: list[Sequence[Cell]] = []
    for number, row in enumerate(rows[place + 1 :], place + 2):
        if _passed_over(row, columns):
            sums.append(row)
            continue
        line = _line(number, row, columns)
        if isinstance(line, Fault):
            faults.append(line)
        elif line.ref in seen:
            faults.append(_wrong(number, f"số tham chiếu {line.ref} đã có ở hàng {seen[line.ref]}"))
        else:
            seen[line.ref] = number
            lines.append(line)
    if not lines and not faults:
        faults.append(Fault("file", "Sao kê không có giao dịch nào."))
    if "balance" in columns and not faults:
        faults += _adding_up(rows, lines, columns, [*rows[:place], *sums])
    return Statement(tuple(lines), tuple(faults))


def _wrong(number: int, what: str) -> Fault:
    return Fault(f"row {number}", f"Hàng {number}: {what}.")


# ---------------------------------------------------------------- balances


def _adding_up(
    rows: Sequence[Sequence[Cell]],
    lines: Sequence[StatementLine],
    columns: dict[str, int],
    around: Sequence[Sequence[Cell]],
) -> list[Fault]:
    """What of the running balance does not follow from the amounts. `around`: the rows that are no movements."""
    moves: list[balances.Move] = []
    faults: list[Fault] = []
    for line in lines:
        row = rows[line.row - 1]
        cell = _cell(row, columns["balance"])
        value = _balance(cell)
        if value is None and not _blank(cell):
            faults.append(_wrong(line.row, f"số dư “{_short(cell)}” không phải số đồng nguyên"))
        said = _cell(row, columns["day"])
        moves.append(balances.Move(line.row, line.day, _time(said), line.amount, value))
    if faults:
        return faults
    edges = {key: _edge(around, key, columns["balance"]) for key in balances.EDGES}
    return balances.faults(moves, opening=edges["opening"], closing=edges["closing"])


def _edge(around: Sequence[Sequence[Cell]], key: str, column: int) -> int | None:
    """The balance before or after the whole statement, where exactly one row says it."""
    said = {
        row: value for row, cells in enumerate(around) if (value := _edge_in(cells, key, column)) is not None
    }
    return next(iter(said.values())) if len(said) == 1 else None


def _edge_in(cells: Sequence[Cell], key: str, column: int) -> int | None:
    """The sum that follows the words: after their colon, else in the cells beside them."""
    for place, cell in enumerate(cells):
        lines = cell.splitlines() if isinstance(cell, str) else []
        for line in lines:
            if fold(line).strip().startswith(balances.EDGES[key]):
                if (within := _COLON.search(line)) and not _blank(within[1]):
                    return _balance(within[1])
                return _beside(cells, place, column) if len(lines) == 1 else None
    return None


def _beside(cells: Sequence[Cell], place: int, column: int) -> int | None:
    """The sum in the column of balances, else the first one, among the cells up to the next words."""
    found: dict[int, int] = {}
    for at, cell in enumerate(cells[place + 1 :], place + 1):
        if not _blank(cell):
            value = _balance(cell)
            if value is None:
                break  # the words of something else
            found[at] = value
    return found.get(column, next(iter(found.values()), None))


def _blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and cell.strip() in ("", "-"))


def _balance(cell: Cell) -> int | None:
    """Whole đồng, below zero where the bank lends; None for an empty cell and for what is no sum."""
    return None if _blank(cell) else _amount(cell, balances.MOST)


def _time(cell: Cell) -> time | None:
    if isinstance(cell, datetime):
        return cell.time()
    found = _TIME.search(_text(cell)) if isinstance(cell, str) else None
    try:
        return time(int(found[1]), int(found[2]), int(found[3] or 0)) if found else None
    except ValueError:
        return None


# ---------------------------------------------------------------- rows


def _heading(rows: Sequence[Sequence[Cell]]) -> tuple[int, dict[str, int]]:
    for place, row in enumerate(rows[:HEAD_WITHIN]):
        said = [re.sub(r"\s*[(/].*$", "", fold(str(cell or ""))).strip() for cell in row]
        columns: dict[str, int] = {}
        for key, names in _NAMES.items():
            found = next((said.index(name) for name in names if name in said), None)
            if found is not None:
                columns[key] = found
        if {"day", "ref"} <= columns.keys() and columns.keys() & {"credit", "amount"}:
            return place, columns
    return 0, {}


def _passed_over(row: Sequence[Cell], columns: dict[str, int]) -> bool:
    """Empty rows, and the bank's own sums under the table."""
    filled = [str(cell).strip() for cell in row if cell is not None and str(cell).strip()]
    if not filled:
        return True
    day = _cell(row, columns["day"])
    return (day in (None, "") and fold(filled[0]).startswith(_ENDS)) or (
        isinstance(day, str) and fold(day).startswith(_ENDS)
    )


def _cell(row: Sequence[Cell], place: int | None) -> Cell:
    return row[place] if place is not None and place < len(row) else None


def _line(number: int, row: Sequence[Cell], columns: dict[str, int]) -> StatementLine | Fault:
    day = _day(_cell(row, columns["day"]))
    if day is None:
        return _wrong(number, f"ngày giao dịch “{_short(_cell(row, columns['day']))}” không đọc được")
    ref = _text(_cell(row, columns["ref"]))
    if not ref or len(ref) > 64:
        return _wrong(number, "thiếu số tham chiếu" if not ref else "số tham chiếu dài quá 64 ký tự")
    sums: dict[str, int] = {}
    for key in ("credit", "debit", "amount"):
        cell = _cell(row, columns.get(key))
        value = _amount(cell)
        if value is None or abs(value) > MOST:
            return _wrong(number, f"số tiền “{_short(cell)}” không phải số đồng nguyên")
        sums[key] = value
    if "credit" in columns:
        if sums["credit"] and sums["debit"]:
            return _wrong(number, "vừa ghi có vừa ghi nợ")
        amount = sums["credit"] - abs(sums["debit"])
    else:
        amount = sums["amount"]
    if amount == 0:
        return _wrong(number, "không có số tiền")
    return StatementLine(number, day, ref, amount, _text(_cell(row, columns.get("content")))[:500])


def _short(cell: Cell) -> str:
    return str("" if cell is None else cell).strip()[:40]


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str("" if cell is None else cell).replace("\x00", "").split())


def _day(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    said = _text(cell)
    try:
        if found := _DAY.fullmatch(said):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO.fullmatch(said):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return None


def _amount(cell: Cell, most: int = MOST) -> int | None:
    """Whole đồng; 0 for an empty cell, None for what is no amount."""
    if cell is None or isinstance(cell, bool):
        return 0 if cell is None else None
    if isinstance(cell, int | float | Decimal):
        # A cell that is no number at all (NaN) differs from itself.
        return int(cell) if cell == cell and abs(float(cell)) <= most and cell == int(cell) else None
    said = _text(cell).replace(" ", "").removesuffix("VND").removesuffix("đ")
    if said in ("", "-"):
        return 0
    if not _AMOUNT.fullmatch(said):
        return None
    whole = re.sub(r"[.,]0{1,2}$", "", said)
    return int(whole.replace(".", "").replace(",", ""))
