"""From a schema and the answers so far to the pages that are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from .compiled import canonical, validator
from .shapes import LONG, MOST_ROWS, MOST_TEXT, Answers, Field, Option, Page, Schema


def pages_of(schema: Schema, answers: Answers) -> tuple[Page, ...]:
    """The pages that these answers ask for, in order. An empty schema asks nothing."""
    return tuple(_pages(schema, answers))


def _pages(schema: Schema, answers: Answers) -> Iterator[Page]:
    defs = schema.get("$defs", {})
    order: list[tuple[str, Mapping[str, Any], bool]] = []
    needed = set(schema.get("required", ()))
    for key, page in ordered(schema):
        order.append((key, page, key in needed))
    for rule in conditions(schema):
        if not holds(rule, answers, defs):
            continue
        then = rule["then"]
        found = [(key, page, key in set(then.get("required", ()))) for key, page in ordered(then)]
        after = _last_named(rule, [row[0] for row in order])
        at = next((n for n, row in enumerate(order) if row[0] == after), len(order) - 1) + 1
        order[at:at] = found
    for key, raw, required in order:
        yield from _of_property(key, resolve(raw, defs), answers.get(key), defs, required)


def _of_property(
    key: str, page: Mapping[str, Any], given: Any, defs: Mapping[str, Any], required: bool
) -> Iterator[Page]:
    title, hint = page.get("title", key), page.get("description", "")
    if page.get("type") == "array":
        item = resolve(page["items"], defs)
        yield Page(
            key,
            key,
            title,
            tuple(_fields(item, defs)),
            hint,
            rows=True,
            required=required,
            least=page.get("minItems", 1 if required else 0),
            most=page.get("maxItems", MOST_ROWS),
            row_words=item.get("title", ""),
        )
        return
    here = given if isinstance(given, Mapping) else {}
    yield Page(key, key, title, tuple(_fields(page, defs)), hint, required=required)
    for number, rule in enumerate(conditions(page), start=1):
        if holds(rule, here, defs):
            then = rule["then"]
            fields = tuple(_fields(then, defs))
            if fields:
                yield Page(
                    f"{key}-{number}",
                    key,
                    then.get("title", title),
                    fields,
                    then.get("description", ""),
                    required=required,
                )


def conditions(schema: Schema) -> list[Mapping[str, Any]]:
    """The `if`, `then` pairs of a schema, its own and those in `allOf`."""
    found = [schema] if "if" in schema else []
    return [*found, *(each for each in schema.get("allOf", ()) if "if" in each)]


def holds(rule: Mapping[str, Any], answers: Any, defs: Mapping[str, Any]) -> bool:
    """Whether a condition holds of these answers."""
    return validator(canonical({"$defs": defs, **rule["if"]})).is_valid(answers)


def _last_named(rule: Mapping[str, Any], order: list[str]) -> str:
    named = set(rule["if"].get("properties", ()))
    return next((key for key in reversed(order) if key in named), "")


def ordered(schema: Schema) -> list[tuple[str, Any]]:
    """Its properties in the order that `x-order` gives: JSON itself keeps none, and databases turn them about."""
    properties = schema.get("properties", {})
    named = [name for name in schema.get("x-order", ()) if name in properties]
    return [
        (name, properties[name]) for name in [*named, *(name for name in properties if name not in named)]
    ]


def resolve(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema with its `$ref` into `$defs` put in; what stands beside the reference goes first."""
    seen = 0
    while "$ref" in schema and seen < 10:
        name = str(schema["$ref"]).removeprefix("#/$defs/")
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**defs.get(name, {}), **beside}
        seen += 1
    return schema


def _fields(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Iterator[Field]:
    needed = set(schema.get("required", ()))
    for name, raw in ordered(schema):
        yield _field(name, canonical(resolve(raw, defs)), name in needed, canonical(defs))


@lru_cache(maxsize=4096)
def _field(name: str, text: str, required: bool, defs: str) -> Field:
    import json

    made, known = json.loads(text), json.loads(defs)
    item = resolve(made.get("items", {}), known)
    many = made.get("type") == "array"
    return Field(
        name,
        made.get("title", name),
        _kind(made),
        hint=made.get("description", ""),
        required=required or made.get("const") is True,
        options=_options(item if many else made),
        most=made.get("maxLength", MOST_TEXT),
        of=made.get("x-kind", ""),
        example=made.get("x-example", ""),
        said=made.get("x-said", ""),
        earliest=made.get("x-earliest", ""),
        latest=made.get("x-latest", ""),
        working=made.get("x-working") is True,
        other=made.get("x-other-than", ""),
        prefill=made.get("x-prefill", ""),
        first=str(made.get("default", "")),
        private=bool(made.get("x-private", False)),
        counts=made.get("x-counts", ""),
    )


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if kind == "array":
        return "many"
    if kind == "boolean":
        return "agree" if schema.get("const") is True else "yes"
    if "enum" in schema or "oneOf" in schema:
        return "one"
    if kind == "integer":
        return "whole"
    if kind == "number":
        return "number"
    if schema.get("format") == "date":
        return "day"
    return "long" if schema.get("maxLength", 0) > LONG else "text"


def _options(schema: Mapping[str, Any]) -> tuple[Option, ...]:
    if "oneOf" in schema:
        return tuple(
            Option(
                str(each["const"]),
                each.get("title", str(each["const"])),
                each.get("description", ""),
                each.get("x-case", ""),
            )
            for each in schema["oneOf"]
        )
    return tuple(Option(str(each), str(each)) for each in schema.get("enum", ()))


def merge(answers: Answers, page: Page, values: Any) -> dict[str, Any]:
    """The answers with those of one page as given now: what a field of the page is not given is taken away."""
    if page.rows:
        return {**answers, page.of: list(values)}
    before = answers.get(page.of)
    kept = dict(before) if isinstance(before, Mapping) else {}
    for field in page.fields:
        kept.pop(field.name, None)
    return {**answers, page.of: {**kept, **values}}


def tidy(schema: Schema, answers: Answers) -> dict[str, Any]:
    """The answers that are still asked for, nothing else. What fell away may take more with it."""
    now = dict(answers)
    for _round in range(20):
        kept = _asked(schema, now)
        if kept == now:
            break
        now = kept
    return now


def _asked(schema: Schema, answers: Answers) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for page in pages_of(schema, answers):
        given = answers.get(page.of)
        names = [field.name for field in page.fields]
        if page.rows and isinstance(given, list):
            kept[page.of] = [
                {name: row[name] for name in names if name in row}
                for row in given
                if isinstance(row, Mapping)
            ]
        elif not page.rows and isinstance(given, Mapping):
            here = kept.setdefault(page.of, {})
            here |= {name: given[name] for name in names if name in given}
    return kept
