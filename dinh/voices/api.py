"""The room's JSON entrance: initiatives, votes and remarks; the events of the year."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from dinh.ground.search import search_q
from dinh.town import apikit as kit
from dinh.town.models import Office, Unit
from dinh.voices import queries, services
from dinh.voices.models import Event, Initiative, Remark
from dinh.voices.queries.events import visible_events
from dinh.voices.shapes import RemarkState

router = kit.router("voices", "Sáng kiến, sự kiện")
kit.refuse_as(services.VoicesRefused, 409)
kit.refuse_as(services.WrongInput, 422, kit.one_field)

Kinds = Literal["problem", "idea", "practice"]
States = Literal["", "waiting", "open", "taken-up", "trying", "adopted", "closed", "merged", "declined"]
Fields = Literal["services", "skills", "infrastructure", "data", "office", "community", "economy", "other"]


class InitiativeOut(kit.Versioned):
    """How to reach a citizen is in no answer of this entrance."""

    id: int
    kind: str
    kind_words: str
    field: str
    title: str
    text: str
    unit_code: str
    office_id: int | None
    from_citizen: bool
    shown_name: str
    public: bool
    state: str
    state_words: str
    votes: int
    answers_id: int | None
    merged_into_id: int | None
    lead_office_id: int | None
    due_on: date | None
    adopted_on: date | None
    result: str
    reason: str
    put_at: datetime


class InitiativePage(Schema):
    items: list[InitiativeOut]
    next: str | None


class RemarkOut(Schema):
    id: int
    text: str
    official: bool
    from_citizen: bool
    shown_name: str
    at: datetime


class RemarkPage(Schema):
    items: list[RemarkOut]
    next: str | None


class VoteOut(Schema):
    """`counted` is false when this person had voted before."""

    counted: bool
    votes: int


class EventOut(kit.Versioned):
    id: int
    name: str
    unit_code: str
    day: date
    until: date | None
    place: str
    state: str
    state_words: str
    yearly: bool
    public: bool
    expected: int | None
    participants: int | None
    counted_how: str
    result: str


class EventPage(Schema):
    items: list[EventOut]
    next: str | None


class PutIn(kit.In):
    kind: Kinds
    title: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    text: Annotated[str, Field(min_length=1, max_length=5000, pattern=r"^[^\x00]*$")]
    unit_code: Annotated[str, Field(pattern=r"^[0-9]{1,8}$")]
    office_id: kit.Id | None = None
    field: Fields = "other"
    public: kit.Flag = False
    answers_id: kit.Id | None = None


class SayIn(kit.In):
    text: Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]


def initiative_out(row: Initiative) -> InitiativeOut:
    """An initiative as programs see it."""
    return InitiativeOut(
        id=row.pk,
        version=row.version,
        kind=row.kind,
        kind_words=_(row.kind_word),
        field=row.field,
        title=row.title,
        text=row.text,
        unit_code=row.unit.code,
        office_id=row.office_id,
        from_citizen=row.from_citizen,
        shown_name=row.shown_name,
        public=row.public,
        state=row.state,
        state_words=_(row.state_word),
        votes=row.votes,
        answers_id=row.answers_id,
        merged_into_id=row.merged_into_id,
        lead_office_id=row.lead_office_id,
        due_on=row.due_on,
        adopted_on=row.adopted_on,
        result=row.result,
        reason=row.reason,
        put_at=row.put_at,
    )


def _remark_out(row: Remark) -> RemarkOut:
    return RemarkOut(
        id=row.pk,
        text=row.text,
        official=row.official,
        from_citizen=row.from_citizen,
        shown_name=row.shown_name,
        at=row.at,
    )


def event_out(row: Event) -> EventOut:
    """An event as programs see it."""
    return EventOut(
        id=row.pk,
        version=row.version,
        name=row.name,
        unit_code=row.unit.code,
        day=row.day,
        until=row.until,
        place=row.place,
        state=row.state,
        state_words=_(row.state_word),
        yearly=row.yearly,
        public=row.public,
        expected=row.expected,
        participants=row.participants,
        counted_how=row.counted_how,
        result=row.result,
    )


@kit.read(router, "/initiatives", out=InitiativePage, name="initiatives", summary="Sáng kiến được xem")
def initiatives(
    request: HttpRequest,
    kind: Literal["", "problem", "idea", "practice"] = "",
    state: States = Query(""),  # noqa: B008
    unit: kit.Code = "",
    q: kit.Query = "",
    cursor: kit.Cursor = "",
    limit: kit.Limit = 50,
) -> Any:
    """Bài chờ duyệt đăng chỉ có trong trả lời cho người duyệt."""
    rows = queries.visible(kit.actor_of(request), kit.today()).select_related("unit")
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    if unit:
        rows = rows.filter(unit__code=unit)
    return kit.page(rows.filter(search_q("search", q)), initiative_out, cursor=cursor, limit=limit)


def _seen(request: HttpRequest, initiative_id: int) -> Initiative:
    return kit.found(queries.initiative_for(kit.actor_of(request), initiative_id, kit.today()))


@kit.read(
    router,
    "/initiatives/{initiative_id}",
    out=InitiativeOut,
    name="initiative",
    summary="Một sáng kiến",
    missing=True,
)
def initiative(request: HttpRequest, initiative_id: kit.PathId) -> Any:
    """ETag là phiên bản."""
    row = _seen(request, initiative_id)
    kit.tag_version(request, row.version)
    return initiative_out(row)


@kit.write(
    router,
    "/initiatives",
    out=InitiativeOut,
    name="put_forward",
    summary="Nêu một sáng kiến",
    status=201,
    missing=False,
)
def put_forward(request: HttpRequest, body: PutIn) -> Any:
    """Thay mặt đơn vị, hoặc một cơ quan của nó."""
    unit = Unit.objects.alive_on(kit.today()).filter(code=body.unit_code).first()
    if unit is None:
        raise kit.wrong("unit_code", _("Không có đơn vị mang mã này hôm nay."))
    office = Office.objects.filter(pk=body.office_id).first() if body.office_id else None
    if body.office_id and office is None:
        raise kit.wrong("office_id", _("Không có cơ quan này."))
    if body.answers_id:
        _problem_seen(request, body.answers_id)
    made = services.put_forward(
        kind=body.kind,
        title=body.title,
        text=body.text,
        field=body.field,
        unit=unit,
        office=office,
        public=body.public,
        answers_id=body.answers_id,
        by=kit.actor_of(request),
        at=kit.now(),
    )
    kit.tag_version(request, made.version)
    return initiative_out(made)


def _problem_seen(request: HttpRequest, answers_id: int) -> None:
    if queries.initiative_for(kit.actor_of(request), answers_id, kit.today()) is None:
        raise kit.wrong("answers_id", _("Không có vấn đề này."))


@kit.write(
    router,
    "/initiatives/{initiative_id}/votes",
    out=VoteOut,
    name="vote",
    summary="Bình chọn, mỗi người một phiếu",
)
def vote(request: HttpRequest, initiative_id: kit.PathId) -> Any:
    """Gửi lại thì không cộng thêm."""
    row = _seen(request, initiative_id)
    counted = services.vote(initiative_id=row.pk, by=kit.actor_of(request), at=kit.now())
    row.refresh_from_db(fields=["votes"])
    return VoteOut(counted=counted, votes=row.votes)


@kit.read(
    router,
    "/initiatives/{initiative_id}/remarks",
    out=RemarkPage,
    name="remarks",
    summary="Trả lời và góp ý đã đăng",
    missing=True,
)
def remarks(
    request: HttpRequest, initiative_id: kit.PathId, cursor: kit.Cursor = "", limit: kit.Limit = 50
) -> Any:
    """Góp ý chờ duyệt không có ở đây."""
    rows = Remark.objects.filter(initiative=_seen(request, initiative_id), state=RemarkState.SHOWN.value)
    return kit.page(rows, _remark_out, cursor=cursor, limit=limit)


@kit.write(
    router, "/initiatives/{initiative_id}/remarks", out=RemarkOut, name="remark", summary="Góp ý", status=201
)
def remark(request: HttpRequest, initiative_id: kit.PathId, body: SayIn) -> Any:
    """Đăng ngay, dưới tên người mang khóa."""
    row = _seen(request, initiative_id)
    made = services.remark(initiative_id=row.pk, text=body.text, by=kit.actor_of(request), at=kit.now())
    return _remark_out(made)


@kit.read(router, "/events", out=EventPage, name="events", summary="Sự kiện trong năm")
def events(
    request: HttpRequest,
    year: Annotated[int, Field(ge=2000, le=2200)] | None = None,
    unit: kit.Code = "",
    cursor: kit.Cursor = "",
    limit: kit.Limit = 50,
) -> Any:
    """Của đơn vị trong phạm vi của khóa và của đơn vị cấp trên."""
    rows = visible_events(kit.actor_of(request), kit.today()).select_related("unit")
    if year:
        rows = rows.filter(day__year=year)
    if unit:
        rows = rows.filter(unit__code=unit)
    return kit.page(rows, event_out, cursor=cursor, limit=limit)


@kit.read(router, "/events/{event_id}", out=EventOut, name="event", summary="Một sự kiện", missing=True)
def event(request: HttpRequest, event_id: kit.PathId) -> Any:
    """ETag là phiên bản."""
    row = kit.found(queries.event_for(kit.actor_of(request), event_id, kit.today()))
    kit.tag_version(request, row.version)
    return event_out(row)
