"""An idea of a citizen, from a telephone to what a ward does; and an event with the work around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from dinh.look.testing import PHONE, assert_no_sideways_scroll, shot

from .conftest import House
from .people import as_, fits, follow, in_days, said, send

pytestmark = pytest.mark.browser
IDEA = "Thử nhắn giờ hẹn trước khi mời ra phường"
EVENT = "Ngày hội thử chữ ký số tại chợ"


def test_an_idea_of_a_citizen_is_moderated_voted_taken_up_and_adopted(
    browser_page: Any, new_page: Callable[..., Any], house: House
) -> None:
    citizen = new_page(PHONE, javascript=False)
    citizen.goto(f"{house.url}/sang-kien/")
    follow(citizen, "Góp một ý tưởng")
    citizen.get_by_label("Góp một ý tưởng").check()
    citizen.get_by_label("Gửi tới").select_option("16576")
    citizen.get_by_label("Tóm tắt, một câu").fill(IDEA)
    citizen.get_by_label("Chuyện thế nào?").fill(
        "Ra đến nơi mới biết cán bộ đi vắng; nhắn trước thì đỡ mất buổi."
    )
    assert_no_sideways_scroll(citizen)
    send(citizen, "Gửi góp ý này")
    code = citizen.locator(".v-mark").inner_text().strip()
    citizen.goto(f"{house.url}/sang-kien/?don-vi=16576")
    assert IDEA not in said(citizen), "nobody reads it before an officer has"

    page = browser_page
    as_(page, house, "cds.ngocson")
    page.goto(f"{house.url}/sang-kien/duyet/")
    fits(page)
    entry = page.locator(".v-mod > li", has_text=IDEA)
    entry.get_by_role("button", name="Đăng", exact=True).click()
    page.wait_for_load_state()

    citizen.goto(f"{house.url}/sang-kien/theo-doi/?ma={code}")
    assert IDEA in said(citizen)
    citizen.goto(f"{house.url}/sang-kien/?don-vi=16576")
    citizen.get_by_role("button", name=re.compile(f"bình chọn.*{IDEA}")).click()
    citizen.wait_for_load_state()
    follow(citizen, IDEA)
    address = citizen.url.split("?")[0]
    neighbour = new_page(PHONE)
    neighbour.goto(address)
    neighbour.get_by_role("button", name=re.compile("bình chọn")).first.click()
    neighbour.wait_for_load_state()
    assert "2" in neighbour.locator(".v-votes").inner_text()
    fits(neighbour)

    page.goto(address)
    follow(page, "Nhận làm, giao cơ quan")
    page.get_by_label("Giao cho").select_option(label="Trung tâm Phục vụ hành chính công")
    page.get_by_label("Hạn").fill(in_days(30))
    fits(page)
    send(page, "Nhận làm và giao việc")
    as_(page, house, "motcua.ngocson")
    page.goto(f"{house.url}/viec/?q=nhan+gio+hen")
    assert IDEA in said(page), "it stands on the desk of the office that was given it"

    as_(page, house, "cds.ngocson")
    page.goto(f"{address}ap-dung/")
    page.get_by_label("Kết quả đã thấy").fill("Trước 30 lượt đến hụt mỗi tháng, nay còn 4.")
    send(page, "Quyết định áp dụng")
    shot(page, "sang-kien-da-ap-dung")
    citizen.goto(address)
    words = said(citizen)
    assert "nay còn 4" in words
    assert "Trung tâm Phục vụ hành chính công" in words
    assert_no_sideways_scroll(citizen)


def test_an_event_with_its_tasks_given_in_one_act(
    browser_page: Any, new_page: Callable[..., Any], house: House
) -> None:
    page = browser_page
    as_(page, house, "cds.ngocson")
    page.goto(f"{house.url}/su-kien/them/")
    page.get_by_label("Tên sự kiện").fill(EVENT)
    page.get_by_label("Ngày", exact=True).fill(in_days(60))
    page.get_by_label("Địa điểm").fill("Chợ phường")
    fits(page)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/su-kien/\d+/$"))
    event = page.url
    for title, days in (("Mời đơn vị cấp chữ ký số thử", "10"), ("Dựng quầy tại chợ thử", "2")):
        page.locator("summary", has_text="Thêm việc").click()
        page.get_by_label("Việc", exact=True).fill(title)
        page.get_by_label("Số ngày làm việc").fill(days)
        send(page, "Thêm việc này")
    send(page, "Giao 2 việc")
    words = said(page)
    assert "Mời đơn vị cấp chữ ký số thử" in words
    fits(page)
    page.goto(f"{house.url}/viec/?xem=giao&q=chu+ky+so+thu")
    assert "Mời đơn vị cấp chữ ký số thử" in said(page)
    citizen = new_page(PHONE)
    citizen.goto(event)
    assert EVENT in said(citizen)
    fits(citizen)
