"""One act of giving: a target or a task to many units, each with its number. All of it, or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.plans.models import Allotment, AllotmentDispute, AllotmentNumber, Cascade, Rollup, Target, Task
from dinh.plans.models.cascade import RHYTHMS
from dinh.plans.rules.cascade import Wanted, counts_units, number_fault
from dinh.plans.rules.numbers import words_of
from dinh.plans.shapes import AllotmentEnd, AllotmentsGiven, AllotmentState, PlanState, RollupKind
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor, Level

from .. import asking
from ..common import Fault, WrongInput, WrongState, name_of, person_id, ref_of

RECEIVING = ("phong-van-hoa-xa-hoi", "van-phong", "ubnd")
"""Kinds of office that receive what a unit is given, the likeliest first: digital matters sit with culture and society."""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Given:
    """What one unit is given. Without a number it is the target's own; `base` is the denominator it is reckoned on."""

    unit_id: int
    value: Decimal | None = None
    value_max: Decimal | None = None
    base: Decimal | None = None


def units_to_give(thing: Target | Task, day: date) -> list[Unit]:
    """The communes and wards of that day below the plan's unit, by code: whom it may be given to. One query."""
    unit = thing.plan.unit
    alive = Q(since=None) | Q(since__lte=day)
    alive &= Q(until=None) | Q(until__gte=day)
    below = Unit.objects.filter(alive, path__startswith=unit.path, level=Level.COMMUNE)
    return list(below.exclude(pk=unit.pk).order_by("code"))


def receiving_offices(unit_ids: Iterable[int], day: date) -> dict[int, Office]:
    """For each unit, the office that receives what it is given. Units without any office are left out. One query."""
    found: dict[int, Office] = {}
    for office in Office.objects.alive_on(day).filter(unit__in=list(unit_ids)).order_by("order", "pk"):
        there = found.get(office.unit_id)
        if there is None or _rank(office) < _rank(there):
            found[office.unit_id] = office
    return found


def _rank(office: Office) -> int:
    return RECEIVING.index(office.kind) if office.kind in RECEIVING else len(RECEIVING)


def thing_for(about: Ref) -> Target | Task:
    """The target or task, locked: two people who give it give one after the other."""
    model: Any = {"target": Target, "task": Task}[about.kind]
    found: Target | Task = (
        model.objects.select_for_update(of=("self",)).select_related("plan__unit").get(pk=about.id)
    )
    return found


@transaction.atomic
def allot(
    *,
    about: Ref,
    rows: Sequence[Given],
    by: Actor,
    at: datetime,
    since: date | None = None,
    due_on: date | None = None,
    rule: str = RollupKind.SUM.value,
    rhythm: str = "month",
    added: bool = False,
    basis: str = "",
    note: str = "",
) -> Cascade:
    """Give a target or a task to units in one act, each with its number, and ask each for it. A unit that has it already
    with another number gets the new one; with the same number nothing changes for it. Raises WrongInput naming every
    unit that cannot be given it, and then gives it to none."""
    thing = thing_for(about)
    town.require(by, "plans.allot", thing.plan.unit.path, at)
    today = timezone.localdate(at)
    day = since or today
    _may_give(thing, day, today)
    there = {
        row.unit_id: row
        for row in Allotment.objects.select_for_update(of=("self",))
        .filter(parent=None, ended="", **{about.kind: thing})
        .select_related("unit")
    }
    units = {unit.pk: unit for unit in units_to_give(thing, day)}
    _check_rows(thing, rows, units)
    if isinstance(thing, Target):
        _set_rule(thing, rule, rhythm, added, has_values=bool(there), by=by, at=at)
    due = due_on or thing.due_on
    if due is not None and due < day:
        raise WrongInput.of("due_on", _("Hạn phải từ ngày giao trở đi."))
    cascade = Cascade.objects.create(
        unit=thing.plan.unit,
        basis=basis.strip()[:400],
        note=note.strip(),
        due_on=due,
        by_id=person_id(by),
        by_name=name_of(by),
        at=at,
        **{about.kind: thing},
    )
    new = [row for row in rows if row.unit_id not in there]
    made = _make(cascade, thing, new, units, due, day, by, at)
    changed = [
        (there[row.unit_id], row)
        for row in rows
        if row.unit_id in there and _differs(there[row.unit_id], thing, row, due)
    ]
    for allotment, row in changed:
        allotment.target, allotment.task = (thing, None) if isinstance(thing, Target) else (None, thing)
        _renumber(allotment, thing, row, due, day, reason=cascade.basis, cascade=cascade, by=by, at=at)
    asking.ask_for_allotments(made, asker_unit_id=thing.plan.unit_id, note=cascade.note, by=by, at=at)
    ground.write(
        deed="plans.allotted",
        about=thing.ref,
        by=ref_of(by),
        at=at,
        data={
            "count": len(made),
            "changed": len(changed),
            "basis": cascade.basis,
            "due_on": due,
            "units": [row.unit_id for row in made],
        },
        also=[cascade.ref, thing.plan.ref, *(row.ref for row in made), *(row.ref for row, _given in changed)],
    )
    ground.announce(AllotmentsGiven(cascade.pk, str(thing.ref), len(made)), at=at)
    return cascade


