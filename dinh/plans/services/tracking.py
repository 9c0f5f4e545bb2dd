"""What happens after adopting: progress with evidence, and values on their way from draft to approved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.periods import Period
from dinh.ground.saying import period_words
from dinh.ground.shapes import Kept, Ref
from dinh.papers import intake
from dinh.plans.models import Allotment, Evidence, Progress, Project, Target, TargetValue, Task
from dinh.plans.rules import Fault
from dinh.plans.rules.numbers import words_of
from dinh.plans.rules.values import part_faults, value_faults
from dinh.plans.rules.who import LEAD_DECIDES
from dinh.plans.shapes import (
    AllotmentEnd,
    AllotmentValueApproved,
    PlanState,
    ProgressRecorded,
    ProgressState,
    TargetValueApproved,
    ValueState,
)
from dinh.town import services as town
from dinh.town.shapes import Actor

from . import asking
from .bound import not_measured
from .common import NotForOwnValue, WrongInput, WrongState, name_of, person_id, ref_of

File = tuple[str, BinaryIO | bytes]
"""(name, contents) of an evidence file."""
MOST_FILES = 20
EARLIEST_YEAR = 2000
_MAKES_TRUE = frozenset({"plans.submit_value", "plans.approve_value"})
"""Deeds by which a typed figure would become the truth; a figure typed before the target was bound may still be returned."""
OPEN_VALUES = (ValueState.DRAFT.value, ValueState.SUBMITTED.value, ValueState.RETURNED.value)
Thing = Target | Task | Project | Allotment
Holder = Target | Allotment
"""What a value may belong to: the target itself, or one unit's allotment of it."""


def path_of(thing: Thing) -> str:
    """Where a mandate must reach to act on the thing: the plan's unit, or the unit it was given to."""
    return thing.unit.path if isinstance(thing, Allotment) else thing.plan.unit.path


def offices_reaching(thing: Thing, deed: str) -> list[int | None]:
    """The offices whose people may do this deed on the thing: the lead's and, unless it decides on figures, those of the
    co-operating offices. None stands for the unit as a whole when nobody leads."""
    offices: list[int | None] = [thing.lead_office_id]
    if isinstance(thing, Target) and deed not in LEAD_DECIDES:
        offices += [each.office_id for each in thing.coop.all() if each.office_id]
    return offices


def _require_led(thing: Thing, deed: str, by: Actor, at: datetime) -> None:
    """Whoever works in an office that the deed reaches may; so may whoever has the unit as a whole."""
    lead, *others = offices_reaching(thing, deed)
    path = path_of(thing)
    if not any(town.allowed(by, deed, path, at, office) for office in others):
        town.require(by, deed, path, at, office_id=lead)


def _running(thing: Thing) -> None:
    if thing.plan.state == PlanState.REPLACED.value:
        raise WrongState(_("Kế hoạch này đã được thay thế, không ghi thêm được; nó vẫn đọc được như cũ."))
    if isinstance(thing, Allotment) and thing.ended == AllotmentEnd.WITHDRAWN.value:
        raise WrongState(_("Chỉ tiêu giao này đã được thu hồi, không ghi thêm được."))


def _keep_files(files: Sequence[File | Kept]) -> list[Kept]:
    for each in files:
        if not isinstance(each, Kept):
            try:
                intake.check_evidence(each[1], each[0])
            except ground.FileRefused as refused:
                raise WrongInput.of("evidence", f"{each[0]}: {refused}") from refused
    return [
        each if isinstance(each, Kept) else ground.keep(stream_or_bytes=each[1], name=each[0])
        for each in files
    ]


def _evidence(kept: Sequence[Kept], by: Actor, at: datetime, **of: Any) -> list[Evidence]:
    return Evidence.objects.bulk_create(
        Evidence(
            sha256=each.sha256,
            name=each.name,
            size=each.size,
            media_type=each.media_type,
            by_id=person_id(by),
            at=at,
            **of,
        )
        for each in kept
    )


