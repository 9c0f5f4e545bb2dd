"""Targets in the body: clauses of obligation with a quantity or a committed state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from dinh.plans.reading.clauses import Clause, clauses
from dinh.plans.reading.deadlines import Due, all_dues, when_span
from dinh.plans.reading.headings import Section, year_of
from dinh.plans.reading.layout import Block
from dinh.plans.reading.pillars import pillar_of
from dinh.plans.reading.quantities import UNITS, Quantity, quantities
from dinh.plans.reading.scopes import levels, scope_of
from dinh.plans.reading.shapes import Operator, Pillar, Where
from dinh.plans.reading.words import Run, found_near, sentence


@dataclass(slots=True)
class Draft:
    """A target being read; twins and offices are still to be found."""

    run: Run
    text: str
    operator: Operator
    value: float | None
    value_max: float | None
    unit: str | None
    year: int | None
    deadline: str | None
    pillar: Pillar
    scope: str | None
    section: str | None
    where: Where = "body"
    lead: str | None = None
    coop: tuple[str, ...] = ()
    doubts: list[str] = field(default_factory=list)
    sure: float = 1.0
    metric: str | None = None
    own_year: bool = False
    goals: bool = True
    row: Run | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What the plan says as a whole: its year when it is a plan of one year, the day it was made."""

    plan_year: int | None
    made_year: int | None
    noisy: bool
    single: bool = False
    """True when all of the plan is for one date, so that even a table without a year is due then."""


_PAST = re.compile(
    r"\b(?:da dat|uoc dat|hien dat|hien nay dat|dat duoc ket qua|ket qua dat duoc|(?<!cap )tinh den (?:nay|thang|het|cuoi|ngay|quy|nam|thoi diem)|den nay|hien co|hien nay co"
    r"|thuc hien nam 20\d\d|so voi ke hoach|vuot chi tieu|vuot ke hoach|trong nam qua|thoi gian qua)\b"
)
_OBLIGE = re.compile(
    r"\b(?:phan dau|phai|muc tieu|chi tieu|toi thieu|bao dam|dam bao|tro len|duy tri|quyet tam)\b"
)
_WORD = re.compile(r"[a-z]{2,}")


def from_section(section: Section, context: Context) -> Iterator[Draft]:
    """The targets that stand directly under one heading."""
    if section.role in {"goals", "general"}:
        yield from _from_goals(section, goal_year(section, context), context)
    elif section.role in {"tasks", "other", "organise"}:
        for block in section.blocks:
            yield from _from_task(block, section, context)


@dataclass(frozen=True, slots=True)
class _Lead:
    """A block that only leads in the ones under it: '- Tỷ lệ hồ sơ xử lý trên mạng:', '- Đến năm 2027:'."""

    depth: float
    words: str
    year: int | None


_ONLY_YEAR = re.compile(
    r"^(?:(?:Định hướng|Mục tiêu|Phấn đấu|Giai đoạn|Tầm nhìn|cụ thể)\s*)*(?:(?:đến|trong|hết|cuối)\s*)*(?:năm\s*)?20\d\d(?:\s*[-–]\s*20\d\d)?$",
    re.IGNORECASE,
)


def _from_goals(section: Section, year: int | None, context: Context) -> Iterator[Draft]:
    leads: list[_Lead] = []
    for block in section.blocks:
        depth = block.marker.depth if block.marker else 8.5
        leads = [lead for lead in leads if lead.depth < depth]
        own = next((lead.year for lead in reversed(leads) if lead.year is not None), year)
        for draft in _from_goal(block, section, own, context):
            said = next((lead.words for lead in reversed(leads) if lead.words), None)
            if said and len(draft.text.split()) <= 9:
                low = draft.text[:1].lower() + draft.text[1:]
                draft.text = f"{said}: {low}"
            yield draft
        if block.run.clean.rstrip().endswith(":") and not any(word.share for word in block.run.words):
            last = clauses(block.run)[-1].run
            bare = _ONLY_YEAR.sub("", sentence(last.clean)) if len(last) <= 20 else ""
            bare = "" if re.match(r"(?:cụ thể|trong đó|như sau|sau đây|gồm)\b", bare, re.IGNORECASE) else bare
            leads.append(_Lead(depth, bare, year_of(block.run.folded)))


def goal_year(section: Section, context: Context) -> int | None:
    """The year that stands for clauses which name none: the heading's, else the plan's, unless headings beside
    this one name years (then silence means that none was set)."""
    if section.inherited_year is not None:
        return section.inherited_year
    top = section
    for above in section.chain():
        if above.role in {"goals", "general"}:
            top = above
    family = [top, *_under(top)]
    if any(other.year is not None for other in family):
        return None
    return context.plan_year


