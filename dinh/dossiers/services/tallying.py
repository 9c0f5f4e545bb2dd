"""Counting by night what is too much to count while somebody waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from dinh.ground.periods import Period, containing

from ..models import Counted, Dossier
from ..queries import counting
from .common import day_of

STILL_MOVING = timedelta(days=60)
"""So long after its end a period is counted again each night: answers are corrected, citizens rate."""
KINDS = (("month", 13), ("quarter", 5), ("year", 3))


def periods(day: datetime) -> list[Period]:
    """The periods that the figures are asked for: a year of months back, its quarters, three years."""
    month = containing(day_of(day), "month")
    found: dict[str, Period] = {}
    for kind, how_many in KINDS:
        at = containing(month.first, kind)  # type: ignore[arg-type]
        for _n in range(how_many):
            found.setdefault(at.key, at)
            at = at.previous()
    return list(found.values())


def tally(*, at: datetime) -> int:
    """Count each unit's dossiers of each of those periods, a unit and a period at a time, and keep the counts; gives how
    many. What ended long ago and was counted after it is left as it is."""
    made = 0
    units = _units()
    for period in periods(at):
        settled = day_of(at) - STILL_MOVING > period.last
        start, end = counting.bounds(period.first, period.last)
        known = set(Counted.objects.filter(period=period.key, at__gte=end).values_list("unit_id", flat=True))
        for unit in units:
            if settled and unit in known:
                continue
            numbers = counting.numbers_of([unit], start, end, at).get(unit)
            if numbers is None:
                continue
            Counted.objects.update_or_create(
                unit_id=unit, period=period.key, defaults={"numbers": numbers, "at": at}
            )
            made += 1
    return made


def _units() -> list[int]:
    """The units that decide anything, found by as many steps along an index as there are."""
    found: list[int] = []
    rows = Dossier.objects.order_by("unit").values_list("unit_id", flat=True)
    while there := list(rows.filter(unit__gt=found[-1] if found else 0)[:1]):
        found += there
    return found
