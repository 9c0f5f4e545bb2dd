"""The index on SQLite: one FTS5 table. Who may see is a column of it, so permission is met inside the index."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from django.db import connection

from .asking import Question
from .index import ANYWHERE, Row

TABLE = "boards_fts"
LAY = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5("
    "title, marked, words, who, tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3')"
)
CLEAR = f"DROP TABLE IF EXISTS {TABLE}"


def _word(word: str) -> str:
    """A word or the beginning of one. Words hold letters and digits alone; quotes keep AND and NOT words."""
    return f'"{word}"*'


def _phrase(words: Sequence[str]) -> str:
    return " + ".join(f'"{word}"' for word in words) + " *"


def _every(question: Question) -> str:
    groups = []
    for alternatives in question.groups:
        phrases = ["(" + " AND ".join(map(_word, phrase)) + ")" for phrase in alternatives]
        groups.append("(" + " OR ".join(phrases) + ")")
    return "(" + " AND ".join(groups) + ")"


def match(question: Question, near: int = ANYWHERE, *, no_nearer: bool = False) -> str:
    """The FTS5 expression of a question: what is at least so near, or just so near."""
    who = "who : (" + " OR ".join(f'"{token}"' for token in question.tokens) + ")"
    every = _every(question)
    if question.marked:
        beside = f"marked : ({_phrase(question.marked)})"
    else:
        beside = f"title : ({_phrase(question.plain)})"
    tiers = (beside, f"title : {every}", f"{{title words}} : {every}")
    found = f"({tiers[near]})"
    if no_nearer:
        found += "".join(f" NOT ({nearer})" for nearer in tiers[:near])
    return f"({found}) AND ({who})"


class SqliteIndex:
    """See `index.Index`."""

    def put(self, rows: Sequence[Row]) -> None:
        self.drop([row.id for row in rows])
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {TABLE} (rowid, title, marked, words, who) VALUES (%s, %s, %s, %s, %s)",  # noqa: S608
                [(row.id, row.title, row.marked, row.words, row.tokens) for row in rows],
            )

    def drop(self, ids: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(ident,) for ident in ids])  # noqa: S608

    def from_nothing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def lay(self) -> None:
        """One table, laid by the migration."""

    def empty(self, first: int, last: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLE} WHERE rowid BETWEEN %s AND %s", [first, last])  # noqa: S608

    def some(self, question: Question, near: int, limit: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s LIMIT %s",  # noqa: S608
                [match(question, near), limit],
            )
            return [rowid for (rowid,) in cursor.fetchall()]

    def newest(
        self, question: Question, near: int, ranges: Sequence[tuple[str, int, int]], limit: int
    ) -> dict[str, list[int]]:
        one = (
            f"SELECT * FROM (SELECT %s, rowid FROM {TABLE} WHERE {TABLE} MATCH %s "  # noqa: S608
            "AND rowid BETWEEN %s AND %s ORDER BY rowid DESC LIMIT %s)"
        )
        asked = match(question, near)
        found: dict[str, list[int]] = {}
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join([one] * len(ranges)),
                [value for kind, first, last in ranges for value in (kind, asked, first, last, limit)],
            )
            for kind, rowid in cursor.fetchall():
                found.setdefault(kind, []).append(rowid)
        return found

    def page(self, question: Question, kind: str, first: int, last: int, tier: int, limit: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid BETWEEN %s AND %s "  # noqa: S608
                "ORDER BY rowid DESC LIMIT %s",
                [match(question, tier, no_nearer=True), first, last, limit],
            )
            return [rowid for (rowid,) in cursor.fetchall()]
