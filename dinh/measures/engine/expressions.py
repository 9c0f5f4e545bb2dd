"""From recipes to one grouping: an Ibis expression over the rows of a fact, the same for every engine.

The rows of a fact fall into numbered stretches (months closed on a day, weeks, days); a small table of periods says what each
stretch belongs to, and every recipe becomes one or two conditional counts grouped by unit and stretch. Equal counts of several
recipes are counted once. A recipe that asks where its period ends gets its own count for quarters and years, in the same
grouping: a stretch lies in one quarter, so what is counted by stretch with the quarter's end adds up to the quarter's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache, reduce
from operator import add
from typing import Any, Literal

import ibis
import sqlglot
from ibis.expr import operations as ops
from ibis.expr import types as ir
from sqlglot import expressions as exp

from dinh.ground import facts
from dinh.ground.periods import Kind as PeriodKind
from dinh.lake.store.columns import columns_of

from ..recipes import PERIOD_FIELDS, P, Recipe, Standing, Within
from ..rules.spans import Base

TYPES = {
    "text": "string",
    "whole": "int64",
    "number": "float64",
    "yes": "boolean",
    "day": "date",
    "moment": "timestamp('UTC')",
}
PERIODS = "dinh_periods"
"""The small table of periods, laid beside the facts."""
STEPS = "dinh_steps"
"""Beside it: for each length of standing the steps from its first stretch to its last."""
Way = Literal["sum", "last", "own", "yes", "bits"]
"""How a column of the grouping adds up: summed; the last stretch's, summed over units or only the unit's own; units that have any;
bits that any has."""
LOCAL_HOURS = 7
"""Việt Nam's clock is seven hours ahead the whole year; facts keep moments in UTC."""


class NoSuchFact(LookupError):
    """A recipe counts a fact that no room declares."""


def schema_of(fact: str) -> dict[str, str]:
    """The columns of a fact and their types. Raises NoSuchFact."""
    try:
        table = facts.table(fact)
    except KeyError:
        raise NoSuchFact(f"Không gian nào khai dữ kiện “{fact}”.") from None
    return {column.name: TYPES[column.kind] for column in columns_of(table)}


def key_of(fact: str) -> str:
    """The column by which a row of the fact is known."""
    return facts.table(fact).key


def rows_of(fact: str, schema: dict[str, str] | None = None) -> ir.Table:
    """The fact as an Ibis table under its own name."""
    return ibis.table(schema or schema_of(fact), name=fact)


def period_fields(kinds: Sequence[PeriodKind]) -> dict[str, str]:
    """Columns of the table of periods for these kinds, with their types."""
    found = {"p_ix": "int64"}
    for kind in kinds:
        found |= {
            f"p_lo_{kind}": "int64",
            f"p_first_{kind}": "date",
            f"p_end_{kind}": "date",
            f"p_first_at_{kind}": "timestamp('UTC')",
            f"p_end_at_{kind}": "timestamp('UTC')",
            f"p_until_{kind}": "timestamp('UTC')",
        }
    return found


@dataclass(frozen=True, slots=True)
class Measured:
    """Where the counts of a recipe stand in the grouping: for a kind of period, the names of its columns."""

    recipe: Recipe
    top: dict[PeriodKind, str]
    bottom: dict[PeriodKind, str]
    present: dict[str, int]
    """For each column it needs, which bit of the grouping's mask says that some row has anything in it."""


@dataclass(slots=True)
class Grouping:
    """One grouping, whatever engine runs it: the expression, what its columns add up by, and what each recipe reads off it."""

    expression: ir.Table
    columns: dict[str, Way]
    measured: list[Measured]
    kinds: tuple[PeriodKind, ...]
    mask: str = ""
    rows: dict[PeriodKind, str] = field(default_factory=dict)
    """For a kind of period, the column that counts the rows, whether anything counts them or not."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What of a fact is looked at: from the first day to before the end, of some units or of all."""

    first: date
    end: date
    first_at: datetime
    end_at: datetime
    lo: int
    hi: int
    units: tuple[str, ...] | None = None


def unit_column(schema: dict[str, str], *, old: bool) -> str:
    """The column of the unit: as it is today, or as it was."""
    return "unit_now" if not old and "unit_now" in schema else "unit"


