"""The room in a real browser: every page fit to use at a desk and on a telephone, and without script."""

from __future__ import annotations

from typing import Any

import pytest

from dinh.catalog import services
from dinh.catalog.models import ProcedureEdition
from dinh.look.testing import DESK, PHONE, assert_accessible, assert_no_sideways_scroll, sign_in
from dinh.town.models import Account

from .builders import CODE, NOON, TODAY, Town
from .test_pages import browser as with_account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Town:
    return Town()


def furnished(town: Town) -> int:
    services.load_edition(keeper=town.province, by=None, at=NOON)
    services.offer(
        unit=town.ward, codes=[CODE, "1.001193"], since=TODAY, office=town.office(), by=None, at=NOON
    )
    return town.draft(CODE, steps_text="").pk


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_what_citizens_read_is_fit_to_use(town: Town, live_server: Any, new_page: Any, size: Any) -> None:
    furnished(town)
    page = new_page(size)
    for address in (
        "", "?q=doc+than", "?q=khong-co-gi", "1.001193/", f"{CODE}/?tinh=1&trang=5&ban=3", "1.004222/",
        "1.001193/?ngay=2020-01-01", "1.001193/?don-vi=16576&ngay=2026-12-01",
        "chon-noi/", "chon-noi/?q=khong-co",
    ):  # fmt: skip
        assert page.goto(f"{live_server.url}/thu-tuc/{address}").status == 200, address
        assert_accessible(page)
        assert_no_sideways_scroll(page)


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_desk_is_fit_to_use(town: Town, live_server: Any, new_page: Any, size: Any) -> None:
    draft = furnished(town)
    published = ProcedureEdition.objects.filter(state="published", procedure__code=CODE).get().pk
    with_account(town.planner)
    page = new_page(size)
    sign_in(page, live_server, Account.objects.get(person_id=town.planner.person_id))
    for address in (
        "thu-tuc/", f"thu-tuc/{CODE}/", "thu-tuc/them/", "thu-tuc/nhap/", f"ban/{published}/", f"ban/{draft}/",
        f"ban/{draft}/sua/chung/", f"ban/{draft}/sua/giay-to/", f"ban/{draft}/sua/phi/", f"ban/{draft}/cong-bo/",
        "nhan-lam/", "nhan-lam/?don-vi=16576",
    ):  # fmt: skip
        assert page.goto(f"{live_server.url}/danh-muc/{address}").status == 200, address
        assert_accessible(page)
        assert_no_sideways_scroll(page)


def test_a_citizen_finds_and_reckons_on_a_telephone_without_script(
    town: Town, live_server: Any, new_page: Any
) -> None:
    furnished(town)
    page = new_page(PHONE, javascript=False)
    page.goto(f"{live_server.url}/thu-tuc/")
    page.locator("#tim").fill("sao y ban chinh")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_role("link", name="Chứng thực bản sao từ bản chính").first.click()
    page.get_by_label("Số trang của một bản").fill("10")
    page.get_by_role("button", name="Tính tiền").click()

    assert page.get_by_text("Phải nộp: 12.000đ").count() == 1