def _under(section: Section) -> Iterator[Section]:
    for child in section.children:
        yield child
        yield from _under(child)


def _is_general(section: Section) -> bool:
    return section.role == "general"


def _speaks_generally(block: Block, section: Section) -> bool:
    """'2.1. Mục tiêu tổng quát: …' in one paragraph, or the words before the first heading of the goals proper."""
    if found_near(block.run.folded[:26], "muc tieu tong quat", 0.3):
        return True
    return any(child.role == "goals" for child in section.children)


def _from_goal(block: Block, section: Section, year: int | None, context: Context) -> Iterator[Draft]:
    due: Due | None = None
    sentence_at = -1
    general = _is_general(section) or _speaks_generally(block, section)
    subject: str | None = None
    for clause in clauses(block.run):
        if clause.sentence != sentence_at:
            sentence_at, due = clause.sentence, None
        named = all_dues(clause.run.folded)
        if is_past(clause.run.folded, context):
            continue
        found = [q for q in quantities(clause.run) if not _aside(clause.run, q)]
        if not found:
            if general or not _commits(clause, block):
                due = named[-1] if named else due
                continue
            first = named[0] if named else due
            yield from _states(clause, section, first, year, block)
        else:
            for draft in _measured(clause, found, named, due, section, year):
                if clause.index and subject and len(clause.run) <= 8 and _AT_TIER.match(clause.run.folded):
                    draft.text = f"{subject}: {draft.text[:1].lower() + draft.text[1:]}"
                elif ":" in draft.text:
                    subject = draft.text.split(":")[0]
                yield draft
        due = named[-1] if named else due


def is_past(folded: str, context: Context) -> bool:
    """'Năm 2024 đã đạt 85%' tells what was, not what is promised."""
    if _PAST.search(folded) and not _OBLIGE.search(folded):
        return True
    if context.made_year is None:
        return False
    head = re.match(r"\W*(?:trong |den cuoi |cuoi |het )?n\w{1,2}m (20\d\d)\b(.{0,80})", folded)
    return bool(
        head
        and int(head.group(1)) < context.made_year
        and not _OBLIGE.search(head.group(2))
        and "phan dau" not in folded
    )


def _aside(run: Run, quantity: Quantity) -> bool:
    """A value between brackets that tells of another year or a part: '(năm 2024 đạt 85%)'."""
    before = run.folded[: run.offset_of(quantity.first)]
    opened = before.rfind("(")
    if opened <= before.rfind(")"):
        return False
    closed = run.folded.find(")", opened)
    if re.search(r"\bso voi\b", run.folded[opened : closed if closed > 0 else len(run.folded)]):
        return True
    return bool(re.search(r"n\w{1,2}m 20\d\d|hien nay|cung ky|hien tai|da dat|ket qua", before[opened:]))


_NO_STATE = re.compile(
    r"^(?:trong do|cu the|nhu sau|gom|bao gom|voi cac muc tieu|muc tieu cu the)\b|\b(?:nhu sau|cu the la|sau day)\W*$"
)


def _commits(clause: Clause, block: Block) -> bool:
    """Whether a clause without a number promises a state: long enough to say one, and no mere lead-in."""
    folded = clause.run.folded
    if len(_WORD.findall(folded)) < 4 or clause.run.clean.rstrip().endswith(":"):
        return False
    return not _NO_STATE.search(folded)


def _states(
    clause: Clause, section: Section, due: Due | None, year: int | None, block: Block
) -> Iterator[Draft]:
    run = clause.run.stripped()
    pieces = _universal(run)
    for piece in pieces:
        text = sentence(piece.clean)
        if len(pieces) > 1 and piece is not pieces[0] and pieces[0].words[0].fold == "pho":
            text = sentence(f"Phổ cập {piece.clean}")
        yield Draft(
            run=run, text=text, operator="yes", value=None, value_max=None, unit=None,
            year=due.year if due else year, deadline=_deadline(run), pillar=_pillar(run, section), scope=scope_of(run),
            section=section.path or None, sure=run.sure, own_year=due is not None, goals=True,
        )  # fmt: skip


