"""The small interface behind which the two databases keep the full-text part of the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import connection

from .asking import Question

TIERS = (0, 1, 2)
"""How near an entry is to what was typed: 0 the very words side by side in the title, 1 all in the title, 2 anywhere.
The tiers have no entry in common."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as the index stores it: folded words, words with marks, tokens, each parted by blanks."""

    id: int
    title: str
    marked: str
    words: str
    tokens: str


class Index(Protocol):
    """What each database answers."""

    def put(self, rows: Sequence[Row]) -> None:
        """Store these rows in place of whatever had their keys."""

    def drop(self, ids: Sequence[int]) -> None:
        """Forget these."""

    def empty(self, first: int, last: int) -> None:
        """Forget every key of a range."""

    def counts(self, question: Question, ranges: Sequence[tuple[str, int, int]], cap: int) -> dict[str, int]:
        """How many of each kind are found, no further than `cap`. One query."""

    def top(
        self, question: Question, ranges: Sequence[tuple[str, int, int]], each: int
    ) -> dict[str, list[int]]:
        """The nearest few keys of each kind. One query."""

    def page(self, question: Question, kind: str, first: int, last: int, tier: int, limit: int) -> list[int]:
        """Keys of one kind and tier from `last` backwards. One query."""


def index() -> Index:
    """The index of the database in use."""
    if connection.vendor == "postgresql":
        from .postgres import PostgresIndex

        return PostgresIndex()
    from .sqlite import SqliteIndex

    return SqliteIndex()