def group(
    fact: str,
    recipes: Sequence[Recipe],
    base: Base,
    kinds: Sequence[PeriodKind],
    reach: Reach,
    *,
    old: bool = False,
    schema: dict[str, str] | None = None,
    only: ir.Table | None = None,
) -> Grouping:
    """The grouping of these recipes, all of one fact and anchor, over the periods' kinds that share a base. `only` is a table with
    the column `key`: no other rows are looked at."""
    schema = schema or schema_of(fact)
    by = unit_column(schema, old=old)
    wanted = {by, *columns_used(recipes, schema)} | ({key_of(fact)} if only is not None else set())
    schema = {name: kind for name, kind in schema.items() if name in wanted}
    table = rows_of(fact, schema)
    if only is not None:
        table = table.semi_join(only, table[key_of(fact)] == only["key"])
    if reach.units is not None:
        table = table.filter(table[by].isin(list(reach.units)))
    anchor = recipes[0].anchor
    table = _placed(table, schema, anchor, base, reach)
    periods = ibis.table(period_fields(kinds), name=PERIODS)
    joined = table.join(periods, table["p_at"] == periods["p_ix"])
    plan = _Plan(joined, anchor)
    measured = [plan.measure(recipe, kinds) for recipe in recipes]
    mask = plan.mask()
    rows = {kind: plan.count(None, kind) for kind in kinds}
    return Grouping(plan.expression(by), plan.ways, measured, tuple(kinds), mask, rows)


def columns_used(recipes: Sequence[Recipe], schema: dict[str, str]) -> set[str]:
    """The columns of the fact that these recipes look at."""
    types = period_fields(["month"])
    fields = {f"p_{name}": types[f"p_{name}_month"] for name in PERIOD_FIELDS}
    table = ibis.table(schema | fields, name="row")
    p = P(lambda name: table[f"p_{name}"])
    found: set[str] = set()
    for recipe in recipes:
        anchor = recipe.anchor
        found |= {
            *recipe.needs,
            *((anchor.column,) if isinstance(anchor, Within) else (anchor.since, anchor.until)),
        }
        for made in (recipe.bottom, recipe.top):
            if made is not None:
                found |= {field.name for field in made(table, p).op().find(ops.Field)}
    return found & schema.keys()


@lru_cache(maxsize=64)
def compiled(
    fact: str,
    recipes: tuple[Recipe, ...],
    base: Base,
    kinds: tuple[PeriodKind, ...],
    reach: Reach,
    old: bool,
    schema: tuple[tuple[str, str], ...],
    dialect: str,
) -> tuple[Grouping, str]:
    """The grouping and its SQL text, worked out once."""
    grouping = group(fact, recipes, base, kinds, reach, old=old, schema=dict(schema))
    return grouping, sql_of(grouping.expression, dialect)


# ---------------------------------------------------------------- where a row falls


def local_day(value: Any, kind: str) -> Any:
    """The day of a day or moment, in local time."""
    if kind == "date":
        return value
    return (value + ibis.interval(hours=LOCAL_HOURS)).date()