def _universal(run: Run) -> list[Run]:
    """'Phổ cập A và B' promises two things; they are nearly always counted apart."""
    folds = [word.fold for word in run.words]
    for index in range(4, len(folds) - 2):
        if (
            folds[index] == "va"
            and "cap" in folds[:8]
            and folds[index + 1] in {"dien", "internet", "mang", "dich"}
        ):
            start = next((i for i, f in enumerate(folds[:8]) if f == "pho"), None)
            if start is not None:
                return [run.part(0, index), run.part(index + 1, len(run))]
    return [run]


def _measured(
    clause: Clause, found: list[Quantity], named: list[Due], carried: Due | None, section: Section, year: int | None,
    *, goals: bool = True,
) -> Iterator[Draft]:  # fmt: skip
    run = clause.run
    pieces = segments(run, found)
    bounds, start = {}, 0
    for _, piece in pieces:
        bounds[id(piece)] = (run.offset_of(start), run.offset_of(start + len(piece)))
        start += len(piece)
    for quantity, piece in pieces:
        at = run.offset_of(quantity.first)
        first, last = bounds[id(piece)]
        inside = [due for due in named if first <= due.start < last]
        before = [due for due in named if due.start <= at]
        own = (inside[0] if inside else before[-1] if before else None) or (
            named[0] if len(named) == 1 else carried
        )
        if own is None and carried is not None:
            own = carried
        text = re.sub(r"\s(?:với|và|trong đó|cùng|cho)\W*$", "", _text(run, piece, pieces, quantity))
        for scope, words in levels(piece, quantity, run):
            yield Draft(
                run=run.stripped(), text=sentence(words or text), operator=quantity.operator, value=quantity.value,
                value_max=quantity.value_max, unit=quantity.unit, year=own.year if own else year,
                deadline=_deadline(run), pillar=_pillar(piece if len(piece) > 5 else run, section), scope=scope,
                section=section.path or None, doubts=[quantity.doubt] if quantity.doubt else [], sure=run.sure,
                own_year=own is not None, goals=goals,
            )  # fmt: skip


def _pillar(run: Run, section: Section) -> Pillar:
    return pillar_of(run.folded, [above.title.folded for above in section.chain() if above.title])


def _deadline(run: Run) -> str | None:
    span = when_span(run.folded)
    return sentence(run.cut(*span).clean).lower() if span else None


def segments(run: Run, found: list[Quantity]) -> list[tuple[Quantity, Run]]:
    """Each quantity with its own stretch of the clause."""
    bounds = [0]
    for one, two in pairwise(found):
        bounds.append(_boundary(run, one, two))
    bounds.append(len(run))
    return [(q, run.part(bounds[i], bounds[i + 1])) for i, q in enumerate(found)]


def _boundary(run: Run, one: Quantity, two: Quantity) -> int:
    words = run.words
    closes = [
        i
        for i in range(one.last, two.first + 1)
        if words[i - 1].clean.endswith((",", ";")) or words[i].fold == "va"
    ]
    if closes and closes[0] == one.last and two.first - one.last > 3:
        if _only_units(run.part(one.last, closes[-1])):
            return closes[-1]  # '06 huyện, thị xã, thành phố trở lên và 300 xã': one count of three kinds
        return one.last
    if closes:
        return closes[-1]
    start = two.first
    while start > one.last and words[start - 1].fold in _BEFORE_VALUE:
        start -= 1
    return start


_UNIT_WORDS = {word for unit in UNITS for word in unit.split()} | {"tro", "len", "va", "hoac"}


def _only_units(run: Run) -> bool:
    return bool(run) and all(word in _UNIT_WORDS for word in run.bare)


_BEFORE_VALUE = {"toi", "thieu", "it", "nhat", "tren", "tu", "khong", "duoi", "dat", "co", "sinh", "phat"}


_VERB = {
    "duoc",
    "trien",
    "hoan",
    "su",
    "thuc",
    "ung",
    "tham",
    "dat",
    "hai",
    "tiep",
    "co",
    "chap",
    "xu",
    "tien",
}


