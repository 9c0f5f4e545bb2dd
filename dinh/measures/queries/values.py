"""Values that were kept: the one that stands, those before it, the rows behind one, what changed, and whether it is true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
from deltalake.exceptions import DeltaError

from dinh.ground import facts
from dinh.ground.periods import Period
from dinh.ground.shapes import Ref
from dinh.lake import reading as lake_reading
from dinh.lake.shapes import State

from ..engine import NoSuchUnit, tree
from ..engine.formulas import Formula, Part, condition, formula_of, page, parameters, recount
from ..models import Value
from ..recipes import NoSuchMeasure, recipe


def stored(
    units: Sequence[str], periods: Sequence[Period], codes: Sequence[str] | None = None
) -> dict[tuple[str, str, str], Value]:
    """The values that stand, by measure, unit and period. Periods of one closing day. 1 query."""
    rows = Value.objects.filter(
        current=True,
        unit_code__in=units,
        period__in=[each.key for each in periods],
        closing__in={each.closing_day or 0 for each in periods},
    ).select_related("run", "formula")
    if codes is not None:
        rows = rows.filter(code__in=codes)
    return {(row.code, row.unit_code, row.period): row for row in rows}


def value_of(code: str, unit: str, period: Period, *, published: bool = False) -> Value | None:
    """The value that stands, or the last that was published. 1 query."""
    rows = Value.objects.filter(
        code=code, unit_code=unit, period=period.key, closing=period.closing_day or 0
    ).select_related("run", "formula")
    if published:
        return rows.filter(published_at__isnull=False).order_by("-published_at", "-pk").first()
    return rows.filter(current=True).first()


def story_of(value: Value, *, limit: int = 50) -> list[Value]:
    """Every value that this measure, unit and period had, newest first."""
    rows = Value.objects.filter(
        code=value.code, unit_code=value.unit_code, period=value.period, closing=value.closing
    )
    return list(rows.select_related("run", "formula").order_by("-pk")[:limit])


@dataclass(frozen=True, slots=True)
class BehindValue:
    """One page of the rows behind a value: as the fact had them, each with its record where it is one of the house; `after` is
    the key to go on from, empty at the end."""

    rows: tuple[Mapping[str, Any], ...]
    records: tuple[Ref | None, ...]
    after: str


def rows_of_value(
    value: Value, part: Part = "denominator", *, after: str = "", limit: int = 50, also: str = ""
) -> BehindValue:
    """The rows that made a kept value, from the state it was counted from; of those that meet `also`, where it is given."""
    formula = Formula(**value.formula.text)
    units = tree([value.unit_code], value.run.tree_on).codes
    with lake_reading.open({formula.fact: State.of(value.state)}, only=[formula.fact]) as lake:
        rows, more = page(
            lake.duck, formula, value.when, value.run.at, units, part, after=after, limit=limit, also=also
        )
    opens = facts.table(formula.fact).opens
    records = tuple(
        opens(str(row[formula.key])) if opens and row.get("source") in (None, "dinh") else None
        for row in rows
    )
    return BehindValue(tuple(rows), records, more)


@dataclass(frozen=True, slots=True)
class Changed:
    """How the rows of a value differ from those of the value before: keys that came, that went, and that turned from not reached
    to reached or back. Counts, and the first keys of each."""

    added: int
    gone: int
    turned: int
    keys: Mapping[str, tuple[str, ...]]


def what_changed(value: Value, *, most: int = 20) -> Changed | None:
    """What makes a value differ from the one it took the place of, row by row from both states. None for a first value."""
    if value.supersedes_id is None:
        return None
    older = Value.objects.select_related("run", "formula").get(pk=value.supersedes_id)
    before, now = _keys(older), _keys(value)
    found = {
        "added": sorted(now.keys() - before.keys()),
        "gone": sorted(before.keys() - now.keys()),
        "turned": sorted(key for key in now.keys() & before.keys() if now[key] != before[key]),
    }
    return Changed(
        len(found["added"]),
        len(found["gone"]),
        len(found["turned"]),
        {name: tuple(keys[:most]) for name, keys in found.items()},
    )


def _keys(value: Value) -> dict[str, bool]:
    """The rows that count, each with whether it counts as reached."""
    formula = Formula(**value.formula.text)
    units = tree([value.unit_code], value.run.tree_on).codes
    below = f'SELECT "{formula.key}" FROM "{formula.fact}" WHERE '
    found: dict[str, bool] = {}
    with lake_reading.open({formula.fact: State.of(value.state)}, only=[formula.fact]) as lake:
        for part, reached in (("denominator", False), ("numerator", True)):
            text = below + condition(formula, part)  # type: ignore[arg-type]
            told = parameters(value.when, value.run.at, units, text)
            found |= {row[0]: reached for row in lake.duck.execute(text, told).fetchall()}
    return found


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that somebody stands by: a value kept here, or one that a target took from a reading."""

    code: str
    words: str
    unit: str
    """Code of the administrative unit."""
    period: Period
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    version: int
    state: Mapping[str, Any]
    at: datetime
    """The moment as of which it was counted."""
    units_on: date
    """The day whose units it was added up by."""
    formula: Formula | None = None
    value_id: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """A claim beside what the kept state gives now."""

    claim: Claim
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    equal: bool
    why_not: str = ""


