"""A question about a unit is a question about a day."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dinh.look.testing import assert_accessible

from .conftest import House
from .people import sign_in

pytestmark = pytest.mark.browser


def test_bim_son_was_a_town_and_is_two_wards(browser_page: Any, house: House) -> None:
    sign_in(browser_page, house, "cds.tinh")
    browser_page.goto(f"{house.url}/don-vi/381/?ngay=30/06/2025")

    words = browser_page.locator("main").inner_text()
    assert "Thị xã Bỉm Sơn" in words
    assert "Phường Bỉm Sơn" in words
    assert "Phường Quang Trung" in words
    assert_accessible(browser_page)


def test_the_command_answers_as_of_the_day(house: House) -> None:
    then = json.loads(house.dinh("units", "Bỉm Sơn", "--at", "2025-06-30", "--json").stdout)
    now = json.loads(house.dinh("units", "bim son", "--at", "2026-11-20", "--json").stdout)

    town = next(unit for unit in then if unit["code"] == "381")
    assert {became["name"] for became in town["became"]} >= {"Phường Bỉm Sơn", "Phường Quang Trung"}
    assert town["until"] == "2025-06-30"
    assert all(unit["until"] is None for unit in now)


def test_binh_duong_went_into_ho_chi_minh_city(house: House) -> None:
    then = json.loads(house.dinh("units", "Bình Dương", "--at", "2025-06-30", "--json").stdout)

    province = next(unit for unit in then if unit["level"] in (1, "province", "tỉnh"))
    assert [became["code"] for became in province["became"]] == ["79"]
