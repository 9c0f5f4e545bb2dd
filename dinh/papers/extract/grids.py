"""Ruled tables found on a picture of a page: long straight lines, the grid they make, and which slots are one cell.

Works alike on a scan and on a rendered PDF page, so that both get their tables in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell of a grid, in pixels of the picture, its ruling lines left outside."""

    row: int
    column: int
    row_span: int
    column_span: int
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One ruled table: its outer frame in pixels and its cells, row by row."""

    left: int
    top: int
    right: int
    bottom: int
    slots: tuple[Slot, ...]


def find_grids(grey: Grey) -> list[Grid]:
    """The ruled tables of an upright page, from top to bottom."""
    height, width = grey.shape
    across, down = _rulings(grey)
    both = np.asarray(cv2.dilate(cv2.bitwise_or(across, down), np.ones((5, 5), np.uint8)), np.uint8)
    grids = []
    for left, top, wide, high in _pieces(both):
        if wide < width * 0.12 or high < height * 0.015:
            continue
        frame = (left, top, left + wide, top + high)
        if grid := _grid(across, down, frame, tolerance=max(5, width // 200)):
            grids.append(grid)
    return sorted(_outermost(grids), key=lambda grid: (grid.top, grid.left))


def _pieces(mask: Grey) -> list[tuple[int, int, int, int]]:
    """Left, top, width, height of each connected stroke. On masks that are nearly empty contours are several times
    faster than labelling every pixel."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return [tuple(int(v) for v in cv2.boundingRect(outline)) for outline in outlines]  # type: ignore[misc]


