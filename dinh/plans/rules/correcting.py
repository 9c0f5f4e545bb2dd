"""What a reviewer typed, made into a payload; or the faults, each naming its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dinh.plans.shapes import OPERATORS, PILLARS

from .numbers import parse

FIELD_WORDS: dict[str, str] = {
    "text": "Nội dung",
    "metric": "Thước đo",
    "operator": "Phép so sánh",
    "value": "Giá trị",
    "value_max": "Giá trị trên",
    "unit": "Đơn vị tính",
    "deadline_year": "Năm phải đạt",
    "deadline": "Hạn",
    "pillar": "Trụ cột",
    "scope": "Phạm vi",
    "lead": "Đơn vị chủ trì",
    "coop": "Đơn vị phối hợp",
    "section": "Mục",
    "output": "Kết quả phải có",
    "rhythm": "Nhịp",
    "name": "Tên dự án",
    "group": "Nhóm",
    "period": "Thời gian thực hiện",
    "legal_basis": "Căn cứ pháp lý",
    "content": "Nội dung, quy mô",
    "money": "Kinh phí",
    "who": "Ai báo cáo",
    "what": "Báo cáo gì",
    "to": "Gửi ai",
    "due": "Hạn gửi",
    "number": "Số, ký hiệu",
    "date": "Ngày ban hành",
    "kind": "Loại văn bản",
    "issuer": "Cơ quan ban hành",
    "unit_name": "Đơn vị",
    "title": "Tên kế hoạch",
    "horizon_from": "Từ năm",
    "horizon_to": "Đến năm",
    "vision_to": "Tầm nhìn đến năm",
    "signer": "Người ký",
    "implements": "Văn bản được thực hiện",
}

FIELDS: dict[str, tuple[str, ...]] = {
    "target": (
        "text", "metric", "operator", "value", "value_max", "unit", "deadline_year", "deadline", "pillar",
        "scope", "lead", "coop", "section",
    ),
    "task": ("text", "output", "lead", "coop", "deadline", "rhythm", "section"),
    "project": ("name", "group", "lead", "coop", "period", "legal_basis", "content", "money"),
    "duty": ("who", "what", "to", "rhythm", "due"),
}  # fmt: skip
HEAD_FIELDS = (
    "kind", "number", "date", "issuer", "unit_name", "title", "horizon_from", "horizon_to", "vision_to", "signer",
    "implements",
)  # fmt: skip
NEEDED: dict[str, str] = {"target": "text", "task": "text", "project": "name", "duty": "what"}
LISTS = frozenset({"coop", "implements"})
NUMBERS = frozenset({"value", "value_max"})
YEARS = frozenset({"deadline_year", "horizon_from", "horizon_to", "vision_to"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong field and the sentence that says what is expected."""

    field: str
    sentence: str


def _list(raw: Any) -> list[str]:
    if isinstance(raw, list | tuple):
        parts = [str(each) for each in raw]
    else:
        parts = re.split(r"[;\n]", str(raw or ""))
    return [part.strip(" -+\t") for part in parts if part.strip(" -+\t")]


