"""Entrances of the review: the page itself, where a reviewer left off, and the source's pictures."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from dinh.papers.shapes import Unreadable
from dinh.plans.models import Reading, ReadingPage, Seat
from dinh.plans.shapes import ItemKind, ItemState, ReadingState
from dinh.town.pages import signed_in

from ..common import actor_of, found
from .deeds import decide
from .picture import picture
from .show import show
from .where import TABS, address, reading_of


@require_http_methods(["GET", "POST"])
@signed_in
def review(request: HttpRequest, reading_id: int) -> HttpResponse:
    """Look at one item beside its source, and decide."""
    reading = reading_of(request, reading_id)
    if reading.state in {ReadingState.QUEUED.value, ReadingState.READING.value, ReadingState.FAILED.value}:
        return redirect("plans.reading", reading_id=reading.pk)
    if request.method == "POST":
        return decide(request, reading)
    tab = request.GET.get("loai", "")
    if tab not in TABS:
        return _come_back(request, reading)
    return show(request, reading, tab)


def _come_back(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Open where this reviewer left off; a first visit opens at the first doubt."""
    seat = Seat.objects.filter(reading=reading, person_id=actor_of(request).person_id or 0).first()
    if seat is not None:
        return redirect(address(reading, loai=seat.kind, muc=seat.item_id))
    first = (
        reading.items.filter(state=ItemState.UNSEEN.value)
        .order_by("-doubtful", "pk")
        .values_list("kind", flat=True)
    )
    return redirect(address(reading, loai=first.first() or ItemKind.TARGET.value))


@require_GET
@signed_in
@cache_control(private=True, max_age=3600, immutable=True)
def page_image(request: HttpRequest, reading_id: int, number: int) -> Any:
    """A page of the source as a picture."""
    reading = reading_of(request, reading_id)
    page = found(ReadingPage.objects.filter(reading=reading, number=number).first(), _("Không có trang này."))
    width = 1100 if request.GET.get("rong") != "nho" else 160
    try:
        drawn = picture(reading, page, width)
    except Unreadable as refused:
        return HttpResponse(str(refused), status=404, content_type="text/plain; charset=utf-8")
    return FileResponse(drawn, content_type="image/png")
