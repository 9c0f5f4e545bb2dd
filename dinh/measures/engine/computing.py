"""The engine: recipes, units and periods in; numerators, denominators and values out.

DuckDB groups the rows by unit and stretch (`expressions.group`), into a small table; the rest is adding up that table: stretches
to periods, units to those above them. Ratios add their numerators and denominators, never their values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

import duckdb
import pyarrow as pa
from django.utils import timezone

from dinh.ground.periods import Kind as PeriodKind
from dinh.ground.periods import Period

from .. import recipes as book
from ..recipes import Anchor, Recipe, Standing
from ..rules import tidy, value_of
from ..rules.spans import Base, base_of, bounds, by_base, indexes
from ..rules.spans import rows_of as stretches_of
from . import expressions
from .expressions import PERIODS, STEPS, Grouping, Measured, Reach, Way
from .units import Tree

NOT_IN_FORCE = "not-in-force"
"""Missing: the recipe does not count this period."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was counted for one measure, unit and period. No value: nothing to count from, or inputs missing."""

    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    missing: tuple[str, ...] = ()


Place = tuple[str, str, int | None]
"""Unit, period's key, closing day."""


class Cell(NamedTuple):
    """What the rows of a unit and period add up to for a measure, whatever is missing: how many they are, and which needed columns
    any of them fills."""

    top: Any
    bottom: Any
    rows: int
    filled: frozenset[str]


@dataclass(slots=True)
class _Found:
    """What one grouping gave: by unit and period, its row of numbers."""

    grouping: Grouping
    places: dict[str, int]
    rows: dict[Place, tuple[Any, ...]]


class _Reader:
    """Reads one measure out of the rows of its grouping, for periods of one kind."""

    def __init__(self, measured: Measured, found: _Found, kind: PeriodKind) -> None:
        at, grouping = found.places, found.grouping
        self.top, self.bottom = at[measured.top[kind]], at[measured.bottom[kind]]
        self.rows = at[grouping.rows[kind]]
        self.present = measured.present
        self.mask = at[grouping.mask] if measured.present else None
        self.bits = sum(1 << bit for bit in set(measured.present.values()))

    def same(self, one: tuple[Any, ...], two: tuple[Any, ...]) -> bool:
        """Whether both rows tell the same of the measure."""
        return (
            one[self.top] == two[self.top]
            and one[self.bottom] == two[self.bottom]
            and one[self.rows] == two[self.rows]
            and (self.mask is None or not ((one[self.mask] or 0) ^ (two[self.mask] or 0)) & self.bits)
        )

    def cell(self, row: tuple[Any, ...] | None) -> Cell | None:
        """What a row tells of the measure."""
        if row is None:
            return None
        mask = (row[self.mask] or 0) if self.mask is not None else 0
        filled = frozenset(name for name, bit in self.present.items() if mask >> bit & 1)
        return Cell(row[self.top], row[self.bottom], row[self.rows] or 0, filled)


@dataclass(slots=True)
class Computed:
    """The answer of one computing. `told` reads one number; nothing is made for pairs that have no row."""

    recipes: dict[str, Recipe]
    periods: tuple[Period, ...]
    units: tuple[str, ...]
    at: datetime
    found: dict[tuple[str, Base], tuple[Measured, _Found]] = field(default_factory=dict)
    unmade: dict[str, str] = field(default_factory=dict)
    """Facts that have no row at all, or cannot be read, and what to say of them."""

    def told(self, code: str, unit: str, period: Period) -> Told:
        """One measure of a unit in a period."""
        recipe = self.recipes[code]
        if recipe.fact in self.unmade:
            return Told(None, None, None, (self.unmade[recipe.fact],))
        measured, found = self.found[code, base_of(period)]
        row = found.rows.get((unit, period.key, period.closing_day))
        return _told(recipe, measured, found, row, period)

    def apart(self, other: Computed, code: str) -> Iterator[tuple[Place, Cell | None, Cell | None]]:
        """Where another computing of the same recipes and periods gives other numbers for a measure, here and there: the bare numbers
        behind `told`. A sum, count or ratio that is the same in both is left out; what is not added up comes always."""
        recipe = self.recipes[code]
        always = recipe.kind in ("last", "yes")
        here, there = ({} if recipe.fact in each.unmade else each._measured(code) for each in (self, other))
        for base in here.keys() | there.keys():
            mine, its = here.get(base), there.get(base)
            ours, theirs = (each[1].rows if each else {} for each in (mine, its))
            measured, found = mine or its  # type: ignore[misc]  # one of them has it; both lay their columns alike
            for kind, places in self._by_kind(ours.keys() | theirs.keys()).items():
                read = _Reader(measured, found, kind)
                for place in places:
                    one, two = ours.get(place), theirs.get(place)
                    if always or one is None or two is None or not read.same(one, two):
                        yield place, read.cell(one), read.cell(two)

    def _measured(self, code: str) -> dict[Base, tuple[Measured, _Found]]:
        return {base: each for (name, base), each in self.found.items() if name == code}

    def _by_kind(self, places: Iterable[Place]) -> dict[PeriodKind, list[Place]]:
        kinds = {(each.key, each.closing_day): each.kind for each in self.periods}
        if len(set(kinds.values())) == 1:
            return {next(iter(kinds.values())): list(places)}
        sorted_out: dict[PeriodKind, list[Place]] = defaultdict(list)
        for place in places:
            sorted_out[kinds[place[1:]]].append(place)
        return sorted_out

    def __iter__(self) -> Iterator[tuple[str, str, Period, Told]]:
        """Every measure of every unit in every period, also where there was nothing."""
        for code in self.recipes:
            for period in self.periods:
                if period.kind in self.recipes[code].periods:
                    for unit in self.units:
                        yield code, unit, period, self.told(code, unit, period)


