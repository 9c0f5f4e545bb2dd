"""What units were given, where each stands, and the roll-up of all: a bounded number of queries however many units, targets
and years."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, get_args

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from dinh.ground.periods import Period, containing
from dinh.ground.sql_memo import count_of
from dinh.plans import rules
from dinh.plans.models import (
    Allotment,
    AllotmentDispute,
    AllotmentNumber,
    AllotmentSuccession,
    Plan,
    Progress,
    Target,
    TargetValue,
    Task,
)
from dinh.plans.rules.rollup import Counted, Figure, How, Part, Promised, Rolled, Rule, roll_up
from dinh.plans.rules.who import WHO_MAY
from dinh.plans.shapes import ProgressState, Standing, ValueState
from dinh.town import queries as town
from dinh.town.shapes import Actor
from dinh.work.models import Assignment
from dinh.work.queries import by_asker

_YES = How("reached", operator="yes")
_KEYS = 5_000
_COLUMNS = ("pk", "target_id", "task_id", "unit_id", "operator", "value", "value_max", "since", "until")


@dataclass(frozen=True, slots=True)
class Line:
    """One obligation as the roll-up reads it: a plain row."""

    pk: int
    target_id: int | None
    task_id: int | None
    unit_id: int
    operator: str
    value: Decimal | None
    value_max: Decimal | None
    since: date
    until: date | None

    def alive_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A target's rule with its rhythm."""

    how: How
    rhythm: str = "month"

    def last_period(self, day: date) -> Period:
        """The newest period that is over by a day: the one whose figure everybody owes."""
        period = containing(day, self.rhythm)  # type: ignore[arg-type]
        return period if period.last <= day else period.previous()


@dataclass(frozen=True, slots=True)
class RolledTarget:
    """A target rolled up on a day, with the obligations behind it by key."""

    rolled: Rolled
    lines: Mapping[int, Line]
    rule: RuleRow
    day: date

    @property
    def stale(self) -> tuple[int, ...]:
        """Keys of units whose newest figure is older than the last period that is over."""
        owed = self.rule.last_period(self.day).last
        return tuple(row.key for row in self.rolled.rows if row.figure is not None and row.figure.last < owed)


# ---------------------------------------------------------------- the roll-up


def rollups(target_ids: Iterable[int], day: date) -> dict[int, RolledTarget]:
    """Each target's roll-up on a day; targets given to nobody by then have no rows. At most seven queries, however many
    targets, units and years."""
    ids = list(target_ids)
    rule_of = _rules(ids)
    lines = _lines(Q(target__in=ids), day)
    figures = _newest_figures(Q(target__in=ids), day)
    added = [pk for pk, row in rule_of.items() if row.how.added]
    if added:
        figures = {pk: each for pk, each in figures.items() if lines[pk].target_id not in added}
        figures |= _year_figures(Q(allotment__target__in=added, allotment__parent=None), day)
    ties = _ties(Q(old__target__in=ids), day)
    of_target: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines.values():
        if line.target_id is not None:
            of_target[line.target_id].append(line)
    return {pk: _rolled(rule_of[pk], of_target[pk], lines, figures, ties, day) for pk in ids if pk in rule_of}


def task_rollup(task_id: int, day: date) -> RolledTarget:
    """How many units have done a task by a day. At most four queries."""
    lines = _lines(Q(task=task_id), day)
    figures = _done_figures(task_id, day)
    ties = _ties(Q(old__task=task_id), day)
    return _rolled(RuleRow(_YES), list(lines.values()), lines, figures, ties, day)


def parts_rollup(allotment: Allotment, day: date) -> RolledTarget:
    """An obligation rolled up from its offices' parts. At most four queries."""
    which = Q(parent=allotment)
    rule = RuleRow(_YES)
    if allotment.target_id is not None:
        rule = _rules([allotment.target_id])[allotment.target_id]
    lines = _lines(which, day, parts=True)
    figures = (
        _year_figures(Q(allotment__parent=allotment), day)
        if rule.how.added
        else _newest_figures(which, day, parts=True)
    )
    return _rolled(rule, list(lines.values()), lines, figures, {}, day)


