"""An officer records progress and a value; the leader decides; a viewer may do neither."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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


def first_typed(page: Any, house: House, plan: str) -> str:
    """The first target of the plan whose value is typed: one that measures itself has no form for it."""
    page.goto(f"{plan}chi-tieu/")
    links = page.locator("main a[href^='/chi-tieu/']").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    for address in dict.fromkeys(links):
        page.goto(house.url + address)
        if page.get_by_role("button", name="Trình duyệt số liệu").count():
            return str(address)
    raise AssertionError("every target of the plan measures itself")


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
    target = first_typed(page, house, plan)
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


def door(page: Any, words: str) -> str:
    """Where a link of the page's head leads."""
    return str(page.locator("main").get_by_role("link", name=words).first.get_attribute("href"))


def forms_of_a_plan(page: Any, house: House) -> list[str]:
    """Addresses of the forms and things that hang on a plan, found by the links that lead there. Wants cds.ngocson."""
    plan = ngoc_son(page, house)
    found = [door(page, "Ghi sửa đổi, thay thế")]
    for part, kind in (("chi-tieu", "chi-tieu"), ("nhiem-vu", "nhiem-vu"), ("du-an", "du-an")):
        page.goto(f"{plan}{part}/")
        first = page.locator(f"main a[href^='/{kind}/']")
        if not first.count():
            continue
        thing = str(first.first.get_attribute("href"))
        page.goto(house.url + thing)
        found += [thing, door(page, "Giao chủ trì")]
    return found


def linking_pages(page: Any, house: House) -> list[str]:
    """The pages that tie a plan, and one of its targets, to the plan above. Wants cds.tinh."""
    page.goto(f"{house.url}/ke-hoach/?q=bim+son")
    for plan in page.locator("main .kh-l h3 a").evaluate_all("all => all.map(a => a.getAttribute('href'))"):
        page.goto(house.url + plan)
        if page.get_by_role("link", name="Nối chỉ tiêu cấp trên").count():
            whole = door(page, "Nối chỉ tiêu cấp trên")
            page.goto(house.url + first_of(page, house.url + plan, "chi-tieu", "chi-tieu"))
            return [whole, door(page, "Nối chỉ tiêu cấp trên")]
    raise AssertionError("no plan of the demo carries out another")


def failed_reading(page: Any, house: House, tmp_path: Path) -> None:
    """Hand in a broken file and stand on the page that says why it was not read."""
    broken = tmp_path / "hong.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 8)
    page.goto(f"{house.url}/ke-hoach/nop/")
    page.get_by_label("Tệp kế hoạch").set_input_files(broken)
    page.get_by_role("button", name="Nộp và đọc").click()
    page.locator("[role=alert], .note.late").first.wait_for(timeout=60_000)


def wrong_forms(page: Any, house: House) -> Iterator[str]:
    """Stand on each form of the room with its errors told; says which. Wants cds.ngocson."""
    plan = ngoc_son(page, house)
    amend = door(page, "Ghi sửa đổi, thay thế")
    for part, kind in (("chi-tieu", "chi-tieu"), ("nhiem-vu", "nhiem-vu")):
        page.goto(house.url + first_of(page, plan, part, kind))
        page.get_by_label("Tính đến ngày").fill("hôm qua")
        page.get_by_role("button", name="Ghi tiến độ").click()
        page.locator("[aria-invalid=true]").first.wait_for()
        yield f"{kind}: tiến độ"
    page.goto(house.url + first_typed(page, house, plan))
    page.get_by_role("button", name="Trình duyệt số liệu").click()
    page.locator("[aria-invalid=true]").first.wait_for()
    yield "số liệu"
    page.goto(house.url + amend)
    send = page.get_by_role("button", name="Ghi quan hệ hai kế hoạch")
    if send.count():
        send.click()
        page.locator("[aria-invalid=true]").first.wait_for()
        yield "sửa đổi"


@pytest.mark.parametrize("size", [PHONE, (1280, 900)], ids=["dien-thoai", "ban"])
def test_every_form_of_a_plan_is_fit_for_everyone_and_fits_the_window(
    new_page: Callable[..., Any], house: House, tmp_path: Path, size: tuple[int, int]
) -> None:
    page = new_page(size)
    sign_in(page, house, "cds.ngocson")
    for address in forms_of_a_plan(page, house):
        answer = page.goto(house.url + address)
        assert answer.status == 200, address
        assert_accessible(page)
        assert_no_sideways_scroll(page)
    for _where in wrong_forms(page, house):
        assert_accessible(page)
        assert_no_sideways_scroll(page)
    failed_reading(page, house, tmp_path)
    assert_accessible(page)
    assert_no_sideways_scroll(page)

    page.context.clear_cookies()
    sign_in(page, house, "cds.tinh")
    for address in linking_pages(page, house):
        answer = page.goto(house.url + address)
        assert answer.status == 200, address
        assert_accessible(page)
        assert_no_sideways_scroll(page)


def test_a_form_that_is_not_for_this_person_says_whose_it_is(browser_page: Any, house: House) -> None:
    page = browser_page
    sign_in(page, house, "cds.ngocson")
    amend = forms_of_a_plan(page, house)[0]
    page.context.clear_cookies()
    sign_in(page, house, "chuyenvien.ngocson")

    answer = page.goto(house.url + amend)

    assert answer.status == 403
    assert "chưa được giao quyền" in page.locator("main").inner_text()
    assert_accessible(page)


def test_on_a_telephone_progress_is_recorded_and_a_value_is_approved(
    new_page: Callable[..., Any], house: House
) -> None:
    page = new_page(PHONE)
    sign_in(page, house, "cds.ngocson")
    plan = ngoc_son(page, house)
    page.goto(house.url + first_of(page, plan, "nhiem-vu", "nhiem-vu"))
    page.get_by_label("Đã làm được gì").fill("Ghi từ điện thoại ngoài hiện trường.")
    page.get_by_role("button", name="Ghi tiến độ").click()
    page.wait_for_load_state()
    assert "Ghi từ điện thoại ngoài hiện trường." in page.locator("main").inner_text()
    assert_no_sideways_scroll(page)
    shot(page, "dien-thoai-tien-do")

    page.context.clear_cookies()
    sign_in(page, house, "chutich.ngocson")
    page.goto(f"{house.url}/ke-hoach/so-lieu/")
    assert_no_sideways_scroll(page)
    before = page.locator("form[action$='/quyet/']").count()
    assert before > 0
    action = str(page.locator("form[action$='/quyet/']").first.get_attribute("action"))
    page.locator(f"form[action='{action}']").get_by_role("button", name="Duyệt").click()
    page.wait_for_load_state()

    assert "Đã duyệt số liệu" in page.locator("body").inner_text()
    assert page.locator(f"form[action='{action}']").count() == 0
    assert_no_sideways_scroll(page)
    shot(page, "dien-thoai-duyet")


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
