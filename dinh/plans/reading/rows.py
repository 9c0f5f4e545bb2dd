"""Appendix tables flattened to text by a scan: rows put together again from numbers, values and office names.

A scan gives such a table line by line, each line holding a piece of several cells. What still tells rows apart: a row's
number, a capital at the head of its text, its value or its period, and the offices that stand to the right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from dinh.plans.reading.appendices import PERIOD as _PERIOD
from dinh.plans.reading.markers import marker_of, mostly_upper
from dinh.plans.reading.offices import Office, chains, names
from dinh.plans.reading.source import SourceLine
from dinh.plans.reading.words import Pages, Run, Word, fold, near


@dataclass(slots=True)
class RowLine:
    """A line of a row: what is its text, which offices stand on it."""

    line: SourceLine
    number: int | None
    content: list[Word]
    cells: list[list[Office]]
    offices_first: bool


@dataclass(slots=True)
class Row:
    """One row of a flattened table."""

    lines: list[RowLine] = field(default_factory=list)
    number: int | None = None
    group: str | None = None
    group_row: bool = False

    @property
    def span(self) -> tuple[int, int]:
        return self.lines[0].line.number, self.lines[-1].line.number

    @property
    def page(self) -> int:
        return self.lines[0].line.page

    def words(self) -> list[Word]:
        return [word for line in self.lines for word in line.content]

    def text(self) -> str:
        """All words of the row, offices too, folded."""
        return " ".join(line.line.run.folded for line in self.lines)

    def offices(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The office in the lead and those that cooperate."""
        lead: list[Office] = []
        coop: list[Office] = []
        told = [line for line in self.lines if line.cells and not line.offices_first]
        # the numbered line is the middle one, where a cell of one line stands
        beside = next((line for line in told if line.number is not None), told[0] if told else None)
        if beside is not None and beside is not told[0] and _goes_on(told[0], beside):
            beside = told[0]
        if beside is not None:
            lead = beside.cells[0]
            coop = [office for cell in beside.cells[1:] for office in cell]
            for line in self.lines:
                if line is not beside:
                    coop += [office for cell in line.cells for office in cell]
        else:
            cells = [cell for line in self.lines for cell in line.cells]
            only_last = (
                bool(cells)
                and len(cells[0]) > 1
                and (not cells[0][-1].whole or "don vi lien quan" in self.text())
            )
            if only_last and len(cells) <= 2 and any(line.content for line in self.lines):
                coop = [office for cell in cells for office in cell]  # only the last column is left
            elif cells:
                lead = cells[0]
                coop = [office for cell in cells[1:] for office in cell]
        led = names(lead)
        return led, tuple(name for name in names(coop) if name not in led)


def _goes_on(first: RowLine, second: RowLine) -> bool:
    """Whether the left office of a line ends on the next: '… UBND cấp' above 'huyện, cấp xã'."""
    tail = first.cells[0][-1].name.split()[-2:]
    words = [word.fold.strip(",.;") for word in second.content]
    return [fold(part) for part in tail] == words[-2:] or [fold(part) for part in tail] in [
        words[i : i + 2] for i in range(len(words))
    ]


def split_line(line: SourceLine, *, offices_allowed: bool = True) -> RowLine:
    """A line's number, text and offices told apart."""
    words = list(line.run.words)
    number = None
    if words:
        first = words[0].raw.strip("|.,) ")
        if re.fullmatch(r"\d{1,2}", first) and words[0].share is None and len(words[0].raw) <= 4:
            number = int(first)
            words = words[1:]
    run = Run(words, line.run.pages)
    cells: list[list[Office]] = []
    taken: set[int] = set()
    first_content = None
    if offices_allowed and words:
        for cell in chains(run):
            if _in_text(run, cell):
                continue
            cells.append(cell)
            for office in cell:
                taken.update(range(office.first, office.last))
    content = [word for index, word in enumerate(words) if index not in taken]
    long = any(
        len(w.fold.strip(",.;:’'")) >= 4 and w.fold.isascii() for i, w in enumerate(words) if i not in taken
    )
    for index, word in enumerate(words):
        if (
            index not in taken
            and long
            and any(c.isalpha() for c in word.fold)
            and len(word.fold.strip(",.;:")) > 1
        ):
            first_content = index
            break
    office_first = bool(cells) and (first_content is None or cells[0][0].first < first_content)
    return RowLine(line, number, content, cells, office_first)