def _may_give(thing: Target | Task, day: date, today: date) -> None:
    if thing.plan.state == PlanState.REPLACED.value:
        raise WrongState(_("Kế hoạch này đã được thay thế, không giao thêm được."))
    if thing.plan.as_read:
        raise WrongState(_("Kế hoạch do máy đọc, chưa có người soát: soát xong mới giao cho xã, phường."))
    if thing.plan.unit.level == Level.COMMUNE:
        raise WrongState(_("Kế hoạch của xã, phường thì chia cho các phòng, không giao xuống nữa."))
    if day > today:
        raise WrongInput.of("since", _("Ngày giao không được sau hôm nay."))


def _check_rows(thing: Target | Task, rows: Sequence[Given], units: dict[int, Unit]) -> None:
    if not rows:
        raise WrongInput.of("units", _("Chọn ít nhất một xã, phường để giao."))
    seen: set[int] = set()
    faults = []
    for row in rows:
        unit = units.get(row.unit_id)
        if unit is None:
            faults.append(
                Fault(
                    "units",
                    _("Đơn vị số %(id)s không thuộc địa bàn của kế hoạch trong ngày giao.")
                    % {"id": row.unit_id},
                )
            )
        elif row.unit_id in seen:
            faults.append(
                Fault("units", _("%(unit)s có hai lần trong danh sách.") % {"unit": unit.full_name})
            )
        elif isinstance(thing, Target) and row.value is not None:
            wanted = Wanted(operator=thing.operator, percent=thing.measure.strip().startswith("%"))
            if number_fault(row.value, wanted):
                faults.append(
                    Fault(
                        "values",
                        _("%(unit)s: con số %(value)s không thể là giá trị của chỉ tiêu này.")
                        % {"unit": unit.full_name, "value": words_of(row.value)},
                    )
                )
        seen.add(row.unit_id)
    if faults:
        raise WrongInput(faults)


