"""When a thing is due: the clause's own year, quarter or day, and rhythms such as 'thường xuyên'."""

from __future__ import annotations

import re
from dataclasses import dataclass

_YEAR = r"(20[0-5]\d)"
_N = r"n\w{1,2}m"
_OWN_YEAR = (
    re.compile(
        rf"\b(?:den|toi|truoc|trong|het|cuoi|vao|dau|thang \d{{1,2}}|qu\w{{1,2}} \S{{1,4}})\s+(?:het |cuoi |hat )?{_N}\s+{_YEAR}\b"
    ),
    re.compile(rf"\bqu\w{{1,2}}\s+[ivl1-4]{{1,4}}\s*[/.-]\s*{_YEAR}\b"),
    re.compile(rf"\bgiai doan\s+20\d\d\s*-\s*{_YEAR}\b"),
    re.compile(rf"\b(?:truoc|den|cham nhat)\s+(?:ngay\s+)?\d{{1,2}}/\d{{1,2}}/{_YEAR}\b"),
    re.compile(rf"\bthang\s+\d{{1,2}}\s*(?:/|{_N})\s*{_YEAR}\b"),
    re.compile(rf"^\W*{_N}\s+{_YEAR}\b"),
    re.compile(rf"(?:,|;|va|phan dau)\s+{_N}\s+{_YEAR}\b"),
)
_DATED = re.compile(
    r"\b(?:quyet dinh|nghi quyet|nghi dinh|thong tu|chi thi|cong van|ke hoach|luat|chuong trinh|de an|du an)\b[^;.]{0,160}$"
)
_COMPARED = re.compile(rf"\bso (?:voi|vol|v6i)\s+(?:cung ky\s+)?(?:{_N}\s+)?{_YEAR}")


@dataclass(frozen=True, slots=True)
class Due:
    """A year with the words that said it."""

    year: int
    words: str
    start: int
    explicit: bool
    """True for 'đến năm…', 'trước…', 'giai đoạn…': a deadline, not just a year that is mentioned."""


def own_due(folded: str) -> Due | None:
    """The last deadline that a clause itself names, legal citations and comparisons left aside."""
    return next(iter(all_dues(folded)), None)


def all_dues(folded: str) -> list[Due]:
    """Every deadline in a clause, left to right."""
    found: dict[int, Due] = {}
    compared = {match.start(1) for match in _COMPARED.finditer(folded)}
    for order, pattern in enumerate(_OWN_YEAR):
        for match in pattern.finditer(folded):
            at = match.start(1)
            if at in compared or at in found or _in_citation(folded, match.start()):
                continue
            found[at] = Due(int(match.group(1)), match.group().strip(" ,;"), match.start(), order < 5)
    return [found[at] for at in sorted(found)]


def _in_citation(folded: str, at: int) -> bool:
    before = folded[max(0, at - 220) : at]
    if before.count("(") > before.count(")") and re.search(r"\bso\s+\d+[^()]*$", before):
        return True
    match = _DATED.search(before)
    return (
        bool(match) and bool(re.search(r"\d+\s*-?\s*/|\bso\b\s*\d|ngay \d|giai doan|\"", match.group()))
        if match
        else False
    )


_WHEN = (
    re.compile(r"(?:trong |vao |truoc )?quy\s+[ivl1-4]{1,4}(?:\s*(?:/|-)\s*20\d\d|\s+nam\s+20\d\d)?"),
    re.compile(r"(?:truoc|trong|den|vao|cham nhat|het)\s+(?:ngay\s+)?\d{1,2}/\d{1,2}(?:/20\d\d)?"),
    re.compile(
        r"(?:hoan thanh |hoan thien )?(?:truoc|trong|den|het)\s+thang\s+\d{1,2}(?:\s*/\s*20\d\d|\s+nam\s+20\d\d)?"
    ),
    re.compile(r"(?:trong|den|truoc|het)\s+(?:het |cuoi )?nam\s+20\d\d"),
    re.compile(r"giai doan\s+20\d\d\s*-\s*20\d\d"),
    re.compile(r"(?:6|9|3|sau|chin)\s+thang\s+(?:dau|cuoi)\s+nam(?:\s+20\d\d)?"),
)
_RHYTHM: tuple[tuple[str, str], ...] = (
    (r"h[aà]ng ngay", "hằng ngày"), (r"hang tuan|\d+ lan/tuan", "hằng tuần"), (r"hang thang|\d+ lan/thang", "hằng tháng"),
    (r"hang quy|\d+ lan/quy|moi quy|theo quy(?! dinh| che| trinh| hoach| dinh)|(?<=thang, )quy(?=,)", "hằng quý"), (r"6 thang(?! (?:dau|cuoi))|sau thang", "6 tháng"),
    (r"9 thang|chin thang", "9 tháng"), (r"hang nam|\d+ lan/nam|moi nam|/nam\b|(?<=thang, )nam(?=\W|$)", "hằng năm"),
    (r"thuong xuyen", "thường xuyên"), (r"dot xuat", "đột xuất"), (r"dinh ky", "định kỳ"),
)  # fmt: skip


def when_span(folded: str) -> tuple[int, int] | None:
    """Where the words of a deadline stand, if the clause has one."""
    best: tuple[int, int] | None = None
    for pattern in _WHEN:
        for match in pattern.finditer(folded):
            if not _in_citation(folded, match.start()) and (best is None or match.start() > best[0]):
                best = match.span()
        if best is not None:
            return best
    return None


def rhythms(folded: str) -> list[str]:
    """The rhythms that a text names, most frequent first."""
    return [word for pattern, word in _RHYTHM if re.search(rf"\b(?:{pattern})", folded)]
