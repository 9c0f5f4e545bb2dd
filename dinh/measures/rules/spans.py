"""How periods share one counting: the smallest stretches that a row falls into, numbered, and what they make up. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

from dinh.ground.periods import Kind, Period, of_day

_EPOCH = date(1970, 1, 1)
_MONTHLY: frozenset[Kind] = frozenset({"month", "quarter", "half", "nine_months", "year"})


@dataclass(frozen=True, slots=True)
class Base:
    """The smallest stretches that some periods are made of: months closed on a day, weeks, or days."""

    kind: Literal["month", "week", "day"]
    closing_day: int | None = None


def base_of(period: Period) -> Base:
    """What this period is counted in."""
    if period.kind in _MONTHLY:
        return Base("month", period.closing_day)
    return Base("week" if period.kind == "week" else "day")


def by_base(periods: Iterable[Period]) -> dict[Base, list[Period]]:
    """The periods that can be counted in one go, together; each once, in order."""
    found: dict[Base, dict[Period, None]] = defaultdict(dict)
    for period in sorted(periods, key=lambda each: (each.first, each.last, each.key)):
        found[base_of(period)][period] = None
    return {base: list(some) for base, some in found.items()}


def indexes(period: Period) -> range:
    """The numbers of the stretches that make up a period."""
    if period.kind == "day":
        number = (period.first - _EPOCH).days
        return range(number, number + 1)
    if period.kind == "week":
        number = ((period.first - _EPOCH).days + 3) // 7
        return range(number, number + 1)
    months = period.parts("month")
    first = months[0].year * 12 + months[0].number - 1
    return range(first, first + len(months))


def stretch(base: Base, number: int) -> Period:
    """The stretch with this number, as a period."""
    if base.kind == "day":
        return of_day(_EPOCH + timedelta(days=number))
    if base.kind == "week":
        iso = (_EPOCH + timedelta(days=number * 7 - 3)).isocalendar()
        return Period("week", iso.year, iso.week)
    return Period("month", number // 12, number % 12 + 1, base.closing_day)


@dataclass(frozen=True, slots=True)
class Bounds:
    """A period's days and moments. `end` is the day after the last, `until` the earlier of its end and the measuring."""

    lo: int
    first: date
    end: date
    first_at: datetime
    end_at: datetime
    until: datetime


def bounds(period: Period, now: datetime, zone: tzinfo) -> Bounds:
    """The bounds of a period, its days beginning at midnight of the zone."""
    end = period.last + timedelta(days=1)
    first_at = datetime.combine(period.first, time.min, tzinfo=zone)
    end_at = datetime.combine(end, time.min, tzinfo=zone)
    return Bounds(indexes(period)[0], period.first, end, first_at, end_at, min(now, end_at))


def rows_of(base: Base, periods: Iterable[Period]) -> dict[int, dict[Kind, Period]]:
    """For each stretch that any of the periods needs, the period of each kind it lies in. Among periods of one base and kind a
    stretch lies in one."""
    found: dict[int, dict[Kind, Period]] = defaultdict(dict)
    for period in periods:
        for number in indexes(period):
            found[number][period.kind] = period
    return dict(sorted(found.items()))
