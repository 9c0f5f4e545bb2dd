"""The tracking paper as PDF: the face is carried inside, nothing is fetched from anywhere."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from .report import Paper

FACES = (
    *(
        (f"tinos-{part}-{weight}-{style}.woff2", family, weight, style)
        for part, family in (("latin", "Giay"), ("vietnamese", "Giay Viet"))
        for weight in ("400", "700")
        for style in ("normal", "italic")
    ),
    ("roboto-math-400-normal.woff2", "Giay Dau", "400", "normal"),
)


MOST_ROWS = 1_500
"""About a second for every thirty rows is spent; a longer paper is made from the Word file."""


class NoPdf(Exception):
    """The machine cannot make PDF; `str()` says why."""


@lru_cache
def _faces() -> tuple[tuple[str, str, str, str], ...]:
    """(address, family, weight, style) of the faces that the front end's build laid out. Without them the machine's own
    serif is used."""
    found = []
    for name, family, weight, style in FACES:
        path = finders.find(f"look/dist/files/{name}")
        if path:
            found.append((Path(str(path)).as_uri(), family, weight, style))
    return tuple(found)


def pdf_of(paper: Paper) -> bytes:
    """The paper as PDF. NoPdf when the library that draws it is not on this machine."""
    if sum(len(table.rows) for table in paper.tables) > MOST_ROWS:
        raise NoPdf("Bảng dài quá để dựng PDF ngay trên trang; tải bản Word hoặc Excel rồi in.")
    try:
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as wrong:
        raise NoPdf("Máy chủ này chưa có thư viện dựng PDF (Pango). Tải bản Word rồi in ra PDF.") from wrong
    own = {address for address, *_rest in _faces()}

    class OwnFacesOnly(URLFetcher):
        """What a paper says may not make the program open an address or a file."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in own:
                raise ValueError("not fetched")
            return super().fetch(url, headers)

    html = render_to_string("plans/sheets/report.html", {"paper": paper, "faces": _faces()})
    made = HTML(string=html, url_fetcher=OwnFacesOnly(allowed_protocols={"file"})).write_pdf(
        font_config=FontConfiguration(), full_fonts=False
    )
    return bytes(made or b"")