_STRONG = {"cua", "tai", "cho", "voi", "do", "theo", "boi", "giua"}
_TIES = _STRONG | {
    "va",
    "trong",
    "tu",
    "den",
    "moi",
    "so",
    "tung",
    "la",
    "nguoi",
    "dan",
    "nhieu",
    "cac",
    "nhung",
}


def _in_text(run: Run, cell: list[Office]) -> bool:
    """An office named in the middle of a sentence is no cell of its own."""
    first, last = cell[0], cell[-1]
    before = run.words[first.first - 1] if first.first else None
    after = run.words[last.last].fold if last.last < len(run) else ""
    lower = run.words[first.first].raw[:1].islower()
    if before is not None:
        fold = before.fold.strip(",;")
        if fold in _STRONG or (
            lower and (fold in _TIES or before.share is not None or before.clean.endswith(","))
        ):
            return True
    if lower and after and after[:1].isalpha() and after not in {"va"}:
        return True
    return lower and before is not None and first.name in {"Doanh nghiệp", "Các xã, phường"}


def target_rows(lines: Iterable[SourceLine]) -> list[Row]:
    """Rows of a table of targets."""
    rows: list[Row] = []
    group: str | None = None
    for line in lines:
        piece = split_line(line)
        words = line.run.words
        marker = marker_of(words) or _table_roman(words)
        if marker is not None and mostly_upper(tuple(words[1:6])):
            group = " ".join(w.clean for w in words[1:] if w.share is None and w.clean not in {"|", "%"})
            rows.append(Row([piece], None, group, True))
            continue
        if not rows or _opens_target(rows[-1], piece):
            rows.append(Row([piece], piece.number, group))
        else:
            rows[-1].lines.append(piece)
            rows[-1].number = rows[-1].number if rows[-1].number is not None else piece.number
    for row in rows:
        strip_office_tails(row)
    return rows


def _table_roman(words: tuple[Word, ...]) -> object | None:
    if len(words) > 2 and re.fullmatch(r"[IVX]{1,4}", words[0].raw.strip("|. ")) and mostly_upper(words[1:]):
        return True
    return None


_WAITS = re.compile(r"thieu|thidu|thiu|thiu|nhat|tren|duoi")


def _opens_target(row: Row, piece: RowLine) -> bool:
    if row.group_row:
        text = piece.line.run
        return not (mostly_upper(text.words) and not any(w.share for w in text.words))
    head = next((w for w in piece.content if any(c.isalnum() for c in w.raw)), None)
    if head is None:
        return False
    upper = head.raw.lstrip("“\"'(|")[:1].isupper()
    share = head.share is not None
    if piece.number is not None and (upper or share) and row.number is not None:
        return True
    done = _is_done(row)
    if share:
        return done and not _waits(row.lines[-1])
    if len(head.fold.strip("|.,)")) <= 2 and not upper:
        rest = [w for w in piece.content if w is not head and any(c.isalnum() for c in w.raw)]
        return (
            done and bool(rest) and rest[0].raw[:1].isupper() and rest[0].fold in {"ty", "ti", "so", "tile"}
        )
    if upper and done and _finishes_office(row, head):
        return False
    return upper and done and len(head.fold) > 1


def _finishes_office(row: Row, head: Word) -> bool:
    """'Xã hội' under 'Sở Lao động - Thương binh và' ends that name."""
    broken = [o for line in row.lines[-2:] for cell in line.cells for o in cell if not o.whole]
    rest = {fold(part).strip(",") for office in broken for part in office.name.split()[2:]}
    return head.fold.strip(",.;") in rest