def _plain(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _field(name: str, raw: Any, faults: list[Fault]) -> Any:
    word = FIELD_WORDS.get(name, name)
    if name in LISTS:
        return _list(raw)
    if name == "money":
        return _money(raw, faults)
    if name in NUMBERS and isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        # A number given as a number: the dot in 0.125 parts decimals, not thousands.
        return _plain(Decimal(str(raw)))
    text = "" if raw is None else str(raw).strip()
    if not text:
        return None
    if name in NUMBERS:
        number = parse(text)
        if number is None:
            faults.append(Fault(name, f"{word} phải là số, ví dụ 95 hoặc 18,7; đang là “{text}”"))
        return _plain(number)
    if name in YEARS:
        if not re.fullmatch(r"(19|20)\d\d", text):
            faults.append(Fault(name, f"{word} có 4 chữ số, ví dụ 2026; đang là “{text}”"))
            return None
        return int(text)
    if name == "date":
        return _date(text, faults)
    return " ".join(text.split()) if name not in {"content", "legal_basis", "output"} else text


def _date(text: str, faults: list[Fault]) -> str | None:
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        return date.fromisoformat(text).isoformat()
    except ValueError:
        faults.append(Fault("date", f"Ngày ban hành viết theo dạng 15/01/2026; đang là “{text}”"))
        return None


def _money(raw: Any, faults: list[Fault]) -> list[dict[str, Any]]:
    """A list of sums as it is, or lines typed "số tiền | nguồn | năm"."""
    if isinstance(raw, list | tuple):
        return [dict(each) for each in raw]
    sums: list[dict[str, Any]] = []
    for number, line in enumerate(str(raw or "").splitlines(), start=1):
        if not line.strip():
            continue
        amount, source, year = ([part.strip() for part in line.split("|")] + ["", ""])[:3]
        value = parse(amount.removesuffix("đồng").removesuffix("đ"))
        if value is None or value < 0 or value != value.to_integral_value():
            faults.append(
                Fault("money", f"Kinh phí dòng {number}: “{amount}” phải là số đồng, ví dụ 2.500.000.000")
            )
            continue
        sums.append({"amount": int(value), "source": source or None, "year": year or None})
    return sums


def clean_payload(
    kind: str, raw: Mapping[str, Any], base: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Fault]]:
    """`base` with the typed fields put over it, and what is wrong with them. Fields not typed keep their value."""
    faults: list[Fault] = []
    payload = dict(base)
    for name in FIELDS[kind]:
        if name in raw:
            payload[name] = _field(name, raw[name], faults)
    needed = NEEDED[kind]
    if not payload.get(needed):
        faults.append(Fault(needed, f"{FIELD_WORDS[needed]} không được để trống"))
    if kind == "target":
        faults.extend(_target_faults(payload, {fault.field for fault in faults}))
    return payload, faults


def _target_faults(payload: Mapping[str, Any], known: set[str]) -> list[Fault]:
    faults = []
    operator, value, top = payload.get("operator"), payload.get("value"), payload.get("value_max")
    if operator not in OPERATORS:
        faults.append(Fault("operator", "Chọn một phép so sánh"))
    if payload.get("pillar") not in PILLARS:
        faults.append(Fault("pillar", "Chọn một trụ cột"))
    if operator != "yes" and value is None and "value" not in known:
        faults.append(
            Fault("value", "Giá trị phải là số, hoặc chọn “có, hoàn thành” khi chỉ tiêu không có con số")
        )
    if operator == "range" and "value_max" not in known:
        if top is None:
            faults.append(Fault("value_max", "Khoảng phải có giá trị trên"))
        elif value is not None and top < value:
            faults.append(Fault("value_max", "Giá trị trên phải lớn hơn hoặc bằng giá trị dưới"))
    if operator == "rank" and value is not None and (value < 1 or value != int(value)):
        faults.append(Fault("value", "Thứ hạng là số nguyên từ 1"))
    if payload.get("unit") == "%" and value is not None and not 0 <= value <= 100:
        faults.append(Fault("value", "Tỷ lệ phần trăm nằm từ 0 đến 100"))
    return faults


def clean_head(raw: Mapping[str, Any], base: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """The document's head as the reviewer typed it, and what is wrong with it."""
    faults: list[Fault] = []
    head = dict(base)
    for name in HEAD_FIELDS:
        if name in raw:
            head[name] = _field(name, raw[name], faults)
    if not head.get("title"):
        faults.append(Fault("title", "Tên kế hoạch không được để trống"))
    start, end = head.get("horizon_from"), head.get("horizon_to")
    if start and end and end < start:
        faults.append(Fault("horizon_to", f"Đến năm ({end}) không được trước từ năm ({start})"))
    return head, faults
