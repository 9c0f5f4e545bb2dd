"""The room's JSON entrance: search over everything that the key may see."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from dinh.town import apikit as kit

from .search import finding

router = kit.router("boards", "Tìm kiếm")


class HitOut(Schema):
    """`url` is the page; `kind` and `id` name the thing."""

    kind: str
    id: int
    title: str
    note: str
    url: str


class FoundOut(Schema):
    """Nothing is counted; `next` only when one kind is asked for."""

    items: list[HitOut]
    next: str | None


@kit.read(router, "/search", out=FoundOut, name="search", summary="Tìm trong mọi thứ được xem")
def search(
    request: HttpRequest,
    q: Annotated[str, Field(min_length=1, max_length=120)] = Query(...),
    kind: Annotated[str, Field(max_length=20, pattern=r"^[a-z-]*$", description="Chỉ một loại")] = "",
    cursor: Annotated[str, Field(max_length=40, pattern=r"^[0-9-]*$")] = "",
) -> Any:
    """Có dấu hay không dấu. Không ghi loại thì trả mấy cái gần nhất của mọi loại."""
    actor, day = kit.actor_of(request), kit.today()
    if kind:
        page = finding.page_of(actor, q, day, kind, after=cursor)
        hits, later = list(page.hits), page.later or None
    else:
        hits, later = finding.at_hand(actor, q, day, most=30), None
    items = [HitOut(kind=hit.kind, id=hit.ident, title=hit.title, note=hit.note, url=hit.url) for hit in hits]
    return FoundOut(items=items, next=later)
