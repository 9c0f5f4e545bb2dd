"""The periods a value may be entered for, and the form to enter it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest

from dinh.ground.periods import Period, between
from dinh.ground.saying import period_words
from dinh.plans.forms import ValueForm, YesValueForm
from dinh.plans.models import Plan, Target


def period_choices(plan: Plan, day: date) -> list[tuple[str, str]]:
    """Periods a value may be entered for: this year's and last year's months, quarters, halves and years, newest first,
    and the year before the plan as the start of its path."""
    end = min(day, plan.unit.until) if plan.unit.until else day
    begin = date(max(plan.since.year, end.year - 1), 1, 1)
    made: list[Period] = []
    for kind in ("month", "quarter", "half", "year"):
        made += reversed(list(between(begin, end, kind)))  # type: ignore[arg-type]
    made.append(Period("year", plan.since.year - 1))
    return [(period.key, period_words(period)) for period in made if period.first <= day]


def likely(periods: Sequence[tuple[str, str]]) -> str:
    """The month before this one: what is being entered most days."""
    return periods[1][0] if len(periods) > 1 else periods[0][0]


def value_form_for(row: Target, day: date, request: HttpRequest | None = None) -> ValueForm | YesValueForm:
    """The form of the target's kind: as typed when a request is given, else begun with the likeliest period."""
    make = YesValueForm if row.operator == "yes" else ValueForm
    periods = period_choices(row.plan, day)
    if request is not None:
        return make(request.POST, request.FILES, periods=periods, measure=row.measure)
    return make(periods=periods, measure=row.measure, initial={"period": likely(periods)})
