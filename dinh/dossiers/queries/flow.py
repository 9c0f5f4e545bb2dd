"""Lists around the work itself: what people hold who are away, and how near a deadline is."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from dinh.ground import calendar
from dinh.town.models import Mandate, StandIn
from dinh.town.rules import covers
from dinh.town.shapes import Actor

from ..models import Holding
from .scope import after_q
from .worklists import PAGE, _page

HEADS = frozenset({"office_head", "leader"})
NEAR_DAYS = 2
"""Working days before a deadline from which it is near: a mark on a list, no rule of law."""


def near_until(now: datetime, days: int = NEAR_DAYS) -> datetime:
    """The end of the working day until which a deadline counts as near."""
    day = calendar.for_country().add_working_days(timezone.localdate(now), days)
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def headed(actor: Actor | None, day: date) -> Q | None:
    """A filter on open steps: those of the offices and units that the actor heads; None when they head nothing."""
    found: Q | None = None
    for m in actor.mandates if actor else ():
        if m.role not in HEADS or not covers(m, m.unit_path, day, m.office_id):
            continue
        one = Q(office=m.office_id) if m.office_id else Q(unit__path=m.unit_path)
        found = one if found is None else found | one
    return found


def of_absent(
    actor: Actor | None, day: date, *, after: str = "", limit: int = PAGE
) -> tuple[list[Holding], str]:
    """Steps in the hands of people who are away today, or have no mandate any more, in what the actor heads; the most
    pressing first. 1 query."""
    mine = headed(actor, day)
    if mine is None:
        return [], ""
    away = StandIn.objects.filter(absent=OuterRef("person"), since__lte=day, until__gte=day)
    here = Mandate.objects.alive_on(day).filter(person=OuterRef("person"))
    rows = Holding.objects.filter(mine, after_q(after), closed_at=None, person__isnull=False)
    rows = rows.filter(Exists(away) | ~Exists(here))
    shown = rows.select_related("dossier__unit", "dossier__applicant", "step", "unit", "office", "person")
    return _page(list(shown.order_by("pressing_at", "id")[: limit + 1]), limit)


def stand_ins(persons: list[int], day: date) -> dict[int, list[str]]:
    """Who stands in today for each of these people. 1 query."""
    found: dict[int, list[str]] = {}
    rows = StandIn.objects.filter(absent__in=persons, since__lte=day, until__gte=day)
    for absent, name in rows.values_list("absent_id", "by__name"):
        found.setdefault(absent, []).append(name)
    return found
