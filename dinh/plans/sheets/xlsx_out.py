"""Worksheets for print and for filling in: A4 across, head rows on every page, real numbers and days, and a hidden key
by which the rows are known when they come back."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from .columns import BASE_HEAD, FORMAT, KEY_HEAD, META_SHEET, Column, Sheet
from .rows import Cell, Row

FACE = "Times New Roman"
THIN = Side(style="thin", color="808080")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD_FILL = PatternFill("solid", fgColor="DCE3EA")
GROUP_FILL = PatternFill("solid", fgColor="EEF1F4")
FILL_IN = PatternFill("solid", fgColor="FFF8DC")
INK = {"late": "A11F1A", "risk": "834D05", "ok": "1B653A", "path": "0C5A66"}
LONGEST = 32_000
"""Characters; a cell holds 32,767."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
DAY_FORMAT = "dd/mm/yyyy"


def put(cell: Any, value: Cell) -> None:
    """Write a value as what it is. Text that begins like a formula stays text: it is marked so, and nothing is added to
    it, so it comes back as it left."""
    if value is None or value == "":
        return
    if isinstance(value, Decimal):
        cell.value = int(value) if value == value.to_integral_value() else float(value)
    elif isinstance(value, str):
        text = _CONTROL.sub("", value)[:LONGEST]
        cell.value = text
        cell.data_type = "s"
        if text[:1] in "=+-@\t\r\n":
            cell.quotePrefix = True
    else:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = DAY_FORMAT


def font(**more: Any) -> Font:
    return Font(name=FACE, **{"size": 12, **more})


def page_set_up(sheet: Worksheet, head_row: int, *, footer: str) -> None:
    """A4 across, one page wide, head repeated, panes frozen, page numbers."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.page_margins.left, sheet.page_margins.right = 0.59, 0.59
    sheet.page_margins.top, sheet.page_margins.bottom = 0.59, 0.67
    sheet.print_title_rows = f"{head_row}:{head_row}"
    foot: Any = sheet.oddFooter
    foot.left.text, foot.right.text = _plain(footer), "Trang &P/&N"
    foot.left.size = foot.right.size = 9
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showGridLines = False


def _plain(text: str) -> str:
    """A footer without the signs that a worksheet program reads as its own."""
    return text.replace("&", "và")[:200]


def heading(sheet: Worksheet, lines: Sequence[tuple[str, dict[str, Any]]], width: int) -> int:
    """Centred lines over the whole width; gives the row after them."""
    for row, (words, look) in enumerate(lines, 1):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
        cell = sheet.cell(row, 1)
        put(cell, words)
        cell.font = font(**look)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        chars = max(1, sum(sheet.column_dimensions[get_column_letter(n)].width for n in range(1, width + 1)))
        sheet.row_dimensions[row].height = 18 * max(1, -(-len(words) // int(chars)))
    return len(lines) + 1


def tracking_book(
    parts: Sequence[tuple[Sheet, Sequence[Row]]],
    *,
    title: str,
    period: str,
    meta: dict[str, str],
    offices: Sequence[str],
) -> bytes:
    """The tracking tables, to be filled in and brought back."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for sheet, rows in parts:
        _tracking_sheet(book, sheet, rows, title, period, len(offices))
    hidden = book.create_sheet(META_SHEET)
    hidden.sheet_state = "hidden"
    for row, (key, value) in enumerate({"format": FORMAT, **meta}.items(), 1):
        put(hidden.cell(row, 1), key)
        put(hidden.cell(row, 2), value)
    for row, name in enumerate(offices, 1):
        put(hidden.cell(row, 4), name)
    return saved(book, title)