def _rules(target_ids: Sequence[int]) -> dict[int, RuleRow]:
    rows = Target.objects.filter(pk__in=target_ids).values_list(
        "pk", "measure", "operator", "rollup__rule", "rollup__added", "rollup__rhythm"
    )
    made = {}
    for pk, measure, operator, rule, added, rhythm in rows:
        percent = measure.strip().startswith("%")
        guess: Rule = "ratio" if percent else "reached" if operator == "yes" else "sum"
        known: Rule = rule if rule in get_args(Rule) else guess  # type: ignore[assignment]
        how = How(known, percent=percent, added=bool(added), operator=operator)
        made[pk] = RuleRow(how, rhythm or "month")
    return made


def _lines(which: Q, day: date, *, parts: bool = False) -> dict[int, Line]:
    """Obligations begun by the day, ended ones too, with the number of that day. Two queries; a third where a number has
    changed since."""
    rows = Allotment.objects.filter(which, parent__isnull=not parts, since__lte=day)
    lines = {row[0]: Line(*row) for row in rows.order_by().values_list(*_COLUMNS)}
    later = AllotmentNumber.objects.filter(allotment__in=rows.order_by().values("pk"), since__gt=day)
    if not lines or not later.exists():
        return lines
    numbers = (
        AllotmentNumber.objects.filter(allotment__in=later.values("allotment"), since__lte=day)
        .order_by("since", "pk")
        .values_list("allotment_id", "operator", "value", "value_max")
    )
    for pk, operator, value, value_max in numbers:
        old = lines[pk]
        lines[pk] = Line(
            pk, old.target_id, old.task_id, old.unit_id, operator, value, value_max, old.since, old.until
        )
    return lines


def _known_by(day: date) -> Q:
    """Values that speak for a day: their period is over, or it runs and they were entered by then."""
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return Q(period_last__lte=day) | Q(entered_at__lt=end)


def _newest_figures(which: Q, day: date, *, parts: bool = False) -> dict[int, Figure]:
    """The newest approved value of each obligation on a day. Two queries, and one more each five thousand."""
    newest = (
        TargetValue.objects.filter(
            _known_by(day), allotment=OuterRef("pk"), state=ValueState.APPROVED.value, superseded_at=None
        )
        .order_by("-period_last", "-pk")
        .values("pk")[:1]
    )
    rows = Allotment.objects.filter(which, parent__isnull=not parts, since__lte=day).order_by()
    found = values_with(
        rows.annotate(newest=Subquery(newest)).values_list("newest", flat=True),
        ("pk", "allotment_id", "value", "numerator", "denominator", "period_last"),
    )
    return {
        allotment: Figure(value, top, under, last, pk) for pk, allotment, value, top, under, last in found
    }


