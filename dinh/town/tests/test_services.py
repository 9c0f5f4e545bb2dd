"""Deeds of the town: offices, persons, mandates, standing-in, accounts."""

from datetime import date, timedelta

import pytest

from dinh.ground.models import LedgerLine
from dinh.town import queries, services
from dinh.town.models import Account, Mandate, Office
from dinh.town.shapes import Actor
from dinh.town.testing import EVE, NOON, TODAY, account, acting, actor, mandate, person, succession, unit

pytestmark = pytest.mark.django_db
PASSWORD = "mot cau du dai 1"


@pytest.fixture
def ward():
    return unit("14812")


@pytest.fixture
def admin(ward):
    return actor("admin", ward, name="Trần Quản Trị")


def deeds_told():
    return list(LedgerLine.objects.order_by("id").values_list("deed", flat=True))


# ---------------------------------------------------------------- offices


def test_an_office_is_opened_with_its_code_in_both_forms(ward, admin):
    office = services.open_office(
        unit=ward, name="Phòng Kinh tế", org_code="000.00.15.H56", since=TODAY, by=admin, at=NOON
    )
    assert (office.org_code_new, office.org_code_old) == ("H56.15", "000.00.15.H56")
    assert queries.office_by_code("h56.15", TODAY) == office
    assert queries.office_by_code("không phải mã", TODAY) is None
    assert deeds_told() == ["town.office-opened"]


def test_an_office_with_a_wrong_code_or_no_name_is_refused(ward, admin):
    with pytest.raises(services.OfficeProblem, match="Mã định danh"):
        services.open_office(unit=ward, name="Phòng Kinh tế", org_code="56/15", by=admin, at=NOON)
    with pytest.raises(services.OfficeProblem, match="Tên cơ quan"):
        services.open_office(unit=ward, name="  ", by=admin, at=NOON)
    with pytest.raises(services.OfficeProblem, match="Đến hết ngày"):
        services.open_office(
            unit=ward, name="Phòng", since=TODAY, until=TODAY - timedelta(1), by=admin, at=NOON
        )
    assert deeds_told() == []


def test_the_usual_offices_are_opened_once(ward, admin):
    first = services.open_usual_offices(unit=ward, by=admin, at=NOON)
    assert "Phòng Kinh tế, Hạ tầng và Đô thị" in {office.name for office in first}
    assert "Công an phường Bỉm Sơn" in {office.name for office in first}
    assert services.open_usual_offices(unit=ward, by=admin, at=NOON) == []
    assert deeds_told() == ["town.offices-opened"]
    assert len(queries.offices_of(ward, TODAY)) == len(first)
    assert queries.offices_of(ward, EVE) == []


def test_a_province_has_the_departments_of_the_day(admin):
    province = unit("38")
    services.open_usual_offices(unit=province, by=None, at=NOON)
    then = {office.kind for office in queries.offices_of(province, date(2021, 11, 1))}
    now = {office.kind for office in queries.offices_of(province, TODAY)}
    assert "so-thong-tin-truyen-thong" in then - now
    assert "so-nong-nghiep-moi-truong" in now - then


def test_an_office_is_closed_once(ward, admin):
    office = services.open_office(unit=ward, name="Phòng Kinh tế", since=TODAY, by=admin, at=NOON)
    with pytest.raises(services.OfficeProblem, match="từ ngày bắt đầu"):
        services.close_office(office_id=office.pk, until=TODAY - timedelta(1), by=admin, at=NOON)
    services.close_office(office_id=office.pk, until=TODAY, by=admin, at=NOON)
    assert queries.offices_of(ward, TODAY + timedelta(1)) == []
    with pytest.raises(services.OfficeProblem, match="đã kết thúc ngày 20/11/2026"):
        services.close_office(office_id=office.pk, until=TODAY, by=admin, at=NOON)


# ---------------------------------------------------------------- persons


def test_a_person_is_appointed_and_leaves(ward, admin):
    who = services.register_person(name="  Nguyễn  Văn Mẫu ", unit=ward, by=admin, at=NOON)
    post = services.appoint(person=who, unit=ward, title="Chủ tịch UBND", since=TODAY, by=admin, at=NOON)
    assert who.name == "Nguyễn Văn Mẫu" and queries.persons_named("nguyen van") == [who]
    assert queries.posts_in(ward, TODAY) == [post]
    services.end_post(post_id=post.pk, until=TODAY, by=admin, at=NOON)
    assert queries.posts_in(ward, TODAY + timedelta(1)) == []
    with pytest.raises(services.PersonProblem, match="đã thôi"):
        services.end_post(post_id=post.pk, until=TODAY, by=admin, at=NOON)
    assert deeds_told() == ["town.person-registered", "town.appointed", "town.post-left"]


