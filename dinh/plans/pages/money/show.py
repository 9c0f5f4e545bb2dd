"""What the page of a project shows of its money, and the money part of a plan's page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from dinh.plans import queries
from dinh.plans.models import Plan, Project
from dinh.plans.queries import money as book_queries
from dinh.plans.rules.money import Book, Cell, Flag, percent_of
from dinh.plans.rules.money_edition import source
from dinh.plans.shapes import PlanState

from ..common import may, today
from ..money_words import flag_word, flag_words


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a money table: a source in a year, a year, or the whole; widths are hundredths of the widest."""

    words: str
    cell: Cell
    source: str = ""
    year: int | None = None
    level: str = ""
    """"year" for a year's sum, "all" for the whole, "" for a line."""
    committed_width: Decimal = Decimal(0)
    paid_width: Decimal = Decimal(0)
    over: bool = False


def lines_of(book: Book) -> list[Line]:
    """The table of a book: years, in each its sources, and the whole last."""
    made: list[Line] = []
    years = book.by_year()
    for year, whole in years.items():
        if len(years) > 1:
            made.append(_line(_("Năm %(year)s") % {"year": year}, whole, year=year, level="year"))
        made += [
            _line(source(code).name, cell, source=code, year=year)
            for (code, at), cell in book.cells.items()
            if at == year
        ]
    return [*made, _line(_("Cộng"), book.total, level="all")] if made else []


def _line(words: str, cell: Cell, **more: Any) -> Line:
    whole = max(cell.planned, cell.committed, cell.paid, 0)
    return Line(
        words=words,
        cell=cell,
        committed_width=percent_of(max(0, cell.committed), whole) or Decimal(0),
        paid_width=percent_of(max(0, cell.paid), whole) or Decimal(0),
        over=cell.paid > cell.planned or cell.committed > cell.planned,
        **more,
    )


def source_lines(book: Book) -> list[Line]:
    """One row for each source over all years."""
    return [_line(source(code).name, cell, source=code) for code, cell in book.by_source().items()]


@dataclass(frozen=True, slots=True)
class Dot:
    """A milestone on the line of time, in hundredths of its length."""

    x: float
    look: str
    row: book_queries.MilestoneRow
    number: int


@dataclass(frozen=True)
class TimeLine:
    """The milestones on one line from the first day to the last, with today."""

    dots: tuple[Dot, ...]
    today: float | None
    first: date
    last: date
    months: tuple[tuple[float, str], ...] = field(default=())


