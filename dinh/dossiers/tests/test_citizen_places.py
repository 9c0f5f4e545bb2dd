"""The place that citizens' pages are about, where there are more than a list holds."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dinh.catalog.tests.builders import offered_widely
from dinh.dossiers.models import Acting
from dinh.town.models import Unit

from .builders import Ward
from .test_citizen_pages import MINE, account, signed_in

MANY = 250
SHOW = "/dich-vu/thay-mat/trinh-giay/"


@pytest.fixture
def units(ward: Ward) -> list[Unit]:
    """249 communes beside the ward offer its procedure."""
    return offered_widely(ward.procedure().procedure, [ward.province], MANY - 1)


def walked(client: Client, url: str) -> list[str]:
    found: list[str] = []
    while url:
        body = client.get(url).content.decode()
        found += [unescape(each) for each in re.findall(r'<li><a href="([^"]*don-vi=\d+)"', body)]
        onward = re.search(r'class="btn" href="([^"]*sau=\d+)"', body)
        url = unescape(onward[1]) if onward else ""
    return found


def test_the_front_of_few_places_needs_no_other_page(client: Client, ward: Ward) -> None:
    edition = ward.procedure()
    body = client.get("/dich-vu/").content.decode()
    assert "/dich-vu/chon-noi/" not in body and 'id="don-vi"' not in body, "there is but one"
    assert f"/thu-tuc/{edition.procedure.code}/?don-vi=16576" in body
    offered_widely(edition.procedure, [ward.province], 3)
    body = client.get("/dich-vu/?don-vi=90002").content.decode()
    assert '<option value="90002" selected>' in body and "/dich-vu/chon-noi/" not in body


def test_the_front_leads_to_every_one_of_many_places(client: Client, units: list[Unit]) -> None:
    body = client.get("/dich-vu/").content.decode()
    assert 'href="/dich-vu/chon-noi/"' in body and 'id="don-vi"' not in body
    found = walked(client, "/dich-vu/chon-noi/")
    wanted = {f"/dich-vu/?don-vi={code}" for code in ["16576", *(unit.code for unit in units)]}
    assert len(found) == MANY and set(found) == wanted
    body = client.get(found[0]).content.decode()
    first = next(unit for unit in units if found[0].endswith(unit.code))
    assert first.full_name in body and "Chọn nơi khác" in body and f"/?don-vi={first.code}" in body


@pytest.mark.parametrize("odd", ["99999", "14812", "x", "%00", "٣"])
def test_the_front_knows_no_place_of_another_code(client: Client, units: list[Unit], odd: str) -> None:
    body = client.get(f"/dich-vu/?don-vi={odd}").content.decode()
    assert "Chọn xã, phường" in body and "Chọn nơi khác" not in body


def test_a_paper_is_shown_to_a_place_chosen_first_where_there_are_many(units: list[Unit]) -> None:
    agent = signed_in(account(proven=MINE))
    assert agent.get(SHOW).url == f"{SHOW}chon-noi/" == agent.get(f"{SHOW}?don-vi=14812").url  # type: ignore[attr-defined]
    found = walked(agent, f"{SHOW}chon-noi/?q=mau+duc+124")
    assert found == [f"{SHOW}?don-vi=90248"]
    assert "Mọi nơi" not in agent.get(f"{SHOW}chon-noi/").content.decode()
    body = agent.get(found[0]).content.decode()
    unit = next(each for each in units if each.code == "90248")
    assert unit.full_name in body and f'href="{SHOW}chon-noi/"' in body and "<select" not in body
    assert agent.post(found[0], typed(unit)).status_code == 302
    assert Acting.objects.get().unit == unit


def test_a_place_that_was_not_chosen_checks_no_paper(units: list[Unit], ward: Ward) -> None:
    agent = signed_in(account(proven=MINE))
    refused = agent.post(SHOW, typed(units[0]), follow=True)
    assert refused.redirect_chain[-1][0] == f"{SHOW}chon-noi/"
    assert "Chọn nơi kiểm tra giấy tờ." in refused.content.decode()
    assert agent.post(f"{SHOW}?don-vi={units[1].code}", typed(units[0])).status_code == 422
    assert agent.post(f"{SHOW}?don-vi={ward.other.code}", typed(ward.other)).status_code == 302
    assert not Acting.objects.exists()


def test_a_few_places_are_chosen_with_the_paper(ward: Ward) -> None:
    units = offered_widely(ward.procedure().procedure, [ward.province], 3)
    agent = signed_in(account(proven=MINE))
    body = agent.get(f"{SHOW}?don-vi={units[1].code}").content.decode()
    assert f'<option value="{units[1].pk}" selected>' in body and "chon-noi" not in body
    assert agent.post(SHOW, typed(ward.other)).status_code == 422
    assert agent.post(SHOW, typed(units[2])).status_code == 302
    assert Acting.objects.get().unit == units[2]


def test_whoever_is_not_proven_chooses_no_place_for_a_paper(client: Client, units: list[Unit]) -> None:
    assert client.get(f"{SHOW}chon-noi/").status_code == client.get(SHOW).status_code != 200


def typed(unit: Unit) -> dict[str, Any]:
    return {
        "kind": "firm",
        "name": "Công ty Mẫu",
        "identity": "2800000001",
        "since": timezone.localdate().strftime("%d/%m/%Y"),
        "basis": "Giấy ủy quyền số 01",
        "unit": str(unit.pk),
        "paper": SimpleUploadedFile("uy-quyen.pdf", b"%PDF-1.4\n%mau\n", "application/pdf"),
    }
