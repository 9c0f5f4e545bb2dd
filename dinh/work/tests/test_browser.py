"""The room in a real browser: at a desk and on a telephone without script, with names as long as people make them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dinh.look.testing import DESK, PHONE, assert_accessible, assert_no_sideways_scroll, sign_in
from dinh.town.models import Account
from dinh.work import services
from dinh.work.models import Assignment, HandOver
from dinh.work.shapes import Ask

from .builders import Town
from .test_pages import browser as with_account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = (
    "Khảo sát, lập danh mục và đề xuất phương án xử lý toàn bộ các điểm lõm sóng thông tin di động trên địa bàn "
    "phường sau sắp xếp đơn vị hành chính, báo cáo Uỷ ban nhân dân tỉnh qua Sở Khoa học và Công nghệ"
)


@pytest.fixture
def town(transactional_db: None) -> Town:
    return Town()


def account_of(actor: Any) -> Account:
    with_account(actor)
    return Account.objects.get(person_id=actor.person_id)


def test_a_hand_over_goes_from_telephone_to_telephone_without_script(
    town: Town, live_server: Any, new_page: Any
) -> None:
    now = timezone.now()
    work = town.ask(on=now, due_on=timezone.localdate() + timedelta(days=9), title=LONG)
    page = new_page(PHONE, javascript=False)
    sign_in(page, live_server, account_of(town.head))
    page.goto(f"{live_server.url}/viec/{work.pk}/")
    page.get_by_text("Việc khác").click()
    page.get_by_role("link", name="Chuyển việc").click()
    page.select_option("[name=to]", label="Phòng Văn hoá - Xã hội")
    page.fill("[name=reason]", "Đúng việc của phòng kia.")
    page.get_by_role("button", name="Chuyển việc").click()
    assert page.get_by_text("chưa được trả lời").is_visible()

    other = new_page(PHONE, javascript=False)
    sign_in(other, live_server, account_of(town.culture_head))
    other.goto(f"{live_server.url}/viec/ban-giao/")
    other.get_by_role("link", name="Trả lời").click()
    other.get_by_label("Nhận việc", exact=False).first.check()
    other.get_by_role("button", name="Gửi trả lời").click()
    work.refresh_from_db()
    assert work.office == town.culture


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_pages_are_accessible_and_stay_within_the_window(
    town: Town, live_server: Any, new_page: Any, size: Any
) -> None:
    now = timezone.now()
    day = timezone.localdate()
    work = town.ask(
        on=now,
        due_on=day - timedelta(days=3),
        title=LONG,
        coop_office_ids=(town.culture.pk,),
        priority="urgent",
    )
    services.add_sub(assignment_id=work.pk, ask=Ask(LONG, 0, None, None), by=town.head, at=now)
    services.note_progress(
        assignment_id=work.subs.get().pk, note="Được nửa.", percent=50, by=town.head, at=now
    )
    services.add_evidence(
        assignment_id=work.pk, files=[("Bien_ban_lam_viec_" + "x" * 90 + ".txt", b"bien ban")], by=town.head, at=now
    )  # fmt: skip
    asked = services.ask_extension(
        assignment_id=work.pk, until=day + timedelta(days=20), reason="Thiếu.", by=town.officer, at=now
    )
    offer = services.hand_over(
        assignment_id=work.pk, to_office_id=town.culture.pk, reason="Đúng việc.", by=town.head, at=now
    )
    town.ask(on=now, rhythm="weekly:5", due_on=None)
    page = new_page(size)
    sign_in(page, live_server, account_of(town.leader))
    for address in (
        "/viec/?xem=tat-ca", "/viec/moi/", "/viec/ban-giao/", f"/viec/{work.pk}/", f"/viec/{work.pk}/doi-han/",
        f"/viec/ban-giao/{offer.pk}/", f"/viec/gia-han/{asked.pk}/",
    ):  # fmt: skip
        page.goto(f"{live_server.url}{address}")
        assert_accessible(page)
        assert_no_sideways_scroll(page)


def test_a_selection_is_dated_anew_at_a_desk(town: Town, live_server: Any, new_page: Any) -> None:
    now = timezone.now()
    for _ in range(3):
        town.ask(on=now, due_on=timezone.localdate() + timedelta(days=9))
    page = new_page(DESK)
    sign_in(page, live_server, account_of(town.leader))
    page.goto(f"{live_server.url}/viec/?xem=tat-ca")
    for box in page.locator("input[name=chon]").all()[:2]:
        box.check()
    page.get_by_role("button", name="Dời hạn").click()
    page.fill("[name=due_on]", f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}")
    page.fill("[name=reason]", "Tỉnh lùi.")
    page.get_by_role("button", name="Dời hạn").click()
    assert page.get_by_role("heading", name="đã làm 2 việc").is_visible()
    moved = Assignment.objects.filter(due_on=timezone.localdate() + timedelta(days=30))
    assert moved.count() == 2 and not HandOver.objects.exists()
