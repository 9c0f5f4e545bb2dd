"""Targets that measure themselves: tying one to a measure, taking the readings in, and what people say of a number.

A bound target is not typed over. Its readings are approved values whose evidence is the reading; a correction in the
records gives a new value beside the old. Whoever doubts a number says so beside it, and is answered there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.periods import Period, between
from dinh.plans import measured
from dinh.plans.models import Allotment, MeasureBinding, Target, TargetValue, ValueRemark, ValueSource
from dinh.plans.rules import Fault
from dinh.plans.rules.measuring import Told, binding_faults, reading_faults, says_the_same
from dinh.plans.shapes import (
    AllotmentValueApproved,
    MeasureBound,
    PlanState,
    RemarkKind,
    RemarkOutcome,
    TargetValueApproved,
    ValueState,
)
from dinh.town import services as town
from dinh.town.shapes import Actor

from .common import WrongInput, WrongState, name_of, person_id, ref_of

FOUR = Decimal("0.0001")
MOST_PERIODS = 60
MACHINE = "Máy đo"
Holder = Target | Allotment


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking readings: values recorded, and per period why one could not be."""

    values: tuple[TargetValue, ...] = ()
    refused: tuple[tuple[str, str, str], ...] = ()
    """(unit code, period key, why)."""
    same: int = 0
    """Readings that say what is already recorded."""


# ---------------------------------------------------------------- binding


@transaction.atomic
def bind_measure(
    *,
    target_id: int,
    measure: str,
    period_kind: str,
    by: Actor,
    at: datetime,
    since: date | None = None,
    reason: str = "",
) -> MeasureBinding:
    """Let a measure judge a target from `since` (the plan's first day unless told) on. What the machine would have offered,
    with its score, is kept beside the choice. A target already bound is first unbound, in the same act, with the reason."""
    target = (
        Target.objects.select_for_update(of=("self",))
        .select_related("plan__unit", "rollup")
        .get(pk=target_id)
    )
    plan = target.plan
    town.require(by, "plans.bind_measure", plan.unit.path, at)
    if plan.state == PlanState.REPLACED.value:
        raise WrongState(_("Kế hoạch này đã được thay thế, không gắn số đo nữa."))
    known = measured.measure_of(measure)
    if known is None:
        raise WrongInput.of("measure", _("Không có số đo “%(code)s”.") % {"code": measure})
    rollup = getattr(target, "rollup", None)
    faults = binding_faults(
        operator=target.operator,
        unit=target.measure,
        measure_unit=known.unit,
        same_unit=measured.same_unit(target.operator, target.measure, known.unit),
        kind=period_kind,
        rhythm=rollup.rhythm if rollup is not None else None,
        reviewed=not plan.as_read,
    )
    if faults:
        raise WrongInput(faults)
    running = target.bindings.filter(ended_at=None).first()
    if running is not None:
        if running.measure == measure and running.period_kind == period_kind:
            raise WrongState(_("Chỉ tiêu đã gắn với số đo này."))
        _end(running, by, at, reason or _("Đổi sang số đo khác"))
    offer = next((each for each in measured.offers_for(target) if each.measure == measure), None)
    row = MeasureBinding.objects.create(
        target=target,
        measure=measure,
        words=str(known.words)[:300],
        period_kind=period_kind,
        since=since or plan.since,
        score=None if offer is None else Decimal(str(offer.score)),
        why="" if offer is None else offer.why,
        reason=reason.strip()[:600],
        by_id=person_id(by),
        by_name=name_of(by),
        at=at,
    )
    ground.write(
        deed="plans.measure-bound",
        about=target.ref,
        by=ref_of(by),
        at=at,
        data={"measure": measure, "words": row.words, "score": row.score, "reason": row.reason},
        also=[plan.ref],
    )
    ground.announce(MeasureBound(target.pk, plan.pk, measure), at=at)
    return row


