"""One obligation of a unit: its number, the answer, figures, the parts of its offices, where it came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dinh.ground.figures import whole_number
from dinh.ground.periods import Period, between
from dinh.ground.saying import period_words
from dinh.plans import outlooks, services
from dinh.plans.forms import ProgressForm, ValueForm, YesValueForm, put_faults
from dinh.plans.forms_cascade import ChangeForm, DisputeForm, PartValueForm
from dinh.plans.models import Allotment
from dinh.plans.queries import cascade as queries
from dinh.plans.queries import progress_of
from dinh.plans.rules.numbers import parse, words_of
from dinh.plans.rules.rollup import check_breakdown
from dinh.plans.services.cascade.passing import how_of
from dinh.plans.shapes import AllotmentState, PlanState
from dinh.town import queries as town
from dinh.town.pages import signed_in
from dinh.work.queries import by_asker

from ..common import REFUSALS, actor_of, deed, found, may, now, refused_page, status_of, tell, today
from ..rows import story_of
from ..things.common import may_led, sees_drafts, typed_files
from ..things.measuring import foretold, panel_of
from .common import figure_words, goal_of, number_words, promise_of, slug_of


def of_request(request: HttpRequest, allotment_id: int) -> Allotment:
    row: Allotment = found(
        queries.allotment_for(actor_of(request), allotment_id, today()), _("Không có chỉ tiêu giao này.")
    )
    return row


@require_GET
@signed_in
def allotment(request: HttpRequest, allotment_id: int) -> HttpResponse:
    """An obligation: number, answer, figures, parts, history."""
    return show(request, of_request(request, allotment_id))


def show(
    request: HttpRequest,
    row: Allotment,
    *,
    value_form: Any = None,
    dispute_form: Any = None,
    change_form: Any = None,
    progress_form: Any = None,
    status: int = 200,
) -> HttpResponse:
    day, target = today(), row.target
    drafts = sees_drafts(request, row) if target is not None else False
    values = queries.values_of_part(row, drafts=drafts) if target is not None else []
    alive = row.running and row.plan.state != PlanState.REPLACED.value
    measuring = panel_of(request, target, values, row) if target is not None else {"binding": None}
    may_enter = (
        target is not None
        and measuring["binding"] is None
        and row.ended != "withdrawn"
        and may_led(request, "plans.enter_value", row)
    )
    answers = (
        alive
        and row.parent_id is None
        # The town's rule lets a province's people do it; on their screen it would only be in the way.
        and row.unit.path in queries.own_paths(actor_of(request), day)
        and may(request, "plans.answer_allotment", row.unit.path, row.office_id)
    )
    disputes = queries.disputes_of(row)
    context = {
        "row": row,
        "thing": row.thing,
        "target": target,
        "plan": row.plan,
        "slug": slug_of(row.thing),
        "goal": goal_of(row.thing),
        "promise": promise_of(row),
        "standing": queries.allotment_standing(row, day),
        "work": by_asker([row.ref]).get(row.ref),
        "numbers": [(each, _number_words(row, each)) for each in queries.numbers_of(row)],
        "disputes": [
            (each, figure_words(target, each.proposed) if each.proposed is not None else "")
            for each in disputes
        ],
        "open_dispute": next((each for each in disputes if each.settled_at is None), None),
        "came_from": queries.came_from(row),
        "became": queries.became(row),
        "values": [
            (each, figure_words(target, each.value), Period.parse(each.period_key)) for each in values
        ],
        "may_enter": may_enter,
        "may_decide": target is not None and may_led(request, "plans.approve_value", row),
        "may_accept": answers and row.state == AllotmentState.GIVEN.value,
        "may_dispute": answers and row.state in {AllotmentState.GIVEN.value, AllotmentState.ACCEPTED.value},
        "may_break": alive
        and row.parent_id is None
        and row.state != AllotmentState.GIVEN.value
        and may(request, "plans.break_down", row.unit.path),
        "may_change": alive
        and row.parent_id is None
        and target is not None
        and may(request, "plans.allot", row.plan.unit.path),
        "may_settle": may(request, "plans.settle_dispute", row.plan.unit.path),
        "may_record": row.task_id is not None
        and row.running
        and may_led(request, "plans.record_progress", row),
        "sees_sheet": queries.sees_sheet(actor_of(request), row.plan, day),
        "me": actor_of(request).person_id,
        "value_form": value_form or (_value_form(row) if may_enter else None),
        "dispute_form": dispute_form or DisputeForm(measure=row.measure, number=row.value is not None),
        "change_form": change_form or ChangeForm(initial={"value": _plain(row, "value")}),
        "progress": progress_of(row.ref) if row.task_id is not None else [],
        "progress_form": progress_form or ProgressForm(),
        "seen": max((each.pk for each in values), default=0),
        **measuring,
        **_newest(row, values),
        **foretold(outlooks.outlook_of_part(row, at=now())),
        **_parts(row),
        **story_of(row.ref, few=6, drafts=drafts),
    }
    return render(request, "plans/cascade/one.html", context, status=status)


def _number_words(row: Allotment, number: Any) -> str:
    return number_words(number.operator, number.value, number.value_max, row.measure) if row.target_id else ""


def _newest(row: Allotment, values: list[Any]) -> dict[str, Any]:
    """The newest approved figure, or what it carries from the units it came from."""
    live = [each for each in values if each.state == "approved" and each.superseded_at is None]
    rollup = getattr(row.target, "rollup", None) if row.target is not None else None
    if (
        (live and not (rollup is not None and rollup.added))
        or row.target_id is None
        or row.parent_id is not None
    ):
        newest = live[0] if live else None
        return {"newest": newest, "newest_words": figure_words(row.target, newest.value) if newest else ""}
    rolled = queries.rollups([row.target_id], today())[row.target_id].rolled
    one = next((each for each in rolled.rows if each.key == row.pk), None)
    figure = one.figure if one is not None else None
    return {
        "newest": None,
        "carried": figure if one is not None and one.carried else None,
        "added_to": figure.last if figure is not None and live else None,
        "newest_words": figure_words(row.target, figure.value) if figure is not None else "",
    }


def _parts(row: Allotment) -> dict[str, Any]:
    """The offices' parts, what they make together, and what they have reported together."""
    if row.parent_id is not None:
        return {"parts": []}
    children = list(
        row.children.filter(ended="")
        .select_related("office", "target", "task", "unit")
        .order_by("office__order", "pk")
    )
    if not children:
        return {"parts": []}
    rolled = queries.parts_rollup(row, today()).rolled
    figures = {each.key: each.figure for each in rolled.rows}
    broken = check_breakdown(
        how_of(row.target), row.value, [(child.pk, child.value, child.base) for child in children]
    )
    asked = by_asker([child.ref for child in children])
    return {
        "parts": [
            {
                "one": child,
                "promise": promise_of(child),
                "value": figure_words(row.target, figure.value) if (figure := figures.get(child.pk)) else "",
                "weak": child.pk in broken.weak,
                "work": asked.get(child.ref),
            }
            for child in children
        ],
        "broken": broken,
        "broken_words": figure_words(row.target, broken.whole) if broken.whole is not None else "",
        "broken_short": figure_words(row.target, broken.short_by) if broken.short_by is not None else "",
        "parts_value": figure_words(row.target, rolled.value) if rolled.rule != "reached" else "",
    }


