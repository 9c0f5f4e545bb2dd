"""A recipe as plain SQL over one row, kept beside the values it made: what finds the rows again, and counts them anew, also after
the recipe has changed. Parameters ($p_first, $p_until …) stand for the period, $units for the units."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

import duckdb
import ibis
import sqlglot
from django.utils import timezone
from ibis.expr import types as ir
from sqlglot import expressions as exp

from dinh.ground.periods import Period
from dinh.lake.store.columns import quoted

from ..recipes import PERIOD_FIELDS, P, Recipe, Within
from ..rules import tidy, value_of
from ..rules.spans import bounds
from . import expressions

Part = Literal["denominator", "numerator", "rest"]
"""All rows that count; those that count as reached; those that do not."""


@dataclass(frozen=True, slots=True)
class Formula:
    """What of a fact's rows makes a value, as SQL of DuckDB."""

    fact: str
    form: int
    """Version of the fact's columns."""
    code: str
    version: int
    kind: str
    rolls: str
    key: str
    by: str
    """The column of the unit."""
    order: str
    """The column that says which row is the last."""
    anchor: str
    bottom: str
    bottom_counts: bool
    """Whether `bottom` is a yes (else an amount)."""
    top: str
    top_counts: bool

    @property
    def digest(self) -> str:
        """Equal formulas have one digest."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def formula_of(recipe: Recipe, *, old: bool = False) -> Formula:
    """The recipe as it stands, as SQL."""
    from dinh.ground import facts

    schema = expressions.schema_of(recipe.fact)
    return _formula(recipe, old, tuple(schema.items()), facts.table(recipe.fact).version)


@lru_cache(maxsize=512)
def _formula(recipe: Recipe, old: bool, columns: tuple[tuple[str, str], ...], form: int) -> Formula:
    schema = dict(columns)
    types = expressions.period_fields(["month"])
    table = ibis.table(
        schema | {f"p_{name}": types[f"p_{name}_month"] for name in PERIOD_FIELDS}, name=recipe.fact
    )
    p = P(lambda name: table[f"p_{name}"])
    bottom = recipe.bottom(table, p)
    top = recipe.top(table, p) if recipe.top is not None else None
    anchor = recipe.anchor
    moment = schema[anchor.column if isinstance(anchor, Within) else anchor.since] != "date"
    first, end = (p.first_at, p.end_at) if moment else (p.first, p.end)
    if isinstance(anchor, Within):
        falls, order = (table[anchor.column] >= first) & (table[anchor.column] < end), anchor.column
    else:
        over = table[anchor.until]
        falls = (table[anchor.since] < end) & (over.isnull() | (over >= first))
        order = anchor.since
    return Formula(
        fact=recipe.fact,
        form=form,
        code=recipe.code,
        version=recipe.version,
        kind=recipe.kind,
        rolls=recipe.rolls,
        key=expressions.key_of(recipe.fact),
        by=expressions.unit_column(schema, old=old),
        order=order,
        anchor=_sql(table, falls),
        bottom=_sql(table, bottom),
        bottom_counts=isinstance(bottom, ir.BooleanValue),
        top="" if top is None else _sql(table, top),
        top_counts=isinstance(top, ir.BooleanValue),
    )


def _sql(table: ir.Table, value: Any) -> str:
    """One expression as SQL over a row: bare names of columns, parameters for the period."""
    text = expressions.sql_of(table.select(x=value), "duckdb")
    found = sqlglot.parse_one(text, read="duckdb").expressions[0].unalias()
    return str(found.transform(_bare).sql(dialect="duckdb"))


def _bare(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Column):
        if node.name.startswith("p_") and node.name[2:] in PERIOD_FIELDS:
            return exp.Parameter(this=exp.Var(this=node.name))
        return exp.column(node.this.copy())
    return node


def parameters(period: Period, at: datetime, units: Sequence[str], *texts: str) -> dict[str, Any]:
    """What the parameters in these texts stand for."""
    edge = bounds(period, at, timezone.get_current_timezone())
    told = {f"p_{name}": getattr(edge, name) for name in PERIOD_FIELDS} | {"units": list(units)}
    return {name: value for name, value in told.items() if any(f"${name}" in _words(text) for text in texts)}


def _words(text: str) -> set[str]:
    return {word.strip("(),;") for word in text.replace("(", " ").replace(")", " ").split()}


def condition(formula: Formula, part: Part) -> str:
    """Which rows of the unit and period: all that count, those reached, or the rest."""
    below = formula.bottom if formula.bottom_counts else f"(({formula.bottom}) <> 0)"
    within = (
        f"{quoted(formula.by)} IN (SELECT unnest($units)) AND ({formula.anchor}) AND coalesce({below}, false)"
    )
    if part == "denominator" or not formula.top:
        return within if part != "rest" else f"{within} AND false"
    above = formula.top if formula.top_counts else f"(({formula.top}) <> 0)"
    if part == "numerator":
        return f"{within} AND coalesce({above}, false)"
    if not formula.top_counts:
        # Of amounts, a row is in the rest when less of it is above than below.
        whole = formula.bottom if not formula.bottom_counts else "1"
        return f"{within} AND coalesce(({formula.top}) < ({whole}), false)"
    return f"{within} AND NOT coalesce({above}, false)"


def page(
    duck: duckdb.DuckDBPyConnection,
    formula: Formula,
    period: Period,
    at: datetime,
    units: Sequence[str],
    part: Part,
    *,
    after: str = "",
    limit: int = 50,
    also: str = "",
) -> tuple[list[Mapping[str, Any]], str]:
    """One page of the rows by their key, and the key to go on from ("" at the end); of those that meet `also` where it is given."""
    key = quoted(formula.key)
    text = f"SELECT * FROM {quoted(formula.fact)} WHERE {condition(formula, part)}"
    text += f" AND ({also})" if also else ""
    told = parameters(period, at, units, text) | ({"now": at} if "$now" in also else {})
    if after:
        text, told = f"{text} AND {key} > $after", told | {"after": after}
    cursor = duck.execute(f"{text} ORDER BY {key} LIMIT {limit + 1}", told)
    names = [column[0] for column in cursor.description or ()]
    rows: list[Mapping[str, Any]] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    more = len(rows) > limit
    rows = rows[:limit]
    return rows, str(rows[-1][formula.key]) if more else ""


def recount(
    duck: duckdb.DuckDBPyConnection,
    formula: Formula,
    period: Period,
    at: datetime,
    units: Sequence[str],
    top_unit: str,
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Numerator, denominator and value anew from the rows themselves, unit by unit, not by the engine's grouping."""
    counted = f"coalesce({formula.bottom}, false)" if formula.bottom_counts else "true"
    below = f"count(*) FILTER ({counted})" if formula.bottom_counts else f"sum({formula.bottom})"
    if not formula.top:
        above = below
    elif formula.kind == "last":
        above = f"arg_max({formula.top}, {quoted(formula.order)}) FILTER ({counted})"
    elif formula.top_counts:
        above = f"count(*) FILTER ({counted} AND coalesce({formula.top}, false))"
    else:
        above = f"sum({formula.top}) FILTER ({counted})"
    by = quoted(formula.by)
    text = (
        f"SELECT {by}, {above}, {below} FROM {quoted(formula.fact)} "
        f"WHERE {by} IN (SELECT unnest($units)) AND ({formula.anchor}) GROUP BY 1"
    )
    rows = duck.execute(text, parameters(period, at, units, text)).fetchall()
    return _together(formula, rows, top_unit)


def _together(
    formula: Formula, rows: Sequence[tuple[Any, Any, Any]], top_unit: str
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    if not rows:
        return None, None, None
    if formula.kind == "last":
        told = [
            above
            for unit, above, _below in rows
            if above is not None and (formula.rolls == "add" or unit == top_unit)
        ]
        number = tidy(sum(told)) if told else None
        return number, None, number
    if formula.kind == "yes":
        above = tidy(sum(1 for _unit, top, _bottom in rows if top))
        below = tidy(sum(1 for _unit, _top, bottom in rows if bottom))
    else:
        above = tidy(sum(top or 0 for _unit, top, _bottom in rows))
        below = tidy(sum(bottom or 0 for _unit, _top, bottom in rows))
    if formula.kind in ("ratio", "yes"):
        return above, below, value_of(formula.kind, above, below)
    return above, None, above
