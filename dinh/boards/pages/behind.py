"""`/bang/mo/`: the rows behind one cell or figure of the board, as many of them as the figure says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.boards import queries
from dinh.boards.queries.standings import BAD, GOOD, Seen
from dinh.plans.queries.cascade import sheets_seen
from dinh.plans.queries.tracking import measured_targets
from dinh.plans.shapes import PILLARS, SEVERITY, StandingKind
from dinh.town.models import Office, Unit
from dinh.town.pages import signed_in
from dinh.work import rules as work_rules
from dinh.work.models import Assignment
from dinh.work.shapes import Light

from .board import NO_OFFICE, View, plans_of, view_of
from .common import address, given, standing_word

ROWS = 100
"""Rows of one page."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One target of the list; `sheet` is the address of the units' figures where it was judged by them."""

    one: Seen
    sheet: str


@signed_in
@require_safe
def behind(request: HttpRequest) -> HttpResponse:
    """The rows behind one cell or figure of the board."""
    view = view_of(request)
    office, unit = given(request, "co-quan"), given(request, "xa")
    what = "viec" if request.GET.get("loai") == "viec" else "chi-tieu"
    context: dict[str, Any] = {
        "view": view,
        "what": what,
        "back": address("boards.board", **view.query()),
        "where": _where(view, office, unit),
    }
    opened = _work_behind if what == "viec" else _targets_behind
    return render(request, "boards/behind.html", {**context, **opened(request, view, office, unit)})


def _where(view: View, office: int | None, unit: int | None) -> str:
    if office == NO_OFFICE:
        return _("chưa rõ cơ quan chủ trì")
    if office is not None:
        found = Office.objects.filter(pk=office).first()
        return found.name if found else ""
    if unit is not None:
        row = Unit.objects.filter(pk=unit).first()
        return row.full_name if row else ""
    if view.plan is not None:
        return view.plan.name
    return view.unit.full_name if view.unit is not None else ""


def _page_of(request: HttpRequest, rows: Any) -> Page:
    return Paginator(rows, ROWS).get_page(request.GET.get("trang"))


def _kinds(asked: str) -> tuple[StandingKind, ...]:
    if asked in {"xau", "tot"}:
        return BAD if asked == "xau" else GOOD
    return tuple(kind for kind in SEVERITY if kind.value == asked)


def _targets_behind(request: HttpRequest, view: View, office: int | None, unit: int | None) -> dict[str, Any]:
    kinds = _kinds(request.GET.get("tinh-trang", ""))
    seen = queries.targets_behind(
        plans_of(view),
        view.day,
        plan=view.plan,
        pillar=view.pillar,
        office=office or None,
        no_office=office == NO_OFFICE,
        unit=unit,
        kinds=kinds,
    )
    only = bool(request.GET.get("gop"))
    if only:
        seen = [one for one in seen if one.gathered is not None]
    told = [standing_word(kind) for kind in kinds] or [_("mọi tình trạng")]
    if view.pillar:
        told.append(_(PILLARS[view.pillar]))
    if only:
        told = [_("dùng số gộp từ các xã")]
    page = _page_of(request, seen)
    wholes = {one.plan_id for one in page.object_list if one.gathered is not None}
    sheets = sheets_seen(view.actor, wholes, view.day)
    opened = [
        Opened(one, address("plans.allotted", "chi-tieu", one.key) if one.plan_id in sheets else "")
        for one in page.object_list
    ]
    wider = {"loai": "chi-tieu", **view.query(), "co-quan": office, "xa": unit}
    return {
        "seen": opened,
        "measured": measured_targets([one.key for one in page.object_list]),
        "page": page,
        "count": len(seen),
        "told": ", ".join(told),
        "wider": address("boards.behind", **wider) if kinds or only else "",
    }


def _work_behind(request: HttpRequest, view: View, office: int | None, unit: int | None) -> dict[str, Any]:
    light = request.GET.get("den", "")
    known = light in {each.value for each in Light}
    rows = queries.work_behind(
        view.actor,
        view.day,
        view.unit,
        office=office or None,
        no_office=office == NO_OFFICE,
        of_unit=unit,
        light=light if known else "",
    )
    page = _page_of(request, _shown(rows))
    soon = work_rules.soon_until(view.day)
    lit = [
        (row, work_rules.light(row.state, row.due_on, view.day, late_days=row.late_days, soon=soon))
        for row in page.object_list
    ]
    return {
        "rows": lit,
        "page": page,
        "count": page.paginator.count,
        "told": _(Light(light).word) if known else _("đang mở"),
    }


def _shown(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return rows.select_related("office", "unit", "person").order_by("due_on", "pk")
