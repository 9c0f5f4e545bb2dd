"""Reading what a file or a form holds into values, and writing them back. Pure; each refusal is a sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from dinh.ground.days import read_date
from dinh.ground.figures import number
from dinh.ground.text import fold, nfc, sha256_of

from .columns import LONGEST, MAIN, TABLES, Column

MOST_ROWS = 300
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TIER = re.compile(
    r"(?:từ\s+)?(?:trang|bản|hồ sơ)?\s*(?:thứ\s+)?([0-9]+)\s*[:=]\s*([0-9][0-9.\s]*)\s*(?:đ|đồng)?"
)
_YES = {"1", "co", "dung", "x", "true", "yes", "bat buoc", "roi"}
_NO = {"0", "khong", "sai", "false", "no", "chua"}
MOST_MONEY = 10**12

Where = Callable[[str, int | None, str], str]
"""(table or "", row from 0, column) -> what the place is called in a file, or a form's field."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Where something is wrong (a cell's address, a place in a file, a field of a form) and what."""

    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}" if self.where else self.sentence


def clean(text: str) -> str:
    """NFC, one kind of line break, nothing that no file can hold, no blank ends."""
    text = nfc(text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n"))
    return _UNFIT.sub("", text).strip()


def read_value(column: Column, raw: Any) -> Any:
    """The value of one cell, from a file's own types or from typed text. ValueError carries the sentence."""
    if raw is None or (isinstance(raw, str) and not clean(raw)):
        if column.required:
            raise ValueError(f"thiếu “{column.head}”")
        return column.empty
    return _READERS[column.kind](column, raw)


def _text(column: Column, raw: Any) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise ValueError(f"“{column.head}” phải là chữ")
    if isinstance(raw, float):  # a worksheet program took 1.001193 for a number
        raw = f"{raw:.6f}" if column.kind == "text" and column.most == 8 else f"{raw:g}"
    text = clean(str(raw))
    most = LONGEST if column.kind == "long" else column.most
    if column.kind != "long":
        text = " ".join(text.split())
    if len(text) > most:
        raise ValueError(f"“{column.head}” dài {number(len(text))} chữ, nhiều nhất {number(most)}")
    return text


def _unit(column: Column, raw: Any) -> str:
    text = _text(column, raw)
    text = text.zfill(2) if isinstance(raw, int | float) else text  # 01, which a worksheet program cut to 1
    if not (text.isascii() and text.isdigit() and len(text) <= 8):
        raise ValueError(f"“{column.head}” là mã đơn vị hành chính, ví dụ 38; đang ghi “{text[:40]}”")
    return text


def _code(column: Column, raw: Any) -> str:
    text = _text(Column(column.key, column.head, most=300), raw)
    for code, words in column.options.items():
        if text == code or fold(text) == fold(words):
            return code
    known = ", ".join(f"{words} ({code})" for code, words in list(column.options.items())[:8])
    raise ValueError(f"“{column.head}” không nhận “{text[:60]}”; nhận: {known}")


def _codes(column: Column, raw: Any) -> list[str]:
    given = raw if isinstance(raw, list) else re.split(r"[;\n]", raw) if isinstance(raw, str) else None
    if given is None:
        raise ValueError(f"“{column.head}” là một danh sách, cách nhau bằng dấu chấm phẩy")
    one = Column(column.key, column.head, "code", most=120, options=column.options)
    read = _code if column.options else _text
    found = [read(one, each) for each in given if not (isinstance(each, str) and not clean(each))]
    if len(found) > 50:
        raise ValueError(f"“{column.head}” nhiều nhất 50 mục")
    if any(";" in each for each in found):
        raise ValueError(f"“{column.head}”: trong một mục không có dấu chấm phẩy")
    return list(dict.fromkeys(found))


def _whole(column: Column, raw: Any) -> int:
    most = MOST_MONEY if column.kind == "money" else column.most
    said = str(raw).strip()
    if isinstance(raw, bool):
        raise ValueError(f"“{column.head}” phải là số nguyên")
    if isinstance(raw, str):
        text = fold(raw).removesuffix("dong").removesuffix("d").strip().replace(" ", "")
        if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", text):
            text = text.replace(".", "")
        if fold(raw) in ("khong thu", "mien phi") and column.kind == "money":
            text = "0"
        raw = text
    try:
        value = Decimal(str(raw))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value != value.to_integral_value() or value < 0:
        raise ValueError(f"“{column.head}” phải là số nguyên từ 0, đang ghi “{said[:40]}”")
    if value > most:
        raise ValueError(f"“{column.head}” nhiều nhất {number(most)}, đang ghi {said[:40]}")
    return int(value)


def _day(column: Column, raw: Any) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    try:
        found = read_date(str(raw).strip()) if isinstance(raw, str) else None
    except ValueError:
        found = None
    if found is None or not 1900 <= found.year <= 2200:
        raise ValueError(f"“{column.head}” phải là ngày, ví dụ 21/11/2026; đang ghi “{str(raw)[:40]}”")
    return found


def _flag(column: Column, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = fold(str(raw))
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f"“{column.head}” ghi “có” hoặc “không”, đang ghi “{str(raw)[:40]}”")


