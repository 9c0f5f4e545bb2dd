"""The cells of a ruled table as few pictures for OCR, and the words brought back to their cells.

A cell of several lines is a picture of its own. Cells of one line are stacked by column into strips: a lone digit
has nothing to tell its size by, and is read much better among its neighbours than alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from dinh.papers.extract.grids import Slot
from dinh.papers.extract.layout import Word

Grey = NDArray[np.uint8]

_RIM = 10
_ONE_LINE = 0.22
"""In inches: text of up to 15 points with its marks and tails stands lower than this."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """The inked part of one cell, and where it lies on the page."""

    slot: int
    left: int
    top: int
    picture: Grey


@dataclass(frozen=True, slots=True)
class Plate:
    """One picture to read, made of one cut or of many, each with the height at which it starts."""

    picture: Grey
    cuts: tuple[tuple[int, _Cut], ...]
    gap: int

    def give_back(self, words: Sequence[Word]) -> dict[int, list[Word]]:
        """The words by slot, in pixels of the page."""
        found: dict[int, list[Word]] = {}
        starts = [start - self.gap // 2 for start, _ in self.cuts]
        for word in words:
            at = max(0, int(np.searchsorted(starts, (word.top + word.bottom) / 2)) - 1)
            start, cut = self.cuts[at]
            across, down = cut.left - _RIM, cut.top - start
            moved = replace(
                word,
                left=word.left + across,
                right=word.right + across,
                top=word.top + down,
                bottom=word.bottom + down,
            )
            found.setdefault(cut.slot, []).append(moved)
        return found


def plates(grey: Grey, slots: Sequence[Slot], dpi: int) -> list[Plate]:
    """The pictures to read so that every inked cell is read once."""
    alone: list[Plate] = []
    columns: dict[tuple[int, int], list[_Cut]] = {}
    for index, slot in enumerate(slots):
        cut = _cut(grey, slot, index)
        if cut is None:
            continue
        if cut.picture.shape[0] <= _ONE_LINE * dpi:
            columns.setdefault((slot.column, slot.column_span), []).append(cut)
        else:
            alone.append(_plate([cut], dpi))
    return alone + [_plate(cuts, dpi) for cuts in columns.values()]


def _plate(cuts: list[_Cut], dpi: int) -> Plate:
    gap = max(8, dpi // 14)
    width = max(cut.picture.shape[1] for cut in cuts) + 2 * _RIM
    height = sum(cut.picture.shape[0] + gap for cut in cuts) + gap
    sheet = np.full((height, width), 255, np.uint8)
    placed: list[tuple[int, _Cut]] = []
    at = gap
    for cut in cuts:
        high, wide = cut.picture.shape
        sheet[at : at + high, _RIM : _RIM + wide] = cut.picture
        placed.append((at, cut))
        at += high + gap
    return Plate(sheet, tuple(placed), gap)


def _cut(grey: Grey, slot: Slot, index: int) -> _Cut | None:
    """The inked part of a cell, its ruling lines left out; None where nothing is dark and big enough to be a letter."""
    inset = max(3, grey.shape[1] // 420)
    left, top = slot.left + inset, slot.top + inset
    inside = grey[top : slot.bottom - inset + 1, left : slot.right - inset + 1]
    if min(inside.shape, default=0) < 6:
        return None
    paper = float(np.percentile(inside[::2, ::2], 80))
    if paper < 120:  # a dark cell with white letters
        inside = 255 - inside
        paper = float(np.percentile(inside[::2, ::2], 80))
    dark = (inside < paper - 60).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    letters = [s for s in stats[1:count] if s[cv2.CC_STAT_AREA] >= 4 and not _is_border(s, inside.shape)]
    if not any(s[cv2.CC_STAT_AREA] >= 10 and s[cv2.CC_STAT_HEIGHT] >= 3 for s in letters):
        return None
    x0 = max(0, min(int(s[cv2.CC_STAT_LEFT]) for s in letters) - 4)
    y0 = max(0, min(int(s[cv2.CC_STAT_TOP]) for s in letters) - 4)
    x1 = max(int(s[cv2.CC_STAT_LEFT] + s[cv2.CC_STAT_WIDTH]) for s in letters) + 5
    y1 = max(int(s[cv2.CC_STAT_TOP] + s[cv2.CC_STAT_HEIGHT]) for s in letters) + 5
    return _Cut(index, left + x0, top + y0, inside[y0:y1, x0:x1])


def _is_border(stat: NDArray[np.int32], shape: tuple[int, ...]) -> bool:
    """A sliver of ruling line left at the rim of a cell."""
    height, width = shape
    left, top, wide, high = (int(v) for v in stat[:4])
    upright = wide <= 4 and high > height * 0.5 and (left <= 2 or left + wide >= width - 2)
    flat = high <= 4 and wide > width * 0.5 and (top <= 2 or top + high >= height - 2)
    return upright or flat
