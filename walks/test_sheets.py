"""A plan's tables out, filled in and in again; and its papers in Word and PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdfium2
import pytest

from dinh.look.testing import shot

from .conftest import House
from .people import as_, fits, said, send
from .test_following_a_plan import ngoc_son

pytestmark = pytest.mark.browser
NOTE = "Đếm lại từ sổ một cửa, ghi trong bảng thử"


def taken(page: Any, words: str, name: str, folder: Path) -> Path:
    """What a link of the page gives, kept in a folder."""
    row = page.locator("main .sh-l li", has_text=words)
    with page.expect_download() as waiting:
        row.get_by_role("link", name=name).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def column(sheet: Any, head: str) -> int:
    """The number of the column with this head, and nothing else of the page's layout."""
    for row in sheet.iter_rows(min_row=1, max_row=12):
        for cell in row:
            if cell.value == head:
                return int(cell.column)
    raise AssertionError(f"no column {head}")


def first_row(sheet: Any) -> int:
    """The first row that has a place to fill in a number."""
    where = column(sheet, "Kế hoạch")
    for row in range(1, sheet.max_row + 1):
        if isinstance(sheet.cell(row, where).value, int | float):
            return row
    raise AssertionError("no row with a number")


def bring(page: Any, sheets: str, path: Path) -> None:
    page.goto(sheets)
    page.locator("main input[type=file]").set_input_files(path)
    send(page, "Nộp và xem trước")


def test_a_sheet_is_taken_changed_looked_at_and_applied_and_a_wrong_cell_changes_nothing(
    browser_page: Any, house: House, tmp_path: Path
) -> None:
    page = browser_page
    as_(page, house, "cds.ngocson")
    sheets = f"{ngoc_son(page, house)}bang/"
    page.goto(sheets)
    fits(page)
    path = taken(page, "Bảng theo dõi để điền", "Excel", tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["Chỉ tiêu"]
    row, value, note = first_row(sheet), column(sheet, "Thực hiện"), column(sheet, "Nguồn, cách tính")

    sheet.cell(row, value).value = "chín mươi"
    sheet.cell(row, note).value = NOTE
    book.save(tmp_path / "sai.xlsx")
    bring(page, sheets, tmp_path / "sai.xlsx")
    cell = sheet.cell(row, value).coordinate
    wrong = page.locator("#sai").locator("xpath=ancestor::section").locator("tbody tr").first
    assert cell in wrong.inner_text()
    assert "chín mươi" in wrong.inner_text()
    fits(page)
    shot(page, "bang-sai")
    send(page, "Ghi vào kế hoạch")
    assert "Còn 1 ô sai" in said(page)
    assert "Chưa ghi gì" in said(page), "one wrong cell, and nothing is half written"

    sheet.cell(row, value).value = 33.3
    book.save(tmp_path / "dung.xlsx")
    bring(page, sheets, tmp_path / "dung.xlsx")
    change = page.locator("#doi").locator("xpath=ancestor::section").locator("tbody tr", has_text=cell).first
    assert "33,3" in change.inner_text()
    target = str(change.get_by_role("link").get_attribute("href"))
    page.goto(house.url + target)
    assert NOTE not in said(page), "looked at and not yet written"
    page.go_back()
    fits(page)
    send(page, "Ghi vào kế hoạch")
    assert "Đã ghi" in said(page)
    page.goto(house.url + target)
    assert NOTE in said(page)
    assert "33,3" in said(page)


def test_the_papers_of_a_plan_open_in_word_and_as_pdf(
    browser_page: Any, house: House, tmp_path: Path
) -> None:
    page = browser_page
    as_(page, house, "cds.ngocson")
    page.goto(f"{ngoc_son(page, house)}bang/")

    word = docx.Document(str(taken(page, "Báo cáo theo dõi", "Word", tmp_path)))
    words = "\n".join(
        [each.text for each in word.paragraphs]
        + [cell.text for table in word.tables for row in table.rows[:1] for cell in row.cells]
    )
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words
    assert "Nơi nhận" in words

    pdf = pypdfium2.PdfDocument(taken(page, "Báo cáo theo dõi", "PDF", tmp_path))
    first = pdf[0].get_textpage().get_text_bounded()
    assert "PHƯỜNG NGỌC SƠN" in first
    assert len(pdf) > 1
    book = openpyxl.load_workbook(taken(page, "Phụ lục I, II, III của kế hoạch", "Excel", tmp_path))
    assert len(book.worksheets) >= 3
