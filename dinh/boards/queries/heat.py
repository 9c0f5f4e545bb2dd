"""One plan's targets over all the units they were given to: a cell for each unit's part, the roll-up of each column under
it. What it costs depends on how many cells there are, never on how many years lie behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from django.db.models import OuterRef, Subquery

from dinh.plans import rules
from dinh.plans.models import Allotment, Plan, Target, TargetValue
from dinh.plans.queries import cascade
from dinh.plans.shapes import SEVERITY, Standing, StandingKind, ValueState
from dinh.town.models import Unit


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One unit's part of one target. `carried`: the figure is its predecessors'."""

    key: int
    value: Decimal | None
    standing: Standing
    carried: bool
    goal: Decimal | None = None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One unit: its cells by target key, and how many stand where."""

    unit_id: int
    code: str
    name: str
    cells: dict[int, HeatCell]
    counts: dict[StandingKind, int]

    @property
    def bad(self) -> int:
        return self.counts.get(StandingKind.OVERDUE, 0) + self.counts.get(StandingKind.BEHIND, 0)

    @property
    def measured(self) -> int:
        return sum(self.counts.values()) - self.counts.get(StandingKind.NOT_MEASURED, 0)

    @property
    def good(self) -> int:
        return self.counts.get(StandingKind.REACHED, 0) + self.counts.get(StandingKind.ON_COURSE, 0)


@dataclass(frozen=True, slots=True)
class Column:
    """One target: its roll-up, and how many units stand where."""

    target: Target
    value: Decimal | None
    how: str
    counts: dict[StandingKind, int]


@dataclass(frozen=True, slots=True)
class Heat:
    """The table: targets as columns, units as rows, the most troubled unit first."""

    plan: Plan
    columns: list[Column]
    rows: list[HeatRow]

    @property
    def cells(self) -> int:
        return sum(len(row.cells) for row in self.rows)

    @property
    def counts(self) -> dict[StandingKind, int]:
        """How many cells stand where."""
        whole = dict.fromkeys(SEVERITY, 0)
        for row in self.rows:
            for kind, number in row.counts.items():
                whole[kind] += number
        return {kind: number for kind, number in whole.items() if number}


def heat(plan: Plan, day: date, *, pillar: str = "") -> Heat:
    """Every unit's part of every target of a plan. At most ten queries, and one for each year in which parts began."""
    chosen = plan.targets.filter(allotments__parent=None, allotments__isnull=False).distinct()
    if pillar:
        chosen = chosen.filter(pillar=pillar)
    targets = {target.pk: target for target in chosen.select_related("rollup").defer("search")}
    for target in targets.values():
        target.plan = plan
    rolled = cascade.rollups(targets, day)
    promises = {
        row.key: cascade.promise_of_part(one.lines[row.key], targets[target_id])
        for target_id, one in rolled.items()
        for row in one.rolled.rows
    }
    before = _before({key: promise.start for key, promise in promises.items()}, list(targets))
    cells: defaultdict[int, dict[int, HeatCell]] = defaultdict(dict)
    columns = []
    for target_id, one in rolled.items():
        standings = []
        for row in one.rolled.rows:
            known = [before[row.key]] if row.key in before else []
            if row.figure is not None:
                known.append(rules.Measured(min(row.figure.last, day), float(row.figure.value)))
            standing = _judged(promises[row.key], tuple(known), day)
            standings.append(standing)
            value = row.figure.value if row.figure is not None else None
            cells[one.lines[row.key].unit_id][target_id] = HeatCell(
                row.key, value, standing, row.carried, one.lines[row.key].value
            )
        columns.append(_column(targets[target_id], one, standings))
    columns.sort(key=lambda column: (column.target.position, column.target.pk))
    return Heat(plan, columns, _rows(cells))


def _column(target: Target, one: cascade.RolledTarget, standings: list[Standing]) -> Column:
    how = target.rollup.rule_word if hasattr(target, "rollup") else ""
    return Column(target, one.rolled.value, how, dict(rules.count_standings(standings)))


def _rows(cells: Mapping[int, dict[int, HeatCell]]) -> list[HeatRow]:
    units = Unit.objects.in_bulk(list(cells))
    rows = [
        HeatRow(
            unit_id,
            units[unit_id].code,
            units[unit_id].full_name,
            some,
            dict(rules.count_standings(cell.standing for cell in some.values())),
        )
        for unit_id, some in cells.items()
    ]
    return sorted(rows, key=lambda row: (-row.bad, -row.measured, row.code))


@lru_cache(maxsize=40_000)
def _judged(promise: rules.Promise, known: tuple[rules.Measured, ...], day: date) -> Standing:
    """Pure, and the same ten thousand parts come again at each look: what was judged once is kept."""
    return rules.judge_target(promise, known, today=day)


def _before(starts: Mapping[int, date], targets: list[int]) -> dict[int, rules.Measured]:
    """The last approved figure of each part before the day its path begins, as of the eve of that day: the rule asks only
    for its height. One query for each such day."""
    found: dict[int, rules.Measured] = {}
    for start in sorted(set(starts.values())):
        before = TargetValue.objects.filter(
            allotment=OuterRef("pk"),
            state=ValueState.APPROVED.value,
            superseded_at=None,
            period_last__lt=start,
        ).order_by("-period_last", "-pk")
        # One step of an index for each part: fetching ten thousand rows by a list of keys costs more than that.
        parts = Allotment.objects.filter(target__in=targets, parent=None).annotate(
            figure=Subquery(before.values("value")[:1])
        )
        eve = start - timedelta(days=1)
        for key, value in parts.order_by().values_list("pk", "figure"):
            if value is not None and starts.get(key) == start:
                found[key] = rules.Measured(eve, float(value))
    return found


def plans_given(plans: list[Plan]) -> list[Plan]:
    """Those of some plans whose targets were given to units. One query."""
    given = set(
        Allotment.objects.filter(target__plan__in=[plan.pk for plan in plans], parent=None)
        .values_list("target__plan_id", flat=True)
        .distinct()
    )
    return [plan for plan in plans if plan.pk in given]
