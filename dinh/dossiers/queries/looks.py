"""Who looked at a citizen's data: for the citizen, and for whoever answers for an office."""

from __future__ import annotations

from datetime import datetime

from ..models import Citizen, Dossier, Look
from ..services.looks import record
from .scope import before_q, cursor_of

PAGE = 30

__all__ = ["PAGE", "looks_at", "looks_at_dossier", "record"]


def looks_at(citizen: Citizen, *, after: str = "", limit: int = PAGE) -> tuple[list[Look], str]:
    """Every look at this citizen's data, the newest first, and the cursor of the next page. 1 query."""
    rows = Look.objects.filter(before_q(after, "at"), citizen=citizen).select_related("dossier")
    return _page(list(rows.order_by("-at", "-id")[: limit + 1]), limit)


def looks_at_dossier(dossier: Dossier, *, after: str = "", limit: int = PAGE) -> tuple[list[Look], str]:
    """Every look at the people of one dossier, through it. 1 query."""
    rows = Look.objects.filter(before_q(after, "at"), dossier=dossier).select_related("citizen")
    return _page(list(rows.order_by("-at", "-id")[: limit + 1]), limit)


def looked_since(citizen: Citizen, since: datetime) -> int:
    """How many looks there were since a moment. 1 query."""
    return Look.objects.filter(citizen=citizen, at__gte=since).count()


def _page(rows: list[Look], limit: int) -> tuple[list[Look], str]:
    shown = rows[:limit]
    return shown, cursor_of(shown[-1].at, shown[-1].pk) if len(rows) > limit else ""
