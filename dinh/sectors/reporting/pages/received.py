"""What is sent up to me: the matrix of units by periods, what waits, what is late."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.ground.figures import whole_number
from dinh.ground.periods import Period
from dinh.look.shapes import Part
from dinh.town import services as town
from dinh.town.pages import signed_in

from .. import queries
from ..models import Regime, Request
from ..services import standing_of
from ..shapes import Rhythm, Standing
from .common import actor_of, found, now, today

_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("late", "Trễ, chưa gửi", ("late", "returned-late")),
    ("risk", "Trả lại, sắp hạn", ("returned", "soon")),
    ("wait", "Chờ nhận", ("sent", "sent-late")),
    ("ok", "Đã nhận", ("accepted", "accepted-late")),
    ("none", "Còn hạn, chưa chốt", ("due", "open", "waived")),
)


@require_GET
@signed_in
def received(request: HttpRequest) -> HttpResponse:
    """What waits for my decision, what is late, and the tables of each regime."""
    actor, day = actor_of(request), today()
    waiting = queries.waiting_received(actor, day)
    late = queries.waiting_received(actor, day, part="tre")
    requests = Request.objects.filter(queries.received_q(actor, day)).select_related(
        "regime", "to_unit", "to_office"
    )[:12]
    context = {
        "tab": "received",
        "count": queries.tally_received(actor, day),
        "waiting": [(row, standing_of(row, day)) for row in waiting],
        "late": [(row, standing_of(row, day)) for row in late],
        "regimes": queries.regimes_received(actor, day),
        "requests": requests,
        "asks": _may_ask(request),
    }
    return render(request, "reporting/received.html", context)


def _may_ask(request: HttpRequest) -> bool:
    actor = actor_of(request)
    return any(
        town.allowed(actor, "reporting.request", m.unit_path, now(), m.office_id) for m in actor.mandates
    )


@require_GET
@signed_in
def matrix(request: HttpRequest, regime_id: int) -> HttpResponse:
    """Everybody who owes a regime by the periods of a year; each cell opens its report."""
    actor, day = actor_of(request), today()
    regime: Regime = found(queries.regime_for(actor, regime_id, day), _("Không có chế độ báo cáo này."))
    year = whole_number(request.GET.get("nam", "")) or day.year
    quarter = whole_number(request.GET.get("quy", "")) or (day.month - 1) // 3 + 1
    weekly = regime.rhythm == Rhythm.WEEKLY
    columns = queries.columns_of(regime, year, quarter if weekly else 0)
    rows = queries.matrix(actor, day, regime=regime, keys=[each.key for each in columns])
    columns = [each for each in columns if any(each.key in row.cells for row in rows)]
    context = {
        "tab": "received",
        "regime": regime,
        "year": year,
        "quarter": quarter if weekly else 0,
        **_table(rows, [(each.key, _short(each), each.span_vi) for each in columns]),
    }
    return render(request, "reporting/matrix.html", context)


@require_GET
@signed_in
def request(request: HttpRequest, request_id: int) -> HttpResponse:
    """Everybody who was asked at once, and who has answered."""
    actor, day = actor_of(request), today()
    asked: Request | None = (
        Request.objects.filter(queries.received_q(actor, day), pk=request_id)
        .select_related("regime", "to_unit", "to_office")
        .first()
    )
    row = found(asked, _("Không có yêu cầu báo cáo này."))
    rows = queries.matrix(actor, day, request=row)
    key = next(iter(rows[0].cells)) if rows else ""
    context = {
        "tab": "received",
        "asked": row,
        **_table(rows, [(key, _("Báo cáo"), f"{row.due_on:%d/%m/%Y}")]),
    }
    return render(request, "reporting/request.html", context)


def _short(period: Period) -> str:
    match period.kind:
        case "week":
            return _("Tuần %(n)s") % {"n": period.number}
        case "month":
            return _("Tháng %(n)s") % {"n": period.number}
        case "quarter":
            return _("Quý %(n)s") % {"n": ("I", "II", "III", "IV")[period.number - 1]}
        case "half":
            return _("6 tháng đầu") if period.number == 1 else _("6 tháng cuối")
        case "nine_months":
            return _("9 tháng")
    return _("Năm %(n)s") % {"n": period.year}


def _table(rows: list[queries.MatrixRow], columns: list[tuple[str, str, str]]) -> dict[str, Any]:
    """The cells in the order of the columns, how many stand where, and the share sent in time for each period."""
    table, counts = [], {key: 0 for key, _words, _keys in _GROUPS}
    feet = [[0, 0] for _each in columns]
    for row in rows:
        cells: list[dict[str, Any] | None] = []
        for n, (key, words, _span) in enumerate(columns):
            cell = row.cells.get(key)
            if cell is None:
                cells.append(None)
                continue
            pk, how = cell
            cells.append({"url": reverse("reporting.report", args=[pk]), "how": how, "column": words})
            counts[_group_of(how)] += 1
            if how.key not in ("waived", "open", "due", "soon"):
                feet[n][1] += 1
                feet[n][0] += how.key in ("sent", "accepted", "returned") and not how.late
        table.append({"row": row, "cells": cells})
    return {
        "columns": columns,
        "table": table,
        "band": [Part(key, _(words), counts[key]) for key, words, _keys in _GROUPS if counts[key]],
        "counts": counts,
        "feet": feet,
        "late_rows": sum(1 for row in rows if row.lates),
    }


def _group_of(how: Standing) -> str:
    return next(key for key, _words, keys in _GROUPS if how.key in keys)
