"""Scorecards in a real browser: every page fit to use at a desk and on a telephone."""

from __future__ import annotations

from typing import Any

import pytest

from dinh.dossiers.tests.test_pages import signed_in
from dinh.look.testing import DESK, PHONE, assert_accessible, assert_no_sideways_scroll, shot, sign_in
from dinh.measures.scorecards import services
from dinh.measures.scorecards.services import Words
from dinh.town.models import Account

from .people import AT, YEAR, People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_every_page_is_fit_to_use(
    transactional_db: None, books: None, live_server: Any, new_page: Any, size: Any
) -> None:
    people = People()
    said = {
        "1.1": Words(choice="half", remark="chờ quyết định kiện toàn"), "1.2": Words(applies=False), "2.1": Words(numerator=9, denominator=10),
    }  # fmt: skip
    given = {"edition": people.edition, "period": YEAR, "side": "self", "said": said, "at": AT}
    services.say(**given, unit=people.ward, by=people.officer)
    services.say(**given | {"said": {"1.1": Words(choice="yes")}}, unit=people.other, by=people.stranger)
    services.send(
        card_id=services.open_card(
            edition=people.edition, unit=people.ward, period=YEAR, by=people.leader, at=AT
        ).pk,
        by=people.leader,
        at=AT,
    )
    signed_in(people.appraiser)
    page = new_page(size)
    sign_in(page, live_server, Account.objects.get(person_id=people.appraiser.person_id))
    for name, address in (
        ("ds", "/cham-diem/"), ("the", "/cham-diem/xa/16576/?ky=2026"), ("muc", "/cham-diem/xa/16576/tieu-chi/1.1/?ky=2026"),
        ("hang", "/cham-diem/xa/38/xep-hang/?ky=2026"), ("nang", "/cham-diem/xa/16576/mo-phong/?ky=2026"),
        ("noi", "/cham-diem/dti/38/cau-noi/?ky=2026"), ("766", "/cham-diem/766/16576/?ky=2026-10"),
    ):  # fmt: skip
        assert page.goto(f"{live_server.url}{address}").status == 200, address
        shot(page, f"cham-diem {name} {size['width'] if isinstance(size, dict) else size[0]}")
        assert_accessible(page)
        assert_no_sideways_scroll(page)
