"""Which scorecards there are, and the way to a unit's card."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dinh.town import queries as town
from dinh.town.models import Unit
from dinh.town.pages import signed_in
from dinh.town.shapes import Actor

from .. import loading
from ..models import Scorecard
from .common import actor_of, card_of, period_of, periods_of, today, unit_of, units_of, url_of


@require_GET
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Every scorecard, its edition in force with source and doubts, and the way to a unit's card."""
    actor = actor_of(request)
    loading.ensure_loaded(at=timezone.now())
    rows = []
    for card in Scorecard.objects.prefetch_related("editions").order_by("code"):
        period = period_of(request, card)
        editions = list(card.editions.all())
        now = next(
            (e for e in editions if e.since <= today() and (e.until is None or e.until >= today())), None
        )
        units = units_of(actor, card)
        rows.append(
            {
                "card": card,
                "now": now,
                "past": [e for e in editions if e is not now],
                "units": units[:200],
                "period": period,
                "periods": periods_of(card, period),
                "provinces": _above(actor, card),
            }
        )
    return render(request, "measures/scores/index.html", {"rows": rows})


def _above(actor: Actor, card: Scorecard) -> list[Unit]:
    """Units under which a ranking can be seen."""
    if 3 not in card.levels:
        return []
    return list(town.visible_units(actor, today()).filter(level=1)[:5])


@require_GET
@signed_in
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """From the list's form to the card of the unit and period chosen there."""
    card = card_of(code)
    unit = unit_of(request, request.GET.get("don-vi", ""))
    return redirect(url_of("score_card", card, unit, period_of(request, card)))
