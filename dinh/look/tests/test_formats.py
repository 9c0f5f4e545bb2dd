from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.look import fields, formats, names

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=HERE)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1234.5, "1.234,5"),
        (999, "999"),
        (7100, "7.100"),
        (0, "0"),
        (-7.8, "−7,8"),
        (Decimal("2579"), "2.579"),
        (1234567.891, "1.234.567,89"),
        (None, "Chưa có"),
        ("chữ", "chữ"),
    ],
)
def test_numbers_take_a_dot_for_thousands_and_a_comma_for_tenths(value, written):
    assert formats.num(value) == written


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (formats.percent(68.9), "68,9%"),
        (formats.percent(52), "52,0%"),
        (formats.percent(80, None), "80%"),
        (formats.points(7.8), "7,8 điểm"),
        (formats.points(5), "5 điểm"),
        (formats.out_of(1842, 2579), "1.842 trên 2.579"),
        (formats.vnd(10000), "10.000đ"),
        (formats.vnd(2_500_000_000, "trieu"), "2.500 triệu đồng"),
        (formats.vnd(2_500_000_000, "gon"), "2,5 tỷ đồng"),
        (formats.vnd(24_000, "gon"), "24.000đ"),
        (formats.vnd(1_234_567, "gon"), "1.234.567đ"),
        (formats.size(2_400_000), "2,4 MB"),
        (formats.size(820_000), "820 kB"),
        (formats.span(date(2026, 10, 15), date(2026, 11, 14)), "từ 15/10 đến hết 14/11"),
        (formats.span(date(2025, 12, 15), date(2026, 1, 14)), "từ 15/12/2025 đến hết 14/01/2026"),
        (formats.weekday(date(2026, 11, 23)), "Thứ Hai, 23/11/2026"),
        (formats.weekday(date(2026, 11, 29), year=False), "Chủ Nhật 29/11"),
    ],
)
def test_measures_are_written_the_way_an_office_writes_them(written, expected):
    assert written == expected


def test_moments_are_shown_in_the_hours_of_the_place():
    assert formats.day_hour(datetime(2026, 11, 22, 23, 0, tzinfo=UTC)) == "23/11/2026 06:00"


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=20), "vừa xong"),
        (timedelta(minutes=5), "5 phút trước"),
        (timedelta(hours=4), "08:00 hôm nay"),
        (timedelta(hours=20), "16:00 hôm qua"),
        (timedelta(days=3), "20/11/2026 12:00"),
    ],
)
def test_a_moment_is_told_from_now(ago, said):
    assert formats.relative(NOON - ago, NOON) == said


@pytest.mark.parametrize("typed", ["21/11/2026", " 21-11-2026", "21.11.2026", "21 11 2026", "2026-11-21"])
def test_a_day_is_read_in_every_common_form(typed):
    assert fields.read_day(typed) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("30/02/2026", "Không có ngày 30/2/2026"),
        ("01/13/2026", "Không có tháng 13"),
        ("1/1/26", "đủ bốn chữ số"),
        ("mai", "“mai” không phải một ngày"),
    ],
)
def test_a_wrong_day_says_what_is_wrong_with_it(typed, said):
    with pytest.raises(ValueError, match=said):
        fields.read_day(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("68,9", "68.9"),
        ("1.234", "1234"),
        ("1.234,5", "1234.5"),
        ("68.9", "68.9"),
        ("−7,8", "-7.8"),
        ("68,9%", "68.9"),
        ("12 345", "12345"),
    ],
)
def test_a_number_is_read_with_a_decimal_comma(typed, number):
    assert fields.read_number(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["abc", "1,2,3", "NaN", "1e5", "", "--1"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError, match="không phải một số"):
        fields.read_number(typed)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_number_written_and_read_again_is_the_same(number):
    assert fields.read_number(formats.num(number)) == number


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_a_day_written_and_read_again_is_the_same(day):
    assert fields.read_day(formats.day(day)) == day


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Lê Thị Thu Hà", "TH"), ("Trần Thị Thử", "TT"), ("Nguyễn Văn Mẫu", "NM"), ("Mẫu", "M"), ("", "?")],
)
def test_a_person_has_two_letters(name, letters):
    assert names.initials(name) == letters


def test_an_office_has_the_letters_of_its_own_name():
    assert names.office_letters("Phòng Văn hóa và Xã hội") == "VHXH"
    assert names.office_letters("Phòng Kinh tế") == "KT"
