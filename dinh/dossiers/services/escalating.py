"""Lateness told to whoever stands above, by dated rules, and their direction."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from dinh.ground import calendar
from dinh.ground import services as ground
from dinh.town import services as town
from dinh.town.rules import may as mandates_may
from dinh.town.shapes import Actor

from .. import escalation_book, one_stop
from ..models import Dossier, Escalation
from ..rules import clock, hours, late
from ..shapes import DossierEscalated
from .common import NotAllowed, NotThere, WrongState, day_of, local, locked, moment, name_of, note, reason_of

log = logging.getLogger(__name__)
T = TypeVar("T")
MOST_A_RUN = 5_000
"""Dossiers told of in one run, the longest late first; the next run goes on with the others, since who was told is asked for no more."""


def escalate(*, at: datetime) -> int:
    """Tell each level that a late dossier has reached and that was not told yet; gives how many were told. Run again it
    tells nobody twice, and goes on where the run before came to its bound. What has its answer, or whose clock stands, is
    told no more."""
    open_still = Escalation.objects.filter(ended_at=None)
    open_still.exclude(dossier__decided_at=None).update(ended_at=at)
    open_still.filter(dossier__due_at=None).update(ended_at=at)
    told = 0
    late_rows = Dossier.objects.filter(_untold(at), closed_at=None, decided_at=None, due_at__lt=at)
    for pk in late_rows.order_by("due_at", "pk").values_list("pk", flat=True)[:MOST_A_RUN]:
        try:
            told += _tell(pk, at)
        except Exception:
            # One that cannot be told of must not keep the others from being told.
            log.exception("nobody could be told that dossier %s is late", pk)
    return told


def _untold(at: datetime) -> Q:
    """Dossiers that have reached a level which was not told of this deadline: late since before the moment from which so much
    office time has passed, by the hours of the day they were received and the levels of the day they were due."""
    found = Q(pk__in=())
    now, days = local(at), calendar.for_country()
    by_hours = [(each.since, each.limits.hours) for each in one_stop.editions()]
    for received_since, received_until, worked in _spans(by_hours):
        received = _between("received_day", received_since, received_until)
        for due_since, due_until, levels in _spans(escalation_book.editions()):
            due = _between("due_at", _morning(due_since, now), _morning(due_until, now))
            for level in levels:
                told = Escalation.objects.filter(
                    dossier=OuterRef("pk"), due_at=OuterRef("due_at"), level=level.level
                )
                since = hours.back_worked(now, level.after, worked, days)
                found |= Q(received, due, ~Exists(told), due_at__lte=since)
    return found


def _spans(editions: Sequence[tuple[date, T]]) -> Iterator[tuple[date | None, date | None, T]]:
    """Each edition with its first day and the first day after it; the first and the last are open."""
    for place, (since, what) in enumerate(editions):
        until = editions[place + 1][0] if place + 1 < len(editions) else None
        yield (since if place else None), until, what


def _morning(day: date | None, now: datetime) -> datetime | None:
    return datetime.combine(day, time(), tzinfo=now.tzinfo) if day else None


def _between(name: str, since: object, until: object) -> Q:
    said = {f"{name}__gte": since, f"{name}__lt": until}
    return Q(**{key: value for key, value in said.items() if value is not None})


@transaction.atomic
def _tell(dossier_id: int, at: datetime) -> int:
    dossier = locked(dossier_id)
    if dossier.decided_at or dossier.due_at is None or dossier.due_at >= at:
        return 0
    limits = one_stop.on(dossier.received_day).limits
    by = clock.worked_between(local(dossier.due_at), local(at), limits.hours, calendar.for_country())
    there = set(dossier.escalations.filter(due_at=dossier.due_at).values_list("level", flat=True))
    new = [
        level
        for level in late.reached(escalation_book.on(day_of(dossier.due_at)), by)
        if level.level not in there
    ]
    for level in new:
        above = dossier.unit.parent_id if level.of == "above" else None
        Escalation.objects.create(
            dossier=dossier,
            level=level.level,
            role=level.role,
            unit_id=above or dossier.unit_id,
            office_id=None if above or level.role == "leader" else dossier.office_id,
            due_at=dossier.due_at,
            at=at,
        )
        note(dossier, "escalated", None, at, level=level.level, role=level.role)
        ground.announce(
            DossierEscalated(dossier.pk, dossier.code, dossier.unit.code, level.level, level.role), at=at
        )
    return len(new)


def is_told(row: Escalation, by: Actor | None, at: datetime) -> bool:
    """Whether this person is one of those who are told. Needs `unit` selected."""
    if by is None:
        return True
    # A leader of the unit may see to what its heads were told.
    roles = frozenset({row.role, "leader"}) if row.role != "province" else frozenset({row.role})
    return mandates_may(by.mandates, roles, row.unit.path, day_of(at), row.office_id)


@transaction.atomic
def direct(*, escalation_id: int, words: str, by: Actor | None, at: datetime) -> Escalation:
    """What whoever was told says should be done; it stands in the dossier's story."""
    row = Escalation.objects.select_related("unit").filter(pk=escalation_id).first()
    if row is None:
        raise NotThere(_("Không có lần báo trễ này."))
    dossier = locked(row.dossier_id)
    row = Escalation.objects.select_for_update(of=("self",)).select_related("unit").get(pk=escalation_id)
    if by is not None:
        town.require(by, "dossiers.direct", row.unit.path, at, row.office_id)
        if not is_told(row, by, at):
            raise NotAllowed(_("Lần báo trễ này gửi người khác; anh, chị chỉ xem được."))
    said = reason_of(words, "words")
    if row.ended_at is not None:
        raise WrongState(_("Lần báo trễ này đã xong."))
    at = moment(dossier, at)
    row.direction, row.directed_at, row.by_name, row.ended_at = said, at, name_of(by), at
    row.save(update_fields=["direction", "directed_at", "by_name", "ended_at"])
    note(dossier, "directed", by, at, note=said, level=row.level)
    return row
