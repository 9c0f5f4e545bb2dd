"""Titles and links of this room's things, for pages of any room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from dinh.ground.shapes import Ref
from dinh.look import openers
from dinh.look.shapes import Opened

from .models import Finding, Inspection, Party, Recommendation


def _inspections(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Inspection.objects.in_bulk([int(ref.id) for ref in refs])
    return {
        ref: Opened(rows[int(ref.id)].title, reverse("inspections.inspection", args=[ref.id]))
        for ref in refs
        if int(ref.id) in rows
    }


def _parts(model: type[Finding] | type[Recommendation], part: str) -> openers.Opener:
    def open_many(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
        rows = model._default_manager.in_bulk([int(ref.id) for ref in refs])
        return {
            ref: Opened(
                _short(rows[int(ref.id)].text),
                f"{reverse('inspections.inspection', args=[rows[int(ref.id)].inspection_id])}#{part}-{ref.id}",
            )
            for ref in refs
            if int(ref.id) in rows
        }

    return open_many


def _parties(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Party.objects.select_related("inspection").in_bulk([int(ref.id) for ref in refs])
    return {
        ref: Opened(
            rows[int(ref.id)].inspection.title,
            reverse("inspections.inspection", args=[rows[int(ref.id)].inspection_id]) + "#phat-hien",
        )
        for ref in refs
        if int(ref.id) in rows
    }


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]}…"


def register() -> None:
    """Hang the openers; called at start-up."""
    openers.register("inspection", _inspections)
    openers.register("inspection-party", _parties)
    openers.register("finding", _parts(Finding, "ph"))
    openers.register("recommendation", _parts(Recommendation, "kn"))
