"""Work from the one who asks to the one who answers: given, handed over, prolonged, done, checked; and many at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dinh.look.testing import PHONE, assert_accessible, assert_no_sideways_scroll, shot

from .conftest import House
from .people import as_, send

pytestmark = pytest.mark.browser


def ask(page: Any, house: House, title: str, office: str, deadline: str = "trước ngày 15/12/2026") -> str:
    """Give a piece of work by the form; gives its address."""
    page.goto(f"{house.url}/viec/moi/")
    page.get_by_label("Việc cần làm").fill(title)
    page.get_by_label("Sản phẩm phải có").fill("Báo cáo kết quả")
    page.get_by_label(re.compile("^Hạn")).fill(deadline)
    page.get_by_role("checkbox", name=office, exact=True).first.check()
    page.locator("main").get_by_role("button", name="Giao việc").click()
    page.wait_for_url(re.compile(r"/viec/\d+/$"))
    return str(page.url)


def test_work_handed_to_another_office_stands_on_both_desks_until_it_is_answered(
    browser_page: Any, house: House
) -> None:
    page, title = browser_page, "Rà soát đường truyền thử bàn giao"
    as_(page, house, "chutich.ngocson")
    address = ask(page, house, title, "Phòng Văn hóa - Xã hội")

    as_(page, house, "truongphong.ngocson")
    page.goto(f"{address}chuyen/")
    centre = page.locator("main select option", has_text="Trung tâm Phục vụ hành chính công").first
    page.get_by_label("Chuyển cho").select_option(centre.get_attribute("value"))
    page.get_by_label("Vì sao chuyển").fill("Thiết bị đặt tại Trung tâm.")
    send(page, "Chuyển việc")
    page.goto(f"{house.url}/viec/ban-giao/")
    assert title in page.locator("main").inner_text()
    page.goto(f"{house.url}/viec/?q={title.replace(' ', '+')}")
    assert title in page.locator("main").inner_text(), "who gave it away still has it until it is taken"

    as_(page, house, "motcua.ngocson")
    page.goto(f"{house.url}/viec/ban-giao/")
    assert title in page.locator("main").inner_text(), (
        "whom it was handed to sees it, though a leader answers"
    )
    assert_accessible(page)

    as_(page, house, "cds.ngocson")
    page.goto(f"{house.url}/viec/ban-giao/")
    page.get_by_role("link", name=re.compile(rf"Trả lời.*{title}", re.DOTALL)).first.click()
    page.wait_for_load_state()
    shot(page, "viec-ban-giao-tra-loi")
    page.get_by_role("radio").first.check()
    send(page, "Gửi trả lời")
    page.goto(address)
    words = page.locator("main").inner_text()
    assert "Trung tâm Phục vụ hành chính công chủ trì" in words.replace("\n", " ")


def test_more_time_is_asked_for_and_granted_and_the_product_is_checked(
    browser_page: Any, house: House, tmp_path: Path
) -> None:
    page, title = browser_page, "Lập danh sách hộ chưa có Internet thử gia hạn"
    as_(page, house, "chutich.ngocson")
    address = ask(page, house, title, "Phòng Văn hóa - Xã hội")

    as_(page, house, "truongphong.ngocson")
    page.goto(f"{address}xin-gia-han/")
    page.get_by_label("Xin đến ngày").fill("22/12/2026")
    page.get_by_label("Vì sao cần thêm thời gian").fill("Ba tổ dân phố chưa gửi danh sách.")
    send(page, "Xin gia hạn")

    as_(page, house, "chutich.ngocson")
    page.goto(address)
    page.get_by_role("link", name="Trả lời xin gia hạn").click()
    page.wait_for_load_state()
    page.get_by_label(re.compile("^Cho gia hạn")).check()
    send(page, "Gửi trả lời")
    page.goto(address)
    assert "22/12/2026" in page.locator("main").inner_text()

    proof = tmp_path / "danh-sach.txt"
    proof.write_text("Danh sách hộ, làm để thử.", encoding="utf-8")
    as_(page, house, "truongphong.ngocson")
    page.goto(f"{address}trinh/")
    page.get_by_label(re.compile("Kết quả đạt được")).fill("Đủ danh sách 12 tổ dân phố.")
    page.locator("main input[type=file]").set_input_files(proof)
    send(page, "Trình sản phẩm")
    assert "Chờ duyệt" in page.locator("main").inner_text()

    as_(page, house, "chutich.ngocson")
    page.goto(address)
    assert "danh-sach.txt" in page.locator("main").inner_text()
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("^Duyệt")).first.click()
    page.wait_for_load_state()
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    page.goto(address)
    assert "Hoàn thành" in page.locator("main").inner_text() or "Xong" in page.locator("main").inner_text()
    shot(page, "viec-da-duyet")


def test_several_pieces_of_work_get_another_day_in_one_act(browser_page: Any, house: House) -> None:
    page = browser_page
    as_(page, house, "chutich.ngocson")
    titles = ["Việc thử hàng loạt một", "Việc thử hàng loạt hai"]
    for title in titles:
        ask(page, house, title, "Phòng Văn hóa - Xã hội")
    page.goto(f"{house.url}/viec/?xem=giao&q=viec+thu+hang+loat")
    for title in titles:
        page.get_by_label(f"Chọn {title}").check()
    send(page, "Dời hạn")
    shot(page, "viec-hang-loat")
    page.locator(
        "main form input[type=text], main form input[name=until], main form input[name=deadline]"
    ).first.fill("29/12/2026")
    page.locator("main form textarea").first.fill("Theo thông báo kết luận mẫu.")
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    words = page.locator("main").inner_text()
    assert all(title in words for title in titles)
    page.goto(f"{house.url}/viec/?xem=giao&q=viec+thu+hang+loat")
    assert page.locator("main").inner_text().count("29/12/2026") >= 2


def test_the_list_and_one_piece_of_work_fit_a_telephone(new_page: Callable[..., Any], house: House) -> None:
    page = new_page(PHONE)
    as_(page, house, "truongphong.ngocson")
    for path in ("/viec/", "/viec/ban-giao/", "/viec/moi/"):
        page.goto(house.url + path)
        assert_no_sideways_scroll(page)
        assert_accessible(page)
