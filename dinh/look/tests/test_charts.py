from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dinh.look import charts

NUMBERS = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)
GAPPY = st.lists(st.none() | st.floats(min_value=0, max_value=1000), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("part", "whole", "hundredths"), [(1, 4, 25.0), (5, 4, 100.0), (-1, 4, 0.0), (3, 0, 0.0), (1, 3, 33.33)]
)
def test_a_share_stays_between_nothing_and_all(part, whole, hundredths):
    assert charts.share(part, whole) == hundredths


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (38.3, 80, [30, 40, 50, 60, 70, 80]),
        (0, 7, [0, 2, 4, 6, 8]),
        (5, 5, [5, 6, 7, 8, 9, 10]),
    ],
)
def test_marks_are_round(low, high, marks):
    assert charts.nice_ticks(low, high) == marks


@given(NUMBERS, NUMBERS)
@example(0.0, -2.4078319319277762e-11)
def test_marks_always_hold_the_values_and_rise(a, b):
    low, high = min(a, b), max(a, b)
    marks = charts.nice_ticks(low, high)
    slack = (marks[-1] - marks[0]) * 1e-6
    assert marks[0] <= low + slack and marks[-1] >= high - slack
    assert marks == sorted(set(marks)) and 2 <= len(marks) <= 12


def test_the_roof_stands_inside_the_bar():
    bar = charts.progress(68.9, target=80, path=76.7, threshold=5)
    assert bar.target == pytest.approx(90.91)
    assert bar.path == pytest.approx(87.16)
    assert bar.zone == (pytest.approx(81.48), pytest.approx(5.68))


def test_a_value_over_its_target_still_fits():
    bar = charts.progress(140, target=80)
    assert bar.fill < 100 and bar.target < bar.fill


def test_with_less_being_better_the_threshold_lies_over_the_path():
    bar = charts.progress(4.1, target=3, path=3.6, threshold=0.4, less_is_better=True)
    assert bar.zone[0] == bar.path


def test_no_value_is_an_empty_bar():
    assert charts.progress(None, target=90, path=80).fill == 0


@given(st.lists(st.tuples(st.just("ok"), st.integers(min_value=0, max_value=500)), max_size=8))
def test_a_band_is_filled_exactly_once(counts):
    slices = charts.stack(counts)
    assert len(slices) == sum(1 for _kind, count in counts if count > 0)
    if slices:
        assert sum(part.width for part in slices) == pytest.approx(100, abs=0.1)


@given(GAPPY)
def test_a_missing_period_is_a_gap_and_never_a_zero(values):
    chart = charts.line_chart(values, [str(n) for n in range(len(values))])
    known = [value for value in values if value is not None]
    assert len(chart.dots) == len(known)
    assert [dot.value for dot in chart.dots] == pytest.approx(known)
    assert sum(dot.now for dot in chart.dots) == min(len(known), 1)


def test_the_line_breaks_where_a_period_is_missing():
    chart = charts.line_chart([1, 2, None, 4, 5], list("abcde"))
    assert len(chart.value_lines) == 2


def test_a_line_may_start_over_zero_and_shows_its_first_mark():
    chart = charts.line_chart([41.2, 60.4, 68.9], ["1", "2", "3"], path=[43, 60, 76], target=80, threshold=5)
    assert chart.ticks[0].value == 30  # the threshold reaches down to 38
    assert chart.zone and chart.path


def test_only_a_point_behind_its_path_shows_what_is_missing():
    behind = charts.line_chart([60, 68.9], ["1", "2"], path=[60, 76.7])
    ahead = charts.line_chart([60, 80], ["1", "2"], path=[60, 76.7])
    less = charts.line_chart([60, 80], ["1", "2"], path=[60, 76.7], less_is_better=True)
    assert behind.gap and less.gap
    assert ahead.gap is None


def test_bars_start_from_zero_and_leave_room_for_a_missing_one():
    chart = charts.bar_chart([57.3, None, 75], ["a", "b", "c"], target=80)
    assert chart.ticks[0].value == 0
    assert chart.bars[1].value is None and chart.bars[1].height == 0
    assert chart.bars[2].height > chart.bars[0].height


def test_a_small_line_without_numbers_draws_nothing():
    drawn = charts.spark([None, None])
    assert drawn.lines == [] and drawn.last is None
