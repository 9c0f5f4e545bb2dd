"""Small files that look like what offices attach: tables of figures and minutes, made afresh, each saying that it is
made up."""

from __future__ import annotations

import io
from datetime import date
from functools import lru_cache

MADE_UP = "Số liệu minh họa của địa bàn mẫu, không phải số thật."


def table(title: str, rows: list[tuple[str, str]], day: date) -> tuple[str, bytes]:
    """A CSV that spreadsheets open with Vietnamese marks."""
    lines = [title, MADE_UP, f"Lập ngày {day:%d/%m/%Y}", ""]
    lines += [";".join(row) for row in [("Nội dung", "Số lượng"), *rows]]
    return (f"so-lieu-{day:%Y%m%d}.csv", ("﻿" + "\r\n".join(lines)).encode("utf-8"))


@lru_cache(maxsize=40)
def minutes(title: str, body: str, day: date) -> tuple[str, bytes]:
    """Minutes of a meeting or class as a Word file."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paper = Document()
    paper.add_paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM").alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.add_paragraph("Độc lập - Tự do - Hạnh phúc").alignment = WD_ALIGN_PARAGRAPH.CENTER
    paper.add_heading(title, level=1)
    paper.add_paragraph(f"Ngày {day:%d/%m/%Y}.")
    paper.add_paragraph(body)
    paper.add_paragraph(MADE_UP)
    out = io.BytesIO()
    paper.save(out)
    return (f"bien-ban-{day:%Y%m%d}.docx", out.getvalue())
