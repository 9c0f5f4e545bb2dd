"""Sums of money in whole đồng, and which column each belongs to when only the totals still tell."""

from __future__ import annotations

import re
from itertools import product

_WORDED = re.compile(
    r"(?<![\d.,/])(\d{1,3}(?:[.,]\d{3})*(?:[.,]\d{1,3})?|\d+)\s*(tỷ|tỉ|ty|ti|t'|t’|tÿ|tÿ|triệu|triêu|trieu|triu|tr\.?đ|nghìn|ngàn)(?![a-zà-ỹ])",
    re.IGNORECASE,
)
_SCALE = {"t": 1_000_000_000, "tr": 1_000_000, "n": 1_000}
_DONG = re.compile(r"(?<![\d.,/])(\d{1,3}(?:\.\d{3}){2,4})\s*(?:đồng|đ|VNĐ|VND)?(?![\d\w])")
_TAIL = re.compile(r"(?:\d{1,3}(?:[.,]\d{3})+|\d{2,6})")


def worded(text: str) -> list[int]:
    """Amounts that name their unit: '1,2 tỷ', '400 triệu đồng', '2.500.000.000 đồng'."""
    found: list[tuple[int, int]] = []
    for match in _WORDED.finditer(text):
        unit = match.group(2).lower()
        scale = 1_000_000 if unit.startswith("tr") else 1_000 if unit.startswith("n") else 1_000_000_000
        found.append((match.start(), round(_plain(match.group(1), small=scale > 1000) * scale)))
    for match in _DONG.finditer(text):
        found.append((match.start(), int(match.group(1).replace(".", ""))))
    return [amount for _, amount in sorted(found)]


def _plain(digits: str, *, small: bool) -> float:
    """'1,2' is one and two tenths; '1.200' twelve hundred."""
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits) and not (small and digits.startswith("0")):
        return float(re.sub(r"[.,]", "", digits))
    return float(digits.replace(",", "."))


def row_figures(text: str) -> list[int]:
    """Bare figures at the end of a table line: '350 350 350 350', '5,350 | 4,700 | 650'. Fewer than two are no row."""
    tokens = [token for token in re.split(r"[\s|]+", text.strip()) if token]
    figures: list[int] = []
    skipped = 0
    for token in reversed(tokens):
        bare = token.strip(";,.)(")
        if _TAIL.fullmatch(bare):
            figures.append(int(re.sub(r"[.,]", "", bare)))
            skipped = 0
        elif re.fullmatch(r"\d", bare) and figures:
            skipped += 1
            if skipped > 1:
                break
        else:
            break
    figures.reverse()
    while figures and 1990 <= figures[0] <= 2100 and len(figures) > 1 and figures[0] not in figures[1:]:
        figures.pop(0)
    return figures if len(figures) >= 2 else []


def choose_columns(totals: tuple[int, int], rows: list[int]) -> list[int] | None:
    """Which of two columns (0 or 1) each single figure stands in, so that both columns add up to their totals."""
    if len(rows) > 14:
        return None
    fits = []
    for choice in product((0, 1), repeat=len(rows)):
        if (
            sum(v for v, c in zip(rows, choice, strict=True) if c == 0) == totals[0]
            and sum(v for v, c in zip(rows, choice, strict=True) if c == 1) == totals[1]
        ):
            fits.append(list(choice))
            if len(fits) > 1 and fits[0] != fits[1]:
                return None
    return fits[0] if fits else None
