"""What stands beside a task in its own words: who leads, who helps, by when, with what result.

Plans say it in three ways: labels ('Đơn vị chủ trì: …; thời gian: …'), a sentence of its own at the end ('Phòng X chủ trì,
phối hợp với Y thực hiện; hoàn thành trong quý III'), or brackets ('(Phòng X chủ trì)').
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dinh.plans.reading.clauses import clauses
from dinh.plans.reading.deadlines import all_dues
from dinh.plans.reading.offices import names, offices
from dinh.plans.reading.words import Run, sentence


@dataclass(frozen=True, slots=True)
class Details:
    """What was told beside the task; `body` is the task without it."""

    body: Run
    lead: tuple[str, ...] = ()
    coop: tuple[str, ...] = ()
    when: Run | None = None
    output: str | None = None
    labelled: bool = False
    """True when labels told it, so that nothing else in the block need be asked."""


_WHO = r"(?:(?:cac )?(?:don vi|co quan|bo phan|phong|ban|nganh|doi tuong|phan cong)(?:,? (?:don vi|co quan))*\s+)?"
_LABEL = re.compile(
    rf"(?<![a-z])(?:(?P<lead>{_WHO}(?:chu tri|dau moi)(?: (?:thuc hien|tham muu|thuc hien chinh))?|don vi thuc hien|co quan thuc hien)"
    rf"|(?P<coop>{_WHO}(?:phoi hop|cung phoi hop)(?: thuc hien)?)"
    r"|(?P<when>(?:thoi gian|thoi han|tien do)(?: (?:thuc hien|hoan thanh|trien khai))*(?: du kien)?)"
    r"|(?P<output>(?:san pham|ket qua)(?: (?:du kien|dau ra|dat duoc|thuc hien))*))\s*:"
)
_OPENS = re.compile(r"(?:\W*\(|[-–+;,.\s])*$")


def details(run: Run) -> Details:
    """The task of a block and what its own words tell beside it."""
    told = _labelled(run)
    if told is not None:
        return told
    return _closing(run)


def only_details(run: Run) -> bool:
    """Whether a block holds labels alone: 'Đơn vị chủ trì: Phòng X.' on a line under its task."""
    match = _LABEL.search(run.folded)
    return match is not None and match.start() <= 3


def with_details(found: Details, more: Details) -> Details:
    """Both together; what was told first stays."""
    return replace(
        found, lead=found.lead or more.lead, coop=found.coop or more.coop, when=found.when or more.when, output=found.output or more.output,
        labelled=found.labelled or more.labelled,
    )  # fmt: skip


def _labelled(run: Run) -> Details | None:
    folded = run.folded
    labels = list(_LABEL.finditer(folded))
    if not labels or (len(labels) == 1 and labels[0].lastgroup == "output" and labels[0].start() > 3):
        return None
    first = labels[0].start()
    found = Details(_before(run, first), labelled=True)
    for index, label in enumerate(labels):
        stop = labels[index + 1].start() if index + 1 < len(labels) else len(folded)
        value = run.cut(label.end() + 1, stop).stripped() if label.end() + 1 < stop else run.part(0, 0)
        if not value:
            continue
        if value.words[-1].clean.endswith(")") and "(" not in value.clean:
            value = _shorn(value)
        kind = label.lastgroup
        if kind == "lead" and not found.lead:
            found = replace(found, lead=_named(value))
        elif kind == "coop" and not found.coop:
            found = replace(found, coop=_named(value))
        elif kind == "when" and found.when is None:
            found = replace(found, when=value)
        elif kind == "output" and found.output is None:
            found = replace(found, output=sentence(value.clean))
    return found


def _before(run: Run, offset: int) -> Run:
    """The words before an offset, without the bracket or dash that opens what follows."""
    if offset <= 0:
        return run.part(0, 0)
    kept = run.cut(0, offset - 1)
    stop = len(kept)
    while stop and not any(c.isalnum() for c in kept.words[stop - 1].fold):
        stop -= 1
    return kept.part(0, stop)


def _shorn(value: Run) -> Run:
    last = value.words[-1]
    return Run([*value.words[:-1], replace(last, clean=last.clean.rstrip(").;,"))], value.pages)


_NEXT = re.compile(
    r"\s*;\s*|(?:,|\s+và)\s+(?=(?:Sở|Phòng|Văn phòng|UBND|Ủy ban|Công an|Ban|Bộ|Trung tâm|Trạm|Hội|Đoàn|Huyện|Thành|Thị|Tỉnh|Đảng|Mặt trận|Đài|Báo"
    r"|Chi|Cục|Kho bạc|Bưu điện|Viễn thông|VNPT|Viettel|Tổ|Trường|Ngân hàng|Công đoàn|Liên|Thường trực|các|Các)\b)"
)


def _named(value: Run) -> tuple[str, ...]:
    """The offices of a label; a name that is not known stays as the page words it."""
    listed = [part.strip(" .,;()") for part in _NEXT.split(value.clean)]
    found = offices(value, loose=False)
    covered = sum(office.last - office.first for office in found)
    if found and covered >= 0.5 * len(value) and len(listed) <= len(found):
        return names(found)
    return tuple(sentence(part) for part in listed if part and len(part.split()) <= 16)[:8]


_CHARGE = re.compile(
    r"^\W*(?:giao|phan cong|(?:don vi|co quan) chu tri)\b|\bchu tri\b(?!.{60,})|^\W*(?:thoi gian|hoan thanh (?:truoc|trong|vao|xong))\b"
)
_BRACKET = re.compile(r"\(([^()]*\bchu tri\b[^()]*)\)\W*$")
_DEED = re.compile(
    r"\bchu tri(?:,? phoi hop)? (?:xay dung|tham muu|to chuc|ra soat|huong dan|tong hop|trien khai [a-z]|kiem tra|theo doi)"
)


def _closing(run: Run) -> Details:
    """A last sentence, or brackets, that only give the task to somebody."""
    folded = run.folded
    if (bracket := _BRACKET.search(folded)) is not None and bracket.start() > 20:
        return Details(_before(run, bracket.start() + 1), when=None)
    whole = clauses(run)
    cut: int | None = None
    for clause in whole:
        if not clause.index and clause.sentence and cut is None:
            text = clause.run.folded
            if len(clause.run) <= 45 and _CHARGE.search(text) and not _DEED.search(text):
                cut = clause.sentence
    if cut is None:
        return Details(run)
    kept = [clause.run for clause in whole if clause.sentence < cut]
    rest = [clause.run for clause in whole if clause.sentence >= cut]
    size = len(run) - sum(len(part) for part in rest)
    return Details(run.part(0, size)) if kept and size >= 4 else Details(run)


def without_promises(run: Run) -> Run:
    """A task without its later sentences that promise a share by a year: those are targets."""
    whole = clauses(run)
    kept = [clause for clause in whole if not clause.sentence or not promises(clause.run)]
    if len(kept) == len(whole) or not kept:
        return run
    return Run([word for clause in kept for word in clause.run.words], run.pages)


_BY_YEAR = re.compile(
    r"^\W*(?:phan dau,? )?(?:den|toi|trong|het) (?:het |cuoi )?n\w{1,2}m 20\d\d\b|^\W*phan dau\b"
)


def promises(run: Run) -> bool:
    """'Đến năm 2024, 100% cán bộ được tập huấn': a share by a year, in a sentence of its own."""
    shares = [index for index, word in enumerate(run.words) if word.share is not None]
    if not shares:
        return False
    return bool(_BY_YEAR.search(run.folded)) or (
        shares[0] <= 2 and any(due.explicit for due in all_dues(run.folded))
    )
