"""A form as pages and fields, and what is wrong with answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
Answers = Mapping[str, Any]

MOST_ROWS = 30
"""Rows of a page of rows when its schema names no `maxItems`."""
LONG = 200
MOST_TEXT = 2000
"""Letters of an answer when its schema names no `maxLength`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where, as a sentence. `field` is a path ("tre.ho_ten", "thanh_vien.0.ho_ten"); empty: the whole."""

    field: str
    sentence: str


CASE = "case"
"""The fact that is the case of the dossier, by its name in the catalogue."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what is kept, what is shown, a note below it."""

    value: str
    words: str
    note: str = ""
    case: str = ""
    """The case of the procedure that it goes with, where that is called otherwise (`x-case`)."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `kind`: text, long, day, whole, number, yes, agree, one, many."""

    name: str
    label: str
    kind: str
    hint: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    most: int = MOST_TEXT
    of: str = ""
    """identity, phone, email, name: how it is tidied, and what a telephone offers to type with."""
    example: str = ""
    said: str = ""
    earliest: str = ""
    latest: str = ""
    working: bool = False
    """A day on which somebody comes to the office: days off are refused and not offered (`x-working`)."""
    other: str = ""
    """The path of an answer that this one must differ from: the number of the other of two persons (`x-other-than`)."""
    prefill: str = ""
    first: str = ""
    """What stands there before anybody typed (`default`), as it is typed."""
    private: bool = False
    counts: str = ""
    """"copies" or "pages": what the fee is reckoned by (`x-counts`)."""

    def known_from(self, facts: Mapping[str, Any]) -> str:
        """What stands in it before anybody typed, of facts by the names that `x-prefill` asks for; "" for nothing. Of the case
        that was chosen it is the option that goes with it."""
        said = str(facts.get(self.prefill) or "") if self.prefill else ""
        if self.prefill != CASE:
            return said
        return next((each.value for each in self.options if said and (each.case or each.words) == said), "")

    def wrong(self) -> str:
        """The sentence for a value that cannot be."""
        return self.said or f"“{self.label}” chưa đúng." + (
            f" Ví dụ: {self.example}." if self.example else ""
        )

    def missing(self) -> str:
        """The sentence for no value at all."""
        if self.kind == "agree":
            return "Đánh dấu vào ô này mới nộp được."
        if self.kind in ("one", "many", "yes"):
            return f"Chọn “{self.label}”."
        return f"Ghi “{self.label}”."


@dataclass(frozen=True, slots=True)
class Page:
    """One page of questions. `of` is the property that its answers stand in: a page that a condition brought has the `of`
    of the page it follows. With `rows`, the fields are those of each row."""

    key: str
    of: str
    title: str
    fields: tuple[Field, ...]
    hint: str = ""
    rows: bool = False
    required: bool = True
    least: int = 0
    most: int = MOST_ROWS
    row_words: str = ""

    def path(self, field: Field, row: int | None = None) -> str:
        return f"{self.of}.{field.name}" if row is None else f"{self.of}.{row}.{field.name}"
