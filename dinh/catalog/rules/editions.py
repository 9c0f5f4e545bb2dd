"""How dated editions follow one another. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest


@dataclass(frozen=True, slots=True)
class Dates:
    """A published edition's beginning and the end that it was itself given (None: none)."""

    key: int
    since: date
    said: date | None = None


def ends(editions: Iterable[Dates]) -> dict[int, date | None]:
    """The day on which each edition ends: the day before the next one, or the end it was given when that comes first."""
    ordered = sorted(editions, key=lambda one: one.since)
    found: dict[int, date | None] = {}
    for one, following in zip_longest(ordered, ordered[1:]):
        bounds = [day for day in (one.said, following and following.since - timedelta(days=1)) if day]
        found[one.key] = min(bounds, default=None)
    return found