def values_with(keys: Iterable[int | None], columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Columns of the values with these keys. One query each five thousand: asked as a subquery, PostgreSQL would walk all
    the values there are instead of fetching these by key."""
    wanted = [key for key in keys if key is not None]
    for start in range(0, len(wanted), _KEYS):
        yield from (
            TargetValue.objects.filter(pk__in=wanted[start : start + _KEYS]).order_by().values_list(*columns)
        )


def _year_figures(which: Q, day: date) -> dict[int, Figure]:
    """This year's periods added up, for targets whose periods add. One query."""
    sums = (
        TargetValue.objects.filter(
            which,
            _known_by(day),
            period_last__gte=date(day.year, 1, 1),
            state=ValueState.APPROVED.value,
            superseded_at=None,
        )
        .order_by()
        .values("allotment_id")
        .annotate(
            whole=Sum("value"),
            top=Sum("numerator"),
            under=Sum("denominator"),
            last=Max("period_last"),
            order=Max("pk"),
            n=Count("pk"),
            fractions=Count("denominator"),
        )
    )
    made: dict[int, Figure] = {}
    for row in sums:
        full = row["n"] == row["fractions"]
        made[row["allotment_id"]] = Figure(
            _exact(row["whole"]),
            _exact(row["top"]) if full else None,
            _exact(row["under"]) if full else None,
            row["last"],
            row["order"],
        )
    return made


def _exact(number: Any) -> Decimal:
    """SQLite adds decimals as floats: four places, as they were stored."""
    return Decimal(str(number)).quantize(Decimal("0.0001"))


def _done_figures(task_id: int, day: date) -> dict[int, Figure]:
    """1 for a unit whose newest entry says done, 0 for one that is at it. One query."""
    newest = (
        Progress.objects.filter(allotment=OuterRef("pk"), on__lte=day).order_by("-on", "-pk").values("pk")[:1]
    )
    rows = Allotment.objects.filter(task=task_id, parent=None, since__lte=day).order_by()
    found = Progress.objects.filter(pk__in=rows.annotate(newest=Subquery(newest)).values("newest"))
    return {
        allotment: Figure(Decimal(state == ProgressState.DONE.value), last=on, order=pk)
        for pk, allotment, state, on in found.order_by().values_list("pk", "allotment_id", "state", "on")
    }


def _ties(which: Q, day: date) -> dict[int, list[tuple[int, Decimal, date]]]:
    """What each obligation came from by the day. One query."""
    found: defaultdict[int, list[tuple[int, Decimal, date]]] = defaultdict(list)
    rows = AllotmentSuccession.objects.filter(which, day__lte=day).order_by("pk")
    for new, old, share, since in rows.values_list("new_id", "old_id", "share", "day"):
        found[new].append((old, share, since))
    return found


def _rolled(
    rule: RuleRow,
    lines: Sequence[Line],
    all_lines: Mapping[int, Line],
    figures: Mapping[int, Figure],
    ties: Mapping[int, Sequence[tuple[int, Decimal, date]]],
    day: date,
) -> RolledTarget:
    def part(line: Line) -> Part:
        before = tuple(
            (part(all_lines[old]), share, since)
            for old, share, since in ties.get(line.pk, ())
            # What periods of an earlier year added up to is not this year's.
            if old in all_lines and not (rule.how.added and since.year < day.year)
        )
        promised = Promised(line.operator or "yes", line.value, line.value_max)
        return Part(line.pk, promised, figures.get(line.pk), before)

    rolled = roll_up(rule.how, [part(line) for line in lines if line.alive_on(day)])
    return RolledTarget(rolled, all_lines, rule, day)


# ---------------------------------------------------------------- the province's sheet


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One unit in the sheet of a target or task that was given."""

    allotment: Allotment
    line: Line
    counted: Counted
    standing: Standing | None
    work: Assignment | None
    came_from: tuple[Allotment, ...] = ()
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A target or task as its units stand on a day."""

    rolled: RolledTarget
    rows: tuple[SheetRow, ...]
    answers: Mapping[str, int] = field(default_factory=dict)

    @property
    def given(self) -> int:
        return len(self.rows)


def sheet(thing: Target | Task, day: date) -> Sheet:
    """The units of a day with their numbers, answers, figures, standings and work. A dozen queries at most."""
    if isinstance(thing, Target):
        rolled = rollups([thing.pk], day)[thing.pk]
        own = Q(target=thing)
    else:
        rolled, own = task_rollup(thing.pk, day), Q(task=thing)
    counted = {row.key: row for row in rolled.rolled.rows}
    rows = list(
        Allotment.objects.filter(own, pk__in=counted)
        .select_related("unit", "office", "cascade")
        .order_by("unit__code", "pk")
    )
    added = counted if rolled.rule.how.added else ()
    series = _series(counted, added) if isinstance(thing, Target) else {}
    asked = by_asker([row.ref for row in rows])
    older = _came_from(counted)
    stale = set(rolled.stale)
    made = []
    answers: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        line, one = rolled.lines[row.pk], counted[row.pk]
        standing = None
        if isinstance(thing, Target):
            standing = _standing(line, thing, series.get(row.pk, ()), one, day)
        made.append(
            SheetRow(
                row, line, one, standing, asked.get(row.ref), tuple(older.get(row.pk, ())), row.pk in stale
            )
        )
        answers[row.state] += 1
    return Sheet(rolled, tuple(made), dict(answers))


def _series(keys: Iterable[int], added: Collection[int] = ()) -> dict[int, tuple[rules.Measured, ...]]:
    """Approved values of each obligation, oldest first; where periods add up (`added` keys), what its year came to. One
    query."""
    found: defaultdict[int, list[rules.Measured]] = defaultdict(list)
    values = TargetValue.objects.filter(
        allotment__in=list(keys), state=ValueState.APPROVED.value, superseded_at=None
    ).order_by("period_last", "pk")
    for pk, last, value in values.values_list("allotment_id", "period_last", "value"):
        number = float(value)
        if pk in added and found[pk] and found[pk][-1].last.year == last.year:
            number += found[pk][-1].value
        found[pk].append(rules.Measured(last, number))
    return {pk: tuple(each) for pk, each in found.items()}


def _came_from(keys: Iterable[int]) -> dict[int, list[Allotment]]:
    found: defaultdict[int, list[Allotment]] = defaultdict(list)
    for tie in (
        AllotmentSuccession.objects.filter(new__in=list(keys)).select_related("old__unit").order_by("pk")
    ):
        found[tie.new_id].append(tie.old)
    return found


def promise_of_part(line: Line, target: Target) -> rules.Promise:
    """What a unit was given, as the standing rule sees it: its path begins with the year in which it was given."""
    begun = date(line.since.year, 1, 1)
    return rules.Promise(
        operator=line.operator,
        value=None if line.value is None else float(line.value),
        value_max=None if line.value_max is None else float(line.value_max),
        unit=target.measure,
        start=max(begun, target.plan.since) if target.plan.since <= line.since else begun,
        due=target.due_on,
        stopped=line.until,
    )


def _standing(
    line: Line, target: Target, series: Sequence[rules.Measured], counted: Counted, day: date
) -> Standing:
    known = [each for each in series if each.last <= day]
    figure = counted.figure
    if figure is not None and (counted.carried or not known):
        known = [*known, rules.Measured(min(figure.last, day), float(figure.value))]
    return rules.judge_target(promise_of_part(line, target), known, today=day)


def allotment_standing(allotment: Allotment, day: date) -> Standing | None:
    """Where one unit's obligation stands; None for a task's. Seven queries at most."""
    target = allotment.target
    if target is None:
        return None
    line = Line(*(getattr(allotment, name) for name in _COLUMNS))
    rollup = getattr(target, "rollup", None)
    added = (allotment.pk,) if rollup is not None and rollup.added else ()
    series = _series([allotment.pk], added).get(allotment.pk, ())
    counted = None
    if allotment.parent_id is None:
        rolled = rollups([target.pk], day)[target.pk].rolled
        counted = next((row for row in rolled.rows if row.key == allotment.pk), None)
    return _standing(line, target, series, counted or Counted(allotment.pk, None, reached=False), day)


# ---------------------------------------------------------------- who may see


def visible_allotments(actor: Actor, day: date) -> QuerySet[Allotment]:
    """Obligations of the units that this person's mandates reach; those of other communes are not theirs to see."""
    return Allotment.objects.filter(town.unit_scope_q(actor, day))


def allotment_for(actor: Actor, allotment_id: int, day: date) -> Allotment | None:
    """The obligation with all that its page needs, when this person may see it. One query."""
    return (
        visible_allotments(actor, day)
        .filter(pk=allotment_id)
        .select_related(
            "unit__parent",
            "office",
            "cascade",
            "target__plan__unit",
            "target__rollup",
            "task__plan__unit",
            "parent__unit",
        )
        .first()
    )


def sees_sheet(actor: Actor, plan: Plan, day: date) -> bool:
    """Whether this person may see how every unit stands: whoever's mandate reaches the plan's own unit. One query."""
    return Plan.objects.filter(town.unit_scope_q(actor, day), pk=plan.pk).exists()


def sheets_seen(actor: Actor, plan_ids: Collection[int], day: date) -> set[int]:
    """Of some plans those whose units' figures this person may see. No query for none, one for any."""
    if not plan_ids:
        return set()
    rows = Plan.objects.filter(town.unit_scope_q(actor, day), pk__in=plan_ids)
    return set(rows.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class GivenRow:
    """One obligation in a unit's list."""

    allotment: Allotment
    standing: Standing | None
    figure: Figure | None
    work: Assignment | None
    parts: int


def given_to(
    actor: Actor,
    day: date,
    *,
    unit_id: int | None = None,
    state: str = "",
    running: bool = True,
    limit: int = 200,
) -> list[GivenRow]:
    """What this person's own units (or one that they may see) were given, unanswered first. A dozen queries at most."""
    rows = visible_allotments(actor, day).filter(parent=None)
    rows = rows.filter(ended="") if running else rows.exclude(ended="")
    rows = rows.filter(unit=unit_id) if unit_id else rows.filter(unit__path__in=own_paths(actor, day))
    if state:
        rows = rows.filter(state=state)
    found = list(
        rows.select_related(
            "unit", "office", "target__plan__unit", "target__rollup", "task__plan__unit", "cascade"
        )
        .annotate(part_count=Count("children", filter=Q(children__ended="")))
        .order_by("-since", "-pk")[:limit]
    )
    keys = [row.pk for row in found]
    figures = _newest_figures(Q(pk__in=keys), day)
    added = [row.pk for row in found if _adds(row)]
    if added:
        figures = {pk: each for pk, each in figures.items() if pk not in added}
        figures |= _year_figures(Q(allotment__in=added), day)
    series = _series(keys, added)
    carried = _carried(found, figures, day)
    asked = by_asker([row.ref for row in found])
    made = []
    for row in found:
        figure = figures.get(row.pk) or carried.get(row.pk)
        standing = None
        if row.target is not None:
            line = Line(*(getattr(row, name) for name in _COLUMNS))
            counted = Counted(row.pk, figure, reached=False, carried=row.pk in carried)
            standing = _standing(line, row.target, series.get(row.pk, ()), counted, day)
        made.append(GivenRow(row, standing, figure, asked.get(row.ref), row.part_count))
    order = {"given": 0, "disputed": 1}
    return sorted(
        made,
        key=lambda each: (
            order.get(each.allotment.state, 2),
            each.standing.severity if each.standing else 3,
            each.allotment.due_on or date.max,
            each.allotment.pk,
        ),
    )


def _adds(row: Allotment) -> bool:
    """Whether the periods of what it measures add up within a year. Needs the target's rule selected."""
    rollup = getattr(row.target, "rollup", None) if row.target is not None else None
    return bool(rollup is not None and rollup.added)


@dataclass(frozen=True, slots=True)
class GivenDown:
    """A target or task that a unit gave to the units below it: how many answered what, and the whole."""

    thing: Target | Task
    answers: Mapping[str, int]
    rolled: Rolled | None

    @property
    def total(self) -> int:
        return sum(self.answers.values())


def given_down(actor: Actor, day: date) -> list[GivenDown]:
    """What the units of this person's mandates gave to those below and is with them on a day, disputed first. Ten
    queries at most, and four for each task."""
    counts: defaultdict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    alive = Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))
    for kind in ("target", "task"):
        scope = town.unit_scope_q(actor, day, prefix=f"{kind}__plan__unit__")
        rows = Allotment.objects.filter(scope, alive, parent=None).order_by()
        for pk, state, number in rows.values_list(f"{kind}_id", "state").annotate(n=Count("pk")):
            if pk is not None:
                counts[(kind, pk)][state] = number
    targets = Target.objects.select_related("plan__unit").in_bulk(
        [pk for kind, pk in counts if kind == "target"]
    )
    tasks = Task.objects.select_related("plan__unit").in_bulk([pk for kind, pk in counts if kind == "task"])
    rolled = rollups(targets, day)
    made = [GivenDown(target, counts[("target", pk)], rolled[pk].rolled) for pk, target in targets.items()]
    made += [GivenDown(task, counts[("task", pk)], task_rollup(pk, day).rolled) for pk, task in tasks.items()]
    return sorted(
        made,
        key=lambda each: (
            -each.answers.get("disputed", 0),
            -each.thing.plan_id,
            each.thing.position,
            each.thing.pk,
        ),
    )


