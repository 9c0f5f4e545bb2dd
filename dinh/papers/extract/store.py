"""Pages kept as they are read, so that a reading cut short goes on where it stopped."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dinh.papers.extract.limits import VERSION
from dinh.papers.shapes import Cell, Line, Page, Table


class PageStore:
    """The pages of one file already read by this version of the reader. Without a folder it keeps nothing."""

    def __init__(self, folder: Path | None, sha256: str) -> None:
        self.folder = folder / f"{sha256}-v{VERSION}" if folder else None
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)

    def get(self, number: int) -> Page | None:
        """The page if it was read before and is whole on disk."""
        if not self.folder:
            return None
        try:
            return page_from_json(json.loads(self._path(number).read_text("utf-8")))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def put(self, page: Page) -> None:
        """Keep a page; a kill in the middle leaves the page unread, never half kept."""
        if not self.folder:
            return
        path = self._path(page.number)
        half = path.with_suffix(f".{os.getpid()}.half")
        half.write_text(json.dumps(page_to_json(page), ensure_ascii=False), "utf-8")
        half.replace(path)

    def forget(self) -> None:
        """Drop what was kept, the whole document having been handed over."""
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, number: int) -> Path:
        assert self.folder is not None
        return self.folder / f"{number:05d}.json"


def page_to_json(page: Page) -> dict[str, Any]:
    """Plain values of a page, for JSON."""
    return asdict(page)


def page_from_json(data: dict[str, Any]) -> Page:
    """The page back from `page_to_json`."""
    lines = tuple(Line(**{**line, "box": _box(line["box"])}) for line in data["lines"])
    tables = tuple(
        Table(
            table["page"],
            table["first_line"],
            table["last_line"],
            tuple(tuple(Cell(**{**cell, "box": _box(cell["box"])}) for cell in row) for row in table["rows"]),
        )
        for table in data["tables"]
    )
    return Page(data["number"], lines, tables, data["origin"], data["note"], data.get("turn", 0))


def _box(value: Any) -> Any:
    return tuple(value) if value else None
