"""Doubts are kept with the values they are about: by night of everything that stands, set by set, and at once of units that were
measured by name. A doubt changes no value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from dinh.ground.periods import Period
from dinh.lake import queries as lake_queries
from dinh.lake import reading as lake_reading
from dinh.lake.shapes import State
from dinh.town.models import Unit

from .. import recipes as book
from .. import trusting
from ..engine import tree
from ..engine.formulas import formula_of
from ..models import Checked, KeptDoubts, Run, Upto, Value
from ..queries import checking
from ..queries.boards import BACK, IMPORTED, run_up
from ..recipes import Recipe
from ..rules import trust

Said = tuple[dict[str, Any], ...]
_BATCH = 2_000


def keep_doubts(*, at: datetime, facts: Sequence[str] | None = None) -> int:
    """Look at every standing value whose fact or whose period has news since the last look, and keep what is doubtful. Gives how many
    values are doubtful among them."""
    rows = Upto.objects.order_by("fact")
    rows = rows.filter(fact__in=facts) if facts is not None else rows
    total = 0
    for upto in rows:
        recipes = [each for each in book.all_recipes() if each.fact == upto.fact and each.code in upto.codes]
        state = State.of(upto.state)
        periods = [Period.parse(key, closing_day=closing) for key, closing in upto.periods]
        periods = [each for each in periods if _has_news(each, recipes, state)]
        hours = _stale_hours(upto.fact, at)
        for period, found in _looked(recipes, periods, state, None, at=at):
            total += _keep_whole(upto.fact, period, found, state, hours, at=at)
    return total


def keep_doubts_of(run: Run, *, at: datetime) -> None:
    """The same of one run that measured units by name."""
    if run.units is None:
        return
    facts: dict[str, list[Recipe]] = defaultdict(list)
    for code in run.codes:
        facts[book.recipe(code).fact].append(book.recipe(code))
    periods = [Period.parse(key, closing_day=closing) for key, closing in run.periods]
    for fact, recipes in facts.items():
        state = State.of(run.states[fact])
        for _period, found in _looked(recipes, periods, state, run.units, at=at):
            _keep_each(found, state, at=at)


def _codes(recipes: Iterable[Recipe], period: Period) -> list[str]:
    return [each.code for each in recipes if period.kind in each.periods]


def _standing(codes: Sequence[str], period: Period, units: Sequence[str] | None) -> Any:
    rows = Value.objects.filter(
        current=True, period=period.key, closing=period.closing_day or 0, code__in=codes
    )
    return rows if units is None else rows.filter(unit_code__in=units)


def _has_news(period: Period, recipes: Sequence[Recipe], state: State) -> bool:
    """Whether the lake or the values have moved since the period was looked at, or it was not over then. 2 queries."""
    last = Checked.objects.filter(fact=state.fact, period=period.key, closing=period.closing_day or 0).first()
    if last is None or last.seq != state.seq or timezone.localdate(last.at) <= period.last:
        return True
    return bool(_standing(_codes(recipes, period), period, None).filter(pk__gt=last.newest).exists())


def _stale_hours(fact: str, at: datetime) -> int | None:
    """For how many hours the source has not been drawn though it has news, where these are too many."""
    now = lake_queries.state([fact]).get(fact)
    if now is None or not now.stale or now.drawn_at is None:
        return None
    hours = int((at - now.drawn_at).total_seconds() // 3600)
    return hours if hours > trusting.thresholds(timezone.localdate(at)).stale_hours else None


Found = dict[int, Said]
"""By number of a value what is doubtful about it, also nothing."""


def _looked(
    recipes: Sequence[Recipe],
    periods: Sequence[Period],
    state: State,
    units: Sequence[str] | None,
    *,
    at: datetime,
) -> Iterator[tuple[Period, Found]]:
    """Period by period every standing value (of these units) with what is doubtful. One pass over the fact's rows; each period's
    values are read once, with those before them."""
    if not periods or not recipes:
        return
    ordered = sorted(periods, key=lambda each: (each.kind, each.closing_day or 0, each.first))
    rows = _rows_that_cannot_be(recipes, ordered, state, units, at=at)
    for (kind, closing), some in _by_kind(ordered).items():
        chosen = {each.code: each for each in recipes if kind in each.periods}
        past: dict[tuple[str, str], list[tuple[int, trust.Number]]] = defaultdict(list)
        asked = {each.key for each in some}
        every = {each.key: each for last in some for each in run_up(last, BACK)}
        for place, period in enumerate(sorted(every.values(), key=lambda each: each.first)):
            found = _of_period(chosen, period, place, past, rows.get((period.key, closing), {}), units)
            if period.key in asked:
                yield period, found


def _by_kind(periods: Iterable[Period]) -> dict[tuple[str, int | None], list[Period]]:
    kinds: dict[tuple[str, int | None], list[Period]] = defaultdict(list)
    for each in periods:
        kinds[each.kind, each.closing_day].append(each)
    return kinds


def _of_period(
    chosen: Mapping[str, Recipe],
    period: Period,
    place: int,
    past: dict[tuple[str, str], list[tuple[int, trust.Number]]],
    rows: Mapping[tuple[str, str], Said],
    units: Sequence[str] | None,
) -> Found:
    """The standing values of one period held against those before; `past` is gone on with."""
    by = trusting.thresholds(period.last)
    found: Found = {}
    values = _standing(list(chosen), period, units).values_list(
        "pk", "code", "unit_code", "value", "numerator", "denominator"
    )
    for pk, code, unit, value, top, bottom in values.iterator(chunk_size=10_000):
        recipe = chosen[code]
        number = trust.Number(
            value, top, bottom, str(recipe.unit), recipe.kind, period.last, unit, told=recipe.fact == IMPORTED
        )
        known = [one for then, one in past[code, unit] if then >= place - BACK]
        said = trust.doubts(number, known, by, at=_at_the_end(period))
        found[pk] = tuple(each.kept() for each in said if each.code in trust.KEPT) + rows.get(
            (code, unit), ()
        )
        if trust.speaks(number, by):
            past[code, unit] = [*past[code, unit], (place, number)][-by.jump_over :]
    return found


def _at_the_end(period: Period) -> datetime:
    """A moment at which nothing has grown old yet."""
    return datetime.combine(period.last, datetime.min.time(), tzinfo=timezone.get_current_timezone())


def _rows_that_cannot_be(
    recipes: Sequence[Recipe],
    periods: Sequence[Period],
    state: State,
    units: Sequence[str] | None,
    *,
    at: datetime,
) -> dict[tuple[str, int | None], dict[tuple[str, str], Said]]:
    """By period, by measure and unit: which rows behind the number cannot be true; units with all that is below them."""
    if not any(checking.rules_of(state.fact, each) for each in periods):
        return {}
    parts = tree(units, timezone.localdate(at), known_only=True)
    above: dict[str, list[str]] = defaultdict(list)
    for leaf, top in parts.pairs():
        above[leaf].append(top)
    whole = Unit.objects.filter(until=None, parent=None).values_list("code", flat=True)
    above[""] = [code for code in whole if code in parts.parts]
    found: dict[tuple[str, int | None], dict[tuple[str, str], Said]] = {}
    with lake_reading.open({state.fact: state}, only=[state.fact]) as lake:
        told = checking.row_doubts_of_all(
            lake.duck,
            [formula_of(each) for each in recipes],
            periods,
            at=at,
            units=None if units is None else parts.codes,
        )
        for period, counted in told:
            sums: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
            for (code, leaf), by_rule in counted.items():
                for top in above.get(leaf, ()):
                    for rule, count in by_rule.items():
                        sums[code, top][rule] += count
            rules = {each.code: each for each in checking.rules_of(state.fact, period)}
            found[period.key, period.closing_day] = {
                place: tuple(checking.kept(rules[rule], count) for rule, count in by_rule.items())
                for place, by_rule in sums.items()
            }
    return found


# ---------------------------------------------------------------- keeping


@transaction.atomic
def _keep_whole(
    fact: str, period: Period, found: Found, state: State, stale_hours: int | None, *, at: datetime
) -> int:
    """A period of a fact that was looked at whole: only what is doubtful has a line."""
    doubtful = {pk: said for pk, said in found.items() if said}
    _put(found.keys(), doubtful, state, at=at)
    Checked.objects.update_or_create(
        fact=fact,
        period=period.key,
        closing=period.closing_day or 0,
        defaults={
            "seq": state.seq, "newest": max(found, default=0), "stale_hours": stale_hours, "at": at,
        },
    )  # fmt: skip
    return len(doubtful)


@transaction.atomic
def _keep_each(found: Found, state: State, *, at: datetime) -> None:
    _put(found.keys(), found, state, at=at)


def _put(looked_at: Iterable[int], found: Mapping[int, Said], state: State, *, at: datetime) -> None:
    """Lines of these values and of no others that were looked at."""
    ids = sorted(looked_at)
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        KeptDoubts.objects.filter(value__in=[pk for pk in some if pk not in found]).delete()
        KeptDoubts.objects.bulk_create(
            [
                KeptDoubts(
                    value_id=pk,
                    said=list(found[pk]),
                    grave=_grave(found[pk]),
                    kinds=trust.marks(found[pk]),
                    seq=state.seq,
                    at=at,
                )
                for pk in some
                if pk in found
            ],
            update_conflicts=True,
            update_fields=["said", "grave", "kinds", "seq", "at"],
            unique_fields=["value"],
        )


def _grave(said: Said) -> bool:
    return any(each["code"] in trust.GRAVE for each in said)
