"""A province looks at the dossiers of all its communes, opens one, takes them out as a file without a single person in it; the
ward's leader takes persons out with a reason, which stands in each citizen's list; and answers what citizens complain about."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dinh.look.testing import PHONE, assert_no_sideways_scroll, shot

from .conftest import House
from .people import as_, fits, follow, said

pytestmark = pytest.mark.browser
SPAN = ("01/10/2026", "20/11/2026")


def taken(page: Any, **fields: str) -> list[dict[str, str]]:
    """The rows of the CSV that the form on the page gives."""
    page.locator("main [name=first]").fill(SPAN[0])
    page.locator("main [name=last]").fill(SPAN[1])
    page.get_by_label(re.compile("^CSV")).check()
    for name, words in fields.items():
        page.locator(f"main [name={name}]").fill(words)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Lấy tệp").click()
    text = Path(coming.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_province_looks_at_its_communes_and_takes_no_person_out(
    browser_page: Any, new_page: Callable[..., Any], house: House
) -> None:
    page = browser_page
    as_(page, house, "theodoi.tinh")
    page.goto(f"{house.url}/ho-so/so-lieu/?ky=2026-Q4")
    words = said(page)
    assert "Phường Ngọc Sơn" in words and "Phường Bỉm Sơn" in words and "Cộng" in words
    fits(page)
    shot(page, "tinh-so-lieu-ho-so")
    phone = new_page(PHONE)
    as_(phone, house, "theodoi.tinh")
    phone.goto(f"{house.url}/ho-so/so-lieu/?ky=2026-Q4")
    assert_no_sideways_scroll(phone)
    shot(phone, "tinh-so-lieu-dien-thoai")

    follow(page, re.compile("Phường Bỉm Sơn"))
    assert "Giải quyết đúng hạn" in said(page) and "chưa đối chiếu" in said(page).lower()
    fits(page)
    shot(page, "tinh-chi-so-mot-phuong")
    follow(page, "Kết xuất")
    assert page.locator("main [name=personal]").count() == 0, (
        "persons are no matter of who watches from above"
    )
    fits(page)
    rows = taken(page)
    assert rows and all(row["DonViXuLy"] == "14812" for row in rows)
    assert {"MaHoSo", "MaTTHC", "KenhThucHien", "DuocThanhToanTrucTuyen"} <= set(rows[0])
    assert "Ngô Văn Thử" not in str(rows)

    as_(page, house, "chutich.ngocson")
    page.goto(f"{house.url}/ho-so/ket-xuat/?don-vi=16576")
    page.get_by_label("Kèm tên, số định danh, điện thoại").check()
    page.locator("main [name=first]").fill(SPAN[0])
    page.locator("main [name=last]").fill(SPAN[1])
    page.get_by_role("button", name="Lấy tệp").click()
    page.wait_for_load_state()
    assert "Ghi lý do" in said(page), "without a reason nobody is taken out"
    rows = taken(page, reason="đối chiếu sổ hộ tịch quý IV")
    assert rows and all(
        re.fullmatch(r"\d{9,13}", row["SoDinhDanhNguoiNop"]) for row in rows if row["SoDinhDanhNguoiNop"]
    )
    page.goto(f"{house.url}/ho-so/{rows[-1]['MaHoSo']}/")
    follow(page, "Ai đã xem")
    fits(page)

    page.goto(f"{house.url}/phan-anh-ho-so/")
    fits(page)
    shot(page, "phan-anh-ho-so")
    page.locator("main table a.lk").first.click()
    page.wait_for_load_state()
    assert "Người dân viết" in said(page)
    fits(page)