# ---------------------------------------------------------------- values


def _value_form(row: Allotment, request: HttpRequest | None = None) -> ValueForm:
    assert row.target is not None
    rollup = getattr(row.target, "rollup", None)
    make: type[ValueForm] = ValueForm
    if row.operator == "yes":
        make = YesValueForm
    elif rollup is not None and rollup.rule == "ratio":
        make = PartValueForm
    periods = _periods(row, rollup.rhythm if rollup is not None else "month")
    if request is not None:
        return make(request.POST, request.FILES, periods=periods, measure=row.measure)
    over = [key for key, _label in periods if Period.parse(key).last <= today()]
    first = over[0] if over else (periods[0][0] if periods else "")
    return make(periods=periods, measure=row.measure, initial={"period": first})


def _periods(row: Allotment, rhythm: str) -> list[tuple[str, str]]:
    """Periods a value may be entered for, newest first: from the year before it was given, to its end or today."""
    ends = [day for day in (row.until, row.unit.until) if day is not None]
    end = min([today(), *ends])
    begin = (
        row.since if row.came_from.exists() else row.since.replace(year=row.since.year - 1, month=1, day=1)
    )
    made = [each for each in between(begin, end, rhythm) if not ends or each.last <= min(ends)]  # type: ignore[arg-type]
    return [(each.key, period_words(each)) for each in reversed(made)][:36]


