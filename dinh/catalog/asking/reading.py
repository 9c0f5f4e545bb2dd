"""Typed words to answers, and answers to typed words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from dinh.ground.days import read_date
from dinh.ground.text import nfc

from .shapes import Answers, Fault, Field, Page

Get = Callable[[str], str]
GetList = Callable[[str], list[str]]
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
YES, NO = "co", "khong"


def read(page: Page, get: Get, getlist: GetList) -> tuple[Any, list[Fault]]:
    """The values of a page from what was typed, and what could not be read. `get` and `getlist` give what stands under a
    name: the field's own, "0-ho_ten" in a row. Rows without a word in them are passed over."""
    if not page.rows:
        return _row(page, get, getlist, "", None)
    rows: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for number in range(row_count(get)):
        values, found = _row(page, get, getlist, f"{number}-", len(rows))
        if values or found:
            rows.append(values)
            faults += found
    return rows, faults


def row_count(get: Get, most: int = 60) -> int:
    """How many rows a page was sent with."""
    text = get("dong")
    return min(int(text), most) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def _row(
    page: Page, get: Get, getlist: GetList, prefix: str, row: int | None
) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults = []
    for field in page.fields:
        name = prefix + field.name
        try:
            value = _many(field, getlist(name)) if field.kind == "many" else _value(field, get(name))
        except ValueError as wrong:
            faults.append(Fault(page.path(field, row), str(wrong)))
            continue
        if value not in (None, "", []):
            values[field.name] = value
    return values, faults


def _many(field: Field, given: list[str]) -> list[str]:
    known = {option.value for option in field.options}
    return [each for each in dict.fromkeys(given) if each in known]


def _value(field: Field, text: str) -> Any:
    text = clean(text, lines=field.kind == "long")
    if not text:
        return None
    if field.kind == "agree":
        return True
    if field.kind == "yes":
        return {YES: True, NO: False}.get(text)
    if field.kind == "day":
        return _day(field, text)
    if field.kind in ("whole", "number"):
        return _number(field, text)
    return tidied(field.of, text)


def clean(text: str, *, lines: bool = False) -> str:
    """NFC, nothing that cannot be kept, no blanks that say nothing."""
    text = _UNFIT.sub("", nfc(text.replace("\r\n", "\n").replace("\r", "\n")))
    if not lines:
        return " ".join(text.split())
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def tidied(of: str, text: str) -> str:
    """A number in one form, however it was spaced."""
    if of == "identity":
        return re.sub(r"[\s.\-]", "", text).upper()
    if of == "phone":
        digits = re.sub(r"[\s.\-()]", "", text)
        return "0" + digits[3:] if digits.startswith("+84") else digits
    return text


def _day(field: Field, text: str) -> str:
    try:
        found = read_date(text)
    except ValueError:
        found = None
    if found is None or not 1800 <= found.year <= 2200:
        raise ValueError(f"“{field.label}”: viết ngày/tháng/năm, ví dụ 21/11/2026.")
    return found.isoformat()


def _number(field: Field, text: str) -> int | float:
    plain = re.sub(r"[\s]", "", text)
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", plain):
        plain = plain.replace(".", "")
    plain = plain.replace(",", ".")
    try:
        value = Decimal(plain) if len(plain) <= 20 else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not re.fullmatch(r"-?\d+(\.\d+)?", plain):
        raise ValueError(f"“{field.label}”: viết bằng chữ số.")
    if value == value.to_integral_value():
        return int(value)
    if field.kind == "whole":
        raise ValueError(f"“{field.label}”: viết số nguyên.")
    return float(value)


def typed(page: Page, answers: Answers) -> dict[str, Any]:
    """The answers of a page as its form shows them: days as 21/11/2026. For a page of rows: {"0-ho_ten": …}."""
    given = answers.get(page.of)
    if page.rows:
        rows = given if isinstance(given, list) else []
        return {
            f"{number}-{name}": value
            for number, row in enumerate(rows)
            for name, value in _shown(page, row).items()
        }
    return _shown(page, given)


def _shown(page: Page, given: Any) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        return {}
    return {field.name: shown(field, given[field.name]) for field in page.fields if field.name in given}


def shown(field: Field, value: Any) -> Any:
    """One answer as it is typed."""
    if field.kind == "yes":
        return YES if value is True else NO if value is False else ""
    if field.kind == "day" and isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return f"{value[8:]}/{value[5:7]}/{value[:4]}"
    if field.kind == "number" and isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return value
