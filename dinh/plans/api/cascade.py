"""What units were given: read, accept, dispute, report a figure or how far a task is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from dinh.plans import services
from dinh.plans.models import Allotment, AllotmentDispute
from dinh.plans.queries import cascade as queries
from dinh.plans.shapes import AllotmentState, ValueState
from dinh.town import apikit as kit

from .base import (
    Number,
    ProgressIn,
    ProgressOut,
    StandingOut,
    ValueIn,
    ValueOut,
    ValuePage,
    number,
    progress,
    router,
    sees_drafts,
    standing_out,
    value_out,
)

STATES = tuple(each.value for each in AllotmentState)
AnswerState = Annotated[
    str, Field(max_length=10, description="Một trong: " + ", ".join(STATES), pattern=r"^[a-z]*$")
]


class AllotmentOut(kit.Versioned):
    """A unit's part of a target or task; `parent_id` is set on an office's share of it. `ended` is "" while it runs."""

    id: int
    target_id: int | None
    task_id: int | None
    plan_id: int
    text: str
    unit_code: str
    office_id: int | None
    parent_id: int | None
    operator: str
    value: float | None
    value_max: float | None
    base: float | None
    measure: str
    due_on: date | None
    basis: str
    state: str
    state_words: str
    since: date
    until: date | None
    ended: str
    answered_by: str


class AllotmentPage(Schema):
    items: list[AllotmentOut]
    next: str | None


class AllotmentSeen(AllotmentOut):
    """With where it stands today; null for a task's, whose state is its assignment's."""

    standing: StandingOut | None


class DisputeIn(kit.In):
    """Why the number is not right, and which number would be."""

    reason: Annotated[str, Field(min_length=1, max_length=10_000, pattern=r"^[^\x00]*$")]
    proposed: Number | None = None


class DisputeOut(Schema):
    id: int
    allotment_id: int
    reason: str
    proposed: float | None
    settled: bool


def _fields(row: Allotment) -> dict[str, Any]:
    thing = row.thing
    return {
        "version": row.version,
        "id": row.pk,
        "target_id": row.target_id,
        "task_id": row.task_id,
        "plan_id": thing.plan_id,
        "text": thing.text,
        "unit_code": row.unit.code,
        "office_id": row.office_id,
        "parent_id": row.parent_id,
        "operator": row.operator,
        "value": number(row.value),
        "value_max": number(row.value_max),
        "base": number(row.base),
        "measure": row.measure,
        "due_on": row.due_on,
        "basis": row.cascade.basis if row.cascade is not None else "",
        "state": row.state,
        "state_words": row.state_word,
        "since": row.since,
        "until": row.until,
        "ended": row.ended,
        "answered_by": row.answered_by_name,
    }


def allotment_out(row: Allotment) -> AllotmentOut:
    """A unit's part as programs see it."""
    return AllotmentOut(**_fields(row))


@kit.read(
    router,
    "/allotments",
    out=AllotmentPage,
    name="allotments",
    summary="Chỉ tiêu, nhiệm vụ đã giao xuống các đơn vị",
)
def allotments(
    request: HttpRequest,
    unit: kit.Code = "",
    target: Annotated[int | None, Field(ge=1, le=2**53 - 1)] = None,
    state: AnswerState = "",
    ended: bool = False,
    cursor: kit.Cursor = "",
    limit: kit.Limit = 50,
) -> Any:
    """Của các đơn vị trong phạm vi của khóa. Không ghi `ended` thì chỉ phần đang chạy."""
    rows = queries.visible_allotments(kit.actor_of(request), kit.today())
    rows = rows.exclude(ended="") if ended else rows.filter(ended="")
    wanted = Q(unit__code=unit) if unit else Q()
    if target is not None:
        wanted &= Q(target=target)
    if kit.choice(state, STATES, "state"):
        wanted &= Q(state=state)
    some = rows.filter(wanted).select_related("unit", "cascade", "target__plan", "task__plan")
    return kit.page(some, allotment_out, cursor=cursor, limit=limit)


def _allotment(request: HttpRequest, allotment_id: int) -> Allotment:
    return kit.found(queries.allotment_for(kit.actor_of(request), allotment_id, kit.today()))


def _answered(request: HttpRequest, row: Allotment) -> AllotmentSeen:
    standing = queries.allotment_standing(row, kit.today())
    kit.tag_version(request, row.version)
    return AllotmentSeen(**_fields(row), standing=standing_out(standing) if standing else None)


