"""The cascade in a real browser: three steps on a telephone without script, and every page within its window and readable."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest

from dinh.look.testing import DESK, PHONE, assert_accessible, assert_no_sideways_scroll, sign_in
from dinh.plans import services
from dinh.plans.models import Allotment
from dinh.plans.services import OfficePart
from dinh.town.models import Account
from dinh.town.shapes import Actor

from .builders import at
from .cascade_builders import NOW, BimSon, Province, report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def account_of(who: Actor) -> Account:
    there = Account.objects.filter(person_id=who.person_id).first()
    return there or Account.objects.create_user(
        f"p{who.person_id}", "mot cau du dai 1", person_id=who.person_id
    )


@pytest.fixture
def province(transactional_db: None) -> Province:
    return Province()


def test_a_telephone_without_script_gives_a_target_in_three_steps(
    province: Province, live_server: Any, new_page: Any
) -> None:
    target = province.plan().targets.get(mark="T2")
    page = new_page(PHONE, javascript=False)
    sign_in(page, live_server, account_of(province.planner))

    page.goto(f"{live_server.url}/giao-xuong/chi-tieu/{target.pk}/giao/")
    page.fill("[name=due_on]", "31/12/2099")
    page.get_by_role("button", name="Tiếp").click()
    page.get_by_label("Mỗi đơn vị một con số").check()
    page.fill("[name=table]", "14812\t120\nQuang Trung\t100\nNgoc Son\t8o")
    page.get_by_role("button", name="Tiếp: xem lại").click()
    assert "Dòng 3: “8o” (Phường Ngọc Sơn) không phải số" in page.inner_text("main")
    page.fill("[name=table]", "14812\t120\nQuang Trung\t100\nNgoc Son\t80")
    page.get_by_role("button", name="Tiếp: xem lại").click()
    page.get_by_role("button", name="Giao cho 3 đơn vị").click()

    assert dict(Allotment.objects.values_list("unit__code", "value")) == {
        "14812": D(120),
        "14818": D(100),
        "16576": D(80),
    }
    assert "3 đơn vị chưa có số nào" in page.inner_text("main")


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_every_page_of_the_cascade_stays_within_the_window_and_reads(
    province: Province, live_server: Any, new_page: Any, size: Any
) -> None:
    plan = province.plan()
    share, classes = plan.targets.get(mark="T1"), plan.targets.get(mark="T2")
    province.allot(share)
    province.allot(classes)
    a, b, _c = province.communes
    report(province.of(share, a), "2026-09", over=40, under=60)
    report(province.of(share, a), "2026-10", over=45, under=60)
    services.dispute_allotment(
        allotment_id=province.of(classes, b).pk,
        reason="Địa bàn quá rộng, chỉ có một người phụ trách. " * 4,
        proposed=D(70),
        by=province.commune_actor(index=1),
        at=NOW,
    )
    row, commune = province.of(classes, a), province.commune_actor()
    services.accept_allotment(allotment_id=row.pk, by=commune, at=at(date(2026, 2, 3)))
    services.break_down(
        allotment_id=row.pk, parts=[OfficePart(province.office[a.pk].pk, D(200))], by=commune, at=NOW
    )
    page = new_page(size)
    sign_in(page, live_server, account_of(province.planner))
    sheet = f"/giao-xuong/chi-tieu/{share.pk}/"
    for address in (
        sheet,
        f"{sheet}giao/",
        "/chi-tieu-giao/",
        "/chi-tieu-giao/kien-nghi/",
        f"/chi-tieu/{share.pk}/",
    ):
        page.goto(live_server.url + address)
        assert_no_sideways_scroll(page)
        assert_accessible(page)
    page = new_page(size)
    sign_in(page, live_server, account_of(commune))
    for address in ("/chi-tieu-giao/", f"/chi-tieu-giao/{row.pk}/", f"/chi-tieu-giao/{row.pk}/chia/"):
        page.goto(live_server.url + address)
        assert_no_sideways_scroll(page)
        assert_accessible(page)


def test_the_page_of_passing_on_reads_at_a_telephone(
    transactional_db: None, live_server: Any, new_page: Any
) -> None:
    from .builders import a_target
    from .test_merging import give

    house, place = Province(codes=()), BimSon()
    plan = house.plan(a_target(deadline_year=2025), where=place.town, year=2021)
    give(plan.targets.get(), list(place.old.values()), place.planner, rule="ratio")
    page = new_page(PHONE)
    sign_in(page, live_server, account_of(place.planner))
    page.goto(f"{live_server.url}/ke-hoach/{plan.pk}/sap-xep/")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.get_by_role("button", name="Chuyển tất cả trong một lần").click()
    assert "Không còn gì phải chuyển" in page.inner_text("main")
    assert Allotment.objects.filter(ended="").count() == 2
