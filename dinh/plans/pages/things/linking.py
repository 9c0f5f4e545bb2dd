"""Tying a target to the one above that it carries out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dinh.plans import rules, services
from dinh.plans.forms import LinkForm
from dinh.town.pages import signed_in

from ..common import REFUSALS, actor_of, closed_to, deed, found, now, status_of, tell
from ..rows import goal_words
from .target_page import target_of


@require_http_methods(["GET", "POST"])
@signed_in
def link_target(request: HttpRequest, target_id: int) -> HttpResponse:
    """Tie one target to the one above that it carries out."""
    row = target_of(request, target_id)
    parent_plan = row.plan.carries_out
    if parent_plan is None:
        return redirect("plans.target", target_id=row.pk)
    back = reverse("plans.target", args=[row.pk])
    if closed := closed_to(request, "plans.link", row.plan.unit.path, back):
        return closed
    parents = list(parent_plan.targets.all())
    guesses = rules.guess_links(
        [services.linking.comparable(row)], [services.linking.comparable(each) for each in parents]
    )
    likely = {guess.parent for guess in guesses}
    parents.sort(key=lambda each: (each.pk not in likely, each.position))
    choices = [(str(each.pk), f"{each.text[:120]} ({goal_words(each)})") for each in parents]
    form = LinkForm(request.POST or None, parents=choices)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.link_targets(
                target_id=row.pk,
                parent_id=int(form.cleaned_data["parent"]),
                kind=form.cleaned_data["kind"],
                remark=form.cleaned_data["remark"],
                by=actor_of(request),
                at=now(),
            )
        except REFUSALS as refused:
            form.add_error(None, str(refused))
            status = status_of(refused)
        else:
            tell(request, _("Đã nối với chỉ tiêu cấp trên."))
            return redirect("plans.target", target_id=row.pk)
    return render(
        request,
        "plans/link_target.html",
        {"target": row, "form": form, "parent_plan": parent_plan},
        status=status,
    )


@require_POST
@signed_in
def unlink(request: HttpRequest, target_id: int, link_id: int) -> HttpResponse:
    """End a link."""
    row = target_of(request, target_id)
    mine = found(row.parents.filter(pk=link_id).first(), _("Không có mối nối này."))
    return deed(
        request,
        lambda: services.unlink_targets(link_id=mine.pk, by=actor_of(request), at=now()),
        done=_("Đã gỡ mối nối. Lịch sử vẫn giữ."),
        back=reverse("plans.target", args=[row.pk]),
    )
