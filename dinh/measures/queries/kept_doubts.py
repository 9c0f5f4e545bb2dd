"""What was kept as doubtful about values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from dinh.ground.periods import Period
from dinh.lake.shapes import State
from dinh.town.models import Unit

from ..models import Checked, KeptDoubts, Value
from ..rules import trust

Said = tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class DoubtedValue:
    """A kept value with what is doubtful about it."""

    value: Value
    said: Said
    grave: bool
    at: datetime
    """When it was looked at."""


def doubted(
    top: Unit, period: Period, *, grave: bool = False, after: int = 0, limit: int = 100
) -> list[DoubtedValue]:
    """The standing values of a unit and of all below it that are doubtful, as they were kept, in the order of their numbers; `grave`
    leaves those that cannot be right. 2 queries, however many units there are."""
    rows = rows_below(top, period).filter(value__gt=after)
    rows = rows.filter(grave=True) if grave else rows
    rows = rows.select_related("value__run", "value__formula").order_by("value_id")[:limit]
    stale = _stale_sources(period)
    return [
        DoubtedValue(row.value, (*row.said, *stale.get(row.value.formula.fact, ())), row.grave, row.at)
        for row in rows
    ]


def rows_below(top: Unit, period: Period) -> QuerySet[KeptDoubts]:
    """What is kept as doubtful of the standing values of a unit and of all below it in a period."""
    below = Unit.objects.alive_on(period.last).filter(path__startswith=top.path).values("code")
    return KeptDoubts.objects.filter(
        Q(value__unit_code__in=below) | Q(value__unit_code=top.code),
        value__current=True,
        value__period=period.key,
        value__closing=period.closing_day or 0,
        kinds__gt=0,
    )


def _stale_sources(period: Period) -> dict[str, Said]:
    """By fact, that its source had not been drawn for too long when the period was looked at."""
    rows = Checked.objects.filter(
        period=period.key, closing=period.closing_day or 0, stale_hours__isnull=False
    )
    return {row.fact: ({"code": trust.STALE, "hours": row.stale_hours},) for row in rows}


def row_doubts_kept(values: Sequence[Value], states: Mapping[str, State]) -> dict[str, Said]:
    """By measure, the doubts about rows that were kept with these values of one unit and period, of those that were looked at when
    their period was over and in the state of the lake that stands; the others have to be looked for. 2 queries."""
    lines = {row.value_id: row for row in KeptDoubts.objects.filter(value__in=[each.pk for each in values])}
    whole = {
        (row.fact, row.period, row.closing): row
        for row in Checked.objects.filter(
            fact__in={each.formula.fact for each in values}, period__in={each.period for each in values}
        )
    }
    found: dict[str, Said] = {}
    for value in values:
        line, every = lines.get(value.pk), whole.get((value.formula.fact, value.period, value.closing))
        looks = [each for each in (line, every if every and every.newest >= value.pk else None) if each]
        state, last = states.get(value.formula.fact), value.when.last
        if any(state and each.seq == state.seq and timezone.localdate(each.at) > last for each in looks):
            said = line.said if line else ()
            found[value.code] = tuple(each for each in said if each["code"] == trust.ROWS)
    return found