def time_line(rows: Sequence[book_queries.MilestoneRow], day: date) -> TimeLine | None:
    """The milestones laid out in time; None when there are none."""
    if not rows:
        return None
    days = [row.milestone.done_on or row.milestone.planned_on for row in rows]
    first, last = min([*days, day]), max([*days, day])
    first, last = first.replace(day=1), _month_end(last)
    whole = max(1, (last - first).days)

    def at(when: date) -> float:
        return round((when - first).days / whole * 100, 2)

    months, month = [], first
    while month <= last:
        months.append((at(month), f"{month.month}/{month.year % 100:02d}"))
        month = _month_end(month, 1)
    step = max(1, -(-len(months) // 6))
    dots = [
        Dot(at(row.milestone.done_on or row.milestone.planned_on), row.state.kind.look, row, number)
        for number, row in enumerate(rows, 1)
    ]
    return TimeLine(tuple(dots), at(day), first, last, tuple(each for each in months[::step] if each[0] < 93))


def _month_end(day: date, more: int = 0) -> date:
    """The first day of the month after, `more` being 1 to ask for the next month's first from a first."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, 1)


def flags_said(flags: Iterable[Flag]) -> list[tuple[str, str]]:
    return [(flag.look, flag_words(flag)) for flag in flags]


DEEDS = (
    "decide_budget",
    "sign_contract",
    "record_payment",
    "plan_milestone",
    "reach_milestone",
    "record_step",
    "serve_target",
)


def project_context(request: HttpRequest, project: Project) -> dict[str, Any]:
    """Everything of a project's money for its page. About fifteen queries however many payments there are."""
    day = today()
    (row,) = book_queries.money_rows(Project.objects.filter(pk=project.pk), today=day)
    open_plan = project.plan.state != PlanState.REPLACED.value
    path = project.plan.unit.path
    return {
        "money": row,
        "money_door": f"{reverse('plans.entries', args=[project.plan_id])}?du-an={project.pk}",
        "money_lines": lines_of(row.book),
        "money_flags": flags_said(row.flags),
        "time_line": time_line(row.milestones, day),
        "steps": book_queries.step_rows(project, day),
        "payments": book_queries.payments_of(project)[:12],
        "decisions": list(project.decisions.prefetch_related("entries", "files")),
        "milestone_files": _milestone_files(row),
        "served": book_queries.served_targets(project),
        "day": day,
        "can": {
            deed: open_plan and may(request, f"plans.{deed}", path, project.lead_office_id) for deed in DEEDS
        },
    }


def _milestone_files(row: book_queries.ProjectMoneyRow) -> dict[int, list[Any]]:
    from dinh.plans.models import MoneyFile

    made: dict[int, list[Any]] = {}
    for file in MoneyFile.objects.filter(milestone__in=[each.milestone.pk for each in row.milestones]):
        assert file.milestone_id is not None
        made.setdefault(file.milestone_id, []).append(file)
    return made


def plan_context(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """The money of all projects of a plan: sums by source and year, each project with what is not right about it."""
    rows = book_queries.money_rows(plan.projects.all(), today=today())
    book = book_queries.whole_book(rows)
    wanted = request.GET.get("xem", "")
    flagged = [row for row in rows if row.flags]
    late = [row for row in rows if any(flag.code == "milestone-late" for flag in row.flags)]
    over = [row for row in rows if any("over" in flag.code for flag in row.flags)]
    slow = [row for row in rows if any(flag.code == "slow" for flag in row.flags)]
    shown = {"vuot": over, "cham-moc": late, "cham-chi": slow, "can-xem": flagged}.get(wanted, rows)
    most = max((max(row.book.total.planned, row.book.total.paid) for row in rows), default=0)
    here = reverse("plans.plan_part", args=[plan.pk, "kinh-phi"])
    return {
        "money_lines": lines_of(book),
        "money_door": f"{reverse('plans.entries', args=[plan.pk])}?",
        "book": book,
        "sources": source_lines(book),
        "paper_total": sum(row.paper for row in rows),
        "from_paper": sum(row.from_paper for row in rows),
        "groups": _groups(shown, most),
        "project_total": len(rows),
        "wanted": wanted,
        "filters": [
            ("", _("Tất cả"), len(rows), here),
            ("can-xem", _("Có điều cần xem"), len(flagged), f"{here}?xem=can-xem#cac-du-an"),
            ("vuot", _("Vượt tiền"), len(over), f"{here}?xem=vuot#cac-du-an"),
            ("cham-moc", _("Chậm mốc"), len(late), f"{here}?xem=cham-moc#cac-du-an"),
            ("cham-chi", _("Giải ngân chậm"), len(slow), f"{here}?xem=cham-chi#cac-du-an"),
        ],
        "check": check_words(plan, rows),
    }


def _groups(rows: Sequence[book_queries.ProjectMoneyRow], most: int) -> list[dict[str, Any]]:
    groups: dict[str, list[book_queries.ProjectMoneyRow]] = {}
    for row in rows:
        groups.setdefault(row.project.group, []).append(row)
    return [
        {
            "name": name,
            "cell": book_queries.whole_book(members).total,
            "rows": [
                {
                    "row": row,
                    "width": percent_of(max(0, row.book.total.planned), most) or Decimal(0),
                    "committed": percent_of(max(0, row.book.total.committed), most) or Decimal(0),
                    "paid": percent_of(max(0, row.book.total.paid), most) or Decimal(0),
                    "flags": [(flag.look, flag_word(flag)) for flag in row.flags[:3]],
                    "more": max(0, len(row.flags) - 3),
                }
                for row in members
            ],
        }
        for name, members in groups.items()
    ]


def check_words(plan: Plan, rows: Sequence[book_queries.ProjectMoneyRow]) -> dict[str, Any] | None:
    """Whether the sums of the paper's lines agree with each other: whole, by source, and with what was given since."""
    if not rows or not any(row.paper for row in rows):
        return None
    paper: dict[str, int] = {}
    for row in rows:
        for part in book_queries.paper_parts(row.project):
            paper[part.source] = paper.get(part.source, 0) + part.amount
    total = sum(row.paper for row in rows)
    given = sum(row.book.total.planned for row in rows)
    return {
        "total": total,
        "by_source": [
            (source(code).name, amount) for code, amount in sorted(paper.items(), key=lambda p: -p[1])
        ],
        "agrees": sum(paper.values()) == total,
        "given": given,
        "gap": given - total,
        "groups": [(name, sum(row.paper for row in members)) for name, members in _by_group(rows)],
    }


def _by_group(
    rows: Sequence[book_queries.ProjectMoneyRow],
) -> list[tuple[str, list[book_queries.ProjectMoneyRow]]]:
    groups: dict[str, list[book_queries.ProjectMoneyRow]] = {}
    for row in rows:
        groups.setdefault(row.project.group, []).append(row)
    return list(groups.items())


def project_of(request: HttpRequest, project_id: int) -> Project:
    """The project of the address, when this person may read it; else the 404 page."""
    from ..common import actor_of, found

    row: Project = found(
        queries.project_for(actor_of(request), project_id, today()), _("Không có dự án này.")
    )
    return row