class Runner(Protocol):
    """Another engine: it groups the rows, where they lie."""

    dialect: str

    def has_rows(self, fact: str) -> bool:
        """Whether the fact has any row."""

    def cells(self, fact: str, text: str, beside: Mapping[str, pa.Table]) -> pa.Table:
        """The answer to the grouping's SQL: `unit`, `p_at` and its columns. `beside` are the small tables that it joins."""


def compute(
    duck: duckdb.DuckDBPyConnection,
    *,
    codes: Sequence[str] | None = None,
    periods: Sequence[Period],
    units: Tree,
    at: datetime,
    old: bool = False,
    recipes: Sequence[Recipe] | None = None,
    runner: Runner | None = None,
) -> Computed:
    """Count these measures (all when None) of these units in these periods, as of the moment `at`, over the facts that `duck` has
    as tables or views. `old` tells by the units of the day of each row instead of today's. With a `runner` another engine groups
    the rows, and `duck` only adds up what it gives."""
    chosen = list(recipes) if recipes is not None else _chosen(codes)
    answer = Computed({each.code: each for each in chosen}, tuple(periods), tuple(units.parts), at)
    groups: dict[tuple[str, Anchor], list[Recipe]] = defaultdict(list)
    for recipe in chosen:
        groups[recipe.fact, recipe.anchor].append(recipe)
    # Days are taken of moments moved by the zone's hours, so the connection's own clock must not move them again.
    clock = duck.execute("SELECT current_setting('TimeZone')").fetchone()
    duck.execute("SET TimeZone = 'UTC'")
    try:
        _run(duck, answer, groups, periods, units, at, old, runner)
    finally:
        duck.execute(f"SET TimeZone = '{clock[0] if clock else 'UTC'}'")
    return answer


def _run(
    duck: duckdb.DuckDBPyConnection,
    answer: Computed,
    groups: Mapping[tuple[str, Anchor], Sequence[Recipe]],
    periods: Sequence[Period],
    units: Tree,
    at: datetime,
    old: bool,
    runner: Runner | None,
) -> None:
    known: dict[str, bool] = {}
    for (fact, _anchor), some in groups.items():
        if fact not in known:
            known[fact] = _has_rows(duck, fact) if runner is None else runner.has_rows(fact)
        if not known[fact]:
            answer.unmade[fact] = fact
            continue
        for base, asked in by_base(periods).items():
            _count(duck, answer, fact, some, base, asked, units, at, old, runner)


def _chosen(codes: Sequence[str] | None) -> list[Recipe]:
    if codes is None:
        return list(book.all_recipes())
    return [book.recipe(code) for code in codes]


def _has_rows(duck: duckdb.DuckDBPyConnection, fact: str) -> bool:
    expressions.schema_of(fact)
    return duck.execute(f'SELECT 1 FROM "{fact}" LIMIT 1').fetchone() is not None


def kinds_of(periods: Sequence[Period]) -> list[PeriodKind]:
    """The kinds among these periods."""
    return list(dict.fromkeys(each.kind for each in periods))


def reach_of(asked: Sequence[Period], units: Tree, at: datetime) -> Reach:
    """What has to be looked at for these periods of one base."""
    zone = timezone.get_current_timezone()
    edges = [bounds(each, at, zone) for each in asked]
    numbers = [number for each in asked for number in indexes(each)]
    return Reach(
        min(each.first for each in edges),
        max(each.end for each in edges),
        min(each.first_at for each in edges),
        max(each.end_at for each in edges),
        min(numbers),
        max(numbers),
        None if units.whole else units.codes,
    )


def period_rows(base: Base, asked: Sequence[Period], at: datetime) -> pa.Table:
    """The small table of periods, as expressions.PERIODS has it."""
    zone = timezone.get_current_timezone()
    kinds = kinds_of(asked)
    edges = {each: bounds(each, at, zone) for each in asked}
    columns: dict[str, list[Any]] = {name: [] for name in expressions.period_fields(kinds)}
    for number, lying in stretches_of(base, asked).items():
        columns["p_ix"].append(number)
        for kind in kinds:
            edge = edges[lying[kind]] if kind in lying else None
            for name in ("lo", "first", "end", "first_at", "end_at", "until"):
                columns[f"p_{name}_{kind}"].append(getattr(edge, name) if edge else None)
    types = {"int64": pa.int64(), "date": pa.date32(), "timestamp('UTC')": pa.timestamp("us", "UTC")}
    named = expressions.period_fields(kinds).items()
    return pa.table({name: pa.array(columns[name], types[kind]) for name, kind in named})


