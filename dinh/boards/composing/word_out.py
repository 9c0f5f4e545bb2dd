"""The report as a Word file to be worked on. What may be edited stands in content controls that bear the block's mark, each number
in one that bears the figure's key: so the file that comes back says by itself what was changed."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from dinh.papers import decree30

from .shapes import Block, Document, Part
from .writing import closing

WIDTH = 165
"""Millimetres between the margins of a page that stands."""
BLOCK, FIGURE = "dinh:block:", "dinh:figure:"
PROMPT = "[{words}]"
Letter = Mapping[str, Any]
"""parent, issuer, author, number, place_date, recipients, signer."""


def docx_of(document: Document, letter: Letter, picture: Callable[[Block], bytes | None]) -> bytes:
    """The report as .docx. `picture` gives a chart as PNG; without one its numbers stand as a table."""
    made = decree30.begun()
    decree30.letterhead(
        made,
        parent=letter["parent"],
        issuer=letter["issuer"],
        number=letter["number"],
        place_date=letter["place_date"],
    )
    decree30.title(made, "BÁO CÁO", document.title)
    decree30.paragraph(made, document.opening)
    for block in document.blocks:
        _WRITE[block.kind](made, document, block, picture)
    if end := closing(document, letter["author"]):
        decree30.paragraph(made, end, with_next=True)  # a signature does not stand alone on a page
    decree30.ending(made, recipients=letter["recipients"], signer=letter["signer"])
    return decree30.saved(made, author=str(letter["author"]), title=document.title)


def _heading(made: Any, _document: Document, block: Block, _picture: Any) -> None:
    line = made.add_paragraph()
    line.paragraph_format.first_line_indent = Mm(10)
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(6), Pt(4)
    line.paragraph_format.keep_with_next = True
    words = block.words.upper() if block.level == 1 else block.words
    decree30.run(line, f"{block.number}. {words}", bold=True, italic=block.level > 2)


def _prose(made: Any, document: Document, block: Block, _picture: Any) -> None:
    line = decree30.body(made)
    for part in block.parts:
        _part(line, document, part)
    _control(line._p, BLOCK + block.id)


def _ask(made: Any, _document: Document, block: Block, _picture: Any) -> None:
    """What was written, a paragraph a line; or what is asked for, in brackets."""
    texts = block.text.split("\n") if block.text.strip() else [PROMPT.format(words=block.words)]
    lines = []
    for text in texts:
        line = decree30.body(made)
        decree30.run(line, text, italic=not block.text.strip())
        lines.append(line._p)
    _control(lines[0], BLOCK + block.id, *lines[1:])


def _table(made: Any, document: Document, block: Block, _picture: Any) -> None:
    _caption(made, block.words)
    grid = decree30.grid(made, block.heads, millimetres=WIDTH, size=11)
    for values in block.rows:
        row = decree30.row(grid, block.heads, [""] * len(values), millimetres=WIDTH, size=11)
        for cell, value, (_head, _width, where) in zip(row.cells, values, block.heads, strict=True):
            line = cell.paragraphs[0]
            line.alignment = decree30.WHERE[where]
            _part(line, document, value, size=11)
    decree30.gap(made)


def _chart(made: Any, _document: Document, block: Block, picture: Callable[[Block], bytes | None]) -> None:
    drawn = picture(block)
    if drawn is None:
        return
    _caption(made, block.words)
    line = made.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.add_run().add_picture(io.BytesIO(drawn), width=Mm(WIDTH - 10))


def _caption(made: Any, words: str) -> None:
    if not words:
        return
    line = made.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_before = Pt(6)
    line.paragraph_format.keep_with_next = True
    decree30.run(line, words, size=13, bold=True)


_WRITE: dict[str, Callable[..., None]] = {
    "heading": _heading,
    "prose": _prose,
    "ask": _ask,
    "table": _table,
    "chart": _chart,
}


def _part(line: Any, document: Document, part: Part, size: float = 14) -> None:
    if isinstance(part, str):
        decree30.run(line, part, size=size)
        return
    figure = document.figures[part["f"]]
    run = decree30.run(line, figure.shown, size=size)
    _control(run._r, FIGURE + figure.key)


def _control(element: Any, tag: str, *more: Any) -> None:
    """Put an element, and those that follow it, into a content control with a tag."""
    control = OxmlElement("w:sdt")
    about = OxmlElement("w:sdtPr")
    mark = OxmlElement("w:tag")
    mark.set(qn("w:val"), tag)
    about.append(mark)
    inside = OxmlElement("w:sdtContent")
    element.addprevious(control)
    control.append(about)
    control.append(inside)
    for each in (element, *more):
        inside.append(each)
