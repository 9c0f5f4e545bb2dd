"""Projects from an appendix flattened to text: names, offices, periods, money."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dinh.plans.reading.appendices import body_lines, first_block_heads, is_head
from dinh.plans.reading.layout import Part
from dinh.plans.reading.markers import mostly_upper
from dinh.plans.reading.money import choose_columns, row_figures, worded
from dinh.plans.reading.offices import names, stitched
from dinh.plans.reading.rows import Row, anchored_rows, has_text, period_rows, quote_of, split_line
from dinh.plans.reading.shapes import Money, Project
from dinh.plans.reading.source import Source, SourceLine
from dinh.plans.reading.words import Run, fold, sentence, tidy

_PERIOD = re.compile(r"\b(20[0-5]\d)\s*[-–]\s*(20[0-5]\d)\b")


@dataclass(slots=True)
class Sums:
    """Totals printed in a money table, to be checked against its rows."""

    label: str
    line: int
    figures: list[int]
    rows: list[tuple[int, list[int]]] = field(default_factory=list)


@dataclass(slots=True)
class Listed:
    """The projects of an appendix and the totals that it prints."""

    projects: list[Project]
    sums: list[Sums]


def listed(part: Part, source: Source) -> Listed:
    """Read an appendix of projects whichever way its columns fell apart."""
    lines = body_lines(part)
    heads = {line.number for line in part.lines if line.run and is_head(line)}
    figured = {line.number for line in lines if row_figures(line.raw)}
    if len(figured) >= 3:
        return _by_figures(lines, heads, figured, source)
    amounts = [line for line in lines if worded(line.raw)]
    if len(amounts) >= 2:
        return Listed(_by_blocks(part, lines, source), [])
    return Listed(_by_period(lines, heads, source), [])


def _by_period(lines: list[SourceLine], heads: set[int], source: Source) -> list[Project]:
    found = []
    for row in period_rows(lines, heads):
        if not has_text(row):
            continue
        lead, coop = row.offices()
        raw = " ".join(line.line.raw for line in row.lines).replace("2 0", "20")
        periods = _PERIOD.findall(
            re.sub(r"giai do\S{1,3} 20\d\d\s*[-–—]\s*20\d\d", "", raw)
        ) or _PERIOD.findall(raw)
        period = "-".join(periods[-1]) if periods else None
        doubts = []
        if not lead:
            doubts.append("Không đọc được cơ quan chủ trì trong hàng này.")
        if period and int(period[:4]) < 2015:
            doubts.append(f"Giai đoạn “{period}” có vẻ quét sai.")
        found.append(_project(row, source, _name(row), row.group, lead, coop, period, None, (), doubts))
    return found


def _project(
    row: Row, source: Source, name: str, group: str | None, lead: tuple[str, ...], coop: tuple[str, ...],
    period: str | None, basis: str | None, money: tuple[Money, ...], doubts: list[str], content: str | None = None,
) -> Project:  # fmt: skip
    words = row.words()
    sure = sum(w.sure for w in words) / len(words) if words else 0.3
    return Project(
        id="", name=name or "(không đọc được tên)", quote=quote_of(row, source.pages), lines=row.span, page=row.page,
        group=sentence(group) if group else None, lead="; ".join(lead) or None, coop=coop, period=period, legal_basis=basis,
        content=content, money=money, confidence=round(max(0.1, 0.75 * sure - 0.1 * len(doubts)), 2), doubts=tuple(doubts),
    )  # fmt: skip


_SHORT = {"AI", "Y", "IT", "5G", "4G", "3D", "TP", "TX"}


def _name(row: Row) -> str:
    words = [w for w in row.words() if not re.fullmatch(r"[\W_]+|20\d\d-20\d\d|20\d\d-?|\d{1,2}", w.clean)]
    words = [w for w in words if len(w.fold.strip(",.;:’'")) > 1 or w.clean in {"y", "Y", "ở"}]
    words = [w for w in words if not (len(w.clean) <= 2 and w.clean.isupper() and w.raw not in _SHORT)]
    while words and len(words[0].fold) <= 2 and not words[0].clean[:1].isupper():
        words = words[1:]
    return sentence(tidy(" ".join(w.clean for w in words)))


def _by_figures(lines: list[SourceLine], heads: set[int], figured: set[int], source: Source) -> Listed:
    """A money table: totals and groups apart, a project each line of sums."""
    sums: list[Sums] = []
    groups: list[tuple[str, int]] = []
    rest: list[SourceLine] = []
    anchors: set[int] = set()
    of_group: dict[int, tuple[str, int]] = {}
    skip = False
    for line in lines:
        label = _total_label(line)
        if label is not None:
            figures = row_figures(line.raw)
            if label in {"I", "II", "III", "IV"} and sums and sums[-1].label == label and not figures:
                continue
            sums.append(Sums(label, line.number, figures))
            if len(label) == 1 and label.isupper() and label not in "IVX":
                groups.append((_title(line), len(sums) - 1))
            skip = True
            continue
        if skip and _small_tail(line):
            continue
        skip = False
        rest.append(line)
        if line.number in figured:
            anchors.add(line.number)
        of_group[line.number] = groups[-1] if groups else ("", len(sums) - 1)
    found: list[tuple[Row, list[int], tuple[str, int]]] = []
    for row in anchored_rows(rest, anchors, heads, openers=True):
        anchor = next((item.line for item in row.lines if item.line.number in anchors), None)
        if anchor is None or not has_text(row):
            continue
        found.append((row, row_figures(anchor.raw), of_group[anchor.number]))
    projects = []
    for group_index in dict.fromkeys(item[2][1] for item in found):
        mine = [item for item in found if item[2][1] == group_index]
        projects += _priced(mine, sums, group_index, source)
    return Listed(projects, sums)


def _total_label(line: SourceLine) -> str | None:
    text = fold(line.raw)
    if re.match(r"\W*t\w{1,3}ng c\w{1,3}ng\b", text):
        return "total"
    if match := re.match(r"\W*([A-HIVX]{1,3})\s*[|.]?\s+\S", line.raw):
        words = line.run.words[1:]
        if mostly_upper(tuple(w for w in words if w.raw.isalpha())) and len(match.group(1)) == 1:
            return match.group(1)
    if re.match(r"\W*(?:[iv1l]{1,3}\s)?\|?\s*c\w{1,2}c d\S{0,4}\s?\S{0,5}n?,? nhi\S{1,2}m v", text):
        return "II"
    return None


def _small_tail(line: SourceLine) -> bool:
    """'chuyển tiếp thực hiện sang năm 2026' under a group's title."""
    text = line.run.folded
    return len(line.run) <= 10 and bool(
        re.search(r"chuyen tiep|sang n\w{1,2}m|trong n\w{1,2}m 20\d\d|^20\d\d$", text)
    )