def number_of(day: Any, base: Base) -> Any:
    """The number of the stretch in which a day lies; as `rules.spans.indexes` numbers them."""
    if base.kind == "month":
        number = day.year() * 12 + day.month() - 1
        if base.closing_day is not None:
            number = number + (day.day() > base.closing_day).ifelse(1, 0)
        return number.cast("int64")
    since = day.delta(ibis.literal(date(1970, 1, 1)), unit="day")
    return (since if base.kind == "day" else (since + 3) // 7).cast("int64")


def _edges(schema: dict[str, str], column: str, reach: Reach) -> tuple[Any, Any]:
    """The start and the end in the column's own type, so that files whose rows lie outside are not read."""
    if schema[column] == "date":
        return ibis.literal(reach.first), ibis.literal(reach.end)
    return moment(reach.first_at), moment(reach.end_at)


def moment(at: datetime) -> Any:
    """A moment as facts keep them."""
    return ibis.literal(at, type="timestamp('UTC')")


def _placed(
    table: ir.Table, schema: dict[str, str], anchor: Within | Standing, base: Base, reach: Reach
) -> ir.Table:
    """The rows with `p_at`, the number of the stretch; a standing row once for each stretch it stands in, with `p_new`, the
    number of the one in which it began."""
    if isinstance(anchor, Within):
        value = table[anchor.column]
        first, end = _edges(schema, anchor.column, reach)
        kept = table.filter(value >= first, value < end)
        return kept.mutate(p_at=number_of(local_day(kept[anchor.column], schema[anchor.column]), base))
    first, _end = _edges(schema, anchor.until, reach)
    _first, end = _edges(schema, anchor.since, reach)
    over = table[anchor.until]
    kept = table.filter(table[anchor.since] < end, over.isnull() | (over >= first))
    began = number_of(local_day(kept[anchor.since], schema[anchor.since]), base)
    ended = number_of(local_day(kept[anchor.until], schema[anchor.until]), base).fill_null(reach.hi)
    kept = kept.mutate(p_new=began, p_over=ended)
    low = ibis.greatest(kept["p_new"], ibis.literal(reach.lo, type="int64"))
    high = ibis.least(kept["p_over"], ibis.literal(reach.hi, type="int64"))
    kept = kept.mutate(p_low=low, p_long=high - low)
    steps = ibis.table({"p_span": "int64", "p_step": "int64"}, name=STEPS)
    walked = kept.join(steps, kept["p_long"] == steps["p_span"])
    return walked.mutate(p_at=walked["p_low"] + walked["p_step"])


# ---------------------------------------------------------------- counts


class _Plan:
    """The conditional counts of a grouping, each once. Conditions become columns of the rows first, so that what several counts
    ask for is worked out once a row."""

    def __init__(self, table: ir.Table, anchor: Within | Standing) -> None:
        self.table = table
        self.anchor = anchor
        self.ways: dict[str, Way] = {}
        self._made: dict[str, Any] = {}
        self._counts: dict[str, Callable[[ir.Table], Any]] = {}
        self._known: dict[Any, str] = {}
        self._needed: list[str] = []

    def expression(self, by: str) -> ir.Table:
        """The grouping itself."""
        rows = self.table.select(unit=self.table[by], p_at=self.table["p_at"], **self._made)
        return rows.group_by(["unit", "p_at"]).aggregate(
            **{name: made(rows) for name, made in self._counts.items()}
        )

    def period(self, kind: PeriodKind) -> P:
        return P(lambda name: self.table[f"p_{name}_{kind}"])

    def where(self, condition: Any, kind: PeriodKind) -> Any:
        """Of a row that stands in several stretches of a longer period, only the first."""
        if isinstance(self.anchor, Within) or kind in ("day", "week", "month"):
            return condition
        lo = self.table[f"p_lo_{kind}"]
        once = self.table["p_at"] == ibis.greatest(self.table["p_new"], lo)
        return once if condition is None else condition & once

    def column(self, value: Any) -> str:
        """The name of a column that holds this."""
        return self._once(("column", value.op()), "b", self._made, value)

    def _once(self, known: Any, letter: str, among: dict[str, Any], value: Any) -> str:
        found = self._known.get(known)
        if found is None:
            found = self._known[known] = f"{letter}{len(among)}"
            among[found] = value
        return found

    def _add(self, known: tuple[Any, ...], way: Way, made: Callable[[ir.Table], Any]) -> str:
        name = self._once((*known, way), "c", self._counts, made)
        self.ways[name] = way
        return name

    def count(self, condition: Any, kind: PeriodKind, way: Way = "sum") -> str:
        where = self.where(condition, kind)
        if where is None:
            return self._add(("rows",), way, lambda rows: rows.count())
        name = self.column(where)
        return self._add(("count", name), way, lambda rows: rows.count(where=rows[name]))

    def bit_of(self, column: str) -> int:
        """Which bit of the mask tells that some row has anything in this column."""
        if column not in self._needed:
            self._needed.append(column)
        return self._needed.index(column)

    def mask(self) -> str:
        """The name of the mask: one look at a row for every column that anything needs. Empty when nothing does."""
        if not self._needed:
            return ""
        bits = [self.table[name].notnull().ifelse(1 << bit, 0) for bit, name in enumerate(self._needed)]
        name = self.column(reduce(add, bits))
        return self._add(("mask", name), "bits", lambda rows: rows[name].bit_or())

    def amount(self, number: Any, condition: Any, kind: PeriodKind) -> str:
        where = self.where(condition, kind)
        what = self.column(number)
        if where is None:
            return self._add(("sum", what), "sum", lambda rows: rows[what].sum())
        name = self.column(where)
        return self._add(("sum", what, name), "sum", lambda rows: rows[what].sum(where=rows[name]))

    def last(self, number: Any, order: Any, condition: Any, kind: PeriodKind, way: Way) -> str:
        what, when = self.column(number), self.column(order)
        where = self.where(condition, kind)
        name = self.column(where) if where is not None else None
        return self._add(
            ("last", what, when, name),
            way,
            lambda rows: rows[what].argmax(rows[when], where=rows[name] if name else None),
        )

    def measure(self, recipe: Recipe, kinds: Sequence[PeriodKind]) -> Measured:
        tops: dict[PeriodKind, str] = {}
        bottoms: dict[PeriodKind, str] = {}
        present = {name: self.bit_of(name) for name in recipe.needs}
        alike: PeriodKind | None = None
        for kind in kinds:
            if alike is not None:
                tops[kind], bottoms[kind] = tops[alike], bottoms[alike]
            else:
                period = self.period(kind)
                tops[kind], bottoms[kind] = self._pair(recipe, period, kind)
                if not period.asked and isinstance(self.anchor, Within):
                    alike = kind
        return Measured(recipe, tops, bottoms, present)

    def _pair(self, recipe: Recipe, period: P, kind: PeriodKind) -> tuple[str, str]:
        bottom = recipe.bottom(self.table, period)
        top = recipe.top(self.table, period) if recipe.top is not None else None
        counts = isinstance(bottom, ir.BooleanValue)
        way: Way = "yes" if recipe.kind == "yes" else "sum"
        below = self.count(bottom, kind, way) if counts else self.amount(bottom, None, kind)
        if top is None:
            return below, below
        among = bottom if counts else None
        if recipe.kind == "last":
            order = self.table[self.anchor.column if isinstance(self.anchor, Within) else self.anchor.since]
            return self.last(top, order, among, kind, "last" if recipe.rolls == "add" else "own"), below
        if isinstance(top, ir.BooleanValue):
            both = top if among is None else among & top
            return self.count(both, kind, way), below
        return self.amount(top, among, kind), below


def sql_of(expression: ir.Table, dialect: str) -> str:
    """The expression as the SQL text of an engine: duckdb, clickhouse, trino, postgres."""
    text = str(ibis.to_sql(expression, dialect=dialect))
    if dialect != "duckdb":
        return text
    return sqlglot.parse_one(text, read="duckdb").transform(_lighter).sql(dialect="duckdb")


def _lighter(node: exp.Expression) -> exp.Expression:
    """What DuckDB does several times faster in other words: seconds of a moment without its calendar, and a count of yes without a
    filter of its own."""
    if (
        isinstance(node, exp.Filter)
        and isinstance(node.this, exp.Count)
        and isinstance(node.this.this, exp.Star)
    ):
        return exp.CountIf(this=node.expression.this)
    if isinstance(node, exp.TimeToUnix) and isinstance(node.this, exp.Cast):
        microseconds = exp.Anonymous(this="EPOCH_US", expressions=[node.this.this])
        return exp.IntDiv(this=microseconds, expression=exp.Literal.number(1_000_000))
    moved = node.this if isinstance(node, exp.Cast) and node.is_type("date") else None
    if isinstance(moved, exp.Add) and isinstance(moved.expression, exp.Interval):
        return _local_date(moved.this)
    return node


def _local_date(moment_of: exp.Expression) -> exp.Expression:
    microseconds = exp.Anonymous(this="EPOCH_US", expressions=[moment_of])
    moved = exp.Add(this=microseconds, expression=exp.Literal.number(LOCAL_HOURS * 3_600_000_000))
    return exp.cast(exp.Anonymous(this="MAKE_TIMESTAMP", expressions=[moved]), "date")
