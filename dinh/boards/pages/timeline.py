"""`/tien-do/`: what lasts from when to when, drawn on the server as plain SVG."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.boards import queries, rules
from dinh.boards.rules import Bar, Span
from dinh.boards.shapes import Dated, DateKind
from dinh.look.shapes import FilterBar
from dinh.town.pages import signed_in

from .common import actor_of, address, given, home_unit, pick, plan_seen, today

USUAL = (DateKind.WORK, DateKind.PROJECT, DateKind.MILESTONE, DateKind.EVENT)
KINDS = (
    DateKind.WORK,
    DateKind.PROJECT,
    DateKind.MILESTONE,
    DateKind.REPORT,
    DateKind.EVENT,
    DateKind.TARGET,
)
MOST = 250


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is, and its bar (None for a point in time, drawn as a lozenge at `x`)."""

    one: Dated
    bar: Bar | None
    x: float
    words: str
    places: int = 0
    """Of how many places the same is asked; 0 for a thing of its own."""
    like_this: int = 0
    url: str = ""


def rows_of(dates: list[Dated], span: Span) -> list[Row]:
    """Bars for what has a beginning, lozenges for what is a day."""
    made = []
    for one in dates:
        start = one.start if one.start else one.day
        end = one.until or one.day
        lasts = (end - start).days >= 1
        bar = rules.bar(span, start, end, one.percent) if lasts else None
        words = _("%(start)s đến %(end)s") % {"start": f"{start:%d/%m}", "end": f"{end:%d/%m/%Y}"}
        made.append(Row(one, bar, span.at(one.day), words if lasts else f"{one.day:%d/%m/%Y}", url=one.url))
    return made


def shared_rows(shared: list[rules.Shared], span: Span) -> list[Row]:
    """One row for what is asked of many places; it opens onto the list of all of them."""
    rows = rows_of([each.one for each in shared], span)
    return [
        replace(
            row,
            places=each.places,
            like_this=each.like_this,
            url=address("work.list", xem="tat-ca", q=each.one.title)
            if each.one.kind == DateKind.WORK
            else "",
        )
        for row, each in zip(rows, shared, strict=True)
    ]


@signed_in
@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """A quarter, half a year or a year of one plan, of one's own things, or of where one works."""
    actor, day = actor_of(request), today()
    plan = plan_seen(actor, given(request, "ke-hoach"), day)
    months = {"3": 3, "6": 6}.get(request.GET.get("dai", ""), 12)
    year = given(request, "nam") or day.year
    year = min(max(year, day.year - 6), day.year + 6)
    first_month = 1 if months == 12 or year != day.year else max(1, min(day.month - 1, 13 - months))
    span = rules.span_of(year, first_month, months)
    whose = request.GET.get("cua", "")
    chosen = request.GET.get("loai", "")
    unit = None if plan or whose == "toi" else home_unit(actor, day)
    kinds = [kind for kind in KINDS if kind.value == chosen] or list(USUAL)
    over = request.GET.get("hien") == "het"
    wanted = queries.Wanted(
        actor, day, span.first, span.last, whose=whose, unit=unit, plan_id=plan.pk if plan else None
    )
    dates = queries.agenda(wanted, kinds)
    if not over:
        dates = [one for one in dates if not (one.closed or one.dropped)]
    alone, shared = rules.share_out(dates)
    alone.sort(key=lambda one: (one.who, one.start or one.day, one.day))
    groups = [
        (who, rows_of(list(some), span)) for who, some in groupby(alone[:MOST], key=lambda one: one.who)
    ]
    context: dict[str, Any] = {
        "span": span,
        "months": span.months(),
        "now": span.at(day) if span.first <= day <= span.last else None,
        "groups": groups,
        "shared": shared_rows(shared[:MOST], span),
        "count": len(dates),
        "more": max(len(alone), len(shared)) > MOST,
        "plan": plan,
        "unit": unit,
        "bar": _bar(request, actor, day, year),
        "earlier": address("boards.timeline", **{**request.GET.dict(), "nam": year - 1}),
        "later": address("boards.timeline", **{**request.GET.dict(), "nam": year + 1}),
        "year": year,
    }
    return render(request, "boards/timeline.html", context)


def _bar(request: HttpRequest, actor: Any, day: Any, year: int) -> FilterBar:
    plans = queries.plan_choices(actor, day)
    return FilterBar(
        pickers=(
            pick(
                "ke-hoach",
                _("Kế hoạch"),
                [(str(plan.pk), f"{plan.symbol or plan.title[:40]}, {plan.unit.name}") for plan in plans],
                request.GET.get("ke-hoach", ""),
                every=_("Mọi nguồn"),
            ),
            pick(
                "cua",
                _("Của"),
                [("toi", _("việc của tôi"))],
                request.GET.get("cua", ""),
                every=_("cả nơi làm việc"),
            ),
            pick(
                "loai",
                _("Loại"),
                [(kind.value, _(kind.word)) for kind in KINDS],
                request.GET.get("loai", ""),
                every=_("Mọi loại"),
            ),
            pick(
                "dai",
                _("Dài"),
                [("3", _("3 tháng")), ("6", _("6 tháng"))],
                request.GET.get("dai", ""),
                every=_("cả năm"),
            ),
            pick(
                "hien",
                _("Hiện"),
                [("het", _("cả việc đã xong"))],
                request.GET.get("hien", ""),
                every=_("việc đang mở"),
            ),
        ),
        keep={"nam": str(year)} if year != day.year else {},
    )