def _rulings(grey: Grey) -> tuple[Grey, Grey]:
    """Two masks: what is part of a long horizontal stroke, and of a long vertical one."""
    width = grey.shape[1]
    block = max(15, width // 60) | 1
    ink = np.asarray(
        cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 12),
        np.uint8,
    )
    long, tall = max(25, width // 28), max(18, width // 48)
    across = _long_strokes(ink, (long, 1), (max(3, width // 300), 1))
    down = _long_strokes(ink, (1, tall), (1, max(3, width // 400)))
    return across, down


def _long_strokes(ink: Grey, length: tuple[int, int], bridge: tuple[int, int]) -> Grey:
    """Opening keeps strokes of at least `length`. A stroke that leans by a pixel or is broken by grain is thickened
    and bridged first."""
    across = length[0] > length[1]
    thick = cv2.dilate(ink, np.ones((2, 1) if across else (1, 2), np.uint8))
    joined = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, bridge))
    kept = cv2.morphologyEx(joined, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, length))
    return np.asarray(kept, np.uint8)


def _grid(across: Grey, down: Grey, frame: tuple[int, int, int, int], tolerance: int) -> Grid | None:
    left, top, right, bottom = frame
    rows_mask, columns_mask = across[top:bottom, left:right], down[top:bottom, left:right]
    ys = _positions(rows_mask, columns_mask, across=True, tolerance=tolerance)
    xs = _positions(columns_mask, rows_mask, across=False, tolerance=tolerance)
    xs = _with_open_sides(xs, right - left, tolerance * 2)
    xs, ys = _that_part_something(rows_mask, columns_mask, xs, ys, tolerance)
    if len(ys) < 2 or len(xs) < 3 or (len(ys) - 1) * (len(xs) - 1) > 6000:
        return None
    slots = _slots(rows_mask, columns_mask, xs, ys, tolerance)
    if len(slots) < 2:
        return None
    moved = tuple(
        Slot(
            s.row,
            s.column,
            s.row_span,
            s.column_span,
            s.left + left,
            s.top + top,
            s.right + left,
            s.bottom + top,
        )
        for s in slots
    )
    return Grid(left, top, right, bottom, moved)


def _positions(mask: Grey, crossing: Grey, *, across: bool, tolerance: int) -> list[int]:
    """Where the lines run: middles of the strokes, those within `tolerance` of each other taken as one.

    A stroke counts when it ends at crossing lines or at the frame; the bars of neighbouring letters do not.
    """
    crossed = np.asarray(cv2.dilate(crossing, np.ones((tolerance, tolerance), np.uint8)), np.uint8)
    found = []
    for left, top, wide, high in _pieces(mask):
        thickness, length = (high, wide) if across else (wide, high)
        if thickness > tolerance * 3 or not _anchored(crossed, (left, top, wide, high), across, tolerance):
            continue
        found.append((top + (high - 1) / 2 if across else left + (wide - 1) / 2, length))
    groups: list[list[tuple[float, int]]] = []
    for place, length in sorted(found):
        if groups and place - groups[-1][-1][0] <= tolerance:
            groups[-1].append((place, length))
        else:
            groups.append([(place, length)])
    return [round(sum(p * n for p, n in group) / sum(n for _, n in group)) for group in groups]


def _anchored(crossed: Grey, box: tuple[int, int, int, int], across: bool, tolerance: int) -> bool:
    left, top, wide, high = box
    height, width = crossed.shape
    if across:
        starts = left <= tolerance or bool(crossed[top : top + high, left : left + tolerance].any())
        ends = left + wide >= width - tolerance or bool(
            crossed[top : top + high, left + wide - tolerance : left + wide].any()
        )
    else:
        starts = top <= tolerance or bool(crossed[top : top + tolerance, left : left + wide].any())
        ends = top + high >= height - tolerance or bool(
            crossed[top + high - tolerance : top + high, left : left + wide].any()
        )
    return starts and ends


def _with_open_sides(xs: list[int], width: int, tolerance: int) -> list[int]:
    """A table drawn without its left and right borders still ends where its horizontal lines end."""
    if not xs:
        return xs
    left = [] if xs[0] <= tolerance else [0]
    right = [] if width - xs[-1] <= tolerance else [width - 1]
    return left + xs + right


def _that_part_something(
    across: Grey, down: Grey, xs: list[int], ys: list[int], tolerance: int
) -> tuple[list[int], list[int]]:
    """The inner lines that stand between at least two slots; a place where only strokes of letters happened to fall
    in one column parts nothing, and would shift the columns beside it."""
    while len(xs) > 2 and len(ys) > 1:
        rows, columns = list(pairwise(ys)), list(pairwise(xs))
        kept_xs = [
            x for x in xs[1:-1] if any(_stands(down, x, a, b, tolerance, across=False) for a, b in rows)
        ]
        kept_ys = [
            y for y in ys[1:-1] if any(_stands(across, y, a, b, tolerance, across=True) for a, b in columns)
        ]
        if len(kept_xs) == len(xs) - 2 and len(kept_ys) == len(ys) - 2:
            break
        xs, ys = [xs[0], *kept_xs, xs[-1]], [ys[0], *kept_ys, ys[-1]]
    return xs, ys


def _slots(across: Grey, down: Grey, xs: list[int], ys: list[int], tolerance: int) -> list[Slot]:
    """Slots joined wherever no line stands between them: that is what a merged cell is."""
    rows, columns = len(ys) - 1, len(xs) - 1
    parent = list(range(rows * columns))

    def root(item: int) -> int:
        while parent[item] != item:
            item = parent[item]
        return item

    for r in range(rows):
        for c in range(columns):
            if c + 1 < columns and not _stands(down, xs[c + 1], ys[r], ys[r + 1], tolerance, across=False):
                parent[root(r * columns + c + 1)] = root(r * columns + c)
            if r + 1 < rows and not _stands(across, ys[r + 1], xs[c], xs[c + 1], tolerance, across=True):
                parent[root((r + 1) * columns + c)] = root(r * columns + c)
    joined: dict[int, list[tuple[int, int]]] = {}
    for r in range(rows):
        for c in range(columns):
            joined.setdefault(root(r * columns + c), []).append((r, c))
    slots = [slot for group in joined.values() for slot in _rectangles(group, xs, ys)]
    return sorted(slots, key=lambda slot: (slot.row, slot.column))


def _stands(mask: Grey, at: int, first: int, last: int, tolerance: int, *, across: bool) -> bool:
    """Whether a line stands at a place, over most of the way between its neighbours."""
    low, high = max(0, at - tolerance), at + tolerance + 1
    inset = min(tolerance, (last - first) // 4)
    first, last = first + inset, last - inset
    if last <= first:
        return True
    band = mask[low:high, first:last].max(axis=0) if across else mask[first:last, low:high].max(axis=1)
    return float((band > 0).mean()) > 0.55


def _rectangles(group: list[tuple[int, int]], xs: list[int], ys: list[int]) -> Iterable[Slot]:
    """One slot for a group that fills its rectangle; a group of another shape is an accident of a broken line, and is
    given back slot by slot."""
    r0, r1 = min(r for r, _ in group), max(r for r, _ in group)
    c0, c1 = min(c for _, c in group), max(c for _, c in group)
    if len(group) == (r1 - r0 + 1) * (c1 - c0 + 1):
        yield Slot(r0, c0, r1 - r0 + 1, c1 - c0 + 1, xs[c0], ys[r0], xs[c1 + 1], ys[r1 + 1])
    else:
        for r, c in group:
            yield Slot(r, c, 1, 1, xs[c], ys[r], xs[c + 1], ys[r + 1])


def _outermost(grids: list[Grid]) -> list[Grid]:
    """A grid inside a cell of another would give the same words twice."""
    return [
        g
        for g in grids
        if not any(
            o is not g and o.left <= g.left and o.top <= g.top and o.right >= g.right and o.bottom >= g.bottom
            for o in grids
        )
    ]
