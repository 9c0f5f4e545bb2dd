"""In a browser: a citizen on a telephone, an officer at a desk; readable without colour, by keyboard, without sideways scroll."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dinh.look.testing import PHONE, assert_accessible, assert_no_sideways_scroll, sign_in
from dinh.town.models import Account, Mandate, Person
from dinh.voices.models import Initiative

from .builders import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _account(town: Town) -> Account:
    person = Person.objects.get(pk=town.planner.person_id)
    Mandate.objects.create(person=person, role="planner", unit=town.unit, since="2025-07-01")
    return Account.objects.create_user("duyet", "mot cau du dai 1", person=person)


def test_a_citizen_sends_and_votes_on_a_telephone_without_javascript(new_page: Any, live_server: Any) -> None:
    town = Town()
    _account(town)
    town.shown(shown_name="Chị Thử")
    page = new_page(PHONE, javascript=False)

    page.goto(f"{live_server.url}/sang-kien/")
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name=re.compile("bình chọn.*Chờ chứng thực")).click()
    assert "1" in page.get_by_role("button", name=re.compile("đã chọn.*Chờ chứng thực")).inner_text()
    page.get_by_role("link", name="Góp một ý tưởng").click()
    page.get_by_label("Tóm tắt, một câu").fill("Nhắn giờ hẹn")
    page.get_by_label("Chuyện thế nào?").fill("Hẹn buổi vắng.")
    page.get_by_label("Gửi tới").select_option(town.unit.code)
    page.get_by_role("button", name="Gửi góp ý này").click()
    assert Initiative.objects.get(title="Nhắn giờ hẹn").code in page.locator(".v-mark").inner_text()


def test_pages_of_citizens_and_officers_are_accessible(browser_page: Any, live_server: Any) -> None:
    town = Town()
    account = _account(town)
    row = town.shown()
    town.from_citizen(address="192.0.2.5")
    for path in ("/sang-kien/", f"/sang-kien/{row.pk}/", "/sang-kien/gui/", "/su-kien/"):
        browser_page.goto(f"{live_server.url}{path}")
        assert_accessible(browser_page)
    sign_in(browser_page, live_server, account)
    for path in (
        "/sang-kien/",
        f"/sang-kien/{row.pk}/",
        "/sang-kien/duyet/",
        f"/sang-kien/{row.pk}/nhan-lam/",
        "/su-kien/",
    ):
        browser_page.goto(f"{live_server.url}{path}")
        assert_accessible(browser_page)
