"""When units merge: what the old one owed to report is owed by its successors, by one recorded deed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ..models import Duty, Report
from . import asking
from .common import WrongInput, ref_of
from .duties import Owing
from .moving import waive_open

_OPEN = ("owed", "returned")


@transaction.atomic
def pass_on(
    *,
    from_unit_id: int,
    to: Mapping[int | None, Owing],
    on: date,
    by: Actor | None,
    at: datetime,
    allowed_by_caller: bool = False,
) -> int:
    """A unit is no more: from `on`, what it owes is owed by its successors. `to` says for each old office (None: the unit as
    a whole) who goes on with it. Its open reports pass too, those asked for once as well, unless the successor owes the same
    one; what was sent stays readable under the old unit. Gives how many duties and single reports passed."""
    old = Unit.objects.get(pk=from_unit_id)
    if not allowed_by_caller:
        town.require(by, "reporting.give_duty", old.path, at)
    duties = list(
        Duty.objects.select_for_update(of=("self",)).filter(Q(until=None) | Q(until__gte=on), unit=old)
    )
    once = list(
        Report.objects.select_for_update(of=("self",)).filter(
            unit=old, request__isnull=False, state__in=_OPEN
        )
    )
    owed: list[Duty | Report] = [*duties, *once]
    heirs = {row.office_id: to.get(row.office_id, to.get(None)) for row in owed}
    missing = [row for row in owed if heirs[row.office_id] is None]
    if missing:
        raise WrongInput.of(
            "to", _("Còn %(n)s nghĩa vụ báo cáo chưa có đơn vị kế thừa.") % {"n": len(missing)}
        )
    for duty in duties:
        _pass_duty(duty, to, on, by, at)
    for report in once:
        _pass_once(report, to, by, at)
    if duties or once:
        ground.write(
            deed="reporting.duties-passed",
            about=old.ref,
            by=ref_of(by),
            at=at,
            data={"duties": [duty.pk for duty in duties], "reports": [row.pk for row in once], "on": on},
            also=[Ref("unit", pk) for pk in dict.fromkeys(heir.unit_id for heir in heirs.values() if heir)],
        )
    return len(duties) + len(once)


def _heir(office_id: int | None, to: Mapping[int | None, Owing]) -> Owing:
    return to.get(office_id) or to[None]


def _pass_duty(duty: Duty, to: Mapping[int | None, Owing], on: date, by: Actor | None, at: datetime) -> None:
    heir = _heir(duty.office_id, to)
    duty.until = max(duty.since, on - timedelta(days=1))
    duty.save(update_fields=["until"])
    receiver = Owing(duty.to_unit_id, duty.to_office_id)
    if duty.to_unit_id == duty.unit_id:  # offices that reported to the old unit itself
        receiver = to.get(duty.to_office_id, Owing(heir.unit_id))
    new = Duty.objects.filter(
        Q(until=None) | Q(until__gte=on),
        regime_id=duty.regime_id,
        unit_id=heir.unit_id,
        office_id=heir.office_id,  # type: ignore[misc]
    ).first()
    if new is None:
        new = Duty.objects.create(
            regime_id=duty.regime_id,
            unit_id=heir.unit_id,
            office_id=heir.office_id,
            to_unit_id=receiver.unit_id,
            to_office_id=receiver.office_id,
            since=on,
            laid_through=duty.laid_through,
            passed_from=duty,
        )
    owed = set(new.reports.values_list("period_key", flat=True))
    open_ones = list(duty.reports.filter(state__in=_OPEN).select_for_update(of=("self",)))
    twice = [row.pk for row in open_ones if row.period_key in owed]
    _waive_twice(twice, by, at)
    moved = [row for row in open_ones if row.pk not in twice]
    for row in moved:
        row.duty, row.to_unit_id, row.to_office_id = new, new.to_unit_id, new.to_office_id
    _move(moved, heir, by, at)


def _pass_once(report: Report, to: Mapping[int | None, Owing], by: Actor | None, at: datetime) -> None:
    heir = _heir(report.office_id, to)
    if Report.objects.filter(
        request_id=report.request_id,
        unit_id=heir.unit_id,
        office_id=heir.office_id,  # type: ignore[misc]
    ).exists():
        _waive_twice([report.pk], by, at)
    else:
        _move([report], heir, by, at)


def _waive_twice(pks: Sequence[int], by: Actor | None, at: datetime) -> None:
    reason = _("Đơn vị kế thừa đã có báo cáo cùng kỳ")
    waive_open(Report.objects.filter(pk__in=pks), reason=reason, by=by, at=at)


def _move(reports: Sequence[Report], heir: Owing, by: Actor | None, at: datetime) -> None:
    for row in reports:
        row.passed_from_id = row.unit_id
        row.unit_id, row.office_id = heir.unit_id, heir.office_id
        row.save(update_fields=["passed_from", "duty", "unit", "office", "to_unit", "to_office"])
        asking.close(row, "dropped", by, at, remark=_("Chuyển sang đơn vị kế thừa"))
    asking.ask(reports, by, at)
