"""Plans and what hangs on them, for those who may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from dinh.ground.search import search_q
from dinh.plans import rules
from dinh.plans.models import Plan, Problem, Project, Target, TargetLink, Task
from dinh.plans.shapes import PlanState, StandingKind
from dinh.town import queries as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from .gathered import standing_in
from .judging import approved_series, standing_of


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan in a list: counts and how many of its targets stand where."""

    plan: Plan
    targets: int
    tasks: int
    projects: int
    standings: tuple[tuple[StandingKind, int], ...]


def visible_plans(actor: Actor, day: date) -> QuerySet[Plan]:
    """Plans this person may read: of the units of their mandates, and of the units above, whose plans theirs carry out."""
    return Plan.objects.filter(town.unit_scope_q(actor, day, with_above=True))


def plan_cards(
    actor: Actor,
    *,
    today: date,
    query: str = "",
    unit_id: int | None = None,
    state: str = "",
    before: tuple[date, int] | None = None,
    limit: int = 20,
) -> tuple[list[PlanCard], tuple[date, int] | None]:
    """One page of plans, newest first, and the key of the next page (None at the end). Four queries."""
    plans = visible_plans(actor, today).filter(search_q("search", query))
    if unit_id:
        plans = plans.filter(unit_id=unit_id)
    if state:
        plans = plans.filter(_in_state(state, today))
    if before:
        plans = plans.filter(Q(since__lt=before[0]) | Q(since=before[0], pk__lt=before[1]))
    found = list(_counted(plans).select_related("unit", "carries_out").order_by("-since", "-pk")[: limit + 1])
    more = found[:limit]
    following = (more[-1].since, more[-1].pk) if len(found) > limit else None
    return cards_of(more, today), following


def _in_state(state: str, today: date) -> Q:
    """The plans that read so today: one whose period is over is neither under way nor amended any more."""
    over = Q(horizon_to__lt=today.year)
    if state == "over":
        return over & ~Q(state=PlanState.REPLACED.value)
    if state == PlanState.REPLACED.value:
        return Q(state=state)
    return Q(state=state) & (Q(horizon_to=None) | ~over)


def _counted(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    def number(model: type[Target] | type[Task] | type[Project]) -> Coalesce:
        rows = model.objects.filter(plan=OuterRef("pk")).order_by().values("plan").annotate(n=Count("pk"))
        return Coalesce(Subquery(rows.values("n")), 0)

    return plans.annotate(target_count=number(Target), task_count=number(Task), project_count=number(Project))


def cards_of(plans: Sequence[Plan], today: date) -> list[PlanCard]:
    """Cards of plans that carry their counts. Two queries for all of them; one more where a target has no figure of its
    own, and those of `gathered` where it was given to units."""
    by_plan: defaultdict[int, list[Target]] = defaultdict(list)
    targets = list(Target.objects.filter(plan__in=[plan.pk for plan in plans]).defer("text", "search"))
    for target in targets:
        by_plan[target.plan_id].append(target)
    series = approved_series([target.pk for target in targets])
    wholes = standing_in([target.pk for target in targets if target.pk not in series], today)
    series |= {pk: (whole.measured,) for pk, whole in wholes.items()}
    cards = []
    for plan in plans:
        standings = [standing_of(each, plan, series.get(each.pk, ()), today) for each in by_plan[plan.pk]]
        cards.append(
            PlanCard(
                plan,
                plan.target_count,  # type: ignore[attr-defined]
                plan.task_count,  # type: ignore[attr-defined]
                plan.project_count,  # type: ignore[attr-defined]
                tuple(rules.count_standings(standings)),
            )
        )
    return cards


def plans_for_unit(unit: Unit, *, today: date, limit: int = 6) -> list[PlanCard]:
    """The newest plans of one unit. Three queries."""
    plans = (
        _counted(Plan.objects.filter(unit=unit))
        .select_related("unit", "carries_out")
        .order_by("-since", "-pk")
    )
    return cards_of(list(plans[:limit]), today)


def plan_for(actor: Actor, plan_id: int, day: date) -> Plan | None:
    """The plan when this person may read it. One query."""
    return (
        visible_plans(actor, day)
        .select_related("unit__parent", "paper", "reading", "carries_out", "amends", "replaces")
        .filter(pk=plan_id)
        .first()
    )


PROBLEM_WEIGHT = {
    "two_values": 0,
    "impossible_share": 1,
    "sum_mismatch": 2,
    "deadline_before_plan": 3,
    "not_measurable": 4,
    "no_owner": 5,
}


def plan_problems(plan: Plan) -> list[Problem]:
    """Problems found in the plan's text, unsettled and weightier first. One query."""
    found = Problem.objects.filter(reading_id=plan.reading_id)
    return sorted(found, key=lambda each: (not each.is_open, PROBLEM_WEIGHT.get(each.kind, 9), each.position))


def links_of_plan(plan: Plan) -> list[TargetLink]:
    """Links from this plan's targets up to another plan's, those that differ first. One query."""
    links = TargetLink.objects.filter(target__plan=plan, ended_at=None).select_related(
        "target", "parent__plan"
    )
    return sorted(links, key=lambda link: (not link.difference, link.target.position))


def carried_targets(target: Target, actor: Actor, day: date) -> list[TargetLink]:
    """Links in which this target is the one carried out, of plans that this person may read. One query."""
    return list(
        TargetLink.objects.filter(parent=target, ended_at=None, target__plan__in=visible_plans(actor, day))
        .select_related("target__plan__unit")
        .order_by("pk")
    )


def target_for(actor: Actor, target_id: int, day: date) -> Target | None:
    """The target with its plan, when this person may read it. One query."""
    return (
        Target.objects.filter(plan__in=visible_plans(actor, day))
        .select_related("plan__unit", "plan__reading", "lead_office")
        .filter(pk=target_id)
        .first()
    )


def task_for(actor: Actor, task_id: int, day: date) -> Task | None:
    """The task with its plan, when this person may read it. One query."""
    return (
        Task.objects.filter(plan__in=visible_plans(actor, day))
        .select_related("plan__unit", "plan__reading", "lead_office")
        .filter(pk=task_id)
        .first()
    )


def project_for(actor: Actor, project_id: int, day: date) -> Project | None:
    """The project with its plan, when this person may read it. One query."""
    return (
        Project.objects.filter(plan__in=visible_plans(actor, day))
        .select_related("plan__unit", "plan__reading", "lead_office")
        .filter(pk=project_id)
        .first()
    )
