"""From a province to its communes and back: given with a table, accepted, disputed, shared out, reported, rolled up."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dinh.look.testing import PHONE, assert_no_sideways_scroll, shot

from .conftest import House
from .people import as_, fits, follow, in_days, number_in, said, send
from .test_plan_from_file_to_programme import _accept_all, upload, wait_until_read

pytestmark = pytest.mark.browser
NGOC_SON, BIM_SON = "16576", "14812"
PAPER = """ỦY BAN NHÂN DÂN
TỈNH THANH HÓA
Số: 861/KH-UBND
Thanh Hóa, ngày 10 tháng 11 năm 2026
KẾ HOẠCH
Phổ cập kỹ năng số tại các xã, phường tỉnh Thanh Hóa năm 2027
I. MỤC TIÊU
- Số điểm hỗ trợ kỹ năng số tại thôn, bản, tổ dân phố đạt tối thiểu 1.000 điểm.
II. NHIỆM VỤ
1. Sở Khoa học và Công nghệ chủ trì hướng dẫn các xã, phường mở điểm hỗ trợ kỹ năng số, hoàn thành trong tháng 6/2027.
"""
TARGET = "Số điểm hỗ trợ kỹ năng số"


def a_plan_of_the_province(page: Any, house: House, folder: Path) -> str:
    """A plan of its own for this walk, from the file to the programme; gives the address of its one target."""
    paper = folder / "ke-hoach-diem-ho-tro.txt"
    paper.write_text(PAPER, encoding="utf-8")
    upload(page, house, paper)
    wait_until_read(page)
    review = page.url.split("?")[0]
    for tab in ("target", "task"):
        _accept_all(page, review, tab)
    page.goto(f"{review}ban-hanh/")
    send(page, "Đưa kế hoạch vào theo dõi")
    page.wait_for_url(re.compile(r"/ke-hoach/\d+/"))
    page.goto(f"{page.url.split('?')[0]}chi-tieu/")
    return (
        house.url + str(page.locator("main a[href^='/chi-tieu/']").first.get_attribute("href")).split("#")[0]
    )


def rows_to_paste(page: Any, house: House) -> Iterator[tuple[str, int]]:
    """The worksheet that the page offers, with a number for each commune: 8 for Ngọc Sơn, 9 for Bỉm Sơn, else 6."""
    offered = page.get_by_role("link", name=re.compile("Tải bảng Excel")).get_attribute("href")
    book = openpyxl.load_workbook(io.BytesIO(page.request.get(house.url + offered).body()))
    for row in book.worksheets[0].iter_rows(values_only=True):
        code = str(row[0] or "").strip()
        if code.isdigit():
            yield code, {NGOC_SON: 8, BIM_SON: 9}.get(code, 6)


def give_to_all(page: Any, house: House, target: str) -> tuple[str, int]:
    """The three steps, once with a wrong row; gives the province's sheet and the sum that was given."""
    page.goto(target)
    follow(page, re.compile("Giao cho các xã, phường"))
    page.get_by_label(re.compile(r"^Tất cả \d+ xã, phường")).check()
    page.locator("main [name=due_on]").fill(in_days(300))
    page.get_by_label("Căn cứ giao").fill("Quyết định mẫu số 861/QĐ-UBND")
    fits(page)
    send(page, re.compile("^Tiếp"))

    rows = list(rows_to_paste(page, house))
    assert len(rows) == 166
    page.get_by_label("Mỗi đơn vị một con số").check()
    table = page.get_by_label("Bảng dán từ Excel")
    table.fill("\n".join(f"{code}\t{'8o' if code == NGOC_SON else value}" for code, value in rows))
    send(page, "Tiếp: xem lại")
    line = [code for code, _value in rows].index(NGOC_SON) + 1
    words = said(page)
    assert f"Dòng {line}: “8o” (Phường Ngọc Sơn) không phải số" in words
    assert "Chưa đơn vị nào bị giao" in words
    fits(page)
    page.get_by_label("Bảng dán từ Excel").fill("\n".join(f"{code}\t{value}" for code, value in rows))
    send(page, "Tiếp: xem lại")
    total = sum(value for _code, value in rows)
    assert f"{total:,}".replace(",", ".") in said(page), "the preview adds up what will be given"
    send(page, "Giao cho 166 đơn vị")
    page.wait_for_url(re.compile(r"/giao-xuong/chi-tieu/\d+/$"))
    return str(page.url), total


def mine(page: Any, house: House) -> str:
    """The ward's own part, found on the list of what it was given."""
    page.goto(f"{house.url}/chi-tieu-giao/")
    follow(page, re.compile(TARGET))
    return str(page.url.split("#")[0])


