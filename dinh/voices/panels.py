"""What the room puts into the pages of dossiers: the citizen's panel, and the desk's."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from dinh.look import slots
from dinh.town.services import allowed

from .forms_dossier import RateForm
from .queries import complaints as queries


def of_citizen(request: HttpRequest | None, door: Any) -> str:
    """Rating and complaints on the citizen's page of a dossier. 2 queries."""
    if not door.acts:
        return ""
    dossier = door.dossier
    row = queries.rating_of(dossier.pk)
    context = {
        "dossier": dossier,
        "rating": row,
        "form": RateForm(initial={"stars": str(row.stars) if row else "", "words": row.words if row else ""}),
        "complaints": queries.complaints_of(dossier.pk),
        "may_rate": dossier.decided_at is not None,
    }
    return render_to_string("voices/parts/citizen_dossier.html", context, request)


def of_desk(request: HttpRequest | None, dossier: Any) -> str:
    """What the citizen said of it, beside the dossier at the desk. 2 queries."""
    actor = getattr(request, "actor", None)
    rating, said = queries.rating_of(dossier.pk), queries.complaints_of(dossier.pk)
    if actor is None or not (rating or said):
        return ""
    sees = {row.pk: allowed(actor, "voices.see_complaints", row.unit.path, timezone.now()) for row in said}
    context = {"rating": rating, "complaints": [(row, sees[row.pk]) for row in said]}
    return render_to_string("voices/parts/desk_dossier.html", context, request)


def door(_request: HttpRequest | None, _unit: Any) -> str:
    """The way to speak up, on the portal's front."""
    return render_to_string("voices/parts/portal_door.html")


def fill() -> None:
    """Put the panels in."""
    slots.fill("portal.doors", door, order=40)
    slots.fill("citizen.dossier.main", of_citizen, order=40)
    slots.fill("dossier.side", of_desk, order=60)
