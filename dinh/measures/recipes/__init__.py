"""What is measured and how: a recipe is a name, a unit, and two expressions over one row of a fact.

A recipe never says where facts lie nor how they are grouped. `bottom(f, p)` says whether a row counts at all (or how much),
`top(f, p)` whether it counts as reached (or how much); `f` is the fact's row as an Ibis table, `p` the period the row is counted
in. The engine puts every recipe of a fact and an anchor into one grouping over unit and period, on whatever engine is asked.

An expression that is empty (a column nobody filled) counts as no. A recipe is never changed: what it counts changes with a new
`version`, and values keep the version they were counted by."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.utils.functional import Promise
from ibis.expr.types import Table, Value

from dinh.ground.periods import KINDS
from dinh.ground.periods import Kind as PeriodKind

Kind = Literal["ratio", "count", "sum", "last", "yes"]
"""A share in percent; a number of rows; a sum; the last value told in the period; a yes, of which a larger unit has a share."""


class P:
    """The period a row is counted in. Days: `first`, and `end`, the day after its last. Moments of those: `first_at`, `end_at`;
    and `until`, the earlier of its end and the moment of measuring, at which what still runs is judged.

    A recipe that asks for any of them is counted anew for quarters and years; one that does not is added up from months."""

    __slots__ = ("_give", "asked")

    def __init__(self, give: Callable[[str], Value]) -> None:
        self._give = give
        self.asked = False

    def __getattr__(self, name: str) -> Any:
        if name not in PERIOD_FIELDS:
            raise AttributeError(name)
        self.asked = True
        return self._give(name)


PERIOD_FIELDS = ("first", "end", "first_at", "end_at", "until")


@dataclass(frozen=True, slots=True)
class Within:
    """A row belongs to the period in which this day or moment of it lies."""

    column: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A row belongs to every period in which it stood: begun before its end, and not over before its start."""

    since: str
    until: str


Anchor = Within | Standing
Expression = Callable[[Table, P], Value]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one measure is counted."""

    code: str
    """The fact and the word: "dossiers.on_time"."""
    words: str | Promise
    unit: str | Promise
    """What the value is counted in: "%", "hồ sơ"."""
    kind: Kind
    fact: str
    version: int
    anchor: Anchor
    bottom: Expression
    """Which rows count (yes or no), or how much each counts in the denominator (a number)."""
    top: Expression | None = None
    """Which of them count as reached, or how much each counts. None for a count: the rows of `bottom`."""
    needs: tuple[str, ...] = ()
    """Columns without which the value would lie: when one is empty in every row of the unit and period, it is named as missing."""
    rolls: Literal["add", "own"] = "add"
    """Of a last value: whether a larger unit has the sum of those below, or only what it told itself. All else is added."""
    periods: frozenset[PeriodKind] = frozenset(KINDS)
    since: date | None = None
    until: date | None = None
    best: Literal["high", "low", "none"] = "high"
    """Which way is better."""
    explained: str | Promise = ""
    """What is counted, in plain words; the page of the measure shows it above the filter."""
    source: str = ""
    """The paper the formula comes from, with its doubt."""
    extra: dict[str, Any] = field(default_factory=dict, hash=False, compare=False)


class RecipeTwice(Exception):
    """Two recipes have one code."""


class NoSuchMeasure(LookupError):
    """No recipe has this code."""


_recipes: dict[str, Recipe] = {}
_loaded = False


def register(*recipes: Recipe) -> None:
    """Let these be measured. Raises RecipeTwice."""
    for recipe in recipes:
        if _recipes.get(recipe.code, recipe) is not recipe:
            raise RecipeTwice(recipe.code)
        if recipe.kind in ("ratio", "sum", "last", "yes") and recipe.top is None:
            raise ValueError(f"{recipe.code}: a {recipe.kind} needs a top")
        _recipes[recipe.code] = recipe


def forget(code: str) -> None:
    """Take a recipe out; for tests."""
    _recipes.pop(code, None)


def load() -> None:
    """Read every module of this folder once; each registers its recipes."""
    global _loaded
    if not _loaded:
        _loaded = True
        for module in sorted(found.name for found in pkgutil.iter_modules(__path__)):
            importlib.import_module(f"{__name__}.{module}")


def all_recipes() -> Iterator[Recipe]:
    """Every recipe, by code."""
    load()
    yield from (_recipes[code] for code in sorted(_recipes))


def recipe(code: str) -> Recipe:
    """The recipe of this code. Raises NoSuchMeasure."""
    load()
    try:
        return _recipes[code]
    except KeyError:
        raise NoSuchMeasure(f"Không có số đo “{code}”.") from None
