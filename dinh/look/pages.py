"""Pages of the kit: how the screen looks, all rooms, the command search, the gallery, and words for what went wrong."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from . import commands, gallery, preferences
from .shapes import Words

MOST_WORDS = 80


def _back(request: HttpRequest, given: str) -> str:
    """An address on this site to go back to; never another site's."""
    safe = url_has_allowed_host_and_scheme(
        given, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return given if given and safe else "/"


@require_http_methods(["GET", "HEAD", "POST"])
def how_it_looks(request: HttpRequest) -> HttpResponse:
    """Theme, text size and single-letter keys; POST writes the choices into cookies and goes back."""
    if request.method == "POST":
        chosen = {name: request.POST[name] for name in ("theme", "size", "keys") if name in request.POST}
        response = HttpResponseRedirect(_back(request, request.POST.get("next", "")))
        preferences.keep(response, chosen, secure=request.is_secure())
        return response
    return render(
        request,
        "look/preferences.html",
        {
            "now": preferences.of(request),
            "themes": preferences.THEMES.items(),
            "sizes": preferences.SIZES.items(),
            "keys": preferences.KEYS.items(),
            "back": _back(request, request.META.get("HTTP_REFERER", "")),
        },
    )


@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """Everything in the side navigation on one page: the telephone's fifth tab."""
    return render(request, "look/rooms.html")


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The command search. With `manh=1` only the list, for the palette."""
    whole = commands.whole_page()
    if whole and not request.GET.get("manh"):
        return whole(request)
    query = request.GET.get("q", "").strip()[:MOST_WORDS]
    signed_in = getattr(getattr(request, "user", None), "is_authenticated", False)
    things, deeds = commands.find(request, query) if signed_in and query else ([], [])
    part = "look/parts/found.html" if request.GET.get("manh") else "look/find.html"
    return render(request, part, {"query": query, "things": things, "deeds": deeds, "search_words": query})


@require_safe
def show_gallery(request: HttpRequest) -> HttpResponse:
    """One sample of each component with its states and the lines to copy."""
    return render(request, "look/gallery.html", gallery.samples(get_token(request)))


def confirm(
    request: HttpRequest,
    *,
    title: Words,
    says: Words,
    deed: Words,
    back: str,
    back_words: Words = "",
    type_this: str = "",
    wrong: Words = "",
    hidden: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page asked before what cannot be taken back. It POSTs to its own address: `da-chac=1`, the `hidden` values and,
    when `type_this` is given, `go-lai` with what the person typed (compare them yourself)."""
    context: dict[str, Any] = {
        "title": title,
        "says": says,
        "deed": deed,
        "back": back,
        "back_words": back_words or _("Quay lại"),
        "type_this": type_this,
        "wrong": wrong,
        "hidden": (hidden or {}).items(),
    }
    return render(request, "look/confirm.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400"""
    return render(request, "look/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403; a sentence carried by the exception (NotAllowed names who has the mandate) is shown."""
    said = str(exception) if exception and str(exception) and len(str(exception)) < 400 else ""
    return render(request, "look/403.html", {"said": said}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404"""
    return render(request, "look/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; draws itself without the shell, because whatever broke may be what the shell asks."""
    try:
        page: str = render_to_string("look/500.html")
    except Exception:
        page = (
            '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Máy chủ gặp lỗi</title>'
            "<h1>Máy chủ gặp lỗi</h1><p>Việc vừa làm chưa được ghi. Mở lại trang trước rồi làm lại. "
            "Vẫn lỗi thì báo người quản trị.</p></html>"
        )
    return HttpResponse(page, status=500)


def too_many(request: HttpRequest, minutes: int | None = None) -> HttpResponse:
    """429, for the room that counts the tries."""
    response = render(request, "look/429.html", {"minutes": minutes}, status=429)
    if minutes:
        response["Retry-After"] = str(minutes * 60)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that stood open too long or came from another page."""
    return render(request, "look/csrf.html", status=403)


routes = [
    path("giao-dien/", how_it_looks, name="look.preferences"),
    path("muc-luc/", rooms, name="look.rooms"),
    path("tim/", find, name="look.find"),
    path("look/", show_gallery, name="look.gallery"),
]
