"""Kept files: what shows that an entry or a value is true, and the papers beside deeds of money. Metadata and bytes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from dinh.ground import queries as kept
from dinh.plans.models import Evidence, MoneyFile
from dinh.plans.queries.money import visible_money_files
from dinh.plans.queries.tracking import visible_files
from dinh.town import apikit as kit

from .base import router

OfId = Annotated[int | None, Field(ge=1, le=2**53 - 1)]


class FileOut(Schema):
    """`sha256` is of the bytes: the same file is the same everywhere, and a copy can be checked against it."""

    id: int
    name: str
    size: int
    media_type: str
    sha256: str
    value_id: int | None
    progress_id: int | None
    kept_at: datetime


class FilePage(Schema):
    items: list[FileOut]
    next: str | None


class MoneyFileOut(Schema):
    """A paper beside one deed of money: `of` says which ("decision", "contract", "payment", "milestone", "step")."""

    id: int
    name: str
    size: int
    media_type: str
    sha256: str
    project_id: int
    of: str
    kept_at: datetime


class MoneyFilePage(Schema):
    items: list[MoneyFileOut]
    next: str | None


def file_out(row: Evidence) -> FileOut:
    """A file of evidence as programs see it."""
    return FileOut(
        id=row.pk,
        name=row.name,
        size=row.size,
        media_type=row.media_type,
        sha256=row.sha256,
        value_id=row.value_id,
        progress_id=row.progress_id,
        kept_at=row.at,
    )


def _of(row: MoneyFile) -> str:
    deeds = {
        "decision": row.decision_id,
        "contract": row.contract_deed_id,
        "payment": row.payment_id,
        "milestone": row.milestone_id,
        "step": row.step_id,
    }
    return next((name for name, key in deeds.items() if key is not None), "")


def money_file_out(row: MoneyFile) -> MoneyFileOut:
    """A paper of the book of money as programs see it."""
    return MoneyFileOut(
        id=row.pk,
        name=row.name,
        size=row.size,
        media_type=row.media_type,
        sha256=row.sha256,
        project_id=row.project_id,
        of=_of(row),
        kept_at=row.at,
    )


@kit.read(router, "/files", out=FilePage, name="files", summary="Tệp minh chứng được xem")
def files(
    request: HttpRequest,
    target: OfId = None,
    task: OfId = None,
    project: OfId = None,
    allotment: OfId = None,
    value: OfId = None,
    cursor: kit.Cursor = "",
    limit: kit.Limit = 50,
) -> Any:
    """Của số liệu và nhật ký. Tệp của số chưa duyệt chỉ người nhập, người duyệt thấy."""
    rows = visible_files(kit.actor_of(request), kit.today())
    if target is not None:
        rows = rows.filter(Q(value__target=target) | Q(progress__target=target))
    if task is not None:
        rows = rows.filter(progress__task=task)
    if project is not None:
        rows = rows.filter(progress__project=project)
    if allotment is not None:
        rows = rows.filter(Q(value__allotment=allotment) | Q(progress__allotment=allotment))
    if value is not None:
        rows = rows.filter(value=value)
    return kit.page(rows, file_out, cursor=cursor, limit=limit)


def _file(request: HttpRequest, file_id: int) -> Evidence:
    return kit.found(visible_files(kit.actor_of(request), kit.today()).filter(pk=file_id).first())


@kit.read(router, "/files/{file_id}", out=FileOut, name="file", summary="Một tệp minh chứng", missing=True)
def file(request: HttpRequest, file_id: kit.PathId) -> Any:
    """Tên, cỡ, mã băm và nó chứng minh cho gì."""
    return file_out(_file(request, file_id))


def _bytes(sha256: str, name: str) -> Any:
    try:
        return kit.file_response(kept.open_kept(sha256), name)
    except FileNotFoundError:
        raise kit.Problem(404, _("Tệp không còn trong kho; người quản trị chạy dinh verify.")) from None


@kit.download(router, "/files/{file_id}/content", name="file_content", summary="Tải một tệp minh chứng")
def file_content(request: HttpRequest, file_id: kit.PathId) -> Any:
    """Đúng từng byte như lúc nộp."""
    row = _file(request, file_id)
    return _bytes(row.sha256, row.name)


@kit.read(
    router, "/money-files", out=MoneyFilePage, name="money_files", summary="Tệp kèm các lần ghi tiền được xem"
)
def money_files(
    request: HttpRequest, project: OfId = None, cursor: kit.Cursor = "", limit: kit.Limit = 50
) -> Any:
    """Quyết định, hợp đồng, chứng từ, văn bản mời thầu kèm theo."""
    rows = visible_money_files(kit.actor_of(request), kit.today())
    if project is not None:
        rows = rows.filter(project=project)
    return kit.page(rows, money_file_out, cursor=cursor, limit=limit)


@kit.download(
    router,
    "/money-files/{file_id}/content",
    name="money_file_content",
    summary="Tải một tệp kèm lần ghi tiền",
)
def money_file_content(request: HttpRequest, file_id: kit.PathId) -> Any:
    """Đúng từng byte như lúc nộp."""
    rows = visible_money_files(kit.actor_of(request), kit.today())
    row = kit.found(rows.filter(pk=file_id).first())
    return _bytes(row.sha256, row.name)
