"""A target: value against path, values by period, its places in the paper, what it carries out, its story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.ground.periods import Period
from dinh.ground.saying import period_words
from dinh.look.shapes import Fact
from dinh.plans import queries, rules
from dinh.plans.forms import ProgressForm
from dinh.plans.models import Plan, Target
from dinh.plans.queries.gathered import standing_in
from dinh.plans.queries.judging import approved_series, promise_of
from dinh.plans.rules.numbers import with_unit
from dinh.plans.rules.standing import gap_words
from dinh.plans.shapes import PlanState, ValueState
from dinh.town.pages import signed_in

from ..common import actor_of, found, may, today
from ..rows import goal_words, story_of, value_words
from .chart import line_of
from .common import given_context, may_led, passages, sees_drafts
from .measuring import foretold, outlook_of, panel_of
from .periods import value_form_for


def target_of(request: HttpRequest, target_id: int) -> Target:
    row: Target = found(
        queries.target_for(actor_of(request), target_id, today()), _("Không có chỉ tiêu này.")
    )
    return row


@require_GET
@signed_in
def target(request: HttpRequest, target_id: int) -> HttpResponse:
    """A target: value against path, values by period, its places in the paper, what it carries out, its story."""
    return show_target(request, target_of(request, target_id))


def show_target(
    request: HttpRequest, row: Target, *, value_form: Any = None, progress_form: Any = None, status: int = 200
) -> HttpResponse:
    plan, day = row.plan, today()
    series = approved_series([row.pk]).get(row.pk, ())
    drawn = series
    whole = None if series else standing_in([row.pk], day).get(row.pk)
    if whole is not None:
        series = (whole.measured,)
    standing = queries.standing_of(row, plan, series, day)
    drafts = sees_drafts(request, row)
    values = queries.values_of(row, drafts=drafts)
    measuring = panel_of(request, row, values)
    outlook = outlook_of(row)
    may_enter = measuring["binding"] is None and may_led(request, "plans.enter_value", row)
    may_decide = may_led(request, "plans.approve_value", row)
    context = {
        "target": row,
        "plan": plan,
        "standing": standing,
        "goal": goal_words(row),
        "newest": series[-1] if series else None,
        "newest_row": next(
            (v for v in values if v.state == ValueState.APPROVED.value and not v.superseded_at), None
        ),
        "newest_words": value_words(row, series[-1].value) if series else "",
        "change": _change(row, series),
        "facts": facts_of(row, plan, series, day),
        "gathered": whole,
        "line": line_of(row, plan, drawn, values, standing.look, outlook),
        **foretold(outlook),
        "values": [
            (each, value_words(row, float(each.value)), Period.parse(each.period_key)) for each in values
        ],
        "pending": [
            each for each in values if each.state == ValueState.SUBMITTED.value and not each.superseded_at
        ],
        "on_the_way": []
        if drafts
        else [period_words(Period.parse(key)) for key in queries.periods_on_the_way(row)],
        "places": passages(row.places.all()),
        "coop": list(row.coop.select_related("office")),
        "parents": [
            (link, goal_words(link.parent))
            for link in row.parents.filter(ended_at=None).select_related("parent__plan__unit")
        ],
        "children": [
            (link, goal_words(link.target)) for link in queries.carried_targets(row, actor_of(request), day)
        ],
        "progress": queries.progress_of(row.ref),
        "may_enter": may_enter,
        "may_decide": may_decide,
        "may_record": may_led(request, "plans.record_progress", row),
        "may_link": may(request, "plans.link", plan.unit.path) and bool(plan.carries_out_id),
        "may_assign": may(request, "plans.assign", plan.unit.path) and plan.state != PlanState.REPLACED.value,
        "me": actor_of(request).person_id,
        **measuring,
        **given_context(request, row),
        "value_form": value_form or (value_form_for(row, day) if may_enter else None),
        "seen": max((each.pk for each in values), default=0),
        "progress_form": progress_form or ProgressForm(),
        **story_of(row.ref, few=8, drafts=drafts),
    }
    return render(request, "plans/target.html", context, status=status)


def _change(row: Target, series: Sequence[rules.Measured]) -> str:
    if len(series) < 2 or row.operator in {"yes"}:
        return ""
    gap = series[-1].value - series[-2].value
    if not gap:
        return _("không đổi so với kỳ trước")
    words = gap_words(abs(gap), row.measure)
    return (_("tăng %(gap)s so với kỳ trước") if gap > 0 else _("giảm %(gap)s so với kỳ trước")) % {
        "gap": words
    }


def facts_of(row: Target, plan: Plan, series: Sequence[rules.Measured], day: date) -> list[Fact]:
    promise = promise_of(row, plan)
    path = rules.path_at(promise, series, series[-1].last) if series else None
    made = []
    if path is not None:
        made.append(Fact(_("Lộ trình lúc này"), with_unit(round(path, 1), row.measure)))
    due = _("hạn %(day)s") % {"day": f"{row.due_on:%d/%m/%Y}"} if row.due_on else _("văn bản không ghi hạn")
    made.append(Fact(_("Phải đạt"), goal_words(row), due))
    made.append(Fact(_("Trụ cột"), _(row.pillar_word), row.scope))
    if series:
        old = (day - series[-1].last).days
        made.append(
            Fact(
                _("Số liệu đến ngày"),
                f"{series[-1].last:%d/%m/%Y}",
                _("%(n)s ngày trước") % {"n": old} if old > 0 else _("kỳ đang chạy"),
            )
        )
    return made[:4]