@require_POST
@signed_in
def enter_value(request: HttpRequest, allotment_id: int) -> HttpResponse:
    """Enter a figure as a draft, or submit it at once."""
    row = of_request(request, allotment_id)
    found(row.target, _("Nhiệm vụ không nhập số liệu."))
    form = _value_form(row, request)
    submit = request.POST.get("viec") != "nhap"
    status = 422
    if form.is_valid():
        try:
            services.enter_value(
                allotment_id=row.pk,
                period=form.cleaned_data["period"],
                value=form.cleaned_data["value"],
                numerator=form.cleaned_data.get("numerator"),
                denominator=form.cleaned_data.get("denominator"),
                note=form.cleaned_data["note"],
                files=typed_files(form),
                by=actor_of(request),
                at=now(),
                submit=submit,
                seen=whole_number(request.POST.get("da-xem", "")),
            )
        except services.PlanRefused as refused:
            put_faults(form, refused)
            status = status_of(refused)
        except REFUSALS as refused:
            return refused_page(request, refused, _address(row))
        else:
            tell(request, _("Đã trình số liệu, chờ duyệt.") if submit else _("Đã ghi bản nháp."))
            return redirect("plans.allotment", allotment_id=row.pk)
    return show(request, row, value_form=form, status=status)


@require_POST
@signed_in
def record_progress(request: HttpRequest, allotment_id: int) -> HttpResponse:
    """Write in the diary of a unit's part of a task."""
    row = of_request(request, allotment_id)
    form = ProgressForm(request.POST, request.FILES)
    return _typed(
        request,
        row,
        form,
        "progress_form",
        lambda: services.record_progress(
            about=row.ref,
            state=form.cleaned_data["state"],
            note=form.cleaned_data["note"],
            on=form.cleaned_data["on"],
            percent=form.cleaned_data.get("percent"),
            files=typed_files(form),
            by=actor_of(request),
            at=now(),
        ),
        _("Đã ghi tiến độ."),
    )


# ---------------------------------------------------------------- answers


def _address(row: Allotment) -> str:
    return reverse("plans.allotment", args=[row.pk])


def _typed(
    request: HttpRequest, row: Allotment, form: Any, name: str, act: Callable[[], object], done: str
) -> HttpResponse:
    """Do a deed from a form on the page; what was typed wrong is shown there."""
    status = 422
    if form.is_valid():
        try:
            act()
        except services.PlanRefused as refused:
            put_faults(form, refused)
            status = status_of(refused)
        except REFUSALS as refused:
            return refused_page(request, refused, _address(row))
        else:
            tell(request, done)
            return redirect(_address(row))
    return show(request, row, status=status, **{name: form})


@require_POST
@signed_in
def accept(request: HttpRequest, allotment_id: int) -> HttpResponse:
    """Take it on."""
    row = of_request(request, allotment_id)
    seen = whole_number(request.POST.get("ban", ""))
    return deed(
        request,
        lambda: services.accept_allotment(allotment_id=row.pk, by=actor_of(request), at=now(), seen=seen),
        done=_("Đã nhận chỉ tiêu được giao."),
        back=_address(row),
    )


@require_POST
@signed_in
def dispute(request: HttpRequest, allotment_id: int) -> HttpResponse:
    """Say that the number is not right."""
    row = of_request(request, allotment_id)
    form = DisputeForm(request.POST, measure=row.measure, number=row.value is not None)
    return _typed(
        request,
        row,
        form,
        "dispute_form",
        lambda: services.dispute_allotment(
            allotment_id=row.pk,
            reason=form.cleaned_data["reason"],
            proposed=form.cleaned_data.get("proposed"),
            by=actor_of(request),
            at=now(),
            seen=whole_number(request.POST.get("ban", "")),
        ),
        _("Đã gửi kiến nghị; cấp giao sẽ trả lời tại đây."),
    )