def _title(line: SourceLine) -> str:
    words = [w.clean for w in line.run.words[1:] if any(c.isalpha() for c in w.clean)]
    return sentence(" ".join(words).capitalize())


def _priced(
    mine: list[tuple[Row, list[int], tuple[str, int]]], sums: list[Sums], index: int, source: Source
) -> list[Project]:
    total = sums[index].figures if 0 <= index < len(sums) else []
    grand = next((item.figures for item in sums if item.label == "total"), [])
    columns = _columns(total, grand, sums, index)
    firsts = [_first_total(figures) for _, figures, _ in mine]
    single = [i for i, (_, figures, _) in enumerate(mine) if _split(figures) is None]
    chosen: dict[int, int] = {}
    if columns is not None:
        taken = [sum((_split(f) or (0, 0))[c] for _, f, _ in mine) for c in (0, 1)]
        choice = choose_columns((columns[0] - taken[0], columns[1] - taken[1]), [firsts[i] for i in single])
        if choice is not None:
            chosen = dict(zip(single, choice, strict=True))
    projects = []
    if 0 <= index < len(sums):
        sums[index].rows = [(row.span[0], [firsts[i]]) for i, (row, _, _) in enumerate(mine)]
    for i, (row, figures, group) in enumerate(mine):
        doubts = ["Bảng không ghi đơn vị tính; đọc là triệu đồng."]
        amount = firsts[i]
        pair = _split(figures)
        money = [Money(amount * 1_000_000, None, None)]
        if pair is not None:
            money += [Money(pair[0] * 1_000_000, "Ngân sách tỉnh"), Money(pair[1] * 1_000_000, "Nguồn khác")]
        elif i in chosen:
            money.append(Money(amount * 1_000_000, ("Ngân sách tỉnh", "Nguồn khác")[chosen[i]]))
            doubts.append("Cột nguồn vốn suy từ số tổng của nhóm.")
        else:
            doubts.append("Chưa rõ tiền thuộc cột nguồn nào.")
        name, basis = _name_and_basis(row)
        projects.append(
            _project(row, source, name, group[0] or None, (), (), None, basis, tuple(money), doubts)
        )
    return projects


