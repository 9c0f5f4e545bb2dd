"""One dossier with all that its page tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from dinh.catalog.queries import process as process_queries
from dinh.catalog.rules import process
from dinh.ground import calendar

from .. import one_stop
from ..models import Answer, ClockStretch, CompletionRequest, Dossier, DossierPaper, Holding
from ..rules import clock, on_time
from ..rules.on_time import Flag


@dataclass(frozen=True, slots=True)
class ClockNow:
    """The clock of a dossier as it is: spent of office time, how long it stood, the verdict."""

    spent: timedelta
    stood: timedelta
    answer: on_time.Answer
    left: timedelta | None
    """Office time left to the deadline; none while it stands, or when it is over."""


@dataclass(slots=True)
class Whole:
    """A dossier with what hangs on it."""

    dossier: Dossier
    holdings: list[Holding]
    stretches: list[ClockStretch]
    papers: list[DossierPaper]
    completions: list[CompletionRequest]
    answers: list[Answer]
    graph: process.Graph
    clock: ClockNow

    @property
    def open(self) -> list[Holding]:
        """Steps that wait for somebody now."""
        return [row for row in self.holdings if row.closed_at is None and row.role]


def whole(dossier: Dossier, now: datetime) -> Whole:
    """Everything of one dossier. 7 queries."""
    holdings = list(
        dossier.holdings.select_related("step", "unit", "office", "person", "came_from").order_by(
            "opened_at", "id"
        )
    )
    stretches = list(dossier.stretches.all())
    return Whole(
        dossier,
        holdings,
        stretches,
        list(dossier.papers.select_related("paper")),
        list(dossier.completions.all()),
        list(dossier.answers.all()),
        process_queries.graph_of(dossier.process_id),
        clock_now(dossier, stretches, now),
    )


def clock_now(dossier: Dossier, stretches: list[ClockStretch], now: datetime) -> ClockNow:
    """What the clock says at a moment. No query."""
    local = timezone.localtime
    rows = [row.shape(local) for row in stretches]
    until = local(dossier.decided_at or now)
    limits = one_stop.on(dossier.received_day).limits
    working = calendar.for_country()
    used = clock.spent(local(dossier.received_at), until, rows, calendar=working, limits=limits)
    stood = sum(clock.held(rows, until).values(), timedelta())
    due = local(dossier.due_at) if dossier.due_at else None
    answer = on_time.judge(
        ended=local(dossier.decided_at) if dossier.decided_at else None,
        due=due,
        now=local(now),
        requests=dossier.requests,
        flags=frozenset(Flag(flag) for flag in dossier.flags),
    )
    left = None
    if due is not None and dossier.decided_at is None and until < due:
        left = clock.worked_between(until, due, limits.hours, working)
    return ClockNow(used, stood, answer, left)


def holding_of(dossier: Dossier, holding_id: int) -> Holding | None:
    """One row of this dossier."""
    return (
        Holding.objects.filter(dossier=dossier, pk=holding_id)
        .select_related("step", "unit", "office", "person", "came_from")
        .first()
    )
