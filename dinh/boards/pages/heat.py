"""`/bang/xa/<plan>/`: every target of a plan over every unit it was given to, in one table."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.boards import queries
from dinh.boards.queries.heat import HeatCell, HeatRow
from dinh.look.shapes import FilterBar, Part
from dinh.plans.queries import cascade
from dinh.plans.shapes import PILLARS
from dinh.town.pages import signed_in

from .common import actor_of, address, pick, plan_seen, standing_word, today


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
    return render(
        request,
        "boards/heat.html",
        {
            "plan": plan,
            "heat": table,
            "body": body_of(table),
            "feet": feet_of(table),
            "parts": [Part(kind.look, standing_word(kind), n, "") for kind, n in table.counts.items()],
            "bar": FilterBar(
                pickers=(
                    pick(
                        "tru-cot",
                        _("Trụ cột"),
                        [(key, _(word)) for key, word in PILLARS.items()],
                        pillar,
                        every=_("Mọi trụ cột"),
                    ),
                )
            ),
        },
    )


def body_of(table: queries.Heat) -> SafeString:
    """Rows of the table as HTML. Ten thousand cells are too many for a template: each is one short string here, and every
    text that people typed is escaped."""
    keys = [column.target.pk for column in table.columns]
    words = {kind: str(standing_word(kind)) for kind in table.counts}
    base = address("plans.allotment", 0)
    before, after = base.split("0", 1) if "0" in base else ("", "")
    return mark_safe("".join(_row(row, keys, words, before, after) for row in table.rows))  # noqa: S308


def _row(row: HeatRow, keys: list[int], words: dict, before: str, after: str) -> str:
    cells = []
    for key in keys:
        cell = row.cells.get(key)
        cells.append("<td class=x></td>" if cell is None else _cell(cell, before, after))
    told = f"{row.good}/{row.measured}" if row.measured else "–"
    bad = f"<b class=heat-b>{row.bad}</b>" if row.bad else ""
    return f"<tr><th scope=row>{escape(row.name)}</th><td class=heat-q>{told}{bad}</td>{''.join(cells)}</tr>"


def _cell(cell: HeatCell, before: str, after: str) -> str:
    shown = short(cell.value)
    look = cell.standing.look
    inner = f'<a href="{before}{cell.key}{after}">{shown}</a>' if before else shown
    return f"<td class=h-{look}>{inner}</td>"


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
        told = f"<span>{_('%s chậm') % bad}</span>" if bad else ""
        made.append(f"<td>{short(column.value)}{told}</td>")
    return mark_safe("".join(made))  # noqa: S308 - numbers and our own words
