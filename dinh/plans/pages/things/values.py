"""Entering a target's value, and handing it in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dinh.ground.figures import whole_number
from dinh.plans import queries, services
from dinh.plans.forms import put_faults
from dinh.town.pages import signed_in

from ..common import REFUSALS, actor_of, deed, found, now, refused_page, status_of, tell, today
from .common import typed_files
from .periods import value_form_for
from .target_page import show_target, target_of


@require_POST
@signed_in
def enter_value(request: HttpRequest, target_id: int) -> HttpResponse:
    """Enter a value as a draft, or submit it at once."""
    row = target_of(request, target_id)
    form = value_form_for(row, today(), request)
    seen = request.POST.get("da-xem", "")
    status = 422
    submit = request.POST.get("viec") != "nhap"
    if form.is_valid():
        try:
            services.enter_value(
                target_id=row.pk,
                period=form.cleaned_data["period"],
                value=form.cleaned_data["value"],
                numerator=form.cleaned_data.get("numerator"),
                denominator=form.cleaned_data.get("denominator"),
                note=form.cleaned_data["note"],
                files=typed_files(form),
                by=actor_of(request),
                at=now(),
                submit=submit,
                seen=whole_number(seen),
            )
        except services.PlanRefused as refused:
            put_faults(form, refused)
            status = status_of(refused)
        except REFUSALS as refused:
            # Whoever has no mandate is not shown the form, so the sentence has a page of its own.
            return refused_page(request, refused, reverse("plans.target", args=[row.pk]))
        else:
            tell(request, _("Đã trình số liệu, chờ duyệt.") if submit else _("Đã ghi bản nháp."))
            return redirect("plans.target", target_id=row.pk)
    return show_target(request, row, value_form=form, status=status)


@require_POST
@signed_in
def submit_value(request: HttpRequest, value_id: int) -> HttpResponse:
    """Hand a draft in."""
    row = found(queries.value_for(actor_of(request), value_id, today()), _("Không có số liệu này."))
    return deed(
        request,
        lambda: services.submit_value(value_id=row.pk, by=actor_of(request), at=now()),
        done=_("Đã trình số liệu, chờ duyệt."),
        back=reverse("plans.target", args=[row.target_id])
        if row.target_id is not None
        else reverse("plans.allotment", args=[row.allotment_id]),
    )
