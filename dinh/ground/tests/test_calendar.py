"""The working calendar: announced years as announced, later ones by rule, and arithmetic that can be undone."""

from __future__ import annotations

from datetime import date, timedelta

import holidays as cross_check
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dinh.ground import calendar

COUNTRY = calendar.for_country()
some_day = st.dates(date(2018, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("year", "first"),
    [
        (2020, date(2020, 1, 25)),
        (2021, date(2021, 2, 12)),
        (2022, date(2022, 2, 1)),
        (2023, date(2023, 1, 22)),
        (2024, date(2024, 2, 10)),
        (2025, date(2025, 1, 29)),
        (2026, date(2026, 2, 17)),
        (2027, date(2027, 2, 6)),
        (2028, date(2028, 1, 26)),
        (2029, date(2029, 2, 13)),
        (2030, date(2030, 2, 2)),  # Vietnam's; a day before China's
        (1968, date(1968, 1, 29)),  # also a day apart
        (1985, date(1985, 1, 21)),  # a month apart
    ],
)
def test_tet(year, first):
    assert calendar.tet(year) == first


@pytest.mark.parametrize(
    ("first", "last"),
    [
        # the days off in a row that officials had, weekends included, as announced
        (date(2020, 1, 23), date(2020, 1, 29)),
        (date(2021, 2, 10), date(2021, 2, 16)),
        (date(2022, 1, 29), date(2022, 2, 6)),
        (date(2022, 9, 1), date(2022, 9, 4)),
        (date(2023, 1, 20), date(2023, 1, 26)),
        (date(2023, 4, 29), date(2023, 5, 3)),
        (date(2023, 9, 1), date(2023, 9, 4)),
        (date(2024, 2, 8), date(2024, 2, 14)),
        (date(2024, 4, 27), date(2024, 5, 1)),
        (date(2024, 8, 31), date(2024, 9, 3)),
        (date(2025, 1, 25), date(2025, 2, 2)),
        (date(2025, 4, 30), date(2025, 5, 4)),
        (date(2025, 8, 30), date(2025, 9, 2)),
        (date(2026, 1, 1), date(2026, 1, 4)),
        (date(2026, 2, 14), date(2026, 2, 22)),
        (date(2026, 4, 25), date(2026, 4, 27)),
        (date(2026, 8, 29), date(2026, 9, 2)),
        (date(2026, 11, 24), date(2026, 11, 24)),
    ],
)
def test_days_off_in_a_row_as_announced(first, last):
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    assert not any(COUNTRY.is_working(day) for day in days)
    assert COUNTRY.is_working(first - timedelta(days=1))
    assert COUNTRY.is_working(last + timedelta(days=1))


@pytest.mark.parametrize("day", [date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)])
def test_a_saturday_worked_in_exchange_is_a_working_day(day):
    assert COUNTRY.is_working(day)
    assert COUNTRY.worked_instead(day).startswith("Làm bù")
    assert COUNTRY.holiday(day) is None


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 2, 17), "Tết Nguyên đán"),
        (date(2026, 4, 26), "Giỗ Tổ Hùng Vương"),
        (date(2026, 4, 27), "Nghỉ bù Giỗ Tổ Hùng Vương"),
        (date(2026, 8, 31), "Nghỉ hoán đổi (làm bù 22/8/2026)"),
        (date(2026, 11, 24), "Ngày Văn hóa Việt Nam"),
        (date(2025, 11, 24), None),
        (date(2026, 11, 21), None),
        (date(2028, 2, 1), None),
        (date(2028, 1, 26), "Tết Nguyên đán (dự kiến)"),
    ],
)
def test_a_day_off_has_a_name(day, name):
    assert COUNTRY.holiday(day) == name


@pytest.mark.parametrize("year", range(2018, 2027))
def test_announced_years_agree_with_the_holidays_package(year):
    theirs = set(cross_check.country_holidays("VN", years=year))
    ours = set(COUNTRY.holidays(year))
    # Known to be missing there: the swap of 2 January 2026, announced on 25 December 2025.
    known = {date(2026, 1, 2)}
    # Which Tết days fall on a weekend, and so have no effect, is told differently there.
    assert {day for day in ours ^ theirs if day.weekday() < 5} <= known


@pytest.mark.parametrize("year", range(2027, 2036))
def test_years_ahead_have_the_days_the_law_gives(year):
    days = COUNTRY.holidays(year)
    statutory = [holiday for holiday in days.values() if holiday.why == "statutory"]
    weekdays_off = [day for day in days if day.weekday() < 5]
    assert len(weekdays_off) >= 12 - (13 - len(statutory)), "every one that falls on a weekend is made up"
    assert all(not holiday.announced and "dự kiến" in holiday.words for holiday in days.values())
    assert COUNTRY.is_announced(year) is False
    assert calendar.tet(year) in days
    assert date(year, 9, 2) in days