def _set_rule(
    target: Target, rule: str, rhythm: str, added: bool, *, has_values: bool, by: Actor, at: datetime
) -> Rollup:
    """How the target's values roll up: set by the first giving; afterwards the same must be said again."""
    if rule not in set(RollupKind) or rhythm not in RHYTHMS:
        raise WrongInput.of("rule", _("Chọn cách tổng hợp và kỳ số liệu."))
    if target.measure.strip().startswith("%") and rule == RollupKind.SUM.value:
        raise WrongInput.of("rule", _("Tỷ lệ phần trăm không cộng được; chọn tổng tử số chia tổng mẫu số."))
    if (target.operator == "yes" or counts_units(target.measure)) and rule != RollupKind.REACHED.value:
        raise WrongInput.of("rule", _("Chỉ tiêu không có con số cho từng đơn vị thì đếm đơn vị đã đạt."))
    if added and rule == RollupKind.LAST.value:
        raise WrongInput.of("added", _("“Lấy số mới nhất” không cộng các kỳ."))
    there = Rollup.objects.filter(target=target).first()
    if there is not None and has_values and (there.rule, there.rhythm, there.added) != (rule, rhythm, added):
        raise WrongInput.of(
            "rule", _("Cách tổng hợp đã chốt khi giao lần đầu: %(rule)s.") % {"rule": _(there.rule_word)}
        )
    row, _made = Rollup.objects.update_or_create(
        target=target,
        defaults={"rule": rule, "rhythm": rhythm, "added": added, "by_id": person_id(by), "at": at},
    )
    return row


def numbers_of(thing: Target | Task, row: Given) -> dict[str, Any]:
    """The columns of a unit's promise: its own number, else the target's."""
    if isinstance(thing, Task):
        return {"operator": "", "value": None, "value_max": None, "base": None}
    if counts_units(thing.measure):
        return {"operator": "yes", "value": None, "value_max": None, "base": None}
    own = row.value is not None
    return {
        "operator": thing.operator,
        "value": row.value if own else thing.value,
        "value_max": row.value_max if own else thing.value_max,
        "base": row.base,
    }


def _differs(there: Allotment, thing: Target | Task, row: Given, due: date | None) -> bool:
    new = numbers_of(thing, row)
    return there.due_on != due or any(getattr(there, name) != value for name, value in new.items())


def _make(
    cascade: Cascade,
    thing: Target | Task,
    rows: Sequence[Given],
    units: dict[int, Unit],
    due: date | None,
    day: date,
    by: Actor,
    at: datetime,
) -> list[Allotment]:
    offices = receiving_offices([row.unit_id for row in rows], day)
    kind = "target" if isinstance(thing, Target) else "task"
    made = [
        Allotment(
            cascade=cascade,
            unit=units[row.unit_id],
            office=offices.get(row.unit_id),
            due_on=due,
            since=day,
            **{kind: thing},
            **numbers_of(thing, row),
        )
        for row in rows
    ]
    Allotment.objects.bulk_create(made, batch_size=_BATCH)
    keep_numbers(made, cascade=cascade, reason=cascade.basis, by=by, at=at)
    return made


def keep_numbers(
    rows: Iterable[Allotment],
    *,
    cascade: Cascade | None,
    reason: str,
    by: Actor,
    at: datetime,
    since: date | None = None,
) -> None:
    """Write each row's number of now into its history."""
    AllotmentNumber.objects.bulk_create(
        [
            AllotmentNumber(
                allotment=row,
                cascade=cascade,
                operator=row.operator,
                value=row.value,
                value_max=row.value_max,
                base=row.base,
                due_on=row.due_on,
                since=since or row.since,
                reason=reason[:600],
                by_id=person_id(by),
                by_name=name_of(by),
                at=at,
            )
            for row in rows
        ],
        batch_size=_BATCH,
    )


def _renumber(
    allotment: Allotment,
    thing: Target | Task,
    row: Given,
    due: date | None,
    day: date,
    *,
    reason: str,
    cascade: Cascade | None,
    by: Actor,
    at: datetime,
) -> None:
    """A new number takes the old one's place from a day on; the unit answers anew. A dispute that waits is answered by it."""
    moved = allotment.due_on != due
    for name, value in {**numbers_of(thing, row), "due_on": due, "state": AllotmentState.GIVEN.value}.items():
        setattr(allotment, name, value)
    allotment.answered_by_id, allotment.answered_by_name, allotment.answered_at = None, "", None
    allotment.version += 1
    allotment.save()
    AllotmentDispute.objects.filter(allotment=allotment, settled_at=None).update(
        outcome="changed",
        answer=reason,
        settled_by_id=person_id(by),
        settled_by_name=name_of(by),
        settled_at=at,
    )
    keep_numbers([allotment], cascade=cascade, reason=reason, by=by, at=at, since=day)
    if moved:
        asking.redate(allotment, due, by=by, at=at)


