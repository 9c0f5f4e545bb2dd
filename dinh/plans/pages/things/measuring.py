"""A target that measures itself: what is offered, binding and unbinding, and what people say of a number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from dinh.ground.periods import Period
from dinh.measures import trusting
from dinh.plans import measured, outlooks, queries, services
from dinh.plans.forms import put_faults
from dinh.plans.models import Allotment, Target, TargetValue, ValueRemark
from dinh.plans.models.measuring import PERIOD_KINDS
from dinh.plans.shapes import PlanState, RemarkOutcome
from dinh.town.pages import signed_in

from ..common import REFUSALS, actor_of, closed_to, deed, found, may, now, status_of, tell, today
from .common import thing_of

MOST_REMARKS = 20


class BindForm(forms.Form):
    """Which measure judges the target, by which period."""

    measure = forms.CharField(label=gettext_lazy("Số đo"), max_length=80)
    period_kind = forms.ChoiceField(label=gettext_lazy("Kỳ đo"), choices=list(PERIOD_KINDS.items()))
    reason = forms.CharField(label=gettext_lazy("Lý do chọn"), max_length=600, required=False)


class UnbindForm(forms.Form):
    """Why the measure no longer judges the target."""

    reason = forms.CharField(label=gettext_lazy("Lý do gỡ"), max_length=600)


def panel_of(
    request: HttpRequest, target: Target, values: Sequence[TargetValue], part: Allotment | None = None
) -> dict[str, Any]:
    """What the page of a target, or of what a unit was given of it, says of its measure: the binding, the newest reading with how
    old it is and what is doubtful, and what was said of its numbers. Three queries."""
    plan, holder = target.plan, part or target
    unit = part.unit if part is not None else plan.unit
    binding = target.bindings.filter(ended_at=None).first()
    newest = next((each for each in values if getattr(each, "source", None) and not each.superseded_at), None)
    source = newest.source if newest is not None else None
    ids = [each.pk for each in values if getattr(each, "source", None)]
    remarks = list(ValueRemark.objects.filter(value__in=ids).select_related("value")[:MOST_REMARKS])
    why = ""
    if newest is not None and source is not None:
        why = f"{reverse('measures.why', args=[source.measure])}?don-vi={source.unit_code}&ky={newest.period_key}"
    # What is given is measured as the whole is: binding is done on the target's own page.
    runs = part is None and plan.state != PlanState.REPLACED.value and not plan.as_read
    return {
        "binding": binding,
        "measured_unit": unit,
        "measured_whole": part is not None and part.parent_id is not None,
        "measured": newest,
        "measured_period": Period.parse(newest.period_key) if newest is not None else None,
        "measured_source": source,
        "measured_why": why,
        "measured_doubts": [trusting.sentence(each) for each in source.warnings] if source else [],
        "remarks": [(each, Period.parse(each.value.period_key)) for each in remarks],
        "disputed": any(each.open for each in remarks),
        "outcomes": [(each.value, each.word) for each in RemarkOutcome],
        "may_bind": runs and target.operator != "yes" and may(request, "plans.bind_measure", plan.unit.path),
        "may_remark": may(request, "plans.remark_value", unit.path, holder.lead_office_id),
        "may_answer": may(request, "plans.answer_remark", unit.path, holder.lead_office_id),
        "offer": next(iter(measured.offers_for(target, most=1)), None) if runs and binding is None else None,
    }


def outlook_of(target: Target) -> outlooks.Outlook | None:
    """Where a bound target will stand on its day; None for one that is not bound, or has no day to come. Three queries."""
    binding = outlooks.running().filter(target=target).first()
    return outlooks.outlook_of(binding, at=now()) if binding is not None else None


def foretold(outlook: outlooks.Outlook | None) -> dict[str, Any]:
    """What the panel of the forecast shows."""
    if outlook is None:
        return {"forecast": None}
    return {
        "forecast": outlook.told,
        "chance": outlook.chance,
        "chance_kind": outlook.look,
        "chance_word": outlook.word,
        "against": outlook.against,
        "rule": outlooks.rule_words() if outlook.chance else "",
    }


@require_http_methods(["GET", "POST"])
@signed_in
def bind_measure(request: HttpRequest, target_id: int) -> HttpResponse:
    """The measures that the target's words name, each with its score and why; a person chooses. Or the one bound, to end it."""
    row: Target = thing_of(request, "target", target_id)
    back = reverse("plans.target", args=[row.pk])
    if closed := closed_to(request, "plans.bind_measure", row.plan.unit.path, back):
        return closed
    running = row.bindings.filter(ended_at=None).first()
    ending = request.POST.get("viec") == "go"
    rollup = getattr(row, "rollup", None)
    start = {"period_kind": rollup.rhythm if rollup else "month"}
    form = BindForm(request.POST if request.method == "POST" and not ending else None, initial=start)
    end = UnbindForm(request.POST if ending else None)
    status = 200
    if request.method == "POST":
        status = 422
        chosen = end if ending else form
        if chosen.is_valid():
            try:
                _act(request, row, chosen.cleaned_data, ending)
            except REFUSALS as refused:
                put_faults(chosen, refused)
                status = status_of(refused)
            else:
                return redirect(back)
    context = {
        "target": row,
        "plan": row.plan,
        "back": back,
        "running": running,
        "history": list(row.bindings.exclude(ended_at=None)[:10]),
        "offers": measured.offers_for(row, most=5),
        "form": form,
        "end": end,
        "chosen": form["measure"].value() or "",
    }
    return render(request, "plans/measuring/bind.html", context, status=status)


