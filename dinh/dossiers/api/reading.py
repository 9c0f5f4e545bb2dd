"""Reading: dossiers, one dossier, worklists, what an intake of a procedure must bring."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import BeforeValidator, Field

from dinh.catalog import queries as catalog
from dinh.catalog.models import Offer
from dinh.dossiers import queries, words
from dinh.town import apikit as kit

from .base import DossierPage, DossierSeen, WorkPage, answered, dossier_of, dossier_out, router, work_out

STATES = tuple(words.BUSINESS)
State = Annotated[
    str, Field(max_length=14, description="Một trong: " + ", ".join(STATES), pattern=r"^[a-z-]*$")
]
DossierCode = Annotated[
    str,
    Field(max_length=40, description="Mã hồ sơ, một trong hai dạng đang dùng", pattern=r"^[0-9A-Za-z.\-]*$"),
]
ProcedureCode = Annotated[
    str, Field(max_length=40, description="Mã thủ tục, ví dụ 1.001193", pattern=r"^[0-9A-Za-z.]*$")
]
DayOrNone = Annotated[date | None, BeforeValidator(lambda said: kit._iso(said) if said else None)]


class AskedOut(Schema):
    """A paper that the procedure asks for; name it in an intake by `id`. `case_name` "" is asked in every case."""

    id: int
    name: str
    case_name: str
    originals: int
    copies: int
    required: bool


class ExemptionOut(Schema):
    code: str
    words: str


class NeedsOut(Schema):
    """What an intake of this procedure must bring on that day."""

    procedure_code: str
    name: str
    edition: int
    cases: list[str]
    papers: list[AskedOut]
    exemptions: list[ExemptionOut]
    form_schema: dict[str, Any]
    """JSON Schema (2020-12) of `answers`; empty where the procedure has no form on line."""


@kit.read(
    router,
    "/intake-needs/{procedure_code}",
    out=NeedsOut,
    name="intake_needs",
    summary="Thành phần hồ sơ của một thủ tục",
    missing=True,
)
def intake_needs(request: HttpRequest, procedure_code: str, on: DayOrNone = None) -> Any:
    """Theo bản đang áp dụng ngày `on`; bỏ trống là hôm nay. Mã ở dạng nào cũng được."""
    edition = kit.found(catalog.edition_on(procedure_code[:60], on or kit.today()))
    papers = list(edition.papers.all())
    return NeedsOut(
        procedure_code=edition.procedure.code,
        name=edition.name,
        edition=edition.number,
        cases=list(dict.fromkeys(paper.case_name for paper in papers if paper.case_name)),
        papers=[
            AskedOut(
                id=paper.pk,
                name=paper.name,
                case_name=paper.case_name,
                originals=paper.originals,
                copies=paper.copies,
                required=paper.required,
            )
            for paper in papers
        ],
        exemptions=[ExemptionOut(code=row.code, words=row.words) for row in edition.exemptions.all()],
        form_schema=edition.form_schema or {},
    )


class PlaceOut(Schema):
    """A unit that offers the procedure; name it in an intake by `unit_code`."""

    unit_code: str
    full_name: str
    level: int
    parent_code: str | None
    parent_name: str | None
    office_id: int | None
    office_name: str | None
    since: date | None
    until: date | None


class PlacePage(Schema):
    items: list[PlaceOut]
    next: str | None


def place_out(row: Offer) -> PlaceOut:
    """A place as programs see it. Needs unit, its parent and office at hand."""
    above, office = row.unit.parent, row.office
    return PlaceOut(
        unit_code=row.unit.code,
        full_name=row.unit.full_name,
        level=row.unit.level,
        parent_code=above.code if above else None,
        parent_name=above.full_name if above else None,
        office_id=office.pk if office else None,
        office_name=office.name if office else None,
        since=row.since,
        until=row.until,
    )


@kit.read(
    router,
    "/intake-needs/{procedure_code}/places",
    out=PlacePage,
    name="intake_places",
    summary="Nơi nhận một thủ tục",
    missing=True,
)
def intake_places(
    request: HttpRequest,
    procedure_code: str,
    province: kit.Code = "",
    q: kit.Query = "",
    on: DayOrNone = None,
    cursor: kit.Cursor = "",
    limit: kit.Limit = 50,
) -> Any:
    """Đơn vị nhận thủ tục ngày `on` (bỏ trống là hôm nay): tỉnh trước, rồi theo tên. `province` là mã tỉnh; `q` là chữ trong
    tên đơn vị hoặc tên tỉnh. Ai có khóa cũng đọc được như trang công khai."""
    procedure = kit.found(catalog.procedure_by_code(procedure_code[:60]))
    after = kit.read_cursor(cursor)
    if after and not catalog.is_place(str(after)):
        kit.read_cursor("?")
    page = catalog.offers_page(
        procedure,
        on or kit.today(),
        words=q,
        province=province,
        after=str(after) if after else "",
        limit=limit,
    )
    return {
        "items": [place_out(row) for row in page.rows],
        "next": kit.cursor_of(int(page.later)) if page.later else None,
    }


@kit.read(router, "/dossiers", out=DossierPage, name="dossiers", summary="Hồ sơ được xem")
def dossiers(
    request: HttpRequest,
    unit: kit.Code = "",
    procedure: ProcedureCode = "",
    state: State = "",
    code: DossierCode = "",
    open: bool = False,
    received_on: DayOrNone = None,
    cursor: kit.Cursor = "",
    limit: kit.Limit = 50,
) -> Any:
    """Do đơn vị trong phạm vi của khóa tiếp nhận, giải quyết hoặc đang giữ; mới nhận trước. `open` chỉ dùng khi không ghi `state`."""
    if code and not queries.is_code(code):
        return {"items": [], "next": None}
    asked = queries.Wanted(
        state=queries.OPEN if open and not state else kit.choice(state, STATES, "state"),
        words=code,
        day=received_on,
        unit=unit,
        procedure=procedure,
    )
    actor = kit.actor_of(request)
    rows, onward = queries.dossiers(actor, kit.today(), asked, kit.now(), after=_moment(cursor), limit=limit)
    return {"items": [dossier_out(row) for row in rows], "next": onward or None}


@kit.read(
    router,
    "/dossiers/{dossier_id}",
    out=DossierSeen,
    name="dossier",
    summary="Một hồ sơ với các bước đang mở",
    missing=True,
)
def dossier(request: HttpRequest, dossier_id: kit.PathId) -> Any:
    """Có ETag để gửi lại trong If-Match khi ghi."""
    return answered(request, dossier_of(request, dossier_id))


@kit.read(
    router, "/dossier-steps", out=WorkPage, name="dossier_steps", summary="Bước hồ sơ chờ người mang khóa"
)
def dossier_steps(
    request: HttpRequest, mine: bool = False, cursor: kit.Cursor = "", limit: kit.Limit = 50
) -> Any:
    """Gấp nhất trước. `mine` là bước đang giữ; không ghi thì bước chưa ai nhận mà khóa này nhận được."""
    ask = queries.mine if mine else queries.waiting
    rows, onward = ask(kit.actor_of(request), kit.today(), after=_moment(cursor), limit=limit)
    return {"items": [work_out(row) for row in rows], "next": onward or None}


def _moment(cursor: str) -> str:
    """A cursor of ours, or 422: one that cannot be read would begin again from the first page for ever."""
    if cursor and not queries.is_cursor(cursor):
        kit.read_cursor("?")
    return cursor
