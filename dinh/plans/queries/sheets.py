"""A plan as tables: what the worksheets, the Word file and the PDF say. A dozen queries however long the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dinh.ground.periods import Period
from dinh.plans.models import Evidence, Plan, Progress, SheetImport, Target, TargetValue
from dinh.plans.rules.numbers import words_of
from dinh.plans.shapes import Standing, ValueState
from dinh.town.models import Office
from dinh.town.shapes import Actor

from . import money
from .gathered import Gathered
from .judging import ProjectRow, TaskRow, project_rows, scorecard, task_rows
from .plans import visible_plans

OPEN = (ValueState.DRAFT.value, ValueState.SUBMITTED.value, ValueState.RETURNED.value)


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target in a period: the value of the period (on its way or approved), the same period a year before, the
    newest approved of all, the standing, and what shows it."""

    target: Target
    standing: Standing
    value: TargetValue | None
    year_before: Decimal | None
    newest: TargetValue | None
    evidence: tuple[str, ...]
    coop: tuple[str, ...]
    gathered: Gathered | None = None
    """The units' figures it was judged by, where it has none of its own."""

    @property
    def standing_words(self) -> str:
        """ "Đạt"; where the whole was judged by its units, what they make together and how many of them."""
        word = str(self.standing.word)
        if self.gathered is None:
            return word
        whole = self.gathered
        value = "" if self.target.operator == "yes" else f"{words_of(Decimal(str(round(whole.value, 2))))} "
        if value and self.target.measure:
            value += f"{self.target.measure} "
        return f"{word} ({value}gộp từ {whole.counted}/{whole.total} xã)"

    @property
    def change(self) -> Decimal | None:
        """How much more than a year before; None when either is missing."""
        shown = self.shown
        if shown is None or self.year_before is None or self.target.operator == "yes":
            return None
        return shown.value - self.year_before

    @property
    def shown(self) -> TargetValue | None:
        """The period's value if it is approved, for papers that go out."""
        return (
            self.value if self.value is not None and self.value.state == ValueState.APPROVED.value else None
        )


@dataclass(frozen=True, slots=True)
class TaskLine:
    row: TaskRow
    evidence: tuple[str, ...]
    group: str


@dataclass(frozen=True, slots=True)
class ProjectLine:
    row: ProjectRow
    money: money.ProjectMoneyRow


@dataclass(frozen=True)
class PlanTables:
    """Everything the tables of a plan say, in the paper's order."""

    plan: Plan
    period: Period
    today: date
    targets: tuple[TargetLine, ...]
    tasks: tuple[TaskLine, ...]
    projects: tuple[ProjectLine, ...]

    @property
    def years(self) -> list[int]:
        """The years its targets promise for, with the plan's last and its vision."""
        years = {line.target.due_year for line in self.targets} | {self.plan.horizon_to, self.plan.vision_to}
        return sorted(year for year in years if year)[-5:]


def plan_tables(
    plan: Plan, period: Period, *, today: date, drafts: Callable[[Target], bool] = lambda _target: False
) -> PlanTables:
    """The tables of a plan for a period. `drafts` says whose unapproved values may be told. Needs `plan.unit`."""
    rows = scorecard(
        plan, today=today, targets=plan.targets.prefetch_related("coop__office").select_related("plan__unit")
    )
    rows.sort(key=lambda row: (row.target.position, row.target.pk))
    ids = [row.target.pk for row in rows]
    before = Period(period.kind, period.year - 1, period.number)
    values, approved = live_values(ids, period.key), live_values(ids, period.key, approved=True)
    earlier = live_values(ids, before.key)
    newest = _newest(ids)
    shown = [row.pk for row in [*values.values(), *approved.values(), *newest.values()]]
    files: defaultdict[int, list[str]] = defaultdict(list)
    for value_id, name in Evidence.objects.filter(value__in=shown).values_list("value_id", "name"):
        files[value_id].append(name)
    lines = []
    for row in rows:
        target = row.target
        value = values.get(target.pk)
        if value is not None and value.state != ValueState.APPROVED.value and not drafts(target):
            value = approved.get(target.pk)
        last, old = newest.get(target.pk), earlier.get(target.pk)
        told = value or last
        lines.append(
            TargetLine(
                target=target,
                standing=row.standing,
                value=value,
                year_before=old.value if old and old.state == ValueState.APPROVED.value else None,
                newest=last,
                evidence=tuple(files[told.pk]) if told else (),
                coop=tuple(str(each) for each in target.coop.all()),
                gathered=row.gathered,
            )
        )
    return PlanTables(
        plan, period, today, tuple(lines), tuple(_tasks(plan, today)), tuple(_projects(plan, today))
    )


