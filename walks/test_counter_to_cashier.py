"""A dossier from the number at the door to the day it is handed over: counter, cashier, specialist, leader, counter."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from dinh.look.testing import PHONE, shot

from .conftest import House
from .people import as_, draft_results, fits, follow, said, send

pytestmark = pytest.mark.browser

CARD = "038199000777|172345678|Nguyễn Thị Thử Quầy|15081999|Nữ|Tổ Mẫu, Phường Ngọc Sơn, Thanh Hóa|01012022"


def number_at_the_door(counter: Any, phone: Any, house: House) -> str:
    """Somebody draws a number by telephone, and the counter calls until it is theirs."""
    counter.goto(f"{house.url}/ho-so/quay/")
    phone.goto(str(counter.get_by_role("link", name="Trang lấy số").get_attribute("href")))
    phone.get_by_role("button", name="Lấy số ưu tiên").click()
    phone.wait_for_load_state()
    number = str(phone.locator(".d-big").inner_text())
    fits(phone)
    shot(phone, "lay-so")
    for _n in range(12):
        counter.get_by_label("Quầy số").fill("3")
        send(counter, "Gọi số tiếp theo")
        if counter.locator(".d-now-no", has_text=number).count():
            break
    phone.reload()
    assert "Mời đến quầy 3" in said(phone)
    fits(counter)
    shot(counter, "goi-so")
    return number


def take_in(counter: Any, house: House) -> str:
    """The card is scanned, papers are ticked, the receipt is printed; gives the code."""
    follow(counter, "Nhận hồ sơ")
    counter.get_by_label("Tên hoặc mã thủ tục").fill("bản sao trích lục")
    send(counter, "Tìm")
    counter.locator("main .d-offers a", has_text="2.000635").click()
    counter.wait_for_load_state()
    counter.get_by_label("Mã QR trên thẻ căn cước").fill(CARD)
    with counter.expect_navigation():
        counter.keyboard.press("Enter")  # as a scanner does
    assert counter.get_by_label("Họ tên hoặc tên tổ chức").input_value() == "Nguyễn Thị Thử Quầy"
    for box in counter.locator("main .d-papers input[type=checkbox]").all():
        box.check()
    fits(counter)
    shot(counter, "nhan-ho-so-quet-the")
    send(counter, "Tiếp nhận, in giấy hẹn")
    found = re.search(r"/ho-so/([^/]+)/", counter.url)
    assert found, said(counter)
    return found.group(1)


def step(page: Any, house: House, code: str, outcome: str) -> None:
    """The outcome of the step that this person may bring on, chosen by its words."""
    page.goto(f"{house.url}/ho-so/{code}/")
    page.get_by_role("link", name=re.compile("^Ghi kết quả")).first.click()
    page.wait_for_load_state()
    page.get_by_label(re.compile(outcome)).check()
    page.locator("main form p.deeds button.pri").click()
    page.wait_for_load_state()


def test_from_the_number_at_the_door_to_the_result_in_hand(
    browser_page: Any, new_page: Callable[..., Any], house: House
) -> None:
    page, phone = browser_page, new_page(PHONE)
    as_(page, house, "motcua.ngocson")
    number_at_the_door(page, phone, house)
    code = take_in(page, house)
    step(page, house, code, "Đủ hồ sơ, phải nộp phí")
    assert "Chờ nộp phí, lệ phí" in said(page) and "Dừng tính giờ" in said(page)
    shot(page, "ho-so-cho-tien")

    as_(page, house, "thungan.ngocson")
    page.goto(f"{house.url}/ho-so/{code}/")
    page.locator(".d-bill a.num").click()
    page.wait_for_load_state()
    send(page, "Thu tiền, lập biên lai")
    page.goto(f"{house.url}/ho-so/{code}/")
    assert "Đã nộp đủ" in said(page) and "Đang giải quyết" in said(page), "paying ends the wait by itself"

    as_(page, house, "hotich.ngocson")
    page.goto(f"{house.url}/ho-so/?xem=cho-nhan")
    row = page.locator("main tbody tr", has_text=code)
    row.locator("input[name=chon]").check()
    fits(page)
    shot(page, "chon-mot-loat")
    send(page, "Nhận xử lý")
    assert "đã làm 1 bước" in said(page) and code in said(page)
    step(page, house, code, "Đủ điều kiện, trình ký")

    as_(page, house, "chutich.ngocson")
    draft_results(page, house, code)
    page.goto(f"{house.url}/ho-so/?xem=cho-nhan")
    page.locator("main tbody tr", has_text=code).locator("input[name=chon]").check()
    send(page, "Ký, cấp kết quả")
    page.locator("main form p.deeds button.pri").click()
    page.wait_for_load_state()
    assert "đã làm 1 bước" in said(page)

    as_(page, house, "motcua.ngocson")
    page.goto(f"{house.url}/ho-so/{code}/")
    assert ("Đã giải quyết" in said(page) and "Đúng hạn" in said(page)) or "Trước hạn" in said(page)
    fits(page)
    shot(page, "ho-so-da-ky")

    as_(page, house, "chutich.ngocson")
    page.goto(f"{house.url}/ho-so/tre-han/")
    assert "Đã báo đến tôi" in said(page)
    fits(page)
    shot(page, "tre-han")