def test_every_day_off_says_where_it_is_written():
    for year in range(2018, 2030):
        assert all(holiday.source for holiday in COUNTRY.holidays(year).values())


@given(some_day, st.integers(-300, 300))
def test_adding_working_days_can_be_counted_back(day, n):
    there = COUNTRY.add_working_days(day, n)
    assert COUNTRY.working_days_between(day, there) == n
    if n:
        assert COUNTRY.is_working(there)
    if COUNTRY.is_working(day):
        assert COUNTRY.add_working_days(there, -n) == day


@given(some_day, st.integers(0, 60), st.integers(0, 60))
def test_adding_in_two_steps_is_adding_at_once(day, a, b):
    assert COUNTRY.add_working_days(COUNTRY.add_working_days(day, a), b) == COUNTRY.add_working_days(
        day, a + b
    )


@given(some_day, st.integers(0, 400), st.integers(0, 400))
def test_working_days_add_up_along_the_line(day, a, b):
    middle, end = day + timedelta(days=a), day + timedelta(days=a + b)
    between = COUNTRY.working_days_between
    assert between(day, end) == between(day, middle) + between(middle, end)


@given(some_day)
def test_the_next_working_day_is_worked_and_none_was_passed(day):
    found = COUNTRY.next_working_day(day)
    assert COUNTRY.is_working(found)
    assert not any(COUNTRY.is_working(day + timedelta(days=i)) for i in range((found - day).days))


@pytest.mark.parametrize(
    ("day", "n", "there"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 20), 3, date(2026, 11, 26)),  # over 24/11
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # over Tết
        (date(2026, 8, 21), 1, date(2026, 8, 22)),  # a Saturday worked
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 22), -1, date(2026, 11, 20)),
    ],
)
def test_time_limits(day, n, there):
    assert COUNTRY.add_working_days(day, n) == there


@pytest.mark.parametrize(
    ("due", "day", "left"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 20), date(2026, 11, 21), -1),  # due on a Friday: late on the Saturday
        (date(2026, 11, 21), date(2026, 11, 20), 1),  # due on a Saturday: ends on the Monday
        (date(2026, 11, 21), date(2026, 11, 22), 1),
        (date(2026, 11, 21), date(2026, 11, 23), 0),
        (date(2026, 11, 21), date(2026, 11, 25), -2),
        (date(2026, 2, 14), date(2026, 2, 22), 1),  # over Tết
        (date(2026, 2, 14), date(2026, 2, 24), -1),
        (date(2025, 12, 31), date(2026, 1, 4), -4),
        (date(2026, 8, 22), date(2026, 8, 23), -1),  # a Saturday worked
    ],
)
def test_a_time_limit_never_ends_on_a_day_off(due, day, left):
    assert COUNTRY.days_left(due, day) == left
    assert COUNTRY.days_late(due, day) == max(0, -left)
    assert "148" in COUNTRY.limit_source


@given(some_day, st.integers(-40, 40))
def test_late_in_a_condition_is_late_by_the_rule(due, n):
    day = due + timedelta(days=n)
    late = COUNTRY.days_late(due, day) > 0
    assert late == (COUNTRY.ends_on(due) < day) == (due < COUNTRY.late_before(day))
    assert (COUNTRY.ends_on(due) <= day) == (due <= COUNTRY.ending_by(day))
    assert (COUNTRY.days_left(due, day) == 0) == (COUNTRY.ends_on(due) == day)


def test_a_locality_may_add_its_own_days(tmp_path):
    path = tmp_path / "holidays-local.yaml"
    days = {"off": [{"day": date(2026, 12, 18), "name": "Nghỉ tránh bão", "source": "Công điện 01"}]}
    path.write_text(yaml.safe_dump(days, allow_unicode=True), encoding="utf-8")
    try:
        calendar.use_local_editions(path)
        assert calendar.for_country().holiday(date(2026, 12, 18)) == "Nghỉ tránh bão"
        assert not calendar.for_country().is_working(date(2026, 12, 18))
    finally:
        calendar.use_local_editions(None)
    assert calendar.for_country().is_working(date(2026, 12, 18))


def test_days_beyond_the_lunar_tables_still_have_weekends_and_solar_holidays():
    assert COUNTRY.holiday(date(2150, 1, 1)) == "Tết Dương lịch (dự kiến)"
    assert COUNTRY.is_working(date(1990, 3, 1))