def _tiers(column: Column, raw: Any) -> list[dict[str, int]]:
    """[{"from": 3, "amount": 1000}], or typed "từ 3: 1000; từ 10: 500"."""
    found: list[dict[str, int]] = []
    whole = Column("amount", column.head, "money")
    if isinstance(raw, str):
        for part in re.split(r"[;\n]", clean(raw)):
            if not part.strip():
                continue
            match = _TIER.fullmatch(part.strip().lower())
            if match is None:
                raise ValueError(f"“{column.head}” viết như “từ 3: 1000”, đang ghi “{part.strip()[:40]}”")
            found.append({"from": int(match[1]), "amount": _whole(whole, match[2].strip())})
    elif isinstance(raw, list):
        for each in raw:
            if not isinstance(each, Mapping) or set(each) != {"from", "amount"}:
                raise ValueError(f"“{column.head}”: mỗi bậc có from và amount")
            found.append({"from": _whole(whole, each["from"]), "amount": _whole(whole, each["amount"])})
    else:
        raise ValueError(f"“{column.head}” viết như “từ 3: 1000”")
    starts = [tier["from"] for tier in found]
    if starts != sorted(set(starts)) or any(start < 2 for start in starts) or len(found) > 20:
        raise ValueError(f"“{column.head}”: các bậc bắt đầu từ 2 trở lên và tăng dần")
    return found


def _json(column: Column, raw: Any) -> Any:
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            raise ValueError(f"“{column.head}” không phải JSON") from None
    if not isinstance(raw, type(column.empty)):
        raise ValueError(
            f"“{column.head}” phải là một {'đối tượng' if column.empty == {} else 'danh sách'} JSON"
        )
    try:
        text = json.dumps(raw, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise ValueError(f"“{column.head}” có giá trị mà JSON không giữ được") from None
    if len(text) > LONGEST or _UNFIT.search(text) or "\\u0000" in text:
        raise ValueError(f"“{column.head}” dài quá {number(LONGEST)} chữ hoặc có ký tự điều khiển")
    return json.loads(text)


_READERS: dict[str, Any] = {
    "text": _text, "long": _text, "unit": _unit, "code": _code, "codes": _codes, "whole": _whole, "money": _whole,
    "day": _day, "flag": _flag, "tiers": _tiers, "json": _json,
}  # fmt: skip


def read_row(
    columns: Iterable[Column], raw: Mapping[str, Any], where: Any, faults: list[Fault]
) -> dict[str, Any]:
    """One row. `where(key)` says where a column stands; what is wrong is added to `faults`."""
    row: dict[str, Any] = {}
    for column in columns:
        try:
            row[column.key] = read_value(column, raw.get(column.key))
        except ValueError as wrong:
            faults.append(Fault(where(column.key), str(wrong)))
            row[column.key] = column.empty
    return row


def to_plain(value: Any) -> Any:
    """As JSON keeps it: days as 2026-11-21."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: to_plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [to_plain(each) for each in value]
    return value


def to_cell(column: Column, value: Any) -> Any:
    """As a worksheet or a form shows it: words of closed lists, "từ 3: 1000", days as days."""
    if value in (None, "", [], {}):
        return ""
    if column.kind == "flag":
        return "có" if value else "không"
    if column.kind == "code":
        return column.options.get(value, value)
    if column.kind == "codes":
        return "; ".join(column.options.get(each, each) for each in value)
    if column.kind == "tiers":
        return "; ".join(f"từ {tier['from']}: {tier['amount']}" for tier in value)
    if column.kind == "json":
        return json.dumps(value, ensure_ascii=False)
    return value


def fingerprint(content: Mapping[str, Any]) -> str:
    """The same for two editions that say the same, whatever file they came from. The end is left out: it moves when
    another edition comes after."""
    said = {
        **{
            column.key: content[column.key]
            for column in MAIN
            if column.key != "until" and not (column.young and content.get(column.key) in (None, False, ""))
        },
        **{key: content[key] for key in TABLES},
    }
    said["sources"] = sorted(said["sources"], key=lambda row: row["field"])
    return sha256_of(json.dumps(to_plain(said), ensure_ascii=False, sort_keys=True).encode())


def blank() -> dict[str, Any]:
    """The content of an edition that says nothing yet."""
    return {**{column.key: column.empty for column in MAIN}, **{key: [] for key in TABLES}}


def plain_place(table: str, index: int | None, column: str) -> str:
    """ "fees.2.amount": how a place is named when no file was read."""
    return ".".join(str(part) for part in (table, index, column) if part not in ("", None))


def read_content(
    raw: Mapping[str, Any], where: Where = plain_place, *, besides: Iterable[str] = ()
) -> tuple[dict[str, Any], list[Fault]]:
    """The content of an edition out of a file's own types, and what is wrong with it. Sources may be rows or
    {field: {…}}. A key that nobody knows is a fault: what is mistyped must not be lost in silence."""
    faults: list[Fault] = []
    known = {column.key for column in MAIN} | set(TABLES) | set(besides)
    faults += [
        Fault(where("", None, str(key)[:40]), f"không có phần nào tên “{str(key)[:40]}”")
        for key in raw
        if key not in known
    ]
    content = read_row(MAIN, raw, lambda key: where("", None, key), faults)
    for table, (words, columns) in TABLES.items():
        rows = raw.get(table) or []
        if table == "sources" and isinstance(rows, Mapping):
            rows = [{"field": field, **said} for field, said in rows.items() if isinstance(said, Mapping)]
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            faults.append(Fault(where(table, None, ""), f"“{words}” phải là một danh sách các dòng"))
            rows = []
        keys = {column.key for column in columns}
        content[table] = []
        for at, row in enumerate(rows[: MOST_ROWS + 1]):
            for key in row:
                if key not in keys:
                    faults.append(
                        Fault(where(table, at, str(key)[:40]), f"không có cột nào tên “{str(key)[:40]}”")
                    )
            content[table].append(
                read_row(columns, row, lambda key, t=table, n=at: where(t, n, key), faults)  # type: ignore[misc]
            )
    return content, faults
