"""What this room puts in other places: the menu's counts, the command search."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.search import search_q
from dinh.ground.text import words as search_words
from dinh.look.shapes import Found
from dinh.look.shell import Waiting

from . import queries


def owed(request: HttpRequest) -> Waiting | None:
    """How many reports this person's office has to write, beside the menu's item."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return None
    count = queries.tally(actor, timezone.localdate())
    return Waiting(count.owed, hot=bool(count.late)) if count.owed else None


def waiting(request: HttpRequest) -> Waiting | None:
    """How many reports wait to be taken or returned."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return None
    count = queries.tally_received(actor, timezone.localdate())
    return Waiting(count.waiting) if count.waiting else None


def find(request: HttpRequest, words: str) -> Iterator[Found]:
    """Reports whose words were typed, with or without marks; and the request."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    typed = search_words(words)
    if typed:
        rows = queries.visible(actor, timezone.localdate()).filter(search_q("search", words))
        for row in rows.select_related("unit", "office").order_by("-due_on", "-pk")[:3]:
            yield Found(
                words=row.title,
                url=reverse("reporting.report", args=[row.pk]),
                icon="report",
                note=row.office.name if row.office else row.unit.full_name,
            )
    yield from find_deeds(request, words)


def find_deeds(request: HttpRequest, words: str) -> Iterator[Found]:
    """The calendar of reports, when the words speak of it."""
    typed = search_words(words)
    if not typed or set(typed) & {"yeu", "cau", "bao", "cao"}:
        yield Found(
            words=_("Xem lịch báo cáo phải gửi"),
            url=reverse("reporting.calendar"),
            icon="calendar",
            deed=True,
        )
