"""The receiver's deeds: accept, return with remarks, move the day, waive. And what is heard from work."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import calendar
from dinh.ground import services as ground
from dinh.town.shapes import Actor

from .. import rules
from ..models import Report, Step
from ..shapes import OPEN_STATES, ReportMoved, ReportState, Standing
from . import asking
from .common import NotForOwnReport, StaleReport, WrongInput, WrongState, name_of, person_id, ref_of, require


def locked(report_id: int) -> Report:
    """The report, locked until the transaction ends. Deeds on one report queue here."""
    return (
        Report.objects.select_for_update(of=("self",))
        .select_related("regime", "unit", "office", "to_unit", "to_office", "duty", "request")
        .get(pk=report_id)
    )


def standing_of(report: Report, day: date) -> Standing:
    """How the report stands on a day."""
    return rules.standing(
        report.state,
        due_on=report.due_on,
        today=day,
        calendar=calendar.for_country(),
        closes_on=report.period_last,
        first_sent_on=report.first_sent_on,
        last_sent_on=report.last_sent_on,
        again_by=report.again_by,
    )


def _sent(report: Report, deed: str, seen: int, by: Actor | None, at: datetime) -> Step:
    """The sending that is decided on. Who sent it does not decide; what was sent since is not decided unseen."""
    require(by, deed, report, at)
    if report.state != ReportState.SENT:
        raise WrongState.about(report)
    step = report.steps.filter(what=Step.SENT).order_by("-id").first()
    assert step is not None
    if step.version != seen:
        raise StaleReport(step.by_name, step.at)
    if by is not None and step.by_id is not None and step.by_id == by.person_id:
        raise NotForOwnReport(_("Báo cáo do chính anh, chị gửi thì người khác nhận hoặc trả lại."))
    return step


def _step(
    report: Report, what: str, by: Actor | None, at: datetime, *, remark: str = "", until: date | None = None
) -> None:
    day = timezone.localdate(at)
    Step.objects.create(
        report=report,
        what=what,
        version=report.version,
        remark=remark,
        day=day,
        until=until,
        late_days=standing_of(report, day).late_days,
        by_id=person_id(by),
        by_name=name_of(by),
        at=at,
    )


def _write(deed: str, report: Report, by: Actor | None, at: datetime, **data: object) -> None:
    ground.write(deed=deed, about=report.ref, by=ref_of(by), at=at, data={"version": report.version, **data})


def tell_moved(report: Report, old: str, at: datetime) -> None:
    """Tell those above that the report moved."""
    day = timezone.localdate(at)
    ground.announce(
        ReportMoved(
            report.pk,
            report.regime_id,
            report.unit_id,
            report.office_id,
            report.period_key,
            old,
            report.state,
            day.isoformat(),
            standing_of(report, day).late_days,
        ),
        at=at,
    )


@transaction.atomic
def accept(*, report_id: int, seen: int, by: Actor | None, at: datetime, remark: str = "") -> Report:
    """Take a sent report as it is. It leaves the desk of whoever owed it."""
    report = locked(report_id)
    _sent(report, "reporting.accept", seen, by, at)
    old, report.state = report.state, ReportState.ACCEPTED.value
    report.accepted_on = timezone.localdate(at)
    report.save(update_fields=["state", "accepted_on"])
    _step(report, Step.ACCEPTED, by, at, remark=remark.strip())
    asking.close(report, "done", by, at, remark=remark)
    _write("reporting.accepted", report, by, at, remark=remark.strip())
    tell_moved(report, old, at)
    return report


@transaction.atomic
def send_back(
    *, report_id: int, seen: int, remark: str, by: Actor | None, at: datetime, again_by: date | None = None
) -> Report:
    """Return a sent report with what is wrong in it and a day by which it is sent again (three working days unless named)."""
    report = locked(report_id)
    _sent(report, "reporting.return", seen, by, at)
    today = timezone.localdate(at)
    if not remark.strip():
        raise WrongInput.of("remark", _("Ghi điều cần sửa, để nơi gửi biết phải làm gì."))
    day = again_by or rules.again_by_default(today, calendar.for_country())
    if day < today:
        raise WrongInput.of("again_by", _("Ngày gửi lại không trước hôm nay."))
    old, report.state, report.again_by = report.state, ReportState.RETURNED.value, day
    report.save(update_fields=["state", "again_by"])
    _step(report, Step.RETURNED, by, at, remark=remark.strip(), until=day)
    asking.sent_back(report, remark.strip(), by, at)
    _write("reporting.returned", report, by, at, remark=remark.strip(), again_by=day)
    tell_moved(report, old, at)
    return report


@transaction.atomic
def redate(
    *, report_id: int, due_on: date, reason: str, by: Actor | None, at: datetime, from_work: bool = False
) -> Report:
    """Move the day owed of a report not sent yet. The first day stays on record; `from_work` when work has moved it already."""
    report = locked(report_id)
    if not from_work:
        require(by, "reporting.redate", report, at)
    if report.state not in (ReportState.OWED, ReportState.RETURNED):
        raise WrongState.about(report)
    if not reason.strip():
        raise WrongInput.of("reason", _("Ghi lý do đổi hạn."))
    if due_on <= report.period_last and report.duty_id and due_on < report.first_due_on:
        raise WrongInput.of(
            "due_on",
            _("Hạn gửi phải sau ngày chốt số liệu %(day)s.") % {"day": f"{report.period_last:%d/%m/%Y}"},
        )
    old = report.due_on
    report.due_on = due_on
    fields = ["due_on"]
    if report.state == ReportState.RETURNED:
        report.again_by = due_on
        fields.append("again_by")
    report.save(update_fields=fields)
    _step(report, Step.REDATED, by, at, remark=reason.strip(), until=due_on)
    if not from_work:
        asking.redate(report, by, at)
    _write("reporting.redated", report, by, at, old=old, new=due_on, reason=reason.strip())
    return report


@transaction.atomic
def waive(*, report_id: int, reason: str, by: Actor | None, at: datetime, from_work: bool = False) -> Report:
    """The report need not be sent after all, and why."""
    report = locked(report_id)
    if not from_work:
        require(by, "reporting.waive", report, at)
    if report.state not in OPEN_STATES:
        raise WrongState.about(report)
    if not reason.strip():
        raise WrongInput.of("reason", _("Ghi lý do cho thôi gửi."))
    _waive(report, reason, by, at, close=not from_work)
    return report


def waive_open(reports: QuerySet[Report], *, reason: str, by: Actor | None, at: datetime) -> int:
    """Waive those of the reports that were not sent yet; the caller has asked who may. Gives how many."""
    rows = list(reports.filter(state__in=("owed", "returned")).order_by("pk").values_list("pk", flat=True))
    for pk in rows:
        _waive(locked(pk), reason or _("Thôi giao chế độ báo cáo"), by, at, close=True)
    return len(rows)


def _waive(report: Report, reason: str, by: Actor | None, at: datetime, *, close: bool) -> None:
    old, report.state = report.state, ReportState.WAIVED.value
    report.save(update_fields=["state"])
    _step(report, Step.WAIVED, by, at, remark=reason.strip())
    if close:
        asking.close(report, "dropped", by, at, remark=reason)
    _write("reporting.waived", report, by, at, reason=reason.strip())
    tell_moved(report, old, at)
