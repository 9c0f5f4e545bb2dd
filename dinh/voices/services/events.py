"""Events of the year: planned once, coming again by themselves, with work around them and a result after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.calendar import for_country
from dinh.ground.shapes import Kept
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor
from dinh.voices import rules
from dinh.voices.models import Event, EventEvidence, EventTask, ProgrammeLine
from dinh.voices.rules import EditionDay
from dinh.voices.shapes import EventHeld, EventState
from dinh.work import services as work
from dinh.work.shapes import Ask

from . import common
from .common import WrongInput, WrongState

AHEAD = timedelta(days=90)
"""Next year's occurrence stands in the calendar this long before its day."""
MOST_FILES = 20
GOING = (EventState.PLANNED.value, EventState.PREPARING.value)


@transaction.atomic
def plan_event(
    *,
    name: str,
    unit: Unit,
    day: date,
    by: Actor | None,
    at: datetime,
    until: date | None = None,
    place: str = "",
    detail: str = "",
    lead_office: Office | None = None,
    expected: int | None = None,
    yearly: bool = False,
    public: bool = True,
    source: str = "",
    series_key: str = "",
) -> Event:
    """Put an event of one's own into the calendar; `yearly` makes it come again by itself."""
    town.require(by, "voices.plan_event", unit.path, at, lead_office.pk if lead_office else None)
    name = common.clean(name, "name", _("Viết tên sự kiện."), 200)
    if until is not None and until < day:
        raise WrongInput("until", _("Đến hết ngày: không được trước ngày bắt đầu."))
    if lead_office is not None and lead_office.unit_id != unit.pk:
        raise WrongInput("lead_office", _("Cơ quan không thuộc đơn vị đã chọn."))
    if series_key and Event.objects.filter(unit=unit, series_key=series_key, day__year=day.year).exists():
        raise WrongState(_("Năm %(year)s sự kiện này đã có trong lịch.") % {"year": day.year})
    row = Event.objects.create(
        name=name,
        unit=unit,
        day=day,
        until=until,
        place=place.strip()[:200],
        detail=detail.strip(),
        lead_office=lead_office,
        expected=expected,
        yearly=yearly,
        public=public,
        source=source.strip()[:300],
        series_key=series_key,
        planned_at=at,
        planned_by_id=common.person_id(by),
    )
    if yearly and not series_key:
        row.series_key = f"local:{row.pk}"
        row.save(update_fields=["series_key"])
    common.note(row, "voices.event-planned", by, at, name=name, day=day, yearly=yearly)
    return row


@transaction.atomic
def plan_national(
    *, key: str, unit: Unit, year: int, by: Actor | None, at: datetime, place: str = ""
) -> Event:
    """Put a day of the edition into a unit's calendar, with its usual programme and work; it comes again every year."""
    known = next((each for each in rules.edition() if each.key == key), None)
    day = known.in_year(year) if known else None
    if known is None or day is None:
        raise WrongInput("key", _("Không có ngày này trong danh mục năm %(year)s.") % {"year": year})
    row = plan_event(
        name=known.name,
        unit=unit,
        day=day,
        place=place,
        detail=known.detail,
        source=known.source,
        yearly=True,
        series_key=key,
        by=by,
        at=at,
    )
    _furnish(row, known)
    return row


def _furnish(row: Event, known: EditionDay) -> None:
    offices = {office.kind: office for office in Office.objects.alive_on(row.day).filter(unit=row.unit)}
    row.lead_office = offices.get("phong-van-hoa-xa-hoi") or offices.get("so-khoa-hoc-cong-nghe")
    row.save(update_fields=["lead_office"])
    ProgrammeLine.objects.bulk_create(
        ProgrammeLine(event=row, starts=time.fromisoformat(starts), words=words, who=who)
        for starts, words, who in known.programme
    )
    EventTask.objects.bulk_create(
        EventTask(
            event=row,
            title=each.title,
            product=each.product,
            days_before=each.days_before,
            office=offices.get(each.office_kind) or row.lead_office,
        )
        for each in known.tasks
    )


@transaction.atomic
def open_next(*, at: datetime) -> list[Event]:
    """Put next year's occurrence of every yearly event into the calendar once its day is near enough, with the programme
    and the work of the year before. What is there already is left alone."""
    today = common.day_of(at)
    latest: dict[tuple[int, str], Event] = {}
    rows = (
        Event.objects.exclude(series_key="")
        .filter(day__gte=today - timedelta(days=800))
        .order_by("day", "pk")
    )
    for row in rows.select_related("unit", "lead_office"):
        latest[row.unit_id, row.series_key] = row
    made = []
    for last in latest.values():
        following = rules.next_day(last.day)
        over = last.unit.until is not None and last.unit.until < following
        if last.yearly and last.day < today and following - today <= AHEAD and not over:
            made.append(_again(last, following, at))
    return made


