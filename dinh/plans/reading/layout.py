"""Lines to blocks: a paragraph, a bullet or a heading each, however the page broke them.

Also which part of the document each belongs to: the body, the signature, or an appendix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from dinh.plans.reading.markers import Marker, appendix_title, marker_of, mostly_upper
from dinh.plans.reading.source import Source, SourceLine
from dinh.plans.reading.words import Pages, Run, Word, compact, near

PartKind = Literal["head", "body", "tail", "appendix"]


@dataclass(slots=True)
class Block:
    """A paragraph, a bullet or a heading. `run` leaves the marker out; `whole` has it."""

    marker: Marker | None
    run: Run
    whole: Run
    upper: bool

    @property
    def lines(self) -> tuple[int, int]:
        return self.whole.lines


@dataclass(slots=True)
class Part:
    """A stretch of the document: the body is cut into blocks, a tail or an appendix keeps its lines."""

    kind: PartKind
    lines: list[SourceLine] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    title: str = ""

    @property
    def first(self) -> int:
        return self.lines[0].number

    @property
    def last(self) -> int:
        return self.lines[-1].number


_PAGE_NUMBER = re.compile(r"\s*[-–—]?\s*\d{1,3}\s*[-–—]?\s*")
_FOOTNOTE = re.compile(r"\s*(?:[!¹²³⁴⁵*]|\d{1,2})\s{0,2}(?:[A-ZĐ][^.)]|\d{3}\s)")
_TERMINAL = re.compile(r"[.;:!?…](?:[”\")/]|\./)*\s*$")


def is_noise(line: SourceLine) -> bool:
    """Specks of the scan and page numbers: nothing that a person would read."""
    text = line.raw.strip()
    if _PAGE_NUMBER.fullmatch(text):
        return True
    letters = sum(c.isalpha() for c in text)
    if len(text) <= 4 and not any(c.isdigit() for c in text) and not text.isupper():
        return True
    if any(word.share for word in line.run.words):
        return False
    longest = max((len(m) for m in re.findall(r"[^\W\d_]+", text)), default=0)
    if longest < 2:
        # "2.1. D6n h6t n6m 2026": digits for marked letters leave no two letters together, yet words come back.
        return sum(len(word) > 1 for word in re.findall(r"[^\W\d_]+", line.run.clean)) < 2
    return letters < 0.45 * len(text.replace(" ", "")) and len(text) < 24 and not re.search(r"\d{2}", text)


def footnotes(lines: list[SourceLine]) -> set[int]:
    """Numbers of the lines that are notes at the foot of a page."""
    found: set[int] = set()
    page_ends = [i for i, line in enumerate(lines) if line.first_of_page]
    for end in page_ends:
        for start in range(max(0, end - 14), end):
            line = lines[start]
            if line.blank or not _FOOTNOTE.match(line.raw) or marker_of(line.run.words):
                continue
            if start and not lines[start - 1].blank:
                continue
            if any(item.run and marker_of(item.run.words) and item.run.words[0].raw[0].isdigit()
                   for item in lines[start:end]):  # fmt: skip
                continue
            found.update(item.number for item in lines[start:end])
            break
    return found


def parts(source: Source) -> list[Part]:
    """The document cut where the body ends, and where each appendix begins."""
    found: list[Part] = [Part("body")]
    notes = footnotes(list(source.lines))
    for line in source.lines:
        here = found[-1]
        words = line.run.words
        if words and appendix_title(words) and not (here.kind == "appendix" and _title_of(here, line)):
            found.append(Part("appendix"))
        elif here.kind in {"tail", "appendix"} and words and _reopens(line, here):
            found.append(Part("body"))
        elif here.kind == "body" and words and _signs(line) and sum(len(x.run) for x in here.lines) > 60:
            found.append(Part("tail"))
        found[-1].lines.append(line)
        if found[-1].kind == "body" and words and _closes(line):
            found.append(Part("tail"))
    for part in found:
        if part.kind == "body":
            part.blocks = list(
                _blocks([x for x in part.lines if x.number not in notes], source.pages, _width(source))
            )
    return [part for part in found if any(not line.blank for line in part.lines)]


def _title_of(part: Part, line: SourceLine) -> bool:
    """Whether the line is the title under 'Phụ lục 1:' rather than a new appendix."""
    written = [item for item in part.lines if not item.blank]
    return len(written) <= 3 and compact(line.run.folded)[:6] != "phuluc"


def _closes(line: SourceLine) -> bool:
    if re.search(r"[.,]/[.,]?\s*[\"”]?\s*$", line.raw):
        return True
    key = compact(line.run.folded)
    return key[:1] == "n" and near(key[:7], "noinhan") and ":" in line.raw and len(line.run) <= 6


_SIGNS = re.compile(
    r"^(?:noi nhan\W*)?(?:t/m|tm|k/t|kt|tl|q)\s?\.?\s(?:uy ban|ban|hoi dong|chu tich|bi thu|thuong truc|dang uy|ubnd|hdnd|giam doc)\b"
    r"|^(?:pho )?(?:chu tich|bi thu|giam doc)$"
)


def _signs(line: SourceLine) -> bool:
    """'TM. ỦY BAN NHÂN DÂN', 'T/M BAN CHẤP HÀNH' in capitals: the signature begins."""
    return (
        len(line.run) <= 12
        and bool(_SIGNS.match(line.run.folded))
        and mostly_upper(line.run.words[-3:])
        and not re.search(r"[,;]\s*$", line.raw)
    )


def _reopens(line: SourceLine, part: Part) -> bool:
    """After a decision is signed, its plan begins: 'KẾ HOẠCH' alone on a line, or a capital heading 'I. …'."""
    key = compact(line.run.folded)
    words = line.run.words
    if (
        part.kind == "tail"
        and mostly_upper(words)
        and key in {"kehoach", "chuongtrinh", "dean", "kehoachhanhdong", "chuongtrinhhanhdong"}
    ):
        return True
    marker = marker_of(words)
    return (
        part.kind == "tail" and marker is not None and marker.kind == "roman" and mostly_upper(words[1:])
        and len(words) > 2 and any(found in key for found in ("muctieu", "mucdich", "cancu", "nhiemvu", "quandiem"))
    )  # fmt: skip


def _width(source: Source) -> int:
    lengths = sorted(len(line.raw.strip()) for line in source.lines if not line.blank)
    return lengths[int(len(lengths) * 0.85)] if lengths else 80


def _blocks(lines: list[SourceLine], pages: Pages, width: int) -> Iterator[Block]:
    gathered: list[SourceLine] = []
    blank = False
    for line in lines:
        if line.blank:
            blank = True
            continue
        if is_noise(line):
            continue
        if gathered and _new_block(gathered, line, blank, width):
            yield _block(gathered, pages)
            gathered = []
        gathered.append(line)
        blank = False
    if gathered:
        yield _block(gathered, pages)


def _new_block(gathered: list[SourceLine], line: SourceLine, blank: bool, width: int) -> bool:
    words = line.run.words
    marker = marker_of(words)
    last = gathered[-1]
    text = last.raw.strip()
    ended = bool(_TERMINAL.search(text)) or bool(re.search(r"\./\.?$", text))
    if marker is not None:
        # '- 2025' or '- ngân hàng' at the head of a line may only be the middle of 'giai đoạn 2021 - 2025'
        return not (marker.kind in {"dash", "plus"} and _carried_dash(text, ended, blank, words, width))
    head = words[0].raw.lstrip("“\"'(‘")
    upper = head[:1].isupper() or head[:1] in "ĐÐ"
    opens = upper or words[0].share is not None
    if ended and opens:
        return True
    short = len(text) < 0.72 * width
    title = marker_of(gathered[0].run.words)
    if title and title.kind == "part" and len(gathered) == 1 and len(last.run) <= title.words:
        return False  # 'Phần thứ hai', its title on the next line
    if (
        blank
        and opens
        and title
        and title.kind not in {"dash", "plus", "letter"}
        and len(gathered) <= 4
        and not ended
    ):
        return True
    if (
        title
        and title.kind in {"roman", "arabic", "multi"}
        and len(gathered) == 1
        and opens
        and len(text) < 0.86 * width
    ):
        return True
    if mostly_upper(last.run.words) != mostly_upper(words) and len(words) > 2 and len(last.run) > 2 and opens:
        return True
    return opens and short and (blank or len(text) < 0.6 * width)


def _carried_dash(text: str, ended: bool, blank: bool, words: tuple[Word, ...], width: int) -> bool:
    if ended or blank or len(text) < 0.72 * width or len(words) < 2:
        return False
    follows = words[1].raw
    return follows[:1].islower() or bool(re.match(r"(?:19|20)\d\d", follows))


def _block(lines: list[SourceLine], pages: Pages) -> Block:
    words = [word for line in lines for word in line.run.words]
    whole = Run(words, pages)
    marker = marker_of(whole.words)
    run = whole.part(marker.words, len(words)) if marker else whole
    if not run:
        marker, run = None, whole
    return Block(marker, run, whole, mostly_upper(run.words))
