"""A page on which one chooses one's commune or ward, for pages that need to know it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import queries
from .common import today

KEPT = {"viec": "q", "su-kien": "su-kien", "linh-vuc": "linh-vuc"}
"""What was being looked for goes along to the choice under the first name and comes back under the second."""


def address(route: str, *args: Any, **query: Any) -> str:
    """An address with the words that say something."""
    said = {key: value for key, value in query.items() if value}
    url = reverse(route, args=args)
    return f"{url}?{urlencode(said)}" if said else url


def unit_code(request: HttpRequest, name: str = "don-vi") -> str:
    """The code of a unit in the address; "" for what is none."""
    code = request.GET.get(name, "")
    return code if code.isascii() and code.isdecimal() and len(code) <= 8 else ""


def choosing(
    request: HttpRequest,
    *,
    here: str,
    back: str,
    up: tuple[str, str],
    kept: Mapping[str, str] | None = None,
    anywhere: bool = True,
) -> HttpResponse:
    """The page `here` of a route that wants a place: each leads to the route `back` with `?don-vi=`, and so does none
    where `anywhere` is an answer. `up` is the route above and its words; `kept` goes along. 4 queries at most."""
    day = today()
    words = request.GET.get("q", "").strip()[:80]
    provinces = queries.provinces_of_places(day)
    province = next((each for each in provinces if each.code == unit_code(request, "tinh")), None)
    found = {"q": words, "tinh": province.code if province else ""}
    along = {own: request.GET.get(own, "").strip()[:120] for own in kept or {}}
    returned = {(kept or {})[own]: value for own, value in along.items()}
    page = queries.places_page(day, words=words, province=found["tinh"], after=request.GET.get("sau", ""))
    shown = {
        "rows": [(unit, address(back, **returned, **{"don-vi": unit.code})) for unit in page.rows],
        "anywhere": address(back, **returned) if anywhere else "",
        "later": address(here, **along, **found, sau=page.later) if page.later else "",
        "begins": not request.GET.get("sau"),
        "first": address(here, **along, **found),
        "along": [(own, value) for own, value in along.items() if value],
        "up": reverse(up[0]),
        "up_words": up[1],
        "words": words,
        "province": province,
        "provinces": provinces,
        "count": queries.places_count(day),
    }
    return render(request, "catalog/choose_place.html", shown)


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Where procedures are looked for."""
    up = ("catalog.find", _("Thủ tục"))
    return choosing(request, here="catalog.choose_place", back="catalog.find", up=up, kept=KEPT)