def test_a_post_is_in_an_office_of_the_same_unit(ward, admin):
    elsewhere = Office.objects.create(unit=unit("14818"), name="Phòng Kinh tế")
    with pytest.raises(services.PersonProblem, match="không thuộc phường Bỉm Sơn"):
        services.appoint(
            person=person(), unit=ward, office=elsewhere, title="Trưởng phòng", since=TODAY, by=admin, at=NOON
        )


# ---------------------------------------------------------------- mandates


def test_a_mandate_works_on_its_days_and_in_its_subtree(ward, admin):
    who = person("Lê Thị Thử")
    account(who)
    given = services.give_mandate(person=who, role="leader", unit=ward, since=TODAY, by=admin, at=NOON)
    services.end_mandate(mandate_id=given.pk, until=TODAY + timedelta(3), by=admin, at=NOON)
    paths = lambda days: [m.unit_path for m in acting(who, NOON + timedelta(days)).mandates]  # noqa: E731
    assert (paths(-1), paths(0), paths(3), paths(4)) == ([], ["/38/14812/"], ["/38/14812/"], [])
    with pytest.raises(services.MandateProblem, match="đã hết từ ngày 23/11/2026"):
        services.end_mandate(mandate_id=given.pk, until=TODAY + timedelta(9), by=admin, at=NOON)
    assert deeds_told() == ["town.mandate-given", "town.mandate-ended"]


def test_a_mandate_is_of_a_known_role_and_an_office_of_the_unit(ward, admin):
    with pytest.raises(services.MandateProblem, match="Vai trò"):
        services.give_mandate(person=person(), role="king", unit=ward, since=TODAY, by=admin, at=NOON)
    elsewhere = Office.objects.create(unit=unit("14818"), name="Phòng Kinh tế")
    with pytest.raises(services.MandateProblem, match="Cơ quan"):
        services.give_mandate(
            person=person(), role="leader", unit=ward, office=elsewhere, since=TODAY, by=admin, at=NOON
        )
    with pytest.raises(services.MandateProblem, match="Đến hết ngày"):
        services.give_mandate(
            person=person(), role="leader", unit=ward, since=TODAY, until=EVE, by=admin, at=NOON
        )


def test_an_administrator_of_a_ward_gives_nothing_elsewhere(ward, admin):
    for place in ("38", "14818"):
        with pytest.raises(services.NotAllowed):
            services.give_mandate(
                person=person(), role="leader", unit=unit(place), since=TODAY, by=admin, at=NOON
            )
    assert not Mandate.objects.filter(role="leader").exists()


def test_a_refusal_names_who_may(ward, admin):
    viewer = actor("viewer", ward, name="Đặng Văn Xem")
    with pytest.raises(services.NotAllowed) as refused:
        services.give_mandate(person=person(), role="leader", unit=ward, since=TODAY, by=viewer, at=NOON)
    said = str(refused.value)
    assert "Đặng Văn Xem chưa được giao quyền “Giao quyền hạn” tại phường Bỉm Sơn" in said
    assert "Trần Quản Trị (Quản trị)" in said


def test_a_refusal_says_which_role_it_takes_when_nobody_has_it(ward):
    viewer = actor("viewer", ward)
    with pytest.raises(services.NotAllowed, match="dành cho: quản trị"):
        services.require(viewer, "town.give_mandate", ward.path, NOON)


def test_an_expired_mandate_does_nothing(ward):
    gone = actor("admin", ward, until=TODAY - timedelta(1))
    with pytest.raises(services.NotAllowed):
        services.register_person(name="Ai Đó", unit=ward, by=gone, at=NOON)


def test_todays_ward_inherits_the_communes_that_went_into_it_whole(ward, admin):
    old = unit("14815", EVE)
    succession(old, ward)
    given = services.give_mandate(person=person(), role="planner", unit=ward, since=TODAY, by=admin, at=NOON)
    assert given.inherited_paths == ["/38/381/14815/"]


# ---------------------------------------------------------------- standing in


@pytest.fixture
def chairman(ward):
    who = person("Ngô Văn Mẫu")
    mandate(who, "leader", ward)
    account(who, "chutich")
    return who


@pytest.fixture
def deputy():
    who = person("Lý Thị Thử")
    account(who, "pho")
    return who