def _waits(line: RowLine) -> bool:
    """Whether the text of a line breaks off before its value: '… đạt tối thiểu'."""
    words = list(line.line.run.words)
    for cell in line.cells:
        first = line.line.run.words.index(words[0]) if words else 0
        start = cell[0].first + (1 if line.number is not None else 0) - first
        words = words[: max(0, start)]
        break
    told = [w for w in words if w.share is not None or any(c.isalpha() for c in w.fold)]
    ends = told[-7:]
    return all(w.share is None for w in ends) and any(_WAITS.fullmatch(w.fold.strip(",.;|")) for w in ends)


def _is_done(row: Row) -> bool:
    """Whether a row has its value at the end of a line, or its offices: what follows is the next row."""
    if any(line.cells for line in row.lines):
        return True
    for line in row.lines:
        words = [w for w in line.line.run.words if any(c.isalnum() for c in w.raw)]
        if words and words[-1].share is not None:
            return True
        if words and re.fullmatch(r"\d{1,4}(?:[.,]\d+)?", words[-1].raw) and len(words) > 3:
            return True
    text = row.text()
    return bool(re.search(r"[y©°]\s+[y©°]|hoan thanh$|\bo ban\b", text)) and len(row.lines) >= 3


def period_rows(lines: Iterable[SourceLine], heads: set[int] | None = None) -> list[Row]:
    """Rows of a list of projects whose last column is a period: a row each period, with the lines about it."""
    rows: list[Row] = []
    before = 0
    heads = heads or set()
    for line in lines:
        piece = split_line(line)
        after_head = any(before < head < line.number for head in heads)
        before = line.number
        if _group_heading(piece):
            rows.append(Row([piece], None, None, True))
            continue
        if not rows or rows[-1].group_row or _opens_period(rows[-1], piece, after_head):
            rows.append(Row([piece], piece.number))
        else:
            rows[-1].lines.append(piece)
            rows[-1].number = rows[-1].number if rows[-1].number is not None else piece.number
    group: str | None = None
    kept: list[Row] = []
    for row in rows:
        strip_office_tails(row)
        if row.group_row:
            group = " ".join(w.clean for line in row.lines for w in line.content if len(w.fold) > 1)
        else:
            row.group = group
            kept.append(row)
    return kept


def _group_heading(piece: RowLine) -> bool:
    words = [w.fold for w in piece.line.run.words if any(c.isalpha() for c in w.fold)]
    text = " ".join(words[:4])
    return (
        bool(re.match(r"(?:[ivx]{1,4} )?nh\w{1,2}m d\w{1,2} \w{1,3}", text))
        and _PERIOD.search(piece.line.raw) is None
    )


def _has_period(row: Row) -> bool:
    return any(_PERIOD.search(line.line.raw.replace("2 0", "20")) for line in row.lines)


def _opens_period(row: Row, piece: RowLine, after_head: bool) -> bool:
    """A new project begins when the last one has its period and its tail ('các đơn vị liên quan') is written."""
    head = next((w for w in piece.content if any(c.isalnum() for c in w.raw) and len(w.fold) > 1), None)
    closes = any("đơn vị liên quan" in office.name for cell in piece.cells for office in cell)
    if closes and not _closed(row):
        return False
    own = piece.offices_first
    if own and any(o.name == "Sở Tài chính" or not o.whole for cell in piece.cells for o in cell):
        again = {o.name for line in row.lines if line.offices_first for cell in line.cells for o in cell}
        if any(o.name in again for cell in piece.cells for o in cell):
            return True
    if not _has_period(row):
        named = head is not None and head.raw[:1].isupper() and not own and not piece.cells
        return bool(row.words()) and any(line.cells for line in row.lines) and named and _closed(row)
    if after_head:
        return True
    if _pending(row):
        return False
    if own:
        return any(o.name == "Sở Tài chính" for cell in piece.cells for o in cell)
    return head is not None and (head.raw[:1].isupper() or piece.number is not None)


def _pending(row: Row) -> bool:
    """Whether an office cell still waits for its last words: '… và' with nothing after."""
    if _closed(row) or re.search(r"dia phuong|lien quan", row.text()):
        return False
    return any(
        re.search(r"\bv\w{1,2}\s*\|?\s*(?:20\S+)?\s*$", fold(line.line.raw)) for line in row.lines[-3:]
    )


