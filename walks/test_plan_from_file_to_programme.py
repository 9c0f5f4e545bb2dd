"""A planner uploads a plan of each kind of file, reviews what the machine read, and makes it the ward's programme."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dinh.look.testing import PHONE, assert_accessible, assert_no_sideways_scroll, shot

from .conftest import House
from .people import sign_in
from .samples import written

pytestmark = pytest.mark.browser
SCANS = ("png", "jpeg", "tiff", "scanned pdf")


def upload(page: Any, house: House, file: Path) -> None:
    """Choose the file, send it, and wait until the machine has read it or said why not."""
    page.goto(f"{house.url}/ke-hoach/nop/")
    page.get_by_label("Tệp kế hoạch").set_input_files(file)
    page.get_by_role("button", name="Nộp và đọc").click()
    page.wait_for_load_state()


def wait_until_read(page: Any) -> None:
    """The page of progress opens the review by itself."""
    page.wait_for_url(re.compile(r"/ke-hoach/doc/\d+/(\?.*)?$"), timeout=90_000)
    page.get_by_role("heading", name="Soát bản đọc kế hoạch").wait_for(timeout=30_000)


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("txt", 801),
        ("docx", 802),
        ("pdf", 803),
        *(pytest.param(kind, 804 + n, marks=pytest.mark.ocr) for n, kind in enumerate(SCANS)),
    ],
)
def test_each_kind_of_file_is_read_into_a_proposal(
    browser_page: Any, house: House, tmp_path: Path, kind: str, number: int
) -> None:
    sign_in(browser_page, house, "cds.ngocson")

    upload(browser_page, house, written(tmp_path, kind, number))
    wait_until_read(browser_page)

    browser_page.goto(browser_page.url.split("?")[0] + "?loai=target")
    words = browser_page.locator("main").inner_text()
    assert "hồ sơ thủ tục hành chính được tiếp nhận trực tuyến" in words
    shot(browser_page, f"soat-{kind.replace(' ', '-')}")


def test_a_plan_is_reviewed_corrected_adopted_and_followed(
    browser_page: Any, house: House, tmp_path: Path
) -> None:
    page = browser_page
    sign_in(page, house, "cds.ngocson")
    upload(page, house, written(tmp_path, "txt", 811))
    wait_until_read(page)
    review = page.url.split("?")[0]
    assert_accessible(page)

    page.goto(f"{review}?loai=target")
    wording = page.locator("#f-text")
    wording.fill(wording.input_value() + " của phường")
    page.locator("button[value=chap-nhan]").click()
    page.wait_for_load_state()
    for tab in ("target", "task", "project", "duty"):
        _accept_all(page, review, tab)

    page.goto(f"{review}ban-hanh/")
    assert_accessible(page)
    page.get_by_role("button", name="Đưa kế hoạch vào theo dõi").click()
    page.wait_for_url(re.compile(r"/ke-hoach/\d+/"))
    assert "811/KH-UBND" in page.locator("main").inner_text()
    assert_accessible(page)
    page.goto(f"{page.url.split('?')[0]}chi-tieu/")
    assert "của phường" in page.locator("main").inner_text(), "the correction is what was adopted"


def _accept_all(page: Any, review: str, tab: str) -> None:
    """Accept what is left of one kind, one by one, as the doubtful first order gives them."""
    for _ in range(40):
        page.goto(f"{review}?loai={tab}")
        button = page.locator("button[value=chap-nhan]")
        if not button.count() or "Chấp nhận" not in button.inner_text():
            return
        button.click()
        page.wait_for_load_state()
    raise AssertionError(f"{tab}: there is no end of items")


def test_leaving_a_review_and_coming_back_loses_nothing(
    browser_page: Any, house: House, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    page = browser_page
    sign_in(page, house, "cds.ngocson")
    upload(page, house, written(tmp_path, "txt", 821))
    wait_until_read(page)
    review = page.url.split("?")[0]
    page.goto(f"{review}?loai=target")
    page.keyboard.press("a")
    page.wait_for_load_state()
    expect(page.locator("body")).to_contain_text(
        "đã soát 1 trên", timeout=30_000
    )  # no eval, which it forbids

    page.goto(f"{house.url}/ke-hoach/doc/")
    page.goto(review)

    assert "đã soát 1 trên" in page.locator("body").inner_text()


def test_two_reviewers_do_not_overwrite_each_other(
    new_page: Callable[..., Any], house: House, tmp_path: Path
) -> None:
    one, other = new_page(), new_page()
    sign_in(one, house, "cds.ngocson")
    sign_in(other, house, "cds.tinh")
    upload(one, house, written(tmp_path, "txt", 831))
    wait_until_read(one)
    one.goto(one.url.split("?")[0] + "?loai=target")
    item = one.locator("form#soat input[name=muc]").input_value()
    address = f"{one.url.split('?')[0]}?loai=target&muc={item}"
    one.goto(address)
    other.goto(address)

    one.locator("button[value=chap-nhan]").click()
    one.wait_for_load_state()
    wording = other.locator("#f-text")
    wording.fill("Lời của người thứ hai")
    other.locator("button[value=chap-nhan]").click()
    other.wait_for_load_state()

    assert "vừa được" in other.locator("body").inner_text()
    assert other.locator("#f-text").input_value() == "Lời của người thứ hai", "nothing typed is lost"


def test_a_broken_file_an_empty_file_and_a_letter_each_get_a_sentence(
    browser_page: Any, house: House, tmp_path: Path
) -> None:
    page = browser_page
    sign_in(page, house, "cds.ngocson")
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 8)
    (tmp_path / "rong.txt").write_bytes(b"")
    (tmp_path / "thu.txt").write_text("Mời anh chị dự liên hoan cuối năm tại nhà văn hóa.", encoding="utf-8")

    for name, expected in (("hong.pdf", "Tệp"), ("rong.txt", "rỗng"), ("thu.txt", "kế hoạch")):
        upload(page, house, tmp_path / name)
        page.locator("[role=alert], .note.late").first.wait_for(timeout=60_000)
        words = page.locator("main").inner_text()
        assert expected in words
        assert "Traceback" not in words


def test_on_a_telephone_the_line_stands_above_the_question(
    new_page: Callable[..., Any], house: House, tmp_path: Path
) -> None:
    page = new_page(PHONE)
    sign_in(page, house, "cds.ngocson")
    upload(page, house, written(tmp_path, "txt", 841))
    wait_until_read(page)
    page.goto(page.url.split("?")[0] + "?loai=target")

    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.locator("button[value=chap-nhan]").click()
    page.wait_for_load_state()
    assert "đã soát 1 trên" in page.locator("body").inner_text()
    shot(page, "soat-dien-thoai")


def test_without_javascript_a_plan_is_still_uploaded_and_reviewed(
    new_page: Callable[..., Any], house: House, tmp_path: Path
) -> None:
    page = new_page(javascript=False)
    sign_in(page, house, "cds.ngocson")
    upload(page, house, written(tmp_path, "txt", 851))
    wait_until_read(page)
    page.goto(page.url.split("?")[0] + "?loai=target")

    page.locator("button[value=chap-nhan]").click()
    page.wait_for_load_state()

    assert "đã soát 1 trên" in page.locator("body").inner_text()