def _carried(rows: Sequence[Allotment], figures: Mapping[int, Figure], day: date) -> dict[int, Figure]:
    """Figures that successors without one of their own carry. No query where there is no such row, else seven."""
    bare = [row for row in rows if row.pk not in figures and row.target_id is not None]
    if not bare or not AllotmentSuccession.objects.filter(new__in=bare).exists():
        return {}
    rolled = rollups({row.target_id for row in bare if row.target_id}, day)
    wanted = {row.pk for row in bare}
    return {
        one.key: one.figure
        for each in rolled.values()
        for one in each.rolled.rows
        if one.key in wanted and one.figure is not None
    }


def unanswered_count(actor: Actor, day: date) -> int:
    """How many obligations wait for this person's answer. One query."""

    def rows() -> QuerySet[Allotment, Any]:
        reach = _reach(actor, day, "plans.answer_allotment")
        return Allotment.objects.filter(reach, parent=None, ended="", state="given").order_by().values("pk")

    return count_of("plans.unanswered", (actor, day), rows)


def open_disputes(actor: Actor, day: date, *, limit: int = 100) -> list[AllotmentDispute]:
    """Disputes that wait for this person's answer, oldest first. One query."""
    reach = _plan_reach(actor, day, "allotment__")
    return list(
        AllotmentDispute.objects.filter(reach, settled_at=None, allotment__ended="")
        .select_related(
            "allotment__unit",
            "allotment__target__plan__unit",
            "allotment__task__plan__unit",
            "allotment__office",
        )
        .order_by("at", "pk")[:limit]
    )


