"""What a commune was given: its list, unanswered first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dinh.ground.figures import whole_number
from dinh.look.shapes import Choice, FilterBar, Part
from dinh.plans import services
from dinh.plans.queries import cascade as queries
from dinh.plans.shapes import AllotmentState
from dinh.town.models import Unit
from dinh.town.pages import signed_in

from ..common import actor_of, deed, may, now, today
from .common import figure_words, goal_of, promise_of, slug_of, work_words


@require_GET
@signed_in
def given(request: HttpRequest) -> HttpResponse:
    """What this person's units were given, and where each stands."""
    actor = actor_of(request)
    state = request.GET.get("tinh-trang", "")
    ended = state == "da-het"
    unit_id = whole_number(request.GET.get("don-vi", ""))
    rows = queries.given_to(
        actor,
        today(),
        unit_id=unit_id,
        state=state if state in set(AllotmentState) else "",
        running=not ended,
    )
    units = {row.allotment.unit_id: row.allotment.unit for row in rows}
    bar = FilterBar(
        pickers=(
            Choice(
                name="tinh-trang",
                words=_("Tình trạng"),
                options=[
                    *((each.value, _(each.word)) for each in AllotmentState),
                    ("da-het", _("Đã hết, đã chuyển")),
                ],
                chosen=state,
            ),
        ),
        keep={"don-vi": str(unit_id)} if unit_id else {},
    )
    shown = [_row(request, row) for row in rows]
    context = {
        "rows": shown,
        "bar": bar,
        "unit": Unit.objects.filter(pk=unit_id).first() if unit_id else None,
        "many_units": len(units) > 1,
        "waiting": [each for each in shown if each["may_answer"]],
        "filtered": bool(state),
        "down": [] if unit_id or state else [_down(each) for each in queries.given_down(actor, today())],
        "disputes": queries.open_dispute_count(actor, today()),
    }
    return render(request, "plans/cascade/given.html", context)


def _down(each: queries.GivenDown) -> dict[str, Any]:
    rolled, thing = each.rolled, each.thing
    counted = rolled is not None and rolled.rule == "reached"
    whole = ""
    if rolled is not None:
        whole = f"{rolled.reached}/{rolled.total}" if counted else figure_words(thing, rolled.value)
    return {
        "thing": thing,
        "slug": slug_of(thing),
        "total": each.total,
        "goal": goal_of(thing),
        "whole": whole,
        "reached": rolled.reached if rolled is not None else 0,
        "counted": rolled.counted if rolled is not None else 0,
        "parts": [
            Part(state.look, _(state.word), each.answers[state.value])
            for state in AllotmentState
            if each.answers.get(state.value)
        ],
    }


def _row(request: HttpRequest, row: queries.GivenRow) -> dict[str, Any]:
    one = row.allotment
    return {
        "row": row,
        "allotment": one,
        "thing": one.thing,
        "promise": promise_of(one),
        "value": figure_words(one.target, row.figure.value) if row.figure is not None and one.target else "",
        "last": row.figure.last if row.figure is not None else None,
        "work": work_words(row.work),
        "may_answer": one.state == AllotmentState.GIVEN.value
        and one.running
        and may(request, "plans.answer_allotment", one.unit.path, one.office_id),
    }


@require_POST
@signed_in
def accept_many(request: HttpRequest) -> HttpResponse:
    """Take on what was ticked: all of it, or nothing."""
    ids = [number for text in request.POST.getlist("chon") if (number := whole_number(text)) is not None]
    back = reverse("plans.given")
    visible = queries.visible_allotments(actor_of(request), today()).filter(pk__in=ids)
    known = list(visible.values_list("pk", flat=True))
    return deed(
        request,
        lambda: services.accept_many(allotment_ids=known, by=actor_of(request), at=now()),
        done=_("Đã nhận %(n)s chỉ tiêu, nhiệm vụ được giao.") % {"n": len(known)}
        if known
        else _("Chưa chọn chỉ tiêu nào để nhận."),
        back=back,
    )
