"""The province's sheet of one target or task that was given: the whole on top, a row for each unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dinh.ground.days import read_date
from dinh.ground.periods import Period, between, containing
from dinh.ground.saying import period_words
from dinh.ground.text import fold, sort_key
from dinh.look.shapes import Choice, FilterBar, Line, Part
from dinh.plans import rules, services
from dinh.plans.models import Target, Task
from dinh.plans.queries import cascade as queries
from dinh.plans.rules.cascade import counts_units
from dinh.plans.rules.rollup import Rolled
from dinh.plans.rules.standing import LESS_IS_BETTER
from dinh.plans.shapes import SEVERITY, AllotmentState, RollupKind
from dinh.town.pages import signed_in

from ..common import actor_of, deed, found, may, now, today
from ..rows import margin_of, story_of
from .common import figure_words, goal_of, promise_of, slug_of, thing_at, work_words

ORDERS = {
    "kem": "Kém nhất trước",
    "ten": "Theo tên",
    "ma": "Theo mã",
    "cao": "Số cao nhất trước",
    "thap": "Số thấp nhất trước",
}
ANSWERS = tuple(AllotmentState)
MOST_OPEN = 40
"""Units in open groups when the page is opened."""
FIRST = 20
"""Units of an open group that are not folded away."""


@require_GET
@signed_in
def sheet(request: HttpRequest, kind: str, thing_id: int) -> HttpResponse:
    """How every unit stands on a day, with the whole on top."""
    thing = thing_at(request, kind, thing_id)
    actor, plan = actor_of(request), thing.plan
    allowed = queries.sees_sheet(actor, plan, today())
    found(
        allowed or None,
        _(
            "Bảng các xã, phường dành cho người theo dõi của cấp giao; xem phần của đơn vị mình ở “Chỉ tiêu được giao”."
        ),
    )
    day = _day(request)
    made = queries.sheet(thing, day)
    rows = _chosen(request, made.rows, thing)
    names = {
        row.allotment.pk: (
            row.allotment.unit.full_name,
            reverse("plans.allotment", args=[row.allotment.pk]),
        )
        for row in made.rows
    }
    rolled = made.rolled.rolled
    grouped = not any(request.GET.get(name) for name in ("q", "tra-loi", "tinh-trang", "xep"))
    context = {
        "thing": thing,
        "target": thing if isinstance(thing, Target) else None,
        "plan": plan,
        "slug": slug_of(thing),
        "day": day,
        "is_today": day == today(),
        "goal": goal_of(thing),
        "sheet": made,
        "rolled": rolled,
        "whole": _whole_words(thing, rolled),
        "whole_kind": _whole_kind(thing, rolled),
        "rule_word": _(RollupKind(rolled.rule).word),
        "owed": period_words(made.rolled.rule.last_period(day)),
        "rows": [] if grouped else [_row(row, thing) for row in rows],
        "groups": _groups(rows, thing) if grouped else [],
        "shown": len(rows),
        "bands": _bands(made.rows),
        "answers": [(state, made.answers.get(state.value, 0)) for state in ANSWERS],
        "missing": [names[key] for key in rolled.missing if key in names],
        "stale": [names[key] for key in made.rolled.stale if key in names],
        "partial": [names[key] for key in rolled.partial if key in names],
        "bare": [names[key] for key in rolled.without_fraction if key in names],
        "carried": [names[row.key] for row in rolled.rows if row.carried and row.key in names],
        "bar": _bar(request, thing),
        "line": _line(thing, day, made) if isinstance(thing, Target) else None,
        "may_allot": may(request, "plans.allot", plan.unit.path),
        "may_take": isinstance(thing, Target) and _may_take(request, thing, rolled),
        "passing": queries.passing_waits(plan, today()),
        "disputed": made.answers.get("disputed", 0),
        **story_of(thing.ref, few=5),
    }
    return render(request, "plans/cascade/sheet.html", context)


def _day(request: HttpRequest) -> date:
    try:
        return read_date(request.GET.get("ngay", "")) or today()
    except ValueError:
        return today()


def _bar(request: HttpRequest, thing: Target | Task) -> FilterBar:
    standings = [(kind.value, _(kind.word)) for kind in SEVERITY]
    pickers = [
        Choice(
            name="tra-loi",
            words=_("Trả lời"),
            options=[(each.value, _(each.word)) for each in ANSWERS],
            chosen=request.GET.get("tra-loi", ""),
        ),
        Choice(
            name="xep",
            words=_("Xếp"),
            options=[(key, _(words)) for key, words in ORDERS.items()],
            chosen=request.GET.get("xep", ""),
            every=_("Kém nhất trước"),
        ),
    ]
    if isinstance(thing, Target):
        pickers.insert(
            0,
            Choice(
                name="tinh-trang",
                words=_("Tình trạng"),
                options=standings,
                chosen=request.GET.get("tinh-trang", ""),
            ),
        )
    keep = {"ngay": request.GET["ngay"]} if request.GET.get("ngay") else {}
    return FilterBar(
        pickers=pickers,
        query=request.GET.get("q", "").strip(),
        query_words=_("Tìm xã, phường"),
        keep=keep,
    )


def _chosen(
    request: HttpRequest, rows: Sequence[queries.SheetRow], thing: Target | Task
) -> list[queries.SheetRow]:
    """The rows asked for, in the order asked for. They are at most a few hundred, so this needs no query."""
    words = fold(request.GET.get("q", ""))
    state, standing = request.GET.get("tra-loi", ""), request.GET.get("tinh-trang", "")
    kept = [
        row
        for row in rows
        if (not words or words in fold(f"{row.allotment.unit.full_name} {row.allotment.unit.code}"))
        and (not state or row.allotment.state == state)
        and (not standing or (row.standing is not None and row.standing.kind == standing))
    ]
    order = request.GET.get("xep", "") or "kem"
    if order == "ma":
        return sorted(kept, key=lambda row: row.allotment.unit.code)
    if order == "ten":
        return sorted(kept, key=lambda row: sort_key(row.allotment.unit.name))
    if order in {"cao", "thap"}:
        known = [row for row in kept if row.counted.figure is not None]
        rest = [row for row in kept if row.counted.figure is None]
        return sorted(known, key=_value_of, reverse=order == "cao") + rest
    less = isinstance(thing, Target) and thing.operator in LESS_IS_BETTER
    return sorted(kept, key=lambda row: _worst_first(row, less))


@dataclass(frozen=True, slots=True)
class Group:
    """The units of one light, the worst first; open or folded. A browser opens and folds it without a script."""

    key: str
    look: str
    word: str
    rows: list[dict[str, Any]]
    open: bool

    @property
    def first(self) -> list[dict[str, Any]]:
        """The rows that show at once; a few more are not worth another fold."""
        return self.rows if len(self.rows) <= FIRST + 10 else self.rows[:FIRST]

    @property
    def rest(self) -> list[dict[str, Any]]:
        return self.rows[len(self.first) :]


def _groups(rows: Sequence[queries.SheetRow], thing: Target | Task) -> list[Group]:
    """The units by their light. The first group is open, and the next while what is open stays on a screen or two."""
    held: dict[tuple[str, str, str], list[queries.SheetRow]] = {}
    for row in rows:
        held.setdefault(_light_of(row), []).append(row)
    made: list[Group] = []
    shown = 0
    for (key, look, word), some in held.items():
        opened = not made or shown + len(some) <= MOST_OPEN
        shown += len(some) if opened else 0
        made.append(Group(key, look, word, [_row(row, thing) for row in some], opened))
    return made


def _light_of(row: queries.SheetRow) -> tuple[str, str, str]:
    """(key, look, word) of a unit's light; a task has no standing, only whether it is done."""
    if row.standing is not None:
        return row.standing.kind.value, row.standing.look, _(row.standing.word)
    if row.counted.reached:
        return "done", "ok", _("Đã xong")
    if row.counted.figure is not None:
        return "doing", "path", _("Đang làm")
    return "none", "none", _("Chưa ghi")