def open_dispute_count(actor: Actor, day: date) -> int:
    """How many disputes wait for this person's answer. One query."""

    def rows() -> QuerySet[AllotmentDispute, Any]:
        reach = _plan_reach(actor, day, "allotment__")
        return (
            AllotmentDispute.objects.filter(reach, settled_at=None, allotment__ended="")
            .order_by()
            .values("pk")
        )

    return count_of("plans.open_disputes", (actor, day), rows)


def _plan_reach(actor: Actor, day: date, prefix: str) -> Q:
    reach = Q(pk__in=[])
    for mandate in actor.mandates:
        if mandate.role not in WHO_MAY["plans.settle_dispute"] or mandate.office_id is not None:
            continue
        if (mandate.since and day < mandate.since) or (mandate.until and day > mandate.until):
            continue
        for kind in ("target", "task"):
            reach |= Q(**{f"{prefix}{kind}__plan__unit__path__startswith": mandate.unit_path})
    return reach


def _reach(actor: Actor, day: date, deed: str) -> Q:
    """What waits for this person's own unit: the town's rule said in SQL without the subtree, since a province's people do
    not answer for each of its communes."""
    reach = Q(pk__in=[])
    for mandate in actor.mandates:
        if mandate.role not in WHO_MAY[deed]:
            continue
        if (mandate.since and day < mandate.since) or (mandate.until and day > mandate.until):
            continue
        within = Q(unit__path=mandate.unit_path)
        if mandate.office_id is not None:
            within &= Q(office_id=mandate.office_id)
        reach |= within
    return reach


