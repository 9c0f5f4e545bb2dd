"""The room in a real browser: every page fit to use at a desk and on a telephone; a report written without script."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dinh.look.testing import DESK, PHONE, assert_accessible, assert_no_sideways_scroll, sign_in
from dinh.sectors.reporting import services
from dinh.town.models import Account

from .builders import Town, at, write
from .test_pages import browser as with_account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Town:
    return Town()


def account_of(actor: Any) -> Account:
    with_account(actor)
    return Account.objects.get(person_id=actor.person_id)


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_every_page_is_fit_to_use(town: Town, live_server: Any, new_page: Any, size: Any) -> None:
    report = town.report()
    write(town, report, date(2026, 5, 19), send=True, add_files=[("phu-luc.pdf", b"%PDF-1.4 x")])
    asked = services.ask_at_once(
        title="Báo cáo nhanh", words="Theo mẫu", due_on=date(2030, 1, 2), owing=[(town.ward.pk, None)],
        to_unit=town.province, by=town.follower, at=at(date(2026, 5, 20)),
    )  # fmt: skip
    page = new_page(size)
    sign_in(page, live_server, account_of(town.follower))
    regime = report.regime_id
    for address in (
        "", "lich/?thang=2026-05&don-vi=16576", "lich/?thang=2026-05&don-vi=16576&dang=danh-sach", "gui-len/",
        f"gui-len/bang/{regime}/?nam=2026", "yeu-cau/", f"yeu-cau/{asked.pk}/", "che-do/", f"che-do/{regime}/",
        "che-do/them/", f"che-do/{regime}/giao/", f"{report.pk}/", f"{report.pk}/ban/1/",
    ):  # fmt: skip
        answer = page.goto(f"{live_server.url}/bao-cao/{address}")
        assert answer.status == 200, address
        if size == DESK or address.startswith(("gui-len", "lich", str(report.pk))):
            assert_accessible(page)
        assert_no_sideways_scroll(page)


def test_a_report_is_written_and_sent_on_a_telephone_without_script(
    town: Town, live_server: Any, new_page: Any
) -> None:
    report = town.report()
    page = new_page(PHONE, javascript=False)
    sign_in(page, live_server, account_of(town.head))

    page.goto(f"{live_server.url}/bao-cao/")
    page.get_by_role("link", name="Viết báo cáo").first.click()
    page.fill("[name=section-0]", "Đã họp Ban Chỉ đạo, giao việc cho từng cơ quan.")
    for key in ("online-share", "on-time", "digitised", "paid-online", "signed"):
        page.fill(f"[name=figure-{key}]", "97")
    page.get_by_role("button", name="Lưu bản nháp").click()
    page.get_by_role("button", name="Gửi báo cáo").click()

    assert page.get_by_text("Đã gửi báo cáo tới").count() >= 1
    report.refresh_from_db()
    assert (report.state, report.version) == ("sent", 2)
