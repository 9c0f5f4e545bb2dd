"""Makes PDF of a page of HTML: the faces are carried inside, nothing is fetched from anywhere, and places named in the page
are told, so that a signature can be put there."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

FACES = tuple(
    (f"tinos-{part}-{weight}-{style}.woff2", family, weight, style)
    for part, family in (("latin", "Giay"), ("vietnamese", "Giay Viet"))
    for weight in ("400", "700")
    for style in ("normal", "italic")
)
FAMILY = '"Giay","Giay Viet","Times New Roman","Liberation Serif",serif'
POINTS = 72 / 96
"""PDF points in a CSS pixel."""

_one_at_a_time = threading.Lock()  # Pango's font maps are not made for several threads


class NoPdf(Exception):
    """The machine cannot make PDF; `str()` says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on a page in PDF points, from the lower left corner; pages count from nought."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Made:
    """A PDF and where the asked places came to stand on it."""

    pdf: bytes
    places: dict[str, Place]
    pages: int


@lru_cache
def _faces() -> tuple[tuple[str, str, str, str], ...]:
    """(address, family, weight, style) of the faces the front end's build laid out; without them the machine's serif."""
    found = []
    for name, family, weight, style in FACES:
        path = finders.find(f"look/dist/files/{name}")
        if path:
            found.append((Path(str(path)).as_uri(), family, weight, style))
    return tuple(found)


@lru_cache
def _kit() -> tuple[Any, Any, Any]:
    """The library, a fetcher that opens our own faces alone, and the faces, laid out once for all papers."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as wrong:
        raise NoPdf(_("Máy chủ này chưa có thư viện dựng PDF (Pango). In thẳng từ trình duyệt.")) from wrong
    own = {address for address, *_rest in _faces()}

    class OwnFacesOnly(URLFetcher):
        """What a paper says may not make the program open an address or a file."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in own:
                raise ValueError("not fetched")
            return super().fetch(url, headers)

    fetcher = OwnFacesOnly(allowed_protocols={"file"})
    fonts = FontConfiguration()
    rules = "\n".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};src:url("{address}") format("woff2")}}'
        for address, family, weight, style in _faces()
    )
    sheet = CSS(
        string=f"{rules}\nbody{{font-family:{FAMILY}}}@page{{font-family:{FAMILY}}}",
        url_fetcher=fetcher,
        font_config=fonts,
    )
    return (lambda text: HTML(string=text, url_fetcher=fetcher)), sheet, fonts


atexit.register(_kit.cache_clear)  # while the library is still whole


def make(html: str, places: Sequence[str] = ()) -> Made:
    """The page as PDF, and where the elements of these ids stand. NoPdf when the library is not on this machine."""
    with _one_at_a_time:
        page_of, sheet, fonts = _kit()
        drawn = page_of(html).render(stylesheets=[sheet], font_config=fonts)
        found = {}
        for number, page in enumerate(drawn.pages):
            for name in places:
                if name in page.anchors:
                    left, top, right, bottom = (each * POINTS for each in page.anchors[name])
                    tall = page.height * POINTS
                    found[name] = Place(number, left, tall - bottom, right, tall - top)
        return Made(bytes(drawn.write_pdf(full_fonts=False) or b""), found, len(drawn.pages))