def _text(run: Run, piece: Run, pieces: list[tuple[Quantity, Run]], quantity: Quantity) -> str:
    """The wording of one of several: its own stretch, with the predicate that all of them share."""
    bare = piece.stripped()
    if bare and bare.words[0].fold in {"va", "con"}:
        bare = bare.part(1, len(bare))
    if len(pieces) == 1:
        return run.clean
    last = pieces[-1][1]
    leads = all(_leads(q, p) for q, p in pieces)
    if leads and piece is not last:
        if not any(word.fold in _VERB for word in bare.words[1:]):
            for index, word in enumerate(last.words):
                if word.fold in _VERB and index > 1:
                    return f"{bare.clean.rstrip(' ,;')} {last.part(index, len(last)).clean}"
        return bare.clean
    if leads:
        return bare.clean
    if bare.folded.startswith("trong do "):
        bare = bare.part(2, len(bare))
    size = len(bare.folded.split(" (")[0].split())
    if (size < 8 or (size < 12 and _AT_TIER.match(bare.folded))) and piece is not pieces[0][1]:
        subject = pieces[0][1].stripped()
        cut = next((i for i, w in enumerate(subject.words) if w.fold == "dat" or w.share), len(subject))
        head = subject.part(0, cut).clean.rstrip(" :,")
        if head.count("(") > head.count(")"):
            head = head[: head.rfind("(")].rstrip()
        if _NO_SUBJECT.search(subject.part(0, cut).folded):
            return bare.clean
        return f"{head}: {bare.clean}" if cut > 3 else run.clean
    return bare.clean


_NO_SUBJECT = re.compile(r"^(?:trong|den|het|nam)\b.*\bphan dau(?: \S+)?$")
_LIGHT = {
    "va",
    "con",
    "toi",
    "thieu",
    "it",
    "nhat",
    "tren",
    "tu",
    "duoi",
    "khong",
    "qua",
    "dat",
    "co",
    "phu",
    "cac",
    "phan",
    "dau",
    "duy",
    "tri",
    "den",
    "-",
    "la",
}


_AT_TIER = re.compile(
    r"(?:doi voi |tai |o )?(?:cap|tinh|huyen|xa|phuong|thanh pho|khu vuc|do thi|nong thon|vung|co quan|dia ban)\b"
)


def _leads(quantity: Quantity, piece: Run) -> bool:
    """Whether the value stands at the head of its stretch: '90% hồ sơ …'."""
    for count, word in enumerate(w for w in piece.words if w.fold.strip(",.;:") not in _LIGHT):
        if word.share is not None or word.clean[:1].isdigit():
            return True
        if count >= 1:
            return False
    return True


_TRIGGER = re.compile(
    r"(?:^|[,;:]\s|\bphan dau\s|\bva\s|\bdam bao\s|\bbao dam\s|\bmuc tieu\s)(?:(?:den|toi) (?:het |cuoi )?n\w{1,2}m 20\d\d|phan dau\b)"
)
_STATE = re.compile(r"\b(?:pho cap|hoan thanh|co ban hoan thanh|hinh thanh|dua vao van hanh)\b")


def _from_task(block: Block, section: Section, context: Context) -> Iterator[Draft]:
    """A target inside a task: 'phấn đấu đến năm 2025 … đạt 100%'. Other quantities belong to the task."""
    carried: Due | None = None
    armed = False
    sentence_at = -1
    for clause in clauses(block.run):
        if clause.sentence != sentence_at:
            sentence_at, carried, armed = clause.sentence, None, False
        folded = clause.run.folded
        named = all_dues(folded)
        match = _TRIGGER.search(folded)
        start = 0
        if match and not _quoted(folded, match.start()):
            explicit = [due for due in named if due.explicit and due.start >= match.start() - 1]
            if explicit or "phan dau" in match.group():
                armed = True
                start = match.start() + len(match.group()) - len(match.group().lstrip(" ,;:"))
                start += re.match(r"(?:va |dam bao |bao dam |muc tieu )?", folded[start:]).end()  # type: ignore[union-attr]
                carried = explicit[-1] if explicit else carried
        if not armed or is_past(folded, context):
            continue
        tail = clause.run.cut(start, len(folded)) if start else clause.run
        tail = tail.stripped()
        if not tail:
            continue
        found = [
            q
            for q in quantities(tail)
            if (q.share or q.operator in {">=", ">", "rank"}) and not _aside(tail, q)
        ]
        piece = Clause(tail, clause.topic, clause.sentence, clause.index)
        fallback = carried.year if carried else goal_year(section, context)
        if found:
            yield from _measured(piece, found, all_dues(tail.folded), carried, section, fallback, goals=False)
        elif (
            _STATE.search(tail.folded[:90])
            and carried is not None
            and clause.run.folded.find("dinh huong") < 0
        ):
            yield from _states(piece, section, carried, fallback, block)


def _quoted(folded: str, at: int) -> bool:
    """Inside the name of a programme or a decree."""
    before = folded[:at]
    return before.count('"') % 2 == 1 or bool(
        re.search(r"\b(?:de an|chuong trinh|ke hoach|quyet dinh|nghi quyet)\b[^,;]{0,70}$", before)
    )
