"""What the room's entrances share: the actor, the citizen's cookie, refusals as pages."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.look.pages import too_many
from dinh.town import services as town
from dinh.town.shapes import Actor
from dinh.voices import services
from dinh.work.services import WorkRefused

COOKIE = "dinh_binh_chon"
_COOKIE_AGE = 60 * 60 * 24 * 365
REFUSALS = (services.VoicesRefused, town.NotAllowed, WorkRefused)


def actor_of(request: HttpRequest) -> Actor | None:
    """Who is acting; None for a citizen."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor


def inside(request: HttpRequest) -> Actor:
    """Who is acting on a page that only officers reach."""
    actor = actor_of(request)
    assert actor is not None
    return actor


def today() -> date:
    return timezone.localdate()


def now() -> datetime:
    return timezone.now()


def found(thing: Any, words: str) -> Any:
    if thing is None:
        raise Http404(words)
    return thing


def address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def voter_of(request: HttpRequest) -> str:
    """The mark in the citizen's signed cookie; "" when there is none, or somebody made one up."""
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=_COOKIE_AGE))
    except signing.BadSignature:
        return ""


def keep_voter(request: HttpRequest, response: HttpResponse, voter: str) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps(voter, salt=COOKIE),
        max_age=_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def new_voter() -> str:
    return secrets.token_urlsafe(16)


def status_of(refused: Exception) -> int:
    """403 without the mandate, 422 for what was typed, 429 too often, 409 when the thing is elsewhere by now."""
    if isinstance(refused, town.NotAllowed):
        return 403
    if isinstance(refused, services.TooOften):
        return 429
    return 422 if isinstance(refused, services.WrongInput) else 409


def refused_page(request: HttpRequest, refused: Exception, back: str) -> HttpResponse:
    """The refusal's sentence on a page of its own, with the way back."""
    if isinstance(refused, services.TooOften) and actor_of(request) is None:
        response = render(
            request,
            "voices/refused.html",
            {"said": str(refused), "back": back, "shell_page": "look/citizen.html"},
            status=429,
        )
        response["Retry-After"] = str(refused.minutes * 60)
        return response
    if isinstance(refused, services.TooOften):
        return too_many(request, refused.minutes)
    page = "look/desk.html" if actor_of(request) else "look/citizen.html"
    context = {"said": str(refused), "back": back, "shell_page": page}
    return render(request, "voices/refused.html", context, status=status_of(refused))


def put(form: forms.Form, refused: Exception) -> None:
    """The refusal's sentence at the field it names, else over the form."""
    field = getattr(refused, "field", "")
    form.add_error(field if field in form.fields else None, str(refused))


def deed(request: HttpRequest, act: Callable[[], object], *, done: str, back: str) -> HttpResponse:
    """Do one deed from a form of one button; say it was done, or show the refusal."""
    try:
        act()
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    messages.success(request, done)
    return redirect(back)


def not_there() -> str:
    return _("Không có sáng kiến này, hoặc anh, chị không được xem.")
