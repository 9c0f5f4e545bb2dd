"""Laying reports on desks by the calendar. Idempotent: a period is laid once, whatever runs how often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dinh.ground import services as ground
from dinh.ground.calendar import WorkingCalendar, for_country
from dinh.town.shapes import Actor

from .. import rules
from ..models import Duty, Regime, Report
from ..shapes import ReportsAsked
from . import asking
from .common import ref_of
from .regimes import load_edition

_LINE = 500
"""Reports named by one ledger line."""
_LOOK_BACK = timedelta(days=62)


def lay_out(*, at: datetime, by: Actor | None = None, regime_id: int | None = None) -> int:
    """Make every report whose time has come and ask for it; gives how many. One transaction a regime: cut off in the middle,
    the next run goes on where it stopped, and no period is laid twice."""
    load_edition(at=at)
    today = timezone.localdate(at)
    alive = Duty.objects.filter(Q(until=None) | Q(laid_through=None) | Q(until__gt=today - _LOOK_BACK))
    rows = Regime.objects.filter(pk__in=alive.values("regime"))
    if regime_id is not None:
        rows = rows.filter(pk=regime_id)
    return sum(_lay_regime(pk, today, by, at) for pk in rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _lay_regime(regime_id: int, today: date, by: Actor | None, at: datetime) -> int:
    # The regime's row is the lock: two clocks that meet here go one after the other.
    regime = Regime.objects.select_for_update(of=("self",)).get(pk=regime_id)
    terms = list(regime.terms.all())
    duties = list(
        regime.duties.filter(since__lte=today + rules.AHEAD).filter(
            Q(until=None) | Q(laid_through=None) | Q(until__gt=today - _LOOK_BACK)
        )
    )
    there = _laid(duties, today)
    made: list[Report] = []
    reached: defaultdict[date, list[int]] = defaultdict(list)
    calendar = for_country()
    for duty in duties:
        new = [
            each
            for each in _owed(regime, terms, duty, today, calendar)
            if each.period.key not in there[duty.pk]
        ]
        made += [_report(regime, duty, each) for each in new]
        if new:
            reached[max(each.period.last for each in new)].append(duty.pk)
    if not made:
        return 0
    made = Report.objects.bulk_create(made, batch_size=500)
    for last, pks in reached.items():
        for start in range(0, len(pks), _LINE):
            Duty.objects.filter(pk__in=pks[start : start + _LINE]).update(laid_through=last)
    asking.ask(made, by, at)
    tell_asked(regime, made, by, at, deed="reporting.reports-laid")
    return len(made)


def _owed(
    regime: Regime, terms: Sequence[object], duty: Duty, today: date, calendar: WorkingCalendar
) -> list[rules.OwedPeriod]:
    since = max(duty.since, regime.since)
    if duty.laid_through is not None:
        # A term may have moved the closing day since; the days shortly before are looked at again.
        since = max(since, duty.laid_through - _LOOK_BACK)
    return [
        each
        for each in rules.owed_periods(
            regime.rhythm,
            terms,  # type: ignore[arg-type]
            since=since,
            until=duty.until,
            through=today + rules.AHEAD,
            calendar=calendar,
            numbers=regime.numbers,
        )
        if rules.ready(each, today)
    ]


def _laid(duties: Sequence[Duty], today: date) -> defaultdict[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    fresh = [duty.laid_through for duty in duties if duty.laid_through]
    rows = Report.objects.filter(duty__in=[duty.pk for duty in duties])
    if fresh and len(fresh) == len(duties):
        rows = rows.filter(period_last__gte=min(fresh) - 2 * _LOOK_BACK)
    for duty_id, key in rows.values_list("duty_id", "period_key"):
        found[duty_id].add(key)
    return found


def _report(regime: Regime, duty: Duty, owed: rules.OwedPeriod) -> Report:
    period = owed.period
    return Report(
        duty=duty,
        regime=regime,
        term=owed.term,
        title=f"{regime.name}, {period.label_vi[:1].lower()}{period.label_vi[1:]}",
        unit_id=duty.unit_id,
        office_id=duty.office_id,
        to_unit_id=duty.to_unit_id,
        to_office_id=duty.to_office_id,
        period_key=period.key,
        period_first=period.first,
        period_last=period.last,
        due_on=owed.due_on,
        first_due_on=owed.due_on,
    )


def tell_asked(
    regime: Regime, reports: Iterable[Report], by: Actor | None, at: datetime, *, deed: str, **data: object
) -> None:
    """One ledger line for each few hundred reports that came to be owed, and one announcement."""
    rows = list(reports)
    for start in range(0, len(rows), _LINE):
        some = rows[start : start + _LINE]
        ground.write(
            deed=deed,
            about=regime.ref,
            by=ref_of(by),
            at=at,
            data={"n": len(some), "ids": [row.pk for row in some], **data},
            also=[row.ref for row in some],
        )
    ground.announce(ReportsAsked(tuple(row.pk for row in rows), regime.pk), at=at)
