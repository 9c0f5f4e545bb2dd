"""Problems of a plan's text with the things they concern, each as a door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from dinh.plans.models import Plan, Problem, Project, ProposalItem, Reading, Target, Task

from ..common import lines_words
from .where import address, item_address

FEW = 4
"""So many things are shown at once; the rest waits behind a word."""


@dataclass(frozen=True, slots=True)
class Concerned:
    """One thing a problem speaks of. `title` is empty when only a place in the text is known."""

    url: str
    place: str
    title: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem with the first few things it concerns, and the others."""

    problem: Problem
    few: tuple[Concerned, ...]
    others: tuple[Concerned, ...]

    @property
    def total(self) -> int:
        return len(self.few) + len(self.others)


def problem_rows(
    problems: Sequence[Problem], reading: Reading, *, plan: Plan | None = None
) -> list[ProblemRow]:
    """Problems ready to draw. Doors lead to the things of `plan` when there is one, else into the review. At most five
    queries, however many problems."""
    marks = {str(mark) for problem in problems for mark in problem.about}
    items = {item.mark: item for item in reading.items.filter(mark__in=marks)} if marks else {}
    doors = _plan_doors(plan, items.values()) if plan is not None and items else {}
    pages: list[dict[str, Any]] = list(reading.pages.values("number", "first_line", "last_line"))  # type: ignore[arg-type]
    rows = []
    for problem in problems:
        things = _things(problem, items, doors) + _bare_lines(problem, reading, items, pages)
        rows.append(ProblemRow(problem, tuple(things[:FEW]), tuple(things[FEW:])))
    return rows


def _plan_doors(plan: Plan, items: Iterable[ProposalItem]) -> dict[int, str]:
    """The page of what each item became."""
    ids = [item.pk for item in items]
    made: dict[int, str] = {}
    kinds: tuple[tuple[str, Any], ...] = (("target", Target), ("task", Task), ("project", Project))
    for name, model in kinds:
        for item_id, pk in model.objects.filter(plan=plan, item__in=ids).values_list("item_id", "pk"):
            made[item_id] = reverse(f"plans.{name}", args=[pk])
    return made


def _things(problem: Problem, items: dict[str, ProposalItem], doors: dict[int, str]) -> list[Concerned]:
    found = [items[str(mark)] for mark in problem.about if str(mark) in items]
    return [
        Concerned(
            url=doors.get(item.pk) or item_address(item),
            place=lines_words(item.first_line, item.last_line),
            title=item.title,
            mark=item.mark,
        )
        for item in found
    ]


def _bare_lines(
    problem: Problem, reading: Reading, items: dict[str, ProposalItem], pages: Sequence[dict[str, Any]]
) -> list[Concerned]:
    """Places that no thing named by the problem begins at: doors to the line itself."""
    told = {items[str(mark)].first_line for mark in problem.about if str(mark) in items}
    made = []
    for first, last in problem.lines:
        if first in told:
            continue
        page = next((p["number"] for p in pages if p["first_line"] <= first <= p["last_line"]), None)
        url = address(reading, loai="problem", van_de=problem.pk, trang=page)
        made.append(Concerned(url=f"{url}#d{first}", place=lines_words(first, last)))
    return made