_FINDERS: dict[str, Callable[[int], Any]] = {
    "target": lambda pk: Target.objects.select_related("plan__unit").get(pk=pk),
    "task": lambda pk: Task.objects.select_related("plan__unit").get(pk=pk),
    "project": lambda pk: Project.objects.select_related("plan__unit").get(pk=pk),
    "allotment": lambda pk: _allotments().get(pk=pk),
}


def _allotments() -> Any:
    return Allotment.objects.select_related(
        "unit", "target__plan__unit", "target__rollup", "task__plan__unit"
    )


def record_progress(
    *,
    about: Ref,
    state: str,
    note: str,
    on: date,
    by: Actor,
    at: datetime,
    percent: int | None = None,
    spent: int | None = None,
    files: Sequence[File | Kept] = (),
) -> Progress:
    """Write one entry in the diary of a target, task, project or allotment, with the files that show it. A task that is
    done closes the work that was asked for it."""
    thing = _FINDERS[about.kind](int(about.id))
    _require_led(thing, "plans.record_progress", by, at)
    _running(thing)
    if state not in set(ProgressState):
        raise WrongInput.of("state", _("Chọn tình trạng: chưa làm, đang làm, đang vướng hay đã xong."))
    if not note.strip():
        raise WrongInput.of("note", _("Viết đã làm được gì, còn vướng gì."))
    if on > timezone.localdate(at):
        raise WrongInput.of("on", _("Tính đến ngày không được sau hôm nay."))
    earliest = thing.plan.date.replace(day=1) if thing.plan.date else date(EARLIEST_YEAR, 1, 1)
    if on < earliest:
        raise WrongInput.of("on", _("Tính đến ngày không được trước khi có kế hoạch."))
    if len(files) > MOST_FILES:
        raise WrongInput.of("evidence", _("Mỗi lần ghi kèm nhiều nhất %(n)s tệp.") % {"n": MOST_FILES})
    if percent is not None and not 0 <= percent <= 100:
        raise WrongInput.of("percent", _("Phần trăm nằm từ 0 đến 100; đang là %(n)s.") % {"n": percent})
    if spent is not None and spent < 0:
        raise WrongInput.of("spent", _("Số tiền đã giải ngân không được âm."))
    # Files are copied before the transaction: a slow upload must not hold the one write lock of the house.
    kept = _keep_files(files)
    with transaction.atomic():
        entry = Progress.objects.create(
            **{about.kind: thing},
            state=state,
            percent=100 if state == ProgressState.DONE.value and percent is None else percent,
            spent=spent,
            note=note.strip(),
            on=on,
            by_id=person_id(by),
            by_name=name_of(by),
            at=at,
        )
        _evidence(kept, by, at, progress=entry)
        ground.write(
            deed="plans.progress-recorded",
            about=about,
            by=ref_of(by),
            at=at,
            data={
                "state": state,
                "percent": entry.percent,
                "note": entry.note,
                "on": on,
                "files": [k.name for k in kept],
            },
            also=[thing.plan.ref],
        )
        if state == ProgressState.DONE.value:
            asking.close_done(thing, by=by, at=at, remark=entry.note)
        ground.announce(
            ProgressRecorded(str(about), thing.plan.pk, state, entry.percent, on.isoformat()), at=at
        )
    return entry


def _holder(target_id: int | None, allotment_id: int | None, *, locked: bool) -> Holder:
    """The target or the allotment, locked if asked: its values are entered and decided one deed after another."""
    if (target_id is None) == (allotment_id is None):
        raise ValueError("a value is of a target or of an allotment")
    rows = (
        Target.objects.select_related("plan__unit")
        if target_id is not None
        else _allotments().filter(target__isnull=False)
    )
    if locked:
        rows = rows.select_for_update(of=("self",))
    found: Holder = rows.get(pk=target_id or allotment_id or 0)
    return found


