"""In a browser: a leader presses, the head answers on a telephone; every page of pressing is accessible."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dinh.look.testing import PHONE, assert_accessible, assert_no_sideways_scroll, sign_in
from dinh.town import testing
from dinh.town.models import Account, Person
from dinh.work.models import Digest, PressOwed
from dinh.work.pressing.services import digests
from dinh.work.tests.builders import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def account_of(actor: Any, name: str) -> Account:
    return testing.account(Person.objects.get(pk=actor.person_id), name)


def test_a_leader_presses_and_the_head_answers_on_a_telephone(
    browser_page: Any, new_page: Any, live_server: Any
) -> None:
    town, now = Town(), timezone.now()
    work = town.ask(due_on=timezone.localdate() - timedelta(days=9), on=now - timedelta(days=30))
    digests.make_digests(at=now)
    page = browser_page
    sign_in(page, live_server, account_of(town.leader, "lanhdao"))
    page.goto(f"{live_server.url}/don-doc/")
    page.get_by_role("link", name="Đôn đốc cả 1 việc").click()
    page.get_by_label("Lời đôn đốc").fill("Báo cáo ngay vướng ở đâu.")
    assert_accessible(page)
    page.get_by_role("button", name="Đôn đốc 1 nơi").click()
    assert "Đã đôn đốc 1 việc của 1 nơi" in page.locator(".toast").inner_text()
    owed = PressOwed.objects.get()
    for path in ("/don-doc/", f"/don-doc/{owed.press_id}/", "/don-doc/quy-tac/", f"/viec/{work.pk}/"):
        page.goto(f"{live_server.url}{path}")
        assert_accessible(page)

    phone = new_page(PHONE, javascript=False)
    sign_in(phone, live_server, account_of(town.head, "truongphong"))
    phone.goto(f"{live_server.url}/thong-bao/")
    assert_no_sideways_scroll(phone)
    phone.get_by_role("link", name="Nguyễn Văn Mẫu đôn đốc").click()
    phone.locator("main .deeds a.pri").click()
    phone.get_by_label("Trả lời", exact=True).fill("Chờ nhà mạng gửi danh sách.")
    assert_no_sideways_scroll(phone)
    phone.get_by_role("button", name="Gửi trả lời").click()
    owed.refresh_from_db()
    assert owed.text == "Chờ nhà mạng gửi danh sách."
    for path in (f"/thong-bao/ngay/{Digest.objects.get().pk}/", "/don-doc/", "/thong-bao/cach-nhan/"):
        phone.goto(f"{live_server.url}{path}")
        assert_no_sideways_scroll(phone)


def test_notices_digest_and_outbox_are_accessible(browser_page: Any, live_server: Any) -> None:
    town, now = Town(), timezone.now()
    Person.objects.update(email="mau@mau.example")
    town.ask(due_on=timezone.localdate() - timedelta(days=9), on=now - timedelta(days=30))
    digests.make_digests(at=now)
    sign_in(browser_page, live_server, account_of(town.head, "truongphong"))
    for path in ("/thong-bao/", f"/thong-bao/ngay/{Digest.objects.get().pk}/", "/thong-bao/cach-nhan/"):
        browser_page.goto(f"{live_server.url}{path}")
        assert_accessible(browser_page)
    admin = testing.actor("admin", town.ward, name="Nguyễn Quản Trị")
    browser_page.context.clear_cookies()
    sign_in(browser_page, live_server, account_of(admin, "quantri"))
    browser_page.goto(f"{live_server.url}/gui-di/")
    assert_accessible(browser_page)
