"""What opens a card from anywhere in the house."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from dinh.ground.shapes import Ref
from dinh.look.shapes import Opened

from .models import Card


def cards(refs: Sequence[Ref]) -> dict[Ref, Opened]:
    """Cards by their scorecard, unit and period. 1 query."""
    ids = [int(ref.id) for ref in refs if str(ref.id).isdigit()]
    rows = Card.objects.filter(pk__in=ids).select_related("edition__scorecard", "unit")
    return {
        row.ref: Opened(
            f"{row.edition.scorecard}: {row.unit.full_name}, {row.period}",
            reverse("measures.score_card", args=[row.edition.scorecard.code, row.unit.code])
            + f"?ky={row.period}",
        )
        for row in rows
    }
