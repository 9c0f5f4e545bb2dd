"""The room in a real browser: every page fit to use at a desk and on a telephone; a check-list by keyboard."""

from __future__ import annotations

from typing import Any

import pytest

from dinh.look.testing import DESK, PHONE, assert_accessible, assert_no_sideways_scroll, sign_in
from dinh.town.models import Account

from .builders import PDF, Town
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
    running, explaining = town.running(), town.explaining()
    done = town.filled()
    town.finding(done, files=[("a.pdf", PDF)])
    town.recommend(done)
    town.conclude(done)
    town.on_paper()
    page = new_page(size)
    sign_in(page, live_server, account_of(town.follower))
    for address in (
        "", "lap/", "ghi-lai/", "ty-le/?nam=2026&mo=1", "mau-phieu/", "mau-phieu/lap/",
        f"{running.pk}/", f"{explaining.pk}/", f"{done.pk}/",
    ):  # fmt: skip
        assert page.goto(f"{live_server.url}/kiem-tra/{address}").status == 200, address
        assert_accessible(page)
        assert_no_sideways_scroll(page)


def test_the_inspected_explain_on_a_telephone(town: Town, live_server: Any, new_page: Any) -> None:
    row = town.explaining()
    page = new_page(PHONE)
    sign_in(page, live_server, account_of(town.officer))

    page.goto(f"{live_server.url}/kiem-tra/{row.pk}/")
    assert_accessible(page)
    page.locator("textarea[name=text]").fill("Sẽ bổ sung trước ngày 20")
    page.get_by_role("button", name="Gửi giải trình").click()

    assert page.get_by_text("Đã gửi giải trình").count() >= 1
    assert row.findings.get().explanations.count() == 1


def test_a_check_list_is_answered_by_keyboard(town: Town, live_server: Any, new_page: Any) -> None:
    row = town.running()
    page = new_page(DESK)
    sign_in(page, live_server, account_of(town.follower))
    page.goto(f"{live_server.url}/kiem-tra/{row.pk}/#phieu")
    first = row.checks.first()

    page.locator(f"[name=r-{first.pk}][value=meets]").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Ghi phiếu").press("Enter")
    page.get_by_text("Đã ghi 1 mục").first.wait_for()

    first.refresh_from_db()
    assert first.result == "fails"
