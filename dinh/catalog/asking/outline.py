"""A whole form at a glance: every page, also those that only some answers bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .pages import _fields, conditions, ordered, resolve
from .shapes import Field, Schema


@dataclass(frozen=True, slots=True)
class Part:
    """One page. `when` says what answer brings it; empty: it is always asked."""

    title: str
    hint: str
    fields: tuple[Field, ...]
    rows: bool = False
    when: str = ""


def outline(schema: Schema) -> list[Part]:
    """The pages of a form in order."""
    return list(_parts(schema))


def _parts(schema: Schema) -> Iterator[Part]:
    defs = schema.get("$defs", {})
    labels = {key: resolve(raw, defs) for key, raw in ordered(schema)}
    for key, raw in ordered(schema):
        yield from _of(key, resolve(raw, defs), defs, "")
        for rule in conditions(schema):
            named = list(rule["if"].get("properties", ()))
            if named and named[-1] == key:
                inner = rule["if"]["properties"][key]
                when = _when(labels[key], {"if": inner}, defs)
                for name, page in ordered(rule["then"]):
                    yield from _of(name, resolve(page, defs), defs, when)


def _of(key: str, page: Mapping[str, Any], defs: Mapping[str, Any], when: str) -> Iterator[Part]:
    title, hint = page.get("title", key), page.get("description", "")
    if page.get("type") == "array":
        item = resolve(page["items"], defs)
        yield Part(title, hint, tuple(_fields(item, defs)), rows=True, when=when)
        return
    yield Part(title, hint, tuple(_fields(page, defs)), when=when)
    for rule in conditions(page):
        then = rule["then"]
        yield Part(
            then.get("title", title), then.get("description", ""), tuple(_fields(then, defs)),
            when=_when(page, rule, defs),
        )  # fmt: skip


def _when(page: Mapping[str, Any], rule: Mapping[str, Any], defs: Mapping[str, Any]) -> str:
    """ "Người mẹ: Có", as far as a condition is a plain one; else the names it asks about."""
    fields = {field.name: field for field in _fields(page, defs)}
    said = []
    for name, test in rule["if"].get("properties", {}).items():
        field = fields.get(name)
        values = test.get("enum", [test["const"]] if "const" in test else [])
        words = {option.value: option.words for option in field.options} if field else {}
        shown = [
            "Có" if value is True else "Không" if value is False else words.get(str(value), str(value))
            for value in values
        ]
        said.append(f"{field.label if field else name}: {' hoặc '.join(shown) or '…'}")
    return "; ".join(said)
