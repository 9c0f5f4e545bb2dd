"""The bytes of a statement -> rows of cells. A file from outside is read without trust: its size, its zip and its rows are
bounded, and nothing in it is run."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections import Counter
from typing import Any

from .rules.statements import MOST_ROWS, Cell

MOST_BYTES = 10_000_000
MOST_UNPACKED = 150 * 1024 * 1024
MOST_PARTS = 500
MOST_COLUMNS = 60


class NotAStatement(ValueError):
    """The file cannot be read at all; `str()` says why."""


def rows_of(name: str, contents: bytes) -> list[list[Cell]]:
    """The rows of a CSV or XLSX file, judged by content. Raises NotAStatement."""
    if not contents:
        raise NotAStatement("Tệp rỗng.")
    if len(contents) > MOST_BYTES:
        raise NotAStatement(f"Tệp lớn hơn {MOST_BYTES // 1_000_000} MB; chia nhỏ theo ngày rồi nạp.")
    if contents[:4] == b"\xd0\xcf\x11\xe0":
        raise NotAStatement("Tệp là Excel đời cũ (.xls) hoặc có mật khẩu. Lưu lại thành .xlsx hoặc .csv.")
    return _workbook(contents) if contents[:2] == b"PK" else _text(contents)


def _text(contents: bytes) -> list[list[Cell]]:
    said = _decoded(contents)
    if "\x00" in said:
        raise NotAStatement("Tệp không phải sao kê dạng CSV hoặc XLSX.")
    lines = said.splitlines()[:30]
    marks = Counter({mark: sum(line.count(mark) for line in lines) for mark in (",", ";", "\t")})
    try:
        rows = csv.reader(io.StringIO(said, newline=""), delimiter=marks.most_common(1)[0][0], strict=True)
        made: list[list[Cell]] = []
        for row in rows:
            made.append(list(row[:MOST_COLUMNS]))
            if len(made) > MOST_ROWS + 100:
                break
    except csv.Error as wrong:
        raise NotAStatement("Tệp CSV hỏng: dấu ngoặc kép không khép.") from wrong
    return made


def _decoded(contents: bytes) -> str:
    wide = contents[:2] in (b"\xff\xfe", b"\xfe\xff")
    for guess in ("utf-16",) if wide else ("utf-8-sig", "cp1258"):
        try:
            return unicodedata.normalize("NFC", contents.decode(guess))
        except UnicodeDecodeError:
            continue
    raise NotAStatement("Không đọc được chữ trong tệp; lưu lại CSV bằng mã UTF-8.")


def _check_zip(contents: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(contents)) as box:
            parts = box.infolist()
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise NotAStatement("Tệp không phải sao kê dạng CSV hoặc XLSX.")
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise NotAStatement("Tệp bung ra quá lớn, không đọc.")
            for part in parts:
                if part.flag_bits & 1:
                    raise NotAStatement("Tệp có mật khẩu. Lưu lại không mật khẩu rồi nạp.")
                if part.filename.endswith((".xml", ".rels")):
                    with box.open(part) as stream:
                        head = stream.read(4096)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise NotAStatement("Tệp có khai báo lạ bên trong, không đọc.")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError) as wrong:
        raise NotAStatement("Tệp hỏng hoặc không phải bảng Excel (.xlsx).") from wrong


def _workbook(contents: bytes) -> list[list[Cell]]:
    from openpyxl import load_workbook

    _check_zip(contents)
    made: list[list[Cell]] = []
    try:
        book = load_workbook(io.BytesIO(contents), read_only=True, data_only=True, keep_links=False)
        page: Any = book.worksheets[0]
        page.reset_dimensions()  # what the file says of its size may be a lie
        for row in page.iter_rows(max_col=MOST_COLUMNS, values_only=True):
            made.append(list(row))
            if len(made) > MOST_ROWS + 100:
                break
        book.close()
    except Exception as wrong:  # a broken workbook fails in the reader's own ways
        raise NotAStatement("Tệp hỏng hoặc không phải bảng Excel (.xlsx).") from wrong
    return made
