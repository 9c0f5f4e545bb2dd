"""Documents to read in tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dinh.papers.shapes import Cell, Line, Page, SourceDocument, Table

SAMPLES = Path(__file__).parent / "samples"
PLANS = Path(__file__).resolve().parents[4] / "plans"


def document(text: str, *, name: str = "ke-hoach.txt") -> SourceDocument:
    """A text as one page of lines, numbered as in the file."""
    lines = tuple(Line(i, row) for i, row in enumerate(text.split("\n"), 1))
    return SourceDocument(name, "text/plain", "", (Page(1, lines),))


def sample(name: str) -> SourceDocument:
    return document((SAMPLES / f"{name}.txt").read_text(encoding="utf-8"), name=f"{name}.txt")


def real(name: str) -> SourceDocument:
    return document((PLANS / f"{name}.txt").read_text(encoding="utf-8"), name=f"{name}.txt")


def with_table(before: str, rows: Sequence[Sequence[str]]) -> SourceDocument:
    """Text, then a table whose grid is known, as Word files and cut scans give it: a line each cell."""
    lines = [Line(i, row) for i, row in enumerate(before.split("\n"), 1)]
    first = len(lines) + 1
    table: list[tuple[Cell, ...]] = []
    for r, row in enumerate(rows):
        cells = []
        for c, text in enumerate(row):
            lines.append(Line(len(lines) + 1, text))
            cells.append(Cell(r, c, text, len(lines), len(lines)))
        table.append(tuple(cells))
    return SourceDocument(
        "ke-hoach.docx",
        "application/docx",
        "",
        (Page(1, tuple(lines), (Table(1, first, len(lines), tuple(table)),)),),
    )


def goals(
    *clauses: str, title: str = "năm 2026", heading: str = "1. Mục tiêu cụ thể đến năm 2026"
) -> SourceDocument:
    """A small plan whose goals are the given clauses."""
    bullets = "\n\n".join(f"- {clause}" for clause in clauses)
    return document(
        f"UBND XÃ MẪU THƯỢNG\nSố: 01/KH-UBND\nMẫu Thượng, ngày 05 tháng 01 năm 2026\n\nKẾ HOẠCH\nChuyển đổi số xã Mẫu Thượng {title}\n\n"
        f"I. MỤC TIÊU\n\n{heading}\n\n{bullets}\n\nII. NHIỆM VỤ, GIẢI PHÁP\n\n- Tổ chức tuyên truyền về chuyển đổi số tại các thôn.\n\n"
        "III. TỔ CHỨC THỰC HIỆN\n\n- Phòng Văn hóa - Xã hội theo dõi việc thực hiện Kế hoạch này./.\n"
    )
