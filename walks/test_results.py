"""A leader signs a selection with their key; anybody checks what came of it, by its code and by its file."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from dinh.look.testing import PHONE, assert_accessible, shot

from .conftest import House
from .people import as_, draft_results, fits, said

pytestmark = pytest.mark.browser


def test_a_leader_signs_a_selection_and_anybody_checks_a_result(
    browser_page: Any, new_page: Callable[..., Any], house: House
) -> None:
    desk, phone = browser_page, new_page(PHONE)
    as_(desk, house, "chutich.ngocson")
    desk.goto(f"{house.url}/ho-so/?xem=cho-nhan")
    waiting = desk.locator("main tbody tr", has_text="Ký kết quả")
    assert waiting.count() >= 2
    codes = [str(each.locator(".num").first.inner_text()) for each in waiting.all()[:2]]
    for code in codes:
        draft_results(desk, house, code)
    shot(desk, "ket-qua-soan")
    assert_accessible(desk)

    desk.goto(f"{house.url}/ho-so/?xem=cho-nhan")
    for code in codes:
        desk.locator("main tbody tr", has_text=code).locator("input[name=chon]").check()
    desk.get_by_role("button", name="Ký, cấp kết quả").click()
    desk.wait_for_load_state()
    desk.locator("main form p.deeds button.pri").click()
    desk.wait_for_load_state()
    assert "Đã ký số, cấp:" in said(desk) and "đã làm 2 bước" in said(desk)
    shot(desk, "ky-mot-loat")

    desk.goto(f"{house.url}/ho-so/{codes[0]}/ket-qua/")
    assert "có hiệu lực" in said(desk)
    shot(desk, "ket-qua-da-ky")
    address = house.url + str(desk.get_by_role("link", name="Mở bản ký số").first.get_attribute("href"))
    paper = desk.request.get(address).body()
    letters = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", said(desk))
    assert letters

    phone.goto(f"{house.url}/kiem-tra-ket-qua/")
    fits(phone)
    shot(phone, "kiem-tra")
    phone.get_by_label("Mã kiểm tra").fill(letters[0].lower())
    phone.get_by_role("button", name="Kiểm tra mã").click()
    phone.wait_for_load_state()
    assert "Có hiệu lực" in said(phone) and "Lê Văn" in said(phone)
    fits(phone)
    shot(phone, "kiem-tra-co-hieu-luc")

    touched = bytearray(paper)
    touched[paper.find(b"stream") + 40] ^= 1
    for data, told in ((paper, "Có hiệu lực"), (bytes(touched), "Tệp đã bị sửa sau khi ký")):
        phone.goto(f"{house.url}/kiem-tra-ket-qua/")
        phone.get_by_label("Tệp PDF").set_input_files(
            {"name": "giay.pdf", "mimeType": "application/pdf", "buffer": data}
        )
        phone.get_by_role("button", name="Kiểm tra tệp").click()
        phone.wait_for_load_state()
        assert told in said(phone)
    fits(phone)
    shot(phone, "kiem-tra-bi-sua")
