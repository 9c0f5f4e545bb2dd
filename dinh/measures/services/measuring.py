"""Measuring: counting over the lake and keeping what was counted.

A run counts everything in one pass and is written period by period, each in one transaction: whoever reads a period sees all of it
as it was or all of it as it is. A run that was cut off is taken up again at its own moment and from the same states of the lake,
with the periods that are not written yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from dinh.ground import jobs
from dinh.ground import services as ground
from dinh.ground.periods import Period
from dinh.lake import queries as lake_queries
from dinh.lake import reading as lake_reading
from dinh.lake import services as lake
from dinh.lake.shapes import State
from dinh.lake.store import disk
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from .. import recipes as book
from ..engine import Computed, compute, tree
from ..models import KeptFormula, Run, Upto, Value
from ..recipes import Recipe
from .catching_up import catch_up_held
from .common import Fresh, finish, insert, keep_formulas, new_run
from .doubting import keep_doubts_of


def measure(
    *,
    codes: Sequence[str] | None = None,
    units: Sequence[str] | None = None,
    periods: Sequence[Period],
    by: Actor | None,
    at: datetime,
    why: str = "",
) -> Run:
    """Count these measures (all when None) of these units (all of today that have rows when None) in these periods, keep what came
    out otherwise than before, and say so. Raises NotAllowed, NoSuchUnit, NoSuchMeasure."""
    if by is not None:
        for path in _paths(units, at):
            town.require(by, "measures.measure", path, at)
    chosen = list(book.all_recipes()) if codes is None else [book.recipe(code) for code in codes]
    tree(units, timezone.localdate(at))
    facts = sorted({each.fact for each in chosen})
    with disk.one_writer("measures"):
        # What stands is brought up first, so that all values of a fact are of one state of the lake.
        catch_up_held(at=at, facts=facts)
        run = _begin(chosen, facts, periods, units, by=by, at=at, why=why)
        run = _go_on(run, by.ref if by is not None else None)
    keep_doubts_of(run, at=at)
    return run


@transaction.atomic
def _begin(
    chosen: Sequence[Recipe],
    facts: Sequence[str],
    periods: Sequence[Period],
    units: Sequence[str] | None,
    *,
    by: Actor | None,
    at: datetime,
    why: str,
) -> Run:
    states = lake_queries.state(list(facts))
    known = {row.fact: row for row in Upto.objects.select_for_update().filter(fact__in=facts)}
    for fact, state in states.items():
        row = known.get(fact) or Upto(fact=fact, state=state.kept(), at=at)
        if row.pk is not None and row.state["seq"] == state.seq:
            row.state = state.kept()
        states[fact] = State.of(row.state)
        row.at = min(row.at, at)
        row.codes = sorted({*row.codes, *(each.code for each in chosen if each.fact == fact)})
        pairs = {(key, closing) for key, closing in row.periods} | {
            (each.key, each.closing_day) for each in periods
        }
        row.periods = [list(pair) for pair in sorted(pairs, key=lambda pair: (pair[0], pair[1] or 0))]
        row.save()
    run = new_run(states, [each.code for each in chosen], periods, units, at=at, by=by, why=why)
    lake.keep(states, holder=str(run.ref), at=at)
    return run


def _paths(units: Sequence[str] | None, at: datetime) -> list[str]:
    if units is None:
        return ["/"]
    alive = Unit.objects.alive_on(timezone.localdate(at))
    return list(alive.filter(code__in=units).values_list("path", flat=True))


def take_up(*, at: datetime) -> list[Run]:
    """Go on with the runs whose process is gone. A run whose recipes or facts have moved on meanwhile is given up: what it wrote stands,
    period by period, and the rest is for a new run."""
    with disk.one_writer("measures"):
        return _take_up(at)


def _take_up(at: datetime) -> list[Run]:
    found = []
    for run in Run.objects.filter(state=Run.State.RUNNING).order_by("id"):
        if run.holder and not jobs.is_dead(run.holder):
            continue
        taken = Run.objects.filter(pk=run.pk, holder=run.holder).update(holder=jobs.new_holder())
        if not taken:
            continue
        run.refresh_from_db()
        try:
            found.append(_go_on(run, None))
        except (book.NoSuchMeasure, MovedOn):
            Run.objects.filter(pk=run.pk).update(state=Run.State.GIVEN_UP, finished_at=at)
    return found


def _go_on(run: Run, by: Any) -> Run:
    recipes = [book.recipe(code) for code in run.codes]
    done = {tuple(pair) for pair in run.done}
    periods = [
        Period.parse(key, closing_day=closing) for key, closing in run.periods if (key, closing) not in done
    ]
    touched: set[str] = set()
    if periods:
        found = computed(run, recipes, periods)
        formulas = keep_formulas(recipes)
        for period in periods:
            touched |= _write(run, found, formulas, period)
    return finish(run, touched, by)


def computed(run: Run, recipes: Sequence[Recipe], periods: Sequence[Period]) -> Computed:
    """What a run counts, from its own states and as of its own moment."""
    states = {fact: State.of(kept) for fact, kept in run.states.items()}
    wanted = tree(run.units, run.tree_on)
    with lake_reading.open(states, only=sorted({each.fact for each in recipes})) as lake:
        return compute(lake.duck, recipes=recipes, periods=periods, units=wanted, at=run.at)


@transaction.atomic
def _write(run: Run, found: Computed, formulas: Mapping[str, KeptFormula], period: Period) -> set[str]:
    """One period of a run. Gives the units that have a new value."""
    Run.objects.select_for_update().get(pk=run.pk)
    for upto in Upto.objects.select_for_update().filter(fact__in=list(run.states)):
        if upto.state["seq"] != run.states[upto.fact]["seq"]:
            raise MovedOn(upto.fact)
    closing = period.closing_day or 0
    rows = Value.objects.filter(current=True, period=period.key, closing=closing, code__in=run.codes)
    if run.units is not None:
        rows = rows.filter(unit_code__in=run.units)
    stands = {
        (code, unit): (pk, formula, top, bottom, value, missing)
        for pk, code, unit, formula, top, bottom, value, missing in rows.values_list(
            "pk", "code", "unit_code", "formula_id", "numerator", "denominator", "value", "missing"
        ).iterator(chunk_size=10_000)
    }
    fresh: list[Fresh] = []
    for code, unit, told in _told(run, found, period, stands):
        formula = formulas[code]
        before = stands.get((code, unit))
        new = (formula.pk, told.numerator, told.denominator, told.value, list(told.missing))
        if before is not None and before[1:] == new:
            continue
        fresh.append(
            Fresh(
                formula.pk, code, unit, period.key, closing, told.numerator, told.denominator, told.value, told.missing,
                before[0] if before is not None else None,
            )
        )  # fmt: skip
    insert(run, fresh)
    run.done = [*run.done, [period.key, period.closing_day]]
    run.save(update_fields=["done", "values"])
    return {each.unit_code for each in fresh}


def _told(
    run: Run, found: Computed, period: Period, stands: Mapping[tuple[str, str], Any]
) -> Iterator[tuple[str, str, Any]]:
    """What is worth keeping: everything of units that were named; of all units, what has rows or had a value."""
    for code, recipe in found.recipes.items():
        if period.kind not in recipe.periods:
            continue
        for unit in found.units:
            told = found.told(code, unit, period)
            if run.units is None and recipe.fact in told.missing and (code, unit) not in stands:
                continue
            yield code, unit, told


@transaction.atomic
def publish(*, value_id: int, by: Actor, at: datetime) -> Value:
    """Freeze a value with the state it was counted from: it is shown as published and can be proved later, whatever is counted
    after it. Raises NotAllowed, NothingToPublish."""
    value = Value.objects.select_for_update().select_related("run", "formula").get(pk=value_id)
    unit = Unit.objects.alive_on(value.run.tree_on).get(code=value.unit_code)
    town.require(by, "measures.publish", unit.path, at)
    if value.value is None:
        raise NothingToPublish("Số đo này chưa có giá trị nên chưa công bố được.")
    if value.published_at is not None:
        return value
    value.published_at, value.published_by_id = at, by.person_id
    value.save(update_fields=["published_at", "published_by"])
    ground.write(
        deed="measures.published",
        about=value.ref,
        by=by.ref,
        at=at,
        data={"code": value.code, "period": value.period, "value": str(value.value)},
        also=(unit.ref,),
    )
    return value


class MovedOn(Exception):
    """What stands was brought up to another state of the lake while the run was cut off."""


class NothingToPublish(Exception):
    """The value says only what is missing."""
