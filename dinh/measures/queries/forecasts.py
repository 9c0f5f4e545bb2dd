"""Where a measure of a unit will stand on a day, from the values that stand: kept forecasts where they still hold, else worked out."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from dinh.ground.periods import Kind, Period, containing
from dinh.lake import queries as lake_queries

from .. import recipes as book
from .. import trusting
from ..models import KeptForecast
from ..recipes import Recipe
from ..rules import forecasting as rules
from ..rules import trust
from ..rules.forecasting import Ahead, Forecast, Scale, Seen
from ..shapes import Reading
from .boards import as_reading, lines_of, number_of
from .following import followed
from .values import stored

EDITION = "2"
"""Of the rule; what was kept by an earlier one does not hold."""
BACK = rules.MOST_BACK
"""How many periods that are over a forecast looks at: three years of months, of which a season takes two to be seen; those before
the first reading do not matter."""
KINDS: tuple[Kind, ...] = ("month", "quarter", "half", "year")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which measure of which unit, counted by which periods, until which day. `total`: each value holds those before it."""

    code: str
    unit: str
    kind: Kind
    until: date
    closing: int | None = None
    total: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What a forecast rests on: the periods that are over, and those to come."""

    seen: tuple[Seen, ...]
    ahead: tuple[Ahead, ...]
    scale: Scale
    stale: bool
    running: float | None = None
    """What the period after the last of them has come to, where that is known."""

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{EDITION}{self.seen}{self.ahead}{self.scale}".encode()).hexdigest()


class NotForecast(LookupError):
    """What is no number over even periods: a yes, or nine months."""


def until_end(period: Period) -> date:
    """The day a page asks about: the end of the period's year, or three periods on where that has come."""
    year_end = date(period.year, 12, 31)
    if period.last < year_end and period.kind != "year":
        last = containing(year_end, period.kind)
        return Period(period.kind, period.year, last.number, period.closing_day).last
    later = period
    for _n in range(3):
        later = later.next()
    return later.last


def over_by(kind: Kind, today: date, closing: int | None = None) -> Period:
    """The newest period of a kind that is over."""
    return containing(today, kind, closing).previous()


def run_until(period: Period, until: date) -> tuple[Ahead, ...]:
    """The periods after this one that are over by the day."""
    made: list[Ahead] = []
    one = period.next()
    while one.last <= until and len(made) < rules.MOST_AHEAD * 10:
        made.append(Ahead(one.key, one.last))
        one = one.next()
    return tuple(made)


def scale_of(recipe: Recipe, *, total: bool = False) -> Scale:
    """On which scale a measure is forecast. Raises NotForecast for a yes."""
    if recipe.kind == "yes":
        raise NotForecast(recipe.code)
    if str(recipe.unit) == "%":
        return "share"
    return "total" if total else "count"


def seen_of(
    recipe: Recipe, periods: Sequence[Period], readings: Mapping[str, Reading], *, at: datetime
) -> tuple[Seen, ...]:
    """The periods as the rule sees them, each with whether it cannot be right or is far from its usual level by the dated thresholds."""
    made: list[Seen] = []
    numbers: list[trust.Number] = []
    for period in periods:
        one = readings.get(period.key)
        if one is None or one.value is None:
            made.append(Seen(period.key, period.last, None))
            continue
        number = number_of(one, recipe)
        found = {each.code for each in trust.doubts(number, numbers, trusting.thresholds(one.last), at=at)}
        wrong = bool(found & trust.GRAVE)
        rows = float(one.denominator) if recipe.kind == "ratio" and one.denominator else None
        made.append(Seen(period.key, period.last, float(one.value), rows, wrong, trust.JUMP in found))
        if not wrong:
            numbers.append(number)
    while made and made[0].value is None:
        made.pop(0)
    return tuple(made)


def forecast(
    code: str,
    unit_code: str,
    until: date,
    *,
    kind: Kind = "month",
    closing_day: int | None = None,
    total: bool = False,
    at: datetime | None = None,
) -> Forecast:
    """Where a measure of a unit will stand on a day, from its last three years of periods that are over: as they were kept, the others
    counted now in one pass. Raises NoSuchUnit, NoSuchMeasure, NotForecast, and ValueError for a kind whose periods do not follow on one another."""
    if kind not in KINDS:
        raise ValueError("Dự báo theo tháng, quý, 6 tháng hoặc năm.")
    moment = at or timezone.now()
    last = over_by(kind, timezone.localdate(moment), closing_day)
    asked = Asked(code, unit_code, kind, until, closing_day, total)
    return forecast_from(asked, last, at=moment)


