"""What the pages of a target, a task and a project share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from dinh.look.shapes import Passage
from dinh.plans import queries, services
from dinh.plans.models import Place, Project, Target, Task
from dinh.plans.shapes import PlanState

from ..common import actor_of, found, lines_words, may, today


def typed_files(form: Any) -> list[tuple[str, Any]]:
    return [(each.name, each) for each in form.cleaned_data.get("evidence") or []]


def reaches(request: HttpRequest, deed_name: str, thing: Target | Task | Project) -> bool:
    """Whether this person's mandates carry the deed there, whatever became of the plan."""
    offices = services.tracking.offices_reaching(thing, deed_name)
    return any(may(request, deed_name, thing.plan.unit.path, office) for office in offices)


def may_led(request: HttpRequest, deed_name: str, thing: Target | Task | Project) -> bool:
    return thing.plan.state != PlanState.REPLACED.value and reaches(request, deed_name, thing)


def sees_drafts(request: HttpRequest, target: Target) -> bool:
    """Drafts, returned and waiting values are for those who may enter or approve them; others see what was approved."""
    return any(reaches(request, name, target) for name in ("plans.enter_value", "plans.approve_value"))


def passages(places: Iterable[Place]) -> list[tuple[Place, Passage]]:
    """Each place with its own words."""
    return [
        (
            place,
            Passage(
                f"{place.where_word}, {_('trang %(n)s') % {'n': place.page}}, "
                f"{lines_words(place.first_line, place.last_line)}",
                place.quote,
            ),
        )
        for place in places
    ]


FINDERS: dict[str, Callable[..., Any]] = {
    "target": queries.target_for,
    "task": queries.task_for,
    "project": queries.project_for,
}


def thing_of(request: HttpRequest, kind: str, thing_id: int) -> Any:
    """The target, task or project of the address, when this person may read it; else the 404 page."""
    finder = FINDERS.get(kind)
    row = finder(actor_of(request), thing_id, today()) if finder else None
    return found(row, _("Không có mục này."))