def _again(last: Event, day: date, at: datetime) -> Event:
    length = (last.until - last.day) if last.until else None
    row = plan_event(
        name=last.name,
        unit=last.unit,
        day=day,
        until=day + length if length else None,
        place=last.place,
        detail=last.detail,
        lead_office=last.lead_office,
        expected=last.participants or last.expected,
        yearly=True,
        public=last.public,
        source=last.source,
        series_key=last.series_key,
        by=None,
        at=at,
    )
    ProgrammeLine.objects.bulk_create(
        ProgrammeLine(event=row, starts=each.starts, words=each.words, who=each.who)
        for each in last.programme.all()
    )
    EventTask.objects.bulk_create(
        EventTask(
            event=row,
            title=each.title,
            product=each.product,
            days_before=each.days_before,
            office=each.office,
        )
        for each in last.tasks.all()
    )
    return row


@transaction.atomic
def change_event(
    *,
    event_id: int,
    day: date,
    by: Actor,
    at: datetime,
    until: date | None = None,
    place: str = "",
    detail: str = "",
    expected: int | None = None,
    yearly: bool = False,
    public: bool = True,
) -> Event:
    """Move it or say more of it. Work that was given moves with the day."""
    row = _going(event_id, "voices.plan_event", by, at)
    if until is not None and until < day:
        raise WrongInput("until", _("Đến hết ngày: không được trước ngày bắt đầu."))
    old = row.day
    row.day, row.until, row.place, row.detail = day, until, place.strip()[:200], detail.strip()
    row.expected, row.yearly, row.public = expected, yearly, public
    if yearly and not row.series_key:
        row.series_key = f"local:{row.pk}"
    row.version += 1
    row.save()
    common.note(row, "voices.event-changed", by, at, old=old, new=day)
    if day != old:
        calendar = for_country()
        for task in row.tasks.exclude(given_at=None):
            due = rules.due_day(day, task.days_before, calendar.add_working_days)
            work.redate(asked_by=task.ref, due_on=due, by=by, at=at)
    return row


def _going(event_id: int, deed: str, by: Actor | None, at: datetime) -> Event:
    row = common.locked_event(event_id)
    common.require(row, deed, by, at)
    if row.state not in GOING:
        raise WrongState(
            _("Sự kiện này đang ở tình trạng “%(state)s”, không sửa được nữa.") % {"state": _(row.state_word)}
        )
    return row


@transaction.atomic
def set_programme(*, event_id: int, lines: Sequence[tuple[time, str, str]], by: Actor, at: datetime) -> Event:
    """Write the programme anew: (at what time, what, who)."""
    row = _going(event_id, "voices.plan_event", by, at)
    row.programme.all().delete()
    ProgrammeLine.objects.bulk_create(
        ProgrammeLine(event=row, starts=starts, words=words[:300], who=who[:120])
        for starts, words, who in lines
    )
    row.version += 1
    row.save(update_fields=["version"])
    common.note(row, "voices.programme-set", by, at, lines=len(lines))
    return row


@transaction.atomic
def add_task(
    *,
    event_id: int,
    title: str,
    days_before: int,
    by: Actor,
    at: datetime,
    office: Office | None = None,
    product: str = "",
) -> EventTask:
    """Add a piece of work around the event; given when `give_tasks` is done."""
    row = _going(event_id, "voices.plan_event", by, at)
    if not -60 <= days_before <= 250:
        raise WrongInput("days_before", _("Từ 250 ngày làm việc trước đến 60 ngày làm việc sau."))
    if office is not None and office.unit_id != row.unit_id:
        raise WrongInput("office", _("Cơ quan không thuộc đơn vị của sự kiện."))
    made = EventTask.objects.create(
        event=row,
        title=common.clean(title, "title", _("Viết tên việc cần làm."), 300),
        product=product.strip()[:300],
        days_before=days_before,
        office=office,
    )
    common.note(row, "voices.event-task-added", by, at, title=made.title)
    return made


