"""Deeds that a target, a task and a project share: progress with evidence, and giving it to an office."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dinh.ground import queries as kept_files
from dinh.plans import queries, services
from dinh.plans.forms import AssignForm, ProgressForm, ProjectProgressForm, put_faults
from dinh.plans.models import Evidence
from dinh.town.pages import signed_in

from ..common import REFUSALS, actor_of, found, now, tell, tell_refusal, today
from .common import thing_of, typed_files
from .target_page import show_target
from .work import show_project, show_task


@require_POST
@signed_in
def record_progress(request: HttpRequest, kind: str, thing_id: int) -> HttpResponse:
    """Write an entry in a thing's diary."""
    row = thing_of(request, kind, thing_id)
    make = ProjectProgressForm if kind == "project" else ProgressForm
    form = make(request.POST, request.FILES)
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
        except REFUSALS as refused:
            tell_refusal(request, refused)
            return redirect(f"plans.{kind}", row.pk)
        else:
            tell(request, _("Đã ghi tiến độ."))
            return redirect(f"plans.{kind}", row.pk)
    if kind == "target":
        return show_target(request, row, progress_form=form, status=422)
    show = show_task if kind == "task" else show_project
    return show(request, row, form=form, status=422)


@require_http_methods(["GET", "POST"])
@signed_in
def assign(request: HttpRequest, kind: str, thing_id: int) -> HttpResponse:
    """Give a target, task or project to an office."""
    row = thing_of(request, kind, thing_id)
    choices = [
        (str(office.pk), f"{office.name}, {office.unit.full_name}")
        for office in services.offices_for(row, now())
    ]
    form = AssignForm(request.POST or None, offices=choices, initial={"office": row.lead_office_id})
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
        else:
            tell(request, _("Đã giao cơ quan chủ trì."))
            return redirect(f"plans.{kind}", row.pk)
    status = 422 if request.method == "POST" else 200
    back = reverse(f"plans.{kind}", args=[row.pk])
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
    found(queries.plan_for(actor_of(request), plan_id, today()), _("Không có tệp này."))
    try:
        stream = kept_files.open_kept(file.sha256)
    except FileNotFoundError:
        tell_refusal(request, Exception(_("Tệp không còn trong kho; người quản trị chạy dinh verify.")))
        return redirect("plans.plan", plan_id=plan_id)
    return FileResponse(stream, as_attachment=True, filename=file.name, content_type=file.media_type)


def _plan_of(file: Evidence) -> int:
    if file.value_id is not None and file.value is not None:
        return file.value.target.plan_id
    entry = file.progress
    assert entry is not None
    thing = entry.target or entry.task or entry.project
    assert thing is not None
    return thing.plan_id
