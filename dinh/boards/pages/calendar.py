"""`/lich/`: a month of deadlines, milestones, reports and events; a list on a telephone."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.boards import queries
from dinh.boards.shapes import Dated, DateKind
from dinh.ground.calendar import for_country
from dinh.look.shapes import FilterBar
from dinh.town.pages import signed_in

from .common import actor_of, address, home_unit, pick, today

SHOWN = 4
"""Dates in a box of the month."""
LISTED = 12
"""Dates of one day of the list before its fold."""
OPEN_DAYS = 4
"""Days of the list that are open: today's and the next ones, or the first of a month that is not this."""


@dataclass(frozen=True, slots=True)
class Day:
    """One box of the month."""

    day: date
    inside: bool
    off: str
    """Name of the holiday, or a blank for a Saturday or Sunday off; "" on a working day."""
    dates: tuple[Dated, ...]
    now: bool
    open: bool = False
    """Whether the list below the month shows what falls on the day without being asked."""

    @property
    def late(self) -> int:
        return sum(one.look == "late" for one in self.dates)

    @property
    def near(self) -> tuple[Dated, ...]:
        """What the list shows at once; a day on which a whole province reports has a fold for the others."""
        return self.dates if len(self.dates) <= LISTED + 3 else self.dates[:LISTED]

    @property
    def others(self) -> tuple[Dated, ...]:
        return self.dates[len(self.near) :]

    @property
    def first(self) -> tuple[Dated, ...]:
        return self.dates if len(self.dates) <= SHOWN else self.dates[: SHOWN - 1]

    @property
    def rest(self) -> int:
        return len(self.dates) - len(self.first)


def days_of(first: date, last: date, dates: list[Dated], now: date) -> list[Day]:
    """Whole weeks around a month. What lasts several days stands on each of them."""
    begin = first - timedelta(days=first.weekday())
    end = last + timedelta(days=6 - last.weekday())
    on: defaultdict[date, list[Dated]] = defaultdict(list)
    for one in dates:
        day, until = max(one.day, begin), min(one.until or one.day, end)
        while day <= until:
            on[day].append(one)
            day += timedelta(1)
    calendar = for_country()
    made, day = [], begin
    while day <= end:
        off = "" if calendar.is_working(day) else (calendar.holiday(day) or " ")
        made.append(Day(day, first <= day <= last, off, tuple(on[day]), day == now))
        day += timedelta(1)
    return made


def opened(days: list[Day], now: date, asked: str) -> list[Day]:
    """The days of the list with those open that are wanted first: the day of the address, else from today on."""
    wanted = [day.day for day in days if day.day.isoformat() == asked]
    if not wanted:
        wanted = [day.day for day in days if day.day >= now][:OPEN_DAYS] or [
            day.day for day in days[-OPEN_DAYS:]
        ]
    return [replace(day, open=day.day in wanted) for day in days]


def month_asked(request: HttpRequest, now: date) -> date:
    """The first day of the month of the address ("2026-11"), else of this month."""
    try:
        year, month = (int(part) for part in request.GET.get("thang", "").split("-"))
        asked = date(year, month, 1)
    except ValueError:
        return now.replace(day=1)
    return asked if abs(asked.year - now.year) <= 10 else now.replace(day=1)


@signed_in
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """One month, of one's own things or of where one works."""
    actor, now = actor_of(request), today()
    first = month_asked(request, now)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    whose = request.GET.get("cua", "toi")
    chosen = request.GET.get("loai", "")
    unit = home_unit(actor, now) if whose != "toi" else None
    kinds = [kind for kind in DateKind if kind.value == chosen] or None
    begin, end = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    wanted = queries.Wanted(actor, now, begin, end, whose="toi" if whose == "toi" else "", unit=unit)
    dates = queries.agenda(wanted, kinds)
    days = days_of(first, last, dates, now)
    listed = opened([day for day in days if day.inside and day.dates], now, request.GET.get("ngay", ""))
    before, after = first - timedelta(1), last + timedelta(1)
    asked = {key: value for key, value in request.GET.items() if key in {"cua", "loai"}}
    return render(
        request,
        "boards/calendar.html",
        {
            "first": first,
            "days": days,
            "listed": listed,
            "count": len([one for one in dates if first <= one.day <= last]),
            "unit": unit,
            "before": address("boards.calendar", **{**asked, "thang": f"{before:%Y-%m}"}),
            "after": address("boards.calendar", **{**asked, "thang": f"{after:%Y-%m}"}),
            "this": address("boards.calendar", **asked),
            "is_now": first == now.replace(day=1),
            "bar": FilterBar(
                pickers=(
                    pick(
                        "cua",
                        _("Của"),
                        [("toi", _("việc của tôi")), ("noi", _("cả nơi làm việc"))],
                        "toi" if whose == "toi" else "noi",
                    ),
                    pick(
                        "loai",
                        _("Loại"),
                        [(kind.value, _(kind.word)) for kind in DateKind],
                        chosen,
                        every=_("Mọi loại"),
                    ),
                ),
                keep={"thang": f"{first:%Y-%m}"},
            ),
            "weekdays": [
                _("Thứ Hai"),
                _("Thứ Ba"),
                _("Thứ Tư"),
                _("Thứ Năm"),
                _("Thứ Sáu"),
                _("Thứ Bảy"),
                _("Chủ nhật"),
            ],
            "asked": address("boards.calendar", **{**asked, "thang": f"{first:%Y-%m}"}),
        },
    )
