"""What others may hold of a paper: its lines, tables and pages, letter for letter as the source has them.

Pure values, no framework. A reader of plans, a searcher or a page viewer is given a `SourceDocument`
and never has to know whether it came from a text file, a DOCX, a PDF's text layer or a scan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dinh.ground.shapes import Announcement

Origin = Literal["text", "docx", "pdf", "ocr"]
Box = tuple[float, float, float, float]
"""left, top, right, bottom, each as a share (0..1) of the page's width or height."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source. `number` counts from 1 through the whole document."""

    number: int
    text: str
    page: int = 1
    box: Box | None = None
    confidence: float | None = None
    """0..1 as the OCR engine gives it; None where nothing was guessed."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table whose grid is known (DOCX, ruled PDF, scan cut into cells)."""

    row: int
    column: int
    text: str
    first_line: int
    last_line: int
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a known grid. Its cells' words also stand among the document's lines."""

    page: int
    first_line: int
    last_line: int
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page as received. `note` says in Vietnamese what was done to it (turned, deskewed, OCR instead of a
    garbage text layer), or is empty."""

    number: int
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    origin: Origin = "text"
    note: str = ""
    turn: int = 0
    """Degrees clockwise (0, 90, 180, 270) the picture of the page was turned to stand upright; boxes are of the
    upright page."""


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A whole document, page by page. `sha256` is that of the file as received."""

    name: str
    media_type: str
    sha256: str
    pages: tuple[Page, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for page in self.pages for line in page.lines)

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(table for page in self.pages for table in page.tables)


class Unreadable(Exception):
    """The file cannot be read. `str()` is a clear Vietnamese sentence fit to show to a person."""


@dataclass(frozen=True)
class PaperFiled(Announcement):
    """A paper was filed in a unit's archive. `number` is as written, "27/KH-UBND", or empty."""

    paper_id: int
    unit_code: str
    kind: str
    number: str
    sha256: str