def locked(allotment_id: int) -> Allotment:
    """The obligation, locked: deeds on it queue here."""
    row: Allotment = (
        Allotment.objects.select_for_update(of=("self",))
        .select_related("unit", "office", "target__plan__unit", "task__plan__unit", "cascade", "parent")
        .get(pk=allotment_id)
    )
    return row


def must_run(row: Allotment) -> None:
    """Raises WrongState when the obligation has ended."""
    if row.ended:
        raise WrongState(
            _("%(unit)s: chỉ tiêu giao này %(end)s ngày %(day)s.")
            % {
                "unit": row.unit.full_name,
                "end": _(AllotmentEnd(row.ended).word).lower(),
                "day": f"{row.until:%d/%m/%Y}" if row.until else "",
            }
        )


@transaction.atomic
def change_number(
    *,
    allotment_id: int,
    value: Decimal | None,
    reason: str,
    by: Actor,
    at: datetime,
    value_max: Decimal | None = None,
    base: Decimal | None = None,
    due_on: date | None = None,
) -> Allotment:
    """Give one unit another number from today on; the old one stays in the history. The unit is asked to answer again."""
    row = locked(allotment_id)
    town.require(by, "plans.allot", row.plan.unit.path, at)
    must_run(row)
    if row.target is None or row.parent_id is not None:
        raise WrongState(_("Chỉ đổi được con số của chỉ tiêu giao cho xã, phường."))
    if not reason.strip():
        raise WrongInput.of("reason", _("Viết căn cứ, lý do đổi con số."))
    given = Given(row.unit_id, value, value_max, base if base is not None else row.base)
    if value is not None and number_fault(
        value, Wanted(operator=row.operator, percent=row.measure.strip().startswith("%"))
    ):
        raise WrongInput.of(
            "value", _("Con số %(value)s không thể là giá trị của chỉ tiêu này.") % {"value": words_of(value)}
        )
    if not _differs(row, row.target, given, due_on or row.due_on):
        raise WrongInput.of("value", _("Con số này trùng con số đang giao."))
    before = row.value
    _renumber(
        row,
        row.target,
        given,
        due_on or row.due_on,
        timezone.localdate(at),
        reason=reason.strip(),
        cascade=None,
        by=by,
        at=at,
    )
    ground.write(
        deed="plans.number-changed",
        about=row.ref,
        by=ref_of(by),
        at=at,
        data={"value": row.value, "before_value": before, "remark": reason.strip()[:400]},
        also=[row.target.ref, row.unit.ref],
    )
    return row


@transaction.atomic
def withdraw(*, allotment_id: int, reason: str, by: Actor, at: datetime) -> Allotment:
    """Take back what was given to a unit, from tomorrow on: it is asked no more, and its values stay readable."""
    row = locked(allotment_id)
    town.require(by, "plans.allot", row.plan.unit.path, at)
    must_run(row)
    if not reason.strip():
        raise WrongInput.of("reason", _("Viết lý do thu hồi."))
    rows = [row, *row.children.filter(ended="")]
    for each in rows:
        end(each, AllotmentEnd.WITHDRAWN, timezone.localdate(at), reason.strip())
    asking.close_open([each.ref for each in rows], by=by, at=at, remark=reason.strip())
    ground.write(
        deed="plans.allotment-withdrawn",
        about=row.ref,
        by=ref_of(by),
        at=at,
        data={"remark": reason.strip()[:400]},
        also=[row.thing.ref, row.unit.ref],
    )
    return row


def end(row: Allotment, how: AllotmentEnd, until: date, reason: str) -> None:
    """End one locked obligation; the day is its last."""
    row.ended, row.until, row.end_reason = how.value, until, reason[:400]
    row.version += 1
    row.save(update_fields=["ended", "until", "end_reason", "version"])
