"""The index on PostgreSQL: a tsvector beside each entry, one GIN index a kind. Who may see is a word of the vector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from .asking import Question
from .index import ANYWHERE, Row
from .kinds import NUMBERS

TABLE = "boards_entry"
LAY = (
    f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS vec tsvector",
    f"CREATE INDEX IF NOT EXISTS boards_vec ON {TABLE} USING gin (vec) WITH (fastupdate = off)",
    # A kind's own index keeps a broad question cheap: a GIN index answers with all it finds, never with the first few.
    *(
        f"CREATE INDEX IF NOT EXISTS boards_vec_{kind} ON {TABLE} USING gin (vec) WITH (fastupdate = off) "
        f"WHERE kind = '{kind}'"
        for kind in NUMBERS
    ),
)
CLEAR = (
    "DROP INDEX IF EXISTS boards_vec",
    *(f"DROP INDEX IF EXISTS boards_vec_{kind}" for kind in NUMBERS),
    f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS vec",
)
MOST_PLACES = 4000
"""Words of one entry that count; PostgreSQL keeps places up to 16383."""
MOST_TOP = 100
"""Entries of one kind and tier that are put in order for the overview."""


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def vector(row: Row) -> str:
    """The entry as a tsvector literal: title words weigh A, words with marks begin with "=", tokens with "~"."""
    places: dict[str, list[str]] = {}

    def lay(words: Sequence[str], sign: str, start: int, weight: str) -> None:
        for place, word in enumerate(words[:MOST_PLACES], start=start):
            spots = places.setdefault(sign + word, [])
            if len(spots) < 200:
                spots.append(f"{place}{weight}")

    title = row.title.split()
    lay(title, "", 1, "A")
    lay(row.marked.split(), "=", 1, "A")
    lay(row.words.split(), "", len(title[:MOST_PLACES]) + 10, "D")
    made = [f"{_quoted(word)}:{','.join(spots)}" for word, spots in places.items()]
    made += [_quoted(f"~{token}") for token in row.tokens.split()]
    return " ".join(made)


def _every(question: Question, weight: str = "") -> str:
    groups = []
    for alternatives in question.groups:
        phrases = [
            "(" + " & ".join(f"{_quoted(word)}:*{weight}" for word in phrase) + ")" for phrase in alternatives
        ]
        groups.append("(" + " | ".join(phrases) + ")")
    return "(" + " & ".join(groups) + ")"


def match(question: Question, near: int = ANYWHERE, *, no_nearer: bool = False) -> str:
    """The tsquery of a question: what is at least so near, or just so near."""
    who = "(" + " | ".join(_quoted(f"~{token}") for token in question.tokens) + ")"
    words = [f"={word}" for word in question.marked] or list(question.plain)
    beside = " <-> ".join([*(f"{_quoted(word)}:A" for word in words[:-1]), f"{_quoted(words[-1])}:*A"])
    tiers = (f"({beside})", _every(question, "A"), _every(question))
    found = tiers[near]
    if no_nearer:
        found += "".join(f" & !{nearer}" for nearer in tiers[:near])
    return f"{found} & {who}"


def lay_indexes() -> None:
    """Lay the indexes that are missing."""
    with connection.cursor() as cursor:
        for statement in LAY[1:]:
            cursor.execute(statement)


class PostgresIndex:
    """See `index.Index`. The rows are those of `Entry`, so only the vector is written here."""

    def put(self, rows: Sequence[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {TABLE} SET vec = %s::tsvector WHERE id = %s",  # noqa: S608
                [(vector(row), row.id) for row in rows],
            )

    @contextmanager
    def from_nothing(self) -> Iterator[None]:
        """A GIN index made over what is there takes seconds; kept in step entry by entry, minutes. Cut off in between,
        the indexes are missing and searches slow until the next reindexing, which lays them again."""
        with connection.cursor() as cursor:
            for statement in CLEAR[:-1]:
                cursor.execute(statement)
        try:
            yield
        finally:
            self.lay()

    def lay(self) -> None:
        with connection.cursor() as cursor:
            for statement in LAY[1:]:
                cursor.execute(statement)

    def drop(self, ids: Sequence[int]) -> None:
        """The rows go with their entries."""

    def empty(self, first: int, last: int) -> None:
        """The rows go with their entries."""

    def some(self, question: Question, near: int, limit: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM {TABLE} WHERE vec @@ %s::tsquery LIMIT %s",  # noqa: S608
                [match(question, near), limit],
            )
            return [ident for (ident,) in cursor.fetchall()]

    def newest(
        self, question: Question, near: int, ranges: Sequence[tuple[str, int, int]], limit: int
    ) -> dict[str, list[int]]:
        # What a broad question finds is not sorted whole: so many of it as are asked for, those in order.
        asked = match(question, near)
        parts = [
            f"(SELECT '{kind}', id FROM (SELECT id FROM {TABLE} WHERE kind = '{kind}' "  # noqa: S608
            "AND vec @@ %s::tsquery LIMIT %s) s ORDER BY id DESC LIMIT %s)"
            for kind, _first, _last in ranges
        ]
        most = max(limit, MOST_TOP)
        found: dict[str, list[int]] = {}
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), [asked, most, limit] * len(ranges))
            for kind, ident in cursor.fetchall():
                found.setdefault(kind, []).append(ident)
        return found

    def page(self, question: Question, kind: str, first: int, last: int, tier: int, limit: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM {TABLE} WHERE kind = '{kind}' AND id BETWEEN %s AND %s "  # noqa: S608
                "AND vec @@ %s::tsquery ORDER BY id DESC LIMIT %s",
                [first, last, match(question, tier, no_nearer=True), limit],
            )
            return [ident for (ident,) in cursor.fetchall()]
