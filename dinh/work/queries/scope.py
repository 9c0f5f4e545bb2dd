"""Which assignments somebody may see, and which were asked for by a thing upstairs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from dinh.ground.shapes import Ref
from dinh.ground.sql_memo import rows_of
from dinh.town.models import Unit
from dinh.town.queries import unit_scope_q
from dinh.town.rules import covers
from dinh.town.shapes import Actor
from dinh.work import rules
from dinh.work.models import Assignment, HandOver

_MOST_UNITS = 2_000
"""Units written out in a condition; the databases then use the index of units instead of looking at every row."""


def visible_q(actor: Actor | None, day: date, prefix: str = "") -> Q:
    """Keeps the assignments that the actor may see: owed by or asked by a unit of their mandates. One small query.
    `prefix` ("assignment__") asks it of rows that point to an assignment.

    What a unit that merged has passed on is seen under its successor; what it had closed, through the old unit, which a
    mandate over the successor reaches."""

    def seen() -> QuerySet[Unit]:
        return Unit.objects.filter(unit_scope_q(actor, day, prefix=""))

    units: Any = rows_of("work.units_seen", (actor, day), lambda: seen().values_list("pk", flat=True))
    if len(units) > _MOST_UNITS:
        units = seen().values("pk")
    return Q(**{f"{prefix}unit__in": units}) | Q(**{f"{prefix}asker_unit__in": units})


@dataclass(frozen=True, slots=True)
class Reach:
    """Where an actor stands in the work: as whom, for which offices, for which units as a whole."""

    persons: tuple[int, ...] = ()
    head_of: tuple[int, ...] = ()
    officer_of: tuple[int, ...] = ()
    units: tuple[int, ...] = ()
    asks_for_units: tuple[int, ...] = ()
    asks_for_offices: tuple[int, ...] = ()

    @property
    def offices(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys((*self.head_of, *self.officer_of)))


@dataclass(slots=True)
class _Found:
    heads: set[int] = field(default_factory=set)
    officers: set[int] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    asking_paths: set[str] = field(default_factory=set)
    asking_offices: set[int] = field(default_factory=set)


def reach_of(actor: Actor | None, day: date) -> Reach:
    """The places an actor answers for on a day. At most one query (the units of paths).

    A mandate over one office answers for the office: its head for all of it, an officer for what nobody was named for. A
    mandate over a unit answers for what was asked of the unit as a whole: of what its offices owe the asker asks."""
    found = _Found()
    for m in actor.mandates if actor else ():
        if not covers(m, m.unit_path, day, m.office_id):
            continue
        if m.office_id is not None:
            if m.role in rules.WHO_MAY["work.answer_hand_over"]:
                found.heads.add(m.office_id)
            elif m.role in rules.WHO_MAY["work.start"]:
                found.officers.add(m.office_id)
            if m.role in rules.WHO_MAY["work.accept"]:
                found.asking_offices.add(m.office_id)
        else:
            if m.role in rules.WHO_MAY["work.give_to_person"]:
                found.paths.add(m.unit_path)
            if m.role in rules.WHO_MAY["work.accept"]:
                found.asking_paths.add(m.unit_path)
    wanted = tuple(sorted(found.paths | found.asking_paths))
    at_path: dict[str, list[int]] = {}
    for path, pk in rows_of("work.at_paths", wanted, lambda: _at_paths(wanted)) if wanted else ():
        at_path.setdefault(path, []).append(pk)
    return Reach(
        persons=tuple(sorted(rules.persons_of(actor, day))),
        head_of=tuple(sorted(found.heads)),
        officer_of=tuple(sorted(found.officers - found.heads)),
        units=tuple(pk for path in sorted(found.paths) for pk in at_path.get(path, ())),
        asks_for_units=tuple(pk for path in sorted(found.asking_paths) for pk in at_path.get(path, ())),
        asks_for_offices=tuple(sorted(found.asking_offices)),
    )


def _at_paths(paths: tuple[str, ...]) -> QuerySet[Unit, tuple[str, int]]:
    return Unit.objects.filter(path__in=paths).order_by("pk").values_list("path", "pk")


def owed_q(reach: Reach) -> Q:
    """What the actor owes: named for it; or of an office or unit they answer for."""
    found = Q(person__in=reach.persons)
    if reach.head_of:
        found |= Q(office__in=reach.head_of)
    if reach.officer_of:
        found |= Q(office__in=reach.officer_of, person=None)
    if reach.units:
        found |= Q(unit__in=reach.units, office=None)
    return found


def asked_q(reach: Reach) -> Q:
    """What the actor asked of others, and what was asked in the name of their office or unit."""
    found = Q(asker_person__in=reach.persons)
    if reach.asks_for_offices:
        found |= Q(asker_office__in=reach.asks_for_offices)
    if reach.asks_for_units:
        found |= Q(asker_unit__in=reach.asks_for_units)
    return found


def by_asker(refs: Iterable[Ref]) -> dict[Ref, Assignment]:
    """For each thing that asked, its assignment: the open one where there is one, else the newest; with office, person
    and unit. Things that never asked are left out. One query a kind."""
    wanted: dict[str, list[str]] = {}
    for ref in refs:
        wanted.setdefault(ref.kind, []).append(str(ref.id))
    found: dict[Ref, Assignment] = {}
    for kind, ids in wanted.items():
        for row in _of_kind(kind, ids).order_by("pk"):
            asker = Ref.of(kind, row.asked_by_id)
            there = found.get(asker)
            if there is None or row.is_open or not there.is_open:
                found[asker] = row
    return found


def all_by_asker(ref: Ref) -> list[Assignment]:
    """Everything that one thing asked for, the newest first: a target given to many offices, the turns of a rhythm."""
    return list(_of_kind(ref.kind, [str(ref.id)]).order_by("-pk"))


def _of_kind(kind: str, ids: list[str]) -> QuerySet[Assignment]:
    return Assignment.objects.filter(asked_by_kind=kind, asked_by_id__in=ids).select_related(
        "office", "person", "unit"
    )


def waits_for_taker() -> Exists:
    """Whether an assignment has a hand-over that nobody has answered."""
    return Exists(HandOver.objects.filter(assignment=OuterRef("pk"), answered_at=None))
