"""Which kept values are right though the lake has gone on since they were counted: those that following looked at and left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dinh.lake.shapes import State

from ..models import Upto, Value


@dataclass(frozen=True, slots=True)
class Followed:
    """Up to which state of the lake the standing values of a fact were brought, and of which measures and periods."""

    state: State
    codes: frozenset[str]
    periods: frozenset[tuple[str, int]]

    def holds(self, value: Value, now: State) -> bool:
        """Whether a value says what these rows say: it stands, it is followed, and following has come so far."""
        return (
            value.current
            and value.code in self.codes
            and (value.period, value.closing) in self.periods
            and self.state.same_rows(now)
        )


def followed(facts: Iterable[str]) -> dict[str, Followed]:
    """How far the values of these facts were followed. 1 query."""
    return {
        row.fact: Followed(
            State.of(row.state),
            frozenset(row.codes),
            frozenset((key, closing or 0) for key, closing in row.periods),
        )
        for row in Upto.objects.filter(fact__in=list(facts))
    }
