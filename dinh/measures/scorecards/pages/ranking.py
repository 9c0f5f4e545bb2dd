"""The communes of a province by their points, in a list and on a map."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Avg
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.ground.periods import Period
from dinh.look.formats import percent
from dinh.look.shapes import Bars, Choice, FilterBar, PlaceMap, Spot
from dinh.town.models import Unit
from dinh.town.pages import signed_in

from .. import scoring
from ..models import Scorecard
from .common import card_of, edition_of, period_of, periods_of, today, unit_of, url_of
from .tree import kind_of


@require_GET
@signed_in
def ranking(request: HttpRequest, code: str, unit_code: str) -> HttpResponse:
    """The communes of a province by their points, equal points in one place."""
    card = card_of(code)
    province, period = unit_of(request, unit_code), period_of(request, card)
    edition = edition_of(card, period)
    units = scoring.units_below(province, [3], min(today(), period.last))
    found = scoring.scores(edition, units, period)
    places = scoring.places_of(found)
    told = [place for place in places if place.place is not None]
    context = {
        "card": card,
        "edition": edition,
        "unit": province,
        "period": period,
        "places": told,
        "unranked": [place for place in places if place.place is None],
        "bars": Bars(
            title=_("Mười đơn vị đứng đầu"),
            values=[float(place.share) for place in told[:10]],
            labels=[place.score.unit.name for place in told[:10]],
            kinds=[kind_of(float(place.share)) for place in told[:10]],
            urls=[url_of("score_card", card, place.score.unit, period) for place in told[:10]],
            unit="%",
            head=_("Đơn vị"),
        )
        if len(told) > 1
        else None,
        "map": _map(card, province, period, places) if len(places) > 1 else None,
        "bar": FilterBar(
            pickers=[Choice(name="ky", words=_("Kỳ"), options=periods_of(card, period), chosen=period.key)]
        ),
        "mosts": sorted({place.score.own.most_counted for place in told}),
    }
    return render(request, "measures/scores/ranking.html", context)


_NAMED = 4
"""So many of the first and of the last are named on the map."""


def _map(card: Scorecard, province: Unit, period: Period, places: Sequence[scoring.Place]) -> PlaceMap:
    """Where the units that are ranked lie, by the part of the points they have. 1 query."""
    told = [place for place in places if place.place is not None]
    named = {
        place.score.unit.pk for place in (told[:_NAMED] + told[-_NAMED:] if len(told) > 2 * _NAMED else told)
    }
    country = {
        parent: (north, east)
        for parent, north, east in Unit.objects.alive_on(min(today(), period.last))
        .filter(level=3, latitude__isnull=False, longitude__isnull=False)
        .exclude(kind="dac-khu")
        .values_list("parent__code")
        .annotate(north=Avg("latitude"), east=Avg("longitude"))
        .order_by("parent__code")
    }
    here = country.pop(province.code, None)
    return PlaceMap(
        title=_("Phần điểm đạt của từng đơn vị trên bản đồ"),
        spots=[
            Spot(
                place.score.unit.name,
                place.score.unit.latitude,
                place.score.unit.longitude,
                kind_of(float(place.share)) if place.place is not None else "none",
                percent(float(place.share)) if place.place is not None else _("chưa đủ số để xếp"),
                url_of("score_card", card, place.score.unit, period),
                place.score.unit.pk in named,
            )
            for place in sorted(places, key=lambda each: each.score.unit.pk not in named)
        ],
        country=[each for code, each in country.items() if code],
        here=here,
        words={
            "ok": _("Từ 90% số điểm"),
            "path": _("70% đến dưới 90%"),
            "risk": _("50% đến dưới 70%"),
            "late": _("Dưới 50%"),
            "none": _("Chưa đủ số để xếp"),
        },
    )
