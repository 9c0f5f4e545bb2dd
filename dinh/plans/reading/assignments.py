"""Tasks from an appendix of assignments flattened to text: name, output, time, who leads, who helps."""

from __future__ import annotations

import re

from dinh.plans.reading.appendices import body_lines, is_head
from dinh.plans.reading.deadlines import rhythms
from dinh.plans.reading.layout import Part
from dinh.plans.reading.offices import Office, names, stitched
from dinh.plans.reading.rows import Row, anchored_rows, has_text, quote_of
from dinh.plans.reading.shapes import Task
from dinh.plans.reading.source import Source, SourceLine
from dinh.plans.reading.words import Run, Word, fold, sentence, tidy

_TIME = re.compile(
    r"(?:\b|(?<=\s))(?:thuong xuy\w{1,2}n|\S{1,3} [1il]{1,3}/20\d\d|qu[yi] \S{1,8}(?: n\w{1,2}m)? ?(?:20\d\d)?|n\w{1,2}m 20\d\d|hang (?:tuan|thang|quy|nam)|theo chi dao"
    r"|thang \d{1,2}(?:/20\d\d)?|truoc (?:ngay|thang)(?: \d\S*)?|20\d\d-20\d\d)"
)


def assigned(part: Part, source: Source) -> list[Task]:
    """The rows of a table of assignments."""
    lines = body_lines(part)
    heads = {line.number for line in part.lines if line.run and is_head(line)}
    anchors = _numbered(lines)
    if len(anchors) < 2:
        return []
    rows = anchored_rows(lines, set(anchors), heads, openers=False)
    return [
        _task(row, source)
        for row in rows
        if has_text(row) and any(item.line.number in anchors for item in row.lines)
    ]


def _numbered(lines: list[SourceLine]) -> dict[int, int]:
    """Lines that carry a row's number, the numbers going up one by one."""
    found: dict[int, int] = {}
    expected = 1
    for line in lines:
        match = re.match(r"\s*(\d{1,2})(?![\d/%.,]\d|/|%)\s*[|.]?\s*\S", line.raw)
        if match and expected <= int(match.group(1)) <= expected + 1:
            found[line.number] = int(match.group(1))
            expected = int(match.group(1)) + 1
    return found


def _task(row: Row, source: Source) -> Task:
    words = [word for item in row.lines for word in item.line.run.words]
    run = Run(words, source.pages)
    timed = _when(row)
    lead, coop = _who(run, row, timed)
    when = timed[1] if timed else None
    text = _name(row, lead, timed)
    known = rhythms(fold(when)) if when else []
    rhythm = next((r for r in known if r not in {"định kỳ"}), None) or _rhythm_of(row)
    sure = sum(w.sure for w in words) / len(words)
    doubts = ["Bảng bị vỡ ô khi quét: tên, kết quả và thời gian cần soát lại."]
    if not lead:
        doubts.append("Không đọc được cơ quan chủ trì trong hàng này.")
    return Task(
        id="", text=text, quote=quote_of(row, source.pages), lines=row.span, page=row.page, output=_output(row), lead=lead[0] if len(lead) == 1 else "; ".join(lead) or None,
        coop=coop, deadline=when if when and not known else None, rhythm=rhythm, section=None, where="appendix",
        confidence=round(max(0.1, 0.7 * sure - 0.1 * (len(doubts) - 1)), 2), doubts=tuple(doubts),
    )  # fmt: skip


def _when(row: Row) -> tuple[int, str] | None:
    """The line and words of the time column: nearest to the end of the row's numbered line."""
    for item in sorted(row.lines, key=lambda item: item.number is None):
        text = item.line.run.folded
        matches = list(_TIME.finditer(text))
        if matches:
            match = matches[-1]
            return item.line.number, sentence(item.line.run.cut(*match.span()).clean)
    return None


def _rhythm_of(row: Row) -> str | None:
    found = rhythms(row.text())
    return next((r for r in found if "/" not in r and r not in {"định kỳ", "6 tháng", "9 tháng"}), None)


