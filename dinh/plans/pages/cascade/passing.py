"""Units merged: who takes on what they owed. A person says how a divided unit is shared; the rest follows the register."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dinh.plans import queries, services
from dinh.plans.models import Plan
from dinh.plans.queries import cascade as cascade_queries
from dinh.plans.rules.numbers import parse, words_of
from dinh.plans.services.cascade.passing import PassingPlan, plan_passing
from dinh.town.pages import signed_in

from ..common import REFUSALS, actor_of, closed_to, found, now, refused_page, tell, today
from .common import figure_words


@require_http_methods(["GET", "POST"])
@signed_in
def passing(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Look at what would pass on, decide what a person must, and do it in one deed."""
    plan: Plan = found(queries.plan_for(actor_of(request), plan_id, today()), _("Không có kế hoạch này."))
    back = reverse("plans.plan", args=[plan.pk])
    closed = closed_to(request, "plans.pass_on", plan.unit.path, back)
    if closed is not None:
        return closed
    waiting = plan_passing(plan, today=today())
    errors: list[str] = []
    if request.method == "POST":
        shares, numbers, errors = _typed(request, waiting)
        if not errors:
            try:
                made = services.pass_on(
                    plan_id=plan.pk,
                    shares=shares,
                    numbers=numbers,
                    basis=request.POST.get("can-cu", ""),
                    by=actor_of(request),
                    at=now(),
                )
            except services.WrongInput as refused:
                errors = [fault.sentence for fault in refused.faults]
            except REFUSALS as refused:
                return refused_page(request, refused, back)
            else:
                tell(
                    request, _("Đã chuyển; %(n)s chỉ tiêu giao đứng ở các đơn vị kế thừa.") % {"n": len(made)}
                )
                return redirect("plans.passing", plan_id=plan.pk)
    context = {
        "plan": plan,
        "back": back,
        "waiting": waiting,
        "divided": _divided(request, waiting),
        "whole": [each for each in waiting.units if each.decided],
        "unknown": [each for each in waiting.units if each.unknown],
        "to_say": _to_say(request, waiting),
        "basis": request.POST.get("can-cu", "") or _basis(waiting),
        "errors": errors,
        "passed": _passed(plan),
    }
    return render(request, "plans/cascade/passing.html", context, status=422 if errors else 200)


def _divided(request: HttpRequest, waiting: PassingPlan) -> list[dict[str, Any]]:
    return [
        {
            "one": each,
            "heirs": [
                {
                    "heir": heir,
                    "name": f"ty-phan-{each.unit.pk}-{heir.unit.pk}",
                    "value": request.POST.get(f"ty-phan-{each.unit.pk}-{heir.unit.pk}", ""),
                }
                for heir in each.heirs
            ],
        }
        for each in waiting.undecided
    ]


def _to_say(request: HttpRequest, waiting: PassingPlan) -> list[dict[str, Any]]:
    return [
        {
            "one": each,
            "name": f"con-so-{each.target.pk}-{each.unit.pk}",
            "value": request.POST.get(f"con-so-{each.target.pk}-{each.unit.pk}", ""),
            "owed": [(old.full_name, figure_words(each.target, value)) for old, value in each.owed],
        }
        for each in waiting.to_say
    ]


def _typed(
    request: HttpRequest, waiting: PassingPlan
) -> tuple[dict[tuple[int, int], Decimal], dict[tuple[int, int], Decimal], list[str]]:
    """Shares (typed as hundredths) and numbers, and what is wrong with them."""
    shares: dict[tuple[int, int], Decimal] = {}
    numbers: dict[tuple[int, int], Decimal] = {}
    errors = []
    for each in waiting.undecided:
        for heir in each.heirs:
            text = request.POST.get(f"ty-phan-{each.unit.pk}-{heir.unit.pk}", "").strip()
            number = parse(text) if len(text) <= 12 else None
            if text and number is None:
                errors.append(
                    _("%(old)s cho %(new)s: “%(text)s” không phải số.")
                    % {"old": each.unit.full_name, "new": heir.unit.full_name, "text": text}
                )
            shares[(each.unit.pk, heir.unit.pk)] = (number or Decimal(0)) / 100
    for one in waiting.to_say:
        text = request.POST.get(f"con-so-{one.target.pk}-{one.unit.pk}", "").strip()
        number = parse(text) if text and len(text) <= 20 else None
        if number is not None:
            numbers[(one.target.pk, one.unit.pk)] = number
        elif text:
            errors.append(
                _("%(unit)s: “%(text)s” không phải số.") % {"unit": one.unit.full_name, "text": text}
            )
    return shares, numbers, errors


def _basis(waiting: PassingPlan) -> str:
    return next((heir.basis for each in waiting.units for heir in each.heirs if heir.basis), "")[:400]


def _passed(plan: Plan) -> list[dict[str, Any]]:
    """What was passed on before, deed by deed, the newest first."""
    deeds: dict[tuple[Any, ...], dict[str, Any]] = {}
    for old, new, day, share, number, by, at, basis in cascade_queries.passed_lines(plan):
        deed = deeds.setdefault((at, by), {"by": by, "at": at, "basis": basis, "lines": [], "divided": 0})
        deed["divided"] += share != 1
        deed["lines"].append(
            {
                "old": old,
                "new": new,
                "day": day,
                "share": "" if share == 1 else f"{words_of(share * 100)}%",
                "n": number,
            }
        )
    return list(deeds.values())
