"""From the leader's board to the number to the rows to the dossier: a number that opens all the way down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dinh.look.testing import PHONE, assert_no_sideways_scroll, shot

from .conftest import House
from .people import as_, fits, follow, said

pytestmark = pytest.mark.browser


def test_the_leader_goes_from_the_board_to_the_number_to_the_row_to_the_dossier(
    browser_page: Any, new_page: Callable[..., Any], house: House
) -> None:
    page = browser_page
    as_(page, house, "chutich.ngocson")
    page.goto(f"{house.url}/bang/mo/?loai=chi-tieu")
    row = page.locator("main tr").filter(has_text="đo từ hồ sơ").filter(has_text="trực tuyến").first
    row.get_by_role("link").first.click()
    page.wait_for_load_state()
    words = said(page)
    assert "Đo từ hồ sơ" in words
    assert page.locator("#nhap-so-lieu").count() == 0
    fits(page)
    shot(page, "chi-tieu-do-tu-ho-so")
    target = page.url

    page.locator("#so-do").get_by_role("link", name="Vì sao có số này?").click()
    page.wait_for_load_state()
    words = said(page)
    assert "Phép tính" in words
    assert "Chỉ tiêu lấy số từ đây" in words
    fits(page)
    shot(page, "vi-sao-co-so-nay")
    page.locator("#dong tbody tr").first.get_by_role("link").first.click()
    page.wait_for_load_state()
    assert "/ho-so/" in page.url

    page.goto(f"{house.url}/so-do/don-vi/16576/?ky=2026-10")
    assert "Tỷ lệ hồ sơ giải quyết đúng hạn" in said(page)
    fits(page)
    shot(page, "bang-so-do")
    page.goto(f"{house.url}/so-do/?q=thanh+toan+truc+tuyen")
    follow(page, "Tỷ lệ hồ sơ thanh toán trực tuyến")
    fits(page)
    shot(page, "mot-so-do")

    phone = new_page(PHONE, javascript=False)
    as_(phone, house, "chutich.ngocson")
    for address in (target, page.url, f"{house.url}/so-do/don-vi/16576/?ky=2026-10", f"{house.url}/so-do/"):
        phone.goto(address)
        assert_no_sideways_scroll(phone)
        shot(phone, f"do-{address.rstrip('/').split('/')[-1][:24].replace('?', '-')}")