@transaction.atomic
def unbind_measure(*, target_id: int, reason: str, by: Actor, at: datetime) -> MeasureBinding:
    """End the binding: from now on people enter figures again. Values measured so far stay, with what stands behind them."""
    target = Target.objects.select_for_update(of=("self",)).select_related("plan__unit").get(pk=target_id)
    town.require(by, "plans.bind_measure", target.plan.unit.path, at)
    running = target.bindings.filter(ended_at=None).first()
    if running is None:
        raise WrongState(_("Chỉ tiêu này chưa gắn với số đo nào."))
    if not reason.strip():
        raise WrongInput.of("reason", _("Viết lý do gỡ số đo."))
    return _end(running, by, at, reason)


def _end(row: MeasureBinding, by: Actor, at: datetime, reason: str) -> MeasureBinding:
    row.ended_at, row.end_reason = at, reason.strip()[:600]
    row.ended_by_id, row.ended_by_name = person_id(by), name_of(by)
    row.save(update_fields=["ended_at", "end_reason", "ended_by", "ended_by_name"])
    ground.write(
        deed="plans.measure-unbound",
        about=row.target.ref,
        by=ref_of(by),
        at=at,
        data={"measure": row.measure, "words": row.words, "reason": row.end_reason},
        also=[row.target.plan.ref],
    )
    ground.announce(MeasureBound(row.target_id, row.target.plan_id, ""), at=at)
    return row


# ---------------------------------------------------------------- readings


def take_readings(
    *,
    target_id: int,
    at: datetime,
    by: Actor | None = None,
    periods: Sequence[str] = (),
    only: frozenset[str] = frozenset(),
    anew: bool = True,
) -> Taken:
    """Take the measure's readings of a bound target, of its whole and of each unit it was given to, for these periods (all
    since the binding's first day unless told; of those the ones in `only`, if any are named), counted `anew` or as
    last counted. What says the same as before is left; a new figure supersedes the old,
    which stays beside it. The machine does this when a measure was computed anew; a person may at any time."""
    binding = _running_binding(target_id)
    if binding is None:
        raise WrongState(_("Chỉ tiêu này chưa gắn với số đo nào."))
    if by is not None:
        town.require(by, "plans.bind_measure", binding.target.plan.unit.path, at)
    keys = list(periods) or [each.key for each in periods_of(binding, timezone.localdate(at))]
    keys = [key for key in keys if not only or key in only]
    values: list[TargetValue] = []
    refused: list[tuple[str, str, str]] = []
    same = 0
    holders = holders_of(binding)
    codes = [code for _each, code in holders]
    if anew:
        try:
            measured.measure_now(binding.measure, codes, keys, at=at)
        except LookupError as unknown:
            raise WrongState(str(unknown)) from unknown
    readings = measured.readings_of(binding.measure, codes, keys, at=at)
    for holder, unit_code in holders:
        with transaction.atomic():
            for key in keys:
                one = _take(binding, holder, unit_code, key, readings.get((unit_code, key)), by, at)
                if isinstance(one, TargetValue):
                    values.append(one)
                elif one:
                    refused.append((unit_code, key, one))
                else:
                    same += 1
    return Taken(tuple(values), tuple(refused), same)


def _running_binding(target_id: int) -> MeasureBinding | None:
    rows = MeasureBinding.objects.select_related("target__plan__unit", "target__rollup")
    return rows.filter(target_id=target_id, ended_at=None).first()


def periods_of(binding: MeasureBinding, today: date) -> list[Period]:
    """The periods a binding measures up to a day, the running one too; the newest sixty."""
    first = max(binding.since, date(today.year - 5, 1, 1))
    ends = [
        day for day in (binding.target.plan.until, binding.target.plan.unit.until, today) if day is not None
    ]
    last = min(ends)
    if last < first:
        return []
    kind: Any = binding.period_kind
    return list(between(first, last, kind))[-MOST_PERIODS:]


def holders_of(binding: MeasureBinding) -> list[tuple[Holder, str]]:
    """The target with its unit's code, and each running obligation of a unit with its own. One query."""
    target = binding.target
    parts = Allotment.objects.filter(target=target, parent=None, ended="").select_related(
        "unit", "target__plan__unit", "target__rollup"
    )
    return [(target, target.plan.unit.code), *((part, part.unit.code) for part in parts)]