def _part_faults(
    holder: Holder, when: Period, numerator: Decimal | None, denominator: Decimal | None
) -> list[Fault]:
    """What else is asked of a unit's value, so that the roll-up counts it once."""
    rollup = getattr(holder.target, "rollup", None) if isinstance(holder, Allotment) else None
    if not isinstance(holder, Allotment) or rollup is None:
        return []
    succeeded = holder.came_from.exists() if holder.parent_id is None else False
    return part_faults(
        rule=rollup.rule,
        rhythm=rollup.rhythm,
        rhythm_word=rollup.rhythm_word,
        kind=when.kind,
        last=when.last,
        succeeded_on=holder.since if succeeded else None,
        ends_on=min((day for day in (holder.until, holder.unit.until) if day is not None), default=None),
        numerator=numerator,
        denominator=denominator,
    )


def enter_value(
    *,
    target_id: int | None = None,
    allotment_id: int | None = None,
    period: str,
    value: Decimal | float | int,
    by: Actor,
    at: datetime,
    numerator: Decimal | float | int | None = None,
    denominator: Decimal | float | int | None = None,
    note: str = "",
    files: Sequence[File | Kept] = (),
    submit: bool = False,
    seen: int | None = None,
) -> TargetValue:
    """Enter the value of a target (or of an allotment) for a period as a draft, or submit it at once. What was on its way for that period is
    superseded; what was approved stays the truth until the new one is approved. `seen` is the newest value that whoever
    enters has looked at: what somebody else entered since is not superseded unseen, but raises WrongState."""
    _require_led(_holder(target_id, allotment_id, locked=False), "plans.enter_value", by, at)
    kept = _keep_files(files)  # before the lock: copying a large file may take long
    with transaction.atomic():
        holder = _holder(target_id, allotment_id, locked=True)
        _require_led(holder, "plans.enter_value", by, at)
        _running(holder)
        when = _period(period, timezone.localdate(at))
        not_measured(holder, when.last)
        numbers = [None if each is None else Decimal(str(each)) for each in (value, numerator, denominator)]
        assert numbers[0] is not None
        faults = value_faults(holder.operator, holder.measure, numbers[0], numbers[1], numbers[2])
        faults += _part_faults(holder, when, numbers[1], numbers[2])
        if faults:
            raise WrongInput(faults)
        rows = list(holder.values.select_for_update().filter(period_key=when.key, superseded_at=None))
        pending = next((row for row in rows if row.state in OPEN_VALUES), None)
        if pending and seen is not None and pending.pk > seen and pending.entered_by_id != by.person_id:
            raise WrongState(
                _(
                    "%(who)s vừa nhập số %(value)s cho %(period)s. Số của anh, chị chưa ghi; xem số mới rồi nhập lại."
                )
                % {
                    "who": pending.entered_by_name,
                    "value": words_of(pending.value),
                    "period": period_words(when),
                }
            )
        approved = next((row for row in rows if row.state == ValueState.APPROVED.value), None)
        if pending:
            pending.superseded_at = at
            pending.save(update_fields=["superseded_at"])
        row = TargetValue.objects.create(
            **{"target" if isinstance(holder, Target) else "allotment": holder},
            period_key=when.key,
            period_last=when.last,
            value=numbers[0],
            numerator=numbers[1],
            denominator=numbers[2],
            note=note.strip(),
            entered_by_id=person_id(by),
            entered_by_name=name_of(by),
            entered_at=at,
            supersedes=pending or approved,
        )
        _evidence(kept, by, at, value=row)
        _write(
            "plans.value-entered",
            row,
            by,
            at,
            value=numbers[0],
            files=[each.name for each in kept],
            before=approved.value if approved else None,
        )
        return submit_value(value_id=row.pk, by=by, at=at) if submit else row


def _period(key: str, today: date) -> Period:
    try:
        when = Period.parse(key)
    except ValueError as wrong:
        raise WrongInput.of("period", str(wrong)) from wrong
    if when.first > today:
        raise WrongInput.of("period", _("%(period)s chưa bắt đầu.") % {"period": period_words(when)})
    return when


