"""The same deed for many at once: offices of many units, people of many offices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from dinh.ground import queries as ledger
from dinh.ground.models import LedgerLine, News
from dinh.town import queries, services
from dinh.town.models import Account, Office, Person, UnitSuccession
from dinh.town.services import Newcomer
from dinh.town.testing import mandate, person, unit

pytestmark = pytest.mark.django_db
SINCE = date(2025, 7, 1)
PASSWORD = "mot cau dai de nho"


@pytest.fixture
def ward():
    return unit("14812")


def newcomers(ward, n):
    office = Office.objects.create(unit=ward, name="Phòng Kinh tế", since=SINCE)
    return [
        Newcomer(f"Lê Thị Thử {k}", "Chuyên viên", "officer", f"cv{k}.mau", ward, office) for k in range(n)
    ]


def test_the_usual_offices_of_many_units_are_opened_once(ward, django_assert_max_num_queries):
    units = [ward, unit("14818")]
    kinds = ("van-phong", "phong-kinh-te")
    with django_assert_max_num_queries(25):
        assert services.open_offices_many(units=units, kinds=kinds, by=None, at=timezone.now()) == 4
    assert services.open_offices_many(units=units, kinds=kinds, by=None, at=timezone.now()) == 0
    assert {office.kind for office in Office.objects.filter(unit=ward)} == set(kinds)
    for one in units:
        assert [line.deed for line in ledger.story_of(one.ref)] == ["town.offices-opened"]
    assert News.objects.filter(name="town.OfficeOpened").count() == 4


def test_many_people_are_taken_on_with_one_hash_and_a_line_in_the_story_of_each(
    ward, settings, django_assert_max_num_queries
):
    settings.DINH_DEMO = True
    many = newcomers(ward, 40)
    with django_assert_max_num_queries(40):
        made = services.take_on_many(
            newcomers=many, since=SINCE, by=None, at=timezone.now(), password=PASSWORD, must_change=False
        )
    assert made == 40 == Account.objects.count()
    one = Account.objects.get(username="cv7.mau")
    assert one.check_password(PASSWORD) and len(set(Account.objects.values_list("password", flat=True))) == 1
    actor = queries.actor_of(one, timezone.now())
    assert [(m.role, m.office_id) for m in actor.mandates] == [("officer", many[7].office.pk)]
    assert [line.deed for line in ledger.story_of(one.person.ref)] == ["town.people-taken-on"]
    assert not any(PASSWORD in line.data_text for line in LedgerLine.objects.all())


def test_a_mandate_over_the_whole_unit_reaches_the_old_units_too(ward, settings):
    settings.DINH_DEMO = True
    old = unit("14818")  # in the tests' tree these two lie side by side: one stands for the unit of before
    UnitSuccession.objects.create(old=old, new=ward, day=SINCE, share="whole")
    chief = Newcomer("Ngô Văn Mẫu", "Chủ tịch", "leader", "ct.mau", ward, whole_unit=True)
    services.take_on_many(newcomers=[chief], since=SINCE, by=None, at=timezone.now(), password=PASSWORD)
    actor = queries.actor_of(Account.objects.get(), timezone.now())
    assert {m.unit_path for m in actor.mandates} == {ward.path, old.path}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"username": "cv0.mau"}, "hai người"),
        ({"username": "Có Dấu"}, "Tên đăng nhập"),
        ({"role": "king"}, "không có vai trò"),
        ({"title": " "}, "Chức vụ"),
        ({"name": " "}, "Họ và tên"),
    ],
)
def test_one_that_cannot_be_stops_all(ward, settings, change, problem):
    settings.DINH_DEMO = True
    many = newcomers(ward, 3)
    with pytest.raises(ValueError, match=problem):
        services.take_on_many(
            newcomers=[*many[:2], replace(many[2], **change)],
            since=SINCE,
            by=None,
            at=timezone.now(),
            password=PASSWORD,
        )
    assert not Account.objects.exists() and not Person.objects.exists()


def test_one_password_for_all_is_for_a_pretend_town_only_and_for_who_may(ward, settings):
    many = newcomers(ward, 2)
    settings.DINH_DEMO = False
    with pytest.raises(services.AccountProblem, match="địa bàn mẫu"):
        services.take_on_many(newcomers=many, since=SINCE, by=None, at=timezone.now(), password=PASSWORD)
    settings.DINH_DEMO = True
    other = person("Quản Trị Nơi Khác")
    mandate(other, "admin", unit("14818"))
    by = queries.actor_of_person(other, timezone.now())
    with pytest.raises(services.NotAllowed):
        services.take_on_many(newcomers=many, since=SINCE, by=by, at=timezone.now(), password=PASSWORD)