def own_paths(actor: Actor, day: date) -> list[str]:
    """The paths of the units whose own people this person is of, on a day."""
    return sorted(
        {
            mandate.unit_path
            for mandate in actor.mandates
            if (mandate.since is None or mandate.since <= day)
            and (mandate.until is None or day <= mandate.until)
        }
    )


def numbers_of(allotment: Allotment) -> list[AllotmentNumber]:
    """Every number it ever had, newest first. One query."""
    return list(allotment.numbers.select_related("cascade").order_by("-since", "-pk"))


def disputes_of(allotment: Allotment) -> list[AllotmentDispute]:
    """Every dispute, newest first. One query."""
    return list(allotment.disputes.order_by("-at", "-pk"))


def came_from(allotment: Allotment) -> list[AllotmentSuccession]:
    """What the obligation came from. One query."""
    return list(allotment.came_from.select_related("old__unit__parent").order_by("old__unit__code"))


def became(allotment: Allotment) -> list[AllotmentSuccession]:
    """What became of it. One query."""
    return list(allotment.became.select_related("new__unit").order_by("new__unit__code"))


def given_counts(plan: Plan, day: date) -> dict[tuple[str, int], int]:
    """How many units each target and task of a plan is with on a day: ("target", 5) -> 166. One query."""
    rows = (
        Allotment.objects.filter(Q(target__plan=plan) | Q(task__plan=plan), parent=None, since__lte=day)
        .filter(Q(until=None) | Q(until__gte=day))
        .order_by()
        .values_list("target_id", "task_id")
        .annotate(n=Count("pk"))
    )
    return {("target", target) if target else ("task", task): n for target, task, n in rows}


