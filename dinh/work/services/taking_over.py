"""To take over what an earlier book of work says (a spreadsheet, another program): many assignments in one act, each
already where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor
from dinh.work import rules
from dinh.work.models import Assignment, Coop
from dinh.work.shapes import CLOSED_STATES, Ask, WorkAsked, WorkState

from .asking import _checked, _shared
from .common import WrongInput, day_of, person_id, ref_of

_BATCH = 1000
_LINE = 2000
"""Assignments named in one ledger line."""


@dataclass(frozen=True, slots=True)
class Past:
    """One row of the earlier book: what was asked and when, and where it stands. `done_on` for what is done, `closed_on`
    for what was dropped."""

    ask: Ask
    asked_on: date
    state: str = WorkState.NOT_STARTED.value
    percent: int = 0
    note: str = ""
    done_on: date | None = None
    closed_on: date | None = None
    asker_person_id: int | None = None


@transaction.atomic
def take_over(*, past: Sequence[Past], by: Actor | None, at: datetime) -> list[int]:
    """Write down what an earlier book says and give the ids in the same order. All of it or nothing: raises WrongInput
    naming the first row that cannot be. A few queries a thousand rows, one ledger line each two thousand.

    Rows that a room upstairs asked for are its own to ask, and rhythms begin anew: neither is taken over."""
    today = day_of(at)
    rows = [_row(one, number, by, at, today) for number, one in enumerate(past, start=1)]
    _check_places(past, by, at)
    made = Assignment.objects.bulk_create(rows, batch_size=_BATCH)
    Coop.objects.bulk_create(
        [
            Coop(assignment=row, office_id=office_id)
            for row, one in zip(made, past, strict=True)
            for office_id in dict.fromkeys(one.ask.coop_office_ids)
            if office_id != one.ask.office_id
        ],
        batch_size=_BATCH,
    )
    ids = [row.pk for row in made]
    for start in range(0, len(ids), _LINE):
        some = ids[start : start + _LINE]
        ground.write(
            deed="work.taken-over",
            about=Ref("assignment", some[0]),
            by=ref_of(by),
            at=at,
            data={"n": len(some)},
            also=[Ref("assignment", pk) for pk in some[1:]],
        )
    still_owed = tuple(row.pk for row in made if row.closed_at is None)
    if still_owed:
        ground.announce(WorkAsked(still_owed, ""), at=at)
    return ids


def _row(past: Past, number: int, by: Actor | None, at: datetime, today: date) -> Assignment:
    fault = _fault(past, today)
    if fault:
        raise WrongInput("past", _("Dòng %(n)s: %(fault)s") % {"n": number, "fault": fault})
    ask = _checked(replace(past.ask, asker_unit_id=past.ask.asker_unit_id or past.ask.unit_id), at)
    ended = past.done_on or past.closed_on
    return Assignment(
        **{
            **_shared(ask, by, _moment(past.asked_on)),
            "asker_person_id": past.asker_person_id or person_id(by),
        },
        due_on=ask.due_on,
        state=past.state,
        percent=100 if past.state == WorkState.DONE.value else past.percent,
        note=past.note.strip()[:1000],
        noted_at=_moment(ended or past.asked_on) if past.note.strip() else None,
        submitted_on=past.done_on or (today if past.state == WorkState.SUBMITTED.value else None),
        paused_since=past.asked_on if past.state == WorkState.PAUSED.value else None,
        state_before=WorkState.DOING.value if past.state == WorkState.PAUSED.value else "",
        done_on=past.done_on,
        late_days=rules.late_days(ask.due_on, past.done_on),
        closed_at=_moment(ended) if ended else None,
    )


def _fault(past: Past, today: date) -> str:
    """Why a row cannot be, "" when it can."""
    if past.state not in set(WorkState):
        return _("không có trạng thái “%(state)s”.") % {"state": past.state}
    if past.ask.asked_by is not None or past.ask.rhythm or past.ask.parent_id is not None:
        return _("chỉ nhận việc giao tay, một lần, không thuộc việc khác.")
    if past.asked_on > today:
        return _("ngày giao ở sau hôm nay.")
    done = past.state == WorkState.DONE.value
    if done != (past.done_on is not None):
        return _("việc hoàn thành thì có ngày xong, việc khác thì không.")
    if (past.state in CLOSED_STATES) != ((past.done_on or past.closed_on) is not None):
        return _("việc đã đóng thì có ngày đóng, việc còn mở thì không.")
    ended = past.done_on or past.closed_on
    if ended is not None and not past.asked_on <= ended <= today:
        return _("ngày xong phải từ ngày giao đến hôm nay.")
    if not 0 <= past.percent <= 100:
        return _("phần trăm nằm từ 0 đến 100.")
    return ""


def _check_places(past: Sequence[Past], by: Actor | None, at: datetime) -> None:
    units = Unit.objects.in_bulk({one.ask.unit_id for one in past})
    wanted = {one.ask.office_id for one in past if one.ask.office_id is not None}
    unit_of = dict(Office.objects.filter(pk__in=wanted).values_list("pk", "unit_id"))
    allowed: set[tuple[int, int | None]] = set()
    for number, one in enumerate(past, start=1):
        place = (one.ask.unit_id, one.ask.office_id)
        if place in allowed:
            continue
        unit = units.get(one.ask.unit_id)
        if unit is None or (one.ask.office_id is not None and unit_of.get(one.ask.office_id) != unit.pk):
            raise WrongInput(
                "past", _("Dòng %(n)s: cơ quan được giao không thuộc đơn vị đã ghi.") % {"n": number}
            )
        town.require(by, "work.ask", unit.path, at, one.ask.office_id)
        allowed.add(place)


def _moment(day: date) -> datetime:
    """Nine in the morning of a day of the book, which knows no hours."""
    return timezone.make_aware(datetime.combine(day, time(9)))
