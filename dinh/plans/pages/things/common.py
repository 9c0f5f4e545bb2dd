"""What the pages of a target, a task and a project share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from dinh.look.shapes import Passage
from dinh.plans import queries
from dinh.plans.models import Place, Project, Target, Task
from dinh.plans.shapes import PlanState

from ..common import actor_of, found, lines_words, may, today


def typed_files(form: Any) -> list[tuple[str, Any]]:
    return [(each.name, each) for each in form.cleaned_data.get("evidence") or []]


def may_led(request: HttpRequest, deed_name: str, thing: Target | Task | Project) -> bool:
    offices = [thing.lead_office_id]
    if isinstance(thing, Target):
        offices += [each.office_id for each in thing.coop.all()]
    path = thing.plan.unit.path
    return thing.plan.state != PlanState.REPLACED.value and any(
        may(request, deed_name, path, o) for o in offices
    )


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