def arrange(chairman, deputy, by, **changes):
    days = {"since": TODAY, "until": TODAY + timedelta(5)}
    return services.arrange_stand_in(absent=chairman, stand_in=deputy, by=by, at=NOON, **(days | changes))


def test_standing_in_lasts_its_days_and_no_longer(chairman, deputy, admin, ward):
    arrange(chairman, deputy, admin)
    for days, held in ((-1, False), (0, True), (5, True), (6, False)):
        shapes = acting(deputy, NOON + timedelta(days)).mandates
        assert bool(shapes) is held
        assert all(shape.for_person_id == chairman.pk for shape in shapes)
    assert deeds_told()[-1] == "town.stand-in-arranged"


def test_standing_in_ends_when_the_mandate_itself_ends(chairman, deputy, admin):
    arrange(chairman, deputy, admin)
    services.end_mandate(
        mandate_id=Mandate.objects.get(person=chairman).pk, until=TODAY + timedelta(1), by=admin, at=NOON
    )
    assert acting(deputy, NOON + timedelta(1)).mandates
    assert not acting(deputy, NOON + timedelta(2)).mandates


def test_a_leader_arranges_for_themselves_but_not_for_another(chairman, deputy, ward):
    arrange(chairman, deputy, acting(chairman))
    other = person("Phan Thị Mẫu")
    mandate(other, "leader", ward)
    with pytest.raises(services.NotAllowed):
        arrange(other, deputy, acting(chairman))


def test_an_officer_does_not_hand_on_their_work(deputy, ward):
    who = person("Bùi Văn Thử")
    mandate(who, "officer", ward)
    account(who, "chuyenvien")
    with pytest.raises(services.NotAllowed):
        arrange(who, deputy, acting(who))


def test_what_one_has_by_standing_in_is_not_handed_on(chairman, deputy, admin):
    arrange(chairman, deputy, admin)
    third = person("Cao Văn Mẫu")
    with pytest.raises(services.MandateProblem, match="không có quyền nào"):
        arrange(deputy, third, acting(deputy))


def test_only_the_chosen_mandates_are_lent(chairman, deputy, admin, ward):
    second = mandate(chairman, "planner", ward)
    arrange(chairman, deputy, admin, mandates=[second])
    assert [shape.role for shape in acting(deputy).mandates] == ["planner"]
    with pytest.raises(services.MandateProblem, match="không phải của"):
        arrange(chairman, deputy, admin, mandates=[mandate(deputy, "viewer", ward)])


def test_standing_in_makes_sense(chairman, deputy, admin):
    with pytest.raises(services.MandateProblem, match="tự thay mình"):
        arrange(chairman, chairman, admin)
    with pytest.raises(services.MandateProblem, match="Đến hết ngày"):
        arrange(chairman, deputy, admin, until=TODAY - timedelta(1))


def test_either_ends_it_early_and_a_stranger_does_not(chairman, deputy, admin, ward):
    arranged = arrange(chairman, deputy, admin)
    stranger = actor("leader", ward)
    with pytest.raises(services.NotAllowed):
        services.end_stand_in(stand_in_id=arranged.pk, until=TODAY, by=stranger, at=NOON)
    services.end_stand_in(stand_in_id=arranged.pk, until=TODAY, by=acting(deputy), at=NOON)
    assert not acting(deputy, NOON + timedelta(1)).mandates
    with pytest.raises(services.MandateProblem, match="trong khoảng"):
        services.end_stand_in(stand_in_id=arranged.pk, until=TODAY + timedelta(3), by=admin, at=NOON)


def test_the_actor_is_known_in_two_queries(chairman, deputy, admin, django_assert_num_queries):
    arrange(chairman, deputy, admin)
    one = Account.objects.get(person=deputy)
    with django_assert_num_queries(2):
        queries.actor_of(one, NOON)


def test_what_an_actor_sees_is_filtered_in_the_table(ward):
    unit("14818"), unit("79")
    from dinh.town.models import Unit

    seen = lambda who, **more: set(  # noqa: E731
        Unit.objects.filter(queries.unit_scope_q(who, TODAY, prefix="", **more)).values_list(
            "code", flat=True
        )
    )
    assert seen(actor("viewer", ward)) == {"14812"}
    assert seen(actor("viewer", ward), with_above=True) == {"14812", "38"}
    assert seen(actor("province", unit("38"))) == {"38", "14812", "14818"}
    assert seen(actor("viewer", ward, until=TODAY - timedelta(1))) == set()
    assert seen(Actor(None, "không ai")) == seen(None) == set()
    assert [u.code for u in queries.visible_units(actor("viewer", ward), TODAY)] == ["14812"]


