"""How plans asks the room below for measures: what there is, what a target's words name, what was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from dinh.ground.periods import Period
from dinh.lake import queries as lake
from dinh.measures import queries, recipes, services
from dinh.measures.queries.boards import as_reading, doubts_of
from dinh.measures.queries.following import followed
from dinh.measures.queries.naming import named
from dinh.measures.rules import wording
from dinh.plans.models import Target


@dataclass(frozen=True, slots=True)
class Known:
    """A measure as plans needs it."""

    code: str
    words: str
    unit: str
    fact: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A measure proposed for a target: how sure, and why in a sentence."""

    measure: str
    words: str
    unit: str
    score: float
    why: str
    near: str = ""
    imported: bool = False
    """The figure comes in by import, no record of the house answers it."""


@dataclass(frozen=True, slots=True)
class Read:
    """A reading as plans records it."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    version: str
    state: dict[str, Any]
    fact: str
    missing: tuple[str, ...] = ()
    warnings: tuple[dict[str, Any], ...] = ()
    computed_at: datetime | None = None
    reading_id: int | None = None


def measure_of(code: str) -> Known | None:
    """The measure of this code, if there is one."""
    try:
        found = recipes.recipe(code)
    except recipes.NoSuchMeasure:
        return None
    return Known(found.code, str(found.words), str(found.unit), found.fact)


def same_unit(operator: str, unit: str, measure_unit: str) -> bool:
    """Whether a target's unit and a measure's are one; a rank is a rank however the paper counts those it is among."""
    return wording.same_unit("hạng" if operator == "rank" else unit, measure_unit)


def offers_for(target: Target, *, most: int = 3) -> list[Offer]:
    """Measures that the target's words name, surest first, each with its score and why. Stores nothing, asks no database."""
    found = named(target.text, unit=target.measure, operator=target.operator)
    if target.metric and (better := named(target.metric, unit=target.measure, operator=target.operator)):
        best = {each.measure: each for each in [*better, *found]}
        for each in found:
            if each.score > best[each.measure].score:
                best[each.measure] = each
        found = sorted(best.values(), key=lambda each: (-each.score, each.measure))
    return [_offer(each) for each in found[:most]]


def _offer(match: wording.Match) -> Offer:
    known = measure_of(match.measure)
    said = [_("văn bản có %(words)s") % {"words": ", ".join(f"“{each}”" for each in match.found)}]
    if match.lacking:
        said.append(_("không thấy “%(words)s”") % {"words": ", ".join(match.lacking)})
    said.append(
        _("cùng tính bằng %(unit)s") % {"unit": match.unit}
        if match.same_unit
        else _("đơn vị tính khác: số đo tính bằng %(unit)s") % {"unit": match.unit}
    )
    why = "; ".join(said)
    return Offer(
        match.measure,
        known.words if known else match.measure,
        match.unit,
        match.score,
        why[:1].upper() + why[1:] + ".",
        match.near,
        match.measure.startswith("statistics."),
    )


def measure_now(code: str, units: Sequence[str], keys: Sequence[str], *, at: datetime) -> None:
    """Count the measure anew for these units and periods and keep what came out. Raises NoSuchUnit."""
    if units and keys:
        periods = [Period.parse(key) for key in keys]
        services.measure(codes=[code], units=list(units), periods=periods, by=None, at=at, why="plans")


def readings_of(
    code: str, units: Sequence[str], keys: Sequence[str], *, at: datetime
) -> dict[tuple[str, str], Read]:
    """What was kept of the measure for these units and periods, by unit and period, each with what is doubtful about it. Four
    queries."""
    if not units or not keys:
        return {}
    recipe = recipes.recipe(code)
    periods = sorted((Period.parse(key) for key in keys), key=lambda each: each.first)
    kept = queries.stored(list(units), periods, [code])
    state = lake.state([recipe.fact]).get(recipe.fact)
    follows = followed([recipe.fact])
    found = {}
    for unit in units:
        series = []
        for period in periods:
            value = kept.get((code, unit, period.key))
            if value is None:
                continue
            one = as_reading(value, recipe, state, follows)
            series.append(one)
            found[unit, period.key] = Read(
                one.value,
                # Half a fraction is none: what is only counted, or told from elsewhere, has a value alone.
                one.numerator if one.denominator is not None else None,
                one.denominator,
                str(one.version),
                dict(one.state),
                one.fact,
                one.missing,
                doubts_of(recipe, series, at=at, state=state) if one.value is not None else (),
                one.computed_at,
                one.value_id,
            )
    return found
