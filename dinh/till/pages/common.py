"""What the room's entrances share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.services import FileRefused
from dinh.town import queries as town_queries
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from .. import queries
from ..models import Bill
from ..services import TillRefused, WrongInput

REFUSALS = (TillRefused, town.NotAllowed, FileRefused)


def actor_of(request: HttpRequest) -> Actor:
    """Who is acting. Pages of this room are only reached signed in."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise PermissionDenied(_("Đăng nhập để xem trang này."))
    return actor


def today() -> date:
    return timezone.localdate()


def now() -> datetime:
    return timezone.now()


def found(thing: Any, words: str) -> Any:
    if thing is None:
        raise Http404(words)
    return thing


def bill_of(request: HttpRequest, code: str) -> Bill:
    row: Bill = found(
        queries.bill_by_code(actor_of(request), code, today()), _("Không có khoản phải thu này.")
    )
    return row


def tell(request: HttpRequest, sentence: str) -> None:
    messages.success(request, sentence)


def status_of(refused: Exception) -> int:
    """403 without the mandate, 422 for what was typed, 409 when the thing is not where the deed can be done."""
    if isinstance(refused, town.NotAllowed):
        return 403
    return 422 if isinstance(refused, WrongInput | FileRefused) else 409


def refused_page(request: HttpRequest, refused: Exception, back: str) -> HttpResponse:
    """The refusal's sentence on a page of its own, with its status and the way back."""
    faults = refused.faults if isinstance(refused, WrongInput) and len(refused.faults) > 1 else ()
    context = {"said": str(refused), "faults": faults[:200], "more": max(0, len(faults) - 200), "back": back}
    return render(request, "till/refused.html", context, status=status_of(refused))


def closed_to(request: HttpRequest, deed: str, back: str) -> HttpResponse | None:
    """The 403 page, naming who has the mandate, when this person may do the deed nowhere; None when they may."""
    actor = actor_of(request)
    if queries.units_of(actor, today(), deed):
        return None
    try:
        town.require(actor, deed, town_queries.home_path(actor.person_id), now())
    except town.NotAllowed as refused:
        return refused_page(request, refused, back)
    return None


def unit_asked(request: HttpRequest, deed: str) -> tuple[Unit | None, list[Unit]]:
    """The unit the address names, among those over which the person carries the deed; else the first of them."""
    units = queries.units_of(actor_of(request), today(), deed)
    code = request.GET.get("don-vi", "") or request.POST.get("don-vi", "")
    return next((u for u in units if u.code == code), units[0] if units else None), units
