"""Asking once for a report of many."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dinh.town import queries as town_queries
from dinh.town import services as town
from dinh.town.pages import signed_in

from .. import queries, services
from ..forms import RequestForm, put_faults
from .common import (
    REFUSALS,
    actor_of,
    now,
    place_from,
    place_value,
    place_words,
    places_for,
    refused_page,
    status_of,
    tell,
    today,
)
from .regimes import choices_of, owing_from


@require_http_methods(["GET", "POST"])
@signed_in
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a report at once: of all communes, of some, of one's own offices."""
    actor, day = actor_of(request), today()
    places = places_for(actor, "reporting.request", day)
    if not places:
        try:
            town.require(actor, "reporting.request", town_queries.home_path(actor.person_id), now())
        except town.NotAllowed as refused:
            return refused_page(request, refused, reverse("reporting.received"))
    offered = [(place_value(*each), place_words(*each)) for each in places]
    form = RequestForm(request.POST or None, places=offered)
    place = place_from(request.POST.get("place", ""), places) or places[0]
    units, offices = queries.units_below(place[0], day)
    chosen = set(request.POST.getlist("chon"))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = services.ask_at_once(
                    title=form.cleaned_data["title"],
                    words=form.cleaned_data["words"],
                    due_on=form.cleaned_data["due_on"],
                    owing=owing_from(chosen, units, offices),
                    to_unit=place[0],
                    to_office=place[1],
                    by=actor,
                    at=now(),
                )
            except REFUSALS as refused:
                put_faults(form, refused)
                status = status_of(refused)
            else:
                tell(request, _("Đã yêu cầu %(n)s nơi báo cáo.") % {"n": row.reports.count()})
                return redirect("reporting.request", request_id=row.pk)
    context = {
        "tab": "received",
        "form": form,
        **choices_of(units, offices, chosen, set()),
        "unit": place[0],
    }
    return render(request, "reporting/ask.html", context, status=status)