def passing_waits(plan: Plan, day: date) -> int:
    """How many open obligations belong to units that are no more. One query."""
    return Allotment.objects.filter(
        Q(target__plan=plan) | Q(task__plan=plan), parent=None, ended="", unit__until__lt=day
    ).count()


def rolled_series(target: Target, days: Sequence[date]) -> list[tuple[date, Rolled]]:
    """The roll-up on each of several days, oldest first, for a chart. The rows are read once: five queries."""
    if not days:
        return []
    end = max(days)
    rule = _rules([target.pk])[target.pk]
    lines = _lines(Q(target=target), end)
    ties = _ties(Q(old__target=target), end)
    values: defaultdict[int, list[Figure]] = defaultdict(list)
    rows = (
        TargetValue.objects.filter(
            allotment__target=target,
            allotment__parent=None,
            state=ValueState.APPROVED.value,
            superseded_at=None,
            period_last__lte=end,
        )
        .order_by("period_last", "pk")
        .values_list("pk", "allotment_id", "value", "numerator", "denominator", "period_last")
    )
    for pk, allotment, value, top, under, last in rows:
        values[allotment].append(Figure(value, top, under, last, pk))
    made = []
    for day in sorted(days):
        figures = {pk: figure for pk, each in values.items() if (figure := _at(each, day, rule.how.added))}
        until = {new: [tie for tie in each if tie[2] <= day] for new, each in ties.items()}
        made.append((day, _rolled(rule, list(lines.values()), lines, figures, until, day).rolled))
    return made


def _at(figures: Sequence[Figure], day: date, added: bool) -> Figure | None:
    """What one obligation had on a day; `figures` stand by their last day, at most twelve a year."""
    known = bisect_right(figures, day, key=lambda each: each.last)
    if not added:
        return figures[known - 1] if known else None
    this_year = [each for each in figures[max(0, known - 12) : known] if each.last.year == day.year]
    if not this_year:
        return None
    whole = all(each.has_fraction for each in this_year)
    return Figure(
        sum((each.value for each in this_year), Decimal(0)),
        sum((each.numerator or Decimal(0) for each in this_year), Decimal(0)) if whole else None,
        sum((each.denominator or Decimal(0) for each in this_year), Decimal(0)) if whole else None,
        this_year[-1].last,
        this_year[-1].order,
    )


def passed_lines(plan: Plan) -> list[tuple[Any, ...]]:
    """What passed on under a plan, by old and new unit: (old, new, day, share, how many, who, when, ground). One query."""
    rows = AllotmentSuccession.objects.filter(
        Q(old__target__plan=plan) | Q(old__task__plan=plan)
    ).select_related("old__unit", "new__unit")
    found: dict[tuple[int, int], list[Any]] = {}
    for tie in rows.order_by("-at", "old__unit__code", "new__unit__code"):
        key = (tie.old.unit_id, tie.new.unit_id)
        there = found.setdefault(
            key, [tie.old.unit, tie.new.unit, tie.day, tie.share, 0, tie.by_name, tie.at, tie.basis]
        )
        there[4] += 1
    return [tuple(each) for each in found.values()]


def values_of_part(allotment: Allotment, *, drafts: bool, limit: int = 200) -> list[TargetValue]:
    """Every value ever entered for it, newest period first, with evidence and what it was measured from. Two queries."""
    rows = allotment.values.select_related("source").prefetch_related("evidence")
    if not drafts:
        rows = rows.filter(state=ValueState.APPROVED.value)
    return list(rows.order_by("-period_last", "-pk")[:limit])


__all__ = [
    "GivenDown",
    "GivenRow",
    "Line",
    "RolledTarget",
    "Sheet",
    "SheetRow",
    "allotment_for",
    "allotment_standing",
    "became",
    "came_from",
    "disputes_of",
    "given_counts",
    "given_down",
    "given_to",
    "numbers_of",
    "open_dispute_count",
    "open_disputes",
    "own_paths",
    "parts_rollup",
    "passed_lines",
    "passing_waits",
    "rolled_series",
    "rollups",
    "sees_sheet",
    "sheet",
    "sheets_seen",
    "task_rollup",
    "unanswered_count",
    "values_of_part",
    "values_with",
    "visible_allotments",
]
