"""Reading a plan: one proposal from one document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from dinh.papers.shapes import SourceDocument
from dinh.plans.reading import (
    appendices,
    assignments,
    body_tasks,
    duties,
    grid_rows,
    grids,
    problems,
    projects,
    table_targets,
    targets,
)
from dinh.plans.reading.certainty import certainty
from dinh.plans.reading.grid_rows import GridDraft
from dinh.plans.reading.head import head_of
from dinh.plans.reading.headings import Section, tree
from dinh.plans.reading.layout import Part, parts
from dinh.plans.reading.metrics import metric_of
from dinh.plans.reading.shapes import (
    DocumentHead,
    Duty,
    NotAPlan,
    Place,
    Problem,
    Project,
    Proposal,
    Target,
    Task,
)
from dinh.plans.reading.source import Source, load
from dinh.plans.reading.targets import Context, Draft
from dinh.plans.reading.twins import Pair, pairs
from dinh.plans.reading.words import Word

Progress = Callable[[str], None]

_EMPTY = "Tệp không có chữ nào để đọc."
_NOT_PLAN = "Văn bản này không phải là kế hoạch: không tìm thấy mục tiêu, nhiệm vụ hay phụ lục giao việc nào."


def read(document: SourceDocument, *, progress: Progress | None = None) -> Proposal:
    """Everything that a plan commits to, with its place in the source. Raises `NotAPlan` with a sentence for a person."""
    say = progress or (lambda words: None)
    if not any(line.text.strip() for line in document.lines):
        raise NotAPlan(_EMPTY)
    say("Khôi phục dấu tiếng Việt…")
    source = load(document)
    say("Dựng lại bố cục…")
    tables = grids.grids(source, document.tables)
    cut = parts(_without_tables(source, tables))
    head = head_of(source, cut)
    roots = [tree(part.blocks) for part in cut if part.kind == "body"]
    sections = [section for root in roots for section in _walk(root)]
    context = _context(head, source)
    say("Tìm chỉ tiêu, nhiệm vụ, dự án…")
    drafts = [draft for section in sections for draft in targets.from_section(section, context)]
    tasks = [task for section in sections for task in body_tasks.from_section(section)]
    found = _Appendices(source, context)
    for grid in tables:
        found.take_grid(grid)
    for part in cut:
        if part.kind in {"tail", "appendix"}:
            found.take_part(part)
    drafts = _mended(drafts + found.drafts, source)
    if not _is_plan(sections, drafts, found):
        raise NotAPlan(_NOT_PLAN)
    matched = [
        (pair, _target(pair, number, source, context))
        for number, pair in enumerate(_in_order(pairs(drafts)), 1)
    ]
    made = [target for _, target in matched]
    named_tasks = [
        _weighed(replace(task, id=f"N{number:03d}"), source)
        for number, task in enumerate(tasks + found.tasks, 1)
    ]
    named_projects = [
        _weighed(replace(project, id=f"P{number:02d}"), source)
        for number, project in enumerate(found.projects, 1)
    ]
    reports = [duty for section in sections for duty in duties.from_section(section)]
    reports = [
        _weighed(replace(duty, id=f"R{number:02d}"), source) for number, duty in enumerate(_once(reports), 1)
    ]
    say("Soát mâu thuẫn…")
    wrong = _problems(head, matched, named_tasks, named_projects, found)
    return Proposal(
        head,
        tuple(made),
        tuple(named_tasks),
        tuple(named_projects),
        tuple(reports),
        tuple(wrong),
        source.clean_lines,
    )


_Item = TypeVar("_Item", Task, Project, Duty)


def _weighed(item: _Item, source: Source) -> _Item:
    """The item no surer than the words of its lines that it shows, and the doubt that names them."""
    if not source.restored:
        return item
    words = [
        word for number in range(item.lines[0], item.lines[1] + 1) for word in source.line(number).run.words
    ]
    least, doubt = certainty(words, _shown(item))
    return replace(
        item,
        confidence=round(max(0.05, min(item.confidence, least)), 2),
        doubts=(*item.doubts, doubt) if doubt else item.doubts,
    )


def _shown(item: Task | Project | Duty) -> tuple[str | None, ...]:
    """What a reviewer accepts with the item."""
    if isinstance(item, Task):
        return (item.text, item.output, item.lead, *item.coop, item.deadline)
    if isinstance(item, Project):
        return (item.name, item.content, item.lead, *item.coop, item.period, item.legal_basis)
    return (item.who, item.what, item.to, item.due)


def _walk(section: Section) -> Iterator[Section]:
    yield section
    for child in section.children:
        yield from _walk(child)


def _without_tables(source: Source, tables: list[grids.Grid]) -> Source:
    """The lines that stand in tables read by their grid are not read again as text."""
    if not tables:
        return source
    inside = {number for grid in tables for number in range(grid.first, grid.last + 1)}
    lines = tuple(line for line in source.lines if line.number not in inside)
    return replace(source, lines=lines)


def _context(head: DocumentHead, source: Source) -> Context:
    single = head.horizon_to if head.horizon_to and not head.vision_to else None
    made = int(head.date[:4]) if head.date else head.horizon_from
    return Context(head.horizon_to, made, source.noisy, single=single is not None)


class _Appendices:
    """What the tables and appendices give."""

    def __init__(self, source: Source, context: Context) -> None:
        self.source, self.context = source, context
        self.drafts: list[Draft] = []
        self.tasks: list[Task] = []
        self.projects: list[Project] = []
        self.sums: list[projects.Sums] = []
        self.wrong: list[tuple[int, str, int, list[int]]] = []

    def take_grid(self, grid: grids.Grid) -> None:
        if grid.kind == "targets":
            self.drafts += list(grid_rows.targets_in(grid, self.source, self.context.plan_year))
        elif grid.kind == "tasks":
            self.tasks += list(grid_rows.tasks_in(grid, self.source))
        else:
            found, wrong = grid_rows.projects_in(grid, self.source)
            self.projects += found
            self.wrong += wrong

    def take_part(self, part: Part) -> None:
        kind = appendices.kind_of(part)
        if kind == "targets":
            year = self.context.plan_year if self.context.single else None
            self.drafts += table_targets.targets_of(part, self.source, year)
        elif kind == "tasks":
            self.tasks += assignments.assigned(part, self.source)
        elif kind == "projects":
            listed = projects.listed(part, self.source)
            self.projects += listed.projects
            self.sums += listed.sums


def _mended(drafts: list[Draft], source: Source) -> list[Draft]:
    """'109%' in a bad scan is a misread 100%; in a clean text it is the plan's own fault and stays."""
    for draft in drafts:
        misread = source.noisy and draft.unit == "%" and draft.value is not None and 100 < draft.value < 110
        if misread and not re.search(r"\b(?:tang|so voi|vuot)\b", draft.run.folded):
            draft.doubts.append(f"Máy quét ghi “{draft.value:g}%”, đọc là 100%.")
            draft.text = draft.text.replace(f"{draft.value:g}%", "100%")
            draft.value = 100.0
    return drafts


