"""A citizen on a telephone registers a birth on line, stops, goes on, sends, and the counter has it before it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from dinh.look.testing import DESK, PHONE, shot

from .conftest import House
from .people import as_, fits, follow, in_days, said, send

pytestmark = pytest.mark.browser

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
ON = "Ghi và tiếp tục"


def choose(page: Any, heading: str, option: str) -> None:
    assert heading in page.locator("main h1").inner_text(), said(page)
    fits(page)
    page.get_by_label(option, exact=True).check()
    send(page, ON)


def write(page: Any, fields: dict[str, str], picks: tuple[str, ...] = ()) -> None:
    for name, words in fields.items():
        page.locator(f"main [name={name}]").fill(words)
    for each in picks:
        page.get_by_label(each, exact=True).check()


def test_a_birth_is_registered_from_a_telephone(new_page: Callable[..., Any], house: House) -> None:
    page = new_page(PHONE)
    page.goto(f"{house.url}/thu-tuc/1.001193/?don-vi=16576")
    follow(page, "Nộp trực tuyến")
    fits(page)
    shot(page, "nop-bat-dau")
    send(page, "Bắt đầu khai")
    choose(page, "Trường hợp", "Có giấy chứng sinh")

    assert "Người nộp" in page.locator("main h1").inner_text()
    write(page, {"name": "Nguyễn Văn Mẫu", "identity": "12", "phone": "0912 000 512"}, ("Cá nhân",))
    send(page, ON)
    assert "số định danh có 12 chữ số" in said(page)
    fits(page)
    shot(page, "nop-loi")
    write(page, {"identity": "038 079 000 963"})
    send(page, ON)
    choose(page, "Nộp cho ai", "Cho chính tôi")
    choose(page, "Người đi khai", "Cha")

    assert "Trẻ được khai sinh" in page.locator("main h1").inner_text()
    fits(page)
    shot(page, "nop-khai")
    write(page, {"ho_ten": "Nguyễn Thị Thử", "ngay_sinh": in_days(-9)}, ("Nữ",))
    send(page, ON)
    write(page, {"noi_sinh": "Trạm y tế phường Mẫu", "que_quan": "Phường Ngọc Sơn, tỉnh Thanh Hóa"})
    send(page, ON)

    page.locator("details.o-keep summary").click()
    code, secret = page.locator("details.o-keep dd").all_inner_texts()
    page = new_page(PHONE)
    page.goto(f"{house.url}/nop-ho-so/lam-tiep/")
    fits(page)
    page.locator("[name=code]").fill(code.lower())
    page.locator("[name=secret]").fill(secret)
    send(page, "Mở bản khai")
    choose(page, "Người mẹ", "Có")
    write(page, {"ho_ten": "Trần Thị Mẫu", "noi_cu_tru": "Tổ dân phố Mẫu, phường Ngọc Sơn"})
    send(page, ON)
    choose(page, "Người cha", "Không")
    choose(page, "Cha mẹ có đăng ký kết hôn", "Không")
    send(page, ON)
    choose(page, "Bản sao", "Không")
    assert "Cam đoan" in page.locator("main h1").inner_text()
    page.locator("main [name=dung]").check()
    send(page, ON)

    assert "Giấy chứng sinh" in page.locator("main h1").inner_text(), said(page)
    fits(page)
    shot(page, "nop-giay-to")
    page.locator("main [name=file]").set_input_files(
        {"name": "giay-chung-sinh.pdf", "mimeType": "application/pdf", "buffer": PAPER}
    )
    send(page, ON)
    while page.locator("main [name=file]").count():  # papers that nobody must send
        send(page, ON)
    if page.locator("main [name=exemptions]").count():
        fits(page)
        page.locator("main [value=dung-han]").check()
        send(page, ON)

    assert "Kiểm tra trước khi nộp" in page.locator("main h1").inner_text(), said(page)
    assert "Nguyễn Thị Thử" in said(page) and "giay-chung-sinh.pdf" in said(page)
    fits(page)
    shot(page, "nop-kiem-tra")
    page.get_by_role("link", name="Sửa Trẻ được khai sinh").click()
    page.locator("main [name=ho_ten]").fill("Nguyễn Thị Thử Lại")
    send(page, "Ghi, về trang kiểm tra")
    assert "Nguyễn Thị Thử Lại" in said(page)
    send(page, "Nộp hồ sơ")

    assert "Đã nộp hồ sơ" in page.locator("main h1").inner_text(), said(page)
    fits(page)
    shot(page, "nop-xong")
    number, second = page.locator(".o-big dd").all_inner_texts()
    assert re.fullmatch(r"\w{4}-\w{4}", second)

    desk = new_page(DESK)
    as_(desk, house, "motcua.ngocson")
    desk.goto(f"{house.url}/ho-so/{number}/")
    assert "Tờ khai trực tuyến" in said(desk) and "Trần Thị Mẫu" in said(desk)
    assert "038079000963" not in said(desk)
    fits(desk)
    shot(desk, "nop-quay-thay")
