"""What a signature shows on the page: the signer's picture where there is one, who signed, for which body, when."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from pyhanko.pdf_utils import generic, layout
from pyhanko.pdf_utils.content import ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp.base import BaseStamp, BaseStampStyle

from ..making import Place, make

TIME_SIZE = 7.5


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where a signature shows, and what: lines of words, or a picture (PNG) such as a seal with its lines beside it."""

    place: Place
    lines: tuple[str, ...]
    colour: str = "#000"
    picture: bytes = b""


@lru_cache(maxsize=256)
def _drawn(lines: tuple[str, ...], colour: str, picture: bytes, width: int, height: int) -> bytes:
    """The stamp without its time, as a page as large as itself: drawn once for all papers that bear it."""
    from base64 import b64encode

    image = f'<img src="data:image/png;base64,{b64encode(picture).decode()}">' if picture else ""
    words = "".join(f"<p>{escape(line)}</p>" for line in lines)
    sheet = (
        f"@page{{size:{width}pt {height}pt;margin:0}}body{{margin:2pt 3pt;font-size:8pt;line-height:1.2;color:{colour}}}"
        "p{margin:0}p:nth-of-type(2){font-weight:700}img{height:100%;max-height:40pt;float:left;margin-right:4pt}"
    )
    page = f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>.</title><style>{sheet}</style></head><body>'
    return make(f"{page}{image}{words}</body></html>").pdf


@dataclass(frozen=True)
class ShownStyle(BaseStampStyle):
    """Words as they were drawn, and below them the time, which changes with each signature, in a face every reader has."""

    stamp: Stamp | None = None
    border_width: int = 0

    def create_stamp(self, writer: Any, box: layout.BoxConstraints, text_params: dict[str, Any]) -> BaseStamp:
        return _Shown(writer, self, box, str(text_params.get("when", "")))


class _Shown(BaseStamp):
    def __init__(self, writer: Any, style: ShownStyle, box: layout.BoxConstraints, when: str) -> None:
        super().__init__(box=box, style=style, writer=writer)
        self._stamp, self._when = style.stamp, when

    def _render_inner_content(self) -> list[bytes]:
        stamp = self._stamp
        assert stamp is not None and self.writer is not None
        drawn = _drawn(
            stamp.lines, stamp.colour, stamp.picture, round(self.box.width), round(self.box.height)
        )
        page = self.writer.import_page_as_xobject(PdfFileReader(io.BytesIO(drawn)), page_ix=0)
        name = f"/Giay{uuid.uuid4().hex}"
        self.resources.xobject[name] = page
        times = {
            "/Type": "/Font",
            "/Subtype": "/Type1",
            "/BaseFont": "/Times-Roman",
            "/Encoding": "/WinAnsiEncoding",
        }
        face = generic.DictionaryObject({pdf_name(key): pdf_name(value) for key, value in times.items()})
        self.set_resource(ResourceType.FONT, pdf_name("/Gio"), face)
        written = f"BT /Gio {TIME_SIZE} Tf 3 3 Td ({self._when}) Tj ET"
        return [f"q {name} Do Q {written}".encode("ascii")]