def _take(
    binding: MeasureBinding,
    holder: Holder,
    unit_code: str,
    key: str,
    reading: measured.Read | None,
    by: Actor | None,
    at: datetime,
) -> TargetValue | str | None:
    """The value recorded, or why not, or None when it stands already."""
    if reading is None or reading.value is None:
        return ", ".join(reading.missing) if reading and reading.missing else _("kỳ này chưa có dữ kiện")
    when = Period.parse(key)
    if isinstance(holder, Allotment) and not (
        holder.since <= when.last and holder.alive_on(max(when.first, holder.since))
    ):
        return _("kỳ này chưa giao cho đơn vị")
    told = Told(
        reading.value.quantize(FOUR, ROUND_HALF_UP), reading.numerator, reading.denominator, reading.version
    )
    faults = reading_faults(holder.operator or binding.target.operator, binding.target.measure, told)
    if faults:
        return "; ".join(fault.sentence for fault in faults)
    model = Target if isinstance(holder, Target) else Allotment
    model.objects.select_for_update(of=("self",)).get(pk=holder.pk)  # type: ignore[attr-defined]
    rows = list(
        holder.values.select_for_update(of=("self",))
        .filter(period_key=key, superseded_at=None)
        .select_related("source")
    )
    stands = next((row for row in rows if row.state == ValueState.APPROVED.value), None)
    source = getattr(stands, "source", None)
    if (
        stands is not None
        and source is not None
        and source.measure == binding.measure
        and says_the_same(
            told,
            value=stands.value,
            numerator=stands.numerator,
            denominator=stands.denominator,
            version=source.version,
        )
    ):
        return None
    return _record(binding, holder, unit_code, when, told, reading, rows, stands, by, at)


def _record(
    binding: MeasureBinding,
    holder: Holder,
    unit_code: str,
    when: Period,
    told: Told,
    reading: measured.Read,
    rows: Iterable[TargetValue],
    stands: TargetValue | None,
    by: Actor | None,
    at: datetime,
) -> TargetValue:
    for older in rows:
        older.superseded_at = at
        older.save(update_fields=["superseded_at"])
    assert told.value is not None
    row = TargetValue.objects.create(
        **{"target" if isinstance(holder, Target) else "allotment": holder},
        period_key=when.key,
        period_last=when.last,
        value=told.value,
        numerator=told.numerator,
        denominator=told.denominator,
        note=_("Đo từ hồ sơ: %(words)s") % {"words": binding.words},
        state=ValueState.APPROVED.value,
        entered_by_id=person_id(by),
        entered_by_name=MACHINE,
        entered_at=at,
        submitted_at=at,
        decided_by_name=MACHINE,
        decided_at=at,
        supersedes=stands,
    )
    ValueSource.objects.create(
        value=row,
        binding=binding,
        measure=binding.measure,
        version=told.version,
        unit_code=unit_code,
        fact=reading.fact,
        state=reading.state,
        reading_id=reading.reading_id,
        computed_at=reading.computed_at or at,
        warnings=list(reading.warnings),
    )
    ground.write(
        deed="plans.value-measured",
        about=holder.ref,
        by=ref_of(by),
        at=at,
        data={
            "period": when.key,
            "value_id": row.pk,
            "value": row.value,
            "numerator": row.numerator,
            "denominator": row.denominator,
            "measure": binding.measure,
            "before": stands.value if stands else None,
        },
        also=[row.ref, binding.target.plan.ref if isinstance(holder, Target) else holder.unit.ref],
    )
    told_value = format(row.value.normalize(), "f")
    if isinstance(holder, Target):
        ground.announce(TargetValueApproved(holder.pk, row.pk, when.key, told_value), at=at)
    else:
        ground.announce(
            AllotmentValueApproved(holder.pk, binding.target_id, unit_code, when.key, told_value), at=at
        )
    return row


def bound_to(measures: Iterable[str]) -> list[int]:
    """Targets bound to any of these measures now. One query."""
    rows = MeasureBinding.objects.filter(measure__in=set(measures), ended_at=None)
    rows = rows.exclude(target__plan__state=PlanState.REPLACED.value)
    return list(rows.order_by("target_id").values_list("target_id", flat=True))


# ---------------------------------------------------------------- remarks and disputes


