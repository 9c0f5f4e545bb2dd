"""The tracking paper as PDF in the layout of Decree 30/2020: A4, margins of 20, 20, 30 and 15 mm, a face of the Times kind, the
number of the page in the middle of the top from the second on, appendices lying down with their heads repeated."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from .pdf_page import BOLD, BOLD_ITALIC, ITALIC, MM, REGULAR, NoFaces, Page, Print, TextLine, lines_of
from .report import Paper, PaperTable

A4 = (210 * MM, 297 * MM)
TOP, BOTTOM, LEFT, RIGHT = 20 * MM, 20 * MM, 30 * MM, 15 * MM
SIDE = 15 * MM
"""Margins of a page that lies down, but the top."""
CELL, LEAD, PAD_X, PAD_Y = 11.5, 14.0, 4.0, 2.5
MOST_ROWS = 5_000
"""Two hundred rows take a tenth of a second of one core, so this many take two or three seconds; what is longer is made from
the Word file."""


class NoPdf(Exception):
    """The machine cannot make PDF; `str()` says why."""


def pdf_of(paper: Paper) -> bytes:
    """The paper as PDF. NoPdf when it is too long, or when the faces were not laid out on this machine."""
    if sum(len(table.rows) for table in paper.tables) > MOST_ROWS:
        raise NoPdf(_("Bảng dài quá để dựng PDF ngay trên trang; tải bản Word hoặc Excel rồi in."))
    made = Print(f"{paper.kind} {paper.name}")
    try:
        _Letter(made, paper).draw()
        for table in paper.tables:
            _Appendix(made, table).draw()
        _number(made)
        return made.written()
    except NoFaces as wrong:
        raise NoPdf(
            _("Máy chủ này chưa có mặt chữ để dựng PDF (make install). Tải bản Word rồi in ra PDF.")
        ) from wrong


def _number(made: Print) -> None:
    for number, page in enumerate(made.pages[1:], 2):
        (line,) = lines_of(str(number), REGULAR, 13, 100)
        made.line(page, line, 0, 13 * MM, 13, page.width, align="c")


class _Letter:
    """The pages that stand up: head, title, what is reported, who signs."""

    def __init__(self, made: Print, paper: Paper) -> None:
        self.made, self.paper = made, paper
        self.width = A4[0] - LEFT - RIGHT
        self.page = made.page(*A4)
        self.y = TOP

    def draw(self) -> None:
        self._head()
        self.y += 14
        self._centred(self.paper.kind, 14)
        self.y += 2
        self._centred(self.paper.title, 14)
        self.y += 14
        for text in self.paper.paragraphs:
            self._paragraph(text)
        self._close()

    def _room(self, height: float) -> None:
        """Go to the next page when so much does not fit on this one."""
        if self.y + height > A4[1] - BOTTOM:
            self.page, self.y = self.made.page(*A4), TOP

    def _head(self) -> None:
        own = self._column(
            LEFT,
            self.width * 0.4,
            [(self.paper.parent, BOLD), (self.paper.issuer, BOLD)],
            0.32,
            (self.paper.number, REGULAR),
        )
        state = [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", BOLD), ("Độc lập - Tự do - Hạnh phúc", BOLD)]
        theirs = self._column(
            LEFT + self.width * 0.4, self.width * 0.6, state, 0.52, (self.paper.place_date, ITALIC)
        )
        self.y = max(own, theirs)

    def _column(
        self, x: float, width: float, upper: Sequence[tuple[str, str]], share: float, lower: tuple[str, str]
    ) -> float:
        """Lines, a rule below them, a line below the rule; gives where the column ends."""
        y, lead = self.y, 13 * 1.25
        for text, style in upper:
            # The name of the country stays on one line, as the Decree wants it.
            size = 12.5 if len(text) > 32 else 13
            for line in lines_of(text, style, size, width):
                y += lead
                self.made.line(self.page, line, x, y - 4, size, width, align="c")
        y += 3
        half = width * share / 2
        self.page.rule(x + width / 2 - half, y, x + width / 2 + half, y, 0.8)
        y += 3
        for line in lines_of(_spaced(lower[0]), lower[1], 13, width):
            y += lead
            self.made.line(self.page, line, x, y - 4, 13, width, align="c")
        return y

    def _centred(self, text: str, size: float) -> None:
        for line in lines_of(text, BOLD, size, self.width):
            self.y += size * 1.3
            self.made.line(self.page, line, LEFT, self.y - 4, size, self.width, align="c")

    def _paragraph(self, text: str) -> None:
        indent = 10 * MM
        for number, line in enumerate(lines_of(text, REGULAR, 14, self.width, indent)):
            self._room(14 * 1.3)
            self.y += 14 * 1.3
            moved = 0 if number else indent
            self.made.line(self.page, line, LEFT + moved, self.y - 4, 14, self.width - moved, stretch=True)
        self.y += 6

    def _close(self) -> None:
        names = [("Nơi nhận:", BOLD_ITALIC, 12.0), *((each, REGULAR, 11.0) for each in self.paper.recipients)]
        left = self.width * 0.52
        self._room(max(len(names) * 15, len(self.paper.signer) * 18 + 70) + 14)
        top = self.y + 14
        y = top
        for text, style, size in names:
            for line in lines_of(text, style, size, left):
                y += size * 1.25
                self.made.line(self.page, line, LEFT, y - 3, size)
        y = top
        for text in self.paper.signer:
            for line in lines_of(text, BOLD, 14, self.width - left):
                y += 14 * 1.3
                self.made.line(self.page, line, LEFT + left, y - 4, 14, self.width - left, align="c")


def _spaced(text: str) -> str:
    """Blanks left open for a number or a day stay as wide as they are: each becomes one that does not break."""
    return text.replace("  ", "\u00a0\u00a0")


class _Appendix:
    """One table on pages that lie down."""

    def __init__(self, made: Print, table: PaperTable) -> None:
        self.made, self.table = made, table
        self.size = (A4[1], A4[0])
        self.width = self.size[0] - 2 * SIDE
        whole = sum(share for _head, share, _where in table.heads)
        self.widths = [self.width * share / whole for _head, share, _where in table.heads]
        self.where = [where for _head, _share, where in table.heads]
        self.heads = [
            lines_of(head, BOLD, CELL, width - 2 * PAD_X)
            for (head, _share, _where), width in zip(table.heads, self.widths, strict=True)
        ]
        self.page: Page = made.page(*self.size)
        self.y = TOP

    @property
    def end(self) -> float:
        return self.size[1] - SIDE

    def draw(self) -> None:
        for text, style, size in (
            (f"PHỤ LỤC {self.table.number}", BOLD, 14),
            (self.table.title, BOLD, 14),
            (_spaced(f"(Kèm theo Báo cáo số          /BC-UBND; {self.table.note})"), ITALIC, 13),
        ):
            for line in lines_of(text, style, size, self.width):
                self.y += size * 1.3
                self.made.line(self.page, line, SIDE, self.y - 4, size, self.width, align="c")
        self.y += 8
        if not self.table.rows:
            for line in lines_of("Kế hoạch không có phần này.", REGULAR, 14, self.width):
                self.made.line(self.page, line, SIDE, self.y + 14, 14)
            return
        self._head()
        made = [self._cells(row) for row in self.table.rows]
        for number, cells in enumerate(made):
            # The name of a group does not stand alone at the foot of a page.
            kept = _height(made[number + 1]) if len(cells) == 1 and number + 1 < len(made) else 0
            self._row(cells, kept)

    def _head(self) -> None:
        height = _height(self.heads)
        x = SIDE
        self.page.rule(SIDE, self.y, SIDE + self.width, self.y)
        for lines, width in zip(self.heads, self.widths, strict=True):
            y = self.y + (height - len(lines) * LEAD) / 2
            self._lines(lines, x, y, width, "c")
            x += width
        self._borders(height, self.widths)
        self.y += height

    def _cells(self, row: Sequence[str]) -> list[list[TextLine]]:
        if len(row) == 1:
            return [lines_of(row[0], BOLD, CELL, self.width - 2 * PAD_X)]
        style = BOLD if row[0] == "" else REGULAR
        return [
            lines_of(text, style, CELL, width - 2 * PAD_X)
            for text, width in zip(row, self.widths, strict=True)
        ]

    def _row(self, cells: list[list[TextLine]], kept: float) -> None:
        """One row; it goes whole to the next page, and only one longer than a page is parted."""
        fresh = self.end - TOP - _height(self.heads)
        if self.y + _height(cells) + kept > self.end and self.y > TOP + _height(self.heads) + 1:
            self.page, self.y = self.made.page(*self.size), TOP
            self._head()
        most = int((fresh - 2 * PAD_Y) / LEAD)
        if max(len(lines) for lines in cells) > most:
            self._row([lines[:most] for lines in cells], 0)
            self._row([lines[most:] for lines in cells], 0)
            return
        widths = self.widths if len(cells) > 1 else [self.width]
        x = SIDE
        for lines, width, where in zip(cells, widths, self.where if len(cells) > 1 else ["l"], strict=True):
            self._lines(lines, x, self.y + PAD_Y, width, where)
            x += width
        height = _height(cells)
        self._borders(height, widths)
        self.y += height

    def _lines(self, lines: Sequence[TextLine], x: float, y: float, width: float, where: str) -> None:
        for number, line in enumerate(lines, 1):
            self.made.line(
                self.page, line, x + PAD_X, y + number * LEAD - 3.4, CELL, width - 2 * PAD_X, align=where
            )

    def _borders(self, height: float, widths: Sequence[float]) -> None:
        x, below = SIDE, self.y + height
        for width in [0.0, *widths]:
            x += width
            self.page.rule(x, self.y, x, below)
        self.page.rule(SIDE, below, SIDE + self.width, below)


def _height(cells: Sequence[Sequence[TextLine]]) -> float:
    return max((len(lines) for lines in cells), default=1) * LEAD + 2 * PAD_Y
