"""The units that offer a procedure, however many: by keyset, by words, by province; on the page as well."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from dinh.catalog import queries, services
from dinh.catalog.models import Offer, Procedure
from dinh.town.models import Unit

from .builders import CODE, NOON, TODAY, Town, offered_widely

MANY = 230


@pytest.fixture
def wide(town: Town) -> Procedure:
    """Many communes of two provinces offer it, several of one name, and one province itself."""
    town.published()
    services.offer(unit=town.ward, codes=[CODE], since=TODAY, office=town.office(), by=None, at=NOON)
    row = Procedure.objects.get(code=CODE)
    other = Unit.objects.create(
        code="79", level=1, kind="thanh-pho-tw", name="Hồ Chí Minh", path="/79/", folded="thanh pho ho chi minh",
        folded_name="ho chi minh",
    )  # fmt: skip
    above = [other, town.province, town.province]
    Offer.objects.bulk_create([Offer(unit=other, procedure=row, since=TODAY)])
    offered_widely(row, above, MANY)
    return row


def walked(row: Procedure, limit: int = 40, **asked: str) -> list[str]:
    codes, after = [], ""
    while True:
        page = queries.offers_page(row, TODAY, after=after, limit=limit, **asked)  # type: ignore[arg-type]
        codes += [offer.unit.code for offer in page.rows]
        after = page.later
        if not after:
            return codes


def test_every_unit_is_told_once_page_after_page_beyond_two_hundred(wide: Procedure) -> None:
    codes = walked(wide)
    assert len(codes) == len(set(codes)) == MANY + 2 == queries.offers_count(wide, TODAY)
    assert codes[0] == "79", "provinces first"
    assert codes == [offer.unit.code for offer in queries.offers_page(wide, TODAY, limit=500).rows]
    assert walked(wide, limit=1) == codes


def test_a_page_does_not_shift_while_units_come_and_go(wide: Procedure) -> None:
    first = queries.offers_page(wide, TODAY, limit=40)
    Offer.objects.filter(pk__in=[row.pk for row in first.rows[:20]]).delete()
    then = queries.offers_page(wide, TODAY, after=first.later, limit=40)
    assert not {row.unit_id for row in then.rows} & {row.unit_id for row in first.rows}
    assert len(walked(wide)) == MANY + 2 - 20


def test_units_are_found_by_words_with_marks_or_without_and_by_province(wide: Procedure) -> None:
    assert sorted(walked(wide, words="mau duc 7 ho chi minh")) == sorted(
        code for code in walked(wide, words="Mẫu Đức 7") if int(code[1:]) % 3 == 0
    )
    assert walked(wide, words="NGỌC SƠN") == ["16576"] == walked(wide, words="ngoc son thanh hoa")
    assert walked(wide, words="?!") == [] == walked(wide, words="không có")
    south, north = walked(wide, province="79"), walked(wide, province="38")
    assert set(south) | set(north) == set(walked(wide)) and not set(south) & set(north)
    assert walked(wide, province="7") == []
    assert [unit.code for unit in queries.offering_provinces(wide, TODAY)] == ["79", "38"]
    assert len(queries.offers_in_province(wide, TODAY, "38")) == len(north)


def test_reads_of_places_are_bounded(wide: Procedure, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        page = queries.offers_page(wide, TODAY)
        assert [str(row.unit.parent) + str(row.office) for row in page.rows]
    with django_assert_num_queries(2):
        queries.offers_page(wide, TODAY, after=page.later)
    with django_assert_num_queries(1):
        queries.offering_provinces(wide, TODAY)
    with django_assert_num_queries(1):
        found = queries.offer_by_code(wide, "16576", TODAY)
        assert found is not None and found.unit.parent is not None
    with django_assert_num_queries(0):
        assert queries.offer_by_code(wide, "", TODAY) is None


def test_anybody_walks_through_all_places_on_the_page(wide: Procedure) -> None:
    client, url, seen = Client(), f"/thu-tuc/{CODE}/noi-nhan/", []
    while url:
        body = client.get(url).content.decode()
        seen += re.findall(rf'href="/thu-tuc/{CODE}/\?don-vi=(\d+)"', body)
        onward = re.search(r'class="btn" href="([^"]*sau=\d+)"', body)
        url = onward[1].replace("&amp;", "&") if onward else ""
    assert len(seen) == len(set(seen)) == MANY + 2


def test_the_page_searches_narrows_and_stays_what_it_was_asked(wide: Procedure) -> None:
    client = Client()
    body = client.get(f"/thu-tuc/{CODE}/noi-nhan/?q=ngoc+son").content.decode()
    assert "?don-vi=16576" in body and "don-vi=9" not in body and 'value="ngoc son"' in body
    body = client.get(f"/thu-tuc/{CODE}/noi-nhan/?tinh=79&q=mau").content.decode()
    assert '<option value="79" selected>' in body and "tinh=79" in body and "sau=" in body
    assert "Không có nơi nào khớp" in client.get(f"/thu-tuc/{CODE}/noi-nhan/?q=khong+co").content.decode()
    for odd in ("?sau=x", "?sau=999999999", "?tinh=%00", "?q=%00", "?tinh=1"):
        assert client.get(f"/thu-tuc/{CODE}/noi-nhan/{odd}").status_code == 200, odd
    assert client.get(f"/thu-tuc/{CODE}.000.00.00.H56/noi-nhan/?q=a").url == f"/thu-tuc/{CODE}/noi-nhan/?q=a"
    assert client.get("/thu-tuc/9.999999/noi-nhan/").status_code == 404


def test_the_page_of_a_procedure_names_some_places_and_leads_to_the_others(wide: Procedure) -> None:
    client = Client()
    body = client.get(f"/thu-tuc/{CODE}/").content.decode()
    assert f'href="/thu-tuc/{CODE}/noi-nhan/"' in body
    assert "Phường Ngọc Sơn" not in body.split('id="noi-nop"')[1].split("</section>")[0]
    chosen = client.get(f"/thu-tuc/{CODE}/?don-vi=16576").content.decode()
    assert "Trung tâm Phục vụ hành chính công" in chosen, "a place beyond those named is still found"
    assert client.get(f"/thu-tuc/{CODE}/?don-vi=%00").status_code == 200
