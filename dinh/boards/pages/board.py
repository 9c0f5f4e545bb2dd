"""`/bang/`: traffic lights with words by office (or commune) and pillar, each opening onto what stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.boards import queries
from dinh.boards.queries.board import OfficeRow
from dinh.boards.queries.standings import BAD
from dinh.ground.fresh import Fresh
from dinh.look.shapes import Cell, FilterBar, Matrix, Part
from dinh.plans.models import Plan
from dinh.plans.queries.gathered import Gathered
from dinh.plans.shapes import PILLARS, StandingKind
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.pages import signed_in
from dinh.town.shapes import Actor

from .common import actor_of, address, given, home_unit, pick, plan_seen, standing_word, today, unit_seen

EVERY = "moi"
"""In addresses: every plan in view, not the one of where one works."""
ROWS = 15
"""Rows of work shown before the door to all of them."""
MOST_ROWS = 60
"""Rows made at all: a province has hundreds of offices."""
_RANKINGS = Fresh()
NO_OFFICE = 0
"""In addresses: things without an office in the lead."""


@dataclass(frozen=True, slots=True)
class View:
    """What the address chose: one plan or all of a unit's, by office or by commune."""

    actor: Actor
    day: date
    unit: Unit | None
    plan: Plan | None
    by: str
    pillar: str
    choices: list[Plan]
    every: bool = False
    named: bool = False
    """Whether the address itself names the plan."""

    @property
    def chosen(self) -> str:
        """What the picker of plans shows as chosen."""
        if self.every:
            return EVERY
        return str(self.plan.pk) if self.plan and self.named else ""

    def query(self, **more: Any) -> dict[str, Any]:
        """The words of the address that lead back to this view."""
        base = {
            "ke-hoach": self.plan.pk if self.plan else (EVERY if self.every else None),
            "don-vi": self.unit.pk if self.unit and not self.plan else None,
            "theo": "xa" if self.by == "unit" else None,
            "tru-cot": self.pillar,
        }
        return {**base, **more}


def view_of(request: HttpRequest) -> View:
    """Read the address. Without anything chosen: the newest plan of where one works, else all plans in view."""
    actor, day = actor_of(request), today()
    choices = queries.plan_choices(actor, day)
    every = request.GET.get("ke-hoach") == EVERY
    plan = plan_seen(actor, given(request, "ke-hoach"), day)
    unit = unit_seen(actor, given(request, "don-vi"), day)
    by = "unit" if request.GET.get("theo") == "xa" else "office"
    home = unit or home_unit(actor, day)
    if plan is None and unit is None and by == "office" and not every and home:
        plan = next((each for each in choices if each.unit_id == home.pk), None)
    if plan is not None:
        home = plan.unit
    pillar = request.GET.get("tru-cot", "")
    return View(
        actor,
        day,
        home,
        plan,
        by,
        pillar if pillar in PILLARS else "",
        choices,
        every,
        given(request, "ke-hoach") is not None,
    )


