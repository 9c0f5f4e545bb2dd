"""The report as a paper to be signed: HTML in the layout of Decree 30/2020, made PDF; charts as pictures for Word."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pypdfium2
from django.template.loader import render_to_string
from django.utils import translation

from dinh.papers.making import Made, make

from .charts import svg_of
from .shapes import Block, Document
from .word_out import Letter
from .writing import closing

SIGNER = "o-nguoi-ky"
"""The place of the signature on the paper."""
_SCALE = 3
"""Pixels of a chart's picture to a point: about 216 to the inch."""


def pdf_of(document: Document, letter: Letter) -> Made:
    """The report as PDF, with the place where its signer's mark goes. NoPdf when the library is not on this machine."""
    with translation.override("vi"):
        context = {"letter": letter, "closing": closing(document, letter["author"]), **drawn(document)}
        html = render_to_string("boards/composing/paper.html", context)
    return make(html, [SIGNER])


def drawn(document: Document) -> dict[str, Any]:
    """The report as templates show it: blocks with their parts read out, charts drawn."""
    blocks = []
    for block in document.blocks:
        row: dict[str, Any] = {"block": block, "kind": block.kind}
        if block.kind == "prose":
            row["parts"] = [_told(document, part) for part in block.parts]
        elif block.kind == "table":
            row["rows"] = [
                [
                    (_told(document, part), where)
                    for part, (_head, _width, where) in zip(values, block.heads, strict=True)
                ]
                for values in block.rows
            ]
        elif block.kind == "chart":
            row["svg"] = svg_of(block.chart, title=block.words)
        blocks.append(row)
    return {"document": document, "blocks": blocks}


def _told(document: Document, part: Any) -> dict[str, Any]:
    return {"words": part} if isinstance(part, str) else {"figure": document.figures[part["f"]]}


def picture_of(block: Block) -> bytes | None:
    """A chart as PNG, for files that hold no drawings."""
    return _picture(svg_of(block.chart, title=block.words))


@lru_cache(maxsize=32)
def _picture(svg: str) -> bytes:
    from io import BytesIO

    wide, tall = re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg)[0]
    html = (
        f"<html><head><meta charset='utf-8'><style>@page{{size:{wide}px {tall}px;margin:0}}body{{margin:0}}"
        f"svg{{display:block;width:{wide}px;height:{tall}px}}</style></head><body>{svg}</body></html>"
    )
    page = pypdfium2.PdfDocument(make(html).pdf)[0]
    out = BytesIO()
    page.render(scale=_SCALE).to_pil().save(out, "PNG", optimize=True)
    return out.getvalue()