def _closed(row: Row) -> bool:
    return any(
        "đơn vị liên quan" in office.name for line in row.lines for cell in line.cells for office in cell
    )


def strip_office_tails(row: Row) -> None:
    """Take the rest of office names ('tin và Truyền thông và') out of the row's text."""
    for index, line in enumerate(row.lines):
        for cell in line.cells:
            for office in cell:
                if not office.whole:
                    for other in (*row.lines[index : index + 4], *row.lines[max(0, index - 3) : index]):
                        if _strip_tail(other, office):
                            break


def _strip_tail(line: RowLine, office: Office) -> bool:
    """Words of the name left over in a line: any two or more of them in a row, or its last one alone at a line's edge."""
    parts = [fold(part).strip(",") for part in office.name.split()]
    folds = [word.fold.strip(",.;|") for word in line.content]
    slices = [parts[i:j] for i in range(1, len(parts)) for j in range(i + 2, len(parts) + 1)]
    for piece in [*sorted(slices, key=len, reverse=True), parts[-1:]]:
        size = len(piece)
        for at in range(len(folds) - size + 1):
            if folds[at : at + size] == piece and (size > 1 or at == 0 or at + size == len(folds)):
                stop = at + size
                if stop < len(folds) and folds[stop] == "va":
                    stop += 1
                del line.content[at:stop]
                return parts[-1] in piece
    return False


def has_text(row: Row) -> bool:
    """Whether a row says anything besides offices and periods."""
    return sum(len(w.fold) for w in row.words() if w.fold.isascii() and w.fold.strip(",.;:").isalpha()) >= 8


_OPENERS = (
    "nhiem vu", "can cu", "ke hoach", "nghi dinh", "nghi quyet", "quyet dinh", "cong van", "chi thi", "thong tu", "thong bao",
    "du an", "de an", "chuong trinh", "luat",
)  # fmt: skip


def anchored_rows(lines: list[SourceLine], anchors: set[int], heads: set[int], *, openers: bool) -> list[Row]:
    """Rows about anchor lines (those with a row's number, or with its sums): a row ends before the first line after its
    anchor that opens a cell."""
    rows: list[Row] = []
    seen = False
    for line in lines:
        piece = split_line(line)
        opens = _opens_cell(piece, openers=openers) or (
            line.number in anchors and piece.number is not None and seen and _numbered_start(piece)
        )
        if (
            not rows
            or (seen and opens)
            or (line.number in anchors and seen and not _same_row(rows[-1], line, anchors))
        ):
            rows.append(Row([piece], piece.number))
            seen = False
        else:
            rows[-1].lines.append(piece)
            rows[-1].number = rows[-1].number if rows[-1].number is not None else piece.number
        seen = seen or line.number in anchors
    return rows


def _numbered_start(piece: RowLine) -> bool:
    head = next((w for w in piece.content if any(c.isalnum() for c in w.raw)), None)
    return head is not None and head.raw[:1].isupper()


def _same_row(row: Row, line: SourceLine, anchors: set[int]) -> bool:
    return not any(item.line.number in anchors for item in row.lines)


def _opens_cell(piece: RowLine, *, openers: bool) -> bool:
    words = [
        w for w in piece.line.run.words if any(c.isalnum() for c in w.raw) and len(w.fold.strip("|.,")) > 1
    ]
    if piece.number is not None:
        words = [w for w in words if w.raw.strip("|., ") != str(piece.number)]
    if not words:
        return False
    if openers:
        start = " ".join(w.fold for w in words[:2])
        raw = " ".join(fold(w.raw) for w in words[:2])
        return bool(re.match(r"can c\S{1,3}$", raw)) or any(
            start.startswith(o) or raw.startswith(o) or (len(o) > 8 and near(start[: len(o)], o))
            for o in _OPENERS
        )
    return words[0].raw.lstrip("“\"'(|-")[:1].isupper() and words[0].raw[:2] != "- "


def quote_of(row: Row, pages: Pages) -> str:
    """The row's lines letter for letter."""
    return pages.whole(*row.span)
