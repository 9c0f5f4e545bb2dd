"""Tying a target to the target of the plan above that it carries out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.plans import rules
from dinh.plans.models import Plan, Target, TargetLink
from dinh.plans.shapes import LinkKind
from dinh.town import services as town
from dinh.town.shapes import Actor

from .common import WrongInput, WrongState, person_id, ref_of


def comparable(target: Target) -> rules.Comparable:
    """A target as the linking rule sees it."""
    return rules.Comparable(
        id=target.pk,
        text=target.text,
        metric=target.metric,
        operator=target.operator,
        value=None if target.value is None else float(target.value),
        value_max=None if target.value_max is None else float(target.value_max),
        unit=target.measure,
        year=target.due_year,
        pillar=target.pillar,
    )


def suggest_links(plan: Plan, parent: Plan) -> list[rules.LinkGuess]:
    """Likely pairs between two plans, best first, leaving out targets already tied. Writes nothing."""
    tied = set(
        TargetLink.objects.filter(target__plan=plan, ended_at=None).values_list("target_id", flat=True)
    )
    targets = [comparable(target) for target in plan.targets.all() if target.pk not in tied]
    return rules.guess_links(targets, [comparable(target) for target in parent.targets.all()])


@transaction.atomic
def link_targets(
    *, target_id: int, parent_id: int, kind: str, by: Actor, at: datetime, remark: str = ""
) -> TargetLink:
    """Say that a target carries out a target of the plan above; what differs is worked out and kept with the link."""
    target = Target.objects.select_for_update(of=("self",)).select_related("plan__unit").get(pk=target_id)
    parent = Target.objects.select_related("plan__unit").get(pk=parent_id)
    town.require(by, "plans.link", target.plan.unit.path, at)
    if target.plan_id == parent.plan_id:
        raise WrongInput.of("parent", _("Hai chỉ tiêu cùng một kế hoạch, không nối được."))
    if parent.plan_id != target.plan.carries_out_id:
        # A link shows each side to the other's readers: it may not reach into a plan that this one has no part in.
        raise WrongInput.of("parent", _("Chỉ nối được với chỉ tiêu của kế hoạch mà kế hoạch này thực hiện."))
    if kind not in set(LinkKind):
        raise WrongInput.of("kind", _("Chọn quan hệ giữa hai chỉ tiêu."))
    if TargetLink.objects.filter(target=target, parent=parent, ended_at=None).exists():
        raise WrongState(_("Hai chỉ tiêu này đã được nối."))
    link = TargetLink.objects.create(
        target=target,
        parent=parent,
        kind=kind,
        difference=rules.difference(comparable(target), comparable(parent))[:400],
        remark=remark[:400],
        by_id=person_id(by),
        at=at,
    )
    ground.write(
        deed="plans.linked",
        about=target.ref,
        by=ref_of(by),
        at=at,
        data={"kind": kind, "difference": link.difference},
        also=[parent.ref, target.plan.ref],
    )
    return link


@transaction.atomic
def unlink_targets(*, link_id: int, by: Actor, at: datetime) -> TargetLink:
    """End a link; it stays in the history."""
    link = (
        TargetLink.objects.select_for_update(of=("self",))
        .select_related("target__plan__unit", "parent")
        .get(pk=link_id)
    )
    town.require(by, "plans.link", link.target.plan.unit.path, at)
    if link.ended_at is not None:
        raise WrongState(_("Mối nối này đã được gỡ."))
    link.ended_at = at
    link.save(update_fields=["ended_at"])
    ground.write(deed="plans.unlinked", about=link.target.ref, by=ref_of(by), at=at, also=[link.parent.ref])
    return link
