"""Regimes, who owes them, and whom one may ask."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from dinh.ground.search import search_q
from dinh.town import queries as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor

from ..models import Duty, Regime, Term


def regimes(
    actor: Actor | None, day: date, *, words: str = "", rhythm: str = "", over: bool = False
) -> list[Regime]:
    """Regimes of the country and of the actor's units and those above, with their terms and `owing`, the number of those
    who owe them. 2 queries."""
    rows = _visible(actor, day).annotate(
        owing=Count(
            "duties", filter=Q(duties__since__lte=day) & (Q(duties__until=None) | Q(duties__until__gte=day))
        )
    )
    if not over:
        rows = rows.filter(Q(until=None) | Q(until__gte=day))
    if words:
        rows = rows.filter(search_q("search", words))
    if rhythm:
        rows = rows.filter(rhythm=rhythm)
    return list(
        rows.select_related("unit").prefetch_related(_TERMS).order_by("-owing", "field", "name")[:200]
    )


_TERMS = Prefetch("terms", queryset=Term.objects.select_related("regime").order_by("-since"))


def _visible(actor: Actor | None, day: date) -> QuerySet[Regime]:
    scope = town.unit_scope_q(actor, day, prefix="unit__", with_above=True)
    return Regime.objects.filter(Q(unit=None) | scope)


def regime_for(actor: Actor | None, regime_id: int, day: date) -> Regime | None:
    """One regime with its unit and terms, newest first. 2 queries."""
    rows = _visible(actor, day).select_related("unit").prefetch_related(_TERMS)
    return rows.filter(pk=regime_id).first()


def duties_of(actor: Actor | None, regime: Regime, day: date, *, limit: int = 400) -> list[Duty]:
    """Who owes a regime within what the actor may see, those of today first. One query."""
    scope = town.unit_scope_q(actor, day, prefix="unit__") | town.unit_scope_q(actor, day, prefix="to_unit__")
    rows = regime.duties.filter(scope).select_related("unit", "office", "to_unit", "to_office")
    return list(rows.order_by("until", "unit__path", "office__order")[:limit])


def units_below(unit: Unit, day: date) -> tuple[list[Unit], list[Office]]:
    """Whom a unit may ask: the units directly under it, and its own offices. 2 queries."""
    return list(town.children_of(unit, day)), town.offices_of(unit, day)
