"""Pressing from the leader to the answer: one task, all that an office is late with, all who are late with a report."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from dinh.look.testing import PHONE, assert_no_sideways_scroll, shot

from .conftest import BIN, House
from .people import as_, fits, follow, in_days, number_in, said, send
from .test_work import ask

pytestmark = pytest.mark.browser
WORDS = "Còn hai điểm truy nhập chưa gửi, cho biết vướng ở đâu."
ANSWER = "Đã gửi đủ danh sách lúc 14 giờ, hai điểm còn lại chờ nhà mạng đo."


def press(page: Any, words: str, by: str) -> int:
    """Fill in the form and press; gives how many places have to answer."""
    page.get_by_label("Lời đôn đốc").fill(words)
    page.get_by_label("Trả lời trước hết ngày").fill(by)
    button = page.locator("main").get_by_role("button", name=re.compile(r"^Đôn đốc \d+ nơi"))
    places = number_in(button.inner_text())
    button.click()
    page.wait_for_url(re.compile(r"/don-doc/\d+/$"))
    return places


def test_one_task_is_pressed_answered_on_a_telephone_without_script_and_the_leader_reads_it(
    browser_page: Any, new_page: Callable[..., Any], house: House
) -> None:
    page, title = browser_page, "Gửi danh sách điểm truy nhập thử đôn đốc"
    as_(page, house, "chutich.ngocson")
    address = ask(page, house, title, "Phòng Văn hóa - Xã hội", f"trước ngày {in_days(20)}")
    page.goto(address)
    follow(page, "Đôn đốc việc này")
    assert "Nguyễn Văn Mẫu" in said(page), "the preview names who will get it"
    fits(page)
    assert press(page, WORDS, in_days(3)) == 1
    pressed = page.url
    assert "0 trên 1 nơi" in said(page)
    fits(page)

    phone = new_page(PHONE, javascript=False)
    as_(phone, house, "truongphong.ngocson")
    phone.goto(f"{house.url}/thong-bao/")
    assert_no_sideways_scroll(phone)
    phone.locator("main .notes li", has_text="Lê Văn Mẫu đôn đốc").first.get_by_role("link").click()
    assert WORDS in said(phone)
    phone.locator("main .deeds a.pri").click()
    assert title in said(phone)
    phone.get_by_label("Trả lời", exact=True).fill(ANSWER)
    phone.get_by_label("Hứa xong ngày").fill(in_days(6))
    send(phone, "Gửi trả lời")
    assert "Đã gửi trả lời tới Lê Văn Mẫu" in phone.locator("body").inner_text()
    assert_no_sideways_scroll(phone)

    page.goto(pressed)
    words = said(page)
    assert "1 trên 1 nơi" in words
    assert ANSWER in words
    assert f"hứa xong {in_days(6)}" in words
    shot(page, "don-doc-da-tra-loi")
    page.goto(f"{house.url}/thong-bao/")
    assert "trả lời" in said(page), "the leader is told of the answer"
    page.goto(address)
    assert ANSWER in said(page), "and reads it on the page of the work too"


def test_all_that_an_office_is_late_with_is_pressed_in_one_act(browser_page: Any, house: House) -> None:
    page = browser_page
    as_(page, house, "chutich.ngocson")
    page.goto(f"{house.url}/don-doc/")
    fits(page)
    row = page.locator("#qua-han").locator("xpath=ancestor::section").locator("li").first
    late = number_in(row.locator(".door").inner_text())
    row.get_by_role("link", name=re.compile("^Đôn đốc cả")).click()
    page.wait_for_load_state()

    assert press(page, "Cả phòng rà lại các việc quá hạn, thử đôn đốc một lượt.", in_days(4)) == 1

    assert f"Đã đôn đốc {late} việc của 1 nơi" in page.locator("body").inner_text()
    assert f"Số việc {late}" in said(page)
    page.goto(f"{house.url}/don-doc/")
    assert "thử đôn đốc một lượt" in said(page)


def test_every_place_late_with_a_report_is_pressed_in_one_act_and_what_was_sent_is_seen(
    browser_page: Any, house: House
) -> None:
    page, words = browser_page, "Báo cáo tháng đã quá hạn, gửi ngay phần đã có để tổng hợp toàn tỉnh."
    as_(page, house, "theodoi.tinh")
    page.goto(f"{house.url}/don-doc/")
    kinds = page.locator("#theo-loai").locator("xpath=ancestor::section").locator("li", has_text="Báo cáo")
    told = kinds.first.inner_text()
    kinds.first.get_by_role("link", name=re.compile("Đôn đốc mọi nơi")).click()
    page.wait_for_load_state()
    fits(page)

    places = press(page, words, in_days(5))

    assert f"của {places} nơi" in told, "as many as the list said"
    assert f"0 trên {places} nơi" in said(page)
    assert page.locator("main .p-part").count() == places
    shot(page, "don-doc-moi-noi-tre-bao-cao")

    as_(page, house, "quantri")
    page.goto(f"{house.url}/gui-di/?kenh=email")
    table = said(page)
    assert re.search("Chờ gửi|Đã gửi", table), "by e-mail in working hours: waiting, or sent already"
    fits(page)
    page.goto(f"{house.url}/gui-di/?kenh=inside")
    assert "Đã tới" in said(page)


LETTER = """
import django; django.setup()
from django.utils import timezone
from dinh.ground.outbox import services
from dinh.town.models import Person
to = Person.objects.get(account__username="theodoi.tinh")
services.post(key="thu-hong", to=to.ref, channel="email", subject="Thư thử có địa chỉ hỏng", text="Thử.",
              address="khong phai dia chi", by=None, at=timezone.now())
services.deliver(now=timezone.now())
"""


def test_a_letter_that_could_not_be_sent_says_why_and_is_sent_again_by_hand(
    browser_page: Any, house: House
) -> None:
    page = browser_page
    subprocess.run([BIN / "python", "-c", LETTER], env=house.env, check=True, timeout=60)
    as_(page, house, "quantri")

    page.goto(f"{house.url}/gui-di/?trang-thai=failed")

    row = page.locator("main tr", has_text="Thư thử có địa chỉ hỏng")
    assert "không phải địa chỉ thư điện tử" in row.inner_text()
    fits(page)
    row.get_by_role("checkbox").check()
    send(page, "Gửi lại")
    assert "1 thư được" in page.locator("body").inner_text()