def forecast_from(asked: Asked, last: Period, *, at: datetime) -> Forecast:
    """The same as of the end of a period. Queries and passes of `lines_of`, and one."""
    lines = lines_of(asked.unit, last, [asked.code], back=BACK - 1, at=at)
    return of_readings(asked, last, lines[0].series if lines else (), at=at)


def of_readings(asked: Asked, last: Period, series: Sequence[Reading], *, at: datetime) -> Forecast:
    """The same from readings at hand; `last` is the period to go on from. Where enough were kept it rests on those alone, as the forecast
    of a target does: one number has one forecast. One query."""
    kept_ones = [each for each in series if each.value_id is not None]
    enough = sum(each.value is not None and each.last <= last.last for each in kept_ones) >= rules.NEEDED
    ground = _ground(asked, last, {each.period: each for each in (kept_ones if enough else series)}, at=at)
    return answered({asked: ground})[asked]


def _ground(asked: Asked, last: Period, readings: Mapping[str, Reading], *, at: datetime) -> Ground:
    recipe = book.recipe(asked.code)
    periods = [last]
    while len(periods) < BACK:
        periods.append(periods[-1].previous())
    seen = seen_of(recipe, periods[::-1], readings, at=at)
    newest = next((readings[each.key] for each in reversed(seen) if each.value is not None), None)
    stale = newest is not None and newest.stale
    now = readings.get(last.next().key)
    running = float(now.value) if now is not None and now.value is not None else None
    return Ground(seen, run_until(last, asked.until), scale_of(recipe, total=asked.total), stale, running)


def grounds(asked: Iterable[Asked], *, at: datetime) -> dict[Asked, Ground]:
    """What forecasts rest on, from kept values alone; what cannot be forecast is left out. One query for each kind of
    period, and how far the values were followed."""
    groups: defaultdict[tuple[Kind, int | None], list[Asked]] = defaultdict(list)
    for each in asked:
        try:
            scale_of(book.recipe(each.code))
        except LookupError:
            continue
        groups[each.kind, each.closing].append(each)
    facts = sorted({book.recipe(each.code).fact for group in groups.values() for each in group})
    states = lake_queries.state(facts) if facts else {}
    follows = followed(facts) if facts else {}
    found: dict[Asked, Ground] = {}
    for (kind, closing), group in groups.items():
        last = over_by(kind, timezone.localdate(at), closing)
        periods = [last]
        while len(periods) < BACK:
            periods.append(periods[-1].previous())
        wanted = [last.next(), *periods]
        rows = stored(sorted({each.unit for each in group}), wanted, sorted({each.code for each in group}))
        told: defaultdict[tuple[str, str], dict[str, Reading]] = defaultdict(dict)
        for (code, unit, key), value in rows.items():
            recipe = book.recipe(code)
            told[code, unit][key] = as_reading(value, recipe, states.get(recipe.fact), follows)
        for each in group:
            found[each] = _ground(each, last, told[each.code, each.unit], at=at)
    return found


def answered(grounds: Mapping[Asked, Ground], *, fit: bool = True) -> dict[Asked, Forecast]:
    """The forecasts: kept where they hold, else worked out; without `fit`, those that would take a fit are left out. One query."""
    told = kept(grounds)
    made: dict[Asked, Forecast] = {}
    for asked, ground in grounds.items():
        held = told.get(asked)
        if held is not None:
            made[asked] = held
        elif fit:
            fresh = rules.forecast(ground.seen, ground.ahead, scale=ground.scale)
            made[asked] = rules.restated(fresh, ground.stale, ground.running)
        elif (refused := rules.refusal(ground.seen, ground.ahead, ground.scale)) is not None:
            made[asked] = refused
    return made


def kept(grounds: Mapping[Asked, Ground]) -> dict[Asked, Forecast]:
    """Those that were worked out from just these periods. One query."""
    if not grounds:
        return {}
    rows = KeptForecast.objects.filter(
        unit_code__in={each.unit for each in grounds},
        code__in={each.code for each in grounds},
        until__in={each.until for each in grounds},
    )
    by_key = {
        (row.code, row.unit_code, row.period_kind, row.closing, row.until, row.scale, row.series): row
        for row in rows
    }
    found = {}
    for each, ground in grounds.items():
        key = (each.code, each.unit, each.kind, each.closing or 0, each.until, ground.scale, ground.digest)
        if key in by_key:
            found[each] = rules.restated(rules.from_data(by_key[key].told), ground.stale, ground.running)
    return found