@require_POST
@signed_in
def change_number(request: HttpRequest, allotment_id: int) -> HttpResponse:
    """Another number from today on."""
    row = of_request(request, allotment_id)
    form = ChangeForm(request.POST)
    return _typed(
        request,
        row,
        form,
        "change_form",
        lambda: services.change_number(
            allotment_id=row.pk,
            value=form.cleaned_data["value"],
            reason=form.cleaned_data["reason"],
            by=actor_of(request),
            at=now(),
        ),
        _("Đã đổi con số; đơn vị sẽ trả lời lại."),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def withdraw(request: HttpRequest, allotment_id: int) -> HttpResponse:
    """Take it back, after a look."""
    row = of_request(request, allotment_id)
    reason = request.POST.get("ly-do", "").strip()
    if request.method == "POST" and reason:
        return deed(
            request,
            lambda: services.withdraw(allotment_id=row.pk, reason=reason, by=actor_of(request), at=now()),
            done=_("Đã thu hồi chỉ tiêu giao cho %(unit)s.") % {"unit": row.unit.name_in_text},
            back=_address(row),
        )
    context = {"row": row, "thing": row.thing, "back": _address(row), "empty": request.method == "POST"}
    return render(request, "plans/cascade/withdraw.html", context, status=422 if context["empty"] else 200)


# ---------------------------------------------------------------- breaking down


@require_http_methods(["GET", "POST"])
@signed_in
def break_down(request: HttpRequest, allotment_id: int) -> HttpResponse:
    """Share it out among the unit's offices: tick the offices, give each a number."""
    row = of_request(request, allotment_id)
    offices = town.offices_of(row.unit, today())
    there = {child.office_id: child for child in row.children.filter(ended="")}
    errors: list[str] = []
    if request.method == "POST":
        parts, errors = _typed_parts(request, row, [office.pk for office in offices])
        if not errors:
            try:
                services.break_down(allotment_id=row.pk, parts=parts, by=actor_of(request), at=now())
            except services.WrongInput as refused:
                errors = [fault.sentence for fault in refused.faults]
            except REFUSALS as refused:
                return refused_page(request, refused, _address(row))
            else:
                tell(
                    request,
                    _("Đã chia cho %(n)s cơ quan; việc đã lên bàn của từng cơ quan.") % {"n": len(parts)},
                )
                return redirect(_address(row))
    lines = []
    for office in offices:
        child = there.get(office.pk)
        typed = request.POST if request.method == "POST" else None
        lines.append(
            {
                "office": office,
                "on": (str(office.pk) in typed.getlist("chon")) if typed is not None else child is not None,
                "value": typed.get(f"so-{office.pk}", "") if typed is not None else _plain(child, "value"),
                "base": typed.get(f"mau-{office.pk}", "") if typed is not None else _plain(child, "base"),
            }
        )
    how = how_of(row.target)
    context = {
        "row": row,
        "thing": row.thing,
        "promise": promise_of(row),
        "lines": lines,
        "errors": errors,
        "numbered": row.value is not None,
        "ratio": row.value is not None and not how.additive,
        "measure": row.measure,
        "back": _address(row),
    }
    return render(request, "plans/cascade/break_down.html", context, status=422 if errors else 200)


def _plain(child: Allotment | None, name: str) -> str:
    value = getattr(child, name) if child is not None else None
    return "" if value is None else words_of(value)


def _typed_parts(
    request: HttpRequest, row: Allotment, office_ids: list[int]
) -> tuple[list[services.OfficePart], list[str]]:
    parts, errors = [], []
    for office_id in office_ids:
        if str(office_id) not in request.POST.getlist("chon"):
            continue
        numbers = []
        for name in ("so", "mau"):
            text = request.POST.get(f"{name}-{office_id}", "").strip()
            number = parse(text) if text and len(text) <= 20 else None
            if text and number is None:
                errors.append(_("“%(text)s” không phải số.") % {"text": text[:40]})
            numbers.append(number)
        parts.append(services.OfficePart(office_id, numbers[0], numbers[1]))
    if not parts:
        errors.append(_("Chọn ít nhất một cơ quan."))
    return parts, errors


__all__ = [
    "accept",
    "allotment",
    "break_down",
    "change_number",
    "dispute",
    "enter_value",
    "record_progress",
    "withdraw",
]
