"""What is told of lateness, to whom; and letters that wait to be sent."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from dinh.town.rules import covers
from dinh.town.shapes import Actor

from ..models import Apology, Escalation
from .scope import visible_q

MOST = 200


def told_q(actor: Actor | None, day: date) -> Q | None:
    """A filter on escalations: those told to this person's roles; None when nothing ever is."""
    found: Q | None = None
    for m in actor.mandates if actor else ():
        if m.role not in ("office_head", "leader", "province") or not covers(
            m, m.unit_path, day, m.office_id
        ):
            continue
        roles = ("office_head", "leader") if m.role == "leader" else (m.role,)
        one = Q(unit__path=m.unit_path, role__in=roles)
        if m.office_id:
            one &= Q(office=m.office_id)
        found = one if found is None else found | one
    return found


def told(actor: Actor | None, day: date) -> list[Escalation]:
    """Late dossiers told to this person and not answered yet, the longest late first; of each dossier the highest level.
    1 query."""
    mine = told_q(actor, day)
    if mine is None:
        return []
    rows = Escalation.objects.filter(mine, ended_at=None).select_related(
        "dossier__applicant", "dossier__unit", "unit", "office"
    )
    highest: dict[int, Escalation] = {}
    for row in rows.order_by("due_at", "-level", "pk")[: MOST * 3]:
        highest.setdefault(row.dossier_id, row)
    return list(highest.values())[:MOST]


def letters_waiting(actor: Actor | None, day: date) -> list[Apology]:
    """Letters prepared and not sent, of dossiers that the actor may see, the nearest promise first. 2 queries."""
    from ..models import Dossier

    seen = Dossier.objects.filter(visible_q(actor, day), closed_at=None)
    rows = Apology.objects.filter(sent_at=None, dropped_at=None, dossier__in=seen)
    return list(rows.select_related("dossier__unit", "dossier__office").order_by("promised_at", "pk")[:MOST])
