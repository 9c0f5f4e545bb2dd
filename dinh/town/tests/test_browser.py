"""The town's pages in a real browser: fit for everyone at both widths, and usable without JavaScript."""

from datetime import date

import pytest
from django.utils import timezone

from dinh.look.testing import DESK, PHONE, SMALL, assert_accessible, assert_no_sideways_scroll, shot, sign_in
from dinh.town import services
from dinh.town.models import Mandate
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


@pytest.fixture
def administrator(bim_son):
    ward = unit("14812")
    who = person("Trần Quản Trị")
    mandate(who, "admin", ward)
    services.appoint(
        person=who, unit=ward, title="Quản trị hệ thống", since=date(2025, 7, 1), by=None, at=timezone.now()
    )
    return account(who, "quantri", PASSWORD)


@pytest.mark.parametrize("size", [DESK, PHONE, SMALL], ids=["desk", "phone", "small"])
def test_pages_of_people_are_fit_for_everyone(live_server, new_page, administrator, bim_son, size):
    page = new_page(size)
    sign_in(page, live_server, administrator)
    given = Mandate.objects.get(person=bim_son.person)
    one = f"/nguoi/{bim_son.person_id}/"
    paths = (
        "/nguoi/", "/nguoi/?q=khong+co+ai", "/nguoi/them/", one, f"{one}chuc-vu/", f"{one}quyen/", f"{one}thay/",
        f"{one}quyen/{given.pk}/cham-dut/", f"{one}tai-khoan/khoa/", f"{one}tai-khoan/mat-khau/",
    )  # fmt: skip
    for path in paths:
        page.goto(live_server.url + path)
        assert_accessible(page)
        assert_no_sideways_scroll(page)
        shot(page, f"town-{path.partition('?')[0]}-{size[0]}")
    for path, button in (
        ("/nguoi/them/", "Thêm người này"),
        (f"{one}tai-khoan/mat-khau/", "Cấp lại mật khẩu"),
    ):
        page.goto(live_server.url + path)
        page.get_by_role("button", name=button).click()
        assert_accessible(page)
        assert_no_sideways_scroll(page)


def test_the_foot_of_a_short_page_is_at_the_bottom_of_the_window(live_server, new_page, administrator):
    for size, tabs in ((DESK, 0), (PHONE, 64)):
        page = new_page(size)
        sign_in(page, live_server, administrator)
        page.goto(live_server.url + "/nguoi/?q=khong+co+ai")
        foot = page.locator("footer.foot").bounding_box()
        assert abs(foot["y"] + foot["height"] - (size[1] - tabs)) <= 1
        assert foot["height"] < 90
    side = new_page(DESK)
    sign_in(side, live_server, administrator)
    side.goto(live_server.url + "/nguoi/?q=khong+co+ai")
    foot, nav = (side.locator(one).bounding_box() for one in ("footer.foot", "nav.side"))
    assert abs(nav["y"] + nav["height"] - foot["y"]) <= 1


def test_taking_somebody_on_needs_no_javascript(live_server, new_page, administrator):
    page = new_page(PHONE, javascript=False)
    sign_in(page, live_server, administrator)
    page.goto(live_server.url + "/nguoi/")
    page.get_by_role("link", name="Thêm người").click()
    page.get_by_role("textbox", name="Họ và tên").fill("Hoàng Thị Mới")
    page.get_by_role("textbox", name="Chức vụ").fill("Văn thư")
    page.get_by_role("combobox", name="Cơ quan").select_option(index=1)
    page.get_by_role("radio", name="Văn thư").check()
    page.get_by_role("textbox", name="Tên đăng nhập").fill("moi.ht")
    page.get_by_role("button", name="Thêm người này").click()
    assert page.get_by_role("heading", name="Mật khẩu đầu của Hoàng Thị Mới").is_visible()
    page.get_by_role("link", name="Tới trang của Hoàng Thị Mới").click()
    assert page.get_by_text("Chưa đổi mật khẩu đầu").is_visible()
    page.get_by_role("link", name="Chấm dứt").click()
    page.get_by_role("button", name="Chấm dứt quyền").click()
    assert page.get_by_text("Không lấy lại được").is_visible()


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