def _write(deed: str, row: TargetValue, by: Actor, at: datetime, **data: Any) -> None:
    ground.write(
        deed=deed,
        about=row.holder.ref,
        by=ref_of(by),
        at=at,
        data={"period": row.period_key, "value_id": row.pk, **data},
        # A province's plan would drown in what its communes report each month: their lines stay with them.
        also=[row.ref, row.plan.ref if row.allotment is None else row.allotment.unit.ref],
    )


def _open_value(value_id: int, deed: str, expected: Sequence[str], by: Actor, at: datetime) -> TargetValue:
    whose = TargetValue.objects.only("target_id", "allotment_id").get(pk=value_id)
    _holder(whose.target_id, whose.allotment_id, locked=True)
    row = (
        TargetValue.objects.select_for_update(of=("self",))
        .select_related(
            "target__plan__unit", "allotment__unit", "allotment__target__plan__unit", "allotment__task"
        )
        .get(pk=value_id)
    )
    _require_led(row.holder, deed, by, at)
    if row.plan.state == PlanState.REPLACED.value:
        raise WrongState(
            _("Kế hoạch này đã được thay thế, số liệu của nó giữ nguyên: không trình, duyệt hay trả lại nữa.")
        )
    if deed in _MAKES_TRUE:
        not_measured(row.holder, row.period_last)
    if row.superseded_at is not None:
        raise WrongState(_("Số này đã được thay bằng số mới hơn; mở lại trang để xem."))
    if row.state not in expected:
        raise WrongState(
            _("Số này đang ở tình trạng “%(state)s”, không làm được việc đó.")
            % {"state": ValueState(row.state).word}
        )
    return row


@transaction.atomic
def submit_value(*, value_id: int, by: Actor, at: datetime) -> TargetValue:
    """Hand a draft (or a returned value) in for approval."""
    row = _open_value(
        value_id, "plans.submit_value", (ValueState.DRAFT.value, ValueState.RETURNED.value), by, at
    )
    row.state, row.submitted_at = ValueState.SUBMITTED.value, at
    row.save(update_fields=["state", "submitted_at"])
    _write("plans.value-submitted", row, by, at, value=row.value)
    return row


def _decide(row: TargetValue, state: ValueState, remark: str, by: Actor, at: datetime) -> None:
    if row.entered_by_id is not None and row.entered_by_id == by.person_id:
        raise NotForOwnValue(_("Số do chính anh, chị nhập thì người khác duyệt."))
    row.state, row.remark = state.value, remark.strip()[:600]
    row.decided_by_id, row.decided_by_name, row.decided_at = person_id(by), name_of(by), at


@transaction.atomic
def approve_value(*, value_id: int, by: Actor, at: datetime, remark: str = "") -> TargetValue:
    """Make a submitted value the truth of its period; an older truth of that period is superseded, and kept."""
    row = _open_value(value_id, "plans.approve_value", (ValueState.SUBMITTED.value,), by, at)
    _decide(row, ValueState.APPROVED, remark, by, at)
    older = row.holder.values.filter(
        period_key=row.period_key,
        state=ValueState.APPROVED.value,
        superseded_at=None,
    )
    older.update(superseded_at=at)
    row.save()
    _write("plans.value-approved", row, by, at, value=row.value, remark=row.remark)
    told = format(row.value.normalize(), "f")
    if row.target_id is not None:
        ground.announce(TargetValueApproved(row.target_id, row.pk, row.period_key, told), at=at)
    elif row.allotment is not None:
        unit = row.allotment.unit
        ground.announce(
            AllotmentValueApproved(row.allotment.pk, row.of_target.pk, unit.code, row.period_key, told), at=at
        )
    return row


@transaction.atomic
def return_value(*, value_id: int, remark: str, by: Actor, at: datetime) -> TargetValue:
    """Send a submitted value back with the reason."""
    row = _open_value(value_id, "plans.return_value", (ValueState.SUBMITTED.value,), by, at)
    if not remark.strip():
        raise WrongInput.of("remark", _("Viết lý do trả lại để người nhập biết phải sửa gì."))
    _decide(row, ValueState.RETURNED, remark, by, at)
    row.save()
    _write("plans.value-returned", row, by, at, value=row.value, remark=row.remark)
    return row
