"""A workbook that comes from outside, read without trust: its size, its zip, its rows are bounded, nothing in it is run,
and every cell keeps its address."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from .columns import BASE_HEAD, FORMAT, KEY_HEAD, META_SHEET, SHEETS, Sheet

MOST_BYTES = 10_000_000
MOST_UNPACKED = 120 * 1024 * 1024
MOST_TIMES = 150
"""How many times larger a part may be unpacked than packed; real worksheets stay below thirty."""
MOST_PARTS = 1_000
MOST_ROWS = 5_000
MOST_COLUMNS = 80
MOST_TEXT = 20_000
HEAD_WITHIN = 25


class NotASheet(Exception):
    """The file cannot be taken in at all; `str()` says why, for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Read:
    """A cell as it was: its address, its value, whether a formula stood in it, whether it was shown as a share."""

    address: str
    value: Any = None
    formula: bool = False
    share: bool = False

    @property
    def empty(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


@dataclass(slots=True)
class ReadRow:
    """A row with a key, or one that somebody added (`key` empty)."""

    sheet: Sheet
    number: int
    key: str
    base: dict[str, str]
    cells: dict[str, Read] = field(default_factory=dict)
    broken: str = ""
    """Why the row's own marks cannot be used; empty when they can."""


@dataclass(slots=True)
class ReadBook:
    plan_id: int | None
    period: str
    rows: list[ReadRow]


def check_zip(contents: bytes) -> None:
    """Refuse what is too large, what unpacks to far more than it is, and what is no workbook."""
    if len(contents) > MOST_BYTES:
        raise NotASheet(f"Tệp lớn hơn {MOST_BYTES // 1_000_000} MB; bảng theo dõi không lớn đến thế.")
    if contents[:4] == b"\xd0\xcf\x11\xe0":
        raise NotASheet(
            "Tệp là Excel đời cũ (.xls) hoặc có mật khẩu. Mở ra, lưu lại thành .xlsx không mật khẩu."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(contents)) as box:
            parts = box.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names and "[Content_Types].xml" not in names:
                raise NotASheet("Tệp không phải bảng Excel (.xlsx).")
            if len(parts) > MOST_PARTS:
                raise NotASheet("Tệp có quá nhiều phần bên trong, không phải bảng do chương trình này xuất.")
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise NotASheet("Tệp bung ra quá lớn, không đọc.")
            for part in parts:
                if part.file_size > 1024 * 1024 and part.file_size > MOST_TIMES * max(1, part.compress_size):
                    raise NotASheet("Tệp nén bất thường, không đọc.")
                if part.flag_bits & 1:
                    raise NotASheet("Tệp có mật khẩu. Lưu lại không mật khẩu rồi nộp.")
                if part.filename.endswith((".xml", ".rels")):
                    _no_entities(box, part)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as wrong:
        raise NotASheet("Tệp hỏng hoặc không phải bảng Excel (.xlsx).") from wrong


def _no_entities(box: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A worksheet declares no entities; one that does wants to blow up in the reader."""
    with box.open(part) as stream:
        head = stream.read(4096)
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise NotASheet("Tệp có khai báo lạ bên trong, không đọc.")


def read(contents: bytes) -> ReadBook:
    """The rows of a tracking workbook with the address of every cell. NotASheet says why not."""
    check_zip(contents)
    try:
        book = load_workbook(io.BytesIO(contents), read_only=True, data_only=False, keep_links=False)
    except Exception as wrong:  # the library raises whatever its parsers raise on a broken file
        raise NotASheet("Không mở được bảng Excel này; có thể tệp hỏng.") from wrong
    try:
        return _read(book)
    except NotASheet:
        raise
    except Exception as wrong:  # as above: read-only mode parses while it walks
        raise NotASheet("Bảng Excel hỏng giữa chừng, không đọc hết được.") from wrong
    finally:
        book.close()


def _read(book: Any) -> ReadBook:
    meta = _meta(book)
    if meta.get("format") != FORMAT:
        raise NotASheet(
            "Bảng này không phải bảng theo dõi xuất từ đây (thiếu trang ẩn). Xuất bảng mới, điền vào rồi nộp lại."
        )
    rows: list[ReadRow] = []
    seen = 0
    for sheet in SHEETS:
        name = next(
            (each for each in book.sheetnames if each.strip().casefold() == sheet.tab.casefold()), None
        )
        if name is None:
            continue
        page = book[name]
        if hasattr(page, "reset_dimensions"):
            page.reset_dimensions()
        for row in _rows(page, sheet):
            seen += 1
            if seen > MOST_ROWS:
                raise NotASheet(f"Bảng dài hơn {MOST_ROWS} dòng, không đọc.")
            rows.append(row)
    plan = meta.get("plan", "")
    return ReadBook(int(plan) if plan.isdecimal() else None, meta.get("period", ""), rows)


def _meta(book: Any) -> dict[str, str]:
    if META_SHEET not in book.sheetnames:
        return {}
    found = {}
    for row in book[META_SHEET].iter_rows(min_row=1, max_row=20, max_col=2, values_only=True):
        if row and row[0]:
            found[str(row[0])] = str(row[1] if len(row) > 1 and row[1] is not None else "")
    return found


def _rows(page: Any, sheet: Sheet) -> Iterator[ReadRow]:
    columns: dict[int, str] = {}
    blank = 0
    for number, cells in enumerate(page.iter_rows(max_col=MOST_COLUMNS), 1):
        if not columns:
            columns = _heads(cells, sheet)
            if number > HEAD_WITHIN:
                raise NotASheet(f"Trang “{sheet.tab}”: không thấy dòng đầu cột. Xuất bảng mới rồi điền lại.")
            continue
        row = _row(sheet, number, cells, columns)
        if row is None:
            blank += 1
            if blank > 1_000:  # a format dragged to the bottom of the page
                return
            continue
        blank = 0
        yield row


def _heads(cells: Any, sheet: Sheet) -> dict[int, str]:
    """Which column is which, by its head, so that columns may have been moved."""
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        words = str(cell.value or "").strip()
        if words == KEY_HEAD:
            found[place] = "_key"
        elif words == BASE_HEAD:
            found[place] = "_base"
        elif words and (column := sheet.column_of(words)) is not None:
            found[place] = column.key
    return found if "_key" in found.values() else {}


def _row(sheet: Sheet, number: int, cells: Any, columns: dict[int, str]) -> ReadRow | None:
    key, broken = "", ""
    base: dict[str, Any] = {}
    made: dict[str, Any] = {}
    for place, name in columns.items():
        cell = cells[place] if place < len(cells) else None
        value = getattr(cell, "value", None)
        if name == "_key":
            key = str(value or "").strip()
        elif name == "_base":
            base, broken = _base(value)
        else:
            made[name] = _cell(cell, f"{get_column_letter(place + 1)}{number}")
    if not key:
        typed = [each for each in made.values() if not each.empty]
        # Group rows stand in one cell; a row that somebody added has more.
        if len(typed) < 2:
            return None
    return ReadRow(sheet, number, key, base, made, broken if key else "")


def _base(value: Any) -> tuple[dict[str, str], str]:
    try:
        read_back = json.loads(str(value or ""))
    except ValueError:
        return {}, "Cột ẩn của dòng này đã bị sửa; xuất bảng mới rồi điền lại."
    if not isinstance(read_back, dict):
        return {}, "Cột ẩn của dòng này đã bị sửa; xuất bảng mới rồi điền lại."
    return {str(name): str(words) for name, words in read_back.items()}, ""


def _cell(cell: Any, address: str) -> Read:
    value = getattr(cell, "value", None)
    formula = getattr(cell, "data_type", "") == "f"
    shown = str(getattr(cell, "number_format", "") or "")
    if isinstance(value, float):
        value = Decimal(repr(round(value, 10)))
    elif isinstance(value, bool):
        value = "TRUE" if value else "FALSE"
    elif isinstance(value, int):
        value = Decimal(value)
    elif isinstance(value, datetime):
        value = value.date()
    elif not isinstance(value, str | date | type(None)):
        value = str(value)
    if isinstance(value, str) and len(value) > MOST_TEXT:
        value = value[:MOST_TEXT]
    return Read(address, value, formula, "%" in shown.replace('"%"', ""))