@kit.read(
    router,
    "/allotments/{allotment_id}",
    out=AllotmentSeen,
    name="allotment",
    summary="Một phần được giao, kèm tình trạng hôm nay",
    missing=True,
)
def allotment(request: HttpRequest, allotment_id: kit.PathId) -> Any:
    """Có ETag để gửi lại trong If-Match khi trả lời."""
    return _answered(request, _allotment(request, allotment_id))


@kit.read(
    router,
    "/allotments/{allotment_id}/values",
    out=ValuePage,
    name="allotment_values",
    summary="Số liệu các kỳ của một phần được giao",
    missing=True,
)
def allotment_values(
    request: HttpRequest, allotment_id: kit.PathId, cursor: kit.Cursor = "", limit: kit.Limit = 50
) -> Any:
    """Người nhập, người duyệt thấy cả bản nháp và số bị trả lại; người khác chỉ thấy số đã duyệt."""
    row = _allotment(request, allotment_id)
    rows = row.values.all()
    if not sees_drafts(kit.actor_of(request), row):
        rows = rows.filter(state=ValueState.APPROVED.value)
    return kit.page(rows, value_out, cursor=cursor, limit=limit)


@kit.write(
    router,
    "/allotments/{allotment_id}/accept",
    out=AllotmentSeen,
    name="accept_allotment",
    summary="Nhận phần được giao",
    versioned=True,
)
def accept_allotment(request: HttpRequest, allotment_id: kit.PathId) -> Any:
    """Con số vừa đổi thì trả 409: đọc lại rồi trả lời."""
    row = _allotment(request, allotment_id)
    kit.check_version(request, row.version)
    services.accept_allotment(allotment_id=row.pk, seen=row.version, by=kit.actor_of(request), at=kit.now())
    return _answered(request, _allotment(request, allotment_id))


def _dispute_out(row: AllotmentDispute) -> DisputeOut:
    return DisputeOut(
        id=row.pk,
        allotment_id=row.allotment_id,
        reason=row.reason,
        proposed=number(row.proposed),
        settled=row.settled_at is not None,
    )


@kit.write(
    router,
    "/allotments/{allotment_id}/disputes",
    out=DisputeOut,
    name="dispute_allotment",
    summary="Kiến nghị về con số được giao",
    status=201,
    versioned=True,
)
def dispute_allotment(request: HttpRequest, allotment_id: kit.PathId, body: DisputeIn) -> Any:
    """Phần được giao vẫn còn hiệu lực trong lúc chờ cấp giao trả lời."""
    row = _allotment(request, allotment_id)
    kit.check_version(request, row.version)
    made = services.dispute_allotment(
        allotment_id=row.pk,
        reason=body.reason,
        proposed=None if body.proposed is None else Decimal(str(body.proposed)),
        seen=row.version,
        by=kit.actor_of(request),
        at=kit.now(),
    )
    return _dispute_out(made)


@kit.write(
    router,
    "/allotments/{allotment_id}/values",
    out=ValueOut,
    name="enter_allotment_value",
    summary="Báo số liệu một kỳ của phần được giao",
    status=201,
)
def enter_allotment_value(request: HttpRequest, allotment_id: kit.PathId, body: ValueIn) -> Any:
    """Ghi bản nháp, hoặc trình ngay khi `submit` là true. Chỉ tiêu là tỷ lệ thì kèm tử số, mẫu số để cả tỉnh cộng được."""
    row = _allotment(request, allotment_id)
    if row.target_id is None:
        raise kit.wrong("allotment_id", _("Phần được giao là nhiệm vụ: ghi tiến độ, không báo số."))
    made = services.enter_value(
        allotment_id=row.pk,
        period=body.period,
        value=body.value,
        numerator=body.numerator,
        denominator=body.denominator,
        note=body.note,
        submit=body.submit,
        seen=body.seen,
        by=kit.actor_of(request),
        at=kit.now(),
    )
    return value_out(made)


@kit.write(
    router,
    "/allotments/{allotment_id}/progress",
    out=ProgressOut,
    name="allotment_progress",
    summary="Ghi tiến độ phần nhiệm vụ được giao",
    status=201,
)
def allotment_progress(request: HttpRequest, allotment_id: kit.PathId, body: ProgressIn) -> Any:
    """Thêm một dòng nhật ký; không dòng nào bị ghi đè."""
    return progress(request, _allotment(request, allotment_id).ref, body)
