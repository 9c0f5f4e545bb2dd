"""The money of a project: contract, payments, a payment that goes over, and the sums of appendix 3 of Ngọc Sơn."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from dinh.look.testing import PHONE, shot

from .conftest import House
from .people import as_, fits, follow, in_days, said
from .test_following_a_plan import ngoc_son

pytestmark = pytest.mark.browser


NUMBER = "21/2026/HĐ-THỬ"


def project_of(page: Any, house: House, words: str) -> str:
    """The address of a project of Ngọc Sơn's plan, found on the page of its money."""
    page.goto(f"{ngoc_son(page, house)}kinh-phi/")
    link = page.locator("main .prj-m a.lk", has_text=re.compile(words)).first
    return house.url + str(link.get_attribute("href"))


def sign(page: Any, project: str, amount: str) -> None:
    """A contract of the project, on the first of its sources."""
    page.goto(f"{project}hop-dong/")
    page.get_by_label("Số hợp đồng").fill(NUMBER)
    page.get_by_label("Nhà thầu").fill("Công ty Mẫu Thử nghiệm")
    page.get_by_label("Gói thầu, nội dung").fill("Lắp đặt hai điểm rút tiền để thử")
    page.get_by_label("Ngày ký").fill(in_days(-3))
    page.get_by_label("Hoàn thành theo hợp đồng").fill(in_days(40))
    page.locator("main [name=tien-0]").fill(amount)
    fits(page)
    page.locator("main form p.deeds button.pri").click()
    page.wait_for_load_state()


def pay(page: Any, project: str, amount: str, voucher: str, over: str = "") -> None:
    """One payment by the contract."""
    page.goto(f"{project}chi/")
    page.get_by_label("Loại chi").select_option("progress")
    contract = page.get_by_label("Theo hợp đồng").locator("option", has_text=NUMBER)
    page.get_by_label("Theo hợp đồng").select_option(contract.get_attribute("value"))
    page.get_by_label("Số chứng từ").fill(voucher)
    if over:
        page.get_by_label("Văn bản cho phép chi vượt").fill(over)
    page.locator("main [name=tien-0]").fill(amount)
    page.locator("main form p.deeds button.pri").click()
    page.wait_for_load_state()


def test_the_sums_of_appendix_three_are_those_of_the_paper(browser_page: Any, house: House) -> None:
    page = browser_page
    as_(page, house, "cds.ngocson")
    page.goto(f"{ngoc_son(page, house)}kinh-phi/")

    words = said(page)

    for sum_of_the_paper in ("7.100", "4.700", "2.400"):
        assert sum_of_the_paper in words
    assert "cộng theo nguồn bằng tổng" in words
    fits(page)
    shot(page, "kinh-phi-phu-luc-3")


def test_a_contract_is_paid_and_what_goes_over_is_a_leaders_deed_and_is_shown(
    browser_page: Any, new_page: Callable[..., Any], house: House
) -> None:
    page = browser_page
    as_(page, house, "cds.ngocson")
    project = project_of(page, house, "điểm rút tiền")
    sign(page, project, "100 triệu")
    pay(page, project, "40 triệu", "GRDT-T1")
    page.goto(project)
    follow(page, NUMBER)
    contract = page.url
    words = said(page)
    assert "Giá trị 100 triệu đồng" in words
    assert "Đã chi 40 triệu đồng" in words
    assert "Còn phải trả 60 triệu đồng" in words
    fits(page)

    pay(page, project, "70 triệu", "GRDT-T2")
    assert f"Hợp đồng {NUMBER} còn 60.000.000 đồng, chi 70.000.000 đồng là vượt 10.000.000 đồng" in said(page)
    page.goto(contract)
    assert "Đã chi 40 triệu đồng" in said(page), "nothing was written"

    as_(page, house, "chutich.ngocson")
    pay(page, project, "70 triệu", "GRDT-T2", "Công văn mẫu số 90/UBND")
    page.goto(contract)
    assert "Đã chi 110 triệu đồng" in said(page)
    phone = new_page(PHONE)
    as_(phone, house, "chutich.ngocson")
    phone.goto(project)
    assert f"Hợp đồng {NUMBER}: đã chi vượt giá trị 10 triệu đồng" in said(phone)
    fits(phone)
    shot(phone, "du-an-chi-vuot")
