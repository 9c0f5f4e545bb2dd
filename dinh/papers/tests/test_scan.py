from __future__ import annotations

import numpy as np
import pytest

from dinh.papers import extract
from dinh.papers.extract import tesseract
from dinh.papers.extract.grids import find_grids
from dinh.papers.extract.upright import is_blank, lies_sideways, make_upright, skew_of, turn_by
from dinh.papers.tests import samples


@pytest.fixture(scope="module")
def pages() -> list[np.ndarray]:
    return samples.drawn(samples.pdf(table_rows=14), 200)


@pytest.mark.ocr
def test_a_scanned_plan_is_read_with_its_table_cell_by_cell(pages: list[np.ndarray]) -> None:
    worn = [
        samples.worn(page, angle=angle, seed=n)
        for n, (page, angle) in enumerate(zip(pages, (1.3, -2.1), strict=False))
    ]
    document = extract.read(samples.scanned_pdf(worn), "a.pdf")
    first, second = document.pages
    assert first.origin == "ocr" and "Đã chỉnh nghiêng 1,3°." in first.note
    text = "\n".join(line.text for line in first.lines)
    assert samples.letter_errors(text[text.index("KẾ HOẠCH\n") :], samples.truth()) < 0.02
    (table,) = second.tables
    values = [row[3].text for row in table.rows[2:]]
    assert values == [row.value for row in samples.rows(14)]
    assert all(line.box and line.confidence is not None for line in document.lines)
    assert document.lines[table.first_line - 1].page == 2


@pytest.mark.ocr
def test_pictures_on_their_side_or_head_are_turned(pages: list[np.ndarray]) -> None:
    half = pages[0][: pages[0].shape[0] // 2]
    for turn in (90, 180):
        page = extract.read(samples.png(turn_by(half, 360 - turn)), "a.jpg").pages[0]
        assert page.turn == turn
        assert samples.BODY[1] in [line.text for line in page.lines]
        assert page.note.startswith("Tệp này là ảnh PNG chứ không phải ảnh JPEG")


@pytest.mark.ocr
def test_a_tiff_of_two_pages_and_a_coarse_photograph_are_read(pages: list[np.ndarray]) -> None:
    import io

    from PIL import Image

    top = [Image.fromarray(page[:700]) for page in pages]
    out = io.BytesIO()
    top[0].save(out, "TIFF", save_all=True, append_images=top[1:])
    document = extract.read(out.getvalue(), "a.tiff")
    assert len(document.pages) == 2 and document.pages[1].lines[0].page == 2
    coarse = Image.fromarray(pages[0]).resize((930, 1315), Image.Resampling.LANCZOS)
    texts = [line.text for line in extract.read(samples.png(np.asarray(coarse)), "a.png").lines]
    assert samples.BODY[1] in texts


def test_skew_turn_and_grid_are_found(pages: list[np.ndarray]) -> None:
    for angle in (-5.5, -0.4, 3.2):
        assert skew_of(samples.worn(pages[0], angle=angle)) == pytest.approx(-angle, abs=0.15)
    assert [lies_sideways(turn_by(pages[0], k)) for k in (0, 90, 180, 270)] == [False, True, False, True]
    (grid,) = find_grids(make_upright(samples.worn(pages[1], angle=2.0)).grey)
    assert len(grid.slots) == 5 + 2 + 14 * 5
    assert is_blank(samples.worn(np.full((1500, 1000), 245, np.uint8)))


def test_without_tesseract_the_sentence_says_what_to_install(
    pages: list[np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tesseract, "_program", lambda: None)
    with pytest.raises(extract.Unreadable, match="tesseract-ocr-vie"):
        extract.read(samples.png(pages[0]), "a.png")


def test_letters_under_one_another_are_no_line_of_a_table() -> None:
    from weasyprint import HTML

    tall = "<td>" + "lllđ bbb hhl " * 5 + "</td>"
    html = (
        '<meta charset="utf-8"><style>@page{size:A4} table{border-collapse:collapse;width:60%;table-layout:fixed;'
        'font:11pt/1.0 "DejaVu Sans"} td{border:0.7pt solid black;padding:3pt}</style><table>'
        + f"<tr>{tall * 3}</tr>" * 4
        + "</table>"
    )
    image = samples.drawn(bytes(HTML(string=html).write_pdf()), 120)[0]
    (grid,) = find_grids(image)
    assert {slot.column for slot in grid.slots} == {0, 1, 2}
    assert len(grid.slots) == 12
