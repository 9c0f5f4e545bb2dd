"""At the gate: a wrong password, a right one, being locked out, and the way out."""

from __future__ import annotations

from typing import Any

import pytest

from dinh.look.testing import assert_accessible, assert_no_sideways_scroll

from .conftest import House
from .people import sign_in

pytestmark = pytest.mark.browser


def test_a_wrong_password_is_told_without_saying_which_word_was_wrong(
    browser_page: Any, house: House
) -> None:
    sign_in(browser_page, house, "cds.ngocson", "sai-mat-khau-roi")

    summary = browser_page.get_by_role("alert").first.inner_text()
    assert "Tên đăng nhập hoặc mật khẩu" in summary
    assert browser_page.get_by_role("textbox", name="Tên đăng nhập").input_value() == "cds.ngocson"
    assert_accessible(browser_page)


def test_somebody_signs_in_sees_their_name_and_leaves(browser_page: Any, house: House) -> None:
    sign_in(browser_page, house, "cds.ngocson")

    assert browser_page.url == f"{house.url}/", "the first page is one's own desk"
    assert "Trần Thị Thử" in browser_page.locator("header").first.inner_text()
    browser_page.goto(f"{house.url}/toi/")
    browser_page.get_by_role("button", name="Đăng xuất").first.click()
    browser_page.goto(f"{house.url}/ke-hoach/")
    assert "/dang-nhap/" in browser_page.url


def test_five_wrong_passwords_lock_the_name_for_a_while(browser_page: Any, house: House) -> None:
    for _ in range(5):
        sign_in(browser_page, house, "xem.ngocson", "sai-mat-khau-roi")

    assert "khóa" in browser_page.locator("main").inner_text().lower()
    sign_in(browser_page, house, "xem.ngocson")
    assert "khóa" in browser_page.locator("main").inner_text().lower(), "the right password came too late"
    assert_no_sideways_scroll(browser_page)
