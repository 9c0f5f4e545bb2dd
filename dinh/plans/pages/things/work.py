"""One task and one project: what is owed, the diary, the place in the paper, the story."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.plans import queries
from dinh.plans.forms import ProgressForm, ProjectProgressForm
from dinh.plans.models import Project, Task
from dinh.town.pages import signed_in

from ..common import actor_of, found, may, today
from ..money.show import project_context
from ..rows import story_of
from .common import given_context, may_led, passages


@require_GET
@signed_in
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """A task: what is owed, its diary, its place, its story."""
    row: Task = found(queries.task_for(actor_of(request), task_id, today()), _("Không có nhiệm vụ này."))
    return show_task(request, row)


def show_task(request: HttpRequest, row: Task, *, form: Any = None, status: int = 200) -> HttpResponse:
    progress = queries.progress_of(row.ref)
    standing = queries.task_standing(row, row.plan, progress[0] if progress else None, today())
    return render(
        request,
        "plans/task.html",
        {
            "task": row,
            "plan": row.plan,
            "standing": standing,
            "progress": progress,
            "places": passages(row.places.all()),
            "may_record": may_led(request, "plans.record_progress", row),
            "may_assign": may(request, "plans.assign", row.plan.unit.path),
            "progress_form": form or ProgressForm(),
            **given_context(request, row),
            **story_of(row.ref, few=8),
        },
        status=status,
    )


@require_GET
@signed_in
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """A project: money, diary, place, story."""
    row: Project = found(
        queries.project_for(actor_of(request), project_id, today()), _("Không có dự án này.")
    )
    return show_project(request, row)


def show_project(request: HttpRequest, row: Project, *, form: Any = None, status: int = 200) -> HttpResponse:
    progress = queries.progress_of(row.ref)
    context = project_context(request, row)
    # Who pays records each payment in the book of money; without any, the diary may still carry the sum.
    make = ProgressForm if context["payments"] else ProjectProgressForm
    return render(
        request,
        "plans/project.html",
        {
            "project": row,
            "plan": row.plan,
            "standing": queries.project_standing(row, row.plan, progress[0] if progress else None, today()),
            **context,
            "spent": next((each.spent for each in progress if each.spent is not None), None),
            "progress": progress,
            "places": passages(row.places.all()),
            "may_record": may_led(request, "plans.record_progress", row),
            "may_assign": may(request, "plans.assign", row.plan.unit.path),
            "progress_form": form or make(),
            **story_of(row.ref, few=8),
        },
        status=status,
    )
