"""From a file as received to lines, tables and pages: text, Word, PDF with a text layer, scans and photographs.

    document = extract.read("plan.pdf", "plan.pdf", progress=lambda page, total, words: ...)

No framework here, and nothing heavy is imported before a file needs it: reading a text file costs nothing.
"""

from __future__ import annotations

import logging
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING

from dinh.papers.extract import limits
from dinh.papers.extract.limits import VERSION
from dinh.papers.extract.source import Source, check_evidence, check_kind, open_source
from dinh.papers.shapes import Page, SourceDocument, Unreadable

if TYPE_CHECKING:
    from dinh.papers.extract.images import ImagePages
    from dinh.papers.extract.pdf import PdfPages

__all__ = [
    "VERSION",
    "Progress",
    "SourceDocument",
    "Unreadable",
    "check_evidence",
    "check_kind",
    "is_long",
    "page_count",
    "page_image",
    "read",
]

log = logging.getLogger(__name__)

Progress = Callable[..., object]
"""Called after each page with (page, total pages, words read so far); one that takes two is given the first two."""
_AT_ONCE = threading.BoundedSemaphore(2)
"""Pages drawn at the same time; each may hold a picture of hundreds of megabytes for a moment."""


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
    told = _Told(progress) if progress else None
    with _in_a_sentence(told):
        source = open_source(path_or_bytes, name)
        pages = _pages(source, told, Path(resume_dir) if resume_dir else None)
    _check_lines(pages)
    if source.remark:
        first = replace(pages[0], note=f"{source.remark} {pages[0].note}".strip())
        pages = (first, *pages[1:])
    return SourceDocument(name, source.media_type, source.sha256, pages)


class _Told:
    """Whoever wants to hear of each page. What goes wrong with them is no fault of the file, and is theirs again."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._takes = 3
        self.wrong: BaseException | None = None
        try:
            signature(progress).bind(1, 1, 1)
        except TypeError:
            self._takes = 2
        except ValueError:  # a built-in that does not say what it takes
            pass

    def __call__(self, page: int, total: int, words: int) -> None:
        try:
            self._progress(*(page, total, words)[: self._takes])
        except BaseException as wrong:
            self.wrong = wrong
            raise


@contextmanager
def _in_a_sentence(told: _Told | None = None) -> Iterator[None]:
    """Whatever a file makes the libraries below do, the answer is Unreadable; what it was goes to the log."""
    try:
        yield
    except (Unreadable, ImportError):
        raise
    except MemoryError as wrong:
        raise Unreadable("Máy không đủ bộ nhớ để đọc tệp này; hãy chia nhỏ tệp.") from wrong
    except RecursionError as wrong:
        raise Unreadable("Tệp lồng nhau quá sâu, không phải văn bản bình thường.") from wrong
    except Exception as wrong:
        if told is not None and told.wrong is wrong:
            raise
        log.warning("a file that cannot be read", exc_info=True)
        if isinstance(wrong, OSError):
            raise Unreadable("Máy không đọc, ghi được khi mở tệp này (đĩa đầy hoặc thiếu quyền).") from wrong
        raise Unreadable("Tệp bị hỏng hoặc dựng sai chuẩn, máy không đọc được.") from wrong


def _check_lines(pages: tuple[Page, ...]) -> None:
    for page in pages:
        for line in page.lines:
            if len(line.text) > limits.MAX_LINE:
                long, most = f"{len(line.text):,}".replace(",", "."), f"{limits.MAX_LINE:,}".replace(",", ".")
                raise Unreadable(
                    f"Dòng {line.number} dài {long} ký tự, quá giới hạn {most}; tệp này không phải văn bản bình thường."
                )


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
    with _in_a_sentence():
        source = open_source(path_or_bytes, "")
        if source.kind not in ("pdf", "image"):
            return None
        opened = _open_pages(source, look=False)
        try:
            return opened.count
        finally:
            opened.close()


def is_long(path_or_bytes: str | Path | bytes) -> bool:
    """Whether a text or Word file holds more than anybody should be made to wait for on a page of the site."""
    with _in_a_sentence():
        source = open_source(path_or_bytes, "")
        if source.kind != "docx":
            return source.size > limits.MAX_SCREEN_BYTES
        with source.stream() as stream, zipfile.ZipFile(stream) as archive:
            return archive.getinfo("word/document.xml").file_size > limits.MAX_SCREEN_BYTES


def page_image(
    path_or_bytes: str | Path | bytes, number: int, width: int, *, turn: int | None = None
) -> bytes | None:
    """The page drawn as a PNG `width` pixels wide, or less where that would blow it up (see drawing); None for kinds of file that have no drawn page (text, DOCX).

    `turn` is that of the Page read; without it a scan lying on its side is turned upright as the reader would.
    """
    with _in_a_sentence():
        source = open_source(path_or_bytes, "")
        if source.kind not in ("pdf", "image"):
            return None
        from dinh.papers.extract.drawing import draw

        with _AT_ONCE:
            opened = _open_pages(source)
            try:
                if not 1 <= number <= opened.count:
                    raise Unreadable(f"Tệp chỉ có {opened.count} trang, không có trang {number}.")
                return draw(opened, number, max(80, min(width, 3000)), turn)
            finally:
                opened.close()
