"""The small interface behind which the two databases keep the full-text part of the index."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from django.db import connection

from .asking import Question

BESIDE, IN_TITLE, ANYWHERE = TIERS = (0, 1, 2)
"""How near an entry is to what was typed: the very words side by side in the title, all in the title, anywhere."""


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

    def from_nothing(self) -> AbstractContextManager[None]:
        """Around the first filling of an empty index, which the database may then do faster."""

    def lay(self) -> None:
        """See that what the database searches by is there."""

    def empty(self, first: int, last: int) -> None:
        """Forget every key of a range."""

    def some(self, question: Question, near: int, limit: int) -> list[int]:
        """Keys of every kind that are at least so near, in no order, no more than `limit`. One query."""

    def newest(
        self, question: Question, near: int, ranges: Sequence[tuple[str, int, int]], limit: int
    ) -> dict[str, list[int]]:
        """The newest keys of each kind that are at least so near, a few of each. One query."""

    def page(self, question: Question, kind: str, first: int, last: int, tier: int, limit: int) -> list[int]:
        """Keys of one kind from `last` backwards that are just so near and no nearer. One query."""


def index() -> Index:
    """The index of the database in use."""
    if connection.vendor == "postgresql":
        from .postgres import PostgresIndex

        return PostgresIndex()
    from .sqlite import SqliteIndex

    return SqliteIndex()
