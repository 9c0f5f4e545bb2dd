"""A scanned page made fit to read: turned the right way up, its skew taken out, its background made even."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dinh.papers.shapes import Box

Grey = NDArray[np.uint8]

_LOOK_WIDTH = 900
"""Skew and turn are seen as well on a small picture, in a tenth of the time."""
_MAX_SKEW = 8.0
_LEAST_SKEW = 0.08


@dataclass(frozen=True, slots=True)
class Upright:
    """The page after turning and deskewing, and the way back for boxes."""

    grey: Grey
    turn: int
    skew: float
    cleaned: bool

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """A box in pixels of the straightened page, as shares of the turned page before its skew was taken out."""
        height, width = self.grey.shape
        corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)
        if self.skew:
            back = _rotation(width, height, -self.skew)
            corners = corners @ back[:, :2].T + back[:, 2]
        low, high = corners.min(axis=0), corners.max(axis=0)
        shares = (low[0] / width, low[1] / height, high[0] / width, high[1] / height)
        return tuple(round(min(1.0, max(0.0, float(share))), 5) for share in shares)  # type: ignore[return-value]


def make_upright(grey: Grey, turn: int = 0) -> Upright:
    """Turn by `turn` degrees clockwise, take out the skew, even out the background."""
    turned = turn_by(grey, turn)
    skew = skew_of(turned)
    if skew:
        height, width = turned.shape
        turned = np.asarray(
            cv2.warpAffine(
                turned,
                _rotation(width, height, skew),
                (width, height),
                flags=cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_CONSTANT,
                borderValue=255.0,
            ),
            np.uint8,
        )
    clean, cleaned = even_background(turned)
    return Upright(clean, turn, skew, cleaned)


def turn_by(grey: Grey, degrees: int) -> Grey:
    """The picture turned clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(grey, -(degrees // 90) % 4)) if degrees % 360 else grey


def is_blank(grey: Grey) -> bool:
    """Whether there is nothing on the page but paper and grain."""
    small = _small(grey)
    ink = _ink(small)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    areas = stats[1:count, cv2.CC_STAT_AREA]
    return int((areas >= 6).sum()) < 3


def lies_sideways(grey: Grey) -> bool:
    """Whether the lines of text run up or down the page instead of across it."""
    points = _text_points(_small(grey))
    if len(points) < 400:
        return False
    across = max(_sharpness(points, angle) for angle in (-2.0, -1.0, 0.0, 1.0, 2.0))
    flipped = points[:, ::-1]
    down = max(_sharpness(flipped, angle) for angle in (-2.0, -1.0, 0.0, 1.0, 2.0))
    return down > across * 1.25


def skew_of(grey: Grey) -> float:
    """Degrees by which the lines of text fall to the right (positive) or rise (negative); 0 when too little to see."""
    points = _text_points(_small(grey), keep_lines=True)
    if len(points) < 300:
        return 0.0
    coarse = np.arange(-_MAX_SKEW, _MAX_SKEW + 0.01, 0.5)
    best = max(coarse, key=lambda angle: _sharpness(points, angle))
    fine = np.arange(best - 0.5, best + 0.51, 0.05)
    scores = [_sharpness(points, angle) for angle in fine]
    best = float(fine[int(np.argmax(scores))])
    level = _sharpness(points, 0.0)
    if abs(best) < _LEAST_SKEW or max(scores) < level * 1.03 or abs(best) > _MAX_SKEW:
        return 0.0
    return round(best, 2)


def even_background(grey: Grey) -> tuple[Grey, bool]:
    """The page with its shadows divided out; untouched, and False, where the paper is already white and even."""
    small = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((3, 3), np.uint8)), 21)
    if float(paper.mean()) > 235 and float(paper.std()) < 8:
        return grey, False
    wide = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(wide, 40), scale=250), np.uint8), True


def _rotation(width: int, height: int, degrees: float) -> NDArray[np.float64]:
    return np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), np.float64)


def _small(grey: Grey) -> Grey:
    longest = max(grey.shape)
    if longest <= _LOOK_WIDTH * 1.42:
        return grey
    scale = _LOOK_WIDTH * 1.42 / longest
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _ink(small: Grey) -> Grey:
    return np.asarray(
        cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 14), np.uint8
    )


def _text_points(small: Grey, *, keep_lines: bool = False) -> NDArray[np.float64]:
    """Where there is ink, (x, y); without the rulings of tables, which run both ways and tell nothing of turning."""
    ink = _ink(small)
    if not keep_lines:
        for shape in ((35, 1), (1, 35)):
            stroke = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape[::-1], np.uint8))
            ink = np.asarray(cv2.subtract(ink, cv2.dilate(stroke, np.ones((3, 3), np.uint8))), np.uint8)
    ys, xs = np.nonzero(ink)
    points = np.column_stack((xs, ys)).astype(np.float64)
    if len(points) > 40_000:
        points = points[:: len(points) // 40_000 + 1]
    return points


def _sharpness(points: NDArray[np.float64], degrees: float) -> float:
    """How sharply ink falls into rows when looked at along an angle: high between text lines that run that way."""
    slope = math.radians(degrees)
    places = points[:, 1] * math.cos(slope) - points[:, 0] * math.sin(slope)
    low = places.min()
    counts = np.bincount((places - low).astype(np.int64))
    return float(np.square(np.diff(counts.astype(np.float64))).sum())
