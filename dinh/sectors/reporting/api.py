"""The room's JSON entrance: reports owed and received, and their way up and back."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from dinh.ground.search import search_q
from dinh.town import apikit as kit

from . import services
from .models import Report
from .queries.reports import report_for, visible
from .services.common import ReportRefused, WrongInput

router = kit.router("reporting", "Báo cáo")
kit.refuse_as(ReportRefused, 409)
kit.refuse_as(WrongInput, 422, lambda wrong: [(fault.field, fault.sentence) for fault in wrong.faults])


class ReportOut(kit.Versioned):
    """`version` counts what was written: send it back as `seen`."""

    id: int
    title: str
    unit_code: str
    office_id: int | None
    to_unit_code: str
    to_office_id: int | None
    period: str
    period_first: date
    period_last: date
    due_on: date
    state: str
    state_words: str
    first_sent_on: date | None
    last_sent_on: date | None
    again_by: date | None
    accepted_on: date | None


class ReportPage(Schema):
    items: list[ReportOut]
    next: str | None


class SeenIn(kit.In):
    """`seen` is the `version` you looked at: what was written since is not sent or accepted unseen (409)."""

    seen: kit.Count


class AcceptIn(SeenIn):
    remark: kit.Line = ""


class ReturnIn(SeenIn):
    remark: Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]
    again_by: kit.Day | None = None


def report_out(row: Report) -> ReportOut:
    """A report as programs see it."""
    return ReportOut(
        id=row.pk,
        version=row.version,
        title=row.title,
        unit_code=row.unit.code,
        office_id=row.office_id,
        to_unit_code=row.to_unit.code,
        to_office_id=row.to_office_id,
        period=row.period_key,
        period_first=row.period_first,
        period_last=row.period_last,
        due_on=row.due_on,
        state=row.state,
        state_words=_(row.state_word),
        first_sent_on=row.first_sent_on,
        last_sent_on=row.last_sent_on,
        again_by=row.again_by,
        accepted_on=row.accepted_on,
    )


@kit.read(router, "/reports", out=ReportPage, name="reports", summary="Báo cáo phải gửi và được nhận")
def reports(
    request: HttpRequest,
    state: Literal["", "owed", "sent", "returned", "accepted", "waived"] = "",
    unit: kit.Code = "",
    due_to: kit.Day | None = None,
    q: kit.Query = "",
    cursor: kit.Cursor = "",
    limit: kit.Limit = 50,
) -> Any:
    """Của các đơn vị trong phạm vi của khóa, hoặc gửi tới các đơn vị ấy."""
    rows = visible(kit.actor_of(request), kit.today()).select_related("unit", "to_unit")
    if state:
        rows = rows.filter(state=state)
    if unit:
        rows = rows.filter(unit__code=unit)
    if due_to:
        rows = rows.filter(due_on__lte=due_to)
    return kit.page(rows.filter(search_q("search", q)), report_out, cursor=cursor, limit=limit)


def _seen(request: HttpRequest, report_id: int) -> Report:
    return kit.found(report_for(kit.actor_of(request), report_id, kit.today()))


@kit.read(router, "/reports/{report_id}", out=ReportOut, name="report", summary="Một báo cáo", missing=True)
def report(request: HttpRequest, report_id: kit.PathId) -> Any:
    """ETag là phiên bản của nội dung."""
    row = _seen(request, report_id)
    kit.tag_version(request, row.version)
    return report_out(row)


@kit.write(
    router, "/reports/{report_id}/send", out=ReportOut, name="send_report", summary="Gửi báo cáo đã viết"
)
def send_report(request: HttpRequest, report_id: kit.PathId, body: SeenIn) -> Any:
    """Gửi bản đã soạn trên trang; thiếu nội dung hay số liệu bắt buộc thì 422."""
    row = _seen(request, report_id)
    services.send(report_id=row.pk, seen=body.seen, by=kit.actor_of(request), at=kit.now())
    return report_out(_seen(request, report_id))


@kit.write(
    router, "/reports/{report_id}/accept", out=ReportOut, name="accept_report", summary="Tiếp nhận báo cáo"
)
def accept_report(request: HttpRequest, report_id: kit.PathId, body: AcceptIn) -> Any:
    """Bên nhận báo cáo."""
    row = _seen(request, report_id)
    services.accept(
        report_id=row.pk, seen=body.seen, remark=body.remark, by=kit.actor_of(request), at=kit.now()
    )
    return report_out(_seen(request, report_id))


@kit.write(
    router, "/reports/{report_id}/return", out=ReportOut, name="return_report", summary="Trả lại báo cáo"
)
def return_report(request: HttpRequest, report_id: kit.PathId, body: ReturnIn) -> Any:
    """Nói điều cần sửa; có thể kèm ngày gửi lại."""
    row = _seen(request, report_id)
    services.send_back(
        report_id=row.pk,
        seen=body.seen,
        remark=body.remark,
        again_by=body.again_by,
        by=kit.actor_of(request),
        at=kit.now(),
    )
    return report_out(_seen(request, report_id))
