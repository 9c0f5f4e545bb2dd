"""What a composed report may speak of: measures now and before, the plan's targets and tasks, scores, reports from below."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone, translation

from dinh.boards.composing import template as templates
from dinh.boards.composing.shapes import Foretold, Goal, Known, Line, Number, SentIn
from dinh.boards.composing.writing import told
from dinh.boards.models import Composition
from dinh.ground import facts
from dinh.ground.periods import KIND_WORDS, Period
from dinh.ground.periods import Kind as PeriodKind
from dinh.measures import recipes
from dinh.measures.queries.forecasts import Ground
from dinh.measures.queries.readings import board
from dinh.measures.rules.forecasting import Step as StepAhead
from dinh.measures.scorecards import loading, scoring
from dinh.measures.shapes import Reading
from dinh.plans import outlooks
from dinh.plans.models import MeasureBinding, Plan
from dinh.plans.queries.sheets import PlanTables, plan_tables
from dinh.plans.shapes import PlanState, StandingKind
from dinh.sectors.reporting.models import Report, Step
from dinh.sectors.reporting.queries import last_versions
from dinh.town import queries as town
from dinh.town.models import Unit

LOCAL = "report-templates-local.yaml"
MOST_UNITS = 400
IN_FORCE = (PlanState.IN_FORCE.value, PlanState.AMENDED.value)


def template_for(report: Report) -> templates.Template | None:
    """The template by which a report is composed; None when there is none for its regime. Raises templates.BadTemplate for a
    locality's own file that cannot be used."""
    path = Path(settings.DINH_HOME) / LOCAL
    own: Sequence[templates.Template] = ()
    if path.exists():
        own = templates.read(yaml.safe_load(path.read_text(encoding="utf-8"))["templates"])
    return templates.for_regime(report.regime.key, report.period_last, own)


def newest(report_id: int) -> Composition | None:
    """The composition that is worked on."""
    return Composition.objects.filter(report=report_id).first()


