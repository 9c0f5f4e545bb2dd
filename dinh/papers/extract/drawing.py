"""Pages drawn for people to look at, the right way up."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from dinh.papers.extract.images import ImagePages
from dinh.papers.extract.pdf import PdfPages


def draw(pages: PdfPages | ImagePages, number: int, width: int, turn: int | None) -> bytes:
    """Page `number` as a PNG `width` pixels wide."""
    if turn is None:
        turn = _turn(pages, number)
    picture: Any
    if isinstance(pages, PdfPages):
        picture = pages.draw(number, width, turn)
    else:
        picture = pages.picture(number, "RGB")
    if turn:
        picture = picture.rotate(-turn, expand=True)
    if picture.width != width:
        picture = picture.resize((width, max(1, round(picture.height * width / picture.width))))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _turn(pages: PdfPages | ImagePages, number: int) -> int:
    """What the reader would turn a page by when it lies on its side; a page on its head is only known by reading it."""
    from dinh.papers.extract.tesseract import has_tesseract, turn_seen
    from dinh.papers.extract.upright import lies_sideways

    if isinstance(pages, PdfPages):
        if pages.has_text(number):
            return 0
        grey = np.asarray(pages.draw(number, 1400).convert("L"), np.uint8)
    else:
        grey = pages.grey(number)
    if not lies_sideways(grey) or not has_tesseract():
        return 0
    seen = turn_seen(grey)
    return 90 if seen is None else seen