def live_values(ids: list[int], key: str, *, approved: bool = False) -> dict[int, TargetValue]:
    """The live value of a period for each target: the one on its way before the approved one."""
    rows = TargetValue.objects.filter(target__in=ids, period_key=key, superseded_at=None)
    if approved:
        rows = rows.filter(state=ValueState.APPROVED.value)
    found: dict[int, TargetValue] = {}
    for row in rows.order_by("pk"):
        held = found.get(row.target_id)  # type: ignore[arg-type]
        if held is None or held.state == ValueState.APPROVED.value:
            found[row.target_id] = row  # type: ignore[index]
    return found


def _newest(ids: list[int]) -> dict[int, TargetValue]:
    rows = TargetValue.objects.filter(target__in=ids, state=ValueState.APPROVED.value, superseded_at=None)
    return {row.target_id: row for row in rows.order_by("period_last", "pk")}  # type: ignore[misc]


def _tasks(plan: Plan, today: date) -> list[TaskLine]:
    rows = task_rows(plan, today=today)
    rows.sort(key=lambda row: (row.task.position, row.task.pk))
    entries = [row.newest.pk for row in rows if row.newest]
    files: defaultdict[int, list[str]] = defaultdict(list)
    for entry, name in Evidence.objects.filter(progress__in=entries).values_list("progress_id", "name"):
        files[entry].append(name)
    return [
        TaskLine(row, tuple(files[row.newest.pk]) if row.newest else (), row.task.section.strip())
        for row in rows
    ]


def _projects(plan: Plan, today: date) -> list[ProjectLine]:
    sums = {row.project.pk: row for row in money.money_rows(plan.projects.all(), today=today)}
    rows = sorted(project_rows(plan, today=today), key=lambda row: (row.project.position, row.project.pk))
    return [ProjectLine(row, sums[row.project.pk]) for row in rows]


def offices_to_choose(plan: Plan, day: date) -> list[Office]:
    """Offices a thing of this plan may be given to: of its unit and of the units above, living on the day."""
    units, unit = [], plan.unit
    while unit is not None:
        units.append(unit.pk)
        unit = unit.parent  # type: ignore[assignment]
    return list(Office.objects.alive_on(day).filter(unit__in=units).order_by("unit__level", "name"))


def newest_progress(kind: str, ids: list[int]) -> dict[int, Progress]:
    """The newest diary entry of each thing. One query; at most a few entries a thing."""
    rows = Progress.objects.filter(**{f"{kind}__in": ids}).order_by("on", "pk")
    return {getattr(row, f"{kind}_id"): row for row in rows}


def import_for(actor: Actor, import_id: int, day: date) -> SheetImport | None:
    """The worksheet brought back, when this person may read its plan. One query."""
    return (
        SheetImport.objects.filter(plan__in=visible_plans(actor, day))
        .select_related("plan__unit__parent")
        .filter(pk=import_id)
        .first()
    )


def imports_of(plan: Plan, *, limit: int = 12) -> list[SheetImport]:
    """Worksheets brought back to a plan, newest first. One query."""
    return list(plan.sheet_imports.all()[:limit])
