"""The tracking paper as a Word file, A4, margins 20, 20, 30 and 15 mm, 13–14 point, head rows repeated."""

from __future__ import annotations

import io
import re
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from .report import Paper, PaperTable

FACE = "Times New Roman"
WHERE = {"c": WD_ALIGN_PARAGRAPH.CENTER, "r": WD_ALIGN_PARAGRAPH.RIGHT, "l": WD_ALIGN_PARAGRAPH.LEFT}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def docx_of(paper: Paper) -> bytes:
    """The paper as .docx."""
    document = Document()
    _style(document)
    _page(document.sections[0])
    _letterhead(document, paper)
    _title(document, paper)
    for text in paper.paragraphs:
        _body(document, text)
    _ending(document, paper)
    for number, table in enumerate(paper.tables):
        section = document.add_section(WD_SECTION.NEW_PAGE if number == 0 else WD_SECTION.CONTINUOUS)
        if number == 0:
            _landscape(section)
        else:
            document.add_page_break()
        _appendix(document, paper, table)
    document.core_properties.author, document.core_properties.title = paper.parent.title(), paper.title[:200]
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


def _landscape(section: Any) -> None:
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


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)


def _line(
    cell: Any, text: str, *, size: float, bold: bool = False, italic: bool = False, first: bool = False
) -> Any:
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(_clean(text))
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


def _letterhead(document: Any, paper: Paper) -> None:
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    left, right = table.rows[0].cells
    left.width, right.width = Mm(64), Mm(101)
    table.columns[0].width, table.columns[1].width = Mm(64), Mm(101)
    _line(left, paper.parent, size=13, bold=True, first=True)
    _line(left, paper.issuer, size=13, bold=True)
    _rule(left, indent=24)
    _line(left, paper.number, size=13)
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True, first=True)
    _line(right, "Độc lập - Tự do - Hạnh phúc", size=14, bold=True)
    _rule(right, indent=17)
    _line(right, paper.place_date, size=13.5, italic=True)


def _title(document: Any, paper: Paper) -> None:
    document.add_paragraph()
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(paper.kind)
    run.bold, run.font.size = True, Pt(14)
    for text in paper.title.split("\n"):
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = line.add_run(_clean(text))
        run.bold, run.font.size = True, Pt(14)
    document.add_paragraph()


def _body(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.first_line_indent = Mm(10)
    paragraph.paragraph_format.space_after = Pt(6)
    paragraph.paragraph_format.line_spacing = 1.15
    paragraph.add_run(_clean(text)).font.size = Pt(14)


def _ending(document: Any, paper: Paper) -> None:
    """Nơi nhận at the left, the signer at the right."""
    document.add_paragraph()
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    left.width, right.width = Mm(80), Mm(85)
    table.columns[0].width, table.columns[1].width = Mm(80), Mm(85)
    first = left.paragraphs[0]
    run = first.add_run("Nơi nhận:")
    run.bold = run.italic = True
    run.font.size = Pt(12)
    for text in paper.recipients:
        line = left.add_paragraph()
        line.add_run(_clean(text)).font.size = Pt(11)
    for number, text in enumerate(paper.signer):
        _line(right, text, size=14, bold=True, first=number == 0)
    for _blank in range(4):
        right.add_paragraph()


def _appendix(document: Any, paper: Paper, table: PaperTable) -> None:
    for text, bold, italic in (
        (f"PHỤ LỤC {table.number}", True, False),
        (table.title, True, False),
        (f"(Kèm theo Báo cáo số      /BC-UBND; {table.note})", False, True),
    ):
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = line.add_run(_clean(text))
        run.bold, run.italic, run.font.size = bold, italic, Pt(14 if bold else 13)
    document.add_paragraph().paragraph_format.line_spacing = Pt(8)
    if not table.rows:
        _body(document, "Kế hoạch không có phần này.")
        return
    _grid(document, table)


def _grid(document: Any, table: PaperTable) -> None:
    grid = document.add_table(rows=1, cols=len(table.heads))
    grid.style, grid.autofit = "Table Grid", False
    whole = sum(width for _head, width, _where in table.heads)
    widths = [Mm(267 * width / whole) for _head, width, _where in table.heads]
    for cell, (head, _width, _where), width in zip(grid.rows[0].cells, table.heads, widths, strict=True):
        cell.width = width
        _cell(cell, head, "c", bold=True)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    _repeat(grid.rows[0])
    for values in table.rows:
        row = grid.add_row()
        _whole(row)
        cells = row.cells
        if len(values) == 1:
            merged = cells[0].merge(cells[-1])
            _cell(merged, values[0], "l", bold=True)
            continue
        bold = values[0] == "" and values[1].isupper()
        for cell, value, (_head, _width, where), width in zip(
            cells, values, table.heads, widths, strict=True
        ):
            cell.width = width
            _cell(cell, value, where, bold=bold)


def _cell(cell: Any, text: str, where: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WHERE[where]
    run = paragraph.add_run(_clean(text))
    run.font.size, run.bold = Pt(12), bold


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
