"""The list of assignments, and hand-overs that wait."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.ground.figures import whole_number
from dinh.look.shapes import Choice, Column, FilterBar, Row, Table
from dinh.town.models import Office, Unit
from dinh.town.pages import signed_in
from dinh.town.shapes import Actor
from dinh.work import queries, services
from dinh.work.models import Assignment, HandOver
from dinh.work.shapes import CLOSED_STATES, Light

from .common import actor_of, now, today

TABS = (
    ("toi", "Tôi phải làm"),
    ("giao", "Tôi giao"),
    ("phoi-hop", "Phối hợp"),
    ("tat-ca", "Tất cả"),
    ("xong", "Đã xong, đã thôi"),
)
_LIGHTS = ("late", "today", "week", "soon", "waiting", "open", "paused")
_LIGHT_WORDS = {"week": "Trong tuần này", "giao-nhan": "Đang chờ nơi nhận"}


def may_ask(actor: Actor) -> bool:
    """Whether to show the way to a new assignment."""
    from dinh.work.rules import WHO_MAY

    return any(m.role in WHO_MAY["work.ask"] for m in actor.mandates)


@require_GET
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Assignments this person may see: what they owe first, unless they ask for others."""
    actor, day = actor_of(request), today()
    given = request.GET
    reach = queries.reach_of(actor, day)
    tab = given.get("xem", "")
    if tab not in dict(TABS):
        tab = "toi" if (reach.offices or reach.units or not may_ask(actor)) else "giao"
    wanted = queries.Wanted(
        whose=tab if tab in ("toi", "giao", "phoi-hop") else "",
        light=given.get("den", "") if given.get("den", "") in (*_LIGHTS, "giao-nhan") else "",
        office_id=whole_number(given.get("co-quan", "")),
        unit_id=whole_number(given.get("don-vi", "")),
        words=given.get("q", "").strip(),
        closed=tab == "xong",
    )
    rows, later = queries.assignments(actor, day, wanted, after=given.get("sau", ""))
    context = {
        "tab": tab,
        "tabs": [(key, _(words)) for key, words in TABS],
        "bar": _bar(actor, wanted, tab),
        "table": table_of(rows, choose=not wanted.closed),
        "rows": rows,
        "page": SimpleNamespace(earlier="", later=later),
        "filtered": wanted.light or wanted.office_id or wanted.unit_id or wanted.words,
        "may_ask": may_ask(actor),
        "batch": batch_buttons(actor) if not wanted.closed else [],
    }
    return render(request, "work/list.html", context)


def batch_buttons(actor: Actor) -> list[services.BatchDeed]:
    """The deeds of the selection bar that this person's roles may do somewhere."""
    roles = {m.role for m in actor.mandates}
    return [deed for deed in services.batch_deeds() if not deed.roles or deed.roles & roles]


def _bar(actor: Actor, wanted: queries.Wanted, tab: str) -> FilterBar:
    pickers = []
    if not wanted.closed:
        options = [(key, _(_LIGHT_WORDS.get(key) or Light(key).word)) for key in _LIGHTS]
        pickers.append(
            Choice(
                name="den",
                words=_("Tình trạng"),
                options=[*options, ("giao-nhan", _(_LIGHT_WORDS["giao-nhan"]))],
                chosen=wanted.light,
            )
        )
    units, offices = _places(actor)
    if len(units) > 1:
        pickers.append(
            Choice(
                name="don-vi",
                words=_("Đơn vị"),
                options=[(str(unit.pk), unit.full_name) for unit in units],
                chosen=str(wanted.unit_id or ""),
            )
        )
    if offices:
        pickers.append(
            Choice(
                name="co-quan",
                words=_("Cơ quan"),
                options=[(str(office.pk), office.name) for office in offices],
                chosen=str(wanted.office_id or ""),
            )
        )
    return FilterBar(
        pickers=pickers,
        query=wanted.words,
        query_words=_("Tìm việc, có dấu hoặc không dấu"),
        keep={"xem": tab},
    )


def _places(actor: Actor) -> tuple[list[Unit], list[Office]]:
    """The units of this person's mandates, and the offices of the nearest of them."""
    from dinh.town.queries import visible_units

    units = list(visible_units(actor, today())[:200])
    paths = {m.unit_path for m in actor.mandates}
    own = [unit.pk for unit in units if unit.path in paths]
    return units, list(Office.objects.alive_on(today()).filter(unit__in=own)[:100])


def table_of(rows: list[Assignment], *, choose: bool = True, caption: str = "") -> Table:
    """Assignments as a table that turns into cards."""
    return Table(
        caption=caption or _("Việc, hạn gần nhất đứng trước"),
        columns=(
            Column("title", _("Việc"), phone="title"),
            Column("due", _("Hạn"), phone="k1"),
            Column("who", _("Nơi làm"), phone=""),
            Column("percent", _("Đã làm"), phone="bar"),
            Column("state", _("Tình trạng"), phone="k2"),
        ),
        rows=[
            Row(
                key=str(row.pk),
                name=row.title,
                cells={
                    name: render_to_string(f"work/parts/cell_{name}.html", {"work": row})
                    for name in ("title", "due", "who", "percent", "state")
                },
            )
            for row in rows
        ],
        choose="chon" if choose else "",
        classes="viec",
    )


@require_GET
@signed_in
def hand_overs(request: HttpRequest) -> HttpResponse:
    """Hand-overs without an answer: those this person answers first, then those that wait for others."""
    actor, at = actor_of(request), now()
    rows = queries.hand_overs_waiting(actor, today())
    mine = [row for row in rows if services.may_answer(row, actor, at)]
    others = [row for row in rows if row not in mine]
    return render(request, "work/hand_overs.html", {"mine": mine, "others": others, "may_ask": False})


def as_owed(rows: list[HandOver]) -> list[dict[str, Any]]:
    return [{"row": row, "url": reverse("work.hand_over", args=[row.pk])} for row in rows]


def is_closed(work: Assignment) -> bool:
    return work.state in CLOSED_STATES
