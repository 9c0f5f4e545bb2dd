"""Numbers, money and days, as Vietnamese papers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.ground import days, figures


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1234.5, "1.234,5"),
        (0, "0"),
        (-1234567, "-1.234.567"),
        (Decimal("95.50"), "95,5"),
        (1000, "1.000"),
        (0.1 + 0.2, "0,3"),
        (-0.0000001, "0"),
        (10**15, "1.000.000.000.000.000"),
    ],
)
def test_number(value, shown):
    assert figures.number(value).removeprefix("-0") in (shown, shown.removeprefix("-0"))


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        (figures.number(2.345, places=2), "2,35"),
        (figures.number(2.5, places=0), "3"),
        (figures.fixed(1234.5, 2), "1.234,50"),
        (figures.percent(95.5), "95,5%"),
        (figures.percent(100), "100%"),
        (figures.percent(Decimal("33.3333"), places=1), "33,3%"),
        (figures.dong(2500000), "2.500.000 đồng"),
        (figures.dong(Decimal("2499999.5")), "2.500.000 đồng"),
        (figures.million_dong(2_500_000_000), "2.500 triệu đồng"),
        (figures.million_dong(1_234_500), "1,235 triệu đồng"),
        (figures.short_dong(1_250_000_000), "1,25 tỷ đồng"),
        (figures.short_dong(300_000_000), "300 triệu đồng"),
        (figures.short_dong(45_000), "45.000 đồng"),
    ],
)
def test_formats(made, shown):
    assert made == shown


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234", "1234"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("0.125", "0.125"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("95%", "95"),
        ("1 234 567", "1234567"),
        ("\u22120,5", "-0.5"),
        ("12.34.56", None),
        ("1.23,4.5", None),
        ("abc", None),
        ("", None),
        ("12,", None),
        ("٣", None),
    ],
)
def test_read_number(typed, value):
    found = figures.read_number(typed)
    assert found == (None if value is None else Decimal(value))


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=3, allow_nan=False))
def test_what_is_written_reads_back_except_three_digits_after_a_lone_nought(value):
    assert figures.read_number(figures.number(value)) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2.500 triệu đồng", 2_500_000_000),
        ("1,5 tỷ", 1_500_000_000),
        ("1,5 tỉ đồng", 1_500_000_000),
        ("300.000đ", 300_000),
        ("300.000 VNĐ", 300_000),
        ("45 nghìn đồng", 45_000),
        ("12 con gà", None),
        ("triệu", None),
    ],
)
def test_read_money(typed, value):
    assert figures.read_money(typed) == value


@pytest.mark.parametrize(
    "typed",
    [
        "ngày 5 tháng 3 năm 2026",
        "Ngày 05 tháng 3 năm 2026",
        "ngày 05 tháng ba năm 2026",
        "5 tháng 3, 2026",
        "05/3/2026",
        "05/03/2026",
        "5-3-2026",
        "5.3.2026",
        "2026-03-05",
        " 05/3/2026. ",
    ],
)
def test_read_date(typed):
    assert days.read_date(typed) == date(2026, 3, 5)


@pytest.mark.parametrize("typed", ["31/02/2026", "5/3", "hôm nay", "", "5/13/2026", "05/3-2026"])
def test_what_is_no_day_is_none(typed):
    assert days.read_date(typed) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_days_read_back_in_every_form_that_is_written(day):
    assert days.read_date(days.short_date(day)) == day
    assert days.read_date(days.long_date(day)) == day
    assert days.read_date(day.isoformat()) == day


def test_days_are_shown_in_vietnamese_time():
    late = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    assert days.short_date(late) == "21/11/2026"
    assert days.short_moment(late) == "21/11/2026 01:30"
    assert days.weekday(date(2026, 11, 21)) == "Thứ Bảy"
    assert days.long_date(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12", 12),
        ("0", 0),
        ("²", None),
        ("９", None),
        ("-1", None),
        ("9" * 50, None),
        ("", None),
        (None, None),
        ("1.5", None),
    ],
)
def test_a_whole_number_is_ascii_digits_of_a_bearable_size(typed: str | None, meant: int | None) -> None:
    assert figures.whole_number(typed) == meant
