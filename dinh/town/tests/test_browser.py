"""The town's pages in a real browser: fit for everyone at both widths, and usable without JavaScript."""

from datetime import date

import pytest
from django.utils import timezone

from dinh.look.testing import DESK, PHONE, SMALL, assert_accessible, assert_no_sideways_scroll, shot
from dinh.town import services
from dinh.town.testing import account, mandate, person, succession, unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "mot cau du dai 1"
PAGES = (
    "/don-vi/",
    "/don-vi/?q=bim+son&ngay=30/06/2025",
    "/don-vi/?q=khong+co&ngay=31/02/2025",
    "/don-vi/381/?ngay=2025-06-30",
    "/don-vi/14812/?ngay=2026-11-20",
    "/don-vi/381/?ngay=2026-11-20",
    "/quyen-han/",
    "/toi/",
    "/doi-mat-khau/",
)


@pytest.fixture
def bim_son():
    at = timezone.now()
    ward = unit("14812")
    succession(unit("381", date(2025, 6, 30)), ward)
    services.open_usual_offices(unit=ward, by=None, at=at)
    who = person("Trần Thị Thử")
    mandate(who, "officer", ward)
    services.appoint(person=who, unit=ward, title="Chuyên viên", since=date(2025, 7, 1), by=None, at=at)
    return account(who, "canbo", PASSWORD)


def enter(page, live_server):
    page.goto(live_server.url + "/toi/")
    page.get_by_label("Tên đăng nhập").fill("canbo")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/toi/")


@pytest.mark.parametrize("size", [DESK, PHONE, SMALL], ids=["desk", "phone", "small"])
def test_every_page_is_fit_for_everyone(live_server, new_page, bim_son, size):
    page = new_page(size)
    page.goto(live_server.url + "/dang-nhap/")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Đăng nhập").click()
    assert_accessible(page)
    enter(page, live_server)
    for path in PAGES:
        page.goto(live_server.url + path)
        assert_accessible(page)
        assert_no_sideways_scroll(page)
        shot(page, f"town-{path.partition('?')[0]}-{size[0]}")


def test_signing_in_and_searching_need_no_javascript(live_server, new_page, bim_son):
    page = new_page(PHONE, javascript=False)
    enter(page, live_server)
    page.goto(live_server.url + "/don-vi/?ngay=30/06/2025")
    page.get_by_label("Tên hoặc mã đơn vị, có dấu hay không dấu").fill("bim son")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_role("link", name="Thị xã Bỉm Sơn").click()
    assert page.get_by_role("heading", name="Thị xã Bỉm Sơn").is_visible()
    page.goto(live_server.url + "/toi/")
    page.get_by_role("button", name="Đăng xuất").click()
    assert page.get_by_role("heading", name="Đăng nhập").is_visible()
