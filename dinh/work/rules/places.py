"""As whom and where an actor stands. Pure."""

from __future__ import annotations

from datetime import date

from dinh.town.rules import covers
from dinh.town.shapes import Actor


def persons_of(actor: Actor | None, day: date) -> frozenset[int]:
    """The persons an actor acts as on a day: themselves, and those they stand in for."""
    if actor is None or actor.person_id is None:
        return frozenset()
    stood_for = {
        m.for_person_id
        for m in actor.mandates
        if m.for_person_id is not None and covers(m, m.unit_path, day, m.office_id)
    }
    return frozenset({actor.person_id, *stood_for})


def works_at(actor: Actor, path: str, day: date) -> bool:
    """Whether the actor has any mandate left that reaches a unit."""
    return any(
        path.startswith(m.unit_path) and covers(m, m.unit_path, day, m.office_id) for m in actor.mandates
    )
