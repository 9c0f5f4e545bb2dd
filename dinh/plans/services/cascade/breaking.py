"""A unit shares out among its offices what it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.plans.models import Allotment
from dinh.plans.rules.cascade import Wanted, number_fault
from dinh.plans.rules.numbers import words_of
from dinh.plans.shapes import AllotmentEnd, AllotmentState
from dinh.town import services as town
from dinh.town.models import Office
from dinh.town.shapes import Actor

from .. import asking
from ..common import Fault, WrongInput, WrongState, ref_of
from .giving import end, keep_numbers, locked, must_run


@dataclass(frozen=True, slots=True)
class OfficePart:
    """An office's part. `base` is the denominator its number is reckoned on, where the target is a ratio."""

    office_id: int
    value: Decimal | None = None
    base: Decimal | None = None


@transaction.atomic
def break_down(*, allotment_id: int, parts: Sequence[OfficePart], by: Actor, at: datetime) -> list[Allotment]:
    """Share an obligation out among the unit's offices; each is asked for its part. What an office had before and has no
    more is withdrawn; a changed part takes the old one's place. Whether the parts make the whole is shown, not forced: the
    unit may hold more, or share the rest out later."""
    row = locked(allotment_id)
    town.require(by, "plans.break_down", row.unit.path, at)
    must_run(row)
    if row.parent_id is not None:
        raise WrongState(_("Phần của phòng không chia nhỏ nữa."))
    if row.state == AllotmentState.GIVEN.value:
        raise WrongState(_("Nhận chỉ tiêu trước, rồi mới chia cho các phòng."))
    today = timezone.localdate(at)
    offices = {office.pk: office for office in Office.objects.alive_on(today).filter(unit=row.unit)}
    _check(row, parts, offices)
    there = {each.office_id or 0: each for each in row.children.select_for_update().filter(ended="")}
    wanted = {part.office_id: part for part in parts}
    gone = [child for office_id, child in there.items() if office_id not in wanted]
    for child in gone:
        end(child, AllotmentEnd.WITHDRAWN, today, _("Chia lại chỉ tiêu cho các phòng."))
    asking.close_open(
        [child.ref for child in gone], by=by, at=at, remark=_("Chia lại chỉ tiêu cho các phòng.")
    )
    changed = [
        child
        for office_id, child in there.items()
        if office_id in wanted and _other(child, wanted[office_id], row)
    ]
    for child in changed:
        assert child.office_id is not None
        part = wanted[child.office_id]
        child.value, child.base = part.value if part.value is not None else row.value, part.base
        child.version += 1
        child.save(update_fields=["value", "base", "version"])
    keep_numbers(
        changed, cascade=None, reason=_("Chia lại chỉ tiêu cho các phòng."), by=by, at=at, since=today
    )
    made = [
        Allotment(
            target=row.target,
            task=row.task,
            parent=row,
            unit=row.unit,
            office=offices[part.office_id],
            operator=row.operator,
            value=part.value if part.value is not None else row.value,
            value_max=row.value_max,
            base=part.base,
            due_on=row.due_on,
            state=AllotmentState.ACCEPTED.value,
            since=today,
        )
        for part in parts
        if part.office_id not in there
    ]
    Allotment.objects.bulk_create(made)
    keep_numbers(made, cascade=None, reason="", by=by, at=at)
    asking.ask_for_allotments(made, asker_unit_id=row.unit_id, by=by, at=at)
    ground.write(
        deed="plans.allotment-broken-down",
        about=row.ref,
        by=ref_of(by),
        at=at,
        data={"count": len(parts), "name": ", ".join(offices[part.office_id].name for part in parts)},
        also=[each.ref for each in (*made, *gone, *changed)],
    )
    return list(row.children.filter(ended="").select_related("office").order_by("office__order", "pk"))


def _other(child: Allotment, part: OfficePart, row: Allotment) -> bool:
    value = part.value if part.value is not None else row.value
    return (child.value, child.base) != (value, part.base)


def _check(row: Allotment, parts: Sequence[OfficePart], offices: dict[int, Office]) -> None:
    faults = []
    if len({part.office_id for part in parts}) != len(parts):
        faults.append(Fault("office", _("Có cơ quan được chia hai lần.")))
    for part in parts:
        office = offices.get(part.office_id)
        if office is None:
            faults.append(
                Fault(
                    "office", _("Cơ quan được chia không thuộc %(unit)s.") % {"unit": row.unit.name_in_text}
                )
            )
        elif part.value is not None and number_fault(
            part.value, Wanted(operator=row.operator, percent=row.measure.strip().startswith("%"))
        ):
            said = {"office": office.name, "value": words_of(part.value)}
            faults.append(
                Fault(
                    "value", _("%(office)s: con số %(value)s không thể là giá trị của chỉ tiêu này.") % said
                )
            )
        elif part.base is not None and part.base <= 0:
            faults.append(
                Fault("base", _("%(office)s: mẫu số dự kiến phải lớn hơn 0.") % {"office": office.name})
            )
    if faults:
        raise WrongInput(faults)
