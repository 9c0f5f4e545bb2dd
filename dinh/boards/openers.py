"""Titles and links of this room's things, for pages of any room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from dinh.boards.models import Feed, Publication
from dinh.ground.shapes import Ref
from dinh.look import openers
from dinh.look.shapes import Opened


def _publications(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Publication.objects.select_related("unit").in_bulk([int(ref.id) for ref in refs])
    return {
        ref: Opened(
            row.title, reverse("boards.public_unit", args=[row.unit.code]) if not row.ended_at else ""
        )
        for ref in refs
        if (row := rows.get(int(ref.id)))
    }


def _feeds(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Feed.objects.select_related("owner", "office").in_bulk([int(ref.id) for ref in refs])
    return {
        ref: Opened(f"Lịch của {row.name}", reverse("boards.feeds"))
        for ref in refs
        if (row := rows.get(int(ref.id)))
    }


def register() -> None:
    """Hang the openers; called at start-up."""
    openers.register("publication", _publications)
    openers.register("feed", _feeds)
