"""Rows ready to draw: what a table of targets, tasks or projects shows, and a thing's story from the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dinh.ground import queries as ledger
from dinh.ground.periods import Period
from dinh.ground.saying import period_words
from dinh.ground.shapes import Ref
from dinh.look import openers
from dinh.look.shapes import Deed
from dinh.plans import queries, rules
from dinh.plans.models import Plan, Target
from dinh.plans.outlooks import Outlook
from dinh.plans.queries.gathered import Gathered
from dinh.plans.queries.judging import Money, promise_of
from dinh.plans.rules.linking import promise_words
from dinh.plans.rules.numbers import with_unit, words_of
from dinh.plans.rules.standing import LESS_IS_BETTER, margin
from dinh.plans.sentences import say
from dinh.plans.services.linking import comparable
from dinh.plans.shapes import ProgressState, Standing

from .money_words import money_note


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target in a table."""

    target: Target
    standing: Standing
    value: str
    promise: str
    path: str
    number: float | None
    goal: float | None
    path_now: float | None
    margin: float | None
    less: bool
    spark: tuple[float | None, ...]
    spark_path: tuple[float | None, ...]
    has_bar: bool
    top: float | None
    gathered: Gathered | None = None
    outlook: Outlook | None = None

    @property
    def unit(self) -> str:
        return self.target.measure


def value_words(target: Target, value: float | None) -> str:
    """A value as people read it: "68,9%", "đã có", "hạng 3"."""
    if value is None:
        return ""
    if target.operator == "yes":
        return _("Đã có") if value >= 1 else _("Chưa có")
    if target.operator == "rank":
        return _("hạng %(n)s") % {"n": words_of(value)}
    if target.measure.strip() == "%":
        return with_unit(round(value, 1), "%")
    return with_unit(value, "") if len(target.measure) > 14 else with_unit(value, target.measure)


def goal_words(target: Target) -> str:
    """ "≥ 95%, năm 2025"."""
    return promise_words(comparable(target))


def margin_of(target: Target) -> float | None:
    """How far below the path is still "at risk"; None where there is no path."""
    if target.value is None or target.operator in {"yes", "rank"}:
        return None
    return margin(float(target.value), target.measure)


def target_line(plan: Plan, row: queries.TargetRow, outlook: Outlook | None = None) -> TargetLine:
    target, newest = row.target, row.newest
    promise = promise_of(target, plan)
    path = rules.path_at(promise, row.series, newest.last) if newest else None
    goal = None if target.value is None else float(target.value)
    last = [each for each in row.series if each.last >= plan.since][-12:]
    return TargetLine(
        target=target,
        standing=row.standing,
        value=value_words(target, newest.value if newest else None),
        promise=goal_words(target),
        path=""
        if path is None
        else with_unit(round(path, 1), target.measure if target.measure == "%" else ""),
        number=newest.value if newest else None,
        goal=goal,
        path_now=path,
        margin=margin_of(target),
        less=target.operator in LESS_IS_BETTER,
        spark=tuple(each.value for each in last) if len(last) > 1 else (),
        spark_path=tuple(rules.path_at(promise, row.series, each.last) for each in last)
        if len(last) > 1
        else (),
        has_bar=goal is not None and target.operator not in {"yes", "rank"},
        top=110.0 if target.measure.strip() == "%" and goal is not None and goal >= 50 else None,
        gathered=row.gathered,
        outlook=outlook,
    )


def target_lines(
    plan: Plan, rows: Iterable[queries.TargetRow], outlooks: Mapping[int, Outlook] | None = None
) -> list[TargetLine]:
    """Targets ready to draw; `outlooks` where measured ones will stand on their day."""
    known = outlooks or {}
    return [target_line(plan, row, known.get(row.target.pk)) for row in rows]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task in a table; `begin` and `width` lay it in its year, in hundredths."""

    row: queries.TaskRow
    status: str
    begin: float
    width: float
    today: float | None
    repeating: bool


def one_year(plan: Plan) -> int | None:
    """The year of a plan for one year, whose tasks can be laid on its four quarters."""
    return plan.horizon_to if plan.horizon_to and plan.horizon_to == plan.horizon_from else None


def task_lines(rows: Iterable[queries.TaskRow], plan: Plan, day: date) -> list[TaskLine]:
    year = one_year(plan)
    today = round(day.timetuple().tm_yday / 366 * 100, 1) if year == day.year else None
    made = []
    for row in rows:
        late = row.standing.days_late
        status = _("Trễ %(n)s ngày") % {"n": late} if late else _(row.standing.word)
        due = row.task.due_on if year and row.task.due_on and row.task.due_on.year == year else None
        begin, width = _span_of(due, row.task.due_words)
        made.append(TaskLine(row, status, begin, width, today, due is None))
    return made


def _span_of(due: date | None, words: str) -> tuple[float, float]:
    """Its quarter, or from the year's start to its day; the whole year when there is no day."""
    if due is None:
        return (0.0, 100.0)
    end = round(min(12, due.month) / 12 * 100, 1)
    return (end - 25.0, 25.0) if "quý" in words.lower() and end >= 25 else (0.0, end)


