"""The room's JSON entrance: inspections and their parties, to read."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema

from dinh.ground.search import search_q
from dinh.town import apikit as kit

from .models import Inspection
from .queries.inspections import inspection_for, visible
from .shapes import InspectionKind, InspectionState

router = kit.router("inspections", "Kiểm tra")


class PartyOut(Schema):
    unit_code: str
    office_id: int | None


class InspectionOut(kit.Versioned):
    id: int
    title: str
    unit_code: str
    office_id: int | None
    kind: str
    kind_words: str
    basis: str
    purpose: str
    first_day: date
    last_day: date
    state: str
    state_words: str
    conclusion: str
    concluded_on: date | None
    closed_on: date | None
    parties: list[PartyOut]


class InspectionPage(Schema):
    items: list[InspectionOut]
    next: str | None


def inspection_out(row: Inspection) -> InspectionOut:
    """An inspection as programs see it. Its parties in one query for a page when prefetched."""
    return InspectionOut(
        id=row.pk,
        version=row.version,
        title=row.title,
        unit_code=row.unit.code,
        office_id=row.office_id,
        kind=row.kind,
        kind_words=_(InspectionKind(row.kind).word),
        basis=row.basis,
        purpose=row.purpose,
        first_day=row.first_day,
        last_day=row.last_day,
        state=row.state,
        state_words=_(InspectionState(row.state).word),
        conclusion=row.conclusion,
        concluded_on=row.concluded_on,
        closed_on=row.closed_on,
        parties=[
            PartyOut(unit_code=party.unit.code, office_id=party.office_id) for party in row.parties.all()
        ],
    )


@kit.read(router, "/inspections", out=InspectionPage, name="inspections", summary="Cuộc kiểm tra được xem")
def inspections(
    request: HttpRequest,
    state: Literal["", "planned", "running", "explaining", "concluded", "closed", "dropped"] = "",
    kind: Literal["", "on-line", "on-paper"] = "",
    q: kit.Query = "",
    cursor: kit.Cursor = "",
    limit: kit.Limit = 50,
) -> Any:
    """Do các đơn vị trong phạm vi của khóa tiến hành, hoặc kiểm tra các đơn vị ấy."""
    rows = visible(kit.actor_of(request), kit.today()).select_related("unit")
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    rows = rows.filter(search_q("search", q)).prefetch_related("parties__unit")
    return kit.page(rows, inspection_out, cursor=cursor, limit=limit)


@kit.read(
    router,
    "/inspections/{inspection_id}",
    out=InspectionOut,
    name="inspection",
    summary="Một cuộc kiểm tra",
    missing=True,
)
def inspection(request: HttpRequest, inspection_id: kit.PathId) -> Any:
    """ETag là phiên bản."""
    row = kit.found(inspection_for(kit.actor_of(request), inspection_id, kit.today()))
    kit.tag_version(request, row.version)
    return inspection_out(row)
