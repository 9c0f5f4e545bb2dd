"""A report from the request to the file: asked for at once, written, sent, returned with remarks, sent again, accepted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dinh.look.testing import PHONE, assert_no_sideways_scroll, shot

from .conftest import House
from .people import as_, fits, follow, in_days, number_in, said, send

pytestmark = pytest.mark.browser
TITLE = "Báo cáo nhanh về điểm lõm sóng thử"
REMARK = "Thiếu số điểm của tổ dân phố Hải Bình; bổ sung rồi gửi lại."


def test_a_report_is_asked_for_sent_returned_sent_again_and_accepted(
    browser_page: Any, new_page: Callable[..., Any], house: House, tmp_path: Path
) -> None:
    page = browser_page
    as_(page, house, "theodoi.tinh")
    page.goto(f"{house.url}/bao-cao/yeu-cau/")
    page.get_by_label("Báo cáo về việc gì").fill(TITLE)
    page.locator("main [name=words]").fill("Số điểm, vị trí, nhà mạng nào phủ.")
    page.get_by_label("Hạn gửi").fill(in_days(9))
    page.locator("main summary", has_text="Hoặc chọn từng đơn vị").click()
    for ward in ("Phường Ngọc Sơn", "Phường Bỉm Sơn"):
        page.get_by_role("checkbox", name=ward, exact=True).check()
    fits(page)
    send(page, "Yêu cầu báo cáo")
    asked = page.url
    assert "2 nơi" in said(page)
    shot(page, "bao-cao-yeu-cau")

    phone = new_page(PHONE, javascript=False)
    as_(phone, house, "cds.ngocson")
    phone.goto(f"{house.url}/bao-cao/?q=diem+lom+song")
    follow(phone, "Viết báo cáo")
    report = phone.url.split("#")[0]
    phone.locator("main textarea").first.fill("Toàn phường còn 5 điểm lõm sóng.")
    send(phone, "Lưu bản nháp")
    send(phone, "Gửi báo cáo")
    assert "Đã gửi báo cáo tới" in phone.locator("body").inner_text()
    assert_no_sideways_scroll(phone)

    page.goto(f"{house.url}/bao-cao/gui-len/")
    follow(page, TITLE)
    assert "còn 5 điểm lõm sóng" in said(page)
    page.locator("main [name=remark]").fill(REMARK)
    page.get_by_label("Gửi lại trước ngày").fill(in_days(5))
    fits(page)
    send(page, "Trả lại kèm ý kiến")

    as_(page, house, "cds.ngocson")
    page.goto(report)
    words = said(page)
    assert REMARK in words
    assert f"Gửi lại trước hết ngày {in_days(5)}" in words
    page.locator("main textarea").first.fill("Toàn phường còn 7 điểm lõm sóng, kể cả Hải Bình.")
    table = tmp_path / "diem-lom-song.csv"
    table.write_text("Tổ;Điểm\nHải Bình;2\n", encoding="utf-8")
    page.locator("main input[type=file]").set_input_files(table)
    send(page, "Gửi báo cáo")
    fits(page)

    as_(page, house, "theodoi.tinh")
    page.goto(report)
    words = said(page)
    assert "còn 7 điểm lõm sóng" in words
    assert "diem-lom-song.csv" in words
    send(page, "Nhận báo cáo")
    page.goto(asked)
    rows = page.locator("main tr")
    assert "Đã nhận" in rows.filter(has_text="Ngọc Sơn").first.inner_text()
    assert "Đã nhận" not in rows.filter(has_text="Bỉm Sơn").first.inner_text()
    fits(page)
    page.goto(report)
    shot(page, "bao-cao-da-nhan")
    assert REMARK in said(page), "what was said in between stays in the story"


def test_the_list_of_late_reports_has_as_many_rows_as_it_counts(browser_page: Any, house: House) -> None:
    page = browser_page
    as_(page, house, "theodoi.tinh")
    page.goto(f"{house.url}/bao-cao/gui-len/")
    card = page.locator("section", has=page.locator("#tre"))
    count = number_in(card.locator(".cnt").inner_text())

    assert count > 0
    assert card.locator("tbody tr").count() == count
    assert all("rễ" in row or "uá hạn" in row for row in card.locator("tbody tr").all_inner_texts())
    card.locator("tbody a").first.click()
    page.wait_for_load_state()
    assert "Nơi gửi chưa gửi báo cáo này" in said(page)
    fits(page)
