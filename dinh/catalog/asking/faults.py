"""Whether a schema is one that pages can be made of, before it is kept with an edition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs as schemas

from .checking import BOUND
from .compiled import Remote, canonical, validator
from .pages import conditions, resolve
from .shapes import Fault, Schema

MOST_PAGES, MOST_FIELDS = 40, 40
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_TYPES = {"string", "integer", "number", "boolean", "array"}


def schema_faults(schema: Schema) -> list[Fault]:
    """What is wrong with a schema, each with its place; empty: forms can be made of it. {} is a procedure without a form."""
    if not schema:
        return []
    return list(_faults(schema))[:50]


def _faults(schema: Schema) -> Iterator[Fault]:
    refs = [ref for ref in _refs(schema) if not re.fullmatch(r"#/\$defs/[A-Za-z0-9_]+", ref)]
    if refs:
        yield Fault(
            "", f"Lược đồ chỉ được tham chiếu trong chính nó (#/$defs/…), không tới “{refs[0][:80]}”."
        )
        return
    defs = schema.get("$defs", {})
    missing = [ref for ref in _refs(schema) if ref.removeprefix("#/$defs/") not in defs]
    if missing:
        yield Fault("", f"Lược đồ tham chiếu tới phần không có: “{missing[0]}”.")
        return
    try:
        schemas.meta.validate(dict(schema))
        validator(canonical(schema))
    except (schemas.ValidationError, schemas.ReferencingError, Remote, ValueError) as wrong:
        place = ".".join(str(each) for each in getattr(wrong, "instance_path", ()))
        yield Fault(place, f"Không phải lược đồ JSON (2020-12): {str(wrong).splitlines()[0][:200]}")
        return
    if schema.get("type") != "object" or not schema.get("properties"):
        yield Fault("", "Gốc của lược đồ là một đối tượng, mỗi thuộc tính là một trang của tờ khai.")
        return
    pages = dict(_properties(schema))
    if len(pages) > MOST_PAGES:
        yield Fault("", f"Tờ khai có {len(pages)} trang; nhiều nhất {MOST_PAGES}.")
    yield from _order(schema, "")
    yield from _conditions(schema, "")
    for key, raw in pages.items():
        yield from _page(key, resolve(raw, defs), defs)


def _refs(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key in ("$ref", "$dynamicRef") and isinstance(each, str):
                yield each
            else:
                yield from _refs(each)
    elif isinstance(value, list):
        for each in value:
            yield from _refs(each)


def _properties(schema: Schema) -> Iterator[tuple[str, Any]]:
    yield from schema.get("properties", {}).items()
    for rule in conditions(schema):
        yield from rule.get("then", {}).get("properties", {}).items()


def _order(schema: Schema, where: str) -> Iterator[Fault]:
    properties = schema.get("properties", {})
    if len(properties) > 1 and sorted(schema.get("x-order", ())) != sorted(properties):
        yield Fault(where, "x-order kê đủ các trang hoặc mục theo thứ tự hỏi, vì JSON không giữ thứ tự.")


def _conditions(schema: Schema, where: str) -> Iterator[Fault]:
    for rule in conditions(schema):
        named = set(rule["if"].get("properties", {}))
        if "then" not in rule or "else" in rule:
            yield Fault(where, "Điều kiện viết if và then; không dùng else.")
        yield from _order(rule.get("then", {}), where)
        if not named or named - set(rule["if"].get("required", ())):
            yield Fault(
                where,
                "Mục nêu trong if phải có trong required của if, nếu không điều kiện đúng cả khi chưa ai trả lời.",
            )
        if named - set(schema.get("properties", {})):
            yield Fault(
                where, f"if nêu mục không có: {', '.join(sorted(named - set(schema.get('properties', {}))))}."
            )


def _page(key: str, page: Mapping[str, Any], defs: Mapping[str, Any]) -> Iterator[Fault]:
    if not _NAME.fullmatch(key):
        yield Fault(key, "Tên trang gồm chữ thường không dấu, số và gạch dưới.")
    if not page.get("title"):
        yield Fault(key, "Trang phải có tên (title).")
    of = page
    if page.get("type") == "array":
        of = resolve(page.get("items", {}), defs)
    if of.get("type") != "object":
        yield Fault(key, "Trang là một đối tượng, hoặc một danh sách đối tượng.")
        return
    if page.get("type") == "array" and conditions(of):
        yield Fault(key, "Trong danh sách không dùng điều kiện.")
    yield from _order(of, key)
    yield from _conditions(of, key)
    fields = dict(_properties(of))
    if not fields or len(fields) > MOST_FIELDS:
        yield Fault(key, f"Trang có từ 1 đến {MOST_FIELDS} mục.")
    names = set(fields)
    lost = set(of.get("required", ())) - set(of.get("properties", {}))
    for name in sorted(lost):
        yield Fault(f"{key}.{name}", "Mục bắt buộc mà trang không có.")
    for name, raw in fields.items():
        yield from _field(f"{key}.{name}", name, resolve(raw, defs), names, defs)


def _field(
    where: str, name: str, field: Mapping[str, Any], beside: set[str], defs: Mapping[str, Any]
) -> Iterator[Fault]:
    if not _NAME.fullmatch(name):
        yield Fault(where, "Tên mục gồm chữ thường không dấu, số và gạch dưới.")
    if not field.get("title"):
        yield Fault(where, "Mục phải có tên (title) để người dân đọc.")
    if field.get("type") not in _TYPES:
        yield Fault(where, f"Kiểu “{field.get('type')}” chưa có trang nào hỏi được.")
    if field.get("type") == "array":
        item = resolve(field.get("items", {}), defs)
        if not (item.get("enum") or item.get("oneOf")):
            yield Fault(where, "Danh sách trong một mục là các mục để chọn (enum hoặc oneOf).")
    if any("const" not in each for each in field.get("oneOf", ())):
        yield Fault(where, "Mỗi mục của oneOf có const và title.")
    other = field.get("x-other-than")
    if other is not None and not (isinstance(other, str) and re.fullmatch(r"[a-z0-9_]+\.[a-z0-9_]+", other)):
        yield Fault(where, "x-other-than viết như “me.so_dinh_danh”: trang và mục mà câu này phải khác.")
    if "x-working" in field and (field["x-working"] is not True or field.get("format") != "date"):
        yield Fault(where, "x-working chỉ ghi true, ở mục là ngày (format: date).")
    for bound in ("x-earliest", "x-latest"):
        text = field.get(bound)
        if text is None:
            continue
        found = BOUND.fullmatch(text) if isinstance(text, str) else None
        if found is None or (
            found["base"] != "today" and "." not in found["base"] and found["base"] not in beside
        ):
            yield Fault(where, f"{bound} viết như “today”, “today-18y”, “ngay_sinh+60d”.")
