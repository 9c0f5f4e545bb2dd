"""What a locality shows to everybody: choose, publish, take back. A leader's deeds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dinh.boards import queries, services
from dinh.boards.models import Publication
from dinh.boards.rules import WHO_MAY
from dinh.ground.figures import whole_number
from dinh.plans.models import Plan, Target
from dinh.town import services as town
from dinh.town.pages import signed_in

from .common import actor_of, now, plan_seen, today


class PublishFields(forms.Form):
    """What is shown besides the targets chosen."""

    title = forms.CharField(label=gettext_lazy("Tên trên trang công khai"), max_length=300)
    words = forms.CharField(
        label=gettext_lazy("Lời giới thiệu"),
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("Vài câu cho người dân: kế hoạch làm gì, số liệu lấy ở đâu."),
    )
    money = forms.BooleanField(label=gettext_lazy("Công khai cả danh mục dự án và số tiền"), required=False)


class WithdrawFields(forms.Form):
    """Why it is taken back."""

    reason = forms.CharField(label=gettext_lazy("Lý do rút"), max_length=300)


@signed_in
@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    """What is public and what was, and the plans that may be made public."""
    actor, day = actor_of(request), today()
    plans = queries.publishable(actor, day, WHO_MAY["boards.publish"])
    rows = queries.publications_of(actor, day)
    if not plans and not rows and not any(m.role in WHO_MAY["boards.publish"] for m in actor.mandates):
        raise PermissionDenied(_("Công khai số liệu là việc của lãnh đạo đơn vị."))
    shown = {row.plan_id for row in rows if row.ended_at is None}
    return render(
        request,
        "boards/publications.html",
        {
            "plans": [plan for plan in plans if plan.pk not in shown],
            "rows": [(row, town.allowed(actor, "boards.withdraw", row.unit.path, day)) for row in rows],
        },
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Choose targets of a plan and publish them as they stand now."""
    actor, day = actor_of(request), today()
    plan = plan_seen(actor, plan_id, day)
    assert plan is not None
    if not town.allowed(actor, "boards.publish", plan.unit.path, day):
        town_refusal(actor, plan)
    form = PublishFields(request.POST or None, initial={"title": plan.title})
    targets = queries.seen_targets(Target.objects.filter(plan=plan), day)
    chosen = {key for key in map(whole_number, request.POST.getlist("targets")) if key is not None}
    refused, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.publish(
                    plan_id=plan.pk, targets=sorted(chosen), by=actor, at=now(), **form.cleaned_data
                )
            except services.PublishRefused as problem:
                if problem.field in form.fields:
                    form.add_error(problem.field, str(problem))
                else:
                    refused = str(problem)
            else:
                messages.success(request, _("Đã công khai %s chỉ tiêu, số liệu của hôm nay.") % len(chosen))
                return redirect("boards.public_unit", made.unit.code)
    context: dict[str, Any] = {
        "plan": plan,
        "form": form,
        "refused": refused,
        "targets": sorted(targets, key=lambda one: one.key),
        "chosen": chosen
        if request.method == "POST"
        else {one.key for one in targets if one.value is not None},
    }
    return render(request, "boards/publish.html", context, status=status)


def town_refusal(actor: Any, plan: Plan) -> None:
    """403 with the sentence that names who may."""
    try:
        town.require(actor, "boards.publish", plan.unit.path, today())
    except town.NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, publication_id: int) -> HttpResponse:
    """Take a publication back, with a reason."""
    actor, day = actor_of(request), today()
    row = next((each for each in queries.publications_of(actor, day) if each.pk == publication_id), None)
    if row is None:
        raise Http404(_("Không có bản công khai này."))
    if not town.allowed(actor, "boards.withdraw", row.unit.path, day):
        raise PermissionDenied(_("Rút số liệu đã công khai là việc của lãnh đạo đơn vị."))
    form = WithdrawFields(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.withdraw(
                    publication_id=row.pk, reason=form.cleaned_data["reason"], by=actor, at=now()
                )
            except (services.PublishRefused, Publication.DoesNotExist) as problem:
                messages.error(request, str(problem))
            else:
                messages.success(request, _("Đã rút. Trang công khai không còn bản này."))
            return redirect("boards.publications")
    return render(request, "boards/withdraw.html", {"row": row, "form": form}, status=status)
