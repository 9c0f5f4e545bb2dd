"""The share of inspections done on line, opening onto the rows."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.ground.figures import whole_number
from dinh.town.models import Unit
from dinh.town.pages import signed_in

from .. import queries
from ..shapes import InspectionKind
from .common import actor_of, today

QUARTERS = (1, 2, 3, 4)


@require_GET
@signed_in
def share(request: HttpRequest) -> HttpResponse:
    """By inspecting unit and quarter; a cell opens the inspections it was counted from."""
    actor, day = actor_of(request), today()
    year = whole_number(request.GET.get("nam", "")) or day.year
    if not 2000 <= year <= 2100:
        year = day.year
    quarter = whole_number(request.GET.get("quy", "")) or 0
    quarter = quarter if quarter in QUARTERS else 0
    code = request.GET.get("don-vi", "")
    kind = request.GET.get("cach", "")
    rows = queries.share(actor, day, year)
    unit = Unit.objects.alive_on(day).filter(code=code).first() if code else None
    first, last = _days(year, quarter)
    picked = []
    if unit is not None or request.GET.get("mo"):
        picked = list(
            queries.counted(
                actor,
                day,
                first=first,
                last=last,
                unit=unit,
                kind=kind if kind in set(InspectionKind) else "",
            )
            .select_related("unit", "office")
            .order_by("-concluded_on")[:200]
        )
    address = reverse("inspections.share")
    total = {n: _sum(rows, n) for n in (0, *QUARTERS)}
    context = {
        "tab": "share",
        "year": year,
        "quarter": quarter,
        "unit": unit,
        "kind": kind,
        "picked": picked,
        "open": unit is not None or bool(request.GET.get("mo")),
        "on_line": total[0][0],
        "total": total[0][1],
        "percent": _percent(total[0]),
        "table": [
            (row.unit, [(n, *row.cells.get(n, (0, 0)), row.percent(n)) for n in (*QUARTERS, 0)])
            for row in rows
        ],
        "feet": [(n, *total[n], _percent(total[n])) for n in (*QUARTERS, 0)],
        "on_line_url": f"{address}?nam={year}&cach=on-line&mo=1#cuoc",
        "all_url": f"{address}?nam={year}&mo=1#cuoc",
        "headings": [*(_("Quý %(n)s") % {"n": n} for n in ("I", "II", "III", "IV")), _("Cả năm")],
    }
    return render(request, "inspections/share.html", context)


def _sum(rows: list[queries.ShareRow], quarter: int) -> tuple[int, int]:
    cells = [row.cells.get(quarter, (0, 0)) for row in rows]
    return sum(one for one, _all in cells), sum(every for _one, every in cells)


def _percent(cell: tuple[int, int]) -> float | None:
    return 100 * cell[0] / cell[1] if cell[1] else None


def _days(year: int, quarter: int) -> tuple[date, date]:
    if not quarter:
        return date(year, 1, 1), date(year, 12, 31)
    last = quarter * 3
    return date(year, last - 2, 1), date(year, last, monthrange(year, last)[1])
