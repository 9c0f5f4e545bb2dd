from __future__ import annotations

import string

import numpy as np
import pytest

from dinh.papers import extract
from dinh.papers.tests import samples


@pytest.fixture(scope="module")
def plan() -> bytes:
    return samples.pdf(table_rows=18)


def _values(document: extract.SourceDocument) -> list[str]:
    """The fourth column of the appendix, row by row, whatever page a row stands on."""
    return [
        cell.text.replace("\n", " ")
        for table in document.tables
        for row in table.rows
        for cell in row
        if cell.column == 3 and cell.row > 0 and cell.column_span == 1 and "Năm" not in cell.text
    ]


def test_a_digital_pdf_gives_its_lines_in_order_with_places(plan: bytes) -> None:
    document = extract.read(plan, "a.pdf")
    texts = [line.text for line in document.pages[0].lines]
    assert texts[0] == "UBND PHƯỜNG MẪU SƠN   CỘNG HÒA XÃ HỘI CHỦ NGHĨA"
    start = texts.index("KẾ HOẠCH")
    assert samples.letter_errors("\n".join(texts[start:]), samples.truth()) == 0
    assert [line.number for line in document.lines] == list(range(1, len(document.lines) + 1))
    tops = [line.box[1] for line in document.pages[0].lines[start:] if line.box]
    assert tops == sorted(tops) and all(0 <= top <= 1 for top in tops)


def test_a_ruled_table_becomes_cells_that_know_their_lines(plan: bytes) -> None:
    document = extract.read(plan, "a.pdf")
    table = document.tables[0]
    assert [c.text.replace("\n", " ") for c in table.rows[0]] == list(samples.TABLE_HEAD)
    assert [(c.text, c.column_span) for c in table.rows[1]] == [("I", 1), ("Chính quyền số", 4)]
    assert [c.text.replace("\n", " ") for c in table.rows[2]] == list(samples.rows(1)[0].cells)
    assert _values(document) == [row.value for row in samples.rows(18)]
    for row in table.rows:
        for cell in row:
            held = document.lines[cell.first_line - 1 : cell.last_line]
            assert cell.text == "\n".join(line.text for line in held)


def test_letters_of_an_old_font_are_turned_into_unicode() -> None:
    from viparse.normalize.encodings import CHARMAPS

    old = {letter: code for code, letter in CHARMAPS["tcvn3"].pairs if len(code) == 1}
    page = extract.read(samples.pdf_with_letters(old, table_rows=0), "a.pdf").pages[0]
    assert (page.origin, "TCVN3" in page.note) == ("pdf", True)
    assert samples.BODY[1] in [line.text for line in page.lines]


@pytest.mark.ocr
@pytest.mark.parametrize("base", [0x41, 0xF000], ids=["other letters", "private letters"])
def test_a_garbage_text_layer_is_noticed_and_read_from_the_picture(base: int) -> None:
    wrong = {c: chr(base + (ord(c) * 7) % 57) for c in string.ascii_letters}
    page = extract.read(samples.pdf_with_letters(wrong, table_rows=0), "a.pdf").pages[0]
    assert page.origin == "ocr" and page.note.startswith("Lớp chữ của trang sai bảng mã")
    assert samples.BODY[1] in [line.text for line in page.lines]


def test_two_columns_of_running_text_are_read_one_after_the_other() -> None:
    from weasyprint import HTML

    left, right = "chuyển đổi số phục vụ người dân " * 25, "hạ tầng dữ liệu dùng chung toàn tỉnh " * 25
    html = (
        '<meta charset="utf-8"><style>body{font:11pt "DejaVu Serif"} div{columns:2;column-gap:12mm}</style>'
        f"<div><p>{left}</p><p style='break-before:column'>{right}</p></div>"
    )
    text = "\n".join(line.text for line in extract.read(bytes(HTML(string=html).write_pdf()), "a.pdf").lines)
    assert text.rindex("người") < text.index("hạ tầng")


def test_the_page_picture_has_the_width_asked_for(plan: bytes) -> None:
    import io

    from PIL import Image

    picture = Image.open(io.BytesIO(extract.page_image(plan, 2, 700) or b""))
    assert picture.format == "PNG" and picture.width == 700 and picture.height == pytest.approx(990, abs=2)
    assert extract.page_image(b"plain", 1, 700) is None
    with pytest.raises(extract.Unreadable, match="chỉ có 3 trang"):
        extract.page_image(plan, 9, 700)


def test_a_sideways_scan_is_drawn_upright() -> None:
    import io

    from PIL import Image

    flat = np.rot90(samples.drawn(samples.pdf(table_rows=0), 110)[0])
    picture = Image.open(io.BytesIO(extract.page_image(samples.png(flat), 1, 600) or b""))
    assert picture.height > picture.width
