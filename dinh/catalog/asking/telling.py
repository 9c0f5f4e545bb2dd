"""Answers read out: for the page before handing in, for the officer, for paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .pages import pages_of
from .reading import shown
from .shapes import Answers, Field, Page, Schema


@dataclass(frozen=True, slots=True)
class Said:
    """One question and its answer in words; `words` is empty where nothing was answered."""

    path: str
    label: str
    words: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A page, or one row of a page of rows."""

    key: str
    title: str
    rows: tuple[Said, ...]


def told(schema: Schema, answers: Answers, *, masked: bool = False) -> list[Told]:
    """Every page that is asked, with its answers in words. `masked` shows the end of private numbers alone."""
    found: list[Told] = []
    for page in pages_of(schema, answers):
        given = answers.get(page.of)
        if page.rows:
            rows = [row for row in given if isinstance(row, Mapping)] if isinstance(given, list) else []
            who = page.row_words or page.title
            found += [
                Told(page.key, f"{who} {at + 1}", _said(page, row, masked, at)) for at, row in enumerate(rows)
            ]
            if not rows:
                found.append(Told(page.key, page.title, ()))
        else:
            here = given if isinstance(given, Mapping) else {}
            found.append(Told(page.key, page.title, _said(page, here, masked, None)))
    return found


def _said(page: Page, given: Mapping[str, Any], masked: bool, row: int | None) -> tuple[Said, ...]:
    return tuple(
        Said(
            page.path(field, row),
            field.label,
            _hidden(words) if masked and field.private and words else words,
            field.private,
        )
        for field in page.fields
        for words in [words_of(field, given.get(field.name))]
    )


def words_of(field: Field, value: Any) -> str:
    """One answer in words."""
    if value in (None, "", []):
        return ""
    options = {option.value: option.words for option in field.options}
    if field.kind == "many" and isinstance(value, list):
        return "; ".join(options.get(str(each), str(each)) for each in value)
    if field.kind in ("yes", "agree"):
        return "Có" if value is True else "Không"
    if field.options:
        return options.get(str(value), str(value))
    return str(shown(field, value))


def _hidden(words: str) -> str:
    return f"••• {words[-3:]}"
