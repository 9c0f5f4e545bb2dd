"""Procedures as a workbook: one sheet for the editions, one for each kind of row that hangs on them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..rules import LOCAL_CODES, MAIN, PROCEDURE, TABLES, Column, to_cell
from .document import ProcedureDoc

FIRST = "Thủ tục"
LOCAL = "Mã địa phương"
NUMBER = Column("number", "Bản", "whole", most=999, required=True)
STATE = Column(
    "state", "Tình trạng", "code", options={"draft": "Đang soạn", "published": "Đã công bố"}, default="draft"
)
CODE = PROCEDURE[0]
HEADS: dict[str, tuple[Column, ...]] = {
    FIRST: (CODE, NUMBER, STATE, *PROCEDURE[1:], *MAIN),
    **{words: (CODE, NUMBER, *columns) for words, columns in TABLES.values()},
    LOCAL: (CODE, *LOCAL_CODES),
}
"""Sheet -> its columns, in the order in which they are written."""


def sheet_name(words: str) -> str:
    """A sheet's name may hold no more than 31 letters and no “/”."""
    return words.replace("/", "-")[:31]


def to_xlsx(procedures: Iterable[ProcedureDoc]) -> bytes:
    """The workbook. Text stays text: what begins like a formula is not one."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    sheets = {name: _sheet(book, name, columns) for name, columns in HEADS.items()}
    for one in procedures:
        key = {"code": one.code}
        said = {**key, "field": one.field, "field_name": one.field_name, "words": one.words}
        for number, edition in enumerate(one.editions, start=1):
            of = {**key, "number": number}
            _row(sheets[FIRST], HEADS[FIRST], {**said, **of, "state": edition.state, **edition.content})
            for table, (words, _columns) in TABLES.items():
                rows = edition.content[table]
                if table == "sources":
                    rows = sorted(rows, key=lambda row: row["field"])
                for row in rows:
                    # A row's own code (an exemption's, a result's) is not the procedure's.
                    _cells(sheets[words], HEADS[words], [of["code"], of["number"]], row)
        for row in one.local_codes:
            _cells(sheets[LOCAL], HEADS[LOCAL], [one.code], row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet(book: Workbook, name: str, columns: tuple[Column, ...]) -> Worksheet:
    sheet: Worksheet = book.create_sheet(sheet_name(name))
    for at, column in enumerate(columns, start=1):
        cell = sheet.cell(1, at, column.head)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        cell.fill = PatternFill("solid", fgColor="DCE3EA")
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = 48 if column.kind == "long" else 18
        words = ",".join(column.options.values())
        if (
            column.kind == "code"
            and column.options
            and len(words) < 250
            and words.count(",") < len(column.options)
        ):
            check = DataValidation(
                type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=False
            )
            check.add(f"{letter}2:{letter}3000")
            sheet.add_data_validation(check)
    sheet.freeze_panes = "C2"
    return sheet


def _row(sheet: Worksheet, columns: tuple[Column, ...], values: dict[str, Any]) -> None:
    at = sheet.max_row + 1
    for column_at, column in enumerate(columns, start=1):
        _put(sheet.cell(at, column_at), to_cell(column, values[column.key]))


def _cells(sheet: Worksheet, columns: tuple[Column, ...], first: list[Any], row: dict[str, Any]) -> None:
    at = sheet.max_row + 1
    for column_at, value in enumerate(first, start=1):
        _put(sheet.cell(at, column_at), value)
    for column_at, column in enumerate(columns[len(first) :], start=len(first) + 1):
        _put(sheet.cell(at, column_at), to_cell(column, row[column.key]))


def _put(cell: Any, value: Any) -> None:
    if value == "":
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if value[:1] in "=+-@\t\n":
            cell.quotePrefix = True
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
