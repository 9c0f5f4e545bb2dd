"""One picture of a page into lines and tables: upright, clean, its tables cut into cells, everything read at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dinh.papers.extract.cells import plates
from dinh.papers.extract.grids import Grid, Slot, find_grids
from dinh.papers.extract.layout import Placed, Word, to_lines
from dinh.papers.extract.likeness import likeness
from dinh.papers.extract.tesseract import read_pictures, turn_seen
from dinh.papers.extract.upright import Upright, inked_box, is_blank, lies_sideways, make_upright, whitened
from dinh.papers.shapes import Box, Cell, Line, Page, Table

Grey = NDArray[np.uint8]

LEAST_SIDE = 40
"""In points; a line of print stands some 25 high."""
_POOR = 0.55
"""Mean confidence under which a page is suspected of standing on its head."""


def read_picture(grey: Grey, *, number: int, dpi: int, note: str = "") -> Page:
    """The page read by OCR. `note` opens the page's note; what was done to the picture follows it."""
    if min(grey.shape) < LEAST_SIDE:
        return Page(number, (), origin="ocr", note=_sentence(note, "Trang quá hẹp để có chữ đọc được."))
    if is_blank(grey):
        return Page(number, (), origin="ocr", note=_sentence(note, "Trang trắng."))
    turn = 0
    if lies_sideways(grey):
        seen = turn_seen(grey)
        turn = 90 if seen is None else seen
    best = _Reading.of(make_upright(grey, turn), dpi)
    if best.confidence < _POOR and best.trust < 0.6:
        seen = turn_seen(grey)
        other = (turn + 180) % 360 if seen in (None, turn) else seen
        if other is not None:
            again = _Reading.of(make_upright(grey, other), dpi)
            best = max(best, again, key=lambda reading: (reading.confidence, reading.trust))
    return best.page(number, note)


@dataclass(frozen=True)
class _Reading:
    """What one pass over the straightened page gave."""

    upright: Upright
    lines: list[Placed]
    grids: list[tuple[Grid, list[list[Placed]]]]

    @classmethod
    def of(cls, upright: Upright, dpi: int) -> _Reading:
        grey = upright.grey
        grids = find_grids(grey)
        grey = whitened(grey, dpi)
        rest = grey.copy() if grids else grey
        for grid in grids:
            rest[max(0, grid.top - 2) : grid.bottom + 3, max(0, grid.left - 2) : grid.right + 3] = 255
        made = [(g, plate) for g, grid in enumerate(grids) for plate in plates(grey, grid.slots, dpi)]
        box = inked_box(rest)
        pictures = [rest[box[1] : box[3], box[0] : box[2]]] if box else []
        read = read_pictures([*pictures, *(plate.picture for _, plate in made)], dpi=dpi, psm=6)
        lines = to_lines([_moved(word, box[0], box[1]) for word in read.pop(0)]) if box else []
        cells: list[list[list[Placed]]] = [[[] for _ in grid.slots] for grid in grids]
        for (g, plate), words in zip(made, read, strict=True):
            for slot, found in plate.give_back(words).items():
                cells[g][slot] = to_lines(found)
        return cls(upright, _without_grain(lines), list(zip(grids, cells, strict=True)))

    @property
    def _all(self) -> list[Placed]:
        return self.lines + [line for _, cells in self.grids for cell in cells for line in cell]

    @property
    def confidence(self) -> float:
        marks = [(line.confidence or 0.0, len(line.text)) for line in self._all]
        return sum(c * n for c, n in marks) / max(1, sum(n for _, n in marks))

    @property
    def trust(self) -> float:
        return likeness("\n".join(line.text for line in self._all))

    def page(self, number: int, note: str) -> Page:
        lines: list[Line] = []
        tables: list[Table] = []

        def put(placed: Placed) -> None:
            box = self.upright.box(placed.left, placed.top, placed.right, placed.bottom)
            sure = None if placed.confidence is None else round(placed.confidence, 3)
            lines.append(Line(len(lines) + 1, placed.text, number, box, sure))

        waiting = list(self.grids)
        for placed in self.lines:
            while waiting and waiting[0][0].top < (placed.top + placed.bottom) / 2:
                tables.append(self._table(waiting.pop(0), number, lines, put))
            put(placed)
        while waiting:
            tables.append(self._table(waiting.pop(0), number, lines, put))
        kept = tuple(table for table in tables if table.rows)
        return Page(number, tuple(lines), kept, "ocr", _sentence(note, *self._done()), self.upright.turn)

    def _table(
        self,
        grid: tuple[Grid, list[list[Placed]]],
        number: int,
        lines: list[Line],
        put: Callable[[Placed], None],
    ) -> Table:
        first = len(lines) + 1
        rows: dict[int, list[Cell]] = {}
        for slot, cell_lines in zip(grid[0].slots, grid[1], strict=True):
            start = len(lines) + 1
            for placed in cell_lines:
                put(placed)
            text = "\n".join(placed.text for placed in cell_lines)
            rows.setdefault(slot.row, []).append(make_cell(slot, text, start, len(lines), self._box(slot)))
        return make_table(number, first, len(lines), rows)

    def _box(self, slot: Slot) -> Box:
        return self.upright.box(slot.left, slot.top, slot.right, slot.bottom)

    def _done(self) -> list[str]:
        done = []
        if self.upright.turn:
            done.append(f"Đã xoay trang {self.upright.turn}°.")
        if abs(self.upright.skew) >= 0.3:
            done.append(f"Đã chỉnh nghiêng {abs(self.upright.skew):.1f}°.".replace(".", ",", 1))
        if self._all and self.confidence < _POOR:
            done.append("Ảnh mờ hoặc rối, chữ nhận dạng kém tin cậy.")
        return done


def make_cell(slot: Slot, text: str, first: int, last: int, box: Box | None) -> Cell:
    """A cell of the document. An empty one has no line of its own: it points at the line before it would stand."""
    first, last = (first, last) if last >= first else (max(1, last), max(1, last))
    return Cell(slot.row, slot.column, text, first, last, slot.row_span, slot.column_span, box)


def make_table(page: int, first: int, last: int, rows: dict[int, list[Cell]]) -> Table:
    """A table of the document; one with no words at all has no rows and is to be dropped."""
    if last < first:
        return Table(page, max(1, last), max(1, last), ())
    return Table(page, first, last, tuple(tuple(rows[row]) for row in sorted(rows)))


def _moved(word: Word, across: int, down: int) -> Word:
    return replace(
        word,
        left=word.left + across,
        right=word.right + across,
        top=word.top + down,
        bottom=word.bottom + down,
    )


def _without_grain(lines: list[Placed]) -> list[Placed]:
    """Specks, stamps and page edges read as a stray sign or two are no lines."""
    return [
        line
        for line in lines
        if any(c.isalnum() for c in line.text) or (line.confidence or 0) > 0.6
        if len(line.text.strip()) > 2 or (line.confidence or 0) > 0.3
    ]


def _sentence(*parts: str) -> str:
    return " ".join(part for part in parts if part)
