"""Plans and what hangs on them. Who may read a plan may read all of it: the units under it, and those above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dinh.boards.search import kinds
from dinh.boards.search.kinds import Kind, Made
from dinh.boards.search.tokens import under_and_below
from dinh.ground.shapes import Ref
from dinh.plans.models import Plan, Project, Target, Task

from .common import keys_after

PARTS: tuple[tuple[str, type[Model]], ...] = (("target", Target), ("task", Task), ("project", Project))


def _plans(idents: Sequence[int]) -> Iterator[Made]:
    for plan in Plan.objects.filter(pk__in=idents).select_related("unit"):
        yield Made(
            "plan",
            plan.pk,
            plan.title,
            reverse("plans.plan", args=[plan.pk]),
            frozenset(under_and_below(plan.unit.path)),
            note=f"{plan.name}, {plan.unit.name_in_text}",
            words=f"{plan.issuer} {plan.horizon_from or ''} {plan.horizon_to or ''}",
        )


def _targets(idents: Sequence[int]) -> Iterator[Made]:
    for one in _led(Target, idents):
        yield _made("target", one, one.text, f"{one.metric} {one.lead_words} {one.pillar_word}")


def _tasks(idents: Sequence[int]) -> Iterator[Made]:
    for one in _led(Task, idents):
        yield _made("task", one, one.text, f"{one.output} {one.lead_words} {' '.join(one.coop_words)}")


def _projects(idents: Sequence[int]) -> Iterator[Made]:
    for one in _led(Project, idents):
        yield _made("project", one, one.name, f"{one.group} {one.content} {one.lead_words}")


def _led(model: type[Any], idents: Sequence[int]) -> Iterable[Any]:
    return model.objects.filter(pk__in=idents).select_related("plan__unit", "lead_office")


def _made(kind: str, one: Any, title: str, words: str) -> Made:
    where = f"{one.plan.symbol or one.plan.title}, {one.plan.unit.name_in_text}"
    lead = one.lead_name
    return Made(
        kind,
        one.pk,
        title,
        reverse(f"plans.{kind}", args=[one.pk]),
        frozenset(under_and_below(one.plan.unit.path)),
        note=f"{lead} · {where}" if lead else where,
        words=words,
    )


def _parts_of(idents: Sequence[int]) -> Iterator[Ref]:
    """A plan is adopted, amended or moved as a whole: its parts are read again with it."""
    for kind, model in PARTS:
        for ident in model._default_manager.filter(plan__in=idents).values_list("pk", flat=True):
            yield Ref(kind, ident)


def register() -> None:
    kinds.register(
        Kind("plan", _("Kế hoạch"), "plan", _plans, keys_after(Plan.objects.all), touches=_parts_of)
    )
    kinds.register(Kind("target", _("Chỉ tiêu"), "gauge", _targets, keys_after(Target.objects.all)))
    kinds.register(Kind("task", _("Nhiệm vụ"), "task", _tasks, keys_after(Task.objects.all)))
    kinds.register(Kind("project", _("Dự án"), "money", _projects, keys_after(Project.objects.all)))
