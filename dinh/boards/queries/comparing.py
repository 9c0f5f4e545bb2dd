"""Two plans side by side."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from dinh.boards import rules
from dinh.boards.queries.standings import Seen, count_kinds, seen_targets
from dinh.boards.rules import Pair, Promised
from dinh.plans.models import Plan, Project, Target, TargetLink
from dinh.plans.queries import Money, project_rows, task_rows
from dinh.plans.shapes import StandingKind

SIGNS = {">=": "≥", "<=": "≤", "=": "", "yes": "", "rank": "hạng ≤", "range": "từ"}
"""Operators as they are read beside a number."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two plans: counts, money, tasks."""

    plan: Plan
    standings: dict[StandingKind, int]
    targets: int
    tasks: dict[StandingKind, int]
    projects: int
    money: Money
    spent: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides, and their targets in pairs."""

    left: Side
    right: Side
    pairs: list[Pair]

    @property
    def both(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.left and pair.right]

    @property
    def differing(self) -> list[Pair]:
        return [pair for pair in self.both if pair.gap != 0]


def compare(left: Plan, right: Plan, day: date) -> Comparison:
    """Two plans side by side, as this person may read both. Twenty queries at most, whatever is in them."""
    seen = [seen_targets(Target.objects.filter(plan=plan), day) for plan in (left, right)]
    metrics = _metrics(left, right)
    sides = [_side(plan, some, day) for plan, some in zip((left, right), seen, strict=True)]
    links = dict(
        TargetLink.objects.filter(target__plan=left, parent__plan=right, ended_at=None).values_list(
            "target_id", "parent_id"
        )
    )
    upward = TargetLink.objects.filter(target__plan=right, parent__plan=left, ended_at=None)
    links |= {parent: child for child, parent in upward.values_list("target_id", "parent_id")}
    promised = [[_promised(one, metrics) for one in sorted(some, key=lambda each: each.key)] for some in seen]
    return Comparison(sides[0], sides[1], rules.match(promised[0], promised[1], links))


def _metrics(left: Plan, right: Plan) -> dict[int, str]:
    rows = Target.objects.filter(plan__in=[left.pk, right.pk]).values_list("pk", "metric")
    return dict(rows)


def _promised(one: Seen, metrics: dict[int, str]) -> Promised:
    return Promised(
        key=one.key,
        mark=one.mark,
        text=one.text,
        metric=metrics.get(one.key, ""),
        pillar=one.pillar_word,
        operator=SIGNS.get(one.operator, one.operator),
        value=one.goal,
        unit=one.unit_word,
        due=f"{one.due:%d/%m/%Y}" if one.due else "",
        reached=one.value,
        look=one.standing.look,
        word=one.standing.word,
    )


def _side(plan: Plan, seen: list[Seen], day: date) -> Side:
    tasks: defaultdict[StandingKind, int] = defaultdict(int)
    for task in task_rows(plan, today=day):
        tasks[task.standing.kind] += 1
    rows = project_rows(plan, today=day, projects=Project.objects.filter(plan=plan))
    sources: defaultdict[str, int] = defaultdict(int)
    years: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        for name, amount in row.money.by_source:
            sources[name] += amount
        for name, amount in row.money.by_year:
            years[name] += amount
    money = Money(sum(row.money.total for row in rows), tuple(sources.items()), tuple(sorted(years.items())))
    spent = sum(row.spent or 0 for row in rows)
    return Side(plan, count_kinds(seen), len(seen), dict(tasks), len(rows), money, spent)
