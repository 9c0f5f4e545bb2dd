"""Words with places into lines in reading order: one algorithm for OCR words and for the letters of a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_WIDE_GAP = 2.2
"""A gap wider than this many line heights is a jump (two-column heading, signature block), shown as three spaces."""
_LEAST_COLUMN_LINES = 8


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place in any unit, top left origin. `line` groups words that an engine already put together."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float | None = None
    line: int = -1


@dataclass(frozen=True, slots=True)
class Placed:
    """A finished line with its place."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float | None = None


def to_lines(words: Sequence[Word]) -> list[Placed]:
    """Lines from top to bottom; where the page is set in two columns, the left column first."""
    rows = _rows(words)
    gutter = _gutter(rows)
    if gutter is None:
        return [_placed(row) for row in rows]
    return [_placed(row) for row in _by_column(rows, gutter)]


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Words of one line together: by the engine's own lines where given, else by how much they stand side by side."""
    given: dict[int, list[Word]] = {}
    loose: list[Word] = []
    for word in words:
        (given.setdefault(word.line, []) if word.line >= 0 else loose).append(word)
    rows = list(given.values())
    open_rows: list[tuple[float, float, list[Word]]] = []
    for word in sorted(loose, key=lambda w: (w.top + w.bottom) / 2):
        for index in range(len(open_rows) - 1, max(-1, len(open_rows) - 6), -1):
            top, bottom, row = open_rows[index]
            shared = min(bottom, word.bottom) - max(top, word.top)
            if shared > 0.5 * min(bottom - top, word.bottom - word.top):
                row.append(word)
                break
        else:
            open_rows.append((word.top, word.bottom, [word]))
    rows += [row for _, _, row in open_rows]
    for row in rows:
        row.sort(key=lambda w: w.left)
    return sorted(rows, key=lambda row: (min(w.top for w in row) + max(w.bottom for w in row)) / 2)


def _gutter(rows: list[list[Word]]) -> float | None:
    """The middle of an empty band between two columns of running text, or None. A heading in two halves is too short
    to count, and a table's columns do not fill their halves with words."""
    if len(rows) < _LEAST_COLUMN_LINES:
        return None
    left = min(w.left for row in rows for w in row)
    right = max(w.right for row in rows for w in row)
    width = right - left
    best: tuple[int, float] = (0, 0.0)
    for step in range(35, 66):
        x = left + width * step / 100
        split = sum(1 for row in rows if _splits(row, x, width))
        crossed = sum(1 for row in rows if any(w.left < x < w.right for w in row))
        if crossed <= len(rows) * 0.2 and split > best[0]:
            best = (split, x)
    enough = max(_LEAST_COLUMN_LINES, len(rows) * 0.5)
    return best[1] if best[0] >= enough else None


def _splits(row: list[Word], x: float, width: float) -> bool:
    before = [w for w in row if w.right <= x]
    after = [w for w in row if w.left >= x]
    if len(before) < 3 or len(after) < 3:
        return False
    gap = after[0].left - before[-1].right
    filled = (before[-1].right - before[0].left, after[-1].right - after[0].left)
    return gap > width * 0.02 and min(filled) > width * 0.25


def _by_column(rows: list[list[Word]], gutter: float) -> list[list[Word]]:
    """Left column, then right, between the lines that run across both."""
    out: list[list[Word]] = []
    left: list[list[Word]] = []
    right: list[list[Word]] = []
    for row in rows:
        before = [w for w in row if (w.left + w.right) / 2 <= gutter]
        after = [w for w in row if (w.left + w.right) / 2 > gutter]
        if any(w.left < gutter < w.right for w in row):
            out += left + right + [row]
            left, right = [], []
            continue
        if before:
            left.append(before)
        if after:
            right.append(after)
    return out + left + right


def _placed(row: list[Word]) -> Placed:
    height = sorted(w.bottom - w.top for w in row)[len(row) // 2]
    text = row[0].text
    for last, word in pairwise(row):
        text += ("   " if word.left - last.right > _WIDE_GAP * height else " ") + word.text
    marks = [(w.confidence, len(w.text)) for w in row if w.confidence is not None]
    sure = sum(c * n for c, n in marks) / sum(n for _, n in marks) if marks else None
    return Placed(
        text,
        min(w.left for w in row),
        min(w.top for w in row),
        max(w.right for w in row),
        max(w.bottom for w in row),
        sure,
    )
