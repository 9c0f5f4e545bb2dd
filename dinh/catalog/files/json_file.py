"""Procedures as JSON, and as the values that a YAML file gives."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..rules import LOCAL_CODES, MAIN, PROCEDURE, TABLES, Fault, read_content, read_row, to_plain
from .document import (
    FORM,
    MOST_BYTES,
    MOST_PROCEDURES,
    STATES,
    Document,
    EditionDoc,
    NotAFile,
    ProcedureDoc,
    check,
)


def to_raw(procedures: Iterable[ProcedureDoc]) -> dict[str, Any]:
    """The document as plain values, nothing in it that says nothing."""
    return {"form": FORM, "procedures": [_procedure(one) for one in procedures]}


def to_json(procedures: Iterable[ProcedureDoc]) -> bytes:
    """The document as a JSON file, readable by people."""
    return (json.dumps(to_raw(procedures), ensure_ascii=False, indent=1) + "\n").encode()


def _procedure(one: ProcedureDoc) -> dict[str, Any]:
    said = {"code": one.code, "field": one.field, "field_name": one.field_name, "words": one.words}
    local = [_slim(LOCAL_CODES, row) for row in one.local_codes]
    return {
        **{key: value for key, value in said.items() if value},
        **({"local_codes": local} if local else {}),
        "editions": [_edition(edition) for edition in one.editions],
    }


def _edition(edition: EditionDoc) -> dict[str, Any]:
    content = edition.content
    made: dict[str, Any] = {"state": edition.state, **_slim(MAIN, content)}
    for table, (_words, columns) in TABLES.items():
        rows = [_slim(columns, row) for row in content[table]]
        if table == "sources":
            made[table] = {row.pop("field"): row for row in sorted(rows, key=lambda row: row["field"])}
        else:
            made[table] = rows
    return {key: value for key, value in made.items() if value not in ([], {})}


def _slim(columns: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without what is as it would be anyway. Required columns always stand."""
    return {
        column.key: to_plain(row[column.key])
        for column in columns
        if column.required or row[column.key] != column.empty
    }


def read_json(contents: bytes) -> Document:
    """The procedures of a JSON file and what is wrong with it, place by place. NotAFile when it is none."""
    if len(contents) > MOST_BYTES:
        raise NotAFile(f"Tệp lớn hơn {MOST_BYTES // 1_000_000} MB; danh mục thủ tục không lớn đến thế.")
    try:
        raw = json.loads(contents.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise NotAFile("Tệp không phải chữ Unicode (UTF-8).") from wrong
    except (ValueError, RecursionError) as wrong:
        line = getattr(wrong, "lineno", None)
        raise NotAFile(
            f"Tệp không phải JSON: hỏng ở dòng {line}." if line else "Tệp không phải JSON."
        ) from wrong
    return read_raw(raw)


def read_raw(raw: Any) -> Document:
    """The procedures out of plain values, as JSON or YAML gives them."""
    if not isinstance(raw, Mapping) or raw.get("form") != FORM:
        raise NotAFile(f"Tệp không phải danh mục thủ tục: thiếu “form”: “{FORM}”.")
    rows = raw.get("procedures")
    if not isinstance(rows, list):
        raise NotAFile("Tệp không có danh sách “procedures”.")
    if len(rows) > MOST_PROCEDURES:
        raise NotAFile(f"Tệp có {len(rows)} thủ tục; mỗi lần nhận nhiều nhất {MOST_PROCEDURES}.")
    document = Document()
    for at, row in enumerate(rows):
        if isinstance(row, Mapping):
            document.procedures.append(_read_procedure(row, at, document.faults))
        else:
            document.faults.append(Fault(f"thủ tục thứ {at + 1}", "không phải một thủ tục"))
    return check(document)


def _read_procedure(row: Mapping[str, Any], at: int, faults: list[Fault]) -> ProcedureDoc:
    name = str(row.get("code") or "")[:40] or f"thứ {at + 1}"

    def where(key: str) -> str:
        return f"thủ tục {name}, {key}"

    known = {column.key for column in PROCEDURE} | {"local_codes", "editions"}
    faults += [
        Fault(where(str(key)[:40]), f"không có phần nào tên “{str(key)[:40]}”")
        for key in row
        if key not in known
    ]
    said = read_row(PROCEDURE, row, where, faults)
    one = ProcedureDoc(said["code"], said["field"], said["field_name"], said["words"], where)
    local, editions = row.get("local_codes") or [], row.get("editions") or []
    for words, rows in (("local_codes", local), ("editions", editions)):
        if (
            not isinstance(rows, list)
            or not all(isinstance(each, Mapping) for each in rows)
            or len(rows) > 300
        ):
            faults.append(Fault(where(words), "phải là một danh sách, nhiều nhất 300 dòng"))
            return one
    one.local_codes = [
        read_row(LOCAL_CODES, each, lambda key, n=n: f"{where('local_codes')} dòng {n + 1}, {key}", faults)  # type: ignore[misc]
        for n, each in enumerate(local)
    ]
    if not editions:
        faults.append(Fault(where("editions"), "không có bản nào"))
    one.editions = [_read_edition(each, name, n, faults) for n, each in enumerate(editions)]
    return one


def _read_edition(row: Mapping[str, Any], name: str, at: int, faults: list[Fault]) -> EditionDoc:
    def where(table: str, index: int | None, key: str) -> str:
        place = f"thủ tục {name}, bản thứ {at + 1}"
        if table:
            words = TABLES[table][0] if table in TABLES else table
            place += f", {words}" + (f" dòng {index + 1}" if index is not None else "")
        return f"{place}, {key}" if key else place

    content, found = read_content(row, where, besides=["state"])
    faults += found
    state = row.get("state") or "draft"
    if state not in STATES:
        faults.append(Fault(where("", None, "state"), "“state” là draft hoặc published"))
        state = "draft"
    return EditionDoc(content, state, where)