def report(page: Any, house: House, part: str, value: str, by: str, approver: str) -> None:
    """Enter the newest figure of a part and approve it by somebody else."""
    as_(page, house, by)
    page.goto(part)
    form = page.locator("#nhap-so-lieu")
    form.locator("[name=period]").select_option(f"{in_days(0)[-4:]}-{in_days(0)[3:5]}")
    form.locator("[name=value]").fill(value)
    form.locator("[name=note]").fill("Đếm tại chỗ, ghi trong buổi đi thử.")
    send(page, "Trình duyệt số liệu")
    as_(page, house, approver)
    page.goto(part)
    send(page, "Duyệt")


def test_a_target_goes_from_the_province_to_an_office_and_its_figures_come_back(
    browser_page: Any, new_page: Callable[..., Any], house: House, tmp_path: Path
) -> None:
    page = browser_page
    as_(page, house, "cds.tinh")
    target = a_plan_of_the_province(page, house, tmp_path)
    sheet, _given = give_to_all(page, house, target)
    assert "Giao cho 166 đơn vị" in said(page)

    as_(page, house, "cds.bimson")
    bim_son = mine(page, house)
    fits(page)
    send(page, "Nhận chỉ tiêu")
    assert "Đã nhận" in said(page)

    phone = new_page(PHONE, javascript=False)
    as_(phone, house, "cds.ngocson")
    ngoc_son = mine(phone, house)
    phone.get_by_label(re.compile("Vì sao con số này chưa hợp")).fill(
        "Phường có 7 tổ dân phố, xin nhận 7 điểm."
    )
    phone.get_by_label("Con số đề nghị").fill("7")
    send(phone, "Gửi kiến nghị")
    assert_no_sideways_scroll(phone)

    as_(page, house, "cds.tinh")
    page.goto(f"{house.url}/chi-tieu-giao/kien-nghi/")
    fits(page)
    dispute = page.locator("li.ds", has_text="xin nhận 7 điểm")
    dispute.get_by_label("Trả lời").fill("Đồng ý theo số tổ dân phố.")
    dispute.get_by_label("Con số mới, nếu đổi").fill("7")
    dispute.get_by_role("button", name=re.compile("Đổi con số")).click()
    page.wait_for_load_state()

    as_(page, house, "cds.ngocson")
    page.goto(f"{ngoc_son}chia/")
    for office, part in (("Phòng Văn hóa - Xã hội", "5"), ("Trung tâm Phục vụ hành chính công", "2")):
        page.get_by_role("checkbox", name=office, exact=True).check()
        page.get_by_label(re.compile(f"Con số.*{office}")).fill(part)
    fits(page)
    send(page, "Chia và giao việc")
    page.goto(ngoc_son)
    words = said(page)
    assert "Cộng lại đủ con số được giao" in words
    assert "Đồng ý theo số tổ dân phố." in words
    fits(page)

    report(page, house, ngoc_son, "3", "cds.ngocson", "chutich.ngocson")
    report(page, house, bim_son, "4", "cds.bimson", "chutich.bimson")
    as_(page, house, "cds.tinh")
    page.goto(sheet)
    words = said(page)
    assert "2 trên 166 đơn vị đã có số" in words
    assert number_in(page.locator(".now-v .big").inner_text()) == 7, "3 and 4 make 7"
    page.goto(f"{sheet}?q=ngoc+son")
    row = page.locator("#cac-don-vi tbody tr", has_text="Phường Ngọc Sơn").inner_text()
    assert "từ 7 điểm" in row, "what was settled"
    assert "3 điểm" in row, "and what was reported"
    fits(page)
    shot(page, "giao-xuong-bang-tinh")


def test_the_pages_of_merged_units_say_from_whom_and_to_whom(
    browser_page: Any, new_page: Callable[..., Any], house: House
) -> None:
    page = browser_page
    for who, words, heir in (
        ("cds.tinh", "bim+son", "Phường Quang Trung"),
        ("cds.hcm", "binh+duong", "Phường Thủ Dầu Một"),
    ):
        as_(page, house, who)
        page.goto(f"{house.url}/ke-hoach/?q={words}")
        plan = page.locator("main .kh-l h3 a").first.get_attribute("href")
        page.goto(f"{house.url}{plan}sap-xep/")
        assert heir in said(page)
        fits(page)
        shot(page, f"sap-xep-{words}")

    phone = new_page(PHONE)
    as_(phone, house, "cds.bimson")
    phone.goto(f"{house.url}/chi-tieu-giao/")
    parts = phone.locator("main a[href^='/chi-tieu-giao/']").evaluate_all(
        "all => [...new Set(all.map(a => a.getAttribute('href').split('#')[0]))]"
    )
    for part in parts:
        phone.goto(house.url + part)
        if phone.locator("#don-vi-cu").count():
            break
    old = phone.locator("#don-vi-cu li")
    assert old.count() > 1, "the wards of the old town that went into this one"
    assert "Không số nào tính hai lần" in said(phone)
    fits(phone)
    old.first.get_by_role("link").click()
    phone.wait_for_load_state()
    assert "Phường Bỉm Sơn" in said(phone), "and the old one says to whom it went"
    fits(phone)
