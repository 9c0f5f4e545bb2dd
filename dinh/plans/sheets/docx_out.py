"""The tracking paper as a Word file."""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH

from dinh.papers import decree30

from .report import Paper, PaperTable

WIDTH = 267
"""Millimetres between the margins of a page that lies."""


def docx_of(paper: Paper) -> bytes:
    """The paper as .docx."""
    document = decree30.begun()
    decree30.letterhead(
        document, parent=paper.parent, issuer=paper.issuer, number=paper.number, place_date=paper.place_date
    )
    decree30.title(document, paper.kind, paper.title)
    for text in paper.paragraphs:
        decree30.paragraph(document, text)
    decree30.ending(document, recipients=paper.recipients, signer=paper.signer)
    for number, table in enumerate(paper.tables):
        section = document.add_section(WD_SECTION.NEW_PAGE if number == 0 else WD_SECTION.CONTINUOUS)
        if number == 0:
            decree30.landscape(section)
        else:
            document.add_page_break()
        _appendix(document, table)
    return decree30.saved(document, author=paper.parent.title(), title=paper.title)


def _appendix(document: Any, table: PaperTable) -> None:
    for text, bold, italic in (
        (f"PHỤ LỤC {table.number}", True, False),
        (table.title, True, False),
        (f"(Kèm theo Báo cáo số      /BC-UBND; {table.note})", False, True),
    ):
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        decree30.run(line, text, size=14 if bold else 13, bold=bold, italic=italic)
    decree30.gap(document)
    if not table.rows:
        decree30.paragraph(document, "Kế hoạch không có phần này.")
        return
    grid = decree30.grid(document, table.heads, millimetres=WIDTH)
    for values in table.rows:
        decree30.row(grid, table.heads, values, millimetres=WIDTH)
