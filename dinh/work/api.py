"""The room's JSON entrance: what is owed, and the deeds on it, through the same services as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from dinh.ground.search import search_q
from dinh.town import apikit as kit
from dinh.town.models import Office, Unit
from dinh.work import queries, rules, services
from dinh.work.models import Assignment, Extension, HandOver
from dinh.work.queries.lists import assignment_for
from dinh.work.services.common import WorkRefused, WrongInput
from dinh.work.shapes import Ask, WorkState

router = kit.router("work", "Việc")
kit.refuse_as(WorkRefused, 409)
kit.refuse_as(WrongInput, 422, kit.one_field)

Percent = Annotated[int, Field(ge=0, le=100, strict=True)]
States = Literal["", "not-started", "doing", "submitted", "done", "returned", "paused", "dropped"]
Words = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]


class AskerOut(Schema):
    """The thing upstairs that asked: "target" 5, "report" 9…; none when a person did by hand."""

    kind: str
    id: str


class AssignmentOut(kit.Versioned):
    id: int
    title: str
    detail: str
    product: str
    unit_code: str
    office_id: int | None
    office: str
    person_id: int | None
    person: str
    coop_office_ids: list[int]
    asker_unit_code: str
    asker_office_id: int | None
    asked_by: AskerOut | None
    asked_at: datetime
    state: str
    state_words: str
    light: str
    light_words: str
    percent: int
    due_on: date | None
    due_words: str
    priority: str
    parent_id: int | None
    rhythm: str
    note: str
    remark: str
    done_on: date | None
    closed_at: datetime | None


class AssignmentPage(Schema):
    items: list[AssignmentOut]
    next: str | None


class AskIn(kit.In):
    """`unit_code` with `office_id` left out asks the unit as a whole."""

    title: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
    unit_code: Annotated[str, Field(pattern=r"^[0-9]{1,8}$")]
    office_id: kit.Id | None = None
    due_on: kit.Day | None = None
    product: kit.Line = ""
    detail: kit.Text = ""
    person_id: kit.Id | None = None
    coop_office_ids: Annotated[list[kit.Id], Field(max_length=50)] = []
    priority: Literal["normal", "urgent", "express"] = "normal"
    check: kit.Flag = True


class WorkProgressIn(kit.In):
    note: Words
    percent: Percent | None = None


class NoteIn(kit.In):
    note: kit.Line = ""


class WorkRemarkIn(kit.In):
    remark: kit.Line = ""


class SendBackIn(kit.In):
    remark: Words
    due_on: kit.Day | None = None


class HandOverIn(kit.In):
    """To an office of the same unit, or to a person of the office: one of the two."""

    reason: Words
    to_office_id: kit.Id | None = None
    to_person_id: kit.Id | None = None


class HandOverAnswerIn(kit.In):
    accept: kit.Flag
    remark: kit.Line = ""


class HandOverOut(Schema):
    id: int
    assignment_id: int
    to_office_id: int | None
    to_person_id: int | None
    answer: str
    reason: str
    remark: str


class ExtensionIn(kit.In):
    until: kit.Day
    reason: Words


class ExtensionAnswerIn(kit.In):
    grant: kit.Flag
    until: kit.Day | None = None
    remark: kit.Line = ""


class ExtensionOut(Schema):
    id: int
    assignment_id: int
    old_due: date | None
    wanted: date
    granted: date | None
    answer: str
    reason: str
    remark: str


def assignment_out(row: Assignment) -> AssignmentOut:
    """An assignment as programs see it. Needs units, office and person selected, `coops` prefetched."""
    lit = rules.light(row.state, row.due_on, kit.today(), late_days=row.late_days)
    asked_by = row.asked_by
    return AssignmentOut(
        id=row.pk,
        version=row.version,
        title=row.title,
        detail=row.detail,
        product=row.product,
        unit_code=row.unit.code,
        office_id=row.office_id,
        office=row.office.name if row.office else "",
        person_id=row.person_id,
        person=row.person.name if row.person else "",
        coop_office_ids=[coop.office_id for coop in row.coops.all()],
        asker_unit_code=row.asker_unit.code,
        asker_office_id=row.asker_office_id,
        asked_by=AskerOut(kind=asked_by.kind, id=str(asked_by.id)) if asked_by else None,
        asked_at=row.asked_at,
        state=row.state,
        state_words=_(WorkState(row.state).word),
        light=lit.value,
        light_words=_(lit.word),
        percent=row.percent,
        due_on=row.due_on,
        due_words=row.due_words,
        priority=row.priority,
        parent_id=row.parent_id,
        rhythm=row.rhythm,
        note=row.note,
        remark=row.remark,
        done_on=row.done_on,
        closed_at=row.closed_at,
    )


def _whole(pk: int) -> AssignmentOut:
    rows = Assignment.objects.select_related("unit", "office", "person", "asker_unit").prefetch_related(
        "coops"
    )
    return assignment_out(rows.get(pk=pk))


@kit.read(router, "/assignments", out=AssignmentPage, name="assignments", summary="Việc được xem")
def assignments(
    request: HttpRequest,
    state: States = Query("", description="Một tình trạng; bỏ trống là mọi tình trạng"),  # noqa: B008
    open: Literal["", "yes", "no"] = Query("", description="yes: còn mở; no: đã khép"),
    unit: kit.Code = "",
    office: Annotated[int, Field(ge=1, le=2**53 - 1)] | None = None,
    due_from: kit.Day | None = None,
    due_to: kit.Day | None = None,
    q: kit.Query = "",
    cursor: kit.Cursor = "",
    limit: kit.Limit = 50,
) -> Any:
    """Việc mà các đơn vị trong phạm vi của khóa phải làm, đã giao, hoặc từng phải làm."""
    rows = Assignment.objects.filter(queries.visible_q(kit.actor_of(request), kit.today()))
    if state:
        rows = rows.filter(state=state)
    if open:
        rows = rows.filter(closed_at__isnull=open == "yes")
    if unit:
        rows = rows.filter(unit__code=unit)
    if office:
        rows = rows.filter(office=office)
    if due_from:
        rows = rows.filter(due_on__gte=due_from)
    if due_to:
        rows = rows.filter(due_on__lte=due_to)
    rows = rows.filter(search_q("search", q)).select_related("unit", "office", "person", "asker_unit")
    return kit.page(rows.prefetch_related("coops"), assignment_out, cursor=cursor, limit=limit)


def _seen(request: HttpRequest, assignment_id: int) -> Assignment:
    """The assignment when this person may see it."""
    return kit.found(assignment_for(kit.actor_of(request), assignment_id, kit.today()))


@kit.read(
    router,
    "/assignments/{assignment_id}",
    out=AssignmentOut,
    name="assignment",
    summary="Một việc",
    missing=True,
)
def assignment(request: HttpRequest, assignment_id: kit.PathId) -> Any:
    """ETag của câu trả lời là phiên bản: gửi lại trong If-Match khi ghi."""
    row = _seen(request, assignment_id)
    kit.tag_version(request, row.version)
    return _whole(row.pk)


@kit.write(
    router, "/assignments", out=AssignmentOut, name="ask", summary="Giao một việc", status=201, missing=False
)
def ask(request: HttpRequest, body: AskIn) -> Any:
    """Giao cho một cơ quan, hoặc cho cả đơn vị khi không ghi cơ quan."""
    unit = Unit.objects.alive_on(kit.today()).filter(code=body.unit_code).first()
    if unit is None:
        raise kit.wrong("unit_code", _("Không có đơn vị mang mã này hôm nay."))
    offices = {*body.coop_office_ids, *([body.office_id] if body.office_id else [])}
    known = set(Office.objects.filter(pk__in=offices).values_list("pk", flat=True))
    if offices - known:
        raise kit.wrong("office_id", _("Không có cơ quan này."))
    made = services.ask(
        ask=Ask(
            title=body.title,
            unit_id=unit.pk,
            office_id=body.office_id,
            due_on=body.due_on,
            product=body.product,
            detail=body.detail,
            person_id=body.person_id,
            coop_office_ids=tuple(body.coop_office_ids),
            priority=body.priority,
            check=body.check,
        ),
        by=kit.actor_of(request),
        at=kit.now(),
    )
    kit.tag_version(request, made.version)
    return _whole(made.pk)


def _checked(request: HttpRequest, assignment_id: int) -> Assignment:
    """The assignment, seen, locked, and not changed since the program looked (If-Match)."""
    _seen(request, assignment_id)
    assert transaction.get_connection().in_atomic_block
    row = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment_id)
    kit.check_version(request, row.version)
    return row


def _done(request: HttpRequest, assignment_id: int) -> AssignmentOut:
    made = _whole(assignment_id)
    kit.tag_version(request, made.version)
    return made


@kit.write(
    router,
    "/assignments/{assignment_id}/start",
    out=AssignmentOut,
    name="start",
    summary="Bắt đầu làm",
    versioned=True,
)
def start(request: HttpRequest, assignment_id: kit.PathId) -> Any:
    """Từ “chưa bắt đầu” hoặc “trả lại”."""
    row = _checked(request, assignment_id)
    services.start(assignment_id=row.pk, by=kit.actor_of(request), at=kit.now())
    return _done(request, row.pk)


@kit.write(
    router,
    "/assignments/{assignment_id}/progress",
    out=AssignmentOut,
    name="note_progress",
    summary="Ghi tiến độ",
    versioned=True,
)
def note_progress(request: HttpRequest, assignment_id: kit.PathId, body: WorkProgressIn) -> Any:
    """Đã làm được gì, còn vướng gì, bao nhiêu phần trăm."""
    row = _checked(request, assignment_id)
    services.note_progress(
        assignment_id=row.pk, note=body.note, percent=body.percent, by=kit.actor_of(request), at=kit.now()
    )
    return _done(request, row.pk)


@kit.write(
    router,
    "/assignments/{assignment_id}/submit",
    out=AssignmentOut,
    name="submit",
    summary="Trình sản phẩm",
    versioned=True,
)
def submit(request: HttpRequest, assignment_id: kit.PathId, body: NoteIn) -> Any:
    """Người giao không kiểm tra sản phẩm thì việc xong ngay."""
    row = _checked(request, assignment_id)
    services.submit(assignment_id=row.pk, note=body.note, by=kit.actor_of(request), at=kit.now())
    return _done(request, row.pk)


@kit.write(
    router,
    "/assignments/{assignment_id}/take-back",
    out=AssignmentOut,
    name="take_back",
    summary="Rút lại sản phẩm đã trình",
    versioned=True,
)
def take_back(request: HttpRequest, assignment_id: kit.PathId) -> Any:
    """Khi người giao chưa duyệt."""
    row = _checked(request, assignment_id)
    services.take_back(assignment_id=row.pk, by=kit.actor_of(request), at=kit.now())
    return _done(request, row.pk)


@kit.write(
    router,
    "/assignments/{assignment_id}/accept",
    out=AssignmentOut,
    name="accept",
    summary="Duyệt sản phẩm",
    versioned=True,
)
def accept(request: HttpRequest, assignment_id: kit.PathId, body: WorkRemarkIn) -> Any:
    """Bên giao việc; không tự duyệt sản phẩm mình trình."""
    row = _checked(request, assignment_id)
    services.accept(assignment_id=row.pk, remark=body.remark, by=kit.actor_of(request), at=kit.now())
    return _done(request, row.pk)


@kit.write(
    router,
    "/assignments/{assignment_id}/send-back",
    out=AssignmentOut,
    name="send_back",
    summary="Trả lại sản phẩm",
    versioned=True,
)
def send_back(request: HttpRequest, assignment_id: kit.PathId, body: SendBackIn) -> Any:
    """Nói còn thiếu gì, sai gì; có thể kèm hạn mới."""
    row = _checked(request, assignment_id)
    services.send_back(
        assignment_id=row.pk, remark=body.remark, due_on=body.due_on, by=kit.actor_of(request), at=kit.now()
    )
    return _done(request, row.pk)


def _offer(row: HandOver) -> HandOverOut:
    return HandOverOut(
        id=row.pk,
        assignment_id=row.assignment_id,
        to_office_id=row.to_office_id,
        to_person_id=row.to_person_id,
        answer=row.answer,
        reason=row.reason,
        remark=row.remark,
    )


@kit.write(
    router,
    "/assignments/{assignment_id}/hand-over",
    out=HandOverOut,
    name="hand_over",
    summary="Chuyển việc cho cơ quan khác hoặc một người",
    status=201,
    versioned=True,
)
def hand_over(request: HttpRequest, assignment_id: kit.PathId, body: HandOverIn) -> Any:
    """Việc ở cả hai bàn cho tới khi nơi nhận trả lời."""
    row = _checked(request, assignment_id)
    made = services.hand_over(
        assignment_id=row.pk,
        reason=body.reason,
        to_office_id=body.to_office_id,
        to_person_id=body.to_person_id,
        by=kit.actor_of(request),
        at=kit.now(),
    )
    return _offer(made)


@kit.write(
    router,
    "/hand-overs/{hand_over_id}/answer",
    out=HandOverOut,
    name="answer_hand_over",
    summary="Nhận hoặc không nhận việc chuyển đến",
)
def answer_hand_over(request: HttpRequest, hand_over_id: kit.PathId, body: HandOverAnswerIn) -> Any:
    """Không nhận thì nói lý do trong `remark`."""
    seen = Assignment.objects.filter(queries.visible_q(kit.actor_of(request), kit.today()))
    kit.found(seen.filter(hand_overs__pk=hand_over_id).first())
    made = services.answer_hand_over(
        hand_over_id=hand_over_id,
        accept=body.accept,
        remark=body.remark,
        by=kit.actor_of(request),
        at=kit.now(),
    )
    return _offer(made)


def _extension(row: Extension) -> ExtensionOut:
    return ExtensionOut(
        id=row.pk,
        assignment_id=row.assignment_id,
        old_due=row.old_due,
        wanted=row.wanted,
        granted=row.granted,
        answer=row.answer,
        reason=row.reason,
        remark=row.remark,
    )


@kit.write(
    router,
    "/assignments/{assignment_id}/extensions",
    out=ExtensionOut,
    name="ask_extension",
    summary="Xin gia hạn",
    status=201,
    versioned=True,
)
def ask_extension(request: HttpRequest, assignment_id: kit.PathId, body: ExtensionIn) -> Any:
    """Mỗi lúc một lời xin; chưa trả lời thì hạn cũ còn nguyên."""
    row = _checked(request, assignment_id)
    made = services.ask_extension(
        assignment_id=row.pk, until=body.until, reason=body.reason, by=kit.actor_of(request), at=kit.now()
    )
    return _extension(made)


@kit.write(
    router,
    "/extensions/{extension_id}/answer",
    out=ExtensionOut,
    name="answer_extension",
    summary="Trả lời xin gia hạn",
)
def answer_extension(request: HttpRequest, extension_id: kit.PathId, body: ExtensionAnswerIn) -> Any:
    """Cho ngày đã xin, cho ngày khác, hoặc không cho và nói lý do."""
    seen = Assignment.objects.filter(queries.visible_q(kit.actor_of(request), kit.today()))
    kit.found(seen.filter(extensions__pk=extension_id).first())
    made = services.answer_extension(
        extension_id=extension_id,
        grant=body.grant,
        until=body.until,
        remark=body.remark,
        by=kit.actor_of(request),
        at=kit.now(),
    )
    return _extension(made)