def step_rows(reach: Reach) -> pa.Table:
    """The small table of steps, as expressions.STEPS has it."""
    pairs = [(span, step) for span in range(reach.hi - reach.lo + 1) for step in range(span + 1)]
    return pa.table({"p_span": [span for span, _s in pairs], "p_step": [step for _s, step in pairs]})


def _count(
    duck: duckdb.DuckDBPyConnection,
    answer: Computed,
    fact: str,
    some: Sequence[Recipe],
    base: Base,
    asked: Sequence[Period],
    units: Tree,
    at: datetime,
    old: bool,
    runner: Runner | None,
) -> None:
    kinds = kinds_of(asked)
    reach = reach_of(asked, units, at)
    grouping, text = expressions.compiled(
        fact,
        tuple(some),
        base,
        tuple(kinds),
        reach,
        old,
        tuple(expressions.schema_of(fact).items()),
        "duckdb" if runner is None else runner.dialect,
    )
    beside = {PERIODS: period_rows(base, asked, at)}
    if isinstance(some[0].anchor, Standing):
        beside[STEPS] = step_rows(reach)
    if runner is not None:
        _lay(duck, "dinh_cells", runner.cells(fact, text, beside))
    else:
        for name, rows in beside.items():
            _lay(duck, name, rows)
        duck.execute(f"CREATE OR REPLACE TEMP TABLE dinh_cells AS {text}")
    found = _add_up(duck, grouping, asked, units)
    for each in grouping.measured:
        answer.found[each.recipe.code, base] = each, found


def _add_up(
    duck: duckdb.DuckDBPyConnection, grouping: Grouping, asked: Sequence[Period], units: Tree
) -> _Found:
    """From stretches to periods, then from units to those above."""
    lying = [(number, place) for place, each in enumerate(asked) for number in indexes(each)]
    _lay(duck, "dinh_lying", pa.table({"p_at": [n for n, _p in lying], "place": [p for _n, p in lying]}))
    pairs = units.pairs()
    _lay(
        duck, "dinh_tree", pa.table({"leaf": [leaf for leaf, _t in pairs], "top": [top for _l, top in pairs]})
    )
    first = ", ".join(f"{_over_time(way, name)} AS {name}" for name, way in grouping.columns.items())
    then = ", ".join(f"{_over_units(way, name)} AS {name}" for name, way in grouping.columns.items())
    rows = duck.execute(
        f"WITH timed AS (SELECT unit, place, {first} FROM dinh_cells JOIN dinh_lying USING (p_at) GROUP BY ALL) "
        f"SELECT top, place, {then} FROM timed JOIN dinh_tree ON leaf = unit GROUP BY ALL"
    ).fetchall()
    places = {name: position for position, name in enumerate(grouping.columns)}
    named = {(row[0], asked[row[1]].key, asked[row[1]].closing_day): row[2:] for row in rows}
    return _Found(grouping, places, named)


def _lay(duck: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    duck.register("_laid", rows)
    duck.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM _laid")
    duck.unregister("_laid")


def _over_time(way: Way, name: str) -> str:
    if way in ("last", "own"):
        return f"arg_max({name}, p_at)"
    if way == "bits":
        return f"bit_or({name})"
    return f"sum({name})"


def _over_units(way: Way, name: str) -> str:
    if way == "yes":
        return f"count(*) FILTER ({name} > 0)"
    if way == "own":
        return f"max({name}) FILTER (leaf = top)"
    if way == "bits":
        return f"bit_or({name})"
    return f"sum({name})"


def _told(
    recipe: Recipe, measured: Measured, found: _Found, row: tuple[Any, ...] | None, period: Period
) -> Told:
    if (recipe.since and period.last < recipe.since) or (recipe.until and period.first > recipe.until):
        return Told(None, None, None, (NOT_IN_FORCE,))
    if row is None:
        return Told(None, None, None, (recipe.fact,))
    kind = period.kind
    mask = (row[found.places[found.grouping.mask]] or 0) if measured.present else 0
    missing = tuple(f"{recipe.fact}.{name}" for name, bit in measured.present.items() if not mask >> bit & 1)
    if missing:
        return Told(None, None, None, missing)
    top, bottom = row[found.places[measured.top[kind]]], row[found.places[measured.bottom[kind]]]
    if recipe.kind == "last":
        return Told(tidy(top), None, tidy(top), () if top is not None else (recipe.fact,))
    above, below = tidy(top or 0), tidy(bottom or 0)
    if recipe.kind in ("ratio", "yes"):
        return Told(above, below, value_of(recipe.kind, above, below))
    return Told(above, None, above)
