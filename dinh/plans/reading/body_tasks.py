"""Tasks in the body: clauses under tasks and solutions, and what 'Tổ chức thực hiện' asks of each office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dinh.plans.reading.clauses import clauses, spoken
from dinh.plans.reading.deadlines import rhythms, when_span
from dinh.plans.reading.headings import Section, role_of
from dinh.plans.reading.layout import Block
from dinh.plans.reading.offices import Office, names, offices
from dinh.plans.reading.quantities import quantities, told
from dinh.plans.reading.shapes import Task
from dinh.plans.reading.task_details import Details, details, only_details, without_promises
from dinh.plans.reading.words import Run, joined, sentence

_COOP = re.compile(r"\bph\S{1,4} h\S{1,3}p (?:chat che )?(?:v\S{1,3}|c\S{1,2}ng)(?: v\S{1,3})?\s")
_LEADS = re.compile(
    r"\b(?:chu tri|lam dau moi|la dau moi|chiu trach nhiem|co trach nhiem|thuc hien|tham muu|to chuc|phai|chu dong|xay dung|ban hanh|lanh dao|theo doi|tong hop|bao cao|huong dan|bo tri|giam sat|don doc|can cu|phoi hop|quan triet|trien khai)\b"
)
_CHAIRS = re.compile(r"(?:(?:xa|phuong|huyen|tinh|thi xa|thi tran|thanh pho)(?: \S+){0,2}? )?chu tri\b")
_TIMED = re.compile(r"^\W*th\S{1,2}i gian th\S{1,3}c hi\S{1,2}n\b")
_LABELLED = re.compile(r"(?:chu tri|dau moi|phoi hop|thoi gian|san pham|ket qua)\W*:")
_NOISE = re.compile(
    r"^\W*(?:noi nhan|tren day la|nghi quyet nay|quyet dinh nay|ke hoach nay (?:duoc|co hieu luc)|co phu luc|kem theo|dinh kem)\b"
)
_WORD = re.compile(r"[a-z]{2,}")


def from_section(section: Section) -> Iterator[Task]:
    """The tasks that stand directly under one heading; ids are given later."""
    if section.role not in {"tasks", "organise"} and not _lists_work(section):
        return
    led = office_of(section) if section.role == "organise" or section.title is not None else ()
    blocks = section.blocks
    if section.title is not None and section.role == "tasks" and blocks and only_details(blocks[0].run):
        # 'Tổ chức Ngày Chuyển đổi số' with only labels under it is no heading but the task itself
        blocks = [Block(section.marker, section.title, section.title, False), *blocks]
    waiting: list[Task] = []
    told = True
    for block in blocks:
        if _TIMED.search(block.run.folded) or only_details(block.run):
            found = details(block.run)
            waiting = [_with_details(task, found, block.run) for task in waiting]
            told = True
            continue
        if _NOISE.search(block.run.folded) or not _says_something(block):
            continue
        if told:
            # what follows the labels of one task is another task
            yield from waiting
            waiting, told = [], False
        for piece in deeds(block) if section.role == "tasks" else [block]:
            waiting.append(_task(piece, section, () if closes(section, piece) else led))
    yield from waiting


_DEED = re.compile(
    r"\W*(?:(?:tiep tuc|chu dong|tich cuc|khan truong|tung buoc|thuong xuyen|kip thoi|hang nam)\W+)?"
    r"(?:xay dung|trien khai|to chuc|tang cuong|thuc hien|day manh|ra soat|hoan thien|phat trien|nang cap|nang cao|dau tu|hinh thanh|ket noi"
    r"|tich hop|ung dung|huy dong|dao tao|boi duong|tuyen truyen|pho bien|khuyen khich|ho tro|bo tri|tham muu|kiem tra|theo doi|ban hanh"
    r"|mo rong|cung cap|cap nhat|chuan hoa|so hoa|thuc day|uu tien|dam bao|bao dam|thi diem|nghien cuu|chuyen doi|khai thac|quan ly"
    r"|thanh lap|duy tri|lua chon|tap trung|chi dao|huong dan|dua|gan|phat huy|van dung|nam bat|ap dung|giam sat|danh gia|thu hut|hop tac"
    r"|trang bi|bo sung|van hanh|su dung|kien toan|quan triet|doi moi|tao lap|thiet lap|tham gia|de xuat|van dong|cu the hoa|lap|mo)\b"
)
_FEWEST_WORDS = 8


def deeds(block: Block) -> list[Block]:
    """A paragraph cut where a capital letter begins another deed: 'Xây dựng …. Triển khai …' is two tasks.

    A clause that only explains, or that tells who and when, stays with the deed before it, and so do deeds strung
    together in small letters after semicolons: whoever wrote them so meant one task."""
    if _LABELLED.search(block.run.folded):
        return [block]
    pieces: list[Run] = []
    for said in spoken(block.run):
        if pieces and _begins(said) and len(pieces[-1]) >= _FEWEST_WORDS:
            pieces.append(said)
        elif pieces:
            pieces[-1] = joined([pieces[-1], said], block.run.pages)
        else:
            pieces.append(said)
    if len(pieces) < 2:
        return [block]
    first = joined([block.whole.part(0, len(block.whole) - len(block.run)), pieces[0]], block.run.pages)
    return [
        Block(block.marker, pieces[0], first, block.upper),
        *(Block(None, piece, piece, block.upper) for piece in pieces[1:]),
    ]


def _begins(said: Run) -> bool:
    first = said.words[0].clean.lstrip("“\"'(-+")
    return len(said) >= _FEWEST_WORDS and first[:1].isupper() and _DEED.match(said.folded) is not None


def _lists_work(section: Section) -> bool:
    """Under 'Mục tiêu tổng quát' stands an aim, not a task, unless it lists what is to be done, deed after deed."""
    return section.role == "general" and sum(_says_something(block) for block in section.blocks) >= 5


_TO_ALL = re.compile(
    r"^\W*(?:(?:yeu cau|de nghi|giao)\s+)?(?:thu truong\s+)?(?:cac|moi|toan the)\s+(?:phong|so|ban|don vi|co quan|nganh|thon|to chuc|dang bo|chi bo|cap uy|xa|dia phuong)\b"
    r"|^\W*(?:trong qua trinh|tren day la|can cu (?:ke hoach|noi dung)|qua trinh (?:to chuc )?(?:trien khai|thuc hien)|dinh ky)\b"
)


def closes(section: Section, block: Block) -> bool:
    """Whether a block is the closing paragraph for everybody that happens to stand under the last office's heading."""
    if block.marker is not None or section.children or section.title is None or section.parent is None:
        return False
    last = section.parent.children[-1] is section
    return (
        last
        and bool(_TO_ALL.search(block.run.folded))
        and (block is not section.blocks[0] or len(section.blocks) == 1)
    )


