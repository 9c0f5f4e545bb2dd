"""Every doubtful value below a unit, so that what matters stands first: how many of which kind, of which measures, of which units,
and the values themselves by the page. As the last look kept them; nothing is counted anew."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.lookups import GreaterThan

from dinh.ground.periods import Period
from dinh.town.models import Unit

from .. import recipes as book
from ..models import Checked, KeptDoubts
from ..rules import trust
from .kept_doubts import DoubtedValue, rows_below

PAGE = 50
_WORST = F("kinds").bitand(F("kinds") * -1)  # type: ignore[arg-type]  # the stubs know of numbers alone
"""The lowest bit: the gravest kind."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the doubtful values; empty is all."""

    kind: str = ""
    measure: str = ""
    unit: str = ""
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Many:
    """How many values, of how many units."""

    values: int
    units: int


@dataclass(frozen=True, slots=True)
class OfUnit:
    """How many doubtful values a unit has, and how many of them cannot be right."""

    code: str
    values: int
    grave: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What there is to look at below a unit in a period."""

    values: int
    grave: int
    units: int
    kinds: Mapping[str, Many]
    """Of the kinds there are, gravest first; a value with two kinds counts in both."""
    measures: Mapping[str, Mapping[str, Many]]
    """By kind, by code of the measure, the most units first."""
    by_unit: tuple[OfUnit, ...]
    """Those with values that cannot be right first, then by how many."""


@dataclass(frozen=True, slots=True)
class Looked:
    """When a period was last looked at whole, and which sources had not been drawn for too long then."""

    at: datetime | None
    stale: Mapping[str, int]
    """By fact, for how many hours."""


def tally(top: Unit, period: Period) -> Tally:
    """How many doubtful values, by kind and measure and by unit. 3 queries, however many there are."""
    rows = _rows(top, period)
    counts = {f"n{kind}": Count("pk", filter=_has(kind)) for kind in _NAMES}
    counts |= {f"u{kind}": Count("value__unit_code", distinct=True, filter=_has(kind)) for kind in _NAMES}
    whole = rows.aggregate(
        every=Count("pk"),
        graves=Count("pk", filter=Q(grave=True)),
        places=Count("value__unit_code", distinct=True),
        **counts,
    )
    of_measures: list[Any] = (
        list(rows.order_by().values("value__code").annotate(**counts)) if whole["every"] else []
    )
    by_unit = (
        rows.order_by()
        .values("value__unit_code")
        .annotate(every=Count("pk"), graves=Count("pk", filter=Q(grave=True)))
        .order_by("-graves", "-every", "value__unit_code")
        if whole["every"]
        else []
    )
    kinds = {kind: Many(whole[f"n{name}"], whole[f"u{name}"]) for name, kind in _NAMES.items()}
    return Tally(
        whole["every"],
        whole["graves"],
        whole["places"],
        {kind: count for kind, count in kinds.items() if count.values},
        {kind: _measures(of_measures, name) for name, kind in _NAMES.items() if kinds[kind].values},
        tuple(OfUnit(row["value__unit_code"], row["every"], row["graves"]) for row in by_unit),
    )


def listed(
    top: Unit, period: Period, wanted: Wanted, *, after: str = "", limit: int = PAGE
) -> tuple[list[DoubtedValue], str]:
    """One page of the values, the gravest kind first, then by measure and unit, and where to go on. 1 query. Raises ValueError for
    an `after` that leads nowhere."""
    rows = _rows(top, period).annotate(worst=_WORST)
    if wanted.kind:
        rows = rows.filter(_has_kind(wanted.kind))
    if wanted.measure:
        rows = rows.filter(value__code=wanted.measure)
    if wanted.unit:
        rows = rows.filter(value__unit_code=wanted.unit)
    if wanted.grave:
        rows = rows.filter(grave=True)
    if after:
        rows = rows.filter(_behind(after))
    ordered = rows.select_related("value").order_by("worst", "value__code", "value__unit_code", "value_id")
    some = list(ordered[: limit + 1])
    shown = [DoubtedValue(row.value, tuple(row.said), row.grave, row.at) for row in some[:limit]]
    return shown, _mark(some[limit - 1]) if len(some) > limit else ""


def looked(period: Period) -> Looked:
    """When the period was looked at. 1 query."""
    rows = list(Checked.objects.filter(period=period.key, closing=period.closing_day or 0))
    return Looked(
        min((row.at for row in rows), default=None),
        {row.fact: row.stale_hours for row in rows if row.stale_hours is not None},
    )


def worst_of(said: DoubtedValue) -> str:
    """The gravest kind of a value."""
    marks = trust.marks(said.said)
    return next((kind for kind in trust.KINDS if marks & trust.mark(kind)), "")


_MARK = re.compile(
    r"(?P<worst>[0-9]{1,2})~(?P<code>[0-9a-z_.]{1,80})~(?P<unit>[0-9]{0,12})~(?P<pk>[0-9]{1,15})"
)
_NAMES = {kind.replace("-", "_"): kind for kind in trust.KINDS}


def _rows(top: Unit, period: Period) -> QuerySet[KeptDoubts]:
    """Of measures that there are still."""
    return rows_below(top, period).filter(value__code__in=[each.code for each in book.all_recipes()])


def _has(name: str) -> GreaterThan:
    return _has_kind(_NAMES[name])


def _has_kind(kind: str) -> GreaterThan:
    return GreaterThan(F("kinds").bitand(trust.mark(kind)), 0)


def _measures(rows: Sequence[Mapping[str, object]], name: str) -> dict[str, Many]:
    found = {
        str(row["value__code"]): Many(int(str(row[f"n{name}"])), int(str(row[f"u{name}"])))
        for row in rows
        if row[f"n{name}"]
    }
    return dict(sorted(found.items(), key=lambda each: (-each[1].units, each[0])))


def _mark(row: KeptDoubts) -> str:
    worst = row.kinds & -row.kinds
    return f"{worst}~{row.value.code}~{row.value.unit_code}~{row.value_id}"


def _behind(after: str) -> Q:
    found = _MARK.fullmatch(after)
    if found is None:
        raise ValueError(after)
    code, unit = found["code"], found["unit"]
    place, ident = int(found["worst"]), int(found["pk"])
    return (
        Q(worst__gt=place)
        | Q(worst=place, value__code__gt=code)
        | Q(worst=place, value__code=code, value__unit_code__gt=unit)
        | Q(worst=place, value__code=code, value__unit_code=unit, value__gt=ident)
    )
