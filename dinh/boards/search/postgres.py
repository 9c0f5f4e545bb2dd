"""The index on PostgreSQL: a tsvector beside each entry, one GIN index a kind. Who may see is a word of the vector."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from .asking import Question
from .index import TIERS, Row
from .kinds import NUMBERS

TABLE = "boards_entry"
LAY = (
    f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS vec tsvector",
    # A kind's own index keeps a broad question cheap: a GIN index answers with all it finds, never with the first few.
    *(
        f"CREATE INDEX IF NOT EXISTS boards_vec_{kind} ON {TABLE} USING gin (vec) WITH (fastupdate = off) "
        f"WHERE kind = '{kind}'"
        for kind in NUMBERS
    ),
)
CLEAR = (
    *(f"DROP INDEX IF EXISTS boards_vec_{kind}" for kind in NUMBERS),
    f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS vec",
)
MOST_PLACES = 4000
"""Words of one entry that count; PostgreSQL keeps places up to 16383."""
MOST_TOP = 400
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


def match(question: Question, tier: int | None = None) -> str:
    """The tsquery of a question: of one tier, or of all when `tier` is None."""
    who = "(" + " | ".join(_quoted(f"~{token}") for token in question.tokens) + ")"
    words = [f"={word}" for word in question.marked] or list(question.plain)
    beside = " <-> ".join([*(f"{_quoted(word)}:A" for word in words[:-1]), f"{_quoted(words[-1])}:*A"])
    anywhere, in_title = _every(question), _every(question, "A")
    found = {
        None: anywhere,
        0: f"({beside})",
        1: f"{in_title} & !({beside})",
        2: f"{anywhere} & !{in_title} & !({beside})",
    }[tier]
    return f"{found} & {who}"


class PostgresIndex:
    """See `index.Index`. The rows are those of `Entry`, so only the vector is written here."""

    def put(self, rows: Sequence[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {TABLE} SET vec = %s::tsvector WHERE id = %s",  # noqa: S608
                [(vector(row), row.id) for row in rows],
            )

    def drop(self, ids: Sequence[int]) -> None:
        """The rows go with their entries."""

    def empty(self, first: int, last: int) -> None:
        """The rows go with their entries."""

    def counts(self, question: Question, ranges: Sequence[tuple[str, int, int]], cap: int) -> dict[str, int]:
        asked = match(question)
        parts = [
            f"SELECT '{kind}', count(*) FROM (SELECT 1 FROM {TABLE} WHERE kind = '{kind}' "  # noqa: S608
            "AND vec @@ %s::tsquery LIMIT %s) s"
            for kind, _first, _last in ranges
        ]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), [asked, cap] * len(ranges))
            return {kind: number for kind, number in cursor.fetchall() if number}

    def top(
        self, question: Question, ranges: Sequence[tuple[str, int, int]], each: int
    ) -> dict[str, list[int]]:
        # What a broad question finds is not sorted whole: a few hundred of the tier, the newest of them first.
        parts = [
            f"(SELECT '{kind}', id FROM (SELECT id FROM {TABLE} WHERE kind = '{kind}' "  # noqa: S608
            "AND vec @@ %s::tsquery LIMIT %s) s ORDER BY id DESC LIMIT %s)"
            for _tier in TIERS
            for kind, _first, _last in ranges
        ]
        values = [
            value for tier in TIERS for _range in ranges for value in (match(question, tier), MOST_TOP, each)
        ]
        found: dict[str, list[int]] = {}
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            for kind, ident in cursor.fetchall():
                found.setdefault(kind, []).append(ident)
        return {kind: ids[:each] for kind, ids in found.items()}

    def page(self, question: Question, kind: str, first: int, last: int, tier: int, limit: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM {TABLE} WHERE kind = '{kind}' AND id BETWEEN %s AND %s "  # noqa: S608
                "AND vec @@ %s::tsquery ORDER BY id DESC LIMIT %s",
                [first, last, match(question, tier), limit],
            )
            return [ident for (ident,) in cursor.fetchall()]
