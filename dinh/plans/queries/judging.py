"""Standings, made when looked at: what was promised, what was approved, and the rule in `rules.standing`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from dinh.plans import rules
from dinh.plans.models import MoneyEntry, Plan, Progress, Project, ProjectMoney, Target, TargetValue, Task
from dinh.plans.rules.deadlines import is_repeating
from dinh.plans.shapes import PILLARS, SEVERITY, Standing, StandingKind, ValueState
from dinh.plans.shapes_money import Side

from .gathered import Gathered, standing_in


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target with its approved values (oldest first) and where it stands."""

    target: Target
    series: tuple[rules.Measured, ...]
    standing: Standing
    gathered: Gathered | None = None
    """Where nobody measured the whole: what its units make together, which then is the one figure of `series`."""

    @property
    def newest(self) -> rules.Measured | None:
        return self.series[-1] if self.series else None


@dataclass(frozen=True, slots=True)
class TaskRow:
    task: Task
    newest: Progress | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Money:
    """A project's sums: whole, and by source."""

    total: int
    by_source: tuple[tuple[str, int], ...] = ()
    by_year: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectRow:
    project: Project
    money: Money
    newest: Progress | None
    standing: Standing
    given: int | None = None
    """What the book of money says was given; None when no budget decision is recorded."""
    paid: int | None = None
    """What the book of money says was paid; None when no payment is recorded."""

    @property
    def spent(self) -> int | None:
        """What was paid by the book; without any payment, what the diary says."""
        if self.paid is not None:
            return self.paid
        return self.newest.spent if self.newest else None

    @property
    def overspent(self) -> bool:
        """More was spent than was given, or than the paper gives while no budget is decided."""
        most = self.money.total if self.given is None else self.given
        return bool(most) and (self.spent or 0) > most


@dataclass(frozen=True, slots=True)
class PillarRow:
    """A pillar: how many of its targets stand where, and the one to worry about."""

    key: str
    word: str
    counts: tuple[tuple[StandingKind, int], ...]
    total: int
    worst: TargetRow | None = field(default=None)


def stopped_on(plan: Plan) -> date | None:
    """The day the plan's clock stopped: its own end or its unit's, whichever came first. Needs `unit` selected."""
    ends = [day for day in (plan.until, plan.unit.until) if day is not None]
    return min(ends) if ends else None


def promise_of(target: Target, plan: Plan) -> rules.Promise:
    """The target as the standing rule sees it."""
    return rules.Promise(
        operator=target.operator,
        value=None if target.value is None else float(target.value),
        value_max=None if target.value_max is None else float(target.value_max),
        unit=target.measure,
        start=plan.since,
        due=target.due_on,
        reviewed=not plan.as_read,
        stopped=stopped_on(plan),
    )


def standing_of(target: Target, plan: Plan, series: Sequence[rules.Measured], today: date) -> Standing:
    return rules.judge_target(promise_of(target, plan), series, today=today)


def approved_series(targets: Iterable[int] | QuerySet[Any]) -> dict[int, tuple[rules.Measured, ...]]:
    """Approved values of many targets, oldest first. One query."""
    found: defaultdict[int, list[rules.Measured]] = defaultdict(list)
    rows = (
        TargetValue.objects.filter(target__in=targets, state=ValueState.APPROVED.value, superseded_at=None)
        .order_by("period_last", "id")
        .values_list("target_id", "period_last", "value")
    )
    for target_id, last, value in rows:
        found[target_id].append(rules.Measured(last, float(value)))
    return {target_id: tuple(series) for target_id, series in found.items()}


def scorecard(plan: Plan, *, today: date, targets: QuerySet[Target] | None = None) -> list[TargetRow]:
    """Every target of a plan with its standing, worst first. The units' figures stand in where the whole has none. Two
    queries; one more where a target has no figure of its own, and those of `gathered` where it was given."""
    chosen = (targets if targets is not None else plan.targets.all()).select_related("lead_office")
    rows = list(chosen)
    series = approved_series([target.pk for target in rows])
    wholes = standing_in([row.pk for row in rows if row.pk not in series], today)
    made = []
    for target in rows:
        whole = wholes.get(target.pk)
        values = (whole.measured,) if whole is not None else series.get(target.pk, ())
        made.append(TargetRow(target, values, standing_of(target, plan, values, today), whole))
    return sorted(made, key=_worst_first)


def _worst_first(row: TargetRow) -> tuple[int, float, int]:
    return (row.standing.severity, -(row.standing.gap or 0.0), row.target.position)


