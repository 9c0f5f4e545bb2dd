"""What the pages show of measures: a unit's board with twelve periods and doubts, one measure over time, a ranking of units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from dinh.ground import facts
from dinh.ground.periods import Period
from dinh.lake import queries as lake_queries
from dinh.lake import reading as lake_reading
from dinh.lake.shapes import State

from .. import recipes as book
from .. import trusting
from ..engine import tree
from ..engine.formulas import Part, formula_of, page
from ..models import Value
from ..recipes import Recipe
from ..rules import trust
from ..shapes import Reading
from . import checking
from .following import Followed, followed
from .kept_doubts import row_doubts_kept
from .readings import board
from .values import BehindValue, rows_of_value, stored, value_of

BACK = 11
"""How many periods before the one looked at stand in a small line."""
IMPORTED = "statistics"


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of one unit: the reading of the period, those before it, oldest first, and what is doubtful."""

    recipe: Recipe
    now: Reading
    series: tuple[Reading, ...]
    doubts: tuple[dict[str, Any], ...]

    @property
    def before(self) -> Reading | None:
        """The reading of the period before."""
        return self.series[-2] if len(self.series) > 1 else None

    @property
    def seen_at(self) -> datetime:
        """When the number was last known to say what the lake says."""
        return self.now.fresh_at or self.now.computed_at

    @property
    def values(self) -> list[float | None]:
        """The small line."""
        return [None if each.value is None else float(each.value) for each in self.series]

    @property
    def change(self) -> Decimal | None:
        """Against the period before."""
        older = self.before
        if older is None or older.value is None or self.now.value is None:
            return None
        return self.now.value - older.value

    @property
    def grave(self) -> bool:
        return any(each["code"] in trust.GRAVE for each in self.doubts)

    @property
    def sentences(self) -> list[str]:
        return [trusting.sentence(each) for each in self.doubts]


def run_up(period: Period, back: int = BACK) -> list[Period]:
    """The period and those before it, oldest first."""
    found = [period]
    while len(found) <= back:
        found.append(found[-1].previous())
    return found[::-1]


def number_of(reading: Reading, recipe: Recipe, state: State | None = None) -> trust.Number:
    """A reading as the rules of doubt see it."""
    return trust.Number(
        reading.value,
        reading.numerator,
        reading.denominator,
        str(reading.unit),
        recipe.kind,
        reading.last,
        reading.of,
        state.drawn_at if state else None,
        bool(state and state.stale),
        recipe.fact == IMPORTED,
    )


def doubts_of(
    recipe: Recipe, series: Sequence[Reading], *, at: datetime, state: State | None = None
) -> tuple[dict[str, Any], ...]:
    """What is doubtful about the last of these readings, by the thresholds of its period's last day."""
    numbers = [number_of(each, recipe, state) for each in series]
    by = trusting.thresholds(series[-1].last)
    return tuple(each.kept() for each in trust.doubts(numbers[-1], numbers[:-1], by, at=at))


def lines_of(
    unit_code: str,
    period: Period,
    codes: Iterable[str] | None = None,
    *,
    back: int = BACK,
    at: datetime | None = None,
) -> list[Line]:
    """Every measure (or those asked) of a unit in a period with the periods before, in the order of facts and codes. One pass
    over each fact, none where all was kept. Measures that only an import answers stand there when something was imported. Raises NoSuchUnit."""
    moment = at or timezone.now()
    chosen = list(book.all_recipes()) if codes is None else [book.recipe(code) for code in codes]
    chosen = [each for each in chosen if period.kind in each.periods]
    periods = run_up(period, back)
    states = lake_queries.state(sorted({each.fact for each in chosen}))
    found: dict[str, dict[str, Reading]] = {each.code: {} for each in chosen}
    standing = stored([unit_code], periods, [each.code for each in chosen])
    follows = followed(states)
    for (code, _unit, key), value in standing.items():
        found[code][key] = as_reading(value, book.recipe(code), states.get(book.recipe(code).fact), follows)
    fresh = [each.code for each in chosen if len(found[each.code]) < len(periods)]
    if fresh:
        for reading in board([unit_code], periods, fresh, at=moment):
            found[reading.code].setdefault(reading.period, reading)
    wrong = row_doubts_kept([value for (_c, _u, key), value in standing.items() if key == period.key], states)
    wrong |= row_doubts([each for each in chosen if each.code not in wrong], unit_code, period, at=moment)
    lines = []
    for recipe in sorted(chosen, key=lambda each: (each.fact == IMPORTED, each.fact, each.code)):
        series = tuple(found[recipe.code][each.key] for each in periods if each.key in found[recipe.code])
        if not series:
            continue
        if codes is None and recipe.fact == IMPORTED and all(each.value is None for each in series):
            continue
        doubts = doubts_of(recipe, series, at=moment, state=states.get(recipe.fact))
        doubts += wrong.get(recipe.code, ())
        lines.append(Line(recipe, series[-1], series, doubts))
    return lines


