"""The tables of a plan as rows of cells, with what may be filled in said in the form it is compared in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from dinh.ground.text import nfc
from dinh.plans.models import Progress
from dinh.plans.queries.sheets import PlanTables, ProjectLine, TargetLine, TaskLine
from dinh.plans.rules.numbers import words_of

from .columns import PROJECTS, STATE_WORDS, TARGETS, TASKS, YES_WORDS, Sheet, roman

Cell = str | int | Decimal | date | None
SIGNS = {">=": "≥ ", ">": "> ", "<=": "≤ ", "<": "< ", "rank": "hạng ≤ "}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the thing it speaks of, its cells by column, how a number is shown, and what the filled-in cells said when
    written (`base`, in the form of `canonical`). A group row has only `title`."""

    thing_id: int = 0
    cells: dict[str, Cell] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    base: dict[str, str] = field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    look: str = ""
    title: str = ""


def canonical(value: Any) -> str:
    """A cell's contents as compared: numbers without trailing zeros, texts in one form with single spaces."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f")
    return " ".join(nfc(str(value)).split())


def tables(of: PlanTables) -> list[tuple[Sheet, list[Row]]]:
    """Every tracking table of a plan with its rows."""
    return [
        (TARGETS, [_target(n, line) for n, line in enumerate(of.targets, 1)]),
        (TASKS, _grouped([(line.group, line) for line in of.tasks], _task)),
        (PROJECTS, _grouped([(line.row.project.group, line) for line in of.projects], _project)),
    ]


def _grouped(lines: list[tuple[str, Any]], make: Any) -> list[Row]:
    """Rows under their groups, the groups numbered with Roman numerals in the order they come; without groups, plainly."""
    order: dict[str, list[Any]] = {}
    for group, line in lines:
        order.setdefault(group, []).append(line)
    rows: list[Row] = []
    for number, (group, members) in enumerate(order.items(), 1):
        if len(order) > 1 or group:
            rows.append(Row(title=group_title(number, group)))
        rows += [make(n, line) for n, line in enumerate(members, 1)]
    return rows


_PLACE = re.compile(r"[IVXLC\d]+(?:[.\-][IVXLC\da-zđ]+)*\.?")


def group_words(group: str) -> str:
    """A group's name; a bare number of the paper ("III.1.2") is said to be a part of it."""
    if _PLACE.fullmatch(group):
        return f"Việc nêu ở mục {group.rstrip('.')} của văn bản"
    return group or "Các việc khác"


_NUMBERED = re.compile(r"[A-ZIVX]+[.)] ")


def group_title(number: int, group: str) -> str:
    """A group's line: its own number where the paper gives one, else a Roman numeral."""
    return group if _NUMBERED.match(group) else f"{roman(number)}. {group_words(group)}"


def goal_cell(line: TargetLine) -> tuple[Cell, str]:
    """The promise as a real number and the way it is shown: 60 shown as "≥ 60"."""
    target = line.target
    if target.operator == "yes" or target.value is None:
        return "Có, hoàn thành", ""
    if target.operator == "range" and target.value_max is not None:
        return f"{words_of(target.value)}–{words_of(target.value_max)}", ""
    return target.value.normalize() + 0, f'"{SIGNS.get(target.operator, "")}"{number_format(target.value)}'


def number_format(value: Decimal) -> str:
    """Thousands parted; as many decimals as the number has, at most four."""
    exponent = value.normalize().as_tuple().exponent
    decimals = min(4, max(0, -int(exponent) if isinstance(exponent, int) else 0))
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _target(number: int, line: TargetLine) -> Row:
    target, value = line.target, line.value
    goal, goal_format = goal_cell(line)
    yes = target.operator == "yes"
    shown: Cell = None if value is None else value.value.normalize() + 0
    formats = {"goal": goal_format}
    if value is not None and yes:
        shown = YES_WORDS["1" if value.value >= 1 else "0"]
    elif value is not None:
        formats["value"] = number_format(value.value)
    if line.year_before is not None and not yes:
        formats["before"] = number_format(line.year_before)
    change = line.change
    if change is not None:
        formats["change"] = f"+{number_format(change)};-{number_format(change)};0"
    before: Cell = line.year_before
    if yes and line.year_before is not None:
        before = YES_WORDS["1" if line.year_before >= 1 else "0"]
    return Row(
        thing_id=target.pk,
        cells={
            "stt": number,
            "name": target.text,
            "unit": "" if yes else target.measure,
            "goal": goal,
            "value": shown,
            "before": before,
            "change": change,
            "standing": line.standing_words,
            "note": value.note if value else "",
            "evidence": "; ".join(line.evidence),
            "lead": target.lead_name,
            "coop": "; ".join(line.coop),
        },
        formats=formats,
        base={
            "name": canonical(target.text),
            "value": "" if value is None else canonical(value.value),
            "note": canonical(value.note if value else ""),
            **lead_base(target),
        },
        choices={"value": tuple(YES_WORDS.values())} if yes else {},
        look=line.standing.look,
    )


