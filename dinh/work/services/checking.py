"""What the asker does: accept or return the product, pause, let go on, drop, move the day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import calendar
from dinh.town.shapes import Actor
from dinh.work.models import Assignment
from dinh.work.shapes import WorkState

from . import asking, common
from .common import WrongInput, WrongState, day_of, moved, note, require, tell_moved


def _not_ones_own(work: Assignment, by: Actor | None) -> None:
    if by is not None and work.submitted_by_id is not None and work.submitted_by_id == by.person_id:
        raise WrongState(_("Sản phẩm do chính anh, chị trình thì người khác duyệt."))


@transaction.atomic
def accept(*, assignment_id: int, by: Actor | None, at: datetime, remark: str = "") -> Assignment:
    """The product is what was asked for: done, on the day it was handed in."""
    work = common.locked(assignment_id)
    require(work, "work.accept", by, at)
    moved(work, "work.accept")
    _not_ones_own(work, by)
    asking.finish(work, WorkState.DONE.value, by, at, remark=remark)
    return work


@transaction.atomic
def send_back(
    *, assignment_id: int, remark: str, by: Actor | None, at: datetime, due_on: date | None = None
) -> Assignment:
    """The product is not yet what was asked for: back with the reason, and a new day where the asker gives one."""
    work = common.locked(assignment_id)
    require(work, "work.send_back", by, at)
    state = moved(work, "work.send_back")
    if not remark.strip():
        raise WrongInput("remark", _("Viết còn thiếu gì, sai gì để người làm biết phải sửa."))
    if due_on is not None and due_on < day_of(at):
        raise WrongInput("due_on", _("Hạn mới không được trước hôm nay."))
    _not_ones_own(work, by)
    old, work.state = work.state, state
    work.remark, work.percent = remark.strip()[:1000], min(work.percent, 90)
    work.submitted_by, work.submitted_on = None, None
    work.version += 1
    work.save()
    note(work, "work.sent-back", by, at, remark=work.remark)
    tell_moved(work, old, at)
    if due_on is not None and due_on != work.due_on:
        asking.move_day(work, due_on, by, at)
    asking.roll_up(work.parent_id, at)
    return work


@transaction.atomic
def pause(*, assignment_id: int, reason: str, by: Actor | None, at: datetime) -> Assignment:
    """Stop the clock: what is paused is never late."""
    work = common.locked(assignment_id)
    require(work, "work.pause", by, at)
    state = moved(work, "work.pause")
    if not reason.strip():
        raise WrongInput("reason", _("Viết vì sao tạm dừng."))
    old, work.state_before = work.state, work.state
    work.state, work.paused_since = state, day_of(at)
    work.remark = reason.strip()[:1000]
    work.version += 1
    work.save(update_fields=["state", "state_before", "paused_since", "remark", "version"])
    note(work, "work.paused", by, at, reason=work.remark)
    tell_moved(work, old, at)
    return work


@transaction.atomic
def resume(*, assignment_id: int, by: Actor | None, at: datetime, due_on: date | None = None) -> Assignment:
    """Let it go on from where it stood. Without a new day, the working days that it stood still are added to the old."""
    work = common.locked(assignment_id)
    require(work, "work.resume", by, at)
    state = moved(work, "work.resume")
    today = day_of(at)
    if due_on is not None and due_on < today:
        raise WrongInput("due_on", _("Hạn mới không được trước hôm nay."))
    since = work.paused_since
    old, work.state = work.state, state
    work.state_before, work.paused_since = "", None
    work.version += 1
    work.save(update_fields=["state", "state_before", "paused_since", "version"])
    note(work, "work.resumed", by, at, since=since)
    tell_moved(work, old, at)
    if due_on is None and work.due_on is not None and since is not None:
        days = calendar.for_country()
        stood = max(0, days.working_days_between(since, today))
        due_on = days.add_working_days(work.due_on, stood)
    if due_on is not None and due_on != work.due_on:
        asking.move_day(work, due_on, by, at, reason=_("Cộng số ngày đã tạm dừng."))
    return work


@transaction.atomic
def drop(*, assignment_id: int, reason: str, by: Actor | None, at: datetime) -> Assignment:
    """It is not owed any more. Its parts are let go with it; what was done stays readable."""
    work = common.locked(assignment_id)
    require(work, "work.drop", by, at)
    moved(work, "work.drop")
    if not reason.strip():
        raise WrongInput("reason", _("Viết vì sao thôi giao việc này."))
    asking.finish(work, WorkState.DROPPED.value, by, at, remark=reason)
    return work


@transaction.atomic
def move_due(*, assignment_id: int, due_on: date, reason: str, by: Actor | None, at: datetime) -> Assignment:
    """The asker moves the day owed of one assignment, sooner or later, with the reason."""
    work = common.locked(assignment_id)
    require(work, "work.redate", by, at)
    moved(work, "work.redate")
    if due_on < day_of(at):
        raise WrongInput("due_on", _("Hạn mới không được trước hôm nay."))
    if due_on == work.due_on:
        raise WrongInput("due_on", _("Hạn mới trùng hạn cũ %(day)s.") % {"day": f"{due_on:%d/%m/%Y}"})
    if not reason.strip():
        raise WrongInput("reason", _("Viết vì sao dời hạn."))
    asking.move_day(work, due_on, by, at, reason=reason.strip()[:1000])
    return work