def _first_total(figures: list[int]) -> int:
    """The row's total: a figure that comes twice (all years, this year) is surer than one that comes once."""
    if _split(figures) is not None:
        return figures[-3]
    twice = [f for f in figures if figures.count(f) >= 2]
    return max(twice) if twice else figures[0]


def _split(figures: list[int]) -> tuple[int, int] | None:
    """'2.500 2.200 300': the last three are a total and its two sources."""
    if len(figures) >= 3 and figures[-3] == figures[-2] + figures[-1] and figures[-2] > 0:
        return figures[-2], figures[-1]
    return None


def _columns(total: list[int], grand: list[int], sums: list[Sums], index: int) -> tuple[int, int] | None:
    pair = _split(total)
    if pair is not None:
        return pair
    whole = _split(grand)
    if whole is None or not total:
        return None
    others = [
        _split(item.figures)
        for i, item in enumerate(sums)
        if i != index and len(item.label) == 1 and item.label in "ABCD"
    ]
    known = [item for item in others if item is not None]
    if len(known) != len(others):
        return None
    left = (whole[0] - sum(a for a, _ in known), whole[1] - sum(b for _, b in known))
    return left if sum(left) == _first_total(total) else None


_BASIS = re.compile(
    r"\b(?:can cu\b|can c\S{1,3} (?:ke|ng|qu)|chi thi\b|ke hoach s\w{1,2} ?\d|nghi quyet\b|nghi dinh\b|cong van\b|quyet dinh\b|thong tu\b|ngay \d"
    r"|thu tuong|chinh phu\b|thuong vu\b|bo chinh\b|hoi dong nhan|trung uong\b|\S*/\S*(?:tu|tw|cp|ubnd|hdnd|ttg)\b|nq\S?cp)"
)
_NAME = re.compile(r"(?:nhiem vu|du an|de an)\b")


def _name_and_basis(row: Row) -> tuple[str, str | None]:
    """The name's words and the legal basis's words: two columns of text that the scan wrote side by side.

    A bar parts them where the scan kept it; else the basis is known by its own words (a decree, a day, who issued it).
    A line with neither goes with the name once, then with the basis.
    """
    name: list[str] = []
    basis: list[str] = []
    begun = closed = False
    spare = 0
    for item in row.lines:
        words = [
            w for w in item.line.run.words if not re.fullmatch(r"(?!20\d\d$)[\d.,]{1,6}|[^\w|]+|\w", w.raw)
        ]
        while words and words[0].raw == "|":
            words = words[1:]
        while words and words[-1].raw == "|":
            words = words[:-1]
        bar = next((i for i, w in enumerate(words) if w.raw == "|"), None)
        folded = " ".join(w.fold for w in words)
        known = _BASIS.search(folded)
        cut = bar if bar is not None else len(folded[: known.start()].split()) if known else None
        starts = bool(_NAME.match(folded))
        begun = begun or starts
        if cut is None:
            ours = begun and not closed and (starts or spare < 1)
            spare += not starts
            cut = len(words) if ours else 0
        elif begun and not closed and cut:
            spare = 0
        left = [w.clean for w in words[:cut]] if begun and not closed else []
        right = [w.clean for w in words[cut if left else 0 :] if w.raw != "|"]
        if left:
            name.append(" ".join(left))
            closed = left[-1].endswith((".", ";")) and len(name) > 1
        basis.append(" ".join(right))
    if not name:
        return _tidied(basis), None
    return _tidied(name), _tidied([part for part in basis if part]) or None


