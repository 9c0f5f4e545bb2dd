"""What this room puts in other places: the menu's count, the command search."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from dinh.ground.search import search_q
from dinh.ground.text import words as search_words
from dinh.look.shapes import Found
from dinh.look.shell import Waiting

from . import queries


def owed(request: HttpRequest) -> Waiting | None:
    """How many inspections wait for an explanation of this person's office."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return None
    number = queries.explaining_owed(actor, timezone.localdate())
    return Waiting(number) if number else None


def find(request: HttpRequest, words: str) -> Iterator[Found]:
    """Inspections whose words were typed, with or without marks."""
    actor = getattr(request, "actor", None)
    if actor is None or not search_words(words):
        return
    rows = queries.visible(actor, timezone.localdate()).filter(search_q("search", words))
    for row in rows.select_related("unit", "office").order_by("-first_day")[:3]:
        yield Found(
            words=row.title,
            url=reverse("inspections.inspection", args=[row.pk]),
            icon="search",
            note=row.inspector,
        )