@transaction.atomic
def remove_task(*, task_id: int, by: Actor, at: datetime) -> None:
    """Take a piece of work out again, as long as it was not given."""
    task = EventTask.objects.get(pk=task_id)
    row = _going(task.event_id, "voices.plan_event", by, at)
    task.refresh_from_db()
    if task.given_at is not None:
        raise WrongState(_("Việc này đã giao: thôi giao ở trang của việc."))
    common.note(row, "voices.event-task-removed", by, at, title=task.title)
    task.delete()


@transaction.atomic
def give_tasks(*, event_id: int, by: Actor, at: datetime) -> list[int]:
    """Ask the offices for all work around the event that was not given yet, in one act. Gives the assignments' ids."""
    row = _going(event_id, "voices.give_event_tasks", by, at)
    waiting = list(row.tasks.select_for_update(of=("self",)).filter(given_at=None))
    if not waiting:
        raise WrongState(_("Mọi việc đã giao."))
    calendar = for_country()
    ids = work.ask_many(
        asks=[
            Ask(
                title=task.title,
                unit_id=row.unit_id,
                office_id=task.office_id or row.lead_office_id,
                due_on=rules.due_day(row.day, task.days_before, calendar.add_working_days),
                product=task.product,
                detail=_("Cho sự kiện: %(name)s") % {"name": row.name},
                asker_unit_id=row.unit_id,
                asker_office_id=row.lead_office_id,
                asked_by=task.ref,
            )
            for task in waiting
        ],
        by=by,
        at=at,
    )
    EventTask.objects.filter(pk__in=[task.pk for task in waiting]).update(given_at=at)
    row.state = EventState.PREPARING.value
    row.version += 1
    row.save(update_fields=["state", "version"])
    common.note(row, "voices.event-tasks-given", by, at, also=[task.ref for task in waiting], n=len(ids))
    return ids


@transaction.atomic
def cancel_event(*, event_id: int, reason: str, by: Actor, at: datetime) -> Event:
    """It is not held this year, and why; what work was asked for it is dropped."""
    row = _going(event_id, "voices.plan_event", by, at)
    row.reason = common.clean(reason, "reason", _("Viết vì sao không tổ chức."), 500)
    row.state = EventState.CANCELLED.value
    row.version += 1
    row.save(update_fields=["state", "reason", "version"])
    for task in row.tasks.exclude(given_at=None):
        work.close(asked_by=task.ref, outcome="dropped", by=by, at=at, remark=row.reason)
    common.note(row, "voices.event-cancelled", by, at, reason=row.reason)
    return row


File = tuple[str, BinaryIO | bytes]


def record_event(
    *,
    event_id: int,
    participants: int,
    counted_how: str,
    result: str,
    by: Actor,
    at: datetime,
    files: Sequence[File | Kept] = (),
) -> Event:
    """After the day: how many came and how they were counted, what came of it, with the files that show it."""
    common.require(Event.objects.select_related("unit").get(pk=event_id), "voices.record_event", by, at)
    if len(files) > MOST_FILES:
        raise WrongInput("evidence", _("Mỗi lần kèm nhiều nhất %(n)s tệp.") % {"n": MOST_FILES})
    # Copied before the transaction: a slow upload must not hold the one write lock of the house.
    kept = [
        each if isinstance(each, Kept) else ground.keep(stream_or_bytes=each[1], name=each[0])
        for each in files
    ]
    with transaction.atomic():
        row = common.locked_event(event_id)
        common.require(row, "voices.record_event", by, at)
        if row.state == EventState.CANCELLED.value:
            raise WrongState(_("Sự kiện này không tổ chức."))
        if common.day_of(at) < row.day:
            raise WrongState(_("Chưa đến ngày tổ chức, chưa có kết quả."))
        if participants < 0:
            raise WrongInput("participants", _("Số người không được âm."))
        row.participants = participants
        row.counted_how = common.clean(counted_how, "counted_how", _("Ghi đếm bằng cách nào."), 200)
        row.result = common.clean(
            result, "result", _("Viết kết quả: làm được gì, ai hưởng."), 4000, lines=True
        )
        row.state = EventState.HELD.value
        row.version += 1
        row.save()
        EventEvidence.objects.bulk_create(
            EventEvidence(
                event=row,
                sha256=each.sha256,
                name=each.name,
                size=each.size,
                media_type=each.media_type,
                by_id=by.person_id,
                at=at,
            )
            for each in kept
        )
        common.note(
            row,
            "voices.event-recorded",
            by,
            at,
            participants=participants,
            counted_how=row.counted_how,
            files=[each.name for each in kept],
        )
        ground.announce(EventHeld(row.pk, row.unit.code, row.day.isoformat(), participants), at=at)
    return row
