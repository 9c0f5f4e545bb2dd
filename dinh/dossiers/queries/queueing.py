"""Who waits at a counter, and who is called where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..models import QueueTicket
from ..rules.queueing import State


@dataclass(frozen=True, slots=True)
class Hall:
    """A counter's day as its board shows it."""

    called: list[QueueTicket]
    waiting: list[QueueTicket]

    def ahead_of(self, ticket: QueueTicket) -> int:
        """How many were drawn before a number that still waits."""
        return sum(1 for row in self.waiting if row.number < ticket.number)


def hall(office_id: int, day: date) -> Hall:
    """Numbers at windows, the last called first, and numbers that wait. 1 query."""
    rows = list(
        QueueTicket.objects.filter(
            office=office_id, day=day, state__in=(State.WAITS, State.CALLED)
        ).select_related("person")
    )
    called = sorted(
        (row for row in rows if row.state == State.CALLED),
        key=lambda row: row.called_at or row.drawn_at,
        reverse=True,
    )
    return Hall(called, sorted((row for row in rows if row.state == State.WAITS), key=lambda row: row.number))
