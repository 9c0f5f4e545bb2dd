"""Tasks in the body: clauses under tasks and solutions, and what 'Tổ chức thực hiện' asks of each office."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dinh.plans.reading.clauses import clauses
from dinh.plans.reading.deadlines import rhythms, when_span
from dinh.plans.reading.headings import Section, role_of
from dinh.plans.reading.layout import Block
from dinh.plans.reading.offices import Office, names, offices
from dinh.plans.reading.quantities import quantities, told
from dinh.plans.reading.shapes import Task
from dinh.plans.reading.words import Run, sentence

_COOP = re.compile(r"\bph\S{1,4} h\S{1,3}p (?:chat che )?(?:v\S{1,3}|c\S{1,2}ng)(?: v\S{1,3})?\s")
_LEADS = re.compile(
    r"\b(?:chu tri|lam dau moi|la dau moi|chiu trach nhiem|co trach nhiem|thuc hien|tham muu|to chuc|phai|chu dong|xay dung|ban hanh|lanh dao|theo doi|tong hop|bao cao|huong dan|bo tri|giam sat|don doc|can cu|phoi hop|quan triet|trien khai)\b"
)
_TIMED = re.compile(r"^\W*th\S{1,2}i gian th\S{1,3}c hi\S{1,2}n\b")
_NOISE = re.compile(
    r"^\W*(?:noi nhan|tren day la|nghi quyet nay|quyet dinh nay|ke hoach nay (?:duoc|co hieu luc)|co phu luc|kem theo|dinh kem)\b"
)
_WORD = re.compile(r"[a-z]{2,}")


def from_section(section: Section) -> Iterator[Task]:
    """The tasks that stand directly under one heading; ids are given later."""
    if section.role not in {"tasks", "organise", "general"}:
        return
    led = _office_of(section) if section.role == "organise" or section.title is not None else ()
    blocks = section.blocks
    after: list[Task] = []
    for index, block in enumerate(blocks):
        if _TIMED.search(block.run.folded):
            after = [_with_time(task, block.run) for task in after]
            if index + 1 == len(blocks) or _all_before(blocks, index):
                yield from after
                after = []
            continue
        if _NOISE.search(block.run.folded) or not _says_something(block):
            continue
        after.append(_task(block, section, led))
    yield from after


def _all_before(blocks: list[Block], index: int) -> bool:
    return bool(blocks[index + 1 :])


def _says_something(block: Block) -> bool:
    if block.run.clean.rstrip().endswith(":") and len(block.run) < 16:
        return False
    return len(_WORD.findall(block.run.folded)) >= 4


def _task(block: Block, section: Section, led: tuple[str, ...]) -> Task:
    run = block.run
    lead, coop = who(run)
    lead = led or lead
    times = _time_clause(run)
    body = times[0] if times else run
    said = times[1] if len(times) > 1 else run
    span = when_span(said.folded)
    known = rhythms(said.folded)
    rhythm = next((r for r in known if r != "định kỳ"), known[0] if known else None)
    deadline = sentence(said.cut(*span).clean) if span else None
    found = [told(q) for clause in clauses(run) for q in quantities(clause.run)]
    doubts = []
    if run.sure < 0.55:
        doubts.append("Chữ quét quá mờ, lời sạch chỉ là đoán.")
    return Task(
        id="", text=sentence(body.clean), quote=block.whole.quote, lines=block.lines, page=block.whole.page, output=None,
        lead="; ".join(lead) or None, coop=tuple(name for name in coop if name not in lead), deadline=deadline, rhythm=rhythm,
        section=_path(section), where="body", confidence=round(0.5 + 0.45 * run.sure if run.sure < 1 else 0.95, 2),
        quantities=tuple(dict.fromkeys(found)), doubts=tuple(doubts),
    )  # fmt: skip


def _path(section: Section) -> str | None:
    return section.path or section.name or None


def _time_clause(run: Run) -> list[Run]:
    """'…; thời gian thực hiện: quý II' told apart from the task itself."""
    match = re.search(r"\bth\S{1,2}i gian th\S{1,3}c hi\S{1,2}n\b", run.folded)
    if match is None or match.start() < 20:
        return [run]
    at = run.index_at(match.start())
    return [run.part(0, at), run.part(at, len(run))]


def _with_time(task: Task, run: Run) -> Task:
    span = when_span(run.folded)
    known = rhythms(run.folded)
    if task.deadline or task.rhythm:
        return task
    return Task(
        **{**{name: getattr(task, name) for name in Task.__slots__},
           "deadline": sentence(run.cut(*span).clean) if span else None, "rhythm": known[0] if known else None}
    )  # fmt: skip


_ASIDE = re.compile(r"^\W*d\S nghi\s+")


def _office_of(section: Section) -> tuple[str, ...]:
    """The office whose heading this is: 'Phòng Kinh tế', 'Đề nghị UBMTTQ Việt Nam phường'. As the heading words it."""
    for above in section.chain():
        if above.role != "organise" or above.title is None or above.parent is None:
            continue
        if (
            above.parent.parent is None
            and above.parent.role != "organise"
            and not offices(above.title, loose=True)
        ):
            continue
        if role_of(above.title, top=False) == "organise":
            continue
        title = above.title.stripped()
        folded = title.folded
        if (match := _ASIDE.match(folded)) is not None:
            title = title.cut(match.end(), len(folded))
        if len(title) <= 32:
            return (sentence(title.clean).rstrip(":"),)
    return ()


def who(run: Run) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who leads and who helps, as a clause says: 'Sở X chủ trì, phối hợp với Sở Y…'."""
    folded = run.folded
    coop: list[Office] = []
    for match in _COOP.finditer(folded):
        start = run.index_at(match.end() - 1)
        tail = run.part(start, min(len(run), start + 40))
        coop += _listed(tail)
    lead: list[Office] = []
    found = offices(run, loose=False)
    starts = [
        office
        for office in found
        if office.first <= 1 and run.words[0].fold not in {"cho", "cua", "voi", "tai"}
    ]
    if starts:
        deed = _LEADS.search(folded)
        stop = min(deed.start() if deed else 0, 260)
        lead = [
            office
            for office in found
            if run.offset_of(office.first) < stop and office.first <= starts[0].last + 25
        ] or starts[:1]
    for office in found:
        if run.bare[office.last : office.last + 2] == ["chu", "tri"] and office not in lead and not lead:
            lead = [office]
    led = names(lead)
    return led, tuple(name for name in names(coop) if name not in led)


def _listed(run: Run) -> list[Office]:
    """Offices that follow one another from the start of a run, commas and 'và' between."""
    listed: list[Office] = []
    at = 0
    for office in offices(run, loose=True):
        between = [w.fold.strip(",;") for w in run.words[at : office.first]]
        if [w for w in between if w and w not in {"va", "cung", "voi", "cac"}] and (
            listed or len(between) > 2
        ):
            break
        listed.append(office)
        at = office.last
    return listed