def saved(book: Workbook, title: str) -> bytes:
    book.properties.creator = "Đình"
    book.properties.title = title[:200]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _tracking_sheet(
    book: Workbook, sheet: Sheet, rows: Sequence[Row], title: str, period: str, offices: int
) -> None:
    page = book.create_sheet(sheet.tab)
    columns = sheet.columns
    for number, column in enumerate(columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    head_row = heading(
        page,
        [
            (sheet.title, {"bold": True, "size": 14}),
            (title, {"size": 12}),
            (
                f"Kỳ: {period}. Ô nền vàng nhạt là ô điền được; cột khác chỉ để xem.",
                {"italic": True, "size": 12},
            ),
        ],
        len(columns),
    )
    heads = [*(column.head for column in columns), KEY_HEAD, BASE_HEAD]
    for number, words in enumerate(heads, 1):
        _head_cell(page.cell(head_row, number), words)
    page.row_dimensions[head_row].height = 50
    page.freeze_panes = page.cell(head_row + 1, 3)
    place = head_row + 1
    for row in rows:
        if row.title:
            _group(page, place, row.title, len(columns))
        else:
            _fill_row(page, place, columns, row, sheet.thing)
        place += 1
    for number in (len(columns) + 1, len(columns) + 2):
        page.column_dimensions[get_column_letter(number)].hidden = True
    _choices(page, columns, rows, head_row + 1, place - 1, offices)
    page.auto_filter.ref = f"A{head_row}:{get_column_letter(len(columns))}{max(place - 1, head_row)}"
    page.print_area = f"A1:{get_column_letter(len(columns))}{max(place - 1, head_row)}"
    page_set_up(page, head_row, footer=title)


def _head_cell(cell: Any, words: str) -> None:
    put(cell, words)
    cell.font, cell.fill, cell.border = font(bold=True), HEAD_FILL, BOX
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _group(page: Worksheet, place: int, words: str, width: int) -> None:
    page.merge_cells(start_row=place, end_row=place, start_column=1, end_column=width)
    cell = page.cell(place, 1)
    put(cell, words)
    for number in range(1, width + 1):
        page.cell(place, number).fill, page.cell(place, number).border = GROUP_FILL, BOX
    cell.font, cell.alignment = font(bold=True), Alignment(vertical="center", wrap_text=True)
    page.row_dimensions[place].height = 18 * max(1, -(-len(words) // 150))


def _fill_row(page: Worksheet, place: int, columns: Sequence[Column], row: Row, thing: str) -> None:
    height = 1
    for number, column in enumerate(columns, 1):
        cell = page.cell(place, number)
        value = row.cells.get(column.key)
        put(cell, value)
        cell.font, cell.border = font(), BOX
        numeric = isinstance(value, int | Decimal) and column.key != "stt"
        where = "center" if column.center else "right" if numeric else "left"
        cell.alignment = Alignment(horizontal=where, vertical="top", wrap_text=True)
        if numeric:
            cell.number_format = row.formats.get(column.key) or (
                "#,##0" if column.kind == "money" else "General"
            )
        if column.field:
            cell.fill, cell.protection = FILL_IN, Protection(locked=False)
        if column.key == "standing" and row.look in INK:
            cell.font = font(bold=True, color=INK[row.look])
        if isinstance(value, str):
            height = max(height, lines_high(value, column.width))
    put(page.cell(place, len(columns) + 1), f"{thing}:{row.thing_id}")
    put(page.cell(place, len(columns) + 2), json.dumps(row.base, ensure_ascii=False, sort_keys=True))
    page.row_dimensions[place].height = min(400, 15.6 * height + 3)


def lines_high(text: str, width: float) -> int:
    """How many lines a text takes in a column: words of this face are a little narrower than the measure of widths."""
    return sum(-(-max(1, len(line)) // max(1, int(width * 1.2))) for line in text.split("\n"))


def _choices(
    page: Worksheet, columns: Sequence[Column], rows: Sequence[Row], first: int, last: int, offices: int
) -> None:
    """Lists to choose from: an office for the lead, the words of a state."""
    if last < first:
        return
    for number, column in enumerate(columns, 1):
        letter = get_column_letter(number)
        if column.field == "lead" and offices:
            rule = DataValidation(type="list", formula1=f"{META_SHEET}!$D$1:$D${offices}", allow_blank=True)
            rule.error, rule.errorTitle = "Chọn cơ quan trong danh sách.", "Chủ trì"
            rule.errorStyle = "warning"
            rule.add(f"{letter}{first}:{letter}{last}")
            page.add_data_validation(rule)
            continue
        words = next((row.choices[column.key] for row in rows if column.key in row.choices), None)
        if not words:
            continue
        rule = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        for offset, row in enumerate(rows):
            if column.key in row.choices:
                rule.add(f"{letter}{first + offset}")
        page.add_data_validation(rule)
