"""Word files: paragraphs with the numbers a reader sees, tables with merged cells, text boxes.

Read straight from the parts of the package, so that a file with an odd but unimportant part still opens, and so
that nothing is unpacked before its size is known. Headers and footers repeat on every page and are left out.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from dinh.papers.extract import limits
from dinh.papers.extract.likeness import convert_legacy, legacy_name
from dinh.papers.extract.numbering import Numbering, attribute, child, local, value_of, whole
from dinh.papers.extract.source import Source, open_source
from dinh.papers.shapes import Cell, Line, Page, Table, Unreadable

_BROKEN = "Tệp Word bị hỏng, không mở được."
_BOMB = "Tệp Word nén bất thường (bung ra quá lớn), không mở để giữ an toàn."
_NO_OFFICE = "Cần LibreOffice để đọc tệp {}; hãy cài gói libreoffice-writer-nogui, hoặc lưu lại tệp thành .docx rồi nộp."


def read_word(source: Source, progress: Callable[..., object] | None) -> tuple[Page, ...]:
    """The pages of a Word file, as Word last laid them out where the file says so, else one page."""
    if source.kind == "office":
        with tempfile.TemporaryDirectory(prefix="dinh-doc-") as folder:
            pages = _read_docx(_converted(source, Path(folder)))
    else:
        pages = _read_docx(source)
    if progress:
        progress(len(pages), len(pages), sum(len(line.text.split()) for p in pages for line in p.lines))
    return pages


def _read_docx(source: Source) -> tuple[Page, ...]:
    try:
        with source.stream() as stream, zipfile.ZipFile(stream) as archive:
            _check_bomb(archive)
            body = _part(archive, "word/document.xml")
            styles = _part(archive, "word/styles.xml")
            numbers = _part(archive, "word/numbering.xml")
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError) as wrong:
        raise Unreadable(_BROKEN) from wrong
    if body is None:
        raise Unreadable(_BROKEN)
    reader = _Reader(
        Numbering(numbers, styles), any(local(e) == "lastRenderedPageBreak" for e in body.iter())
    )
    reader.block(next((e for e in body if local(e) == "body"), body))
    pages = reader.pages()
    if not any(line.text.strip() for page in pages for line in page.lines):
        raise Unreadable("Tệp Word không có chữ nào.")
    return _in_unicode(pages)


def _check_bomb(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    wild = unpacked > 20_000_000 and unpacked > packed * limits.MAX_UNPACK_RATIO
    if len(parts) > limits.MAX_ZIP_ENTRIES or unpacked > limits.MAX_UNPACKED or wild:
        raise Unreadable(_BOMB)


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    """The root of one XML part; None when it is not there. No entity is expanded and nothing is fetched."""
    from lxml import etree

    try:
        with archive.open(name) as stream:
            data = stream.read(limits.MAX_XML + 1)
    except KeyError:
        return None
    except zipfile.error as wrong:
        raise Unreadable(_BROKEN) from wrong
    if len(data) > limits.MAX_XML or data.count(b"<") > limits.MAX_TAGS:
        raise Unreadable(_BOMB)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as wrong:
        raise Unreadable(_BROKEN) from wrong


@dataclass
class _Reader:
    """Walks the body once, writing lines and tables as it goes."""

    numbering: Numbering
    laid_out: bool
    """Whether Word left marks of where its pages broke; typed page breaks count only when it did not."""
    page: int = 1
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def block(self, parent: Any) -> None:
        """Paragraphs and tables of a body, a cell, a text box or a content control."""
        for element in parent:
            word = local(element)
            if word == "p":
                self.paragraph(element)
            elif word == "tbl":
                self.table(element)
            elif word in ("sdt", "sdtContent", "customXml", "ins", "smartTag"):
                self.block(element)

    def paragraph(self, element: Any) -> None:
        pieces = list(_pieces(element))
        breaks = len(list(takewhile(self._breaks, pieces)))
        self.page += breaks
        del pieces[:breaks]
        label = self.numbering.label(element)
        text = "".join(piece for piece in pieces if isinstance(piece, str))
        if label:
            text = f"{label} {text.lstrip()}"
        page = self.page
        self.page += sum(1 for piece in pieces if self._breaks(piece))
        for row in text.split("\n"):
            if len(self.lines) >= limits.MAX_LINES:
                raise Unreadable(f"Tệp Word có quá {limits.MAX_LINES} dòng; hãy chia nhỏ tệp.")
            self.lines.append(Line(len(self.lines) + 1, row, page))
        for box in _boxes(element):
            self.block(box)

    def _breaks(self, piece: object) -> bool:
        return piece is (_LAID_BREAK if self.laid_out else _TYPED_BREAK)

    def table(self, element: Any) -> None:
        first, page = len(self.lines) + 1, self.page
        rows: dict[int, list[Cell]] = {}
        open_cells: dict[int, tuple[int, int]] = {}
        for r, row in enumerate(e for e in _through(element) if local(e) == "tr"):
            rows[r] = []
            column = _grid_before(row)
            for cell in (e for e in _through(row) if local(e) == "tc"):
                settings = child(cell, "tcPr")
                span = max(1, whole(value_of(child(settings, "gridSpan")), 1, _MOST_COLUMNS))
                merge = child(settings, "vMerge")
                if (
                    merge is not None
                    and (value_of(merge) or "continue") == "continue"
                    and column in open_cells
                ):
                    owner_row, owner = open_cells[column]
                    held = rows[owner_row][owner]
                    rows[owner_row][owner] = _taller(held, r)
                else:
                    open_cells.pop(column, None)
                    rows[r].append(self._cell(cell, r, column, span))
                    if merge is not None:
                        open_cells[column] = (r, len(rows[r]) - 1)
                column += span
        kept = tuple(tuple(cells) for _, cells in sorted(rows.items()) if cells)
        if len(self.lines) >= first and kept:
            self.tables.append(Table(page, first, len(self.lines), kept))

    def _cell(self, element: Any, row: int, column: int, span: int) -> Cell:
        first, tables = len(self.lines) + 1, len(self.tables)
        self.block(element)
        while len(self.lines) > first and not self.lines[-1].text.strip():
            self.lines.pop()  # Word ends every cell, and every table in a cell, with an empty paragraph
        if len(self.lines) == first and not self.lines[-1].text.strip():
            self.lines.pop()
        del self.tables[tables:]
        last = len(self.lines)
        text = "\n".join(line.text for line in self.lines[first - 1 :])
        first, last = (first, last) if last >= first else (max(1, last), max(1, last))
        return Cell(row, column, text, first, last, 1, span)

    def pages(self) -> tuple[Page, ...]:
        by_page: dict[int, list[Line]] = {}
        for line in self.lines:
            by_page.setdefault(line.page, []).append(line)
        tables: dict[int, list[Table]] = {}
        for table in self.tables:
            tables.setdefault(table.page, []).append(table)
        return tuple(
            Page(number, tuple(lines), tuple(tables.get(number, ())), "docx")
            for number, lines in sorted(by_page.items())
        )


_MOST_COLUMNS = 1000
_LAID_BREAK, _TYPED_BREAK = object(), object()


def _pieces(element: Any) -> Iterator[Any]:
    """The words of a paragraph, and where pages break in it. Struck-out text and text boxes are left aside."""
    for inner in element:
        word = local(inner)
        if word in ("t", "delText"):
            if word == "t":
                yield _spoken(inner)
        elif word in ("tab", "ptab"):
            yield "\t"
        elif word in ("br", "cr"):
            yield _TYPED_BREAK if attribute(inner, "type") == "page" else "\n"
        elif word == "lastRenderedPageBreak":
            yield _LAID_BREAK
        elif word in ("noBreakHyphen", "sym"):
            yield "-"
        elif word in (
            "r",
            "hyperlink",
            "ins",
            "smartTag",
            "sdt",
            "sdtContent",
            "fldSimple",
            "moveTo",
            "dir",
            "bdo",
        ):
            yield from _pieces(inner)


def _spoken(text: Any) -> str:
    """The letters of a run. The old fonts say in their name what code their letters are in, and whether they show
    only capitals."""
    letters = text.text or ""
    fonts = child(child(text.getparent(), "rPr"), "rFonts")
    name = (attribute(fonts, "ascii") or "").lower()
    if name.startswith(".vn") and not letters.isascii():
        letters = convert_legacy(letters, "tcvn3")
    elif name.startswith("vni") and not letters.isascii():
        letters = convert_legacy(letters, "vni")
    return letters.upper() if name.startswith(".vn") and name.endswith("h") else letters


def _boxes(element: Any) -> Iterator[Any]:
    """Text boxes hung on a paragraph, once each: Word writes them twice, for itself and for older programs. A box in
    a box hangs on a paragraph of that box, and is come to there."""
    for inner in element:
        word = local(inner)
        if word == "txbxContent":
            yield inner
        elif word != "Fallback":
            yield from _boxes(inner)


def _through(element: Any) -> Iterator[Any]:
    """Children, content controls and tracked insertions looked through."""
    for inner in element:
        if local(inner) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _through(inner)
        else:
            yield inner


def _grid_before(row: Any) -> int:
    return whole(value_of(child(child(row, "trPr"), "gridBefore")), 0, _MOST_COLUMNS)


def _taller(cell: Cell, row: int) -> Cell:
    return Cell(
        cell.row,
        cell.column,
        cell.text,
        cell.first_line,
        cell.last_line,
        row - cell.row + 1,
        cell.column_span,
    )


def _in_unicode(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """Letters typed in an old font whose name is only in the styles."""
    name = legacy_name("\n".join(line.text for page in pages for line in page.lines))
    if not name:
        return pages
    note = "Chữ theo bảng mã cũ, đã chuyển sang Unicode."
    return tuple(_converted_page(page, name, note) for page in pages)


def _converted_page(page: Page, name: str, note: str) -> Page:
    lines = tuple(Line(x.number, convert_legacy(x.text, name), x.page) for x in page.lines)
    tables = tuple(
        Table(
            t.page,
            t.first_line,
            t.last_line,
            tuple(
                tuple(
                    Cell(
                        c.row,
                        c.column,
                        convert_legacy(c.text, name),
                        c.first_line,
                        c.last_line,
                        c.row_span,
                        c.column_span,
                    )
                    for c in row
                )
                for row in t.rows
            ),
        )
        for t in page.tables
    )
    return Page(page.number, lines, tables, page.origin, note)


def _converted(source: Source, folder: Path) -> Source:
    """An old Word, RTF or OpenDocument file turned into DOCX by LibreOffice, in a profile of its own."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        raise Unreadable(_NO_OFFICE.format(f".{source.format}"))
    received = folder / f"received.{source.format}"
    received.write_bytes(source.data())
    command = [
        office,
        "--headless",
        "--norestore",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(folder / "out"),
        str(received),
    ]
    try:
        subprocess.run(command, capture_output=True, timeout=180, check=False)  # noqa: S603 - our own file names
    except (subprocess.TimeoutExpired, OSError) as wrong:
        raise Unreadable(f"LibreOffice không đọc xong tệp .{source.format} này.") from wrong
    made = folder / "out" / "received.docx"
    if not made.exists():
        raise Unreadable(f"Tệp .{source.format} bị hỏng hoặc có mật khẩu, không mở được.")
    return open_source(made.read_bytes(), "received.docx")