def pillar_rows(rows: Sequence[TargetRow]) -> list[PillarRow]:
    """The scorecard by pillar, the pillar with the most trouble first."""
    groups: defaultdict[str, list[TargetRow]] = defaultdict(list)
    for row in rows:
        groups[row.target.pillar].append(row)
    made = []
    for key, members in groups.items():
        counts = tuple(rules.count_standings(row.standing for row in members))
        bad = members[0] if members[0].standing.kind in SEVERITY[:3] else None
        made.append(PillarRow(key, PILLARS.get(key, key), counts, len(members), bad))
    return sorted(made, key=_troubled_first)


def _troubled_first(row: PillarRow) -> tuple[int, ...]:
    numbers = dict(row.counts)
    return (*(-numbers.get(kind, 0) for kind in SEVERITY[:4]), -row.total)


def newest_of(kind: str, things: QuerySet[Any]) -> dict[int, Progress]:
    """The newest diary entry of each thing. One query."""
    newest = Progress.objects.filter(**{f"{kind}_id": OuterRef("pk")}).order_by("-on", "-id").values("pk")[:1]
    ids = things.annotate(newest_id=Subquery(newest)).values("newest_id")
    return {getattr(entry, f"{kind}_id"): entry for entry in Progress.objects.filter(pk__in=ids)}


def _reported(entry: Progress | None) -> rules.Reported | None:
    return None if entry is None else rules.Reported(entry.on, entry.state, entry.percent)


def task_standing(task: Task, plan: Plan, newest: Progress | None, today: date) -> Standing:
    return rules.judge_task(
        due=task.due_on,
        repeating=is_repeating(task.due_words, task.rhythm),
        newest=_reported(newest),
        today=today,
        reviewed=not plan.as_read,
        stopped=stopped_on(plan),
    )


def project_standing(project: Project, plan: Plan, newest: Progress | None, today: date) -> Standing:
    return rules.judge_task(
        due=project.due_on,
        repeating=False,
        newest=_reported(newest),
        today=today,
        reviewed=not plan.as_read,
        stopped=stopped_on(plan),
    )


def task_rows(plan: Plan, *, today: date, tasks: QuerySet[Task] | None = None) -> list[TaskRow]:
    """Tasks with their newest entry and standing, worst first. Two queries."""
    chosen = tasks if tasks is not None else plan.tasks.all()
    entries = newest_of("task", chosen.order_by())
    rows = [
        TaskRow(task, entries.get(task.pk), task_standing(task, plan, entries.get(task.pk), today))
        for task in chosen.select_related("lead_office")
    ]
    return sorted(
        rows, key=lambda row: (row.standing.severity, -(row.standing.days_late or 0), row.task.position)
    )


def money_of(sums: Iterable[ProjectMoney]) -> Money:
    """Whole and by source. Sums given by source and year are added; a sum of "all" beside its parts is not counted
    twice."""
    given = list(sums)
    detailed = [each for each in given if each.source]
    yearly = [each for each in given if each.year and not each.source]
    whole = [each for each in given if not each.source and not each.year]
    sources: defaultdict[str, int] = defaultdict(int)
    for each in detailed:
        sources[each.source] += each.amount
    years: defaultdict[str, int] = defaultdict(int)
    for each in yearly or [each for each in detailed if each.year]:
        years[each.year] += each.amount
    total = sum(each.amount for each in whole) or sum(sources.values()) or sum(years.values())
    return Money(total, tuple(sources.items()), tuple(sorted(years.items())))


def project_rows(plan: Plan, *, today: date, projects: QuerySet[Project] | None = None) -> list[ProjectRow]:
    """Projects with money, newest entry and standing: first those that are late or spent more than they have, then
    the others, each in the paper's order. Four queries."""
    chosen = projects if projects is not None else plan.projects.all()
    entries = newest_of("project", chosen.order_by())
    sums = _booked(chosen)
    rows = [
        ProjectRow(
            project,
            money_of(project.money.all()),
            entries.get(project.pk),
            project_standing(project, plan, entries.get(project.pk), today),
            sums.get((project.pk, Side.PLANNED.value)),
            sums.get((project.pk, Side.PAID.value)),
        )
        for project in chosen.select_related("lead_office").prefetch_related("money")
    ]
    return sorted(rows, key=_late_first)


def _booked(projects: QuerySet[Project]) -> dict[tuple[int, str], int]:
    """What the book of money says was given and paid, by project and side. One query."""
    rows = MoneyEntry.objects.filter(project__in=projects.order_by().values("pk")).order_by()
    return {
        (project_id, side): amount
        for project_id, side, amount in rows.values_list("project_id", "side").annotate(sum=Sum("amount"))
    }


def _late_first(row: ProjectRow) -> tuple[bool, int, int]:
    late = row.standing.kind in {StandingKind.OVERDUE, StandingKind.BEHIND}
    return (not (late or row.overspent), row.project.position, row.project.pk)
