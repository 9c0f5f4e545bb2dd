"""The readable page of the JSON entrance, drawn from the same document that programs read: /api/."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.town.apikit import TITLES

from .api import STATUSES, api


@dataclass(frozen=True)
class Field:
    """One field of a body or an answer, or one parameter."""

    name: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True)
class Call:
    """One operation as the page shows it."""

    name: str
    method: str
    path: str
    words: str
    more: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answer: tuple[Field, ...]
    good: str
    bad: tuple[int, ...]
    curl: str


def _schema_at(document: dict[str, Any], ref: dict[str, Any]) -> dict[str, Any]:
    """The schema itself, wherever it is kept."""
    if "$ref" in ref:
        found: dict[str, Any] = document["components"]["schemas"][ref["$ref"].rsplit("/", 1)[-1]]
        return found
    return ref


def _kind(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """The type in words."""
    if "$ref" in schema:
        return _kind(document, _schema_at(document, schema)) or "đối tượng"
    if "anyOf" in schema:
        kinds = [_kind(document, each) for each in schema["anyOf"]]
        return " hoặc ".join(kind for kind in kinds if kind)
    if "enum" in schema:
        return ", ".join(str(each) or "“”" for each in schema["enum"])
    if schema.get("type") == "array":
        return "danh sách " + _kind(document, schema.get("items", {}))
    if schema.get("format") == "date":
        return "ngày, 2026-11-21"
    if schema.get("format") == "date-time":
        return "thời điểm"
    words = {
        "string": "chữ",
        "integer": "số nguyên",
        "number": "số",
        "boolean": "true, false",
        "object": "đối tượng",
        "null": "null",
    }
    return words.get(str(schema.get("type", "")), "")


def _fields(document: dict[str, Any], schema: dict[str, Any]) -> tuple[Field, ...]:
    whole = _schema_at(document, schema)
    must = set(whole.get("required", ()))
    return tuple(
        Field(name, _kind(document, each), name in must, str(each.get("description", "")))
        for name, each in whole.get("properties", {}).items()
    )


_SAMPLES: dict[str, Any] = {
    "unit_code": "16576",
    "period": "2026-10",
    "title": "Khảo sát trạm phát sóng",
    "kind": "idea",
    "state": "doing",
    "on": "2026-11-20",
    "until": "2026-12-20",
    "value": 68.9,
    "accept": True,
    "grant": True,
}


def _sample(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """The least body that has the right shape."""
    whole = _schema_at(document, schema)
    must = whole.get("required", ())
    made = {name: _SAMPLES.get(name, "…") for name in must}
    return json.dumps(made, ensure_ascii=False)


def _call(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> Call:
    sent = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    good = next(status for status in operation["responses"] if int(status) < 400)
    answer = operation["responses"][good].get("content", {}).get("application/json", {}).get("schema", {})
    lines = [f'curl {"-X POST " if method == "post" else ""}-H "Authorization: Bearer $KHOA"']
    if sent:
        lines.append("-H 'Content-Type: application/json'")
        lines.append(f"-d '{_sample(document, sent)}'")
    lines.append(f"$DINH{path}")
    return Call(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        words=operation["summary"],
        more=operation.get("description", ""),
        parameters=tuple(
            Field(
                each["name"],
                _kind(document, each["schema"]),
                bool(each.get("required")),
                str(each.get("description", "")),
            )
            for each in operation.get("parameters", ())
        ),
        body=_fields(document, sent) if sent else (),
        answer=_fields(document, answer),
        good=str(good),
        bad=tuple(int(status) for status in operation["responses"] if int(status) >= 400),
        curl=" \\\n  ".join(lines),
    )


@cache
def groups() -> tuple[tuple[str, tuple[Call, ...]], ...]:
    """Every operation under the Vietnamese name of its room, in the order of the staircase."""
    document = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    made: dict[str, list[Call]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            made.setdefault(operation["tags"][0], []).append(_call(document, path, method, operation))
    return tuple((tag, tuple(calls)) for tag, calls in made.items())


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """How to call, what there is, what can go wrong. Open to all: it tells nothing of the town."""
    errors = [(status, _(TITLES[status]), _(words)) for status, words in STATUSES.items()]
    return render(request, "frame/api.html", {"groups": groups(), "errors": errors})
