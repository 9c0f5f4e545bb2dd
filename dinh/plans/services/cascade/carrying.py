"""What else an old unit owed (work, reports) goes with it in the deed that passes its targets on: nothing stays on a desk
where nobody sits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from dinh.ground.text import fold
from dinh.sectors.reporting import services as reporting
from dinh.sectors.reporting.models import Duty, Report
from dinh.town.models import Office
from dinh.town.shapes import Actor
from dinh.work import services as work
from dinh.work.models import Assignment, Series


@dataclass(frozen=True, slots=True)
class Route:
    """Where everything that cannot be shared out goes: one successor, from its first day."""

    old_id: int
    new_id: int
    day: date


@dataclass(frozen=True, slots=True)
class Carried:
    """What went, by unit."""

    work: dict[int, int]
    reports: dict[int, int]


def waiting(unit_ids: Collection[int]) -> tuple[Counter[int], Counter[int]]:
    """How much open work beside what was given in this way, and how many reporting duties and single reports, each unit
    still owes. Three queries."""
    ids = list(unit_ids)
    owed = Assignment.objects.filter(unit__in=ids, closed_at=None).exclude(
        asked_by_kind__in=("report", "allotment")
    )
    duties = Duty.objects.filter(unit__in=ids, until=None)
    once = Report.objects.filter(unit__in=ids, request__isnull=False, state__in=("owed", "returned"))
    return (
        Counter(owed.values_list("unit_id", flat=True)),
        Counter(duties.values_list("unit_id", flat=True)) + Counter(once.values_list("unit_id", flat=True)),
    )


def carry(routes: Iterable[Route], *, by: Actor, at: datetime) -> Carried:
    """Pass the work and the reporting duties of each old unit to its successor: to the office of the same name where there
    is one, else to the unit as a whole. Reports go first, since they close their own work and ask for it anew."""
    by_old = {route.old_id: route for route in routes}
    places = _same_names(by_old, timezone.localdate(at))
    busy = _with_work(by_old)
    gone: dict[int, int] = {}
    told: dict[int, int] = {}
    for route in by_old.values():
        to: dict[int | None, reporting.Owing] = {None: reporting.Owing(route.new_id)}
        to |= {old: reporting.Owing(route.new_id, new) for old, new in places.get(route.old_id, {}).items()}
        n = reporting.pass_on(
            from_unit_id=route.old_id, to=to, on=route.day, by=by, at=at, allowed_by_caller=True
        )  # fmt: skip
        if n:
            told[route.old_id] = n
        if route.old_id not in busy:
            continue
        moved = work.pass_on(
            from_unit_id=route.old_id,
            to={old: (heir.unit_id, heir.office_id) for old, heir in to.items()},
            by=by,
            at=at,
            allowed_by_caller=True,
        )
        if moved:
            gone[route.old_id] = len(moved)
    return Carried(gone, told)


def _with_work(old_ids: Collection[int]) -> set[int]:
    """The units that owe or asked for anything still open."""
    ids = list(old_ids)
    side = Q(unit__in=ids) | Q(asker_unit__in=ids)
    found: set[int] = set()
    for rows in (Assignment.objects.filter(side, closed_at=None), Series.objects.filter(side, ended_at=None)):
        for pair in rows.values_list("unit_id", "asker_unit_id").distinct():
            found |= set(pair)
    return found & set(ids)


def _same_names(by_old: Mapping[int, Route], day: date) -> dict[int, dict[int, int]]:
    """For each old unit: its offices -> the offices of the successor that bear the same name. One query."""
    units = {*by_old, *(route.new_id for route in by_old.values())}
    rows = list(Office.objects.filter(unit__in=units))
    now = {(row.unit_id, fold(row.name)): row.pk for row in rows if row.alive_on(day)}
    found: dict[int, dict[int, int]] = {}
    for row in rows:
        route = by_old.get(row.unit_id)
        new = now.get((route.new_id, fold(row.name))) if route else None
        if new is not None:
            found.setdefault(row.unit_id, {})[row.pk] = new
    return found
