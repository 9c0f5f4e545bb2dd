"""What the door finds in the rooms below: units, measures, and the values that stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import reduce
from itertools import groupby
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from dinh.ground.periods import KIND_WORDS, Period
from dinh.ground.periods import Kind as PeriodKind
from dinh.measures import recipes
from dinh.measures.models import Value
from dinh.town import queries as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from .asking import Asked
from .mapping import (
    FREQUENCIES,
    Area,
    Indicator,
    closing_id,
    closing_of,
    indicator_id,
    indicators,
    period_id,
    structures,
    unit_id,
)
from .shapes import Observation, Refused, Structures

MOST = 500_000
"""Observations in one answer; a larger question is asked in parts."""
KEYS: dict[PeriodKind, str] = {
    "day": r"^\d{4}-\d{2}-\d{2}$",
    "week": r"^\d{4}-W\d{2}$",
    "month": r"^\d{4}-\d{2}$",
    "quarter": r"^\d{4}-Q\d$",
    "half": r"^\d{4}-H\d$",
    "nine_months": r"^\d{4}-9M$",
    "year": r"^\d{4}$",
}
"""How the key of a period of each kind is written."""
assert KEYS.keys() == KIND_WORDS.keys()


def structures_of() -> Structures:
    """All that describes the data, as of today: units that are or that have values, measures, ways of closing. 3 queries."""
    today = timezone.localdate()
    valued = Value.objects.filter(current=True).values("unit_code").distinct()
    rows = Unit.objects.filter(Q(until=None) | Q(until__gt=today) | Q(code__in=valued))
    newest: dict[str, Area] = {}
    for row in rows.filter(level__in=(1, 2, 3)).select_related("parent").order_by("since", "pk"):
        newest[row.code] = Area(row.code, row.full_name, row.parent.code if row.parent else "")
    areas = sorted(newest.values(), key=lambda area: (bool(area.parent), area.code))
    closings = Value.objects.filter(current=True).order_by().values_list("closing", flat=True).distinct()
    days = sorted({0, *closings})
    return structures(areas, _measures(), [day or None for day in days])


def _measures() -> list[Indicator]:
    with translation.override("en"):
        english = {each.code: str(each.words) for each in recipes.all_recipes()}
    with translation.override("vi"):
        return [
            Indicator(each.code, str(each.words), english[each.code], str(each.unit), str(each.explained))
            for each in recipes.all_recipes()
        ]


def observations(asked: Asked, actor: Actor | None, day: date) -> Iterator[Observation]:
    """The values asked for, series after series, each by period. Who asks with a mandate reads every standing value under it;
    anybody else what was published. Refuses more than MOST."""
    rows = _rows(asked, actor, day)
    if rows.order_by()[: MOST + 1].count() > MOST:
        raise Refused(
            130,
            f"Câu hỏi cho ra hơn {MOST} số; hỏi từng phần theo đơn vị hoặc kỳ.",
            f"The question gives more than {MOST} observations; ask in parts, by unit or period.",
        )
    units = {each.code: unit_id(str(each.unit)) for each in recipes.all_recipes()}
    ordered = rows.select_related("run", "formula").order_by("unit_code", "code", "closing", "period", "pk")
    for _place, group in groupby(
        ordered.iterator(chunk_size=2_000), key=lambda row: (row.unit_code, row.code, row.closing)
    ):
        found = [(row.when, row) for row in group]
        found.sort(key=lambda pair: (FREQUENCIES[pair[0].kind], pair[0].first))
        for period, row in found:
            if _within(period, asked):
                yield _observation(row, period, units.get(row.code, "NUMBER"))


def _within(period: Period, asked: Asked) -> bool:
    return (asked.first is None or period.first >= asked.first) and (
        asked.last is None or period.last <= asked.last
    )


def _rows(asked: Asked, actor: Actor | None, day: date) -> QuerySet[Value]:
    rows = Value.objects.filter(current=True)
    if actor is None:
        rows = rows.filter(published_at__isnull=False)
    else:
        seen = Unit.objects.filter(town.unit_scope_q(actor, day, prefix="")).values("code")
        rows = rows.filter(Q(unit_code__in=seen) | Q(published_at__isnull=False))
    for name, narrow in _NARROW.items():
        wanted = asked.of(name)
        if wanted is not None:
            rows = rows.filter(narrow(wanted))
    if asked.first is not None:
        rows = rows.filter(period__gte=str(asked.first.year))
    if asked.last is not None:
        rows = rows.filter(period__lt=str(asked.last.year + 1))
    if asked.updated_after is not None:
        rows = rows.filter(run__at__gt=asked.updated_after)
    return rows


def _indicators_q(wanted: Iterable[str]) -> Q:
    codes = indicators(each.code for each in recipes.all_recipes())
    return Q(code__in=[codes[ident] for ident in wanted if ident in codes])


def _frequencies_q(wanted: Iterable[str]) -> Q:
    kinds = [kind for kind, code in FREQUENCIES.items() if code in wanted]
    return reduce(or_, (Q(period__regex=KEYS[kind]) for kind in kinds), Q(pk__in=[]))


def _closings_q(wanted: Iterable[str]) -> Q:
    days = []
    for ident in wanted:
        try:
            days.append(closing_of(ident) or 0)
        except ValueError:
            continue  # no such closing: nothing of it is found
    return Q(closing__in=days)


_NARROW: dict[str, Callable[[frozenset[str]], Q]] = {
    "REF_AREA": lambda wanted: Q(unit_code__in=wanted),
    "INDICATOR": _indicators_q,
    "FREQ": _frequencies_q,
    "CLOSING": _closings_q,
}


def _observation(row: Value, period: Period, unit: str) -> Observation:
    status = (
        "M" if row.value is None else "P" if row.published_at is None else "R" if row.supersedes_id else "A"
    )
    key = (FREQUENCIES[period.kind], row.unit_code, indicator_id(row.code), closing_id(row.closing or None))
    return Observation(
        key,
        period_id(period),
        _plain(row.value),
        unit,
        status,
        _plain(row.numerator),
        _plain(row.denominator),
        str(row.formula.version),
        row.run.at,
    )


def _plain(value: Any) -> str:
    return "" if value is None else f"{value.normalize():f}"
