"""Pages of people: who sees whom, each deed with its refusals, and what nobody may do."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dinh.ground import jobs
from dinh.ground.models import LedgerLine
from dinh.town import people_queries, queries, services
from dinh.town.models import Account, Mandate, Office, Person, Post, StandIn
from dinh.town.testing import account, acting, mandate, person, unit

pytestmark = pytest.mark.django_db
LONG_AGO = date(2025, 7, 1)


def today():
    return timezone.localdate()


def vn(day):
    return f"{day:%d/%m/%Y}"


def settle(name, role, where, username, *, office=None, title="Chuyên viên", **days):
    """Somebody with a post, a mandate and an account."""
    who = person(name)
    Post.objects.create(person=who, unit=where, office=office, title=title, since=LONG_AGO)
    mandate(who, role, where, office=office, **days)
    return account(who, username)


@pytest.fixture
def ward():
    return unit("14812")


@pytest.fixture
def office(ward):
    return Office.objects.create(unit=ward, name="Phòng Kinh tế", since=LONG_AGO)


@pytest.fixture
def admin(ward):
    return settle("Trần Quản Trị", "admin", ward, "quantri", title="Quản trị")


@pytest.fixture
def officer(ward, office):
    return settle("Đỗ Thị Mẫu", "officer", ward, "canbo", office=office)


@pytest.fixture
def stranger():
    return settle("Người Nơi Khác", "leader", unit("14818"), "noikhac")


@pytest.fixture
def inside(client, admin):
    client.force_login(admin)
    return client


def at(account_, *parts):
    return "/nguoi/" + "/".join(str(p) for p in (account_.person_id, *parts)) + "/"


def text(answer):
    return answer.content.decode()


# ---------------------------------------------------------------- the list


def test_one_sees_the_people_under_ones_mandates_and_oneself(inside, officer, stranger):
    page = text(inside.get("/nguoi/"))
    assert "Đỗ Thị Mẫu" in page and "Trần Quản Trị" in page and "Người Nơi Khác" not in page
    assert (
        "Chuyên viên, Phòng Kinh tế, phường Bỉm Sơn" in page and "Đang dùng" in page and "Thêm người" in page
    )


@pytest.mark.parametrize("typed", ["do thi", "Đỗ Thị", "mẫu đỗ", "CANBO", "thị"])
def test_people_are_found_with_or_without_marks_and_by_sign_in_name(inside, officer, typed):
    page = text(inside.get("/nguoi/", {"q": typed}))
    assert "Đỗ Thị Mẫu" in page and 'href="' + at(officer) in page


def test_nobody_found_says_what_to_do(inside):
    assert "Không có ai như vậy" in text(inside.get("/nguoi/?q=khong+co+ai"))


def test_people_are_listed_by_unit_and_by_account(client, officer, stranger, ward):
    client.force_login(settle("Quản Trị Tỉnh", "admin", unit("38"), "tinh"))
    page = text(client.get("/nguoi/", {"don-vi": ward.pk}))
    assert "Đỗ Thị Mẫu" in page and "Người Nơi Khác" not in page
    Account.objects.filter(pk=stranger.pk).update(is_active=False)
    closed = text(client.get("/nguoi/?tk=khoa"))
    assert "Người Nơi Khác" in closed and "Đã khóa" in closed and "Đỗ Thị Mẫu" not in closed
    without = person("Chưa Có Gì")
    mandate(without, "viewer", ward)
    assert "Chưa Có Gì" in text(client.get("/nguoi/?tk=chua"))


def test_an_officer_sees_names_but_no_accounts_and_no_deed(client, officer, ward):
    mandate(officer.person, "viewer", ward)
    client.force_login(officer)
    other = settle("Lê Văn Thử", "leader", ward, "lanhdao")
    page = text(client.get("/nguoi/"))
    assert "Lê Văn Thử" in page and "lanhdao" not in page and "Thêm người" not in page
    mine = text(client.get(at(other)))
    assert "Nhật ký" not in mine and "Khóa tài khoản" not in mine and "Chấm dứt" not in mine


def test_pages_of_people_follow_one_another_both_ways(admin, ward):
    for n in range(7):
        Post.objects.create(person=person(f"Người Thứ {n}"), unit=ward, title="Chuyên viên", since=LONG_AGO)
    who = acting(admin.person, timezone.now())
    walk = lambda **key: people_queries.people(who, today(), per_page=3, **key)  # noqa: E731
    first = walk()
    second = walk(after=first.later)
    third = walk(after=second.later)
    names = [p.name for page in (first, second, third) for p in page.rows]
    assert len(names) == len(set(names)) == 8 and not first.earlier and not third.later
    back = walk(before=third.earlier)
    assert [p.pk for p in back.rows] == [p.pk for p in second.rows]
    assert [p.pk for p in walk(before=back.earlier).rows] == [p.pk for p in first.rows]
    assert not walk(before=back.earlier).earlier
    assert walk(after="khong phai so").rows == first.rows


def test_the_number_of_queries_does_not_grow(inside, admin, officer, ward, django_assert_max_num_queries):
    for n in range(12):
        settle(f"Người Thứ {n}", "officer", ward, f"nguoi{n}")
    for url, most in (("/nguoi/", 22), ("/nguoi/?q=nguoi", 22), ("/nguoi/them/", 20), (at(officer), 26)):
        with django_assert_max_num_queries(most):
            assert inside.get(url).status_code == 200


# ---------------------------------------------------------------- taking somebody on


def newcomer(office_, **changes):
    return {
        "name": "Hoàng Thị Mới",
        "title": "Chuyên viên",
        "office": office_.pk,
        "since": vn(today()),
        "role": "officer",
        "reach": "office",
        "username": "Moi.HT",
    } | changes


def test_a_newcomer_gets_name_post_role_and_account_at_once(inside, office, ward):
    answer = inside.post("/nguoi/them/", newcomer(office))
    page = text(answer)
    made = Account.objects.get(username="moi.ht")
    password = re.search(r"<code>([a-z]+-[a-z]+-[a-z]+-[a-z]+-\d{4})</code>", page)[1]
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert made.must_change and made.check_password(password)
    post, given = Post.objects.get(person=made.person), Mandate.objects.get(person=made.person)
    assert (post.office, given.office, given.role, given.unit) == (office, office, "officer", ward)
    lines = list(LedgerLine.objects.order_by("id"))
    assert [line.deed for line in lines][-4:] == [
        "town.person-registered",
        "town.appointed",
        "town.mandate-given",
        "town.account-opened",
    ]
    assert not any(password in line.data_text for line in lines)
    # shown once: neither the page of the person nor doing it again tells it
    assert password not in text(inside.get(at(made)))
    again = inside.post("/nguoi/them/", newcomer(office))
    assert again.status_code == 422 and "đã có người dùng" in text(again)
    other = Client()
    other.post("/dang-nhap/", {"username": "moi.ht", "password": password})
    assert other.get("/toi/")["Location"] == "/doi-mat-khau/"


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"name": ""}, "name", "Nhập họ và tên."),
        ({"title": " "}, "title", "Nhập chức vụ."),
        ({"since": "31/02/2026"}, "since", "Không có ngày 31/2/2026"),
        ({"role": "king"}, "role", "king"),
        ({"role": ""}, "role", "Chọn vai trò."),
        ({"office": ""}, "office", "Chọn cơ quan, vì phạm vi chỉ gồm một cơ quan."),
        ({"office": 999_999}, "office", ""),
        ({"until": "01/01/2020"}, "until", "phải từ ngày bắt đầu trở đi"),
        ({"username": "có dấu"}, "username", "Tên đăng nhập: 3 đến 60"),
        ({"username": "quantri"}, "username", "đã có người dùng"),
    ],
)
def test_what_is_wrong_with_a_newcomer_stands_beside_its_field_and_nothing_is_written(
    inside, office, changes, field, said
):
    before = Person.objects.count(), Post.objects.count(), LedgerLine.objects.count()
    answer = inside.post("/nguoi/them/", newcomer(office, **changes))
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert said in text(answer) and changes.get("username", "Moi.HT") in text(answer)
    assert (Person.objects.count(), Post.objects.count(), LedgerLine.objects.count()) == before


def test_a_newcomer_goes_only_where_one_may(inside, office, officer, stranger):
    answer = inside.post("/nguoi/them/?don-vi=14818", newcomer(office))
    assert answer.status_code == 403
    assert "chưa được giao quyền “Ghi tên cán bộ, bổ nhiệm chức vụ” tại phường Quang Trung" in text(answer)
    assert inside.get("/nguoi/them/?don-vi=khong-co").status_code == 404
    outsider = Client()
    outsider.force_login(officer)
    refused = outsider.get("/nguoi/them/")
    assert refused.status_code == 403 and "Trần Quản Trị (Quản trị)" in text(refused)
    assert not Person.objects.filter(name="Hoàng Thị Mới").exists()


def test_an_administrator_of_a_province_picks_the_unit_first(client, ward):
    unit("14818")
    client.force_login(settle("Quản Trị Tỉnh", "admin", unit("38"), "tinh"))
    page = text(client.get("/nguoi/them/?don-vi=14812"))
    assert "Thêm người vào phường Bỉm Sơn" in page and "Phường Quang Trung" in page
    assert "Thêm người vào tỉnh Thanh Hóa" in text(client.get("/nguoi/them/"))


# ---------------------------------------------------------------- the page of a person


def test_the_page_of_a_person_tells_posts_mandates_account_and_story(inside, officer, admin):
    services.reset_password(
        account_id=officer.pk, new="mot cau khac han", by=acting(admin.person), at=timezone.now()
    )
    page = text(inside.get(at(officer)))
    for words in (
        "Đỗ Thị Mẫu", "Phòng Kinh tế, phường Bỉm Sơn", "Đang có", "Chưa đổi mật khẩu đầu", "canbo",
        "<b>Trần Quản Trị</b> Cấp lại mật khẩu", "Giao quyền", "Khóa tài khoản",
    ):  # fmt: skip
        assert words in page, words


def test_a_name_from_elsewhere_opens_to_the_post_only(inside, stranger):
    page = text(inside.get(at(stranger)))
    assert "Người Nơi Khác" in page and "phường Quang Trung" in page and "ngoài phạm vi" in page
    assert "noikhac" not in page and "Lãnh đạo" not in page and "Nhật ký" not in page
    assert inside.get(at(stranger, "quyen")).status_code == 404
    assert inside.get("/nguoi/999999/").status_code == 404


def test_a_long_story_goes_on_to_older_lines(inside, officer):
    for n in range(25):
        services.appoint(
            person=officer.person,
            unit=unit("14812"),
            title=f"Tổ viên {n:02}",
            since=LONG_AGO,
            by=None,
            at=timezone.now(),
        )
    story = lambda page: page.partition('id="nhat-ky"')[2]  # noqa: E731
    page = text(inside.get(at(officer)))
    older = re.search(r"\?truoc=(\d+)#nhat-ky", page)[1]
    assert "Tổ viên 24" in story(page) and "Bổ nhiệm chức vụ: Tổ viên 04" not in page
    rest = text(inside.get(f"{at(officer)}?truoc={older}"))
    assert "Bổ nhiệm chức vụ: Tổ viên 04" in rest and "Bổ nhiệm chức vụ: Tổ viên 24" not in rest


def test_names_lead_to_their_pages(inside, officer):
    from dinh.look import openers

    assert openers.open_one(officer.person.ref).url == at(officer)
    assert openers.open_one(officer.ref).url == at(officer)
    jobs.run("boards.reindex")  # the index follows the ledger after each request, not within a test
    assert at(officer) in text(inside.get("/tim/?q=do+thi"))
    assert at(officer) in text(inside.get("/don-vi/14812/"))


def test_the_menu_leads_administrators_to_people(inside, officer):
    assert 'href="/nguoi/"' in text(inside.get("/toi/"))
    other = Client()
    other.force_login(officer)
    assert 'href="/nguoi/"' not in text(other.get("/toi/"))


# ---------------------------------------------------------------- name, e-mail, telephone


def test_an_administrator_corrects_a_person_and_the_ledger_keeps_the_old(inside, officer):
    Person.objects.filter(pk=officer.person_id).update(phone="0912 345 687")
    url = at(officer, "sua")
    assert 'value="0912 345 687"' in text(inside.get(url))
    data = {"name": "Đỗ  Thị Mới", "email": "mau@xa.example", "phone": "0912 345 678"}
    assert inside.post(url, data)["Location"] == at(officer)
    officer.person.refresh_from_db()
    assert (officer.person.name, officer.person.folded) == ("Đỗ Thị Mới", "do thi moi")
    line = LedgerLine.objects.latest("id")
    assert line.deed == "town.person-corrected"
    assert line.data["before"] == {"name": "Đỗ Thị Mẫu", "email": "", "phone": "0912 345 687"}
    page = text(inside.get(at(officer)))
    assert "điện thoại 0912 345 678 (trước là 0912 345 687)" in page and "mau@xa.example" in page
    count = LedgerLine.objects.count()
    inside.post(url, data)
    assert LedgerLine.objects.count() == count, "nothing changed, nothing to tell"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": " "}, "name"), ({"email": "khong-phai"}, "email"), ({"phone": "abc"}, "phone")],
)
def test_what_is_wrong_with_a_correction_stands_beside_its_field(inside, officer, changes, field):
    answer = inside.post(at(officer, "sua"), {"name": "Đỗ Thị Mẫu", "email": "", "phone": ""} | changes)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not LedgerLine.objects.filter(deed="town.person-corrected").exists()


def test_one_corrects_ones_own_e_mail_but_not_ones_name_nor_anybody_elses(officer, admin, stranger):
    mine = Client()
    mine.force_login(officer)
    url = at(officer, "sua")
    assert 'name="name"' not in text(mine.get(url))
    mine.post(url, {"name": "Tên Tự Đặt", "email": "toi@xa.example", "phone": ""})
    officer.person.refresh_from_db()
    assert (officer.person.name, officer.person.email) == ("Đỗ Thị Mẫu", "toi@xa.example")
    assert mine.get(at(stranger, "sua")).status_code == 404
    with pytest.raises(services.NotAllowed):
        services.correct_person(
            person_id=officer.person_id,
            name="Tên Tự Đặt",
            email="",
            phone="",
            by=acting(officer.person),
            at=timezone.now(),
        )
    mandate(officer.person, "viewer", unit("14812"))
    assert mine.get(at(admin, "sua")).status_code == 403


# ---------------------------------------------------------------- posts and mandates


def test_a_post_is_given_and_ended_after_a_confirmation(inside, officer, office):
    url = at(officer, "chuc-vu")
    assert inside.post(url, {"title": "", "since": ""}).status_code == 422
    data = {"title": "Phó Trưởng phòng", "office": office.pk, "since": vn(today())}
    assert inside.post(url, data)["Location"] == at(officer)
    post = Post.objects.get(title="Phó Trưởng phòng")
    end = at(officer, "chuc-vu", post.pk, "thoi")
    asked = inside.post(end, {"until": vn(today())})
    assert "da-chac" in text(asked) and "Không lấy lại được" in text(asked)
    post.refresh_from_db()
    assert post.until is None
    assert inside.post(end, {"until": vn(today()), "da-chac": "1"})["Location"] == at(officer)
    post.refresh_from_db()
    assert post.until == today()
    assert inside.get(at(officer, "chuc-vu", 999_999, "thoi")).status_code == 404


def give(client, officer, **changes):
    data = {"role": "planner", "reach": "unit", "since": vn(today())} | changes
    return client.post(at(officer, "quyen"), data)


def test_a_mandate_is_given_and_ended_after_a_confirmation(inside, officer):
    assert give(inside, officer, basis="12/QĐ-UBND")["Location"] == at(officer)
    given = Mandate.objects.get(role="planner")
    assert "Đã giao quyền Chuyên viên chuyển đổi số, phường Bỉm Sơn" in text(inside.get(at(officer)))
    end = at(officer, "quyen", given.pk, "cham-dut")
    assert inside.post(end, {"until": vn(today() - timedelta(9))}).status_code == 422
    kept = {"until": vn(today()), "reason": "Chuyển công tác"}
    asked = text(inside.post(end, kept))
    assert (
        "Chấm dứt quyền Chuyên viên chuyển đổi số, phường Bỉm Sơn?" in asked
        and 'value="Chuyển công tác"' in asked
    )
    assert inside.post(end, kept | {"da-chac": "1"})["Location"] == at(officer)
    given.refresh_from_db()
    assert given.until == today()
    assert "Chấm dứt quyền hạn: Chuyên viên chuyển đổi số" in text(inside.get(at(officer)))
    assert inside.get(at(officer, "quyen", 999_999, "cham-dut")).status_code == 404


def test_no_mandate_is_given_outside_ones_own_subtree(inside, officer, stranger):
    for code in ("38", "14818"):
        answer = inside.post(
            f"{at(officer, 'quyen')}?don-vi={code}", {"role": "admin", "reach": "unit", "since": vn(today())}
        )
        assert answer.status_code == 403 and "chưa được giao quyền “Giao quyền hạn”" in text(answer)
    assert not Mandate.objects.filter(person=officer.person, role="admin").exists()


def test_a_refused_deed_says_who_has_the_mandate(client, officer, admin, ward):
    mandate(officer.person, "leader", ward)
    client.force_login(officer)
    own = Mandate.objects.filter(person=admin.person).get()
    post = Post.objects.get(person=admin.person)
    for parts in (
        ("quyen",), ("quyen", own.pk, "cham-dut"), ("chuc-vu",), ("chuc-vu", post.pk, "thoi"), ("thay",),
        ("tai-khoan", "mat-khau"), ("tai-khoan", "khoa"), ("tai-khoan", "mo-lai"), ("tai-khoan",),
    ):  # fmt: skip
        for answer in (client.get(at(admin, *parts)), client.post(at(admin, *parts), {"da-chac": "1"})):
            assert answer.status_code == 403 and "Trần Quản Trị (Quản trị)" in text(answer), parts
    assert not LedgerLine.objects.filter(deed__startswith="town.mandate").exists()


def test_who_stands_in_for_an_administrator_leaves_no_lasting_power_behind(client, admin, officer):
    until = today() + timedelta(3)
    services.arrange_stand_in(
        absent=admin.person, stand_in=officer.person, since=today(), until=until, by=None, at=timezone.now()
    )
    client.force_login(officer)
    mine = at(officer, "quyen")
    data = {"reach": "unit", "since": vn(today())}
    admin_too = client.post(mine, data | {"role": "admin", "until": vn(until)})
    assert admin_too.status_code == 422 and "không giao được vai trò Quản trị" in text(admin_too)
    for last in ("", vn(until + timedelta(1))):
        answer = client.post(mine, data | {"role": "leader", "until": last})
        assert answer.status_code == 422 and f"không quá {vn(until)}" in text(answer)
    assert client.post(mine, data | {"role": "leader", "until": vn(until)}).status_code == 302


def test_an_administrator_for_a_time_makes_no_administrator_for_longer(client, officer, ward):
    until = today() + timedelta(30)
    client.force_login(settle("Quản Trị Tạm", "admin", ward, "tam", until=until))
    longer = give(client, officer, role="admin")
    assert longer.status_code == 422 and f"không quá {vn(until)}" in text(longer)
    assert give(client, officer, role="admin", until=vn(until)).status_code == 302
    assert give(client, officer, role="planner").status_code == 302


def test_an_administrator_does_not_end_their_own_right(inside, admin):
    own = Mandate.objects.get(person=admin.person)
    assert at(admin, "quyen", own.pk, "cham-dut") not in text(inside.get(at(admin)))
    answer = inside.post(at(admin, "quyen", own.pk, "cham-dut"), {"until": vn(today()), "da-chac": "1"})
    assert answer.status_code == 422 and "nhờ một quản trị khác" in text(answer)


# ---------------------------------------------------------------- standing in


@pytest.fixture
def chairman(ward):
    return settle("Ngô Văn Mẫu", "leader", ward, "chutich", title="Chủ tịch UBND phường")


def lend(client, chairman, officer, **changes):
    own = Mandate.objects.get(person=chairman.person)
    days = {"since": vn(today()), "until": vn(today() + timedelta(2))}
    return client.post(
        at(chairman, "thay"), {"stand_in": officer.person_id, "mandates": [own.pk]} | days | changes
    )


def test_a_leader_arranges_and_ends_their_own_stand_in(client, chairman, officer):
    client.force_login(chairman)
    assert at(chairman, "thay") in text(client.get("/toi/"))
    assert "Đỗ Thị Mẫu, Chuyên viên, Phòng Kinh tế" in text(client.get(at(chairman, "thay")))
    assert lend(client, chairman, officer).status_code == 302
    assert [m.role for m in acting(officer.person, timezone.now()).mandates] == ["officer", "leader"]
    one = StandIn.objects.get()
    end = at(chairman, "thay", one.pk, "ket-thuc")
    assert end in text(client.get("/toi/"))
    asked = client.post(end, {"until": vn(today())})
    assert "Kết thúc việc Đỗ Thị Mẫu thay Ngô Văn Mẫu?" in text(asked)
    assert client.post(end, {"until": vn(today()), "da-chac": "1"}).status_code == 302
    one.refresh_from_db()
    assert one.until == today()
    assert client.post(end, {"until": vn(today() + timedelta(9))}).status_code == 422


def test_an_administrator_arranges_for_somebody_absent(inside, chairman, officer):
    assert lend(inside, chairman, officer).status_code == 302
    page = text(inside.get(at(chairman)))
    assert "Đang thay" in page and "Giao người thay quyền: Đỗ Thị Mẫu thay Ngô Văn Mẫu" in page
    assert "Đang thay" in text(inside.get(at(officer)))


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"stand_in": ""}, "stand_in"), ({"until": ""}, "until"), ({"mandates": []}, "mandates"),
     ({"until": "01/01/2020"}, "until"), ({"mandates": [999_999]}, "mandates")],
)  # fmt: skip
def test_what_is_wrong_with_a_standing_in_stands_beside_its_field(inside, chairman, officer, changes, field):
    answer = lend(inside, chairman, officer, **changes)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not StandIn.objects.exists()


def test_only_colleagues_who_can_sign_in_may_stand_in(inside, chairman, stranger):
    answer = lend(inside, chairman, stranger)
    assert answer.status_code == 422 and "stand_in" in answer.context["form"].errors


def test_an_officer_asks_somebody_else_to_arrange_it(client, officer, admin):
    client.force_login(officer)
    assert at(officer, "thay") not in text(client.get("/toi/"))
    answer = client.get(at(officer, "thay"))
    assert answer.status_code == 403 and "Giao người thay quyền của mình" in text(answer)


# ---------------------------------------------------------------- accounts


def told_password(answer):
    return re.search(r"<code>([a-z-]+-\d{4})</code>", text(answer))[1]


def test_an_account_is_opened_reset_closed_and_opened_again(inside, ward):
    who = person("Vũ Thị Mới")
    Post.objects.create(person=who, unit=ward, title="Văn thư", since=LONG_AGO)
    url = f"/nguoi/{who.pk}/tai-khoan/"
    assert inside.post(url, {"username": "x"}).status_code == 422
    first = told_password(inside.post(url, {"username": "vuthimoi"}))
    assert inside.post(url, {"username": "khac"}).status_code == 302  # there is one already
    made = Account.objects.get(username="vuthimoi")
    assert made.must_change and made.check_password(first)

    signed_in = Client()
    signed_in.force_login(made)
    assert "mất hiệu lực ngay" in text(inside.get(f"{url}mat-khau/"))
    assert Account.objects.get(pk=made.pk).check_password(first)  # asking changes nothing
    second = told_password(inside.post(f"{url}mat-khau/", {"da-chac": "1"}))
    made.refresh_from_db()
    assert second != first and made.check_password(second)
    assert signed_in.get("/toi/")["Location"].startswith("/dang-nhap/")

    assert inside.post(f"{url}mo-lai/", {"da-chac": "1"}).status_code == 403  # it is open
    assert "Khóa tài khoản vuthimoi?" in text(inside.get(f"{url}khoa/"))
    assert inside.post(f"{url}khoa/", {"da-chac": "1"}).status_code == 302
    made.refresh_from_db()
    assert not made.is_active and "Đã khóa" in text(inside.get(f"/nguoi/{who.pk}/"))
    assert "Tài khoản này đã khóa" in text(inside.post(f"{url}khoa/", {"da-chac": "1"}))
    assert inside.post(f"{url}mat-khau/", {"da-chac": "1"}).status_code == 403
    assert "Mở lại tài khoản vuthimoi?" in text(inside.get(f"{url}mo-lai/"))
    third = told_password(inside.post(f"{url}mo-lai/", {"da-chac": "1"}))
    made.refresh_from_db()
    assert made.is_active and made.must_change and made.check_password(third)
    told = list(LedgerLine.objects.order_by("id").values_list("deed", flat=True))
    assert told == [
        "town.account-opened", "town.password-reset", "town.account-closed", "town.account-reopened",
    ]  # fmt: skip


def test_ones_own_account_is_neither_reset_nor_closed_here(inside, admin):
    page = text(inside.get(at(admin)))
    assert "Khóa tài khoản" not in page and "Đổi mật khẩu" in page
    for what in ("mat-khau", "khoa"):
        answer = inside.post(at(admin, "tai-khoan", what), {"da-chac": "1"})
        assert answer.status_code == 403
    admin.refresh_from_db()
    assert admin.is_active and not admin.must_change


def test_a_wards_administrator_never_takes_over_the_account_of_somebody_above(inside, admin, ward):
    """Writing the province's administrator into a post of the ward, or having them stand in there, gives no hold."""
    above = settle("Quản Trị Tỉnh", "admin", unit("38"), "tinh")
    by = acting(admin.person, timezone.now())
    services.appoint(person=above.person, unit=ward, title="Tổ viên", since=today(), by=by, at=timezone.now())
    services.give_mandate(
        person=above.person, role="viewer", unit=ward, since=today(), by=by, at=timezone.now()
    )
    for what in ("mat-khau", "khoa"):
        answer = inside.post(at(above, "tai-khoan", what), {"da-chac": "1"})
        assert answer.status_code == 403 and "tại tỉnh Thanh Hóa" in text(answer)
    page = text(inside.get(at(above)))
    assert "Nhật ký" not in page and "Khóa tài khoản" not in page
    above.refresh_from_db()
    assert above.is_active and not above.must_change


def test_a_first_password_is_never_weak_and_never_the_same():
    made = {services.first_password() for _ in range(50)}
    assert len(made) == 50 and all(len(one) >= 15 for one in made)
    for one in list(made)[:5]:
        from django.contrib.auth.password_validation import validate_password

        validate_password(one)


def test_places_of_a_person_count_what_lasts_else_the_last(ward, chairman, officer):
    assert queries.places_of(chairman.person_id, today()) == ["/38/14812/"]
    Mandate.objects.all().update(until=today() - timedelta(1))
    Post.objects.all().update(until=today() - timedelta(1))
    assert queries.places_of(chairman.person_id, today()) == ["/38/14812/"]
    assert queries.places_of(person("Chưa Ở Đâu").pk, today()) == ["/"]