def savings(report_id: int) -> list[Composition]:
    """Every saving, newest first, without what it says."""
    return list(Composition.objects.filter(report=report_id).defer("content", "inputs"))


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found, and what the numbers were counted of."""

    known: Known
    inputs: Mapping[str, Any]
    counted_at: datetime


def gather(report: Report, template: templates.Template, at: datetime) -> Gathered:
    """Everything that the report's template may speak of, as it stands at this moment. The measures of all periods and units are
    counted in two passes over the facts, however many there are."""
    period, unit, day = report.period, report.unit, timezone.localdate(at)
    codes = [code for code in template.measures if _known(code)]
    before, year_ago = period.previous(), year_before(period)
    past = {code: back for code, back in template.with_history().items() if _known(code)}
    history = _back(period, max(past.values(), default=0))
    found = _by_place(board([unit.code], _once([period, before, year_ago, *history]), codes, at=at))
    goals = _goals(unit, codes, period)
    lines = {
        code: _line(code, found, unit.code, period, before, year_ago, goals.get(code))
        for code in codes
        if (code, unit.code, period.key) in found
    }
    states = {reading.fact: dict(reading.state) for reading in found.values()}
    tables = _plans(report, day)
    scored = any(piece.kind == "score" for piece in template.pieces())
    forecasts = (
        _forecasts(tables, at) if any(piece.kind == "forecasts" for piece in template.pieces()) else []
    )
    score, total = _score(unit, period, at) if scored else ([], "")
    return Gathered(
        Known(
            unit=unit.name_in_text,
            period=_spoken(period),
            kind=period.kind,
            author=report.office.name if report.office else "",
            lines=lines,
            history={code: _history(code, found, unit.code, history[-back:]) for code, back in past.items()},
            by_unit=_by_unit(_codes_of(template, "units"), unit, period, day, at),
            old_units=_old_units(_codes_of(template, "old_units"), unit, period, at),
            targets=[row for each in tables for row in _target_rows(each)],
            tasks=_task_counts(tables),
            late_tasks=[row for each in tables for row in _late_rows(each)],
            forecasts=forecasts,
            score=score,
            score_total=total,
            sent_in=sent_in(report),
            sent_in_ref=f"received:{report.regime_id}:{report.period_last.year}",
        ),
        {"facts": states, "at": at.isoformat(timespec="seconds")},
        at,
    )


def _known(code: str) -> bool:
    """Whether the house has such a measure, over facts that a room declares."""
    try:
        facts.table(recipes.recipe(code).fact)
    except (recipes.NoSuchMeasure, KeyError):
        return False
    return True


def _once(periods: Iterable[Period]) -> list[Period]:
    return list(dict.fromkeys(periods))


def _codes_of(template: templates.Template, kind: str) -> list[str]:
    found = [code for piece in template.pieces() if piece.kind == kind for code in piece.measures]
    return [code for code in dict.fromkeys(found) if _known(code)]


def year_before(period: Period) -> Period:
    """The same period of the year before; of a week, the one with its number."""
    try:
        return Period(period.kind, period.year - 1, period.number, period.closing_day)
    except ValueError:
        return Period(period.kind, period.year - 1, period.number - 1, period.closing_day)


def _back(period: Period, count: int) -> list[Period]:
    rows = [period]
    while len(rows) < count:
        rows.append(rows[-1].previous())
    return rows[::-1]


def _spoken(period: Period) -> str:
    label = period.label_vi
    return label[:1].lower() + label[1:]


# ---------------------------------------------------------------- measures

Place = tuple[str, str, str]


def _by_place(readings: Iterable[Reading]) -> dict[Place, Reading]:
    return {(row.code, row.of, row.period): row for row in readings}


def _number(reading: Reading | None) -> Number | None:
    if reading is None:
        return None
    source = str(facts.table(reading.fact).words)
    closing = "" if reading.closing is None else f"@{reading.closing}"
    ref = f"measure:{reading.code}:{reading.of}:{reading.period}{closing}"
    return Number(
        reading.value, reading.numerator, reading.denominator, ref, source, _missing(reading.missing)
    )


def _grain(fact: str) -> str:
    """What a row of a fact is, short: "báo cáo" of "một báo cáo của một kỳ"."""
    whole = str(facts.table(fact).grain).removeprefix("một ")
    return re.split(r",| của | hoặc ", whole)[0]


def _missing(names: Sequence[str]) -> tuple[str, ...]:
    """What is missing, in words: a fact, or a column of one."""
    found = []
    for name in names:
        fact, _dot, column = name.partition(".")
        table = facts.table(fact)
        words = next((each.words for each in table.columns if each.name == column), "")
        lower = str(words or table.words)
        found.append(f"chưa có dữ liệu “{lower[:1].lower()}{lower[1:]}”")
    return tuple(found)


def _line(
    code: str,
    found: Mapping[Place, Reading],
    unit: str,
    period: Period,
    before: Period,
    year_ago: Period,
    goal: Goal | None,
) -> Line:
    recipe = recipes.recipe(code)
    now = _number(found[code, unit, period.key])
    assert now is not None
    return Line(
        code,
        str(recipe.words),
        str(recipe.unit),
        now,
        _number(found.get((code, unit, before.key))),
        _number(found.get((code, unit, year_ago.key))),
        goal,
        best=recipe.best,
        counted=_grain(recipe.fact),
    )


SHORT: dict[PeriodKind, str] = {
    "month": "{0.number}/{0.year}",
    "quarter": "Q{0.number}/{0.year}",
    "year": "{0.year}",
}


def short(period: Period) -> str:
    """A period as a chart names it."""
    return SHORT.get(period.kind, f"{KIND_WORDS[period.kind]} {{0.number}}/{{0.year}}").format(period)


def _history(
    code: str, found: Mapping[Place, Reading], unit: str, periods: Sequence[Period]
) -> list[tuple[str, Decimal | None]]:
    rows = [(short(each), found.get((code, unit, each.key))) for each in periods]
    return [(label, None if reading is None else reading.value) for label, reading in rows]


def _by_unit(
    codes: Sequence[str], unit: Unit, period: Period, day: date, at: datetime
) -> dict[str, list[tuple[str, Number]]]:
    """Each unit below, the best first; a commune has none."""
    below = list(town.children_of(unit, min(period.last, day))[:MOST_UNITS]) if codes else []
    return _told_by(codes, below, period, at) if below else {}


def _old_units(
    codes: Sequence[str], unit: Unit, period: Period, at: datetime
) -> dict[str, list[tuple[str, Number]]]:
    """The units that this one was made of, told by what was theirs."""
    made_of = [line for line in town.predecessors(unit) if line.old.level == unit.level] if codes else []
    if len(made_of) < 2:
        return {}
    day = min(line.day for line in made_of) - timedelta(days=1)
    return _told_by(codes, [line.old for line in made_of], period, at, old_units=day)


def _told_by(
    codes: Sequence[str], units: Sequence[Unit], period: Period, at: datetime, **more: Any
) -> dict[str, list[tuple[str, Number]]]:
    names = {unit.code: unit.full_name for unit in units}
    told_by: defaultdict[str, list[tuple[str, Number]]] = defaultdict(list)
    for reading in board(list(names), [period], codes, at=at, **more):
        number = _number(reading)
        if number is not None and reading.of in names:
            told_by[reading.code].append((names[reading.of], number))
    for code, rows in told_by.items():
        sign = 1 if recipes.recipe(code).best == "low" else -1
        rows.sort(key=lambda row: (row[1].value is None, sign * (row[1].value or 0), row[0]))
    return told_by


# ---------------------------------------------------------------- scorecards

SCORECARD = "766"


def _score(unit: Unit, period: Period, at: datetime) -> tuple[list[tuple[str, ...]], str]:
    """The components that could be counted, and what they come to; of how many points the rest is, is said."""
    loading.ensure_loaded(at=at)
    try:
        found = scoring.score(scoring.edition_for(SCORECARD, period), unit, period, at=at)
    except scoring.NoSuchCard:
        return [], ""
    rows: list[tuple[str, ...]] = []
    for row in found.criteria:
        mark = found.own.marks.get(row.code) if row.kind else None
        if mark is None or mark.points is None or not mark.most:
            continue
        top, bottom = mark.given.numerator, mark.given.denominator
        rows.append(
            (
                row.code,
                row.words,
                "" if top is None else told(top, ""),
                "" if bottom is None else told(bottom, ""),
                told(mark.points, "điểm"),
                told(mark.most, "điểm"),
            )
        )
    if not rows:
        return [], ""
    own = found.own
    said = f"Đạt {told(found.total, 'điểm')} điểm trên {told(own.most_counted, 'điểm')} điểm đếm được từ sổ"
    rest = own.most - own.most_counted
    return (
        rows,
        f"{said}; {told(rest, 'điểm')} điểm còn lại cần số liệu ngoài hệ thống." if rest else f"{said}.",
    )


# ---------------------------------------------------------------- plans


def _goals(unit: Unit, codes: Sequence[str], period: Period) -> dict[str, Goal]:
    """What the unit's plans promise of these measures: of several, the one that falls due next. One query."""
    bound = MeasureBinding.objects.filter(
        ended_at=None, measure__in=codes, target__plan__unit=unit, target__plan__state__in=IN_FORCE
    ).exclude(target__value=None)
    rows = bound.select_related("target__plan")
    found: dict[str, Goal] = {}
    for row in sorted(rows, key=lambda row: _nearness(row.target.due_year, period.last.year)):
        target = row.target
        if target.operator in ("yes", "range") or target.value is None:
            continue
        words = f"{target.plan.name}, {target.mark}" if target.mark else target.plan.name
        found.setdefault(
            row.measure, Goal(target.operator, target.value, words, target.due_year, f"target:{target.pk}")
        )
    return found