def claim_of(value: Value) -> Claim:
    """A kept value as a claim. Needs `run` and `formula`."""
    return Claim(
        value.code,
        _words(value.code),
        value.unit_code,
        value.when,
        value.numerator,
        value.denominator,
        value.value,
        value.formula.version,
        value.state,
        value.run.at,
        value.run.tree_on,
        Formula(**value.formula.text),
        value.pk,
    )


def _words(code: str) -> str:
    try:
        return str(recipe(code).words)
    except NoSuchMeasure:
        return code


def prove(claim: Claim) -> Proof:
    """Count a claim anew from the kept state, row by row by its own formula, with the tree of units of its day."""
    return prove_all([claim])[0]


def prove_all(claims: Sequence[Claim]) -> list[Proof]:
    """Prove each of these, in their order; each kept state is opened once. A state that cannot be read any more is told of as
    a proof that fails."""
    found: dict[int, Proof] = {}
    groups: dict[tuple[Any, ...], list[tuple[int, Claim, Formula]]] = {}
    for place, claim in enumerate(claims):
        formula = _formula(claim)
        if isinstance(formula, str):
            found[place] = Proof(claim, None, None, None, False, formula)
            continue
        state = State.of(claim.state)
        opens = (formula.fact, state.form, state.base, state.changes, state.folded, state.seq)
        groups.setdefault(opens, []).append((place, claim, formula))
    for (fact, *_where), some in groups.items():
        try:
            with lake_reading.open({fact: State.of(some[0][1].state)}, only=[fact]) as lake:
                for place, claim, formula in some:
                    found[place] = _proof(lake.duck, claim, formula)
        except (duckdb.Error, DeltaError, OSError) as broken:
            said = f"trạng thái đã giữ của “{fact}” không đọc được nữa: {str(broken).splitlines()[0]}"
            for place, claim, _formula_of in some:
                found.setdefault(place, Proof(claim, None, None, None, False, said))
    return [found[place] for place in range(len(claims))]


def _formula(claim: Claim) -> Formula | str:
    """By what a claim is counted, or why nobody can say."""
    if claim.formula is not None:
        return claim.formula
    known = recipe(claim.code)
    if known.version != claim.version:
        return f"công thức nay là bản {known.version}, số công bố theo bản {claim.version}"
    return formula_of(known)


def _proof(duck: duckdb.DuckDBPyConnection, claim: Claim, formula: Formula) -> Proof:
    try:
        units = tree([claim.unit], claim.units_on).codes
    except NoSuchUnit as missing:
        return Proof(claim, None, None, None, False, str(missing))
    top, bottom, value = recount(duck, formula, claim.period, claim.at, units, claim.unit)
    same = [top == claim.numerator, value == claim.value]
    if claim.denominator is not None:
        same.append(bottom == claim.denominator)
    return Proof(claim, top, bottom, value, all(same))