def lead_key(thing: Any) -> str:
    """The lead as compared: the office's number, or the paper's words when the register has no such office."""
    return str(thing.lead_office_id) if thing.lead_office_id else canonical(thing.lead_words)


def lead_base(thing: Any) -> dict[str, str]:
    """The lead as compared, and as it is called."""
    return {"lead": lead_key(thing), "lead_name": canonical(thing.lead_name)}


def progress_base(newest: Progress | None) -> dict[str, str]:
    """What a diary's newest entry says, as compared."""
    if newest is None:
        return {"state": "", "percent": "", "note": ""}
    return {
        "state": newest.state,
        "percent": "" if newest.percent is None else str(newest.percent),
        "note": canonical(newest.note),
    }


def _diary(newest: Progress | None) -> dict[str, Cell]:
    if newest is None:
        return {"state": "", "percent": None, "note": ""}
    return {"state": STATE_WORDS.get(newest.state, ""), "percent": newest.percent, "note": newest.note}


def _task(number: int, line: TaskLine) -> Row:
    task, newest = line.row.task, line.row.newest
    return Row(
        thing_id=task.pk,
        cells={
            "stt": number,
            "name": task.text,
            "output": task.output,
            "due": task.due_on or task.due_words or task.rhythm,
            **_diary(newest),
            "standing": line.row.standing.word,
            "on": newest.on if newest else None,
            "evidence": "; ".join(line.evidence),
            "lead": task.lead_name,
            "coop": "; ".join(str(each) for each in task.coop_words),
        },
        base={"name": canonical(task.text), **lead_base(task), **progress_base(newest)},
        choices={"state": tuple(STATE_WORDS.values())},
        look=line.row.standing.look,
    )


def _project(number: int, line: ProjectLine) -> Row:
    project, newest, sums = line.row.project, line.row.newest, line.money
    total, coming = sums.book.total, sums.next_milestone
    return Row(
        thing_id=project.pk,
        cells={
            "stt": number,
            "name": project.name,
            "planned": total.planned,
            "committed": total.committed,
            "paid": total.paid,
            "share": total.share,
            "milestone": coming.milestone.title if coming else "",
            "milestone_on": coming.milestone.planned_on if coming else None,
            **_diary(newest),
            "flags": "; ".join(flag_vi(flag.code, flag.days) for flag in sums.flags) or "Ổn",
            "lead": project.lead_name,
        },
        formats={"share": "#,##0.0"},
        base={"name": canonical(project.name), **lead_base(project), **progress_base(newest)},
        choices={"state": tuple(STATE_WORDS.values())},
        look="" if sums.worst == "ok" else sums.worst,
    )


FLAG_WORDS = {
    "paid-over-plan": "vượt vốn giao",
    "paid-over-contract": "chi vượt hợp đồng",
    "committed-over-plan": "hợp đồng vượt vốn",
    "line-over": "vượt dòng vốn",
    "milestone-late": "mốc trễ {days} ngày",
    "contract-late": "hợp đồng trễ {days} ngày",
    "advance-high": "tạm ứng cao",
    "slow": "giải ngân chậm",
    "step-skipped": "thiếu bước mua sắm",
    "no-budget": "chưa giao vốn",
}


def flag_vi(code: str, days: int) -> str:
    """A flag in the words of the paper, which is Vietnamese whatever the screen's language."""
    return FLAG_WORDS[code].format(days=days)