def project_lines(rows: Sequence[queries.ProjectRow]) -> dict[str, Any]:
    """Projects with sums, by group, and the whole."""
    groups: dict[str, list[queries.ProjectRow]] = {}
    for row in rows:
        groups.setdefault(row.project.group, []).append(row)
    sources: dict[str, int] = {}
    for row in rows:
        for source, amount in row.money.by_source:
            sources[source] = sources.get(source, 0) + amount
    total = sum(row.money.total for row in rows)
    return {
        "project_groups": [
            (
                group,
                sum(row.money.total for row in members),
                [_bar(row, members_total(rows)) for row in members],
            )
            for group, members in groups.items()
        ],
        "project_total": len(rows),
        "money_total": total,
        "money_sources": sorted(sources.items(), key=lambda pair: -pair[1]),
        "money_spent": sum(row.spent or 0 for row in rows),
    }


def members_total(rows: Sequence[queries.ProjectRow]) -> int:
    return max((row.money.total for row in rows), default=0)


def _bar(row: queries.ProjectRow, most: int) -> dict[str, Any]:
    """A project's bar of money: its size among all, and what part was spent."""
    width = round(100 * row.money.total / most, 1) if most else 0.0
    spent = round(width * min(1.0, (row.spent or 0) / row.money.total), 1) if row.money.total else 0.0
    return {"row": row, "width": width, "spent": spent}


def money_words(money: Money) -> str:
    return ", ".join(f"{source} {words_of(amount)}đ" for source, amount in money.by_source)


# ---------------------------------------------------------------- stories


"""Their lines carry a number that nobody approved."""


def story_of(
    ref: Ref,
    *,
    before: int | None = None,
    limit: int = 30,
    few: int | None = None,
    drafts: bool = False,
) -> dict[str, Any]:
    """A thing's story, newest first, as a timeline; and the key of what came earlier. What comes after the first `few` is
    kept apart, to be shown when asked for. Without `drafts`, numbers not approved are left out. At most one query a
    kind."""
    lines = ledger.story_of(ref, before=before, limit=limit + 1)
    more = lines[:limit]
    people = openers.open_all([line.by for line in more if line.by])
    abouts = openers.open_all([line.about for line in more if line.about != ref])
    deeds = []
    for line in more:
        who = people.get(line.by) if line.by else None
        said = ledger.deed_word(line.deed)
        note = _note(line.data if drafts else ledger.told(line))
        opened = abouts.get(line.about) if line.about != ref else None
        words = ": ".join(part for part in (said, opened.title if opened else "", note) if part)
        deeds.append(Deed(words=words, who=(who.title if who else _("Máy")), at=line.at))
    cut = len(deeds) if few is None else few
    return {
        "deeds": deeds[:cut],
        "deeds_older": deeds[cut:],
        "story_more": more[-1].id if len(lines) > limit else None,
    }


def _period(key: str) -> str:
    """ "tháng 10/2026"; what is no key of a period as it is."""
    try:
        words = period_words(Period.parse(key))
    except ValueError:
        return key
    return words[:1].lower() + words[1:]


def _note(data: dict[str, Any]) -> str:
    """The part of a ledger line's values that a reader of the story wants."""
    parts = []
    if "period" in data:
        parts.append(_("kỳ %(key)s") % {"key": _period(str(data["period"]))})
    if data.get("value") not in (None, ""):
        parts.append(words_of(round(float(data["value"]), 2)))
    if data.get("state") in set(ProgressState):
        percent = f" {data['percent']}%" if data.get("percent") is not None else ""
        parts.append(_(ProgressState(data["state"]).word).lower() + percent)
    if data.get("office"):
        before = f" ({_('trước là %(name)s') % {'name': data['before']}})" if data.get("before") else ""
        parts.append(str(data["office"]) + before)
    parts += money_note(data)
    for name in ("note", "remark", "settlement", "difference", "sentence"):
        if data.get(name):
            parts.append(say(str(data[name])))
    if {"targets", "tasks", "projects", "duties"} <= data.keys():
        parts.append(
            _("%(targets)s chỉ tiêu, %(tasks)s nhiệm vụ, %(projects)s dự án, %(duties)s chế độ báo cáo")
            % data
        )
    if data.get("name"):
        parts.append(str(data["name"]))
    if data.get("count"):
        parts.append(_("%(n)s mục") % {"n": data["count"]})
    return ", ".join(parts)
