"""A receipt as a paper: its words, and its PDF with the face inside; nothing is fetched from anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from .models import BillLine, Receipt
from .rules.words import in_words

SIZES = ("a4", "a5")
FACES = (
    *(
        (f"tinos-{part}-{weight}-{style}.woff2", family, weight, style)
        for part, family in (("latin", "Giay"), ("vietnamese", "Giay Viet"))
        for weight in ("400", "700")
        for style in ("normal", "italic")
    ),
)


class NoPdf(Exception):
    """The machine cannot make PDF; `str()` says why."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the receipt."""

    row: Receipt
    issuer: str
    parent: str
    place: str
    lines: list[BillLine]
    words: str
    whole: bool
    """Whether this receipt is for all of the bill."""
    taken_for: str = ""
    """The unit that the money is of, where another one took it."""


def paper_of(row: Receipt) -> Paper:
    """The receipt's words. `row` comes with its bill, unit, parent and payment. 1 query."""
    unit = row.unit
    # A payment of part of a bill, or of more, stands as one sum: which lines it pays nobody can say.
    whole = row.amount == row.bill.amount
    return Paper(
        row,
        f"UBND {unit.name_in_text}".upper(),
        f"UBND {unit.parent.name_in_text}".upper() if unit.parent else "",
        unit.name,
        list(row.bill.lines.all()),
        in_words(row.amount),
        whole,
        f"UBND {row.bill.unit.name_in_text}" if row.bill.unit_id != row.unit_id else "",
    )


@lru_cache
def _faces() -> tuple[tuple[str, str, str, str], ...]:
    """(address, family, weight, style) of the faces the front end's build laid out; without them the machine's serif."""
    found = []
    for name, family, weight, style in FACES:
        path = finders.find(f"look/dist/files/{name}")
        if path:
            found.append((Path(str(path)).as_uri(), family, weight, style))
    return tuple(found)


def pdf_of(row: Receipt, size: str) -> bytes:
    """The receipt as PDF. NoPdf when the library that draws it is not on this machine."""
    try:
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as wrong:
        raise NoPdf("Máy chủ này chưa có thư viện dựng PDF (Pango). In thẳng từ trình duyệt.") from wrong
    own = {address for address, *_rest in _faces()}

    class OwnFacesOnly(URLFetcher):
        """What a paper says may not make the program open an address or a file."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in own:
                raise ValueError("not fetched")
            return super().fetch(url, headers)

    html = render_to_string(
        "till/receipt_paper.html", {"paper": paper_of(row), "faces": _faces(), "size": size}
    )
    made = HTML(string=html, url_fetcher=OwnFacesOnly(allowed_protocols={"file"})).write_pdf(
        font_config=FontConfiguration(), full_fonts=False
    )
    return bytes(made or b"")
