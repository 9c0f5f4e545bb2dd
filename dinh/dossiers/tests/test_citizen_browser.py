"""The citizens' pages in a browser: accessible, no sideways scroll on a telephone."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from dinh.dossiers.services import acting, following
from dinh.look import testing as look
from dinh.look.testing import PHONE

from .builders import Ward
from .test_acting import wanted
from .test_citizen_pages import MINE, PASSWORD, THEIRS, account, asked, page, recently

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ward(transactional_db: None) -> Ward:
    return Ward()


def test_a_citizens_pages_are_accessible_on_a_telephone(ward: Ward, live_server: Any, new_page: Any) -> None:
    edition = ward.procedure()
    dossier = asked(ward, edition)
    recently(ward, edition)
    row = account(proven=MINE)
    other = account("0900000008", proven=THEIRS, name="Trần Thị Thử")
    acting.give(account=other, wanted=wanted("Nguyễn Văn Mẫu", MINE), at=timezone.now())
    tab = new_page(PHONE)

    def seen(name: str, url: str) -> None:
        tab.goto(live_server.url + url)
        look.shot(tab, f"dan-{name}")
        look.assert_no_sideways_scroll(tab)
        look.assert_accessible(tab)

    seen("tra-cuu", "/tra-cuu-ho-so/")
    seen("mot-bang-ma", following.address_of(dossier, whole=False))
    seen("dang-ky", "/dich-vu/dang-ky/")
    seen("dang-nhap", "/dich-vu/dang-nhap/")
    tab.get_by_label("Số điện thoại hoặc thư điện tử").fill(row.open()["login"])
    tab.get_by_label("Mật khẩu").fill(PASSWORD)
    tab.get_by_role("button", name="Đăng nhập", exact=True).click()
    tab.wait_for_url("**/dich-vu/ho-so/")
    for name, url in (
        ("cong", "/dich-vu/"),
        ("cua-toi", "/dich-vu/ho-so/"),
        ("mot", page(dossier)),
        ("bo-sung", page(dossier, "bo-sung/")),
        ("rut", page(dossier, "rut/")),
        ("tai-khoan", "/dich-vu/tai-khoan/"),
        ("ai-xem", "/dich-vu/ai-da-xem/"),
        ("thay-mat", "/dich-vu/thay-mat/"),
        ("trinh-giay", "/dich-vu/thay-mat/trinh-giay/"),
    ):
        seen(name, url)
