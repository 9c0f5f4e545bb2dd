"""What the room's entrances share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.services import FileRefused
from dinh.plans.services import PlanRefused, WrongInput
from dinh.town import services as town
from dinh.town.shapes import Actor

View = Callable[..., HttpResponseBase]


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
    """The thing, or the 404 page with a sentence."""
    if thing is None:
        raise Http404(words)
    return thing


def may(request: HttpRequest, deed: str, unit_path: str, office_id: int | None = None) -> bool:
    """Whether to show a button."""
    return town.allowed(actor_of(request), deed, unit_path, now(), office_id)


def tell(request: HttpRequest, sentence: str) -> None:
    messages.success(request, sentence)


def tell_refusal(request: HttpRequest, refused: Exception) -> None:
    messages.error(request, str(refused))


REFUSALS = (PlanRefused, town.NotAllowed, FileRefused)


def status_of(refused: Exception) -> int:
    """403 without the mandate, 422 for what was typed, 409 when the thing is not where the deed can be done."""
    if isinstance(refused, town.NotAllowed):
        return 403
    return 422 if isinstance(refused, WrongInput | FileRefused) else 409


def refused_page(request: HttpRequest, refused: Exception, back: str) -> HttpResponse:
    """The refusal's sentence on a page of its own, with its status and the way back."""
    context = {"said": str(refused), "back": back}
    return render(request, "plans/refused.html", context, status=status_of(refused))


def closed_to(request: HttpRequest, deed_name: str, unit_path: str, back: str) -> HttpResponse | None:
    """The 403 page, naming who has the mandate, when this person has none; None when they may."""
    try:
        town.require(actor_of(request), deed_name, unit_path, now())
    except town.NotAllowed as refused:
        return refused_page(request, refused, back)
    return None


def deed(request: HttpRequest, act: Callable[[], object], *, done: str, back: str) -> HttpResponse:
    """Do one deed from a form of one button: say it was done and go back where it came from; a refusal is a page."""
    try:
        act()
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    tell(request, done)
    return redirect(back)


def lines_words(first: int, last: int) -> str:
    return (
        _("dòng %(n)s") % {"n": first} if first == last else _("dòng %(a)s–%(b)s") % {"a": first, "b": last}
    )