def _tidied(pieces: list[str]) -> str:
    text = " ".join(pieces)
    text = re.sub(r"(?<!\S)[\d.,|]+(?=\s+[\d.,|]|\s*$)|\s\|\s|^\s*\d{1,2}\s*\|?\s", " ", text)
    return sentence(text)


_SOURCES = {
    "ngan",
    "sach",
    "tinh",
    "huyen",
    "xa",
    "phuong",
    "thi",
    "thanh",
    "pho",
    "trung",
    "uong",
    "va",
    "nguon",
    "von",
    "hoa",
    "hoi",
    "khac",
    "doanh",
    "nghiep",
}


def _by_blocks(part: Part, lines: list[SourceLine], source: Source) -> list[Project]:
    """Cells one below another: a project runs to its sum and source; the next begins with a name."""
    kept = {line.number for line in lines} - first_block_heads(part)
    rows: list[Row] = []
    priced = False
    blank = False
    for line in part.lines:
        if line.blank:
            blank = True
            continue
        if line.number not in kept:
            continue
        piece = split_line(line)
        opens = priced and blank and _names_project(piece)
        numbered = piece.number is not None and priced and _names_project(piece)
        if not rows or opens or numbered:
            rows.append(Row([piece], piece.number))
            priced = False
        else:
            rows[-1].lines.append(piece)
        priced = priced or bool(worded(line.raw))
        blank = False
    return [_block_project(row, source) for row in rows if any(worded(item.line.raw) for item in row.lines)]


def _names_project(piece: object) -> bool:
    words = [w for w in piece.line.run.words if any(c.isalpha() for c in w.fold)]  # type: ignore[attr-defined]
    if not words or worded(piece.line.raw):  # type: ignore[attr-defined]
        return False
    if all(w.fold.strip(",.;") in _SOURCES for w in words):
        return False
    return words[0].raw[:1].isupper()


_KIND = re.compile(r"\bd\w{1,2} \w{1,3}n (?:moi|mai|chuyen)")


def _block_project(row: Row, source: Source) -> Project:
    run = Run([w for item in row.lines for w in item.line.run.words], source.pages)
    lead: tuple[str, ...] = ()
    coop: tuple[str, ...] = ()
    found = stitched(run)
    first_office = found[0].first if found else len(run)
    if found:
        ahead = run.part(found[0].last, min(len(run), found[0].last + 12)).folded
        lead = names(found[:1])
        if "phoi hop" in ahead:
            coop = tuple(name for name in names(found[1:2]) if name not in lead)
    raw = " ".join(item.line.raw for item in row.lines)
    span = _PERIOD.search(raw) or _PERIOD.search(raw.replace("202 1", "2021"))
    year = re.search(r"(?<!\d)(20[12]\d)(?!\d)(?!\s*-)", raw)
    period = f"{span.group(1)}-{span.group(2)}" if span else year.group(1) if year else None
    sums = worded(raw.replace("\n", " "))
    origin = _origin(row)
    money = (Money(sums[0], origin, None),) if sums else ()
    name_words = [w for w in run.words[:first_office] if not re.fullmatch(r"\d{1,2}|\W+", w.raw)]
    name = sentence(" ".join(w.clean for w in name_words[:40]))
    content = _content(row, first_office)
    doubts = [] if lead else ["Không đọc được cơ quan chủ trì trong hàng này."]
    return _project(row, source, name, None, lead, coop, period, None, money, doubts, content)


def _origin(row: Row) -> str | None:
    said: list[str] = []
    after = False
    for item in row.lines:
        text = item.line.raw
        if worded(text):
            after = True
        if after:
            words = [w.clean for w in item.line.run.words if w.fold.strip(",.;") in _SOURCES]
            said += words
    return sentence(" ".join(dict.fromkeys(said))) if said else None


def _content(row: Row, first_office: int) -> str | None:
    lines = [item.line.run.clean for item in row.lines if item.line.raw.strip().startswith("-")]
    return "; ".join(sentence(line) for line in lines) or None
