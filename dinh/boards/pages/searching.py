"""`/tim/`: an overview of every kind, or one kind page after page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dinh.boards import search
from dinh.boards.search import kinds
from dinh.look import commands

MOST_LETTERS = 120


def _address(typed: str, kind: str = "", after: str = "") -> str:
    given = {"q": typed, "loai": kind, "sau": after}
    return "?" + urlencode({key: value for key, value in given.items() if value})


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Everything that matches and that this person may see, with how much there is of each kind."""
    typed = request.GET.get("q", "").strip()[:MOST_LETTERS]
    actor = getattr(request, "actor", None)
    day = timezone.localdate()
    chosen = kinds.kind(request.GET.get("loai", ""))
    groups = search.overview(actor, typed, day)
    page = None
    if chosen is not None:
        page = search.page_of(actor, typed, day, chosen.key, after=request.GET.get("sau", ""))
    deeds = commands.find_deeds(request, typed) if actor and typed and chosen is None else []
    return render(
        request,
        "boards/search/find.html",
        {
            "query": typed,
            "search_words": typed,
            "groups": [(group, _address(typed, group.key)) for group in groups],
            "all_url": _address(typed),
            "chosen": chosen,
            "page": page,
            "later_url": _address(typed, chosen.key, page.later) if chosen and page and page.later else "",
            "deeds": deeds,
            "found": bool(groups or deeds),
        },
    )
