"""Titles and links of this room's things, for pages of any room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.urls import reverse

from dinh.ground.shapes import Ref
from dinh.look import openers
from dinh.look.shapes import Opened
from dinh.plans.models import (
    Allotment,
    Cascade,
    Contract,
    Milestone,
    Plan,
    Project,
    ProposalItem,
    Reading,
    Target,
    TargetValue,
    Task,
)


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]}…"


def _opener(
    model: type[Model], say: Callable[[Any], tuple[str, str]], *related: str
) -> Callable[[Sequence[Ref]], Mapping[Ref, Opened]]:
    def open_many(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
        rows = model._default_manager.select_related(*related).in_bulk([int(ref.id) for ref in refs])
        return {ref: Opened(*say(rows[int(ref.id)])) for ref in refs if int(ref.id) in rows}

    return open_many


def register() -> None:
    """Hang the openers; called at start-up."""
    openers.register("plan", _opener(Plan, lambda p: (p.name, reverse("plans.plan", args=[p.pk]))))
    openers.register(
        "target", _opener(Target, lambda t: (_short(t.text), reverse("plans.target", args=[t.pk])))
    )
    openers.register("task", _opener(Task, lambda t: (_short(t.text), reverse("plans.task", args=[t.pk]))))
    openers.register(
        "project", _opener(Project, lambda p: (_short(p.name), reverse("plans.project", args=[p.pk])))
    )
    openers.register(
        "contract",
        _opener(Contract, lambda c: (f"Hợp đồng {c.number}", reverse("plans.contract", args=[c.pk]))),
    )
    openers.register(
        "milestone",
        _opener(
            Milestone,
            lambda m: (_short(m.title), f"{reverse('plans.project', args=[m.project_id])}#moc"),
        ),
    )
    openers.register(
        "reading",
        _opener(Reading, lambda r: (f"Bản đọc {r.name}", reverse("plans.reading", args=[r.pk])), "paper"),
    )
    openers.register(
        "proposal",
        _opener(
            ProposalItem,
            lambda i: (
                _short(i.title),
                f"{reverse('plans.review', args=[i.reading_id])}?loai={i.kind}&muc={i.pk}",
            ),
        ),
    )
    openers.register(
        "value",
        _opener(
            TargetValue,
            lambda v: (
                f"{v.of_target.text[:60]}, kỳ {v.period_key}",
                reverse("plans.target", args=[v.target_id])
                if v.target_id
                else reverse("plans.allotment", args=[v.allotment_id]),
            ),
            "target",
            "allotment__target",
        ),
    )
    openers.register(
        "allotment",
        _opener(
            Allotment,
            lambda a: (
                f"{a.office.name if a.parent_id and a.office else a.unit.full_name}: {_short(a.thing.text, 70)}",
                reverse("plans.allotment", args=[a.pk]),
            ),
            "unit",
            "office",
            "target",
            "task",
        ),
    )
    openers.register(
        "cascade",
        _opener(
            Cascade,
            lambda c: (
                _short((c.target or c.task).text, 70),
                reverse(
                    "plans.allotted",
                    args=["chi-tieu" if c.target_id else "nhiem-vu", c.target_id or c.task_id],
                ),
            ),
            "target",
            "task",
        ),
    )