def as_reading(
    value: Value, recipe: Recipe, state: State | None, follows: Mapping[str, Followed] | None = None
) -> Reading:
    """A kept value as a reading; stale when its fact has other rows now and nobody saw that they leave it as it is (`follows`: see
    `followed`). Needs `run` and `formula`."""
    period = value.when
    known = state is not None and bool(value.state) and State.of(value.state).same_rows(state)
    if not known and state is not None and follows and recipe.fact in follows:
        known = follows[recipe.fact].holds(value, state)
    over = period.last < timezone.localdate(value.run.at)
    seen = state.drawn_at if state is not None and known and over else None
    return Reading(
        code=value.code,
        words=recipe.words,
        unit=recipe.unit,
        of=value.unit_code,
        period=value.period,
        first=period.first,
        last=period.last,
        closing=period.closing_day,
        numerator=value.numerator,
        denominator=value.denominator,
        value=value.value,
        missing=tuple(value.missing),
        fact=value.formula.fact,
        version=value.formula.version,
        state=value.state,
        computed_at=value.run.at,
        stale=not known or bool(state and state.stale),
        value_id=value.pk,
        rows_filter=value.rows_filter,
        fresh_at=seen if seen and seen > value.run.at else None,
    )


def row_doubts(
    chosen: Sequence[Recipe], unit_code: str, period: Period, *, at: datetime
) -> dict[str, tuple[dict[str, Any], ...]]:
    """By measure, which rows that it counts cannot be true. One pass over each fact that has rules. Raises NoSuchUnit."""
    by_fact: dict[str, list[Recipe]] = {}
    for recipe in chosen:
        if checking.rules_of(recipe.fact, period):
            by_fact.setdefault(recipe.fact, []).append(recipe)
    if not by_fact:
        return {}
    units = tree([unit_code], timezone.localdate(at)).codes
    everywhere = checking.has_the_whole(unit_code)
    found: dict[str, tuple[dict[str, Any], ...]] = {}
    with lake_reading.open(only=list(by_fact)) as lake:
        for recipes in by_fact.values():
            formulas = [formula_of(each) for each in recipes]
            found |= checking.row_doubts(lake.duck, formulas, period, units, at=at, everywhere=everywhere)
    return found


def rows_behind(
    code: str, unit_code: str, period: Period, part: Part, *, after: str = "", limit: int = 50, rule: str = ""
) -> BehindValue:
    """One page of the rows behind a number: of the kept value from the state it was counted from, else of what would be counted
    now; with `rule` only those that this rule doubts, as they stand now. Raises NoSuchUnit."""
    doubted = checking.rule_of(book.recipe(code).fact, rule, period) if rule else None
    also = checking.only(doubted) if doubted else ""
    value = value_of(code, unit_code, period)
    if value is not None and not also:
        return rows_of_value(value, part, after=after, limit=limit)
    formula = formula_of(book.recipe(code))
    now = timezone.now()
    units = tree([unit_code], timezone.localdate(now)).codes
    with lake_reading.open(only=[formula.fact]) as lake:
        rows, more = page(lake.duck, formula, period, now, units, part, after=after, limit=limit, also=also)
    opens = facts.table(formula.fact).opens
    records = tuple(
        opens(str(row[formula.key])) if opens and row.get("source") in (None, "dinh") else None
        for row in rows
    )
    return BehindValue(tuple(rows), records, more)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in a ranking. Units without a value stand last, without a place."""

    unit_code: str
    place: int | None
    reading: Reading


def ranking(code: str, units: Sequence[str], period: Period, *, at: datetime | None = None) -> list[Place]:
    """These units by one measure, best first; equal values share a place. One pass."""
    if not units:
        return []
    recipe = book.recipe(code)
    found = list(board(units, [period], [code], at=at))
    told = [each for each in found if each.value is not None]
    sign = 1 if recipe.best == "low" else -1
    told.sort(key=lambda each: (sign * (each.value or Decimal(0)), each.of))
    places: list[Place] = []
    for n, each in enumerate(told, start=1):
        same = bool(places) and places[-1].reading.value == each.value
        places.append(Place(each.of, places[-1].place if same else n, each))
    return places + [Place(each.of, None, each) for each in found if each.value is None]
