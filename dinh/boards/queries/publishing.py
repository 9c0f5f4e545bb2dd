"""What is public, and what may be made public."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from dinh.boards.models import Feed, Publication
from dinh.plans.models import Plan
from dinh.town.models import Unit
from dinh.town.queries import unit_scope_q
from dinh.town.shapes import Actor


def public_of(unit: Unit) -> list[Publication]:
    """What a unit shows to everybody now, newest first. One query; nothing but what was frozen is read."""
    rows = Publication.objects.filter(unit=unit, ended_at=None)
    return list(rows.select_related("unit").order_by("-as_of", "-pk")[:20])


def public_unit(code: str) -> Unit | None:
    """The unit of a code that has something public. One query."""
    shown = Publication.objects.filter(ended_at=None).values("unit_id")
    return Unit.objects.filter(code=code, pk__in=shown).select_related("parent").order_by("-since").first()


def public_units(*, limit: int = 400) -> Sequence[Unit]:
    """Units that show something, provinces first. One query."""
    shown = Publication.objects.filter(ended_at=None).values("unit_id")
    return list(Unit.objects.filter(pk__in=shown).select_related("parent").order_by("level", "code")[:limit])


def publications_of(actor: Actor, day: date, *, limit: int = 60) -> list[Publication]:
    """What the units in view have published, those still public first. One query."""
    rows = Publication.objects.filter(unit_scope_q(actor, day)).select_related("unit", "plan")
    return sorted(rows.order_by("-at", "-pk")[:limit], key=lambda row: row.ended_at is not None)


def publishable(actor: Actor, day: date, roles: frozenset[str], *, limit: int = 200) -> list[Plan]:
    """Plans whose figures this person may make public: of units that their mandate of one of the roles covers. One
    query."""
    held = tuple(mandate for mandate in actor.mandates if mandate.role in roles and mandate.office_id is None)
    reach = Actor(actor.person_id, actor.name, held)
    rows = Plan.objects.filter(unit_scope_q(reach, day), Q(until=None) | Q(until__gte=day), as_read=False)
    return list(rows.select_related("unit").defer("search").order_by("unit__level", "-since", "-pk")[:limit])


def feeds_of(actor: Actor) -> list[Feed]:
    """One's own feeds, those in use first. One query."""
    if actor.person_id is None:
        return []
    rows = Feed.objects.filter(owner=actor.person_id).select_related("owner", "office")
    return sorted(rows[:60], key=lambda feed: feed.revoked_at is not None)