def _value_of(row: queries.SheetRow) -> float:
    return float(row.counted.figure.value) if row.counted.figure is not None else 0.0


def _worst_first(row: queries.SheetRow, less: bool) -> tuple[Any, ...]:
    severity = row.standing.severity if row.standing else (9 if row.counted.reached else 0)
    value = _value_of(row)
    if row.standing is None:
        # What nobody has begun comes before what is under way.
        severity += int(row.counted.figure is not None)
    return (severity, -value if less else value, row.allotment.unit.code)


def _row(row: queries.SheetRow, thing: Target | Task) -> dict[str, Any]:
    figure = row.counted.figure
    goal = None if row.line.value is None else float(row.line.value)
    has_bar = isinstance(thing, Target) and goal is not None and row.line.operator not in {"yes", "rank"}
    return {
        "row": row,
        "allotment": row.allotment,
        "promise": promise_of(row.allotment),
        "value": figure_words(thing, figure.value) if figure is not None else "",
        "over": figure.numerator if figure is not None else None,
        "under": figure.denominator if figure is not None else None,
        "number": float(figure.value) if figure is not None else None,
        "goal": goal,
        "has_bar": has_bar,
        "margin": margin_of(thing) if isinstance(thing, Target) else None,
        "top": 110.0 if has_bar and thing_is_share(thing) and (goal or 0) >= 50 else None,
        "less": isinstance(thing, Target) and thing.operator in LESS_IS_BETTER,
        "unit": thing.measure if isinstance(thing, Target) else "",
        "last": figure.last if figure is not None else None,
        "work": work_words(row.work),
        "done": row.counted.reached,
        "from": [old.unit.full_name for old in row.came_from] if row.counted.carried else [],
    }


