"""Puts the actor on each request, and ends sessions that have been idle or have lasted too long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.town import queries, services
from dinh.town.shapes import Actor

SIGNED_IN, SEEN = "signed_in_at", "seen_at"
TOUCH = timedelta(seconds=60)
"""The session is written at most this often, so that reading pages does not mean writing rows."""
_FREE = ("town.change_password", "town.sign_out", "set_language")


def idle_limit() -> timedelta:
    """How long one may be away before signing in again."""
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def whole_limit() -> timedelta:
    """How long one sign-in lasts whatever one does."""
    return timedelta(hours=getattr(settings, "DINH_SESSION_HOURS", 12))


class ActorMiddleware:
    """`request.actor`: who is acting, with their mandates of this moment; None when nobody is signed in. 2 queries."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor: Actor | None = None
        if request.user.is_authenticated:
            now = timezone.now()
            if over := self._over(request, now):
                return self._signed_out(request, over, now)
            actor = queries.actor_of(request.user, now)
            if request.user.must_change and not self._free(request):
                return HttpResponseRedirect(reverse("town.change_password"))
        request.actor = actor  # type: ignore[attr-defined]
        return self.get_response(request)

    def _over(self, request: HttpRequest, now: datetime) -> str:
        """ "too-long" or "idle" when the session has ended, else "" and the session is marked as seen."""
        session = request.session
        begun = _moment(session.get(SIGNED_IN))
        seen = _moment(session.get(SEEN)) or begun
        if begun is None or seen is None:  # made by something else than our sign-in page: begin counting now
            session[SIGNED_IN] = session[SEEN] = now.isoformat()
            return ""
        if now - begun >= whole_limit():
            return "too-long"
        if now - seen >= idle_limit():
            return "idle"
        if now - seen >= TOUCH:
            session[SEEN] = now.isoformat()
        return ""

    def _signed_out(self, request: HttpRequest, reason: str, now: datetime) -> HttpResponse:
        services.note_sign_out(account=request.user, at=now, reason=reason)  # type: ignore[arg-type]
        auth.logout(request)
        words = {
            "idle": _("Phiên làm việc đã hết vì lâu không thao tác. Mời đăng nhập lại."),
            "too-long": _("Phiên làm việc đã đủ thời gian tối đa trong ngày. Mời đăng nhập lại."),
        }
        messages.warning(request, words[reason])
        where = request.get_full_path() if request.method == "GET" else "/"
        return HttpResponseRedirect(f"{reverse('town.sign_in')}?{urlencode({'next': where})}")

    def _free(self, request: HttpRequest) -> bool:
        return request.path in {reverse(name) for name in _FREE}


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