@signed_in
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The whole board."""
    view = view_of(request)
    found = queries.board(
        view.actor,
        view.day,
        plans=plans_of(view),
        plan=view.plan,
        unit=view.unit,
        by=view.by,
        pillar=view.pillar,
    )
    places = _places(view)
    lights = _light_rows(view, found)
    ranked = [place for place in places if place.place is not None]
    return render(
        request,
        "boards/board.html",
        {
            "view": view,
            "board": found,
            "bar": _bar(view),
            "matrix": _matrix(view, found),
            "light_rows": lights if request.GET.get("het") else lights[:ROWS],
            "light_count": len(lights),
            "light_more": ""
            if len(lights) <= ROWS or request.GET.get("het")
            else f"{address('boards.board', **view.query(het=1))}#viec",
            "parts": [
                Part(
                    kind.look,
                    standing_word(kind),
                    number,
                    _open(view, "chi-tieu", **{"tinh-trang": kind.value}),
                )
                for kind, number in found.counts.items()
            ],
            "press": _press(found),
            "press_all": address("work.press_new", **{"don-vi": view.unit.pk})
            if view.unit and found.work.late
            else "",
            "ranked": ranked[:8],
            "may_rank": _may_rank(view),
            "unranked": len(places) - len(ranked),
            "ranking_url": address("boards.ranking", **{"don-vi": view.unit.pk if view.unit else None}),
            "bad_url": _open(view, "chi-tieu", **{"tinh-trang": "xau"}),
            "good_url": _open(view, "chi-tieu", **{"tinh-trang": "tot"}),
            "closed_url": _open(view, "viec", den="done"),
            "gathered": [one for one in found.seen if one.gathered is not None],
            "gathered_url": _open(view, "chi-tieu", gop=1),
            "late_url": _open(view, "viec", den="late"),
            "waiting_url": _open(view, "viec", den="waiting"),
        },
    )


def plans_of(view: View) -> Any:
    """The plans in force of the view's unit and those below it."""
    plans = queries.plans_in_force(view.actor, view.day)
    if view.unit is not None:
        plans = plans.filter(unit__path__startswith=view.unit.path)
    return plans


def _may_rank(view: View) -> bool:
    """Places are for those who may see the ranking itself."""
    return view.unit is not None and town.allowed(view.actor, "boards.rank", view.unit.path, view.day)


def _places(view: View) -> list[Any]:
    if view.unit is None or not _may_rank(view):
        return []
    rank = queries.rank_units if view.unit.level == 1 else queries.rank_offices
    # Alike for all who may see it, and three counts of a whole year: shown as of the last minute.
    ranked: list[Any] = _RANKINGS.get(
        0, (view.unit.pk, view.day, get_language()), partial(rank, view.actor, view.day, view.unit)
    )
    return ranked


def _open(view: View, what: str, **more: Any) -> str:
    return address("boards.behind", loai=what, **view.query(**more))


def _bar(view: View) -> FilterBar:
    return FilterBar(
        pickers=(
            pick(
                "ke-hoach",
                _("Kế hoạch"),
                [
                    (EVERY, _("Mọi kế hoạch")),
                    *(
                        (str(plan.pk), f"{plan.symbol or plan.title[:40]}, {plan.unit.name}")
                        for plan in view.choices
                    ),
                ],
                view.chosen,
                every=_("của nơi tôi làm"),
            ),
            pick(
                "tru-cot",
                _("Trụ cột"),
                [(key, _(word)) for key, word in PILLARS.items()],
                view.pillar,
                every=_("Mọi trụ cột"),
            ),
            pick(
                "theo",
                _("Hàng"),
                [("xa", _("Đơn vị"))],
                "xa" if view.by == "unit" else "",
                every=_("Cơ quan"),
            ),
        ),
    )


def _row_query(view: View, row: OfficeRow) -> dict[str, Any]:
    if view.by == "unit":
        return {"xa": row.key}
    return {"co-quan": NO_OFFICE if row.key is None else row.key}


def _row_name(row: OfficeRow) -> str:
    return row.name or _("Chưa rõ cơ quan chủ trì")


def _matrix(view: View, found: queries.Board) -> Matrix | None:
    rows: list[tuple[str, list[Cell | None]]] = []
    for row in found.rows:
        if not row.targets:
            continue
        if len(rows) == MOST_ROWS:
            break
        cells: list[Cell | None] = []
        for pillar in found.pillars:
            light = row.cells.get(pillar)
            if light is None:
                cells.append(None)
                continue
            note = (
                _("cả %s") % light.whole
                if light.count == light.whole
                else _("%(n)s trên %(all)s") % {"n": light.count, "all": light.whole}
            )
            where = {**_row_query(view, row), "tru-cot": pillar, "tinh-trang": light.kind.value}
            url = _open(view, "chi-tieu", **where)
            cells.append(Cell(kind=light.kind.look, words=standing_word(light.kind), note=note, url=url))
        rows.append((_row_name(row), cells))
    if not rows or not found.pillars:
        return None
    return Matrix(
        caption=_("Tình trạng chỉ tiêu theo %s và trụ cột")
        % (_("đơn vị") if view.by == "unit" else _("cơ quan chủ trì")),
        columns=[_(PILLARS[key]) for key in found.pillars],
        rows=rows,
        feet=[_foot(view, pillar, found.feet[pillar]) for pillar in found.pillars],
        foot_head=_("Tất cả"),
    )