def _act(request: HttpRequest, row: Target, typed: dict[str, Any], ending: bool) -> None:
    by, at = actor_of(request), now()
    if ending:
        services.unbind_measure(target_id=row.pk, reason=typed["reason"], by=by, at=at)
        tell(request, _("Đã gỡ số đo; từ nay nhập tay lại. Các số đã đo còn nguyên."))
        return
    services.bind_measure(target_id=row.pk, by=by, at=at, **typed)
    taken = services.take_readings(target_id=row.pk, by=by, at=at)
    tell(
        request,
        _("Đã gắn số đo và ghi %(n)s số; %(m)s kỳ chưa có dữ kiện.")
        % {"n": len(taken.values), "m": len(taken.refused)},
    )


@require_POST
@signed_in
def take_readings(request: HttpRequest, target_id: int) -> HttpResponse:
    """Measure anew now."""
    row: Target = thing_of(request, "target", target_id)
    return deed(
        request,
        lambda: services.take_readings(target_id=row.pk, by=actor_of(request), at=now()),
        done=_("Đã đo lại."),
        back=reverse("plans.target", args=[row.pk]),
    )


@require_POST
@signed_in
def remark_value(request: HttpRequest, value_id: int) -> HttpResponse:
    """Say something beside a number, or dispute it."""
    row = found(queries.value_for(actor_of(request), value_id, today()), _("Không có số liệu này."))
    return deed(
        request,
        lambda: services.remark_value(
            value_id=row.pk,
            text=request.POST.get("text", ""),
            dispute=request.POST.get("viec") == "kien-nghi",
            by=actor_of(request),
            at=now(),
        ),
        done=_("Đã ghi bên cạnh số."),
        back=_back(row),
    )


@require_POST
@signed_in
def answer_remark(request: HttpRequest, remark_id: int) -> HttpResponse:
    """Answer a dispute."""
    remark = found(ValueRemark.objects.filter(pk=remark_id).first(), _("Không có kiến nghị này."))
    row = found(queries.value_for(actor_of(request), remark.value_id, today()), _("Không có kiến nghị này."))
    return deed(
        request,
        lambda: services.answer_remark(
            remark_id=remark.pk,
            outcome=request.POST.get("outcome", ""),
            answer=request.POST.get("answer", ""),
            by=actor_of(request),
            at=now(),
        ),
        done=_("Đã trả lời kiến nghị."),
        back=_back(row),
    )


def _back(row: TargetValue) -> str:
    name, pk = ("target", row.target_id) if row.target_id is not None else ("allotment", row.allotment_id)
    return reverse(f"plans.{name}", args=[pk])