def _says_something(block: Block) -> bool:
    if block.run.clean.rstrip().endswith(":") and len(block.run) < 16:
        return False
    return len(_WORD.findall(block.run.folded)) >= 4


def _task(block: Block, section: Section, led: tuple[str, ...]) -> Task:
    run = block.run
    beside = details(run)
    lead, coop = who(run) if not beside.lead else (beside.lead, ())
    coop = beside.coop or coop
    lead = led or lead
    asked = without_promises(run)
    body = without_promises(beside.body)
    times = _time_clause(body)
    said = beside.when or (times[1] if len(times) > 1 else asked)
    span = when_span(said.folded)
    known = rhythms(said.folded)
    rhythm = next((r for r in known if r != "định kỳ"), known[0] if known else None)
    deadline = sentence(said.cut(*span).clean) if span else None
    found = [told(q) for clause in clauses(body) for q in quantities(clause.run)]
    doubts = []
    if run.sure < 0.55:
        doubts.append("Chữ quét quá mờ, lời sạch chỉ là đoán.")
    return Task(
        id="", text=sentence(times[0].clean), quote=block.whole.quote, lines=block.lines, page=block.whole.page, output=beside.output,
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


def _with_details(task: Task, found: Details, run: Run) -> Task:
    """A task with what the block of labels under it says."""
    said = found.when or run
    span = when_span(said.folded)
    known = rhythms(said.folded)
    timed = bool(found.when) or not found.labelled
    free = timed and not (task.deadline or task.rhythm)
    return replace(
        task, lead=task.lead or "; ".join(found.lead) or None, coop=task.coop or found.coop, output=task.output or found.output,
        deadline=(sentence(said.cut(*span).clean) if span else None) if free else task.deadline,
        rhythm=(known[0] if known else None) if free else task.rhythm,
    )  # fmt: skip


_ASIDE = re.compile(r"^\W*d\S nghi\s+")


def office_of(section: Section) -> tuple[str, ...]:
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
        if not lead and _CHAIRS.match(" ".join(run.bare[office.last : office.last + 6])):
            lead = [office]
    everybody = _everybody(run)
    led = (everybody,) if everybody and (not lead or lead[0].first <= 1) else names(lead)
    return led, tuple(name for name in names(coop) if name not in led)


_COLLECTIVE = re.compile(
    r"(?:yeu cau |de nghi |giao )?((?:thu truong )?(?:cac|moi) [a-z].*?)(?=\W+(?:dinh ky|co trach nhiem|chiu|can cu|phai|chu dong|xay dung"
    r"|to chuc thuc hien|to chuc|thuc hien|trien khai|b\S{1,2}o c\S{1,2}o|hang (?:thang|quy|nam)|theo (?:chuc|nhiem|tham)|nghiem tuc|bo tri"
    r"|phoi hop|ra soat|tap trung|gui|tong hop|trong qua trinh|truoc ngay|kip thoi|quan triet|phan cong|cu the|khan truong|tang cuong|chu tri)\b)"
)


def _everybody(run: Run) -> str | None:
    """'Các phòng, đơn vị định kỳ … báo cáo': all whom the clause begins with, as it words them."""
    match = _COLLECTIVE.match(run.folded)
    if match is None:
        return None
    said = run.cut(*match.span(1))
    whole = said.folded.startswith(("cac", "thu truong")) and "," in said.clean
    return sentence(said.clean) if whole and 3 <= len(said) <= 24 and ";" not in said.clean else None


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
