"""Workbooks in and out of the pages that give: rows of text with their cells, and the form to fill in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill

from dinh.plans.models import Allotment, Target, Task
from dinh.plans.rules.cascade import MOST_ROWS
from dinh.plans.rules.numbers import words_of
from dinh.town.models import Unit

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_COLUMNS = 12


class UnreadableWorkbook(ValueError):
    """The file is no workbook that can be read. `str()` is a Vietnamese sentence."""


def rows_of_workbook(file: BinaryIO, size: int) -> list[list[str]]:
    """The rows of the first sheet as text, empty ones too, so that a row's number is the sheet's own."""
    if size > MOST_BYTES:
        raise UnreadableWorkbook(_("Tệp Excel lớn quá 5 MB; chỉ cần một bảng tên đơn vị và con số."))
    try:
        with zipfile.ZipFile(file) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
        if unpacked > MOST_UNPACKED:
            raise UnreadableWorkbook(_("Tệp Excel giải nén ra quá lớn, không đọc."))
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        made = [
            [_text(cell) for cell in row[:MOST_COLUMNS]]
            for row in sheet.iter_rows(max_row=MOST_ROWS + 20, max_col=MOST_COLUMNS)
        ]
        book.close()
    except UnreadableWorkbook:
        raise
    except Exception as wrong:  # a workbook can be broken in as many ways as a zip of XML
        raise UnreadableWorkbook(_("Không đọc được tệp này; cần tệp Excel .xlsx.")) from wrong
    return made


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        if "%" in str(cell.number_format or ""):
            number *= 100
        # A whole number is left bare: it may be a unit's code.
        return str(int(number)) if number == number.to_integral_value() else words_of(number)
    return str(value).strip()


def workbook_to_fill(thing: Target | Task, units: Sequence[Unit], there: dict[int, Allotment]) -> bytes:
    """A workbook of the units with their codes, ready for a number each; what was given already stands in it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _("Giao chỉ tiêu")
    measure = thing.measure if isinstance(thing, Target) else ""
    heads = [
        _("Mã đơn vị"),
        _("Đơn vị"),
        _("Con số giao") + (f" ({measure})" if measure else ""),
        _("Mẫu số dự kiến"),
    ]
    sheet.append(heads)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="FFE8ECEE")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for unit in units:
        row = there.get(unit.pk)
        sheet.append(
            [
                unit.code,
                unit.full_name,
                None if row is None or row.value is None else float(row.value),
                None if row is None or row.base is None else float(row.base),
            ]
        )
    for letter, width in (("A", 12), ("B", 34), ("C", 18), ("D", 18)):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
