"""The boards in a real browser: axe finds nothing, nothing scrolls sideways at desk and telephone, the index answers Ctrl K."""

from __future__ import annotations

from typing import Any

import pytest

from dinh.boards import search, services
from dinh.look.testing import DESK, PHONE, assert_accessible, assert_no_sideways_scroll, sign_in
from dinh.plans.tests.builders import Town
from dinh.plans.tests.test_pages import browser
from dinh.town.models import Account

from .test_boards import NOW, a_province, ask

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_boards_are_accessible_at_desk_and_telephone(
    transactional_db: Any, live_server: Any, new_page: Any
) -> None:
    town = Town()
    plan = town.plan()
    for n in range(4):
        ask(town, f"Việc mẫu số {n}", NOW.date())
    a_province(town, plan, 5, 4, 3)
    services.publish(
        plan_id=plan.pk,
        targets=[t.pk for t in plan.targets.all()[:3]],
        title="Số liệu",
        words="",
        by=town.leader,
        at=NOW,
    )
    search.reindex()
    browser(town.leader)
    account = Account.objects.get(person=town.leader.person_id)
    addresses = (
        "/", "/bang/", f"/bang/xa/{plan.pk}/", "/tien-do/?hien=het&nam=2026", "/lich/?cua=noi&thang=2026-05", "/lich/dia-chi/",
        "/xep-hang/", "/tim/?q=ty+le", "/cong-khai/quan-ly/", f"/cong-khai/quan-ly/{plan.pk}/", "/cong-khai/16576/",
    )  # fmt: skip
    for size in (DESK, PHONE):
        page = new_page(size)
        sign_in(page, live_server, account)
        for address in addresses:
            page.goto(f"{live_server.url}{address}")
            assert_accessible(page)
            assert_no_sideways_scroll(page)


def test_the_command_search_asks_the_index(transactional_db: Any, live_server: Any, new_page: Any) -> None:
    town = Town()
    town.plan()
    search.reindex()
    browser(town.viewer)
    page = new_page(DESK)
    sign_in(page, live_server, Account.objects.get(person=town.viewer.person_id))
    page.goto(f"{live_server.url}/lich/")
    page.keyboard.press("Control+k")
    page.keyboard.type("phu song 5g")
    page.get_by_role("option", name="Tỷ lệ phủ sóng 5G trên địa bàn").first.wait_for()
