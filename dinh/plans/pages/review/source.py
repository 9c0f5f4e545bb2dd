"""The left half of the review: pages of the source with the chosen item's lines lit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dinh.plans.models import ProposalItem, ReadingPage
from dinh.plans.shapes import KEPT_STATES, ItemState

WINDOW = 260
"""A page of a text file may be the whole file; more lines than this are shown around the chosen ones only."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line to draw. `tag` is (class, words, url) of the item that begins there."""

    number: int
    text: str
    raw: str
    lit: bool
    first: bool
    tag: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class LitBox:
    """A box over the page's picture, in hundredths."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Thumb:
    number: int
    doubts: int
    current: bool
    mark: float | None
    """Where the chosen lines stand, in hundredths from the top; None when elsewhere."""


def _tag_of(item: ProposalItem, current: ProposalItem | None, url: str) -> tuple[str, str, str]:
    if current is not None and item.pk == current.pk:
        return ("cur", "Đang xem", url)
    if item.state in KEPT_STATES:
        return ("ok", "Đã soát", url)
    if item.state == ItemState.UNSEEN.value:
        return ("risk", "Ngờ", url) if item.doubtful else ("wait", "Chưa soát", url)
    return ("gone", item.state_word, url)


def lit_lines(payload: dict[str, Any] | None) -> set[int]:
    """Every line the item stands on, in all its places."""
    if not payload:
        return set()
    spans = [place["lines"] for place in payload.get("places") or ()] or [payload.get("lines") or (0, -1)]
    return {number for first, last in spans for number in range(first, last + 1)}


def source_lines(
    page: ReadingPage,
    items: Iterable[ProposalItem],
    current: ProposalItem | None,
    *,
    lit: set[int],
    address: Any,
    restored: bool,
) -> tuple[list[SourceLine], bool]:
    """Lines of a page to draw, and whether some were left out."""
    tags: dict[int, tuple[str, str, str]] = {}
    for item in items:
        if item.state == ItemState.SPLIT.value:
            continue
        if item.first_line not in tags or (current is not None and item.pk == current.pk):
            tags[item.first_line] = _tag_of(item, current, address(item))
    lines: Sequence[dict[str, Any]] = page.lines
    cut = len(lines) > WINDOW
    if cut:
        focus = next((n for n, line in enumerate(lines) if line["n"] in lit), 0)
        begin = max(0, min(focus - WINDOW // 2, len(lines) - WINDOW))
        lines = lines[begin : begin + WINDOW]
    seen = False
    made = []
    for line in lines:
        here = line["n"] in lit
        text = line.get("c", line["t"]) if restored else line["t"]
        made.append(SourceLine(line["n"], text, line["t"], here, here and not seen, tags.get(line["n"])))
        seen = seen or here
    return made, cut


def lit_boxes(page: ReadingPage, lit: set[int], items: Iterable[ProposalItem]) -> list[LitBox]:
    """Boxes of the chosen lines over the page's picture; doubtful undecided items faintly beside them."""
    doubtful = {
        number
        for item in items
        if item.doubtful and item.state == ItemState.UNSEEN.value
        for number in range(item.first_line, item.last_line + 1)
    }
    boxes = []
    for line in page.lines:
        box, number = line.get("b"), line["n"]
        if not box or not (number in lit or number in doubtful):
            continue
        left, top, right, bottom = box
        kind = "cur" if number in lit else "risk"
        boxes.append(
            LitBox(
                round(left * 100 - 0.6, 2),
                round(top * 100 - 0.25, 2),
                round((right - left) * 100 + 1.2, 2),
                round((bottom - top) * 100 + 0.5, 2),
                kind,
            )
        )
    return boxes


def has_picture(page: ReadingPage) -> bool:
    """Whether the page can be shown as a picture: anything that came as pages."""
    return page.origin in {"pdf", "ocr"}


def thumbs(
    pages: Iterable[dict[str, Any]], items: Iterable[ProposalItem], current_page: int, lit: set[int]
) -> list[Thumb]:
    """The strip of pages with how many doubts each still holds."""
    doubts: dict[int, int] = {}
    for item in items:
        if item.doubtful and item.state == ItemState.UNSEEN.value:
            doubts[item.page] = doubts.get(item.page, 0) + 1
    made = []
    for page in pages:
        first, last = page["first_line"], page["last_line"]
        inside = [number for number in lit if first <= number <= last]
        mark = round((min(inside) - first) / max(1, last - first + 1) * 66 + 5, 1) if inside else None
        made.append(
            Thumb(page["number"], doubts.get(page["number"], 0), page["number"] == current_page, mark)
        )
    return made
