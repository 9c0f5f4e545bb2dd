"""Deeds that a target, a task and a project share: progress with evidence, and giving it to an office."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dinh.ground import queries as kept_files
from dinh.plans import queries, services
from dinh.plans.forms import AssignForm, ProgressForm, ProjectProgressForm, put_faults
from dinh.plans.models import Evidence
from dinh.plans.queries import cascade as cascade_queries
from dinh.plans.shapes import ValueState
from dinh.town.pages import signed_in

from ..common import (
    REFUSALS,
    actor_of,
    closed_to,
    found,
    now,
    refused_page,
    status_of,
    tell,
    tell_refusal,
    today,
)
from .common import sees_drafts, thing_of, typed_files
from .target_page import show_target
from .work import show_project, show_task

SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif"})
"""Kinds of evidence a browser may show in its window; all others are downloaded."""
SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@require_POST
@signed_in
def record_progress(request: HttpRequest, kind: str, thing_id: int) -> HttpResponse:
    """Write an entry in a thing's diary."""
    row = thing_of(request, kind, thing_id)
    make = ProjectProgressForm if kind == "project" else ProgressForm
    form = make(request.POST, request.FILES)
    status = 422
    if form.is_valid():
        spent = form.cleaned_data.get("spent")
        try:
            services.record_progress(
                about=row.ref,
                state=form.cleaned_data["state"],
                note=form.cleaned_data["note"],
                on=form.cleaned_data["on"],
                percent=form.cleaned_data["percent"],
                spent=None if spent is None else int(spent),
                files=typed_files(form),
                by=actor_of(request),
                at=now(),
            )
        except services.PlanRefused as refused:
            put_faults(form, refused)
            status = status_of(refused)
        except REFUSALS as refused:
            # Whoever has no mandate is not shown the form, so the sentence has a page of its own.
            return refused_page(request, refused, reverse(f"plans.{kind}", args=[row.pk]))
        else:
            tell(request, _("Đã ghi tiến độ."))
            return redirect(f"plans.{kind}", row.pk)
    if kind == "target":
        return show_target(request, row, progress_form=form, status=status)
    show = show_task if kind == "task" else show_project
    return show(request, row, form=form, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def assign(request: HttpRequest, kind: str, thing_id: int) -> HttpResponse:
    """Give a target, task or project to an office."""
    row = thing_of(request, kind, thing_id)
    back = reverse(f"plans.{kind}", args=[row.pk])
    if closed := closed_to(request, "plans.assign", row.plan.unit.path, back):
        return closed
    choices = [
        (str(office.pk), f"{office.name}, {office.unit.full_name}")
        for office in services.offices_for(row, now())
    ]
    form = AssignForm(request.POST or None, offices=choices, initial={"office": row.lead_office_id})
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.assign_lead(
                about=row.ref,
                office_id=int(form.cleaned_data["office"]),
                remark=form.cleaned_data["remark"],
                by=actor_of(request),
                at=now(),
            )
        except REFUSALS as refused:
            form.add_error(None, str(refused))
            status = status_of(refused)
        else:
            tell(request, _("Đã giao cơ quan chủ trì."))
            return redirect(f"plans.{kind}", row.pk)
    return render(request, "plans/assign.html", {"thing": row, "form": form, "back": back}, status=status)


@require_GET
@signed_in
def evidence(request: HttpRequest, evidence_id: int) -> Any:
    """An evidence file as it was kept, for whoever may see its plan."""
    file = found(
        Evidence.objects.select_related("progress", "value").filter(pk=evidence_id).first(),
        _("Không có tệp này."),
    )
    plan_id = _plan_of(file)
    found(_seen(request, file, plan_id), _("Không có tệp này."))
    value = file.value
    if (
        value is not None
        and value.state != ValueState.APPROVED.value
        and not sees_drafts(request, value.holder)
    ):
        raise Http404(_("Không có tệp này."))
    try:
        stream = kept_files.open_kept(file.sha256)
    except FileNotFoundError:
        tell_refusal(request, Exception(_("Tệp không còn trong kho; người quản trị chạy dinh verify.")))
        return redirect("plans.plan", plan_id=plan_id)
    shown = file.media_type in SHOWN
    response = FileResponse(stream, as_attachment=not shown, filename=file.name, content_type=file.media_type)
    # What somebody handed in is opened by others: it runs nothing and fetches nothing, whatever it claims to be.
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SEALED
    return response


def _plan_of(file: Evidence) -> int:
    if file.value_id is not None and file.value is not None:
        return file.value.plan.pk
    entry = file.progress
    assert entry is not None
    thing = entry.target or entry.task or entry.project or entry.allotment
    assert thing is not None
    return thing.plan.pk


def _seen(request: HttpRequest, file: Evidence, plan_id: int) -> object | None:
    """What lets this person see the file: its plan, or, of what a unit reports, that unit's obligation."""
    allotment_id = file.value.allotment_id if file.value is not None else None
    if file.progress is not None and file.progress.allotment_id is not None:
        allotment_id = file.progress.allotment_id
    if allotment_id is not None:
        return cascade_queries.allotment_for(actor_of(request), allotment_id, today())
    return queries.plan_for(actor_of(request), plan_id, today())
