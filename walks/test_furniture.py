"""What the demo town shows of measuring: half on line, a neighbour's export, scorecards with their remarks, a merged commune's dossier."""

from __future__ import annotations

import json
import re
from contextlib import closing

import pytest

from .conftest import House
from .people import http_client

pytestmark = pytest.mark.browser  # of the furnished town, which is served on SQLite


def test_dossiers_come_on_line_and_their_results_are_used_again(house: House) -> None:
    told = json.loads(house.dinh("measure", "--unit", "16576", "--period", "2026-10", "--json").stdout)
    shares = {one["code"]: one["value"] for one in told["measures"]}

    assert 35 <= shares["dossiers.online"] <= 75
    assert 0 < shares["dossiers.reuse"] < 60
    assert 20 <= shares["dossiers.result_online"] <= 100
    assert 0 < shares["dossiers.verified"] <= 100


def test_the_export_of_a_neighbour_stands_with_its_refused_rows(house: House) -> None:
    with closing(http_client(house, "theodoi.tinh")) as client:
        listed = client.get("/ho-du-lieu/nap/").text
        assert "ket-xuat-mot-cua-2026-10.xlsx" in listed
        one = client.get("/ho-du-lieu/nap/1/").text
        assert "Phường Quang Trung" in one and "Phường Không Có Tên" in one
        assert "31/02/2026" in one


def test_what_the_province_gave_is_measured_from_the_list_of_its_communes(house: House) -> None:
    with closing(http_client(house, "theodoi.tinh")) as client:
        listed = client.get("/ho-du-lieu/nap/2/").text
        assert (
            "14.670" in listed and "14.666" in listed and "Không có đơn vị nào mã hoặc tên “99999”" in listed
        )
        why = client.get("/so-do/dossiers.online/vi-sao/?don-vi=38&ky=2026-10").text
        (target,) = set(re.findall(r"dinh prove (\d+) 2026-10 --unit 38", why))
        sheet = client.get(f"/giao-xuong/chi-tieu/{target}/").text
        assert "166 trên 166 đơn vị đã có số" in sheet
    told = house.dinh("prove", target, "2026-10", "--unit", "14758").stdout
    assert told.startswith("KHỚP")


def test_scorecards_are_furnished_on_both_sides(house: House) -> None:
    with closing(http_client(house, "theodoi.tinh")) as client:
        card = client.get("/cham-diem/xa/16576/?ky=2026").text
        assert "Không áp dụng; điểm chia cho tiêu chí khác" in card
        assert "Thông báo kết luận kèm theo chỉ có hai cuộc" in card and "1 minh chứng" in card
        ranking = client.get("/cham-diem/766/38/xep-hang/?ky=2026-10").text
        assert ranking.index("Phường Ngọc Sơn") and "Phường Quang Trung" in ranking


def test_a_dossier_of_a_merged_commune_went_on_here(house: House) -> None:
    with closing(http_client(house, "chutich.ngocson")) as client:
        page = client.get("/ho-so/X38.165.70-250624-0001/").text
        assert "Thanh Sơn" in page and "Ngọc Sơn" in page