def _is_plan(sections: list[Section], drafts: list[Draft], found: _Appendices) -> bool:
    roles = {section.role for section in sections if section.title is not None}
    if drafts or found.projects:
        return (
            bool(roles & {"goals", "general", "tasks", "organise"})
            or len(drafts) >= 2
            or bool(found.projects)
        )
    return bool(roles & {"goals", "tasks"}) and bool(
        found.tasks or any(s.blocks for s in sections if s.role in {"tasks", "organise"})
    )


def _in_order(found: list[Pair]) -> list[Pair]:
    return sorted(found, key=lambda pair: _span(pair.main)[0])


def _span(draft: Draft) -> tuple[int, int]:
    return draft.span if isinstance(draft, GridDraft) else draft.run.lines


def _place(draft: Draft, source: Source) -> Place:
    span = _span(draft)
    whole = draft.where == "appendix"
    quote = source.pages.whole(*span) if whole else draft.run.quote
    return Place(draft.where, span, source.pages.page_of.get(span[0], 1), quote)


def _target(pair: Pair, number: int, source: Source, context: Context) -> Target:
    main = pair.main
    other = pair.appendix if pair.body is not None else None
    places = [_place(main, source)] + ([_place(other, source)] if other is not None else [])
    doubts = list(dict.fromkeys([*main.doubts, *(other.doubts if other else [])]))
    operator = main.operator
    if (
        other is not None
        and other.value == main.value
        and main.operator == "="
        and other.operator in {">", ">="}
    ):
        doubts.append("Phần thân và phụ lục ghi dấu so sánh khác nhau.")
    year = main.year if main.year is not None else (other.year if other else None)
    lead = (other.lead if other else None) or main.lead
    coop = (other.coop if other else ()) or main.coop
    sure = main.sure
    if year is None:
        doubts.append("Văn bản không nêu năm phải đạt.")
    if sure < 0.6:
        doubts.append("Chữ quét mờ, lời sạch cần soát lại.")
    weakest, guessed = certainty(_words_of(main, source), (main.text, main.unit, lead, *coop))
    committed = main.operator == "yes"
    confidence = (0.55 if committed else 0.72) + (0.25 if not committed else 0.3) * sure
    confidence += 0.03 if other is not None else 0.0
    confidence -= 0.06 * len(doubts) + (
        0.1 if main.where == "appendix" and not isinstance(main, GridDraft) else 0.0
    )
    confidence -= 0.05 if not main.goals else 0.0
    confidence = min(confidence, weakest)
    if guessed:
        doubts.append(guessed)
    share = (main.unit or "").startswith("%")
    return Target(
        id=f"T{number:02d}", text=main.text, quote=places[0].quote, lines=places[0].lines, page=places[0].page,
        metric=metric_of(main.text, share=share, committed=committed, rank=operator == "rank", unit=main.unit), operator=operator, value=main.value, value_max=main.value_max, unit=main.unit or None,
        deadline_year=year, deadline=main.deadline, pillar=main.pillar, scope=main.scope, lead=lead, coop=tuple(coop), section=main.section,
        places=tuple(places), confidence=round(min(0.99, max(0.05, confidence)), 2), doubts=tuple(doubts),
    )  # fmt: skip