def _foot(view: View, pillar: str, counts: dict[StandingKind, int]) -> tuple[SafeString, SafeString]:
    """A pillar as a whole: how many targets, how many of them are in trouble, each a door."""

    def door(words: str, **more: Any) -> SafeString:
        url = _open(view, "chi-tieu", **{"tru-cot": pillar, **more})
        return format_html('<a class="door" href="{}">{}</a>', url, words)

    bad = sum(counts.get(kind, 0) for kind in BAD)
    risk = counts.get(StandingKind.AT_RISK, 0)
    told = [door(_("%s chậm") % bad, **{"tinh-trang": "xau"})] if bad else []
    told += [door(_("%s nguy cơ") % risk, **{"tinh-trang": StandingKind.AT_RISK.value})] if risk else []
    return (
        door(_("%s chỉ tiêu") % sum(counts.values())),
        format_html(", ".join(["{}"] * len(told)), *told) if told else format_html("{}", _("không chậm")),
    )


@dataclass(frozen=True, slots=True)
class LightRow:
    """One office's (or commune's) work: a name and doors by light."""

    name: str
    url: str
    late: int
    late_url: str
    today: int
    soon: int
    soon_url: str
    waiting: int
    waiting_url: str
    open: int
    done: int
    done_url: str
    done_late: int


def _light_rows(view: View, found: queries.Board) -> list[LightRow]:
    made = []
    worked = [row for row in found.rows if row.work.still_owed or row.work.done or row.work.done_late]
    # A province has hundreds of offices: doors are made only for the rows that are shown.
    worked.sort(key=lambda row: (-row.work.late, -row.work.soon - row.work.today, _light_name(row)))
    for row in worked[:MOST_ROWS]:
        work = row.work
        where = _row_query(view, row)

        def door(light: str, where: dict[str, Any] = where) -> str:
            return _open(view, "viec", den=light, **where)

        made.append(
            LightRow(
                _light_name(row),
                door(""),
                work.late,
                door("late"),
                work.today,
                work.soon + work.today,
                door("soon"),
                work.waiting,
                door("waiting"),
                work.still_owed,
                work.done,
                door("done"),
                work.done_late,
            )
        )
    return made


def _light_name(row: OfficeRow) -> str:
    return row.name or _("Chưa giao cơ quan nào")


@dataclass(frozen=True, slots=True)
class Press:
    """One thing to press today."""

    title: str
    why: str
    who: str
    url: str
    deed: str
    gathered: Gathered | None = None


def _press(found: queries.Board) -> list[Press]:
    """The worst targets and the longest late work, turn by turn."""
    targets = [
        Press(
            one.text, one.standing.reason, one.office, address("plans.target", one.key), _("Mở"), one.gathered
        )
        for one in found.worst[:5]
    ]
    tasks = [
        Press(
            row.title,
            _("Hạn %s") % f"{row.due_on:%d/%m/%Y}" if row.due_on else "",
            row.office.name if row.office else row.unit.full_name,
            address("work.press_new", viec=row.pk) or address("work.assignment", row.pk),
            _("Đôn đốc"),
        )
        for row in found.late_work[:5]
    ]
    turns = list(zip(tasks, targets, strict=False))
    mixed = [one for pair in turns for one in pair]
    return (mixed + tasks[len(turns) :] + targets[len(turns) :])[:6]
