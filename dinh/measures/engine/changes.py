"""What changed rows change in the measures: counted over those rows alone, as they stood and as they stand.

The number of a unit and period moves by what the changed rows add to it now less what they added before. That is exact for what is
added up; what is not (a last value, a yes, a column that may have become empty) is told apart, to be counted anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb

from dinh.ground.periods import Period
from dinh.lake import reading as lake_reading
from dinh.lake.shapes import ABSENT, State
from dinh.lake.store.columns import quoted

from ..recipes import Recipe
from ..rules import tidy
from .computing import Cell, Computed, compute
from .expressions import columns_used, schema_of, unit_column
from .units import Tree

MOST_KEYS = 200_000
"""With more changed rows than this, counting everything anew is quicker."""

Place = tuple[str, str, str, int | None]
"""Measure, unit, period's key, closing day."""


class TooMuchChanged(Exception):
    """The changes cannot be followed row by row: too many, or folded away since, or the columns are of another version."""


@dataclass(slots=True)
class Moved:
    """By measure, unit and period: what to add above and below, with the needed columns that a changed row fills now; and the
    places to count anew."""

    by: dict[Place, tuple[Decimal, Decimal, frozenset[str]]] = field(default_factory=dict)
    anew: set[Place] = field(default_factory=set)
    keys: int = 0


def moved(
    fact: str,
    recipes: Sequence[Recipe],
    before: State,
    after: State,
    periods: Sequence[Period],
    units: Tree,
    at: datetime,
) -> Moved:
    """What the changes between two states move. Raises TooMuchChanged."""
    if before.form != after.form or after.folded > before.seq or before.changes == ABSENT:
        raise TooMuchChanged(fact)
    schema = schema_of(fact)
    wanted = columns_used(recipes, schema) | {unit_column(schema, old=False)}
    old, new, keys = lake_reading.changed(fact, before, after, wanted, most=MOST_KEYS)
    if keys > MOST_KEYS:
        raise TooMuchChanged(fact)
    if not keys:
        return Moved()
    with _laid(fact, old) as was, _laid(fact, new) as stands:
        told_before = compute(was, recipes=recipes, periods=periods, units=units, at=at)
        told_after = compute(stands, recipes=recipes, periods=periods, units=units, at=at)
    return _compare(recipes, told_before, told_after, keys)


def _laid(fact: str, rows: Any) -> duckdb.DuckDBPyConnection:
    duck = lake_reading.connect()
    duck.register("_rows", rows)
    duck.execute(f"CREATE TABLE {quoted(fact)} AS FROM _rows")
    duck.unregister("_rows")
    return duck


_NOTHING = Cell(0, 0, 0, frozenset())


def _compare(recipes: Sequence[Recipe], was: Computed, now: Computed, keys: int) -> Moved:
    found = Moved(keys=keys)
    for recipe in recipes:
        for (unit, name, closing), there, here in was.apart(now, recipe.code):
            place = (recipe.code, unit, name, closing)
            before, after = there or _NOTHING, here or _NOTHING
            lost = before.filled - after.filled
            if recipe.kind in ("last", "yes") or lost or before.rows > after.rows:
                found.anew.add(place)
                continue
            top = _number(after.top) - _number(before.top)
            bottom = _number(after.bottom) - _number(before.bottom)
            if top or bottom or there is None or after.filled != before.filled:
                found.by[place] = (top, bottom, after.filled)
    return found


def _number(told: Any) -> Decimal:
    # Sums come as whole numbers, floats or decimals, by the column and by who wrote the file.
    return Decimal(told) if type(told) is int else tidy(told) or Decimal(0)
