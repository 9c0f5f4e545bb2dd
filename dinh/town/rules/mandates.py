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


def hand_out_limit(
    mandates: Iterable[MandateShape], giving: frozenset[str], role: str, unit_path: str, day: date
) -> tuple[bool, date | None]:
    """Whether these mandates let their holder give `role` there, and the last day it may then last (None: no bound).

    The right to give (a role of `giving`) is handed on only from a mandate of one's own and never beyond its end. What
    one may only by standing in lasts no longer than the standing-in, whatever the role: else a fortnight's stand-in
    could leave lasting power behind.
    """
    usable = [m for m in mandates if m.role in giving and covers(m, unit_path, day)]
    own = [m for m in usable if m.for_person_id is None]
    if own and role not in giving:
        return True, None
    bounding = own if role in giving else usable
    ends = [m.until for m in bounding]
    return bool(ends), None if None in ends else max((end for end in ends if end), default=None)


def reaches_all(
    mandates: Iterable[MandateShape], roles: frozenset[str], unit_paths: Iterable[str], day: date
) -> bool:
    """Whether the mandates reach every one of the places, and there is at least one."""
    mandates, paths = list(mandates), list(unit_paths)
    return bool(paths) and all(may(mandates, roles, path, day) for path in paths)


def cut_to(mandate: MandateShape, since: date, until: date, for_person_id: int) -> MandateShape | None:
    """The mandate as a stand-in has it: no longer than the standing-in and no longer than the mandate itself.
    None when the two never meet."""
    first = since if mandate.since is None else max(since, mandate.since)
    last = until if mandate.until is None else min(until, mandate.until)
    if first > last:
        return None
    return replace(mandate, since=first, until=last, for_person_id=for_person_id)
