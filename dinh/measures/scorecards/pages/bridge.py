"""Two editions of one scorecard side by side."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dinh.town.pages import signed_in

from .. import scoring
from ..scoring import NoSuchCard
from .common import asked_of


@require_GET
@signed_in
def bridged(request: HttpRequest, code: str, unit_code: str) -> HttpResponse:
    """The edition before and this one: which criterion became which, points carried, what has no counterpart."""
    asked = asked_of(request, code, unit_code)
    try:
        old_edition, new_edition, made = scoring.bridge_of(asked.edition, asked.unit, asked.period)
    except NoSuchCard as none:
        raise Http404(str(none)) from none
    old = {row.code: row for row in scoring.criteria_of(old_edition)}
    new = {row.code: row for row in scoring.criteria_of(new_edition)}
    context = {
        "asked": asked,
        "old_edition": old_edition,
        "new_edition": new_edition,
        "bridge": made,
        "counted": any(pair.old_points is not None for pair in made.carried),
        "rows": [{"pair": pair, "old": old[pair.old], "new": new[pair.new]} for pair in made.carried],
        "gone": [old[code_] for code_ in made.gone],
        "fresh": [new[code_] for code_ in made.fresh],
    }
    return render(request, "measures/scores/bridge.html", context)
