"""What the room does when a room below has news, and what it answers in their sockets."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils import timezone

from dinh.boards import search
from dinh.look.shapes import Found
from dinh.town.shapes import UnitsLoaded


def index_units(news: UnitsLoaded) -> None:
    """A new edition of the register: its units can be found."""
    search.reindex(keys=["unit"])


def at_hand(request: HttpRequest, words: str) -> Iterator[Found]:
    """Things for the command search, from the index."""
    actor = getattr(request, "actor", None)
    for hit in search.at_hand(actor, words, timezone.localdate()):
        yield Found(words=hit.title, url=hit.url, icon=hit.icon, note=hit.note)
