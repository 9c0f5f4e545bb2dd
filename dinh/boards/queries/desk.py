"""The desk of one person: what the rooms below say they owe, and what waits for them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from dinh.boards.queries.standings import BAD, Seen, plans_in_force, seen_targets
from dinh.ground.calendar import for_country
from dinh.ground.outbox import queries as outbox
from dinh.ground.outbox.models import Letter
from dinh.ground.sql_memo import rows_of
from dinh.plans import queries as plans
from dinh.plans.models import Target, TargetValue
from dinh.plans.queries import cascade
from dinh.plans.shapes import StandingKind
from dinh.sectors.reporting.models import Report
from dinh.sectors.reporting.queries import reports
from dinh.town.shapes import Actor
from dinh.work import queries as work
from dinh.work.models import Assignment, PressOwed
from dinh.work.pressing import queries as pressing
from dinh.work.queries import Desk, Reach, owed_q, reach_of

DAYS_AHEAD = 10
FEW = 50


@dataclass(frozen=True, slots=True)
class LoadDay:
    """How much falls due on one of the next working days."""

    day: date
    work: int
    reports: int
    late: int = 0


@dataclass(frozen=True, slots=True)
class Today:
    """Everything on one desk."""

    desk: Desk
    load: list[LoadDay]
    values: list[TargetValue]
    values_count: int
    reports: list[Report]
    reports_late: int
    received: list[Report]
    targets: list[Seen]
    targets_whole: int
    allotments: int
    disputes: int
    presses: list[PressOwed]
    notices: list[Letter]
    unread: int
    working_day: tuple[int, int]
    """Which working day of the month it is, of how many."""


def today_of(actor: Actor, at: datetime) -> Today:
    """The desk of a moment. Thirty queries at most, whatever is on it."""
    day = timezone.localdate(at)
    reach = reach_of(actor, day)
    mine = _led(actor, reach.offices, day) if reach.offices else []
    troubled = [one for one in mine if one.kind in (*BAD, StandingKind.AT_RISK)]
    desk = work.desk(actor, at, few=FEW)
    values = plans.waiting_count(actor, day)
    return Today(
        desk=desk,
        load=_load(reach, day, len(desk.late)),
        values=plans.values_waiting(actor, day, limit=5) if values else [],
        values_count=values,
        reports=reports.mine(actor, day, limit=5),
        reports_late=reports.tally(actor, day).late,
        received=reports.waiting_received(actor, day, limit=5),
        targets=troubled[:5],
        targets_whole=len(mine),
        allotments=cascade.unanswered_count(actor, day),
        disputes=cascade.open_dispute_count(actor, day),
        presses=pressing.owed_by(actor, at, limit=5),
        notices=outbox.notices(actor.ref, limit=4) if actor.ref else [],
        unread=outbox.unread(actor.ref) if actor.ref else 0,
        working_day=_working_day(day),
    )


def _led(actor: Actor, offices: tuple[int, ...], day: date) -> list[Seen]:
    """The targets that these offices lead. One query, and those of `gathered`."""

    def owed() -> QuerySet[Target]:
        return Target.objects.filter(plan__in=plans_in_force(actor, day), lead_office__in=offices)

    return seen_targets(owed, day, key=("desk", actor, offices))


def _load(reach: Reach, day: date, late: int) -> list[LoadDay]:
    """What falls due on each of the next ten working days, today first. One query."""
    calendar = for_country()
    days = [day]
    while len(days) < DAYS_AHEAD:
        days.append(calendar.next_working_day(days[-1] + timedelta(days=1)))
    work_on: defaultdict[date, int] = defaultdict(int)
    reports_on: defaultdict[date, int] = defaultdict(int)
    late_before = calendar.late_before(day)

    def rows() -> QuerySet[Assignment, Any]:
        return (
            Assignment.objects.filter(
                owed_q(reach), closed_at=None, due_on__gte=late_before, due_on__lte=days[-1]
            )
            .exclude(state__in=("paused", "submitted"))
            .order_by()
            .values("due_on", "asked_by_kind")
            .annotate(n=Count("pk"))
            .values_list("due_on", "asked_by_kind", "n")
        )

    for due, kind, number in rows_of("boards.load", (reach, late_before, days[-1]), rows):
        on = next(each for each in days if due is not None and each >= due)
        (reports_on if kind == "report" else work_on)[on] += number
    return [LoadDay(each, work_on[each], reports_on[each], late if each == day else 0) for each in days]


def _working_day(day: date) -> tuple[int, int]:
    calendar = for_country()
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    days = [first + timedelta(n) for n in range((following - first).days)]
    working = [each for each in days if calendar.is_working(each)]
    return sum(each <= day for each in working), len(working)
