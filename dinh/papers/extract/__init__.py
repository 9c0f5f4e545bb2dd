"""From a file as received to lines, tables and pages: text, Word, PDF with a text layer, scans and photographs.

    document = extract.read("plan.pdf", "plan.pdf", progress=lambda page, total, words: ...)

No framework here, and nothing heavy is imported before a file needs it: reading a text file costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING

from dinh.papers.extract.limits import VERSION
from dinh.papers.extract.source import Source, open_source
from dinh.papers.shapes import Page, SourceDocument, Unreadable

if TYPE_CHECKING:
    from dinh.papers.extract.images import ImagePages
    from dinh.papers.extract.pdf import PdfPages

__all__ = ["VERSION", "Progress", "SourceDocument", "Unreadable", "page_count", "page_image", "read"]

Progress = Callable[..., object]
"""Called after each page with (page, total pages, words read so far); one that takes two is given the first two."""


def read(
    path_or_bytes: str | Path | bytes,
    name: str,
    *,
    progress: Progress | None = None,
    resume_dir: str | Path | None = None,
) -> SourceDocument:
    """The whole document, its kind found from the content and not from the name.

    With `resume_dir`, every page read is kept there, and a reading cut short goes on where it stopped.
    Raises Unreadable with a clear Vietnamese sentence; never anything else for a bad file.
    """
    source = open_source(path_or_bytes, name)
    progress = _told_what_it_takes(progress)
    try:
        pages = _pages(source, progress, Path(resume_dir) if resume_dir else None)
    except Unreadable:
        raise
    except MemoryError as wrong:
        raise Unreadable("Máy không đủ bộ nhớ để đọc tệp này; hãy chia nhỏ tệp.") from wrong
    if source.remark:
        first = replace(pages[0], note=f"{source.remark} {pages[0].note}".strip())
        pages = (first, *pages[1:])
    return SourceDocument(name, source.media_type, source.sha256, pages)


def _told_what_it_takes(progress: Progress | None) -> Progress | None:
    if progress is None:
        return None
    try:
        takes = signature(progress)
        takes.bind(1, 1, 1)
    except TypeError:
        return lambda page, total, words: progress(page, total)
    except ValueError:  # a built-in that does not say what it takes
        return progress
    return progress


def _pages(source: Source, progress: Progress | None, resume_dir: Path | None) -> tuple[Page, ...]:
    if source.kind == "text":
        from dinh.papers.extract.plain import read_plain

        pages = read_plain(source.data())
        if progress:
            progress(len(pages), len(pages), sum(len(line.text.split()) for p in pages for line in p.lines))
        return pages
    if source.kind in ("docx", "office"):
        from dinh.papers.extract.word import read_word

        return read_word(source, progress)
    from dinh.papers.extract.paged import read_pages
    from dinh.papers.extract.store import PageStore

    opened = _open_pages(source)
    try:
        pages = read_pages(opened, PageStore(resume_dir, source.sha256), progress)
    finally:
        opened.close()
    if not any(line.text.strip() for page in pages for line in page.lines):
        raise Unreadable("Không tìm thấy chữ nào trong tệp: các trang đều trắng hoặc ảnh không đọc được.")
    return pages


def _open_pages(source: Source, *, look: bool = True) -> PdfPages | ImagePages:
    if source.kind == "pdf":
        from dinh.papers.extract.pdf import PdfPages

        return PdfPages(source, look=look)
    from dinh.papers.extract.images import ImagePages

    return ImagePages(source)


def page_count(path_or_bytes: str | Path | bytes) -> int | None:
    """How many pages can be drawn; None for kinds of file that have no drawn page (text, DOCX)."""
    source = open_source(path_or_bytes, "")
    if source.kind not in ("pdf", "image"):
        return None
    opened = _open_pages(source, look=False)
    try:
        return opened.count
    finally:
        opened.close()


def page_image(
    path_or_bytes: str | Path | bytes, number: int, width: int, *, turn: int | None = None
) -> bytes | None:
    """The page drawn as a PNG `width` pixels wide; None for kinds of file that have no drawn page (text, DOCX).

    `turn` is that of the Page read; without it a scan lying on its side is turned upright as the reader would.
    """
    source = open_source(path_or_bytes, "")
    if source.kind not in ("pdf", "image"):
        return None
    from dinh.papers.extract.drawing import draw

    opened = _open_pages(source)
    try:
        if not 1 <= number <= opened.count:
            raise Unreadable(f"Tệp chỉ có {opened.count} trang, không có trang {number}.")
        return draw(opened, number, max(80, min(width, 3000)), turn)
    finally:
        opened.close()
