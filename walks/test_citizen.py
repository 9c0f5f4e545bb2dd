"""A citizen on a telephone signs in, answers what the ward asks for, and sees the result; somebody else sees nothing of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from dinh.dossiers.demo_citizens import LOGINS
from dinh.look.testing import PHONE, shot
from dinh.town.demo import DEMO_PASSWORD

from .conftest import House
from .people import as_, draft_results, fits, follow, said, send

pytestmark = pytest.mark.browser

SCAN = {"name": "bo-sung.pdf", "mimeType": "application/pdf"}
STAFF = ("motcua.ngocson", "hotich.ngocson", "chutich.ngocson")


def sign_in(page: Any, house: House, login: str) -> None:
    page.goto(f"{house.url}/dich-vu/dang-nhap/")
    page.get_by_label("Số điện thoại hoặc thư điện tử").fill(login)
    page.get_by_label("Mật khẩu").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url("**/dich-vu/ho-so/")


def take_cash(page: Any, house: House, code: str) -> None:
    as_(page, house, "thungan.ngocson")
    page.goto(f"{house.url}/thu/{code}/")
    send(page, "Thu tiền, lập biên lai")


def lead_to_the_answer(page: Any, house: House, code: str) -> None:
    """The ward's people take each open step in turn to its usual outcome."""
    as_(page, house, "chutich.ngocson")
    draft_results(page, house, code)
    for _round in range(8):
        for who in STAFF:
            as_(page, house, who)
            page.goto(f"{house.url}/ho-so/{code}/")
            if page.locator("main .ph .st", has_text="Đã giải quyết").count():
                return
            bill = re.search(r"PT\d\w+", said(page))
            if bill and "Còn phải nộp" in said(page):
                take_cash(page, house, bill.group())
                break
            deeds = page.locator("main .ph a[href$='/ket-qua/']")
            if not deeds.count():
                continue
            page.goto(house.url + str(deeds.first.get_attribute("href")))
            page.locator("main input[type=radio]").first.check()
            page.locator("main form p.deeds button.pri").click()
            page.wait_for_load_state()
    raise AssertionError(f"{code} was not answered: {said(page)}")


def test_a_citizen_answers_a_request_and_sees_the_result(
    browser_page: Any, new_page: Callable[..., Any], house: House
) -> None:
    phone, desk = new_page(PHONE), browser_page
    phone.goto(f"{house.url}/dich-vu/")
    fits(phone)
    shot(phone, "dan-cong")
    sign_in(phone, house, LOGINS[0])
    fits(phone)
    shot(phone, "dan-ho-so-cua-toi")

    phone.locator("main .c-todo a", has_text="Chờ anh, chị bổ sung").first.click()
    phone.wait_for_load_state()
    code = phone.url.rstrip("/").rpartition("/")[2]
    assert "Cần bổ sung" in said(phone)
    shot(phone, "dan-can-bo-sung")

    follow(phone, "Gửi phần bổ sung")
    send(phone, "Gửi phần bổ sung")
    assert "Gửi kèm ít nhất một tệp" in said(phone)
    fits(phone)
    phone.locator("main input[type=file]").first.set_input_files(
        {**SCAN, "buffer": b"%PDF-1.4\n%mau\n%%EOF\n"}
    )
    phone.get_by_label("Lời nhắn cho cán bộ").fill("Đã chụp lại cho rõ.")
    send(phone, "Gửi phần bổ sung")
    assert "Đã nhận phần bổ sung" in said(phone) and "bo-sung.pdf" in said(phone)

    lead_to_the_answer(desk, house, code)
    assert "bo-sung.pdf" in said(desk) or "Đã chụp lại" in said(desk)

    phone.reload()
    assert re.search(r"Có kết quả|Đã trả kết quả", said(phone))
    fits(phone)
    shot(phone, "dan-co-ket-qua")
    phone.goto(f"{house.url}/dich-vu/ai-da-xem/")
    assert code in said(phone), "who opened the dossier stands in the citizen's list"
    fits(phone)

    other = new_page(PHONE)
    sign_in(other, house, LOGINS[1])
    assert code in said(other), "the one who acts for her has it too"
    phone.goto(f"{house.url}/dich-vu/thay-mat/")
    send(phone, re.compile("^Chấm dứt"))
    other.goto(f"{house.url}/dich-vu/ho-so/{code}/")
    assert "Mã 404" in said(other)
