"""To ask: one assignment, or thousands in one act; and what whoever asked may do from above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import calendar
from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.ground.text import nfc
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.rules import covers
from dinh.town.shapes import Actor
from dinh.work import rules
from dinh.work.models import Assignment, Coop, Series
from dinh.work.sentences import say
from dinh.work.shapes import Ask, WorkAsked, WorkRedated, WorkState

from . import common
from .common import WrongInput, day_of, person_id, ref_of

_BATCH = 1000


@transaction.atomic
def ask(*, ask: Ask, by: Actor | None, at: datetime, allowed_by_caller: bool = False) -> Assignment:
    """Ask an office for something by a day; with a rhythm, a series is made and its first occurrence returned.

    `by` None is the machine. `allowed_by_caller`: the room that asks has already seen to who may."""
    unit = Unit.objects.get(pk=ask.unit_id)
    if not allowed_by_caller:
        town.require(by, "work.ask", unit.path, at, ask.office_id)
    ask = _checked(_with_asker(ask, by, at), at)
    if (
        ask.office_id is not None
        and not Office.objects.filter(pk=ask.office_id, unit_id=ask.unit_id).exists()
    ):
        raise WrongInput("office", _("Cơ quan được giao không thuộc đơn vị đã chọn."))
    ids = _make([ask], by, at)
    made = Assignment.objects.select_related("unit", "office", "asker_unit").get(pk=ids[0])
    common.note(
        made,
        "work.asked",
        by,
        at,
        also=_places(made),
        title=made.title,
        due_on=made.due_on,
        rhythm=made.rhythm,
        office_id=made.office_id,
        person_id=made.person_id,
    )
    ground.announce(WorkAsked((made.pk,), made.asked_by_kind), at=at)
    return made


@transaction.atomic
def ask_many(*, asks: Sequence[Ask], by: Actor | None, at: datetime) -> list[int]:
    """Ask for many things in one act and return their ids in the same order. The room that asks has seen to who may.
    A few queries for each thousand; one ledger line that names them all, shown in the story of each."""
    if not asks:
        return []
    first = _with_asker(asks[0], by, at)
    filled = [
        _checked(
            replace(each, asker_unit_id=first.asker_unit_id, asker_office_id=first.asker_office_id)
            if each.asker_unit_id is None
            else each,
            at,
        )
        for each in asks
    ]
    ids = _make(filled, by, at)
    kinds = {each.asked_by.kind if each.asked_by else "" for each in filled}
    origins = dict.fromkeys(each.asked_by for each in filled if each.asked_by)
    ground.write(
        deed="work.asked-many",
        about=Ref("assignment", ids[0]),
        by=ref_of(by),
        at=at,
        data={"n": len(ids), "ids": ids},
        also=[*(Ref("assignment", pk) for pk in ids[1:]), *origins],
    )
    for kind in sorted(kinds):
        told = [
            pk
            for pk, each in zip(ids, filled, strict=True)
            if (each.asked_by.kind if each.asked_by else "") == kind
        ]
        ground.announce(WorkAsked(tuple(told), kind), at=at)
    return ids


def _places(work: Assignment) -> list[Ref]:
    return [Ref("office", work.office_id)] if work.office_id else [Ref("unit", work.unit_id)]


def _with_asker(ask: Ask, by: Actor | None, at: datetime) -> Ask:
    """Who asks when the caller did not say: the place where the actor's mandate reaches the asked office, else the
    asked unit itself."""
    if ask.asker_unit_id is not None:
        return ask
    day = day_of(at)
    path = Unit.objects.values_list("path", flat=True).get(pk=ask.unit_id)
    usable = [
        m
        for m in (by.mandates if by else ())
        if m.role in rules.WHO_MAY["work.ask"] and covers(m, path, day, ask.office_id)
    ]
    for mandate in sorted(usable, key=lambda m: (-len(m.unit_path), m.office_id is None)):
        unit = Unit.objects.alive_on(day).filter(path=mandate.unit_path).first()
        if unit is not None:
            return replace(ask, asker_unit_id=unit.pk, asker_office_id=mandate.office_id)
    return replace(ask, asker_unit_id=ask.unit_id)


def _checked(ask: Ask, at: datetime) -> Ask:
    title = nfc(" ".join(ask.title.split()))
    if not title:
        raise WrongInput("title", _("Viết tên việc cần làm."))
    if len(title) > 500:
        title = title[:499].rstrip() + "…"
    if ask.rhythm:
        try:
            rhythm = rules.Rhythm.parse(ask.rhythm)
        except rules.NoRhythm as wrong:
            raise WrongInput("rhythm", say(str(wrong))) from wrong
        if ask.due_on is None:
            ask = replace(ask, due_on=rules.first_day(rhythm, day_of(at), calendar.for_country()))
    return replace(ask, title=title, product=ask.product.strip()[:500], due_words=ask.due_words.strip()[:200])


def _shared(ask: Ask, by: Actor | None, at: datetime) -> dict[str, object]:
    return {
        "title": ask.title,
        "detail": ask.detail,
        "product": ask.product,
        "unit_id": ask.unit_id,
        "office_id": ask.office_id,
        "person_id": ask.person_id,
        "asker_unit_id": ask.asker_unit_id,
        "asker_office_id": ask.asker_office_id,
        "asker_person_id": person_id(by),
        "asked_by_kind": ask.asked_by.kind if ask.asked_by else "",
        "asked_by_id": str(ask.asked_by.id) if ask.asked_by else "",
        "asked_at": at,
        "due_words": ask.due_words,
        "rhythm": ask.rhythm,
        "priority": ask.priority,
        "checked": ask.check,
    }


def _make(asks: Sequence[Ask], by: Actor | None, at: datetime) -> list[int]:
    shared = [_shared(each, by, at) for each in asks]
    series = {n: row for n, row in enumerate(shared) if asks[n].rhythm}
    made_series = Series.objects.bulk_create(
        [
            Series(
                **row,
                first_due=_first_due(asks[n]),
                made_until=_period_of(asks[n]).last,
                coops=sorted(set(asks[n].coop_office_ids)),
            )
            for n, row in series.items()
        ],
        batch_size=_BATCH,
    )
    of_row = dict(zip(series, made_series, strict=True))
    made = Assignment.objects.bulk_create(
        [
            Assignment(
                **row,
                due_on=each.due_on,
                parent_id=each.parent_id,
                series=of_row.get(n),
                period_key=_period_of(each).key if each.rhythm else "",
            )
            for n, (each, row) in enumerate(zip(asks, shared, strict=True))
        ],
        batch_size=_BATCH,
    )
    Coop.objects.bulk_create(
        [
            Coop(assignment=row, office_id=office_id)
            for row, each in zip(made, asks, strict=True)
            for office_id in dict.fromkeys(each.coop_office_ids)
            if office_id != each.office_id
        ],
        batch_size=_BATCH,
    )
    return [row.pk for row in made]


def _first_due(ask: Ask) -> date:
    assert ask.due_on is not None  # `_checked` saw to it
    return ask.due_on


def _period_of(ask: Ask) -> rules.Period:
    return rules.Rhythm.parse(ask.rhythm).period(_first_due(ask))


@transaction.atomic
def close(*, asked_by: Ref, outcome: str, by: Actor | None, at: datetime, remark: str = "") -> list[int]:
    """The room that asked closes what it asked for, "done" or "dropped"; its series end too. Gives the ids closed;
    what was closed before stays as it is."""
    if outcome not in (WorkState.DONE.value, WorkState.DROPPED.value):
        raise ValueError(outcome)
    rows = list(
        Assignment.objects.select_for_update(of=("self",))
        .filter(asked_by_kind=asked_by.kind, asked_by_id=str(asked_by.id), closed_at=None)
        .order_by("pk")
    )
    Series.objects.filter(asked_by_kind=asked_by.kind, asked_by_id=str(asked_by.id), ended_at=None).update(
        ended_at=at
    )
    for row in rows:
        finish(row, outcome, by, at, remark=remark)
    return [row.pk for row in rows]


def finish(work: Assignment, outcome: str, by: Actor | None, at: datetime, *, remark: str = "") -> None:
    """Close one locked assignment: state, day, line and news; what waits for an answer on it is withdrawn."""
    old = work.state
    done = outcome == WorkState.DONE.value
    work.state, work.closed_at = outcome, at
    work.state_before, work.paused_since = "", None
    if done:
        work.percent = 100
        work.done_on = work.submitted_on or day_of(at)
        work.late_days = rules.late_days(work.due_on, work.done_on)
    work.remark = remark.strip()[:1000]
    work.version += 1
    work.save()
    for waiting in (work.hand_overs, work.extensions):
        waiting.filter(answered_at=None).update(answered_at=at, answer="withdrawn")
    common.note(work, "work.done" if done else "work.dropped", by, at, old=old, remark=work.remark)
    common.tell_moved(work, old, at)
    parts = work.subs.select_for_update(of=("self",)).filter(closed_at=None).order_by("pk")
    for part in parts:
        finish(part, WorkState.DROPPED.value, by, at, remark=_("Việc lớn đã kết thúc."))
    roll_up(work.parent_id, at)


def roll_up(parent_id: int | None, at: datetime) -> None:
    """Bring the share done of a whole in step with its parts, up to the top. The state of the whole is its own."""
    while parent_id is not None:
        parent = Assignment.objects.select_for_update(of=("self",)).get(pk=parent_id)
        percent = rules.rolled_up(parent.subs.values_list("state", "percent"))
        if parent.closed_at is not None or percent is None or percent == parent.percent:
            return
        parent.percent = percent
        parent.version += 1
        parent.save(update_fields=["percent", "version"])
        common.tell_moved(parent, parent.state, at)
        parent_id = parent.parent_id


@transaction.atomic
def redate(*, asked_by: Ref, due_on: date | None, by: Actor | None, at: datetime) -> list[int]:
    """The room that asked moves the day owed of what is still open. Gives the ids moved."""
    rows = Assignment.objects.select_for_update(of=("self",)).filter(
        asked_by_kind=asked_by.kind, asked_by_id=str(asked_by.id), closed_at=None
    )
    moved = [row for row in rows.order_by("pk") if row.due_on != due_on]
    for row in moved:
        move_day(row, due_on, by, at)
    return [row.pk for row in moved]


def move_day(
    work: Assignment, due_on: date | None, by: Actor | None, at: datetime, *, reason: str = ""
) -> None:
    """Move the day owed of one locked assignment."""
    old, work.due_on = work.due_on, due_on
    work.version += 1
    work.save(update_fields=["due_on", "version"])
    common.note(work, "work.redated", by, at, old=old, new=due_on, reason=reason)
    ground.announce(
        WorkRedated(
            work.pk,
            work.asked_by_kind,
            work.asked_by_id,
            old.isoformat() if old else "",
            due_on.isoformat() if due_on else "",
        ),
        at=at,
    )
