"""An inspection on line: opened, check-list, a finding with evidence, explained, concluded; its recommendation becomes work."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dinh.look.testing import PHONE, assert_no_sideways_scroll, shot

from .conftest import House
from .people import as_, fits, follow, in_days, number_in, said, send

pytestmark = pytest.mark.browser
TITLE = "Kiểm tra thử việc trả kết quả trên môi trường số"
LACK = "12 hồ sơ trễ hẹn không có thư xin lỗi."
ADVICE = "Bổ sung thư xin lỗi cho 12 hồ sơ trễ hẹn thử"


def opened(page: Any, house: House) -> str:
    """Open an inspection of Ngọc Sơn and begin it; gives its address."""
    page.goto(f"{house.url}/kiem-tra/lap/")
    page.get_by_label("Tên cuộc kiểm tra").fill(TITLE)
    page.get_by_label("Từ ngày").fill(in_days(0))
    page.get_by_label("Đến ngày").fill(in_days(2))
    units = page.locator("main details", has_text="đơn vị trực thuộc").first
    if units.get_attribute("open") is None:
        units.locator("summary").click()
    page.get_by_role("checkbox", name="Phường Ngọc Sơn", exact=True).check()
    template = page.get_by_label("Mẫu phiếu kiểm tra")
    template.select_option(index=1)
    page.get_by_label("Đoàn kiểm tra").fill("Lê Thị Thử, Trưởng đoàn")
    page.get_by_label("Nội dung kiểm tra").fill("Việc trả kết quả đúng hẹn")
    assert_no_sideways_scroll(page)
    send(page, "Lập cuộc kiểm tra")
    page.wait_for_url(re.compile(r"/kiem-tra/\d+/"))
    address = str(page.url.split("?")[0])
    send(page, "Bắt đầu kiểm tra")
    return address


def fill_check_list(page: Any) -> None:
    """Everything meets but the first item."""
    items = page.locator("main .kt-item")
    for number in range(items.count()):
        items.nth(number).get_by_role("radio", name="Không đạt" if number == 0 else "Đạt", exact=True).check()
    items.first.get_by_label(re.compile("Ghi chú")).fill("Xem phát hiện.")
    send(page, "Ghi phiếu")


def share(page: Any, house: House) -> tuple[int, int]:
    """How many inspections were done on line, of how many, as the page of the share says for this year."""
    page.goto(f"{house.url}/kiem-tra/ty-le/?nam={in_days(0)[-4:]}")
    found = [number_in(each) for each in page.locator(".kt-share .frac a").all_inner_texts()]
    return found[0], found[1]


def test_an_inspection_from_its_opening_to_its_closing(
    browser_page: Any, new_page: Callable[..., Any], house: House, tmp_path: Path
) -> None:
    page = browser_page
    as_(page, house, "theodoi.tinh")
    before = share(page, house)
    address = opened(page, house)
    fill_check_list(page)
    assert "1 không đạt" in said(page)

    proof = tmp_path / "danh-sach-ho-so-tre.txt"
    proof.write_text("12 mã hồ sơ, làm để thử.", encoding="utf-8")
    page.locator("summary", has_text="Ghi phát hiện").click()
    page.locator("#phat-hien [name=text]").last.fill(LACK)
    page.locator("#phat-hien input[type=file]").last.set_input_files(proof)
    send(page, "Ghi phát hiện")
    page.locator("#han-gt").fill(in_days(3))
    send(page, "Yêu cầu giải trình")
    fits(page)

    phone = new_page(PHONE)
    as_(phone, house, "cds.ngocson")
    phone.goto(address)
    assert LACK in said(phone)
    assert "danh-sach-ho-so-tre.txt" in said(phone)
    phone.locator("#phat-hien [name=text]").fill("Nhất trí, do thiếu mẫu thư.")
    send(phone, "Gửi giải trình")
    fits(phone)

    page.goto(address)
    assert "do thiếu mẫu thư" in said(page)
    page.locator("summary", has_text="Ghi kiến nghị").click()
    page.locator("#kien-nghi [name=text]").fill(ADVICE)
    page.locator("#kien-nghi [name=due_on]").fill(in_days(25))
    send(page, "Ghi kiến nghị")
    page.locator("#ket-luan [name=conclusion]").fill("Thực hiện tốt; còn 12 hồ sơ chưa xin lỗi.")
    page.locator("#ket-luan").get_by_role("button", name="Kết luận", exact=True).click()
    page.wait_for_load_state()
    shot(page, "kiem-tra-ket-luan")
    assert share(page, house) == (before[0] + 1, before[1] + 1)
    page.goto(f"{house.url}/kiem-tra/ty-le/?nam={in_days(0)[-4:]}&mo=1")
    assert TITLE in said(page), "the share opens onto the inspections it counts"
    fits(page)

    as_(page, house, "chutich.ngocson")
    page.goto(f"{house.url}/viec/?q=thu+xin+loi+12+ho+so")
    follow(page, ADVICE)
    work = page.url
    letter = tmp_path / "thu-xin-loi.txt"
    letter.write_text("12 thư xin lỗi, làm để thử.", encoding="utf-8")
    page.goto(f"{work}trinh/")
    page.get_by_label(re.compile("Kết quả đạt được")).fill("Đã gửi đủ 12 thư.")
    page.locator("main input[type=file]").set_input_files(letter)
    send(page, "Trình sản phẩm")

    as_(page, house, "theodoi.tinh")
    page.goto(work)
    follow(page, re.compile("^Duyệt"))
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    page.goto(address)
    assert "Hoàn thành" in said(page), "the recommendation follows its work"
    send(page, "Kết thúc cuộc kiểm tra")
    assert "Đã kết thúc" in said(page)
    fits(page)
    shot(page, "kiem-tra-ket-thuc")