def thing_is_share(thing: Target | Task) -> bool:
    return isinstance(thing, Target) and thing.measure.strip().startswith("%")


def _bands(rows: Sequence[queries.SheetRow]) -> list[Part]:
    standings = [row.standing for row in rows if row.standing is not None]
    return [
        Part(kind.look, _(kind.word), number, f"?tinh-trang={kind.value}#cac-don-vi")
        for kind, number in rules.count_standings(standings)
    ]


def _whole_words(thing: Target | Task, rolled: Rolled) -> str:
    if rolled.rule == "reached":
        return f"{rolled.reached}/{rolled.total}"
    return figure_words(thing, rolled.value)


def _whole_kind(thing: Target | Task, rolled: Rolled) -> str:
    """How the whole is drawn against the plan's own promise; plain where they cannot be compared."""
    if rolled.value is None or not isinstance(thing, Target) or thing.value is None:
        return "none" if rolled.value is None else "info"
    if rolled.rule == "reached" and not counts_units(thing.measure):
        return "info"
    high = None if thing.value_max is None else float(thing.value_max)
    kept = rules.satisfied(thing.operator, float(thing.value), high, float(rolled.value))
    return "ok" if kept else "path"


def _line(target: Target, day: date, made: queries.Sheet) -> Line | None:
    """The whole at the end of each period since it was given; None where there is too little to draw."""
    begun = [row.line.since for row in made.rows]
    came = [old.since for row in made.rows for old in row.came_from]
    if not begun or (target.operator in {"yes", "rank"} and made.rolled.rolled.rule != "reached"):
        return None
    rhythm = made.rolled.rule.rhythm
    first = max(min(begun + came), date(day.year - 4, 1, 1))
    slots = [period for period in between(first, day, rhythm) if period.last <= day][-24:]  # type: ignore[arg-type]
    series = queries.rolled_series(target, [period.last for period in slots])
    values = [None if rolled.value is None else float(rolled.value) for _day, rolled in series]
    if sum(value is not None for value in values) < 2:
        return None
    reached = made.rolled.rolled.rule == "reached"
    return Line(
        title=_("Số đơn vị đã đạt") if reached else target.text,
        values=values,
        labels=[_label(period) for period in slots],
        target=None
        if target.value is None or (reached and not counts_units(target.measure))
        else float(target.value),
        less_is_better=target.operator in LESS_IS_BETTER,
        unit="" if reached else target.measure,
        kind="path",
    )


def _label(period: Period) -> str:
    if period.kind == "month":
        return f"{period.number}/{period.year % 100:02d}"
    return period.key.replace("-", "/")


def _may_take(request: HttpRequest, target: Target, rolled: Rolled) -> bool:
    comparable = rolled.rule != "reached" or counts_units(target.measure)
    return (
        rolled.value is not None
        and comparable
        and may(request, "plans.enter_value", target.plan.unit.path, target.lead_office_id)
    )


@require_POST
@signed_in
def take_figure(request: HttpRequest, kind: str, thing_id: int) -> HttpResponse:
    """Hand the whole in as the target's own value of the last period that is over, with what it was made of."""
    thing = thing_at(request, kind, thing_id)
    back = reverse("plans.allotted", args=[kind, thing.pk])
    target = found(thing if isinstance(thing, Target) else None, _("Chỉ chỉ tiêu mới có số tổng hợp."))
    made = queries.rollups([target.pk], today())[target.pk]
    period = made.rule.last_period(today())
    then = queries.rollups([target.pk], period.last)[target.pk].rolled
    value = found(then.value, _("Chưa có số nào để tổng hợp."))
    note = _("Tổng hợp từ %(counted)s trên %(total)s đơn vị (%(rule)s).") % {
        "counted": then.counted,
        "total": then.total,
        "rule": _(RollupKind(then.rule).word).lower(),
    }
    fraction = then.rule == "ratio"
    return deed(
        request,
        lambda: services.enter_value(
            target_id=target.pk,
            period=containing(period.last, period.kind).key,
            value=round(value, 2),
            numerator=then.numerator if fraction else None,
            denominator=then.denominator if fraction else None,
            note=note,
            by=actor_of(request),
            at=now(),
            submit=True,
        ),
        done=_("Đã trình số tổng hợp %(period)s làm số liệu của chỉ tiêu, chờ duyệt.")
        % {"period": period_words(period)},
        back=back,
    )
