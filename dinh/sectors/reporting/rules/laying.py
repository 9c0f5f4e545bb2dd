"""Which periods a duty owes, each with the term that governs it and the day of sending. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, Protocol

from dinh.ground.periods import Period

from ..shapes import Due, DueKind, Rhythm, Shift
from .calendar import due_day, laid_periods

AHEAD = timedelta(days=31)
"""How long before its sending day a report is laid on the desk of whoever owes it."""
GENERAL_CLOSING = 14
"""Closing day of the general regime (Decree 09/2019, article 12)."""


class TermLike(Protocol):
    """What is asked of a term."""

    @property
    def since(self) -> date: ...

    @property
    def until(self) -> date | None: ...

    @property
    def closing_day(self) -> int | None: ...

    @property
    def due(self) -> Due: ...


class OwedPeriod(NamedTuple):
    """One period that is owed."""

    period: Period
    term: Any
    due_on: date


def owed_periods(
    rhythm: str,
    terms: Sequence[TermLike],
    *,
    since: date,
    until: date | None,
    through: date,
    calendar: Any,
    numbers: Sequence[int] = (),
) -> Iterator[OwedPeriod]:
    """Every period that closes while the duty lasts (`since` to `until`) and is to be sent by `through`, in order.

    A period belongs to the term in force on the day its figures close. When a new term moves the closing day, a period
    that already closed under the old one is not owed a second time."""
    met: set[str] = set()
    last = through if until is None else min(through, until)
    for term in sorted(terms, key=lambda each: each.since):
        # A weekly report may be due before its week is over, so the search goes a little past the day.
        stop = min(last + timedelta(days=7), until or date.max, term.until or date.max)
        for period in laid_periods(rhythm, term.closing_day, max(since, term.since), stop, numbers):
            due = due_day(period, term.due, calendar)
            if due > through or period.key in met:
                continue
            met.add(period.key)
            yield OwedPeriod(period, term, due)


def ready(owed: OwedPeriod, today: date) -> bool:
    """Whether the report is to be laid now: its period has begun and its day is not further than `AHEAD`."""
    return owed.period.first <= today and owed.due_on <= today + AHEAD


def closing_for(rhythm: str, due: Due, *, usual: int | None = GENERAL_CLOSING) -> int | None:
    """A closing day that the sending rule leaves room for: the usual one, or the day before sending when that is
    earlier. Sending after the period's end keeps the usual day."""
    if rhythm in (Rhythm.WEEKLY, Rhythm.ON_DEMAND):
        return None
    if due.kind == DueKind.DAY and due.months <= 0 and usual is not None:
        if due.months < 0:
            return usual
        if due.number <= usual:
            return due.number - 1 or None
    return usual


def due_when_unsaid(rhythm: str) -> Due:
    """The sending rule when the paper gives none: Friday of the week, else three working days after closing."""
    if rhythm == Rhythm.WEEKLY:
        return Due(DueKind.WEEKDAY, 5, 0, Shift.PREVIOUS)
    return Due(DueKind.AFTER, 3)
