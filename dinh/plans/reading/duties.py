"""Reporting duties: who reports what to whom, how often, by when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dinh.plans.reading.body_tasks import closes, office_of, who
from dinh.plans.reading.clauses import clauses
from dinh.plans.reading.deadlines import rhythms
from dinh.plans.reading.headings import Section
from dinh.plans.reading.offices import Office, offices
from dinh.plans.reading.shapes import Duty
from dinh.plans.reading.words import Run, sentence

_REPORTS = re.compile(r"\bb\S{1,2}o c\S{1,2}o\b|\bso ket\b|\btong ket\b|\bkiem tra,? giam sat\b|\bgiao ban\b")
_NOT = re.compile(
    r"he thong (?:thong tin )?b\S{1,2}o c\S{1,2}o|b\S{1,2}o c\S{1,2}o dinh ky(?: \([^)]*\))? cua|\d+% b\S{1,2}o|van ban,? b\S{1,2}o c\S{1,2}o"
    r"|che do b\S{1,2}o c\S{1,2}o thong ke|b\S{1,2}o c\S{1,2}o dien tu|mau b\S{1,2}o|nop b\S{1,2}o|chinh phu b\S{1,2}o"
)
_REPORT = re.compile(r"\bb\S{1,2}o c\S{1,2}o\b")
_WHOM = r"(?=(?:ubnd|uy ban|so|phong|chu tich|ban chi dao|ban thuong vu|hoi dong nhan dan|hdnd|thuong truc|van phong|tinh uy|thi uy|huyen uy|dang uy|chinh phu|cap tren|bo|truong ban)\b)"
_TO = (
    re.compile(rf"\b(?:b\S{{1,2}}o c\S{{1,2}}o|gui(?: ve)?|trinh)\s+{_WHOM}"),
    re.compile(rf"(?:b\S{{1,2}}o c\S{{1,2}}o|gui|trinh)[^,;.]{{0,80}}?\s(?:ve|cho|den|voi|gui|v&)\s+{_WHOM}"),
)
_STOP = re.compile(
    r"\s(?:de|tai|dinh ky|truoc|chi dao|xem xet|theo|ket qua|tinh hinh|va phan anh|nham|tong hop|ve tinh|ve ket)\b|[,;.()]"
)
_DUE = re.compile(
    r"vao (?:\S+ ){1,4}thang cuoi (?:trong|cua|moi) quy|(?:truoc|cham nhat(?: vao| la)?|vao)\s+(?:ngay\s+\d{1,2}[^,;.()]{0,40}|tu\S{1,2}n cuoi[^,;.()]{0,50}|thang\s+\d{1,2}[^,;.()]{0,24})"
    r"|tai (?:cac |moi )?ky hop [^,;.()]{0,24}|dinh ky thang \d{1,2} hang n\w{1,2}m|theo (?:dung )?quy dinh|truoc \d{1,2}/\d{1,2}"
)


def from_section(section: Section) -> Iterator[Duty]:
    """The duties named under one heading, one for each rhythm."""
    if section.role in {"situation", "basis", "goals", "general", "money"}:
        return
    led = office_of(section)
    for block in section.blocks:
        whole, _ = who(block.run)
        above = () if closes(section, block) else led
        for clause in clauses(block.run):
            folded = clause.run.folded
            if not _REPORT.search(folded) or _only_other(folded) or _of_a_system(folded):
                continue
            yield from _duties(clause.run, above or _named_before(clause.topic) or whole)


def _named_before(topic: Run | None) -> tuple[str, ...]:
    """'Sở Nội vụ: định kỳ hằng quý báo cáo …'."""
    if topic is None:
        return ()
    found = offices(topic, loose=False)
    return (sentence(topic.clean),) if found and found[0].first == 0 else ()


def _of_a_system(folded: str) -> bool:
    """'… hệ thống thông tin báo cáo của tỉnh, báo cáo Chính phủ', 'trên cơ sở số liệu báo cáo': no one reports."""
    if rhythms(folded) or _DUE.search(folded):
        return False
    systems = re.search(
        r"he thong[^;.]{0,40}b\S{1,2}o c\S{1,2}o|(?:so|y) lieu b\S{1,2}o c\S{1,2}o|tren co so b\S{1,2}o",
        folded,
    )
    return bool(systems) and not re.search(
        r"tong hop,? b\S{1,2}o|b\S{1,2}o c\S{1,2}o (?:ket qua|tinh hinh|ve)", folded
    )


def _only_other(folded: str) -> bool:
    """The word 'báo cáo' in the name of a system or as a kind of paper is no duty."""
    left = _NOT.sub(" ", folded)
    return not _REPORT.search(left)


def _duties(run: Run, led: tuple[str, ...]) -> Iterator[Duty]:
    folded = run.folded
    lead, _ = who(run)
    named = "; ".join(lead) or _subject(run) or "; ".join(led) or None
    found = [r for r in rhythms(folded) if r not in {"định kỳ", "đột xuất"}]
    if len(found) > 1 and "thường xuyên" in found:
        found.remove("thường xuyên")
    if not found and "dinh ky" in folded:
        found = ["định kỳ"]
    due = _DUE.search(folded)
    for rhythm in found or [None]:  # type: ignore[list-item]
        yield Duty(
            id="", who=named, what=sentence(run.clean), to=_to(run), rhythm=rhythm,
            due=_day(run, *due.span()) if due else None, quote=run.quote, lines=run.lines, page=run.page,
            confidence=round((0.85 if named else 0.6) * (0.4 + 0.6 * run.sure), 2),
        )  # fmt: skip


_PAST_DAY = re.compile(
    r"(?<=\d)[^,;]*?(\s(?:b\S{1,2}o c\S{1,2}o|gui|ve|de|nop|trinh|tong hop|cac|cho|phai|qua)\b)"
)


def _day(run: Run, start: int, end: int) -> str:
    """'Trước ngày 15 hằng tháng', without the deed that follows it."""
    past = _PAST_DAY.search(run.folded[start:end])
    return sentence(run.cut(start, start + past.start(1) if past else end).clean).strip("()")


def _subject(run: Run) -> str | None:
    """Who the clause begins with: 'Hằng quý các phòng, ban, đơn vị báo cáo …', 'Tổ giúp việc BCĐ tham mưu …'."""
    match = re.search(
        r"\b(?:b\S{1,2}o c\S{1,2}o|tham muu|c\S{1,2}n c\S{1,3} |tong hop|xay dung|thanh lap|co trach nhiem|tiep tuc)",
        run.folded,
    )
    if match is None:
        return None
    head = run.cut(0, match.start())
    words = list(head.words)
    while words and words[0].fold.strip(",.-") in {
        "hang",
        "quy",
        "thang",
        "nam",
        "dinh",
        "ky",
        "tren",
        "co",
        "so",
        "cac",
        "noi",
        "dung",
        "thuc",
        "hien",
        "",
    }:
        if (
            words[0].fold.startswith("cac")
            and len(words) > 1
            and words[1].fold.strip(",") in {"phong", "don", "co", "so", "sỏ", "nganh", "ban"}
        ):
            break
        words = words[1:]
    said: list[Office] = offices(Run(words, run.pages), loose=False)
    if 0 < len(words) <= 14 and (
        (said and said[0].first <= 1) or words[0].fold in {"to", "nguoi", "thu", "don", "cac"}
    ):
        return sentence(Run(words, run.pages).clean)
    return None


def _to(run: Run) -> str | None:
    folded = run.folded
    best: str | None = None
    for pattern in _TO:
        if (match := pattern.search(folded)) is not None:
            tail = folded[match.end() :]
            stop = _STOP.search(tail)
            end = match.end() + (stop.start() if stop else min(len(tail), 60))
            best = sentence(run.cut(match.end(), end).clean)
            break
    return best
