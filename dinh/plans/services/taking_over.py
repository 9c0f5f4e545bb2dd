"""What is done to many obligations at once: figures of past periods taken over from earlier books, and a whole province's
communes taking on what they were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.periods import Period
from dinh.ground.saying import period_words
from dinh.plans.models import Allotment, AllotmentSuccession, Target, TargetValue
from dinh.plans.models.cascade import RHYTHMS
from dinh.plans.rules.values import value_faults
from dinh.plans.shapes import AllotmentState, PlanState, ValueState
from dinh.town import services as town
from dinh.town.shapes import Actor

from .bound import not_measured
from .common import WrongInput, WrongState, name_of, person_id, ref_of

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class PastValue:
    """One unit's figure of one past period, as its earlier book has it."""

    allotment_id: int
    period: str
    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@transaction.atomic
def take_over_values(
    *, target_id: int, values: Sequence[PastValue], by: Actor | None, at: datetime, note: str = ""
) -> int:
    """Write the figures of units for past periods, approved, in one deed of whoever gave the target; gives how many. All or
    none: raises WrongInput for the first that cannot be. What has a figure already is not overwritten but refused."""
    target = Target.objects.select_for_update(of=("self",)).select_related("plan__unit").get(pk=target_id)
    town.require(by, "plans.allot", target.plan.unit.path, at)
    if target.plan.state == PlanState.REPLACED.value:
        raise WrongState(_("Kế hoạch này đã được thay thế, không ghi thêm được; nó vẫn đọc được như cũ."))
    rows = {
        row.pk: row for row in Allotment.objects.filter(target=target, parent=None).select_related("unit")
    }
    rollup = getattr(target, "rollup", None)
    rhythm = rollup.rhythm if rollup else ""
    today = timezone.localdate(at)
    periods = {key: Period.parse(key) for key in {one.period for one in values}}
    if periods:
        not_measured(target, max(when.last for when in periods.values()))
    for key, when in periods.items():
        if when.last > today:
            raise WrongInput.of("period", _("%(period)s chưa kết thúc.") % {"period": period_words(when)})
        if rhythm and when.kind != rhythm:
            raise WrongInput.of(
                "period",
                _("%(key)s: chỉ tiêu này báo theo %(rhythm)s.") % {"key": key, "rhythm": _(RHYTHMS[rhythm])},
            )
    for one in values:
        if one.allotment_id not in rows:
            raise WrongInput.of("unit", _("Có đơn vị chưa được giao chỉ tiêu này."))
        faults = value_faults(
            rows[one.allotment_id].operator, target.measure, one.value, one.numerator, one.denominator
        )
        if faults:
            unit = rows[one.allotment_id].unit.full_name
            raise WrongInput.of("value", f"{unit}, {period_words(periods[one.period])}: {faults[0].sentence}")
    _in_time(rows, periods, values)
    _refuse_second(rows, periods, values)
    TargetValue.objects.bulk_create(
        (
            TargetValue(
                allotment_id=one.allotment_id,
                period_key=one.period,
                period_last=periods[one.period].last,
                value=one.value,
                numerator=one.numerator,
                denominator=one.denominator,
                note=note,
                state=ValueState.APPROVED.value,
                entered_by_id=person_id(by),
                entered_by_name=name_of(by),
                entered_at=at,
                submitted_at=at,
                decided_by_id=person_id(by),
                decided_by_name=name_of(by),
                decided_at=at,
            )
            for one in values
        ),
        batch_size=_BATCH,
    )
    touched = dict.fromkeys(rows[one.allotment_id].ref for one in values)
    ground.write(
        deed="plans.values-taken-over",
        about=target.ref,
        by=ref_of(by),
        at=at,
        data={"count": len(values), "units": len(touched), "periods": sorted(periods), "note": note},
        also=[target.plan.ref, *touched],
    )
    return len(values)


def _in_time(rows: dict[int, Allotment], periods: dict[str, Period], values: Sequence[PastValue]) -> None:
    """A figure belongs to the unit that lived through its period: else the roll-up would count it never, or twice."""
    made_of_others = set(
        AllotmentSuccession.objects.filter(new__in=list(rows)).values_list("new_id", flat=True)
    )
    for one in values:
        row, when = rows[one.allotment_id], periods[one.period]
        ends = [day for day in (row.until, row.unit.until) if day is not None]
        if (ends and when.last > min(ends)) or (row.pk in made_of_others and when.last < row.since):
            raise WrongInput.of(
                "period",
                _("%(unit)s: %(period)s không thuộc thời gian của đơn vị này.")
                % {"unit": row.unit.full_name, "period": period_words(when)},
            )


def _refuse_second(
    rows: dict[int, Allotment], periods: dict[str, Period], values: Sequence[PastValue]
) -> None:
    there = set(
        TargetValue.objects.filter(
            allotment__in=list(rows), period_key__in=list(periods), superseded_at=None
        ).values_list("allotment_id", "period_key")
    )
    for one in values:
        if (one.allotment_id, one.period) in there:
            raise WrongInput.of(
                "period",
                _("%(unit)s đã có số của %(period)s.")
                % {
                    "unit": rows[one.allotment_id].unit.full_name,
                    "period": period_words(periods[one.period]),
                },
            )
        there.add((one.allotment_id, one.period))


@transaction.atomic
def accept_for_units(*, target_ids: Sequence[int], by: Actor | None, at: datetime) -> int:
    """Every unit of these targets that has not answered takes on what it was given, as their one written answer says (a
    conference's minutes, a decision that all signed). Gives how many. One ledger line a target."""
    made = 0
    for target in Target.objects.filter(pk__in=list(target_ids)).select_related("plan__unit").order_by("pk"):
        rows = list(
            Allotment.objects.select_for_update(of=("self",))
            .filter(target=target, parent=None, ended="", state=AllotmentState.GIVEN.value)
            .select_related("unit")
            .order_by("pk")
        )
        for row in rows:
            town.require(by, "plans.answer_allotment", row.unit.path, at, row.office_id)
        if not rows:
            continue
        Allotment.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=AllotmentState.ACCEPTED.value,
            version=F("version") + 1,
            answered_by=person_id(by),
            answered_by_name=name_of(by),
            answered_at=at,
        )
        ground.write(
            deed="plans.allotments-accepted",
            about=target.ref,
            by=ref_of(by),
            at=at,
            data={"count": len(rows)},
            also=[target.plan.ref, *(row.ref for row in rows)],
        )
        made += len(rows)
    return made
