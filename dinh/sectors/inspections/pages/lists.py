"""The list of inspections."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.ground.figures import whole_number
from dinh.look.shapes import Choice, FilterBar
from dinh.town.pages import signed_in

from .. import queries
from ..shapes import InspectionKind, InspectionState
from .common import actor_of, places_for, today


@require_GET
@signed_in
def inspections(request: HttpRequest) -> HttpResponse:
    """Inspections that one makes, follows or is the subject of; newest first."""
    actor, day = actor_of(request), today()
    state = request.GET.get("tinh-trang", "")
    kind = request.GET.get("cach", "")
    words = request.GET.get("q", "").strip()
    state = state if state in {"open", *(each.value for each in InspectionState)} else ""
    kind = kind if kind in set(InspectionKind) else ""
    rows = queries.inspections(
        actor, day, state=state, kind=kind, words=words, after=_after(request.GET.get("sau", ""))
    )
    last = rows[-1] if len(rows) == queries.PAGE else None
    bar = FilterBar(
        query=words,
        query_words=_("Tìm cuộc kiểm tra"),
        pickers=(
            Choice(
                name="tinh-trang",
                words=_("Tình trạng"),
                options=[("open", _("Chưa kết thúc")), *((e.value, _(e.word)) for e in InspectionState)],
                chosen=state,
            ),
            Choice(
                name="cach",
                words=_("Cách làm"),
                options=[(e.value, _(e.word)) for e in InspectionKind],
                chosen=kind,
            ),
        ),
    )
    context = {
        "tab": "list",
        "rows": rows,
        "bar": bar,
        "page": SimpleNamespace(earlier="", later=f"{last.first_day.isoformat()}.{last.pk}" if last else ""),
        "filtered": bool(state or kind or words),
        "plans": bool(places_for(actor, "inspections.plan", day)),
        "records": bool(places_for(actor, "inspections.record_on_paper", day)),
        "owed": queries.explaining_owed(actor, day),
    }
    return render(request, "inspections/list.html", context)


def _after(text: str) -> tuple[date, int] | None:
    day, _dot, pk = text.partition(".")
    number = whole_number(pk)
    try:
        return (date.fromisoformat(day), number) if number is not None else None
    except ValueError:
        return None
