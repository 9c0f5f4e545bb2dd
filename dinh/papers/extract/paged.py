"""A file of many pages, read a few at a time: bounded memory, progress, and going on after a kill."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Protocol

from dinh.papers.extract import limits
from dinh.papers.extract.store import PageStore
from dinh.papers.shapes import Page, Table, Unreadable

WORKERS = 2
"""Pages in hand at once. The work is done by tesseract processes and by numpy outside Python's lock."""


class Pages(Protocol):
    """A file opened page by page."""

    count: int

    def read(self, number: int) -> Page:
        """Page `number`, counted from 1, its lines numbered from 1."""

    def close(self) -> None: ...


def read_pages(source: Pages, store: PageStore, progress: Callable[..., object] | None) -> tuple[Page, ...]:
    """All pages in order, their lines numbered through the document."""
    if source.count > limits.MAX_PAGES:
        raise Unreadable(
            f"Tệp có {source.count} trang, quá giới hạn {limits.MAX_PAGES} trang; hãy chia nhỏ tệp."
        )
    if source.count < 1:
        raise Unreadable("Tệp không có trang nào.")
    pages: list[Page] = []
    words = lines = 0
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="page") as crew:
        ahead: list[Future[Page]] = []
        asked = 0
        try:
            while len(pages) < source.count:
                while asked < source.count and len(ahead) < WORKERS + 1:
                    asked += 1
                    ahead.append(crew.submit(_one, source, store, asked))
                page = ahead.pop(0).result()
                pages.append(renumbered(page, lines))
                lines += len(page.lines)
                words += sum(len(line.text.split()) for line in page.lines)
                if progress:
                    progress(len(pages), source.count, words)
        finally:
            for future in ahead:
                future.cancel()
    return tuple(pages)


def _one(source: Pages, store: PageStore, number: int) -> Page:
    kept = store.get(number)
    if kept is not None:
        return kept
    page = source.read(number)
    store.put(page)
    return page


def renumbered(page: Page, before: int) -> Page:
    """The page with `before` lines standing before it in the document."""
    if not before:
        return page
    lines = tuple(replace(line, number=line.number + before) for line in page.lines)
    return replace(page, lines=lines, tables=tuple(_table(table, before) for table in page.tables))


def _table(table: Table, before: int) -> Table:
    rows = tuple(
        tuple(replace(c, first_line=c.first_line + before, last_line=c.last_line + before) for c in row)
        for row in table.rows
    )
    return replace(table, first_line=table.first_line + before, last_line=table.last_line + before, rows=rows)
