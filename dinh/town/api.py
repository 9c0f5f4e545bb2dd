"""The town's own JSON entrance: who the key is, units through time, offices."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Schema

from dinh.town import apikit as kit
from dinh.town import queries
from dinh.town.models import Office, Unit, UnitName
from dinh.town.rules import parse_name
from dinh.town.shapes import Level, Role, UnitKind

router = kit.router("town", "Địa bàn, bộ máy")


class MandateOut(Schema):
    role: str
    role_words: str
    unit_path: str
    office_id: int | None
    until: date | None


class MeOut(Schema):
    """Whom the key acts as, and with what."""

    person_id: int | None
    name: str
    key: str
    scopes: dict[str, str]
    until: date | None
    mandates: list[MandateOut]


class UnitOut(Schema):
    id: int
    code: str
    level: int
    kind: str
    name: str
    full_name: str
    path: str
    parent_code: str | None
    since: date | None
    until: date | None


class UnitPage(Schema):
    items: list[UnitOut]
    next: str | None


class OfficeOut(Schema):
    id: int
    unit_code: str
    name: str
    short_name: str
    kind: str
    org_code: str
    since: date | None
    until: date | None


class OfficePage(Schema):
    items: list[OfficeOut]
    next: str | None


def unit_out(row: Unit) -> UnitOut:
    """A unit as programs see it."""
    return UnitOut(
        id=row.pk,
        code=row.code,
        level=row.level,
        kind=UnitKind(row.kind).value,
        name=row.name,
        full_name=row.full_name,
        path=row.path,
        parent_code=row.parent.code if row.parent else None,
        since=row.since,
        until=row.until,
    )


def office_out(row: Office) -> OfficeOut:
    """An office as programs see it."""
    return OfficeOut(
        id=row.pk,
        unit_code=row.unit.code,
        name=row.name,
        short_name=row.short_name,
        kind=row.kind,
        org_code=row.org_code_new,
        since=row.since,
        until=row.until,
    )


@kit.read(router, "/me", out=MeOut, name="me", summary="Khóa này là của ai, được làm gì")
def me(request: HttpRequest) -> Any:
    """Dùng để thử khóa. `mandates` là quyền của người mang khóa, đã cắt theo phạm vi đơn vị của khóa."""
    actor, token = kit.actor_of(request), kit.token_of(request)
    return MeOut(
        person_id=actor.person_id,
        name=actor.name,
        key=token.name,
        scopes=token.scopes,
        until=token.until,
        mandates=[
            MandateOut(
                role=m.role,
                role_words=_(Role(m.role).word),
                unit_path=m.unit_path,
                office_id=m.office_id,
                until=m.until,
            )
            for m in actor.mandates
        ],
    )


@kit.read(router, "/units", out=UnitPage, name="units", summary="Đơn vị hành chính của một ngày")
def units(
    request: HttpRequest,
    parent: str = Query("", max_length=8, description="Mã đơn vị cấp trên trực tiếp"),
    level: Level | None = Query(None, description="1 tỉnh, 2 huyện (đến 30/6/2025), 3 xã"),  # noqa: B008
    q: kit.Query = "",
    on: kit.Day | None = Query(None, description="Ngày cần biết; bỏ trống là hôm nay"),  # noqa: B008
    cursor: kit.Cursor = "",
    limit: kit.Limit = 50,
) -> Any:
    """Danh mục là của chung: ai có khóa đều đọc được, không theo quyền."""
    day = on or kit.today()
    rows = Unit.objects.alive_on(day).select_related("parent")
    if parent:
        rows = rows.filter(parent__code=parent)
    if level:
        rows = rows.filter(level=int(level))
    if q.strip():
        name = parse_name(q).name
        named = (
            UnitName.objects.alive_on(day).filter(folded__contains=name) if name else UnitName.objects.none()
        )
        rows = rows.filter(pk__in=named.values("unit"))
    return kit.page(rows, unit_out, cursor=cursor, limit=limit)


@kit.read(
    router,
    "/units/{code}",
    out=UnitOut,
    name="unit",
    summary="Một đơn vị theo mã, của một ngày",
    missing=True,
)
def unit(
    request: HttpRequest,
    code: str = Path(..., max_length=8, pattern=r"^[0-9]{1,8}$"),
    on: kit.Day | None = None,
) -> Any:
    """Mã dùng lại sau 01/7/2025 chỉ hai đơn vị khác nhau: ghi `on` để nói đơn vị nào."""
    return unit_out(kit.found(queries.unit_by_code(code, on or kit.today())))


@kit.read(
    router,
    "/units/{code}/offices",
    out=OfficePage,
    name="unit_offices",
    summary="Cơ quan của một đơn vị",
    missing=True,
)
def unit_offices(
    request: HttpRequest,
    code: str = Path(..., max_length=8, pattern=r"^[0-9]{1,8}$"),
    on: kit.Day | None = None,
    cursor: kit.Cursor = "",
    limit: kit.Limit = 50,
) -> Any:
    """Các cơ quan đang hoạt động vào ngày ấy."""
    day = on or kit.today()
    found = kit.found(queries.unit_by_code(code, day))
    rows = Office.objects.alive_on(day).filter(unit=found).select_related("unit")
    return kit.page(rows, office_out, cursor=cursor, limit=limit)


@kit.read(router, "/offices/{office_id}", out=OfficeOut, name="office", summary="Một cơ quan", missing=True)
def office(request: HttpRequest, office_id: kit.PathId) -> Any:
    """Cơ quan đã giải thể vẫn đọc được, có `until`."""
    return office_out(kit.found(Office.objects.select_related("unit").filter(pk=office_id).first()))
