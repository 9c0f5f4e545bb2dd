"""An officer records progress and a value; the leader decides; a viewer may do neither."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dinh.look.testing import PHONE, SMALL, assert_accessible, assert_no_sideways_scroll, shot

from .conftest import House
from .people import sign_in

pytestmark = pytest.mark.browser


def ngoc_son(page: Any, house: House) -> str:
    """The address of Ngọc Sơn's plan of 2026, found as a person finds it: by typing without marks."""
    page.goto(f"{house.url}/ke-hoach/?q=chuyen+doi+so+ngoc+son+2026")
    page.get_by_role("link", name=re.compile("Ngọc Sơn năm 2026")).first.click()
    page.wait_for_url(re.compile(r"/ke-hoach/\d+/"))
    return str(page.url.split("?")[0])


def first_of(page: Any, plan: str, part: str, address: str) -> str:
    """The first target or task of the plan that the page lists."""
    page.goto(f"{plan}{part}/")
    return str(page.locator(f"main a[href^='/{address}/']").first.get_attribute("href"))


def test_an_officer_records_progress_with_a_file(browser_page: Any, house: House, tmp_path: Path) -> None:
    page = browser_page
    sign_in(page, house, "cds.ngocson")
    task = first_of(page, ngoc_son(page, house), "nhiem-vu", "nhiem-vu")
    proof = tmp_path / "bien-ban.txt"
    proof.write_text("Biên bản buổi tập huấn, làm để thử.", encoding="utf-8")
    page.goto(house.url + task)
    assert_accessible(page)

    page.get_by_label("Đã làm được gì").fill("Đã mở buổi tập huấn thứ nhất, 40 người dự.")
    page.locator("form[enctype] input[type=file]").first.set_input_files(proof)
    page.get_by_role("button", name="Ghi tiến độ").click()
    page.wait_for_load_state()

    words = page.locator("main").inner_text()
    assert "Đã mở buổi tập huấn thứ nhất" in words
    assert "bien-ban.txt" in words
    shot(page, "nhiem-vu-co-tien-do")


def test_a_value_is_entered_by_one_and_approved_by_another(browser_page: Any, house: House) -> None:
    page = browser_page
    sign_in(page, house, "cds.ngocson")
    plan = ngoc_son(page, house)
    target = first_of(page, plan, "chi-tieu", "chi-tieu")
    page.goto(house.url + target)
    form = page.locator("form[action$='/so-lieu/']")
    value = form.locator("[name=value]")
    if value.first.get_attribute("type") == "radio":
        form.locator("label", has_text="Đã có").first.click()
    else:
        value.fill("41,5")
    form.locator("[name=note]").fill("Đếm từ sổ một cửa, ghi trong buổi đi thử")
    form.get_by_role("button", name="Trình duyệt số liệu").click()
    page.wait_for_load_state()
    assert "Đếm từ sổ một cửa" in page.locator("main").inner_text()

    page.context.clear_cookies()
    sign_in(page, house, "chutich.ngocson")
    page.goto(house.url + target)
    row = page.locator("tr", has_text="Đếm từ sổ một cửa, ghi trong buổi đi thử").first
    row.get_by_role("button", name="Duyệt").click()
    page.wait_for_load_state()

    row = page.locator("tr", has_text="Đếm từ sổ một cửa, ghi trong buổi đi thử").first
    assert "Lê Văn Mẫu" in row.inner_text()


def test_a_value_is_not_approved_by_whoever_entered_it(browser_page: Any, house: House) -> None:
    page = browser_page
    sign_in(page, house, "chutich.ngocson")
    page.goto(f"{house.url}/ke-hoach/so-lieu/")

    assert_accessible(page)
    assert page.get_by_role("button", name="Duyệt").count() > 0


def test_a_viewer_sees_but_may_not_touch(browser_page: Any, house: House) -> None:
    page = browser_page
    sign_in(page, house, "chuyenvien.bimson")
    page.goto(f"{house.url}/ke-hoach/nop/")

    assert page.get_by_role("button", name="Nộp và đọc").count() == 0
    assert "chưa được giao" in page.locator("main").inner_text()


def test_a_plan_of_a_place_outside_the_mandate_is_not_there(browser_page: Any, house: House) -> None:
    page = browser_page
    sign_in(page, house, "cds.ngocson")
    plan = ngoc_son(page, house)
    page.context.clear_cookies()

    sign_in(page, house, "cds.hatien")
    answer = page.goto(plan)

    assert answer.status in (403, 404)


@pytest.mark.parametrize("size", [PHONE, SMALL])
def test_every_page_of_a_plan_fits_a_telephone(
    new_page: Callable[..., Any], house: House, size: tuple[int, int]
) -> None:
    page = new_page(size)
    sign_in(page, house, "cds.ngocson")
    plan = ngoc_son(page, house)
    parts = [f"{plan}{part}/" for part in ("chi-tieu", "nhiem-vu", "du-an", "bao-cao", "van-de", "lich-su")]
    target = house.url + first_of(page, plan, "chi-tieu", "chi-tieu")
    rest = [
        "/ke-hoach/",
        "/ke-hoach/doc/",
        "/ke-hoach/so-lieu/",
        "/ke-hoach/nop/",
        "/van-ban/",
        "/don-vi/",
        "/toi/",
    ]

    for address in [plan, *parts, target, *(house.url + one for one in rest)]:
        answer = page.goto(address)
        assert answer.status == 200, address
        assert_no_sideways_scroll(page)


def test_every_page_of_a_plan_is_fit_for_everyone(browser_page: Any, house: House) -> None:
    page = browser_page
    sign_in(page, house, "chutich.ngocson")
    plan = ngoc_son(page, house)
    target = first_of(page, plan, "chi-tieu", "chi-tieu")
    project = first_of(page, plan, "du-an", "du-an")
    addresses = [
        "/ke-hoach/",
        "/ke-hoach/doc/",
        "/ke-hoach/so-lieu/",
        target,
        project,
        "/don-vi/16576/",
        "/van-ban/",
    ]

    for address in [plan, f"{plan}chi-tieu/", f"{plan}van-de/", *(house.url + one for one in addresses)]:
        page.goto(address)
        assert_accessible(page)


def test_in_english_the_shell_speaks_english(browser_page: Any, house: House) -> None:
    page = browser_page
    sign_in(page, house, "cds.ngocson")
    page.goto(f"{house.url}/ke-hoach/")
    page.locator("header").get_by_role("button", name=re.compile("English|EN|Tiếng Anh")).first.click()
    page.wait_for_load_state()

    assert page.locator("html").get_attribute("lang") == "en"
    assert "Plans" in page.locator("body").inner_text()
