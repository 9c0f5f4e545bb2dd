"""One's own place among many: the few in a list, the many on a page of their own, and no end that is not told."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dinh.catalog import queries, services
from dinh.catalog.models import Offer, Procedure
from dinh.catalog.queries.places import FEW
from dinh.town.models import Unit

from .builders import CODE, NOON, SPRING, TODAY, Town, offered_widely

MANY = 250


@pytest.fixture
def few(town: Town) -> Procedure:
    """One ward offers it."""
    town.published()
    services.offer(unit=town.ward, codes=[CODE], since=SPRING, office=town.office(), by=None, at=NOON)
    return Procedure.objects.get(code=CODE)


@pytest.fixture
def many(few: Procedure, town: Town) -> Procedure:
    """And 249 communes of two provinces more."""
    other = Unit.objects.create(
        code="79", level=1, kind="thanh-pho-tw", name="Hồ Chí Minh", path="/79/", folded="thanh pho ho chi minh",
        folded_name="ho chi minh",
    )  # fmt: skip
    offered_widely(few, [town.province, other], MANY - 1)
    return few


def walked(url: str) -> list[str]:
    """Where each place of a choice leads, page after page."""
    found: list[str] = []
    while url:
        body = Client().get(url).content.decode()
        found += [unescape(each) for each in re.findall(r'<li><a href="([^"]*don-vi=\d+)"', body)]
        onward = re.search(r'class="btn" href="([^"]*sau=\d+)"', body)
        url = unescape(onward[1]) if onward else ""
    return found


def codes_of(addresses: list[str]) -> set[str]:
    return {each.rpartition("don-vi=")[2] for each in addresses}


def test_a_few_places_are_a_list_to_choose_from(few: Procedure) -> None:
    body = Client().get("/thu-tuc/").content.decode()
    assert '<select class="inp" id="don-vi"' in body and "/thu-tuc/chon-noi/" not in body
    found = queries.places(TODAY)
    assert [unit.code for unit in found.units] == ["16576"] and not found.many and found.unit is None


def test_the_list_holds_its_whole_number_and_one_more_is_many(few: Procedure, town: Town) -> None:
    units = offered_widely(few, [town.province], FEW - 1)
    assert len(queries.places(TODAY).units) == FEW
    names = [unit.name for unit in queries.places(TODAY).units if unit.code.startswith("9")]
    assert names[:3] == ["Mẫu Đức 0", "Mẫu Đức 0", "Mẫu Đức 1"] and names.index("Mẫu Đức 2") < names.index(
        "Mẫu Đức 10"
    )
    Offer.objects.create(unit=town.other, procedure=few, since=SPRING)
    found = queries.places(TODAY, units[-1].code)
    assert found.many and found.units == [] and found.unit == units[-1]


def test_of_many_every_one_can_be_reached(many: Procedure) -> None:
    body = Client().get("/thu-tuc/").content.decode()
    assert 'href="/thu-tuc/chon-noi/"' in body and 'id="don-vi"' not in body
    found = walked("/thu-tuc/chon-noi/")
    assert len(found) == len(codes_of(found)) == MANY == queries.places_count(TODAY)
    assert codes_of(found) == set(Unit.objects.filter(code__startswith="9", level=3).values_list("code", flat=True)) | {
        "16576"
    }  # fmt: skip
    assert all(each.startswith("/thu-tuc/?don-vi=") for each in found)
    assert codes_of(walked("/thu-tuc/chon-noi/?tinh=38")) | codes_of(
        walked("/thu-tuc/chon-noi/?tinh=79")
    ) == codes_of(found)


def test_a_chosen_place_is_told_and_another_can_be_chosen(many: Procedure) -> None:
    body = Client().get("/thu-tuc/?don-vi=16576").content.decode()
    assert "Phường Ngọc Sơn" in body and "Chọn nơi khác" in body and f"/thu-tuc/{CODE}/?don-vi=16576" in body


def test_what_was_looked_for_goes_along_and_comes_back(many: Procedure) -> None:
    body = Client().get("/thu-tuc/?q=ban+sao&su-kien=giay-to").content.decode()
    way = unescape(re.search(r'href="(/thu-tuc/chon-noi/[^"]*)"', body)[1])  # type: ignore[index]
    assert way == "/thu-tuc/chon-noi/?viec=ban+sao&su-kien=giay-to"
    found = walked(way)
    assert len(found) == MANY and found[0].startswith("/thu-tuc/?q=ban+sao&su-kien=giay-to&don-vi=")
    narrowed = Client().get(f"{way}&q=ngoc+son").content.decode()
    assert '<input type="hidden" name="viec" value="ban sao">' in narrowed and "don-vi=16576" in narrowed
    assert 'href="/thu-tuc/?q=ban+sao&amp;su-kien=giay-to"' in narrowed, "no place is an answer as well"


def test_places_are_found_by_words_with_marks_or_without(many: Procedure) -> None:
    assert codes_of(walked("/thu-tuc/chon-noi/?q=ngoc+son+thanh+hoa")) == {"16576"}
    assert (
        codes_of(walked("/thu-tuc/chon-noi/?q=Mẫu+Đức+124"))
        == {"90248"}
        == codes_of(walked("/thu-tuc/chon-noi/?q=mau+duc+124"))
    )
    body = Client().get("/thu-tuc/chon-noi/?q=khong+co").content.decode()
    assert "Không có nơi nào khớp" in body and 'href="/thu-tuc/"' in body


def test_the_choice_leads_nowhere_else(many: Procedure) -> None:
    for name in ("next", "ve", "back", "viec", "linh-vuc"):
        body = Client().get("/thu-tuc/chon-noi/", {name: "//evil.example/", "q": "ngoc son"}).content.decode()
        assert 'href="//evil' not in body and 'action="//evil' not in body
        assert all(
            each.startswith("/thu-tuc/?") for each in re.findall(r'<li><a href="([^"]*don-vi[^"]*)"', body)
        )


@pytest.mark.parametrize("odd", ["99999", "79", "14812", "x", "%00", "1657 6", "165760000", "٣"])
def test_a_code_that_offers_nothing_is_no_place(many: Procedure, odd: str) -> None:
    client = Client()
    body = client.get(f"/thu-tuc/?don-vi={odd}").content.decode()
    assert "Chọn xã, phường" in body and "Chọn nơi khác" not in body
    assert client.get(f"/thu-tuc/chon-noi/?tinh={odd}&sau={odd}").status_code == 200


def test_a_place_is_one_only_while_it_offers_something(many: Procedure) -> None:
    Offer.objects.filter(unit__code="16576").update(until=TODAY)
    assert queries.offering_unit("16576", TODAY) is not None
    assert queries.offering_unit("16576", TODAY + timedelta(days=1)) is None
    assert queries.offering_unit("16576", SPRING - timedelta(days=1)) is None
    Offer.objects.filter(unit__code="16576").update(until=SPRING)
    assert "Chọn nơi khác" not in Client().get("/thu-tuc/?don-vi=16576").content.decode()
    assert timezone.localdate() > SPRING


def test_reads_of_ones_place_are_bounded(many: Procedure, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        queries.places(TODAY)
    with django_assert_num_queries(2):
        found = queries.places(TODAY, "16576")
        assert found.unit is not None and found.unit.parent is not None
    with django_assert_num_queries(0):
        assert queries.offering_unit("", TODAY) is None
    with django_assert_num_queries(1):
        page = queries.places_page(TODAY, province="38", words="mau")
        assert all(unit.parent for unit in page.rows)
    with django_assert_num_queries(2):
        queries.places_page(TODAY, after=page.later)
    with django_assert_num_queries(1):
        assert [unit.code for unit in queries.provinces_of_places(TODAY)] == ["79", "38"]
    client = Client()
    for address, most in (("chon-noi/", 3), (f"chon-noi/?tinh=38&sau={page.later}", 4), ("?don-vi=16576", 2)):
        client.get(f"/thu-tuc/{address}")
        with CaptureQueriesContext(connection) as context:
            assert client.get(f"/thu-tuc/{address}").status_code == 200
        asked = [each["sql"] for each in context.captured_queries if 'FROM "town_unit"' in each["sql"]]
        assert len(asked) == most and len(context) <= most + 12, (address, asked)
