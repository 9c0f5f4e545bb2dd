"""The calendar of what is owed: a month as a grid and as a list."""

from __future__ import annotations

from calendar import Calendar as MonthGrid
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dinh.ground.calendar import for_country
from dinh.town import queries as town
from dinh.town.models import Unit
from dinh.town.pages import signed_in

from .. import queries
from .common import actor_of, today


@require_GET
@signed_in
def calendar(request: HttpRequest) -> HttpResponse:
    """A month of reports owed by a unit: laid ones with how they stand, coming ones computed from the regimes."""
    actor, day = actor_of(request), today()
    month = _month(request.GET.get("thang", ""), day)
    home = town.home_path(actor.person_id)
    code = request.GET.get("don-vi", "") or home.strip("/").rpartition("/")[2]
    unit = town.visible_units(actor, day).filter(code=code).first()
    expected = queries.month_of(actor, day, year=month.year, month=month.month, unit=unit)
    by_day: dict[date, list[queries.Expected]] = {}
    for each in expected:
        by_day.setdefault(each.day, []).append(each)
    context: dict[str, Any] = {
        "tab": "calendar",
        "month": month,
        "before": _beside(month, -1),
        "after": _beside(month, 1),
        "as_list": request.GET.get("dang") == "danh-sach",
        "unit": unit,
        "code": code,
        "units": _others(home, unit, day),
        "days": sorted(by_day.items()),
        "weeks": _weeks(month, by_day, day),
        "total": len(expected),
        "now": day,
    }
    return render(request, "reporting/calendar.html", context)


def _month(text: str, day: date) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return day.replace(day=1)


def _beside(month: date, step: int) -> date:
    number = month.year * 12 + month.month - 1 + step
    return date(number // 12, number % 12 + 1, 1)


def _weeks(month: date, by_day: dict[date, list[queries.Expected]], now: date) -> list[list[dict[str, Any]]]:
    """The grid: weeks of days with what is owed, days off named."""
    working = for_country()
    return [
        [
            {
                "day": day,
                "in": day.month == month.month,
                "off": not working.is_working(day),
                "holiday": working.holiday(day) or "",
                "today": day == now,
                "rows": by_day.get(day, []) if day.month == month.month else [],
            }
            for day in week
        ]
        for week in MonthGrid(firstweekday=0).monthdatescalendar(month.year, month.month)
    ]


def _others(home: str, unit: Unit | None, day: date) -> list[tuple[str, str]]:
    """Own unit, and the one looked at; more by typing its code in the address or from the table of those who send."""
    own = Unit.objects.alive_on(day).filter(path=home).first()
    found = {each.code: each.full_name for each in (own, unit) if each is not None}
    return list(found.items())
