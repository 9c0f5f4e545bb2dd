"""Validators kept ready: one is made for each schema, once."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import jsonschema_rs as schemas


class Remote(Exception):
    """A schema refers to something outside itself. Nothing is ever fetched."""


def canonical(schema: Any) -> str:
    """One text for one schema."""
    return json.dumps(schema, ensure_ascii=False, sort_keys=False, separators=(",", ":"))


def _never(uri: str) -> Any:
    raise Remote(uri)


@lru_cache(maxsize=512)
def validator(text: str) -> schemas.Draft202012Validator:
    """The validator of a schema, from its canonical text. Expressions run in linear time whoever wrote them."""
    return schemas.Draft202012Validator(
        json.loads(text),
        validate_formats=True,
        pattern_options=schemas.RegexOptions(size_limit=1_000_000),
        retriever=_never,
    )
