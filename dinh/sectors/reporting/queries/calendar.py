"""What is owed in a month: what was laid, and what will be."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from dinh.ground.calendar import for_country
from dinh.town import queries as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from .. import rules
from ..models import Duty, Report, Term
from ..shapes import Standing


@dataclass(frozen=True, slots=True)
class Expected:
    """One line of the calendar: a report that was laid, or one that will be (`report_id` None)."""

    day: date
    title: str
    who: str
    to: str
    report_id: int | None = None
    how: Standing | None = None
    closes_on: date | None = None


def month_of(
    actor: Actor | None, today: date, *, year: int, month: int, unit: Unit | None = None, limit: int = 600
) -> list[Expected]:
    """Everything owed on the days of a month by a unit (its offices included) that the actor may see, in order of day. What
    the calendar has not laid yet is computed from duties and terms, and says so. 4 queries."""
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    rows = Report.objects.filter(
        town.unit_scope_q(actor, today, prefix="unit__")
        | town.unit_scope_q(actor, today, prefix="to_unit__"),
        due_on__gte=first,
        due_on__lte=last,
    )
    if unit is not None:
        rows = rows.filter(unit=unit)
    calendar = for_country()
    found = []
    for row in rows.select_related("unit", "office", "to_unit", "to_office").order_by("due_on", "pk")[:limit]:
        how = rules.standing(
            row.state,
            due_on=row.due_on,
            today=today,
            calendar=calendar,
            closes_on=row.period_last,
            first_sent_on=row.first_sent_on,
            last_sent_on=row.last_sent_on,
            again_by=row.again_by,
        )
        found.append(
            Expected(
                row.due_on,
                row.title,
                _who(row),
                _to(row),
                row.pk,
                how,
                row.period_last if row.duty_id else None,
            )
        )
    if last > today and unit is not None:
        found += _to_come(unit, first, last, today)
    return sorted(found, key=lambda each: (each.day, each.report_id is None, each.title))


def _to_come(unit: Unit, first: date, last: date, today: date) -> list[Expected]:
    duties = list(
        Duty.objects.filter(Q(until=None) | Q(until__gte=first), unit=unit)
        .select_related("regime", "unit", "office", "to_unit", "to_office")
        .prefetch_related(Prefetch("regime__terms", queryset=Term.objects.order_by("since")))
    )
    laid = set(
        Report.objects.filter(duty__in=[duty.pk for duty in duties], due_on__gte=first).values_list(
            "duty_id", "period_key"
        )
    )
    calendar, found = for_country(), []
    for duty in duties:
        for owed in rules.owed_periods(
            duty.regime.rhythm,
            list(duty.regime.terms.all()),
            since=max(duty.since, first.replace(day=1), duty.regime.since),
            until=duty.until,
            through=last,
            calendar=calendar,
            numbers=duty.regime.numbers,
        ):
            if owed.due_on < max(first, today) or (duty.pk, owed.period.key) in laid:
                continue
            label = owed.period.label_vi
            title = f"{duty.regime.name}, {label[:1].lower()}{label[1:]}"
            found.append(Expected(owed.due_on, title, _who(duty), _to(duty), closes_on=owed.period.last))
    return found


def _who(row: Report | Duty) -> str:
    return row.office.name if row.office else row.unit.full_name


def _to(row: Report | Duty) -> str:
    return row.to_office.name if row.to_office else f"UBND {row.to_unit.name_in_text}"
