"""Who may, decided from mandates alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from dinh.town.shapes import MandateShape


def covers(mandate: MandateShape, unit_path: str, day: date, office_id: int | None = None) -> bool:
    """Whether this mandate reaches the unit (or the unit's office) on that day.

    A mandate over a unit reaches its whole subtree. A mandate over one office reaches that office only: a question
    about the unit as a whole (`office_id` None) is beyond it.
    """
    if mandate.since is not None and day < mandate.since:
        return False
    if mandate.until is not None and day > mandate.until:
        return False
    if not mandate.unit_path or not unit_path.startswith(mandate.unit_path):
        return False
    return mandate.office_id is None or mandate.office_id == office_id


def may(
    mandates: Iterable[MandateShape],
    roles: frozenset[str],
    unit_path: str,
    day: date,
    office_id: int | None = None,
) -> bool:
    """Whether any of the mandates carries one of the roles and reaches there on that day."""
    return any(m.role in roles and covers(m, unit_path, day, office_id) for m in mandates)


def holders(mandates: Iterable[MandateShape], roles: frozenset[str]) -> tuple[MandateShape, ...]:
    """Those of the mandates that carry one of the roles."""
    return tuple(m for m in mandates if m.role in roles)


def cut_to(mandate: MandateShape, since: date, until: date, for_person_id: int) -> MandateShape | None:
    """The mandate as a stand-in has it: no longer than the standing-in and no longer than the mandate itself.
    None when the two never meet."""
    first = since if mandate.since is None else max(since, mandate.since)
    last = until if mandate.until is None else min(until, mandate.until)
    if first > last:
        return None
    return replace(mandate, since=first, until=last, for_person_id=for_person_id)
