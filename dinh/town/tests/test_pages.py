"""Pages of the town: the gate, units, my account, and the table of who may, cell by cell."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from dinh.ground.models import LedgerLine
from dinh.town import rules, services
from dinh.town.middleware import SEEN, SIGNED_IN
from dinh.town.models import Account
from dinh.town.shapes import MandateShape, Role
from dinh.town.testing import account, mandate, person, succession, unit

pytestmark = pytest.mark.django_db
PASSWORD = "mot cau du dai 1"


@pytest.fixture
def officer():
    who = person("Trần Thị Thử")
    mandate(who, "officer", unit("14812"))
    return account(who, "canbo", PASSWORD)


@pytest.fixture
def inside(client, officer):
    client.force_login(officer)
    return client


def sign_in(client, username="canbo", password=PASSWORD, **more):
    return client.post("/dang-nhap/", {"username": username, "password": password, **more})


# ---------------------------------------------------------------- the gate


def test_signing_in_gives_a_new_session_and_a_ledger_line(client, officer):
    client.get("/dang-nhap/")
    client.session["x"] = 1
    before = client.session.session_key
    answer = sign_in(client, username=" CanBo ", next="/toi/")
    assert answer.status_code == 302 and answer["Location"] == "/toi/"
    assert client.session.session_key != before
    line = LedgerLine.objects.get(deed="town.signed-in")
    assert line.by.id == officer.person_id and PASSWORD not in str(line.data)
    assert Account.objects.get().last_login is not None


@pytest.mark.parametrize(("username", "password"), [("canbo", "mat khau sai"), ("khongai", PASSWORD)])
def test_a_failure_does_not_say_which_was_wrong(client, officer, username, password):
    answer = sign_in(client, username, password)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in page
    assert password not in page
    line = LedgerLine.objects.get(deed="town.sign-in-failed")
    assert "khongai" not in str(line.data) and str(line.about) == (
        f"account:{officer.pk}" if username == "canbo" else "account:unknown"
    )


def test_empty_fields_are_named(client):
    page = sign_in(client, "", "").content.decode()
    assert "Nhập tên đăng nhập." in page and "Nhập mật khẩu." in page


@pytest.mark.parametrize("wanted", ["https://xau.example/", "//xau.example", "javascript:alert(1)", ""])
def test_one_is_never_sent_to_another_site(client, officer, wanted):
    assert sign_in(client, next=wanted)["Location"] == "/"


def test_five_failures_close_the_gate_for_a_while(client, officer):
    for _ in range(4):
        assert sign_in(client, password="sai").status_code == 422
    assert sign_in(client, password="sai").status_code == 429
    answer = sign_in(client)
    page = answer.content.decode()
    assert answer.status_code == 429 and "Tạm khóa đăng nhập" in page
    until = timezone.localtime(timezone.now() + timedelta(minutes=15))
    assert re.search(rf"<b>\d\d:\d\d</b> ngày {until:%d/%m/%Y}", page)
    # Attempts while closed are not written, so that hammering does not fill the ledger.
    told = list(LedgerLine.objects.filter(deed__startswith="town.sign-in").values_list("deed", flat=True))
    assert told == ["town.sign-in-failed"] * 4 + ["town.sign-in-locked"]


def test_a_colleague_behind_the_same_router_is_not_shut_out(client, officer):
    account(person("Lê Văn Mẫu"), "dongnghiep", PASSWORD)
    for _ in range(6):
        sign_in(client, password="sai")
    assert sign_in(Client(), "dongnghiep").status_code == 302


def test_signing_out_is_a_post(inside):
    assert inside.get("/dang-xuat/").status_code == 405
    assert inside.post("/dang-xuat/")["Location"] == "/dang-nhap/"
    assert inside.get("/toi/").status_code == 302
    assert LedgerLine.objects.filter(deed="town.signed-out").exists()


def test_a_stranger_is_sent_to_the_gate_and_back(client):
    assert client.get("/don-vi/?q=hue")["Location"] == "/dang-nhap/?next=%2Fdon-vi%2F%3Fq%3Dhue"


def age(client, key, ago):
    session = client.session
    now = timezone.now()
    session[SIGNED_IN] = session.get(SIGNED_IN, now.isoformat())
    session[SEEN] = session.get(SEEN, now.isoformat())
    session[key] = (now - ago).isoformat()
    session.save()


def test_an_idle_session_ends(inside):
    age(inside, SEEN, timedelta(minutes=31))
    answer = inside.get("/toi/")
    assert answer["Location"].startswith("/dang-nhap/?next=")
    assert "lâu không thao tác" in inside.get("/dang-nhap/").content.decode()
    assert LedgerLine.objects.get(deed="town.signed-out").data == {"reason": "idle"}


def test_no_session_lasts_more_than_half_a_day(inside):
    age(inside, SIGNED_IN, timedelta(hours=12, minutes=1))
    assert inside.get("/toi/").status_code == 302
    assert LedgerLine.objects.get(deed="town.signed-out").data == {"reason": "too-long"}


def test_working_keeps_the_session_and_writes_it_once_a_minute(inside):
    inside.get("/toi/")
    first = inside.session[SEEN]
    inside.get("/toi/")
    assert inside.session[SEEN] == first
    age(inside, SEEN, timedelta(minutes=2))
    assert inside.get("/toi/").status_code == 200
    assert inside.session[SEEN] > (timezone.now() - timedelta(minutes=1)).isoformat()


def test_a_given_password_must_be_changed_first(client, officer):
    Account.objects.update(must_change=True)
    sign_in(client)
    assert client.get("/don-vi/")["Location"] == "/doi-mat-khau/"
    new = "mot cau khac han"
    answer = client.post("/doi-mat-khau/", {"current": PASSWORD, "new_password": new, "again": new})
    assert answer["Location"] == "/toi/"
    assert client.get("/don-vi/").status_code == 200
    assert sign_in(Client(), password=new).status_code == 302


def test_changing_the_password_signs_the_other_places_out(inside, officer):
    elsewhere = Client()
    elsewhere.force_login(officer)
    new = "mot cau khac han"
    inside.post("/doi-mat-khau/", {"current": PASSWORD, "new_password": new, "again": new})
    assert elsewhere.get("/toi/").status_code == 302
    assert inside.get("/toi/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"current": "sai"}, "Mật khẩu hiện tại: chưa đúng"),
        ({"again": "khac nhau 1"}, "chưa giống nhau"),
        ({"new_password": "ngan", "again": "ngan"}, "10"),
        ({"new_password": "1234567890", "again": "1234567890"}, ""),
    ],
)
def test_a_wrong_change_is_explained(inside, changes, said):
    new = "mot cau khac han"
    answer = inside.post("/doi-mat-khau/", {"current": PASSWORD, "new_password": new, "again": new} | changes)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and "msg" in page


def test_a_closed_account_is_out_at_the_next_click(inside, officer):
    services.close_account(account_id=officer.pk, by=None, at=timezone.now())
    assert inside.get("/toi/").status_code == 302
    assert sign_in(Client()).status_code == 422


def test_pages_of_people_are_not_kept_by_browsers(inside):
    assert inside.get("/toi/")["Cache-Control"] == "private, no-store"


@override_settings(DINH_DEMO=False)
def test_without_the_demo_no_sign_in_is_shown(client):
    assert "Địa bàn mẫu" not in client.get("/dang-nhap/").content.decode()


# ---------------------------------------------------------------- units


@pytest.fixture
def bim_son():
    old, first, second = unit("381", date(2025, 6, 30)), unit("14812"), unit("14818")
    succession(old, first), succession(old, second)
    part = unit("14815", date(2025, 6, 30))
    succession(part, first)
    return old, first, second


def test_units_are_searched_as_of_a_day(inside, bim_son):
    then = inside.get("/don-vi/?q=bim+son&ngay=30/06/2025").content.decode()
    assert "Thị xã Bỉm Sơn" in then and "Phường Bỉm Sơn" not in then
    now = inside.get("/don-vi/?q=bim+son&ngay=2026-11-20").content.decode()
    assert "Phường Bỉm Sơn" in now and "Thị xã Bỉm Sơn" not in now


def test_a_bad_day_is_named_and_what_was_typed_stays(inside, bim_son):
    answer = inside.get("/don-vi/?q=bim+son&ngay=31/02/2025")
    page = answer.content.decode()
    assert answer.status_code == 422 and "31/02/2025" in page and "Không có ngày" in page


def test_the_page_of_an_old_unit_says_what_became_of_it(inside, bim_son):
    page = inside.get("/don-vi/381/?ngay=2025-06-30").content.decode()
    for words in (
        "Thị xã Bỉm Sơn",
        "có đến hết ngày",
        "Phường Bỉm Sơn",
        "Phường Quang Trung",
        "203/2025/QH15",
    ):
        assert words in page


def test_the_page_of_todays_unit_says_what_it_was_made_of(inside, bim_son):
    page = inside.get("/don-vi/14812/?ngay=2026-11-20").content.decode()
    assert "Phường Lam Sơn" in page and "toàn bộ" in page and "1686/NQ-UBTVQH15" in page


def test_a_unit_not_of_that_day_points_to_its_days(inside, bim_son):
    answer = inside.get("/don-vi/381/?ngay=2026-11-20")
    page = answer.content.decode()
    assert answer.status_code == 404 and "/don-vi/381/?ngay=2025-06-30" in page
    assert inside.get("/don-vi/99999/").status_code == 404


def test_a_unit_shows_its_offices_people_and_children(inside):
    ward = unit("14812")
    services.open_usual_offices(unit=ward, by=None, at=timezone.now())
    services.appoint(
        person=person("Ngô Văn Mẫu"),
        unit=ward,
        title="Chủ tịch UBND",
        since=date(2025, 7, 1),
        by=None,
        at=timezone.now(),
    )
    page = inside.get("/don-vi/14812/?ngay=2026-11-20").content.decode()
    assert "Phòng Kinh tế, Hạ tầng và Đô thị" in page and "Ngô Văn Mẫu" in page
    assert "Phường Bỉm Sơn" in inside.get("/don-vi/38/?ngay=2026-11-20").content.decode()


def test_pages_take_a_bounded_number_of_queries(inside, bim_son, django_assert_max_num_queries):
    inside.get("/toi/")
    for url, most in (
        ("/don-vi/", 20),
        ("/don-vi/?q=bim+son", 20),
        ("/don-vi/14812/", 22),
        ("/toi/", 20),
        ("/quyen-han/", 16),
    ):
        with django_assert_max_num_queries(most):
            assert inside.get(url).status_code == 200


# ---------------------------------------------------------------- who may


def test_the_table_of_who_may_cell_by_cell(inside):
    """Every cell of the page is what the rule says of somebody with that role alone."""
    page = inside.get("/quyen-han/").content.decode()
    shown = dict(re.findall(r'data-may="([a-z_]+\.[a-z_]+:[a-z_]+):([01])"', page))
    declared = services.deeds()
    assert len(shown) == len(declared) * len(Role)
    day = date(2026, 11, 20)
    for deed in declared:
        for role in Role:
            own = MandateShape(role.value, "/38/14812/")
            may = rules.may([own], deed.roles, "/38/14812/", day)
            assert shown[f"{deed.name}:{role.value}"] == str(int(may)), (deed.name, role)
            # and nothing outside the subtree, before or after, or as somebody else's office
            outside = rules.may([own], deed.roles, "/38/14818/", day)
            above = rules.may([own], deed.roles, "/38/", day)
            past = MandateShape(role.value, "/38/14812/", until=day - timedelta(1))
            office = MandateShape(role.value, "/38/14812/", office_id=1)
            assert not (
                outside
                or above
                or rules.may([past], deed.roles, "/38/14812/", day)
                or rules.may([office], deed.roles, "/38/14812/", day)
                or rules.may([office], deed.roles, "/38/14812/", day, office_id=2)
            )


def test_every_deed_has_words_and_somebody_who_may(inside):
    for deed in services.deeds():
        assert str(deed.words) and deed.roles, deed.name
        assert "viewer" not in deed.roles or deed.name.split(".")[1].startswith(
            ("see", "look", "view", "read", "open_feed")
        ), deed.name


def test_my_page_shows_mandates_standing_in_and_sign_ins(inside, officer):
    who = person("Ngô Văn Mẫu")
    mandate(who, "leader", unit("14812"))
    today = timezone.localdate()
    services.arrange_stand_in(
        absent=who,
        stand_in=officer.person,
        since=today,
        until=today + timedelta(2),
        by=None,
        at=timezone.now(),
    )
    page = inside.get("/toi/").content.decode()
    for words in ("Trần Thị Thử", "Chuyên viên", "Phường Bỉm Sơn", "Đang có", "Ngô Văn Mẫu", "Đang thay"):
        assert words in page


def test_an_account_without_a_person_sees_its_page(client):
    client.force_login(Account.objects.create_user("khongnguoi", PASSWORD))
    assert client.get("/toi/").status_code == 200
