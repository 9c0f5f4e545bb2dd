"""Keeping kept values right while facts go on: only what a changed row touches is counted again.

`Upto` says up to which state of the lake every standing value of a fact is right. Catching up is one transaction: the new values, each
beside the one whose place it takes, and the state."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from dinh.ground.periods import Period
from dinh.lake import queries as lake_queries
from dinh.lake import reading as lake_reading
from dinh.lake import services as lake
from dinh.lake.shapes import State
from dinh.lake.store import disk

from .. import recipes as book
from ..engine import compute, tree
from ..engine.changes import Moved, Place, TooMuchChanged, moved
from ..models import KeptFormula, Run, Upto, Value
from ..recipes import Recipe
from ..rules import tidy, value_of
from ..rules.spans import bounds
from .common import Fresh, finish, insert, keep_formulas, new_run

_BATCH = 400
_BATCH_OF_ARRAYS = 10_000


class Kept(NamedTuple):
    """A standing value, bare: following reads tens of thousands, and a model of each would take longer than the adding up."""

    id: int
    formula_id: int
    code: str
    unit_code: str
    period: str
    closing: int
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    missing: list[str]

    @property
    def when(self) -> Period:
        """The period with its closing day."""
        return Period.parse(self.period, closing_day=self.closing or None)


def catch_up(*, at: datetime, facts: Sequence[str] | None = None) -> list[Run]:
    """Bring every standing value up to the lake as it is now. Gives a run for each fact that had changes."""
    with disk.one_writer("measures"):
        return catch_up_held(at=at, facts=facts)


def catch_up_held(*, at: datetime, facts: Sequence[str] | None = None) -> list[Run]:
    """The same, for who holds the pen already."""
    rows = Upto.objects.order_by("fact")
    if facts is not None:
        rows = rows.filter(fact__in=facts)
    known = {row.fact: row for row in rows}
    if not known:
        return []
    states = lake_queries.state(list(known))
    return [
        run
        for fact, upto in known.items()
        if fact in states and not states[fact].same_rows(State.of(upto.state))
        for run in [_one(upto, states[fact], at)]
        if run is not None
    ]


@transaction.atomic
def _one(seen: Upto, after: State, at: datetime) -> Run | None:
    upto = Upto.objects.select_for_update().get(pk=seen.pk)
    before = State.of(upto.state)
    if upto.state != seen.state:
        return None
    if before.seq == after.seq:
        # Folded, not changed: the same rows in other files.
        upto.state = after.kept()
        upto.save(update_fields=["state"])
        return None
    recipes = [each for each in book.all_recipes() if each.fact == upto.fact and each.code in upto.codes]
    periods = [Period.parse(key, closing_day=closing) for key, closing in upto.periods]
    zone = timezone.get_current_timezone()
    closed = [each for each in periods if bounds(each, upto.at, zone).end_at <= upto.at]
    running = [each for each in periods if each not in closed]
    run = new_run(
        {upto.fact: after},
        [each.code for each in recipes],
        periods,
        None,
        at=at,
        by=None,
        why="facts-changed",
    )
    run.done = run.periods
    touched: set[str] = set()
    try:
        found = (
            moved(upto.fact, recipes, before, after, closed, tree(None, run.tree_on, ended=True), at)
            if closed
            else Moved()
        )
    except TooMuchChanged:
        found, running = Moved(), periods
    touched |= _apply(run, recipes, found, after)
    if running:
        touched |= _anew(run, recipes, after, _standing(recipes, running))
    upto.state, upto.at = after.kept(), at
    upto.save(update_fields=["state", "at"])
    lake.keep([after], holder=str(run.ref), at=at)
    run.save(update_fields=["done", "values"])
    return finish(run, touched, None)


def _apply(run: Run, recipes: Sequence[Recipe], found: Moved, after: State) -> set[str]:
    """Add what moved to the values that stand; count anew where adding is not enough."""
    by_code = {each.code: each for each in recipes}
    formulas = keep_formulas(recipes)
    anew: list[Kept] = []
    fresh: list[Fresh] = []
    for value in _values({*found.by, *found.anew}):
        place = (value.code, value.unit_code, value.period, value.closing or None)
        recipe, formula = by_code[value.code], formulas[value.code]
        made = None
        if place in found.by and value.formula_id == formula.pk:
            made = _added(recipe, value, *found.by[place])
        if made is None:
            anew.append(value)
        elif made != _told(value):
            fresh.append(_beside(formula, value, made))
    insert(run, fresh)
    return {each.unit_code for each in fresh} | (_anew(run, recipes, after, anew) if anew else set())


Numbers = tuple[Decimal | None, Decimal | None, Decimal | None, list[str]]


def _told(value: Kept) -> Numbers:
    return value.numerator, value.denominator, value.value, value.missing


def _added(
    recipe: Recipe, value: Kept, top: Decimal, bottom: Decimal, filled: frozenset[str]
) -> Numbers | None:
    """The numbers after what moved, where the changed rows now fill these columns; None when they have to be counted anew."""
    if value.missing == [recipe.fact]:
        # No row before: the changed rows are all there is.
        missing = [f"{recipe.fact}.{name}" for name in recipe.needs if name not in filled]
        if missing:
            return None, None, None, missing
        return _numbers(recipe, top, bottom)
    if value.missing:
        lacking = {name.partition(".")[2] for name in value.missing}
        return None if lacking & filled else _told(value)
    above = (value.numerator or Decimal(0)) + top
    below = (value.denominator or Decimal(0)) + bottom
    return _numbers(recipe, tidy(above), tidy(below))


def _numbers(recipe: Recipe, above: Decimal | None, below: Decimal | None) -> Numbers:
    if recipe.kind == "ratio":
        return above, below, value_of("ratio", above, below), []
    return above, None, above, []


def _beside(formula: KeptFormula, value: Kept, made: Numbers) -> Fresh:
    return Fresh(
        formula.pk, value.code, value.unit_code, value.period, value.closing, made[0], made[1], made[2], tuple(made[3]), value.id
    )  # fmt: skip


def _anew(run: Run, recipes: Sequence[Recipe], state: State, values: Iterable[Kept]) -> set[str]:
    """Count the places of these values from all their rows, by the recipes as they are."""
    values = list(values)
    if not values:
        return set()
    by_code = {each.code: each for each in recipes}
    formulas = keep_formulas(recipes)
    chosen = [by_code[code] for code in sorted({each.code for each in values})]
    periods = {(each.period, each.closing): each.when for each in values}
    units = tree(sorted({each.unit_code for each in values}), run.tree_on, known_only=True)
    with lake_reading.open({state.fact: state}, only=[state.fact]) as opened:
        found = compute(opened.duck, recipes=chosen, periods=list(periods.values()), units=units, at=run.at)
    fresh = []
    for value in values:
        told = found.told(value.code, value.unit_code, periods[value.period, value.closing])
        made = (told.numerator, told.denominator, told.value, list(told.missing))
        if made != _told(value) or value.formula_id != formulas[value.code].pk:
            fresh.append(_beside(formulas[value.code], value, made))
    insert(run, fresh)
    return {each.unit_code for each in fresh}


def _standing(recipes: Sequence[Recipe], periods: Sequence[Period]) -> list[Kept]:
    """Every standing value of these measures in these periods."""
    codes = [each.code for each in recipes]
    found: list[Kept] = []
    for period in periods:
        rows = Value.objects.filter(current=True, period=period.key, closing=period.closing_day or 0)
        found += map(Kept._make, rows.filter(code__in=codes).values_list(*Kept._fields))
    return found


def _values(places: set[Place]) -> Iterable[Kept]:
    """The standing values of these places, by their index, as many at a time as the database takes gladly."""
    ordered = sorted(places, key=lambda place: (place[1], place[2], place[0], place[3] or 0))
    keys = [(unit, key, code, closing or 0) for code, unit, key, closing in ordered]
    if connection.vendor == "postgresql":
        return _by_arrays(keys)
    return _by_rows(keys)


_SOME = f"SELECT {', '.join(Kept._fields)} FROM {Value._meta.db_table} WHERE current AND (unit_code, period, code, closing) IN "


def _by_arrays(keys: Sequence[tuple[Any, ...]]) -> Iterable[Kept]:
    rows = "(SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[]))"
    for start in range(0, len(keys), _BATCH_OF_ARRAYS):
        with connection.cursor() as cursor:
            cursor.execute(
                _SOME + rows,
                [list(each) for each in zip(*keys[start : start + _BATCH_OF_ARRAYS], strict=True)],
            )
            for *told, missing in cursor.fetchall():
                yield Kept._make((*told, json.loads(missing) if missing != "[]" else []))


def _by_rows(keys: Sequence[tuple[Any, ...]]) -> Iterable[Kept]:
    for start in range(0, len(keys), _BATCH):
        some = keys[start : start + _BATCH]
        rows = f"(VALUES {', '.join(['(%s, %s, %s, %s)'] * len(some))})"
        for value in Value.objects.raw(_SOME + rows, [each for key in some for each in key]):
            yield Kept._make(getattr(value, name) for name in Kept._fields)
