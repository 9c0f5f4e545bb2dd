"""What is doubtful about readings that are counted just now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from dinh.ground.periods import Period
from dinh.lake import queries as lake_queries
from dinh.lake import reading as lake_reading

from .. import recipes as book
from ..engine import tree
from ..engine.formulas import formula_of
from ..recipes import Recipe
from . import checking
from .boards import BACK, doubts_of, run_up
from .readings import board

Said = tuple[dict[str, Any], ...]


def doubts_now(
    unit_code: str,
    period: Period,
    codes: Iterable[str],
    *,
    at: datetime,
    old_units: date | None = None,
) -> dict[str, Said]:
    """By measure, what is doubtful about the number that is counted now: one pass over each fact for the period and those before it,
    one for rows that cannot be true. Raises NoSuchUnit."""
    recipes = [book.recipe(code) for code in codes]
    recipes = [each for each in recipes if period.kind in each.periods]
    periods = run_up(period, BACK)
    states = lake_queries.state(sorted({each.fact for each in recipes}))
    series: dict[str, dict[str, Any]] = {}
    for reading in board([unit_code], periods, [each.code for each in recipes], at=at, old_units=old_units):
        series.setdefault(reading.code, {})[reading.period] = reading
    wrong = _rows_now(recipes, unit_code, period, at=at, old_units=old_units)
    return {
        each.code: doubts_of(
            each, [series[each.code][one.key] for one in periods], at=at, state=states.get(each.fact)
        )
        + wrong.get(each.code, ())
        for each in recipes
    }


def _rows_now(
    recipes: Sequence[Recipe], unit_code: str, period: Period, *, at: datetime, old_units: date | None
) -> dict[str, Said]:
    by_fact: dict[str, list[Recipe]] = {}
    for recipe in recipes:
        if checking.rules_of(recipe.fact, period):
            by_fact.setdefault(recipe.fact, []).append(recipe)
    if not by_fact:
        return {}
    units = tree([unit_code], old_units or timezone.localdate(at)).codes
    whole = checking.has_the_whole(unit_code)
    found: dict[str, Said] = {}
    with lake_reading.open(only=list(by_fact)) as lake:
        for some in by_fact.values():
            formulas = [formula_of(each, old=old_units is not None) for each in some]
            found |= checking.row_doubts(lake.duck, formulas, period, units, at=at, everywhere=whole)
    return found
