"""Pages drawn for people to look at, the right way up."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from dinh.papers.extract import limits
from dinh.papers.extract.images import ImagePages
from dinh.papers.extract.pdf import PdfPages


def draw(pages: PdfPages | ImagePages, number: int, width: int, turn: int | None) -> bytes:
    """Page `number` as a PNG `width` pixels wide; less wide where a picture has fewer pixels itself, or is so long
    that it would be too big."""
    if turn is None:
        turn = _turn(pages, number)
    picture: Any
    if isinstance(pages, PdfPages):
        picture = pages.draw(number, width, turn)
    else:
        picture = pages.picture(number, "RGB", about=limits.MAX_DRAWN)
    if turn:
        picture = picture.rotate(-turn, expand=True)
    if scale := _scale(picture.width, picture.height, width):
        picture = picture.resize(
            (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        )
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _scale(wide: int, high: int, width: int) -> float | None:
    """How a picture is to be made smaller; None when it may stay as it is. Never bigger: a strip of 41 by 60,000
    would take gigabytes, and nobody sees more in it."""
    scale = min(
        width / wide, (limits.MAX_DRAWN / (wide * high)) ** 0.5, limits.MAX_DRAWN_SIDE / max(wide, high)
    )
    return scale if scale < 1 else None


def _turn(pages: PdfPages | ImagePages, number: int) -> int:
    """What the reader would turn a page by when it lies on its side; a page on its head is only known by reading it."""
    from dinh.papers.extract.scan import LEAST_SIDE
    from dinh.papers.extract.tesseract import has_tesseract, turn_seen
    from dinh.papers.extract.upright import lies_sideways

    if isinstance(pages, PdfPages):
        if pages.has_text(number):
            return 0
        grey = np.asarray(pages.draw(number, 1400).convert("L"), np.uint8)
    else:
        grey = np.asarray(pages.picture(number, "L", about=limits.MAX_DRAWN), np.uint8)
    if min(grey.shape) < LEAST_SIDE or not lies_sideways(grey) or not has_tesseract():
        return 0
    seen = turn_seen(grey)
    return 90 if seen is None else seen
