"""Presses that nobody answered go up; presses whose work is done are settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from dinh.ground import calendar as working
from dinh.ground import services as ground
from dinh.ground.outbox import services as outbox
from dinh.ground.outbox.shapes import INSIDE, NewLetter
from dinh.ground.shapes import Ref
from dinh.work.models import PressItem, PressOwed, PressTold
from dinh.work.pressing import editions, people, rules
from dinh.work.pressing.shapes import OwedState, PressEscalated, Step, To

from .owed import day_of

_NOBODY: list[int | None] = [None]


def settle(*, at: datetime, assignment_ids: Iterable[int] | None = None) -> int:
    """Presses whose assignments are all closed owe no answer any more. Gives how many were settled now."""
    still_open = PressItem.objects.filter(owed=OuterRef("pk"), assignment__closed_at=None)
    rows = PressOwed.objects.filter(state=OwedState.WAITING.value).filter(~Exists(still_open))
    if assignment_ids is not None:
        rows = rows.filter(items__assignment__in=list(assignment_ids))
    ids = list(rows.values_list("pk", flat=True))
    return PressOwed.objects.filter(pk__in=ids, state=OwedState.WAITING.value).update(
        state=OwedState.SETTLED.value
    )


def escalate(*, at: datetime) -> int:
    """Take every press without an answer to the next level that its days have reached. Gives how many steps were taken."""
    day = day_of(at)
    late = list(
        PressOwed.objects.filter(state=OwedState.WAITING.value, answer_by__lt=day)
        .select_related("press", "unit", "office")
        .order_by("pk")
    )
    if not late:
        return 0
    who = people.on(day, {row.unit_id for row in late})
    told: dict[int, list[PressTold]] = {}
    for each in PressTold.objects.filter(owed__in=late):
        told.setdefault(each.owed_id, []).append(each)
    taken = 0
    for row in late:
        before = told.get(row.pk, [])
        steps = rules.steps_due(
            editions.current().steps,
            answer_by=row.answer_by,
            day=day,
            taken=[each.step for each in before],
            calendar=working.for_country(),
        )
        for step in steps:
            taken += _take(row.pk, step, who, at)
    return taken


@transaction.atomic
def _take(owed_id: int, step: Step, who: people.People, at: datetime) -> int:
    """One step for one office. The row is locked: an answer that comes at this moment wins or waits."""
    row = (
        PressOwed.objects.select_for_update(of=("self",))
        .select_related("press", "unit", "office")
        .get(pk=owed_id)
    )
    told = list(row.told.all())
    if row.state != OwedState.WAITING or any(each.step == step.step for each in told):
        return 0
    known = {each.person_id for each in told} | {row.press.by_id}
    meant = [person for person in _meant(step.to, row, who) if person not in known]
    PressTold.objects.bulk_create(
        PressTold(owed=row, person_id=person, step=step.step, as_role=step.to, at=at)
        for person in [*meant] or _NOBODY
    )
    place = str(row.office or row.unit)
    outbox.post_many(
        letters=[
            NewLetter(
                key=f"press-up:{row.pk}:{step.step}:{person}",
                to=Ref("person", person),
                channel=INSIDE,
                subject=_("Chưa trả lời đôn đốc: %(office)s, phải trả lời trước hết %(day)s")
                % {"office": place, "day": f"{row.answer_by:%d/%m/%Y}"},
                text=row.press.words,
                about=row.ref,
            )
            for person in meant
        ],
        by=None,
        at=at,
    )
    ground.write(
        deed="work.press-went-up",
        about=row.press.ref,
        by=None,
        at=at,
        data={"office": place, "step": step.step, "to": step.to, "persons": meant},
        also=[row.ref],
    )
    ground.announce(PressEscalated(row.press_id, row.pk, step.step, step.to), at=at)
    return 1


def _meant(to: str, row: PressOwed, who: people.People) -> list[int]:
    if to == To.HEAD:
        found = list(who.heads.get(row.office_id, ()) if row.office_id else who.leaders.get(row.unit_id, ()))
    elif to == To.LEADER:
        found = list(who.leaders.get(row.unit_id, ()))
    else:
        found = list(who.following(row.unit_id))
    return list(dict.fromkeys([*found, *(by for person in found for by in who.instead(person))]))
