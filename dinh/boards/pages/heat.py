"""`/bang/xa/<plan>/`: every target of a plan over every unit it was given to, in one table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.boards import queries
from dinh.boards.queries.heat import HeatCell, HeatRow
from dinh.ground.text import fold, sort_key
from dinh.look.formats import num
from dinh.look.shapes import FilterBar, Part
from dinh.plans.models import Plan, Target
from dinh.plans.queries import cascade
from dinh.plans.rules.cascade import counts_units
from dinh.plans.shapes import PILLARS, SEVERITY, StandingKind
from dinh.town.pages import signed_in

from .common import actor_of, address, pick, plan_seen, standing_word, today

ORDERS = {"ten": "theo tên", "ma": "theo mã", "dat": "nhiều đạt nhất trước"}
FEW = 8
"""Columns up to which a cell also says its word."""
FIRST = 20
"""Units of the telephone's list that are not folded away."""


@signed_in
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Plans that were given to units; straight to the table when there is only one."""
    actor, day = actor_of(request), today()
    plans = [
        plan
        for plan in queries.plans_given(queries.plan_choices(actor, day))
        if cascade.sees_sheet(actor, plan, day)
    ]
    if len(plans) == 1:
        return redirect("boards.heat", plans[0].pk)
    return render(request, "boards/heat_choose.html", {"plans": plans})


@signed_in
@require_safe
def heat(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The table. Each cell opens the unit's part; each head, the target; each unit, its own line."""
    actor, day = actor_of(request), today()
    plan = plan_seen(actor, plan_id, day)
    assert plan is not None
    if not cascade.sees_sheet(actor, plan, day):
        raise PermissionDenied(
            _("Bảng này của cấp giao chỉ tiêu. Xã xem phần được giao của mình ở trang chỉ tiêu.")
        )
    pillar = request.GET.get("tru-cot", "")
    table = queries.heat(plan, day, pillar=pillar if pillar in PILLARS else "")
    code = request.GET.get("xa", "")
    if code:
        return _one_unit(request, plan, table, code)
    kind = next((each for each in SEVERITY if each.value == request.GET.get("tinh-trang")), None)
    rows = rows_of(table, request.GET.get("q", ""), kind, request.GET.get("xep", ""))
    whole = kind is None and len(rows) == len(table.rows)
    return render(
        request,
        "boards/heat.html",
        {
            "plan": plan,
            "heat": table,
            "rows": rows,
            "first": rows[:FIRST],
            "rest": rows[FIRST:],
            "kind": kind,
            "few": len(table.columns) <= FEW,
            "body": body_of(table, rows, kind),
            "feet": feet_of(table) if whole else "",
            "parts": [
                Part(
                    each.look, standing_word(each), n, address("boards.heat", plan.pk, **_asked(pillar, each))
                )
                for each, n in table.counts.items()
            ],
            "bar": _bar(request, pillar, kind),
        },
    )


def _asked(pillar: str, kind: StandingKind | None = None) -> dict[str, str]:
    return {"tru-cot": pillar, "tinh-trang": kind.value if kind else ""}


def _bar(request: HttpRequest, pillar: str, kind: StandingKind | None) -> FilterBar:
    return FilterBar(
        pickers=(
            pick(
                "tru-cot",
                _("Trụ cột"),
                [(key, _(word)) for key, word in PILLARS.items()],
                pillar,
                every=_("Mọi trụ cột"),
            ),
            pick(
                "tinh-trang",
                _("Tình trạng"),
                [(each.value, standing_word(each)) for each in SEVERITY],
                kind.value if kind else "",
                every=_("mọi tình trạng"),
            ),
            pick(
                "xep",
                _("Xếp"),
                [(key, _(words)) for key, words in ORDERS.items()],
                request.GET.get("xep", ""),
                every=_("nhiều chậm nhất trước"),
            ),
        ),
        query=request.GET.get("q", "").strip(),
        query_words=_("Tìm xã, phường"),
    )


def rows_of(table: queries.Heat, typed: str, kind: StandingKind | None, order: str) -> list[HeatRow]:
    """The units asked for by name (marks or none), by having a cell of a standing, in the order asked for. They are a few
    hundred at most, so this needs no query."""
    words = fold(typed)
    kept = [
        row
        for row in table.rows
        if (not words or words in fold(f"{row.name} {row.code}")) and (kind is None or row.counts.get(kind))
    ]
    if order == "ten":
        return sorted(kept, key=lambda row: sort_key(row.name))
    if order == "ma":
        return sorted(kept, key=lambda row: row.code)
    if order == "dat":
        return sorted(kept, key=lambda row: (-row.good, row.bad, row.code))
    return kept if kind is None else sorted(kept, key=lambda row: -row.counts[kind])


