"""Workbooks: XLSX, XLS and ODS, read by calamine, whose rows come one after another."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from ..shapes import Cell, FileUnreadable
from . import encodings
from .shapes import Row, Table

_MOST_UNPACKED = 3 << 30
_MOST_TIMES = 400
"""A sheet is packed ten to forty times; what claims far more is no sheet."""
_SAMPLE_ROWS = 200


def read(path: Path) -> list[Table]:
    """Every sheet with anything on it. FileUnreadable says why there is none."""
    _guard(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = [meta.name for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    except PasswordError as locked:
        raise FileUnreadable("Tệp bảng tính có mật khẩu; hãy bỏ mật khẩu rồi nạp lại.") from locked
    except (CalamineError, OSError, ValueError) as broken:
        raise FileUnreadable(
            "Tệp bảng tính hỏng hoặc không đúng định dạng; hãy mở ra và lưu lại thành .xlsx."
        ) from broken
    tables = [_table(book, name, path) for name in names]
    found = [table for table in tables if table.total]
    if not found:
        raise FileUnreadable("Tệp bảng tính không có trang nào có dữ liệu.")
    return found


def _guard(path: Path) -> None:
    """A packed file that unpacks into more than any sheet holds would eat the memory."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(each.file_size for each in packed.infolist())
    except (zipfile.BadZipFile, OSError) as broken:
        raise FileUnreadable("Tệp bảng tính hỏng: không mở được gói bên trong.") from broken
    if size > _MOST_UNPACKED or size > max(path.stat().st_size, 100_000) * _MOST_TIMES:
        raise FileUnreadable("Tệp bảng tính khi mở ra lớn bất thường; hãy tách nhỏ hoặc lưu thành CSV.")


def _table(book: CalamineWorkbook, name: str, path: Path) -> Table:
    try:
        sheet = book.get_sheet_by_name(name)
    except (CalamineError, OSError, ValueError) as broken:
        raise FileUnreadable(f"Trang “{name}” của tệp bảng tính không đọc được.") from broken
    if sheet.start is None:
        return Table(name, lambda: iter(()), total=0)
    top, _left = sheet.start
    mend = _mend_of(sheet)

    def rows() -> Iterator[Row]:
        # calamine walks from the sheet's first row, and from the first column that holds anything.
        for number, values in enumerate(sheet.iter_rows(), 1):
            cells = [_cell(value) for value in values]
            if any(cell is not None for cell in cells):
                if mend is not None:
                    cells = [
                        mend(cell) if isinstance(cell, str) and not cell.isascii() else cell for cell in cells
                    ]
                yield number, cells

    return Table(name, rows, total=sheet.height + top, letters="", size=path.stat().st_size)


def _mend_of(sheet: Any) -> Any:
    texts: list[str] = []
    for number, values in enumerate(sheet.iter_rows()):
        texts += [value for value in values if isinstance(value, str) and not value.isascii()]
        if number >= _SAMPLE_ROWS:
            break
    legacy = encodings.legacy_of("\n".join(texts))
    return encodings.mend_of(encodings.Letters("utf-8", legacy)) if legacy else None


def _cell(value: Any) -> Cell:
    if value == "":
        return None
    if isinstance(value, str | bool | int | float | datetime | date):
        return value
    if isinstance(value, time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, timedelta):
        return value.total_seconds() / 86_400
    return str(value)
