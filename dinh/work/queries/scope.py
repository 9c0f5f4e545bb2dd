"""Which assignments somebody may see, and which were asked for by a thing upstairs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from dinh.ground.shapes import Ref
from dinh.town.models import Unit
from dinh.town.queries import unit_scope_q
from dinh.town.shapes import Actor
from dinh.work.models import Assignment, Passing


def visible_q(actor: Actor | None, day: date) -> Q:
    """Keeps the assignments that the actor may see: owed by, asked by, or once owed by a unit of their mandates."""
    units = Unit.objects.filter(unit_scope_q(actor, day, prefix="")).values("pk")
    passed = Passing.objects.filter(from_unit__in=units).values("assignment")
    return Q(unit__in=units) | Q(asker_unit__in=units) | Q(pk__in=passed)


def by_asker(refs: Iterable[Ref]) -> dict[Ref, Assignment]:
    """For each thing that asked, its assignment: the open one where there is one, else the newest; with office, person
    and unit. Things that never asked are left out. One query a kind."""
    wanted: dict[str, list[str]] = {}
    for ref in refs:
        wanted.setdefault(ref.kind, []).append(str(ref.id))
    found: dict[Ref, Assignment] = {}
    for kind, ids in wanted.items():
        rows = (
            Assignment.objects.filter(asked_by_kind=kind, asked_by_id__in=ids)
            .select_related("office", "person", "unit")
            .order_by("pk")
        )
        for row in rows:
            asker = Ref.of(kind, row.asked_by_id)
            there = found.get(asker)
            if there is None or row.is_open or not there.is_open:
                found[asker] = row
    return found


def all_by_asker(ref: Ref) -> list[Assignment]:
    """Everything that one thing asked for, the newest first: a target given to many offices, the turns of a rhythm."""
    return list(
        Assignment.objects.filter(asked_by_kind=ref.kind, asked_by_id=str(ref.id))
        .select_related("office", "person", "unit")
        .order_by("-pk")
    )
