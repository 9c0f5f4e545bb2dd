"""A workbook of procedures that comes from outside, read without trust: its size, its zip and its rows are bounded, nothing
in it is run, and every cell keeps its address."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from dinh.ground.text import fold

from ..rules import MAIN, PROCEDURE, TABLES, Column, Fault, read_row
from .document import MOST_BYTES, MOST_PROCEDURES, Document, EditionDoc, NotAFile, ProcedureDoc, check
from .xlsx_out import CODE, FIRST, HEADS, LOCAL, NUMBER, STATE, sheet_name

MOST_UNPACKED = 120 * 1024 * 1024
MOST_TIMES = 150
"""How many times larger a part may be unpacked than packed; real worksheets stay below thirty."""
MOST_ROWS = 60_000
MOST_COLUMNS = 60
Row = tuple[int, dict[str, Any], dict[str, str]]
"""(row number, values by column, addresses by column)"""


def check_zip(contents: bytes) -> None:
    """Refuse what is too large, what unpacks to far more than it is, and what is no workbook."""
    if len(contents) > MOST_BYTES:
        raise NotAFile(f"Tệp lớn hơn {MOST_BYTES // 1_000_000} MB; danh mục thủ tục không lớn đến thế.")
    if contents[:4] == b"\xd0\xcf\x11\xe0":
        raise NotAFile(
            "Tệp là Excel đời cũ (.xls) hoặc có mật khẩu. Mở ra, lưu lại thành .xlsx không mật khẩu."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(contents)) as box:
            parts = box.infolist()
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise NotAFile("Tệp không phải bảng Excel (.xlsx).")
            if len(parts) > 500 or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise NotAFile("Tệp bung ra quá lớn, không đọc.")
            for part in parts:
                if part.file_size > 1024 * 1024 and part.file_size > MOST_TIMES * max(1, part.compress_size):
                    raise NotAFile("Tệp nén bất thường, không đọc.")
                if part.flag_bits & 1:
                    raise NotAFile("Tệp có mật khẩu. Lưu lại không mật khẩu rồi nộp.")
                if part.filename.endswith((".xml", ".rels")):
                    with box.open(part) as stream:
                        head = stream.read(4096)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise NotAFile("Tệp có khai báo lạ bên trong, không đọc.")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError) as wrong:
        raise NotAFile("Tệp hỏng hoặc không phải bảng Excel (.xlsx).") from wrong


def read_xlsx(contents: bytes) -> Document:
    """The procedures of a workbook and what is wrong with it, cell by cell. NotAFile when it is none."""
    check_zip(contents)
    try:
        book = load_workbook(io.BytesIO(contents), read_only=True, data_only=False, keep_links=False)
    except Exception as wrong:  # the library raises whatever its parsers raise on a broken file
        raise NotAFile("Không mở được bảng Excel này; có thể tệp hỏng.") from wrong
    try:
        document = Document()
        tables = {name: list(_rows(book, name, document.faults)) for name in HEADS}
    except NotAFile:
        raise
    except Exception as wrong:  # as above: read-only mode parses while it walks
        raise NotAFile("Bảng Excel hỏng giữa chừng, không đọc hết được.") from wrong
    finally:
        book.close()
    return check(_built(tables, document))


def _rows(book: Any, name: str, faults: list[Fault]) -> Iterator[Row]:
    wanted = fold(sheet_name(name))
    sheet = next((book[title] for title in book.sheetnames if fold(title) == wanted), None)
    if sheet is None:
        if name == FIRST:
            raise NotAFile(f"Bảng Excel không có trang “{FIRST}”.")
        return
    columns: dict[int, Column] = {}
    for cells in sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS):
        number = next((cell.row for cell in cells if getattr(cell, "row", None)), None)
        if number is None:
            continue
        if not columns:
            columns = _heads(sheet.title, name, cells, faults)
            continue
        if number > MOST_ROWS:
            raise NotAFile(f"Trang “{sheet.title}” có hơn {MOST_ROWS} dòng.")
        row: dict[str, Any] = {}
        places: dict[str, str] = {}
        for at, column in columns.items():
            cell = cells[at] if at < len(cells) else None
            value = getattr(cell, "value", None)
            key = _key(name, column)
            places[key] = f"{sheet.title}!{get_column_letter(at + 1)}{number}"
            if getattr(cell, "data_type", "") in ("f", "e"):
                faults.append(Fault(places[key], "ô có công thức hoặc lỗi; ghi giá trị vào ô"))
                value = None
            row[key] = value
        if any(value not in (None, "") for value in row.values()):
            yield number, row, places


def _key(name: str, column: Column) -> str:
    """A row's own code (an exemption's, a result's) is not the procedure's, though both columns are called code."""
    return "of" if column is CODE and name != FIRST else column.key


def _heads(title: str, name: str, cells: Any, faults: list[Fault]) -> dict[int, Column]:
    known = {fold(column.head): column for column in HEADS[name]}
    found: dict[int, Column] = {}
    for at, cell in enumerate(cells):
        head = getattr(cell, "value", None)
        if head in (None, ""):
            continue
        column = known.pop(fold(str(head)), None)
        if column is None:
            faults.append(
                Fault(f"{title}!{get_column_letter(at + 1)}1", f"không biết cột “{str(head)[:60]}”")
            )
        else:
            found[at] = column
    lacking = [column.head for column in known.values() if column.required]
    if lacking:
        raise NotAFile(f"Trang “{title}” thiếu cột: {', '.join(lacking)}.")
    return found


def _built(tables: dict[str, list[Row]], document: Document) -> Document:
    faults = document.faults
    found: dict[str, ProcedureDoc] = {}
    editions: dict[tuple[str, int], EditionDoc] = {}
    places_of: dict[tuple[str, int], tuple[dict[str, str], dict[str, list[dict[str, str]]]]] = {}
    for number, raw, places in tables[FIRST]:
        where = _in_row(places, f"{FIRST}, dòng {number}")
        key = read_row((CODE, NUMBER, STATE), raw, where, faults)
        said = read_row(PROCEDURE[1:], raw, where, faults)
        one = found.get(key["code"])
        if one is None:
            one = found[key["code"]] = ProcedureDoc(
                key["code"], said["field"], said["field_name"], said["words"], where
            )
        elif (one.field, one.field_name, one.words) != (said["field"], said["field_name"], said["words"]):
            faults.append(
                Fault(where("field"), f"lĩnh vực, từ hay gọi của {key['code']} khác với dòng ở trên")
            )
        if (key["code"], key["number"]) in editions:
            faults.append(Fault(where("number"), f"bản {key['number']} của {key['code']} đã có ở trên"))
            continue
        rows: dict[str, list[dict[str, str]]] = {table: [] for table in TABLES}
        content = read_row(MAIN, raw, where, faults) | {table: [] for table in TABLES}
        edition = EditionDoc(content, key["state"], _in_edition(places, rows, f"{FIRST}, dòng {number}"))
        editions[key["code"], key["number"]] = edition
        places_of[key["code"], key["number"]] = (places, rows)
        one.editions.append(edition)
    if len(found) > MOST_PROCEDURES:
        raise NotAFile(f"Tệp có {len(found)} thủ tục; mỗi lần nhận nhiều nhất {MOST_PROCEDURES}.")
    for table, (words, columns) in TABLES.items():
        for number, raw, places in tables[words]:
            where = _in_row(places, f"{words}, dòng {number}")
            key = read_row((OF, NUMBER), raw, where, faults)
            owner = editions.get((key["of"], key["number"]))
            if owner is None:
                faults.append(
                    Fault(where("of"), f"không có bản {key['number']} của “{key['of']}” ở trang “{FIRST}”")
                )
                continue
            owner.content[table].append(read_row(columns, raw, where, faults))
            places_of[key["of"], key["number"]][1][table].append(places)
    for number, raw, places in tables[LOCAL]:
        where = _in_row(places, f"{LOCAL}, dòng {number}")
        code = read_row((OF,), raw, where, faults)["of"]
        if code not in found:
            faults.append(Fault(where("of"), f"không có thủ tục “{code}” ở trang “{FIRST}”"))
            continue
        found[code].local_codes.append(read_row(HEADS[LOCAL][1:], raw, where, faults))
    document.procedures = list(found.values())
    return document


OF = Column("of", CODE.head, most=8, required=True)


def _in_row(places: dict[str, str], row: str) -> Any:
    return lambda key: places.get(key, row)


def _in_edition(places: dict[str, str], rows: dict[str, list[dict[str, str]]], row: str) -> Any:
    def where(table: str, index: int | None, key: str) -> str:
        if not table:
            return places.get(key, row)
        there = rows[table]
        if index is None or index >= len(there):
            return f"{TABLES[table][0]}, của {row}"
        return there[index].get(key, f"{TABLES[table][0]}, của {row}")

    return where