def _words_of(draft: Draft, source: Source) -> Sequence[Word]:
    """The words that a target was read from: its clause, or the lines of its row."""
    if not isinstance(draft, GridDraft):
        return draft.run.words
    first, last = draft.span
    return [word for number in range(first, last + 1) for word in source.line(number).run.words]


def _once(found: list[Duty]) -> list[Duty]:
    seen: set[tuple[object, ...]] = set()
    kept = []
    for duty in found:
        key = (duty.lines, duty.rhythm, duty.quote)
        if key not in seen:
            seen.add(key)
            kept.append(duty)
    return kept


def _problems(
    head: DocumentHead,
    matched: list[tuple[Pair, Target]],
    tasks: list[Task],
    listed: list[Project],
    found: _Appendices,
) -> list[Problem]:
    made = [target for _, target in matched]
    wrong = [
        *problems.two_values(matched), *problems.repeated(made), *problems.impossible(made, tasks), *problems.wrong_sums(found.sums, listed),
        *problems.too_early(head, made, tasks), *problems.unmeasurable(made), *problems.ownerless(made),
    ]  # fmt: skip
    for line, label, printed, summed in found.wrong:
        text = f"Cột “{label}” (dòng {line}) ghi tổng {printed:,} đồng nhưng các hàng cộng lại được {summed[0]:,} đồng.".replace(
            ",", "."
        )
        wrong.append(Problem("sum_mismatch", text, ((line, line),)))
    return wrong
