"""The room that asked gives what is still owed to another office: one assignment goes on, nothing begins anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town.models import Office
from dinh.town.shapes import Actor
from dinh.work.models import Assignment, Passing, Series
from dinh.work.shapes import WorkReassigned

from . import common
from .common import note


@transaction.atomic
def reassign(*, asked_by: Ref, office_id: int, by: Actor | None, at: datetime, reason: str = "") -> list[int]:
    """Whatever is still open of what one thing asked is owed by another office from now on, with its percent, evidence and
    story; so are its parts that the old office kept, and the turns to come. The room that asks has seen to who may. Gives
    the ids moved, none when nothing was open or the office has it already.

    Nobody answers for it: it is the asker's word, not an offer. A person's name stays behind, and a hand-over that waited
    is withdrawn."""
    office = Office.objects.select_related("unit").get(pk=office_id)
    asked = {"asked_by_kind": asked_by.kind, "asked_by_id": str(asked_by.id)}
    Series.objects.filter(**asked, ended_at=None).exclude(office=office).update(
        unit=office.unit, office=office, person=None
    )
    ids = (
        Assignment.objects.filter(**asked, closed_at=None)
        .exclude(office=office)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    moved = [common.locked(pk) for pk in list(ids)]
    for work in moved:
        _move(work, office, by, at, reason)
    if moved:
        ground.announce(
            WorkReassigned(tuple(work.pk for work in moved), asked_by.kind, str(asked_by.id), office.pk),
            at=at,
        )
    return [work.pk for work in moved]


def _move(work: Assignment, office: Office, by: Actor | None, at: datetime, reason: str) -> None:
    old_id, old = work.office_id, work.office
    parts = list(work.subs.select_for_update(of=("self",)).filter(closed_at=None).order_by("pk"))
    Passing.objects.create(
        assignment=work,
        from_unit_id=work.unit_id,
        from_office_id=old_id,
        to_unit_id=office.unit_id,
        to_office=office,
        at=at,
    )
    work.unit, work.office, work.person = office.unit, office, None
    work.version += 1
    work.save(update_fields=["unit", "office", "person", "version"])
    work.coops.filter(office=office).delete()
    work.hand_overs.filter(answered_at=None).update(
        answered_at=at, answer="withdrawn", remark=_("Người giao đã chuyển việc cho %s.") % office.name
    )
    note(
        work,
        "work.reassigned",
        by,
        at,
        also=[office.ref, *([old.ref] if old else [])],
        to=office.name,
        before=old.name if old else "",
        reason=reason.strip()[:1000],
    )
    for part in parts:
        if part.asker_office_id == old_id:
            part.asker_unit, part.asker_office = office.unit, office
            part.save(update_fields=["asker_unit", "asker_office"])
        if part.office_id == old_id:
            _move(part, office, by, at, reason)
