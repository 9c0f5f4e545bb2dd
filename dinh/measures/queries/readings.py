"""What was measured of a unit in a period: counted now over the lake, or as it was stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from dinh.ground.periods import Period
from dinh.lake import queries as lake_queries
from dinh.lake import reading as lake_reading

from .. import recipes as book
from ..engine import Computed, compute, tree
from ..shapes import Reading


def readings(
    unit_code: str,
    period_key: str,
    codes: Sequence[str] | None = None,
    *,
    closing_day: int | None = None,
    at: datetime | None = None,
    old_units: date | None = None,
) -> dict[str, Reading]:
    """Every measure (or those asked) of a unit in a period, by code, counted now over the lake as it stands. Raises ValueError
    for a key that is none, NoSuchUnit, NoSuchMeasure."""
    period = Period.parse(period_key, closing_day=closing_day)
    found = board([unit_code], [period], codes, at=at, old_units=old_units)
    return {reading.code: reading for reading in found}


def board(
    units: Sequence[str] | None,
    periods: Sequence[Period],
    codes: Sequence[str] | None = None,
    *,
    at: datetime | None = None,
    old_units: date | None = None,
) -> Iterable[Reading]:
    """The same of many units and periods at once, in one pass over each fact; every unit of today when None. `old_units` tells
    by the units of that day instead of today's."""
    moment = at or timezone.now()
    wanted = tree(units, old_units or timezone.localdate(moment))
    chosen = list(book.all_recipes()) if codes is None else [book.recipe(code) for code in codes]
    facts = sorted({each.fact for each in chosen})
    states = lake_queries.state(facts)
    with lake_reading.open(only=facts) as lake:
        found = compute(
            lake.duck,
            recipes=chosen,
            periods=periods,
            units=wanted,
            at=moment,
            old=old_units is not None,
        )
    stale = {fact: state.stale for fact, state in states.items()}
    kept = {fact: state.kept() for fact, state in lake.states.items()}
    return list(read_off(found, kept, stale))


def read_off(found: Computed, states: dict[str, dict], stale: dict[str, bool]) -> Iterable[Reading]:
    """The readings of a computing."""
    for code, unit, period, told in found:
        recipe = found.recipes[code]
        yield Reading(
            code=code,
            words=recipe.words,
            unit=recipe.unit,
            of=unit,
            period=period.key,
            first=period.first,
            last=period.last,
            closing=period.closing_day,
            numerator=told.numerator,
            denominator=told.denominator,
            value=told.value,
            missing=told.missing,
            fact=recipe.fact,
            version=recipe.version,
            state=states.get(recipe.fact, {}),
            computed_at=found.at,
            stale=stale.get(recipe.fact, False),
        )