def _who(run: Run, row: Row, timed: tuple[int, str] | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The office after the time column leads; the others help."""
    found = [office for office in stitched(run) if not _aside(run, office)]
    if not found:
        return (), ()
    lead_at = 0
    if timed is not None:
        number, _ = timed
        line = next(item.line for item in row.lines if item.line.number == number)
        after = _time_end(run, number, line)
        ahead = [
            i
            for i, office in enumerate(found)
            if run.words[office.first].line == number and office.first >= after
        ]
        if ahead:
            lead_at = ahead[0]
        else:
            # the name broke off on the line above: what ends on the numbered line leads
            above = [
                i
                for i, office in enumerate(found)
                if run.words[office.first].line in {number - 1, number - 2} and _ends_right(run, office)
            ]
            lead_at = above[0] if above else len(found) - 1
    lead = found[lead_at]
    others = [office for i, office in enumerate(found) if i != lead_at and i > lead_at - 2]
    led = names([lead])
    return led, tuple(name for name in names(others) if name not in led)


def _time_end(run: Run, number: int, line: SourceLine) -> int:
    matches = list(_TIME.finditer(line.run.folded))
    if not matches:
        return 0
    base = next(i for i, word in enumerate(run.words) if word.line == number)
    return base + line.run.index_at(max(0, matches[-1].end() - 1)) + 1


def _ends_right(run: Run, office: Office) -> bool:
    line = run.words[office.first].line
    last = max(i for i, word in enumerate(run.words) if word.line == line)
    return last - office.last <= 4


_INSIDE = {"cho", "cua", "do", "tai", "voi", "hop", "tro", "cq"}


def _aside(run: Run, office: Office) -> bool:
    """Named in the task's own words rather than in a column."""
    before = run.words[office.first - 1].fold.strip(",.;") if office.first else ""
    same_line = office.first and run.words[office.first - 1].line == run.words[office.first].line
    first = run.words[office.first]
    starts_line = not office.first or run.words[office.first - 1].line != first.line
    if first.raw[:1].islower() and not starts_line and before not in {"|"}:
        return True
    return bool(same_line and before in _INSIDE)


def _name(row: Row, lead: tuple[str, ...], timed: tuple[int, str] | None) -> str:
    """The words of the left column: before the first bar, or before the time and the offices."""
    kept: list[str] = []
    for item in row.lines:
        run = item.line.run
        words = list(run.words)
        if item.number is not None:
            words = words[1:]
        stop = len(words)
        for index, word in enumerate(words):
            if word.raw.strip() == "|" and index > 1:
                stop = index
                break
        offset = len(run.words) - len(words)
        for cell in item.cells:
            stop = min(stop, max(0, cell[0].first + (1 if item.number is not None else 0) - offset))
        if timed is not None and item.line.number == timed[0]:
            match = list(_TIME.finditer(run.folded))
            if match:
                stop = min(stop, run.index_at(match[-1].start()) - offset)
        kept.append(_plain(words[:stop]))
    return sentence(tidy(" ".join(part for part in kept if part)))


def _plain(words: list[Word]) -> str:
    good = [
        w.clean
        for w in words
        if w.fold.strip(',.;:()“”"').isascii() and len(w.fold.strip(",.;:|‘'")) > 0 and w.raw != "|"
    ]
    return " ".join(good) if sum(len(w) for w in good) > 3 else ""


_OUTPUT = re.compile(
    r"(?:(?:toi thieu |it nhat )?\d{1,3} (?:buoi|lop|hoi nghi|lan|cuoc|mo hinh)\b[^|]{0,40}|\d{1,2} lan/\w+|\d{1,2} hoi nghi/\w+)"
)


def _output(row: Row) -> str | None:
    for item in row.lines:
        match = _OUTPUT.search(item.line.run.folded)
        if match:
            words = item.line.run.cut(*match.span()).clean
            return sentence(re.split(r"\s(?:thường|hằng|quý)\s", words, flags=re.IGNORECASE)[0])
    return None
