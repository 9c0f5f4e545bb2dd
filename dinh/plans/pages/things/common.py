"""What the pages of a target, a task and a project share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from dinh.look.shapes import Passage
from dinh.plans import queries, services
from dinh.plans.models import Allotment, Place, Project, Target, Task
from dinh.plans.queries import cascade as cascade_queries
from dinh.plans.shapes import PlanState
from dinh.town.shapes import Level
from dinh.work.queries import by_asker

from ..cascade.common import figure_words
from ..common import actor_of, found, lines_words, may, today


def typed_files(form: Any) -> list[tuple[str, Any]]:
    return [(each.name, each) for each in form.cleaned_data.get("evidence") or []]


def reaches(request: HttpRequest, deed_name: str, thing: Target | Task | Project | Allotment) -> bool:
    """Whether this person's mandates carry the deed there, whatever became of the plan."""
    offices = services.tracking.offices_reaching(thing, deed_name)
    path = services.tracking.path_of(thing)
    return any(may(request, deed_name, path, office) for office in offices)


def may_led(request: HttpRequest, deed_name: str, thing: Target | Task | Project | Allotment) -> bool:
    return thing.plan.state != PlanState.REPLACED.value and reaches(request, deed_name, thing)


def sees_drafts(request: HttpRequest, target: Target | Allotment) -> bool:
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


def given_context(request: HttpRequest, thing: Target | Task) -> dict[str, Any]:
    """What the page of a target or task says of the units it was given to, of this person's own unit's part, and of the
    work that was asked for it. Four queries."""
    actor, plan = actor_of(request), thing.plan
    rows = thing.allotments.filter(parent=None, ended="")
    above = plan.unit.level < Level.COMMUNE
    given = rows.count() if above else 0
    sees = above and cascade_queries.sees_sheet(actor, plan, today())
    return {
        "slug": "chi-tieu" if isinstance(thing, Target) else "nhiem-vu",
        "may_allot": above
        and not plan.as_read
        and plan.state != PlanState.REPLACED.value
        and may(request, "plans.allot", plan.unit.path),
        "given_units": given,
        "sees_sheet": sees,
        "whole": _whole(thing) if given and sees else "",
        "own_parts": list(
            rows.filter(unit__path__in=cascade_queries.own_paths(actor, today())).select_related("unit")
        )
        if above
        else [],
        "work": by_asker([thing.ref]).get(thing.ref) if isinstance(thing, Task) else None,
    }


def _whole(thing: Target | Task) -> str:
    """The roll-up of today as words."""
    if isinstance(thing, Task):
        rolled = cascade_queries.task_rollup(thing.pk, today()).rolled
    else:
        rolled = cascade_queries.rollups([thing.pk], today())[thing.pk].rolled
    if rolled.rule == "reached":
        return f"{rolled.reached}/{rolled.total}"
    return figure_words(thing, rolled.value)