def _nearness(due: int | None, year: int) -> tuple[bool, int]:
    """Promises of this year and after come first, the nearest before the far."""
    return (due is None or due < year, abs((due or year + 50) - year))


def _plans(report: Report, day: date) -> list[PlanTables]:
    plans = Plan.objects.filter(unit=report.unit, state__in=IN_FORCE).select_related("unit__parent")
    return [plan_tables(plan, report.period, today=day) for plan in plans.order_by("-date", "pk")[:3]]


MOST_PAST = 9
"""So many periods that were stand in the chart of a forecast."""


def _forecasts(tables: Sequence[PlanTables], at: datetime) -> list[Foretold]:
    """The measured targets of these plans whose day is to come, with where they will stand, in Vietnamese as reports are. Three
    queries; one more for each other kind of period."""
    ids = [line.target.pk for each in tables for line in each.targets]
    with translation.override("vi"):
        return [_foretold(one, ground) for one, ground in outlooks.with_past(ids, at=at)]


def _foretold(one: outlooks.Outlook, ground: Ground) -> Foretold:
    target, made = one.binding.target, one.forecast
    end = made.end if made.made else None
    known = [each for each in ground.seen if each.value is not None]
    saying = one.told
    return Foretold(
        words=target.text,
        unit=target.measure.strip(),
        goal=one.promise,
        said=saying.lead,
        chance=", ".join(filter(None, (one.word.lower(), one.share))),
        notes=saying.notes if one.chance is None else (),
        middle=_decimal(end.middle) if end else None,
        low=_decimal(end.low) if end else None,
        high=_decimal(end.high) if end else None,
        last=_decimal(known[-1].value) if known else None,
        last_of=short(Period.parse(known[-1].key)) if known else "",
        past=[(short(Period.parse(each.key)), _decimal(each.value)) for each in ground.seen[-MOST_PAST:]],
        steps=[_step(each) for each in made.steps] if made.made else [],
        goal_value=target.value,
        ref=f"target:{target.pk}",
    )  # fmt: skip


