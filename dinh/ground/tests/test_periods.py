"""Periods tile the line of days, whatever day closes them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.ground import periods
from dinh.ground.periods import Period

TILING = ("day", "week", "month", "quarter", "half", "year")
some_day = st.dates(date(1990, 1, 1), date(2100, 12, 31))
closing = st.one_of(st.none(), st.integers(1, 27))


@given(some_day, st.sampled_from(TILING), closing)
def test_every_day_is_in_exactly_the_period_that_contains_it(day, kind, closing_day):
    period = periods.containing(day, kind, closing_day)
    assert day in period
    assert day not in period.next()
    assert day not in period.previous()


@given(some_day, st.sampled_from(TILING), closing)
def test_periods_follow_one_another_without_gap_or_overlap(day, kind, closing_day):
    period = periods.containing(day, kind, closing_day)
    assert period.next().first == period.last + timedelta(days=1)
    assert period.next().previous() == period
    assert period.previous().next() == period
    assert period.days == (period.last - period.first).days + 1 > 0


@given(some_day, st.sampled_from(periods.KINDS), closing)
def test_a_key_reads_back(day, kind, closing_day):
    if kind == "nine_months":
        period = Period("nine_months", day.year, 1, closing_day)
    else:
        period = periods.containing(day, kind, closing_day)
    assert Period.parse(period.key, closing_day=closing_day) == period


@given(st.integers(1990, 2100), closing)
def test_months_make_quarters_and_quarters_make_years(year, closing_day):
    whole = Period("year", year, 1, closing_day)
    for kind, count in (("month", 12), ("quarter", 4), ("half", 2)):
        parts = whole.parts(kind)
        assert len(parts) == count
        assert (parts[0].first, parts[-1].last) == (whole.first, whole.last)
    nine = Period("nine_months", year, 1, closing_day)
    assert (nine.first, nine.last) == (whole.first, nine.parts("quarter")[2].last)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        # Decree 09/2019, article 12
        (Period("month", 2026, 1, 14), date(2025, 12, 15), date(2026, 1, 14)),
        (Period("month", 2026, 10, 14), date(2026, 9, 15), date(2026, 10, 14)),
        (Period("quarter", 2026, 1, 14), date(2025, 12, 15), date(2026, 3, 14)),
        (Period("half", 2026, 1, 14), date(2025, 12, 15), date(2026, 6, 14)),
        (Period("nine_months", 2026, 1, 14), date(2025, 12, 15), date(2026, 9, 14)),
        (Period("year", 2026, 1, 14), date(2025, 12, 15), date(2026, 12, 14)),
        # the calendar's own
        (Period("month", 2028, 2), date(2028, 2, 1), date(2028, 2, 29)),
        (Period("quarter", 2026, 4), date(2026, 10, 1), date(2026, 12, 31)),
        (Period("nine_months", 2026), date(2026, 1, 1), date(2026, 9, 30)),
        (Period("week", 2026, 1), date(2025, 12, 29), date(2026, 1, 4)),
        (Period("day", 2028, 366), date(2028, 12, 31), date(2028, 12, 31)),
    ],
)
def test_first_and_last_days(period, first, last):
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("2026", "Năm 2026"),
        ("2026-10", "Tháng 10/2026"),
        ("2026-Q3", "Quý III/2026"),
        ("2026-H1", "6 tháng đầu năm 2026"),
        ("2026-H2", "6 tháng cuối năm 2026"),
        ("2026-9M", "9 tháng năm 2026"),
        ("2026-W47", "Tuần 47/2026"),
        ("2026-11-21", "Ngày 21/11/2026"),
    ],
)
def test_labels(key, label):
    assert Period.parse(key).label_vi == label
    assert Period.parse(key).key == key


@pytest.mark.parametrize(
    "key", ["", "26", "2026-13", "2026-Q5", "2026-H3", "2026-02-30", "2026-W54", "x2026", "0000"]
)
def test_what_is_no_key_is_refused_in_vietnamese(key):
    with pytest.raises(ValueError, match=r"kỳ|ngày"):
        Period.parse(key)


def test_the_end_of_the_year_is_in_no_nine_months():
    assert periods.containing(date(2026, 9, 30), "nine_months").key == "2026-9M"
    with pytest.raises(ValueError, match="9 tháng"):
        periods.containing(date(2026, 10, 1), "nine_months")
    assert periods.containing(date(2026, 12, 20), "nine_months", 14).key == "2027-9M"


def test_periods_between_two_days():
    keys = [p.key for p in periods.between(date(2025, 11, 30), date(2026, 2, 1), "month")]
    assert keys == ["2025-11", "2025-12", "2026-01", "2026-02"]


def test_a_regime_knows_its_closing_day():
    general = periods.regimes()["general"]
    assert general.period(date(2025, 12, 20), "month").key == "2026-01"
    assert periods.regimes()["calendar"].period(date(2025, 12, 20), "month").key == "2025-12"
    assert all(regime.source for regime in periods.regimes().values())
