"""The layout of Decree 30/2020 in Word: page, letterhead, title, body, tables, ending. Rooms above put their papers together of it.

A4, margins 20, 20, 30 and 15 mm, Times New Roman 13 to 14 point, page number in the middle of the upper margin from page two."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FACE = "Times New Roman"
WHERE = {"c": WD_ALIGN_PARAGRAPH.CENTER, "r": WD_ALIGN_PARAGRAPH.RIGHT, "l": WD_ALIGN_PARAGRAPH.LEFT}
Heads = Sequence[tuple[str, float, str]]
"""Head, share of the width, where its cells stand (c, r, l)."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def begun() -> Any:
    """An empty document with the page and the style of the decree."""
    document = Document()
    _style(document)
    _page(document.sections[0])
    return document


def saved(document: Any, *, author: str, title: str) -> bytes:
    """The document as a file."""
    document.core_properties.author, document.core_properties.title = author, title[:200]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _style(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FACE)
    style.paragraph_format.space_after, style.paragraph_format.space_before = Pt(0), Pt(0)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.rPr.append(language)


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    line = section.header.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_number(line)


def landscape(section: Any) -> None:
    """Turn a section, for wide tables."""
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin, section.bottom_margin = Mm(20), Mm(15)
    section.different_first_page_header_footer = False


def _page_number(paragraph: Any) -> None:
    run = paragraph.add_run()
    run.font.size, run.font.name = Pt(13), FACE
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)


def clean(text: str) -> str:
    """Without characters that a Word file cannot hold."""
    return _CONTROL.sub("", text)


def _line(
    cell: Any, text: str, *, size: float, bold: bool = False, italic: bool = False, first: bool = False
) -> Any:
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(clean(text))
    run.font.size, run.bold, run.italic, run.font.name = Pt(size), bold, italic, FACE
    return paragraph


def _rule(cell: Any, *, indent: float) -> None:
    """A thin line under what stands above, set in from both sides."""
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(indent)
    paragraph.paragraph_format.line_spacing = Pt(4)
    edge = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    edge.append(top)
    paragraph._p.get_or_add_pPr().append(edge)


ORGANS = ("ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN")
"""Names that go on in the line below: a unit's body, not a body above it."""


def letterhead(document: Any, *, parent: str, issuer: str, number: str, place_date: str) -> None:
    """Who issues it at the left; the name of the state, place and day at the right. A body above is in upright letters; the first half
    of the issuer's own name is as heavy as the second."""
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    left, right = table.rows[0].cells
    left.width, right.width = Mm(64), Mm(101)
    table.columns[0].width, table.columns[1].width = Mm(64), Mm(101)
    _line(left, parent, size=13, bold=parent in ORGANS, first=True)
    _line(left, issuer, size=13, bold=True)
    _rule(left, indent=24)
    _line(left, number, size=13)
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True, first=True)
    _line(right, "Độc lập - Tự do - Hạnh phúc", size=14, bold=True)
    _rule(right, indent=17)
    _line(right, place_date, size=13.5, italic=True)


def title(document: Any, kind: str, words: str) -> None:
    """The kind of paper, and what it is about, line by line."""
    document.add_paragraph()
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(kind)
    run.bold, run.font.size = True, Pt(14)
    for text in words.split("\n"):
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = line.add_run(clean(text))
        run.bold, run.font.size = True, Pt(14)
    document.add_paragraph()


def body(document: Any) -> Any:
    """An empty paragraph of the text: justified, first line set in. Give it runs with `run`."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Mm(10)
    paragraph.paragraph_format.space_after = Pt(6)
    paragraph.paragraph_format.line_spacing = 1.15
    return paragraph


def run(paragraph: Any, text: str, *, size: float = 14, bold: bool = False, italic: bool = False) -> Any:
    """Words in a paragraph."""
    made = paragraph.add_run(clean(text))
    made.font.size, made.bold, made.italic = Pt(size), bold, italic
    return made


def paragraph(document: Any, text: str, *, with_next: bool = False) -> None:
    """A paragraph of the text; `with_next` keeps it on the page of what follows it."""
    line = body(document)
    line.paragraph_format.keep_with_next = with_next
    run(line, text)


def ending(document: Any, *, recipients: Sequence[str], signer: Sequence[str]) -> None:
    """Nơi nhận at the left, the signer at the right, never parted by a page's end."""
    document.add_paragraph().paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    _whole(table.rows[0])
    left, right = table.rows[0].cells
    left.width, right.width = Mm(80), Mm(85)
    table.columns[0].width, table.columns[1].width = Mm(80), Mm(85)
    first = left.paragraphs[0]
    run = first.add_run("Nơi nhận:")
    run.bold = run.italic = True
    run.font.size = Pt(12)
    for text in recipients:
        line = left.add_paragraph()
        line.add_run(clean(text)).font.size = Pt(11)
    for number, text in enumerate(signer):
        _line(right, text, size=14, bold=True, first=number == 0)
    for _blank in range(4):
        right.add_paragraph()


def gap(document: Any) -> None:
    """A little room above a table."""
    document.add_paragraph().paragraph_format.line_spacing = Pt(8)


def grid(document: Any, heads: Heads, *, millimetres: float, size: float = 12) -> Any:
    """A table with its head row, repeated on each page. Give it rows with `row`."""
    table = document.add_table(rows=1, cols=len(heads))
    table.style, table.autofit = "Table Grid", False
    _close_set(table)
    for cell, (head, _width, _where), width in zip(
        table.rows[0].cells, heads, _widths(heads, millimetres), strict=True
    ):
        cell.width = width
        cell_words(cell, head, "c", bold=True, size=size)
    for column, width in zip(table.columns, _widths(heads, millimetres), strict=True):
        column.width = width
    _repeat(table.rows[0])
    return table


def _close_set(table: Any) -> None:
    """Little room beside the words of its cells, so that narrow columns hold their heads whole."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "60")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    about = table._tbl.tblPr
    look = about.find(qn("w:tblLook"))
    if look is None:
        about.append(margins)
    else:
        look.addprevious(margins)


def row(table: Any, heads: Heads, values: Sequence[str], *, millimetres: float, size: float = 12) -> Any:
    """One row; a single value is a group's name over the whole width."""
    made = table.add_row()
    _whole(made)
    cells = made.cells
    if len(values) == 1:
        cell_words(cells[0].merge(cells[-1]), values[0], "l", bold=True, size=size)
        return made
    bold = values[0] == "" and values[1].isupper()
    for cell, value, (_head, _width, where), width in zip(
        cells, values, heads, _widths(heads, millimetres), strict=True
    ):
        cell.width = width
        cell_words(cell, value, where, bold=bold, size=size)
    return made


def _widths(heads: Heads, millimetres: float) -> list[Any]:
    whole = sum(width for _head, width, _where in heads)
    return [Mm(millimetres * width / whole) for _head, width, _where in heads]


def cell_words(cell: Any, text: str, where: str, *, bold: bool = False, size: float = 12) -> None:
    """Words of a cell."""
    line = cell.paragraphs[0]
    line.alignment = WHERE[where]
    run(line, text, size=size, bold=bold)


def _repeat(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
    _whole(row)


def _whole(row: Any) -> None:
    """A row is not broken between two pages."""
    mark = OxmlElement("w:cantSplit")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
