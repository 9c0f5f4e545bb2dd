"""The data of the register: counts, and what must hold of every unit on every day."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinh.town import register

BOOK = register.load()
TODAY, EVE = date(2026, 11, 20), date(2025, 6, 30)
KINDS = {
    1: {"tinh", "thanh-pho-tw"},
    2: {"quan", "huyen", "thi-xa", "thanh-pho"},
    3: {"phuong", "xa", "thi-tran", "dac-khu"},
}


@pytest.mark.parametrize(
    ("day", "counts"),
    [(TODAY, {1: 34, 3: 3321}), (date(2025, 7, 1), {1: 34, 3: 3321}), (EVE, {1: 63, 2: 696, 3: 10035})],
)
def test_how_many_units_there_were(day, counts):
    assert Counter(unit.level for unit in BOOK.alive(day)) == counts


def test_how_many_of_each_kind_today():
    kinds = Counter(unit.kind for unit in BOOK.alive(TODAY))
    assert kinds == {"tinh": 28, "thanh-pho-tw": 6, "xa": 2621, "phuong": 687, "dac-khu": 13}


def test_every_kind_is_of_its_level_and_every_code_of_its_length():
    for unit in BOOK.units:
        assert unit.kind in KINDS[unit.level]
        assert unit.code.isdigit() and len(unit.code) == {1: 2, 2: 3, 3: 5}[unit.level]


def test_no_code_is_borne_by_two_units_at_once():
    for day in (EVE, TODAY):
        codes = Counter(unit.code for unit in BOOK.alive(day))
        assert max(codes.values()) == 1


def test_every_unit_that_ended_became_something_and_no_other_did():
    for unit in BOOK.units:
        assert bool(unit.became) == (unit.until is not None), unit
        assert bool(unit.came_from) == (unit.since is not None), unit


def test_successions_go_from_the_eve_to_the_day_and_never_round():
    for line in BOOK.successions:
        assert line.old.until == BOOK.eve and line.new.since == line.day == BOOK.day
        assert line.basis
    pairs = Counter((line.old.number, line.new.number) for line in BOOK.successions)
    assert max(pairs.values()) == 1


def test_whole_means_one_heir_and_part_means_several():
    for unit in BOOK.units:
        shares = {line.share for line in unit.became}
        if unit.became:
            assert shares == ({"whole"} if len(unit.became) == 1 else {"part"}), unit.code


def test_heirs_stay_in_the_province_that_the_old_province_went_to():
    def province(unit):
        while unit.parent is not None:
            unit = unit.parent
        return unit

    for line in BOOK.successions:
        old = province(line.old)
        heirs = {x.new.code for x in old.became} or {old.code}
        assert province(line.new).code in heirs, (line.old.code, line.new.code)


def test_what_became_of_a_district_is_what_became_of_its_communes():
    for district in (unit for unit in BOOK.units if unit.level == 2):
        communes = {x.new.code for c in BOOK.units if c.parent is district for x in c.became}
        if communes:
            assert {line.new.code for line in district.became} == communes
            assert all(line.derived for line in district.became)


def test_eleven_provinces_were_not_changed():
    unchanged = {
        unit.name for unit in BOOK.units if unit.level == 1 and unit.since is None and unit.until is None
    }
    assert unchanged == {
        "Cao Bằng", "Điện Biên", "Hà Nội", "Hà Tĩnh", "Huế", "Lai Châu", "Lạng Sơn", "Nghệ An", "Quảng Ninh", "Sơn La", "Thanh Hóa",
    }  # fmt: skip


def test_no_beginning_is_invented_for_the_old_units():
    assert {unit.since for unit in BOOK.alive(EVE)} == {None}


@settings(max_examples=12)
@given(st.integers(-3000, 2000))
def test_on_every_day_each_unit_has_a_parent_alive_that_day(offset):
    day = date(2025, 7, 1) + timedelta(offset)
    for unit in BOOK.alive(day):
        if unit.level == 1:
            assert unit.parent is None
        else:
            assert unit.parent is not None and unit.parent.alive_on(day)
            assert unit.path == f"{unit.parent.path}{unit.code}/"
        assert unit.name_on(day).alive_on(day)


def became(code, day=EVE):
    return {line.new.code: line.share for line in BOOK.by_code(code, day).became}


def test_bim_son_town_became_two_wards():
    assert became("381") == {"14812": "part", "14818": "part"}
    sources = {x.old.name for x in BOOK.by_code("14818", TODAY).came_from if not x.derived}
    assert sources == {"Bắc Sơn", "Ngọc Trạo", "Phú Sơn", "Quang Trung"}
    sources = {x.old.name for x in BOOK.by_code("14812", TODAY).came_from if not x.derived}
    assert sources == {"Ba Đình", "Lam Sơn", "Đông Sơn", "Hà Vinh"}


def test_the_other_places_of_the_plans():
    assert became("74") == {"79": "whole"}
    assert set(became("900")) == {"30766", "30769", "30781"}
    sources = {x.old.name for x in BOOK.by_code("16576", TODAY).came_from if not x.derived}
    assert sources == {"Hải Châu", "Hải Ninh", "Thanh Thủy", "Thanh Sơn"}


def test_namesakes_did_not_get_each_others_heirs():
    assert became("27691") == {"27694": "whole"}  # phường 4 of Tân An is not in Tân Ninh
    assert became("25462") == {"25459": "whole"}


def test_a_name_of_the_past_is_dated():
    hue = BOOK.by_code("46", TODAY)
    assert hue.full_name_on(date(2024, 12, 31)) == "Tỉnh Thừa Thiên Huế"
    assert hue.full_name_on(date(2025, 1, 1)) == "Thành phố Huế"


@pytest.mark.parametrize(
    ("typed", "day", "codes"),
    [
        ("Bỉm Sơn", EVE, ["381"]),
        ("bim son", TODAY, ["14812"]),
        ("thị xã Bỉm Sơn", EVE, ["381"]),
        ("phường Bỉm Sơn", EVE, []),
        ("14812", TODAY, ["14812"]),
        ("tp hcm", TODAY, ["79"]),
        ("Quang Trung, Thanh Hóa", TODAY, ["14818"]),
        ("Thừa Thiên Huế", date(2024, 6, 1), ["46"]),
        ("Thừa Thiên Huế", TODAY, []),
        ("Quận 1", EVE, ["760"]),
        ("Ba Ria - Vung Tau", EVE, ["77"]),
    ],
)
def test_search(typed, day, codes):
    assert [unit.code for unit in BOOK.named(typed, day, exact=True)] == codes


def test_an_edition_is_what_the_package_gives():
    import importlib.util
    import subprocess
    import sys
    from pathlib import Path

    assert importlib.util.find_spec("vietnamadminunits"), "the development dependencies are not installed"
    tool = Path(register.__file__).parents[2] / "tools" / "make_units.py"
    done = subprocess.run([sys.executable, tool, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