def _value(value_id: int) -> TargetValue:
    return (
        TargetValue.objects.select_for_update(of=("self",))
        .select_related("target__plan__unit", "allotment__unit", "allotment__target__plan__unit")
        .get(pk=value_id)
    )


def _reach(row: TargetValue, deed: str, by: Actor, at: datetime) -> None:
    """Who reaches the value's unit, or the office in the lead of it."""
    holder = row.holder
    path = holder.unit.path if isinstance(holder, Allotment) else holder.plan.unit.path
    town.require(by, deed, path, at, office_id=holder.lead_office_id)


@transaction.atomic
def remark_value(*, value_id: int, text: str, by: Actor, at: datetime, dispute: bool = False) -> ValueRemark:
    """Say something beside a number, or dispute it. The number stands; a dispute waits for an answer, one at a time."""
    row = _value(value_id)
    _reach(row, "plans.remark_value", by, at)
    if row.state != ValueState.APPROVED.value:
        raise WrongState(_("Số này chưa được duyệt; ghi ý kiến khi trình, duyệt."))
    if not text.strip():
        raise WrongInput.of("text", _("Viết điều cần nói về con số này."))
    if dispute and row.remarks.filter(kind=RemarkKind.DISPUTE.value, answered_at=None).exists():
        raise WrongState(_("Số này đang có một kiến nghị chờ trả lời."))
    if dispute and row.superseded_at is not None:
        raise WrongState(_("Số này đã được thay bằng số mới hơn; kiến nghị ở số đang dùng."))
    remark = ValueRemark.objects.create(
        value=row,
        kind=(RemarkKind.DISPUTE if dispute else RemarkKind.REMARK).value,
        text=text.strip()[:4000],
        by_id=person_id(by),
        by_name=name_of(by),
        at=at,
    )
    _tell("plans.value-disputed" if dispute else "plans.value-remarked", remark, by, at, text=remark.text)
    return remark


@transaction.atomic
def answer_remark(*, remark_id: int, outcome: str, answer: str, by: Actor, at: datetime) -> ValueRemark:
    """Answer a dispute: the number is kept, or the record was mended and measured anew. Not by whoever raised it."""
    remark = ValueRemark.objects.select_for_update(of=("self",)).get(pk=remark_id)
    row = _value(remark.value_id)
    _reach(row, "plans.answer_remark", by, at)
    if not remark.open:
        raise WrongState(_("Kiến nghị này đã được trả lời hoặc không cần trả lời."))
    if remark.by_id is not None and remark.by_id == by.person_id:
        raise WrongState(_("Kiến nghị do chính anh, chị nêu thì người khác trả lời."))
    faults = []
    if outcome not in set(RemarkOutcome):
        faults.append(Fault("outcome", _("Chọn giữ số đã đo hay đã sửa hồ sơ và đo lại.")))
    if not answer.strip():
        faults.append(Fault("answer", _("Viết câu trả lời và căn cứ.")))
    if faults:
        raise WrongInput(faults)
    remark.outcome, remark.answer, remark.answered_at = outcome, answer.strip()[:4000], at
    remark.answered_by_id, remark.answered_by_name = person_id(by), name_of(by)
    remark.save()
    _tell("plans.dispute-answered", remark, by, at, outcome=outcome, answer=remark.answer)
    return remark


def _tell(deed: str, remark: ValueRemark, by: Actor, at: datetime, **data: Any) -> None:
    row = remark.value
    ground.write(
        deed=deed,
        about=row.holder.ref,
        by=ref_of(by),
        at=at,
        data={"period": row.period_key, "value_id": row.pk, **data},
        also=[row.ref],
    )


def open_disputes(target_ids: Iterable[int]) -> set[int]:
    """Which of these targets have a number in dispute. One query."""
    rows = ValueRemark.objects.filter(
        Q(value__target_id__in=list(target_ids)) | Q(value__allotment__target_id__in=list(target_ids)),
        kind=RemarkKind.DISPUTE.value,
        answered_at=None,
    )
    own = rows.annotate(of=F("value__target_id"), part=F("value__allotment__target_id"))
    return {of or part for of, part in own.values_list("of", "part")}
