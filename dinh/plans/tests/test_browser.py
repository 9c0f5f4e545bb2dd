"""The room in a real browser: a telephone, without script, with names as long as people make them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dinh.look.testing import DESK, PHONE, assert_accessible, assert_no_sideways_scroll, sign_in
from dinh.plans import services
from dinh.town.models import Account

from .builders import NINE, Town, a_proposal
from .test_pages import browser as with_account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Ke_hoach_chuyen_doi_so_cua_phuong_giai_doan_2026_2030_ban_cuoi_cung_da_ky_va_dong_dau_do_van_thu_quet.txt"


@pytest.fixture
def town(transactional_db: None) -> Town:
    return Town()


def account_of(town: Town) -> Account:
    with_account(town.planner)
    return Account.objects.get(person_id=town.planner.person_id)


def test_a_telephone_without_script_splits_and_merges(town: Town, live_server: Any, new_page: Any) -> None:
    reading = town.ready()
    item = reading.items.get(mark="T2")
    page = new_page(PHONE, javascript=False)
    sign_in(page, live_server, account_of(town))
    here = f"{live_server.url}/ke-hoach/doc/{reading.pk}/?loai=target&muc={item.pk}"

    page.goto(here)
    page.get_by_text("Việc khác").click()
    page.get_by_role("link", name="Tách mục này").click()
    page.fill("[name=value-2]", "70")
    page.get_by_role("button", name="Tách mục này").click()
    item.refresh_from_db()
    assert item.state == "split"

    other = reading.items.get(mark="T1")
    page.goto(here.replace(f"muc={item.pk}", f"muc={other.pk}"))
    page.get_by_text("Việc khác").click()
    page.get_by_role("link", name="Gộp vào mục khác").click()
    page.get_by_role("button", name="Gộp hai mục").click()
    other.refresh_from_db()
    assert other.state == "merged"


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_long_names_stay_within_the_window(town: Town, live_server: Any, new_page: Any, size: Any) -> None:
    head = replace(
        a_proposal().document,
        kind="Kế hoạch hành động thực hiện Nghị quyết về chuyển đổi số",
        number="12345/KH-UBND-CĐS-VHXH-BCĐ-TTPVHCC-2026",
        title=f"Kế hoạch {LONG} " * 3,
    )
    plan = town.plan(a_proposal(document=head), name=LONG)
    town.ready(a_proposal(document=replace(head, number=None, title=None)), contents=b"other", name=LONG)
    failed = town.upload(contents=b"third", name=LONG)
    type(failed).objects.filter(pk=failed.pk).update(state="failed", sentence=f"Không đọc được {LONG}")
    page = new_page(size)
    sign_in(page, live_server, account_of(town))
    target = plan.targets.get(mark="T3")

    for address in (
        "/ke-hoach/", "/ke-hoach/doc/", f"/ke-hoach/{plan.pk}/", f"/ke-hoach/{plan.pk}/van-de/", f"/chi-tieu/{target.pk}/",
        f"/ke-hoach/doc/{plan.reading_id}/?loai=problem", f"/ke-hoach/doc/{plan.reading_id}/?loai=head",
        f"/ke-hoach/doc/{failed.pk}/tien-trinh/",
    ):  # fmt: skip
        page.goto(live_server.url + address)
        assert_no_sideways_scroll(page)
    page.goto(f"{live_server.url}/ke-hoach/{plan.pk}/van-de/")
    assert_accessible(page)


def test_a_replaced_plan_says_by_which_and_since_when(town: Town, live_server: Any, new_page: Any) -> None:
    older = town.plan()
    head = replace(a_proposal().document, number="90/KH-UBND", date="2026-06-01")
    newer = town.plan(a_proposal(document=head), contents=b"another file")
    services.amend(
        plan_id=older.pk, by_plan_id=newer.pk, whole=True, since=date(2026, 6, 5),
        by=town.planner, at=NINE + timedelta(hours=2),
    )  # fmt: skip
    page = new_page(DESK)
    sign_in(page, live_server, account_of(town))

    for address in (f"/ke-hoach/{older.pk}/", f"/chi-tieu/{older.targets.get(mark='T1').pk}/"):
        page.goto(live_server.url + address)
        words = " ".join(page.inner_text("main").split())
        assert "Thay bằng Kế hoạch 90/KH-UBND từ 05/06/2026." in words
        assert "≥ 60%" in words