# ---------------------------------------------------------------- accounts


def test_an_account_is_opened_and_must_change_its_password(ward, admin):
    who = services.register_person(name="Đỗ Thị Mẫu", unit=ward, by=admin, at=NOON)
    services.appoint(person=who, unit=ward, title="Văn thư", since=TODAY, by=admin, at=NOON)
    opened = services.open_account(person=who, username=" VanThu.Moi ", password=PASSWORD, by=admin, at=NOON)
    assert (opened.username, opened.must_change) == ("vanthu.moi", True)
    assert opened.password.startswith("argon2")
    changed = services.change_password(account_id=opened.pk, current=PASSWORD, new="cau khac han 22", at=NOON)
    assert not changed.must_change and changed.check_password("cau khac han 22")
    lines = LedgerLine.objects.filter(deed__startswith="town.")
    assert not any(PASSWORD in str(line.data) or "cau khac han" in str(line.data) for line in lines)


@pytest.mark.parametrize("password", ["ngan", "1234567890", "password123", "qwertyuiop"])
def test_a_weak_password_is_refused_with_a_sentence(ward, admin, password):
    with pytest.raises(services.AccountProblem) as refused:
        services.open_account(person=person(), username="ai.do", password=password, by=None, at=NOON)
    assert refused.value.field == "new_password" and str(refused.value)


@pytest.mark.parametrize("username", ["", "ab", "có dấu", "a b c", "-abc", "x" * 61])
def test_a_username_is_plain(username):
    with pytest.raises(services.AccountProblem, match="Tên đăng nhập"):
        services.open_account(person=person(), username=username, password=PASSWORD, by=None, at=NOON)


def test_one_account_a_person_one_name_an_account():
    who = person()
    services.open_account(person=who, username="mot", password=PASSWORD, by=None, at=NOON)
    with pytest.raises(services.AccountProblem, match="đã có tài khoản"):
        services.open_account(person=who, username="hai", password=PASSWORD, by=None, at=NOON)
    with pytest.raises(services.AccountProblem, match="đã có người dùng"):
        services.open_account(person=person(), username="MOT", password=PASSWORD, by=None, at=NOON)


def test_an_administrator_of_another_place_opens_no_account(ward, admin):
    stranger = actor("admin", unit("14818"))
    who = person()
    mandate(who, "viewer", ward)
    with pytest.raises(services.NotAllowed):
        services.open_account(person=who, username="mot", password=PASSWORD, by=stranger, at=NOON)
    made = services.open_account(person=who, username="mot", password=PASSWORD, by=admin, at=NOON)
    with pytest.raises(services.NotAllowed):
        services.reset_password(account_id=made.pk, new="cau khac han 22", by=stranger, at=NOON)
    services.reset_password(account_id=made.pk, new="cau khac han 22", by=admin, at=NOON)
    services.close_account(account_id=made.pk, by=admin, at=NOON)
    made.refresh_from_db()
    assert made.must_change and not made.is_active


def test_the_present_password_is_asked_for(ward):
    made = account(person())
    with pytest.raises(services.AccountProblem, match="hiện tại: chưa đúng"):
        services.change_password(account_id=made.pk, current="sai", new="cau khac han 22", at=NOON)
    with pytest.raises(services.AccountProblem, match="phải khác"):
        services.change_password(account_id=made.pk, current=PASSWORD, new=PASSWORD, at=NOON)


def test_a_deed_is_declared_with_known_roles_and_words():
    with pytest.raises(ValueError, match="unknown roles"):
        services.declare_deeds("town", {"town.x": frozenset({"king"})}, words={"town.x": "x"})
    with pytest.raises(ValueError, match="no words"):
        services.declare_deeds("town", {"town.x": frozenset({"admin"})}, words={})
    with pytest.raises(ValueError, match="begins with"):
        services.declare_deeds("town", {"plans.x": frozenset({"admin"})}, words={"plans.x": "x"})


def test_every_word_of_the_shapes_is_known_to_translators():
    from dinh.town import words
    from dinh.town.shapes import Level, Role, UnitKind

    said = {str(one) for one in words.SHAPES}
    wanted = {role.word for role in Role} | {role.meaning for role in Role}
    wanted |= {kind.long_word for kind in UnitKind} | {level.word for level in Level}
    assert wanted <= said