def _one_unit(request: HttpRequest, plan: Plan, table: queries.Heat, code: str) -> HttpResponse:
    """One unit's line of the table as a list, the worst first: what fits a telephone."""
    row = next((each for each in table.rows if each.code == code), None)
    if row is None:
        raise Http404(_("Đơn vị này không được giao chỉ tiêu nào của kế hoạch."))
    cells = [
        (column, row.cells[column.target.pk]) for column in table.columns if column.target.pk in row.cells
    ]
    cells.sort(key=lambda pair: (pair[1].standing.severity, -(pair[1].standing.gap or 0.0)))
    return render(
        request,
        "boards/heat_unit.html",
        {
            "plan": plan,
            "row": row,
            "cells": [
                (column.target, cell, full(cell.value), full(cell.goal), address("plans.allotment", cell.key))
                for column, cell in cells
            ],
            "parts": [Part(kind.look, standing_word(kind), n, "") for kind, n in row.counts.items()],
        },
    )


def body_of(table: queries.Heat, rows: Sequence[HeatRow], only: StandingKind | None = None) -> SafeString:
    """Rows of the table as HTML. Ten thousand cells are too many for a template: each is one short string here, and every
    text that people typed is escaped. With `only`, cells of other standings are left pale."""
    draw = _Drawing(table, only)
    return mark_safe("".join(draw.row(row) for row in rows))  # noqa: S308


class _Drawing:
    """What all cells of one table share, made once."""

    def __init__(self, table: queries.Heat, only: StandingKind | None) -> None:
        self.only = only
        self.columns = [
            (column.target.pk, escape(column.target.measure[:14]), _counts_yes(column.target))
            for column in table.columns
        ]
        # Where there is room, a cell says its word for the eye too.
        self.worded = len(table.columns) <= FEW
        self.words = {kind: str(escape(standing_word(kind))) for kind in table.counts}
        self.given, self.yes, self.no = (str(escape(_(word))) for word in ("giao", "có", "chưa"))
        base = address("plans.allotment", 0)
        self.before, self.after = base.split("0", 1) if "0" in base else ("", "")
        self.unit = address("boards.heat", table.plan.pk, xa="")

    def row(self, row: HeatRow) -> str:
        cells = []
        for key, measure, yes in self.columns:
            cell = row.cells.get(key)
            cells.append("<td class=x></td>" if cell is None else self.cell(cell, measure, yes))
        told = f"{row.good}/{row.measured}" if row.measured else "–"
        bad = f"<b class=heat-b>{row.bad}</b>" if row.bad else ""
        name = f'<a href="{self.unit}?xa={escape(row.code)}">{escape(row.name)}</a>'
        return f"<tr><th scope=row>{name}</th><td class=heat-q>{told}{bad}</td>{''.join(cells)}</tr>"

    def cell(self, cell: HeatCell, measure: str, yes: bool) -> str:
        """The figure; its word, what was given and the unit of measure are told on pointing and to readers."""
        kind = cell.standing.kind
        told = self.words[kind]
        if cell.goal is not None:
            told += f", {self.given} {short(cell.goal)} {measure}"
        look = cell.standing.look if self.only in (None, kind) else "o"
        shown = short(cell.value)
        if yes and cell.value is not None:
            shown = self.yes if cell.value >= 1 else self.no
        if self.worded:
            shown += f" <i>{self.words[kind]}</i>"
        return f'<td class=h-{look}><a href="{self.before}{cell.key}{self.after}" title="{told}">{shown}</a></td>'


def _counts_yes(target: Target) -> bool:
    """Whether a unit's figure says only that it has the thing or has it not."""
    return target.operator == "yes" or counts_units(target.measure)


def full(value: Decimal | None) -> str:
    """A figure as it is read in a list."""
    return "" if value is None else num(round(float(value), 2))


def short(value: Decimal | float | None) -> str:
    """A figure in as few letters as a cell has: 68,9 · 1.234 · 12k."""
    if value is None:
        return "–"
    number = float(value)
    if abs(number) >= 10_000:
        return f"{number / 1000:.0f}k"
    if abs(number) >= 1000:
        return f"{number:,.0f}".replace(",", ".")
    text = f"{number:.1f}" if number != int(number) else f"{number:.0f}"
    return text.replace(".", ",")


def feet_of(table: queries.Heat) -> SafeString:
    """Under each column: the roll-up of the whole, and how many units are behind."""
    made = []
    for column in table.columns:
        bad = sum(n for kind, n in column.counts.items() if kind.look == "late")
        told = f"<span>{escape(_('%s chậm') % bad)}</span>" if bad else ""
        made.append(f"<td>{short(column.value)}{told}</td>")
    return mark_safe("".join(made))  # noqa: S308 - numbers and our own words