def _step(step: StepAhead) -> tuple[str, Decimal, Decimal, Decimal]:
    middle, low, high = (Decimal(str(round(n, 4))) for n in (step.middle, step.low, step.high))
    return short(Period.parse(step.key)), middle, low, high


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, 4)))


def _target_rows(tables: PlanTables) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for line in tables.targets:
        target, value = line.target, line.shown or line.newest
        goal = (
            "Có" if target.operator == "yes" or target.value is None else told(target.value, target.measure)
        )
        done = "chưa có số" if value is None else told(value.value, target.measure)
        source = "" if value is None else Period.parse(value.period_key).label_vi
        ref = "" if value is None else f"target:{target.pk}"
        rows.append((target.text, goal, done, line.standing_words, source, ref))
    return rows


def _task_counts(tables: Sequence[PlanTables]) -> dict[str, int]:
    counted = Counter(str(line.row.standing.word) for each in tables for line in each.tasks)
    return dict(counted.most_common())


def _late_rows(tables: PlanTables) -> list[tuple[str, ...]]:
    return [
        (
            line.row.task.text,
            f"{line.row.task.due_on:%d/%m/%Y}" if line.row.task.due_on else line.row.task.due_words,
            line.row.task.lead_name,
        )
        for line in tables.tasks
        if line.row.standing.kind == StandingKind.OVERDUE
    ]


# ---------------------------------------------------------------- reports from below


def sent_in(report: Report) -> list[SentIn]:
    """The reports of the same regime and period owed to this report's unit, those of other units. 3 queries."""
    rows = list(
        Report.objects.filter(regime=report.regime_id, period_key=report.period_key, to_unit=report.unit_id)
        .exclude(unit=report.unit_id)
        .exclude(state="waived")
        .select_related("unit", "office")
        .order_by("unit__code", "pk")[:MOST_UNITS]
    )
    versions = last_versions(rows, sent=True)
    late = dict(
        Step.objects.filter(report__in=rows, what=Step.SENT)
        .order_by("-id")
        .values_list("report_id", "late_days")
    )
    found = []
    for row in rows:
        version = versions.get(row.pk)
        state = "missing" if row.first_sent_on is None else "late" if late.get(row.pk) else "in-time"
        found.append(
            SentIn(
                row.unit.full_name,
                state,
                dict(version.content.sections) if version else {},
                f"report:{row.pk}",
                f"{row.first_sent_on:%d/%m/%Y}" if row.first_sent_on else "",
            )
        )
    return found
