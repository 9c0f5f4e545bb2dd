"""Asking once for a report of many, in one act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.periods import of_day
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor

from ..models import Regime, Report, Request
from ..rules import Fault
from ..shapes import Rhythm
from . import asking
from .common import WrongInput, name_of, person_id
from .duties import Owing, _check_reach
from .laying import tell_asked


@transaction.atomic
def ask_at_once(
    *,
    title: str,
    words: str,
    due_on: date,
    owing: Iterable[Owing],
    to_unit: Unit,
    by: Actor | None,
    at: datetime,
    to_office: Office | None = None,
    regime_id: int | None = None,
) -> Request:
    """Ask every one of `owing` for a report by a day: one act, a few queries for each thousand. Each finds it on the desk."""
    town.require(by, "reporting.request", to_unit.path, at, to_office.pk if to_office else None)
    today = timezone.localdate(at)
    wanted = list(dict.fromkeys(Owing(*each) for each in owing))
    faults = [] if title.strip() else [Fault("title", _("Ghi tên báo cáo cần có."))]
    if due_on < today:
        faults.append(
            Fault("due_on", _("Hạn gửi không trước hôm nay %(day)s.") % {"day": f"{today:%d/%m/%Y}"})
        )
    if not wanted:
        faults.append(Fault("units", _("Chọn ít nhất một đơn vị hoặc cơ quan.")))
    if faults:
        raise WrongInput(faults)
    units = Unit.objects.in_bulk({each.unit_id for each in wanted})
    offices = Office.objects.in_bulk({each.office_id for each in wanted if each.office_id})
    _check_reach(wanted, units, offices, to_unit, by)
    regime = _regime(regime_id)
    request = Request.objects.create(
        regime=regime,
        title=title.strip()[:300],
        words=words.strip(),
        due_on=due_on,
        to_unit=to_unit,
        to_office=to_office,
        by_id=person_id(by),
        by_name=name_of(by),
        at=at,
    )
    day = of_day(today)
    reports = Report.objects.bulk_create(
        [
            Report(
                request=request,
                regime=regime,
                title=request.title,
                unit_id=each.unit_id,
                office_id=each.office_id,
                to_unit=to_unit,
                to_office=to_office,
                period_key=day.key,
                period_first=today,
                period_last=today,
                due_on=due_on,
                first_due_on=due_on,
            )
            for each in wanted
        ],
        batch_size=500,
    )
    asking.ask(reports, by, at)
    tell_asked(
        regime,
        reports,
        by,
        at,
        deed="reporting.requested",
        request=request.pk,
        title=request.title,
        due_on=due_on,
    )
    return request


def _regime(regime_id: int | None) -> Regime:
    rows = Regime.objects.filter(rhythm=Rhythm.ON_DEMAND.value)
    found = rows.filter(pk=regime_id).first() if regime_id else rows.filter(unit=None).order_by("pk").first()
    if found is None:
        raise WrongInput.of("regime", _("Chọn một chế độ báo cáo đột xuất."))
    return found
