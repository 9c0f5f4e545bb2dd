"""The rule of forecasts: when there is one, what it says, and that its interval holds what it says it holds."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinh.ground.periods import Period
from dinh.measures.rules import forecasting, smoothing
from dinh.measures.rules.forecasting import Ahead, Forecast, Seen, chance, forecast

START = Period.parse("2025-01")


def periods():
    one = START
    while True:
        yield one
        one = one.next()


def told(values, ahead=2, scale="share", rows=None, odd=(), wrong=(), tried=False) -> Forecast:
    months = list(itertools.islice(periods(), len(values) + ahead))
    seen = [
        Seen(each.key, each.last, value, rows, each.key in wrong, each.key in odd)
        for each, value in zip(months, values, strict=False)
    ]
    after = [Ahead(each.key, each.last) for each in months[len(values) :]]
    return forecast(seen, after, scale=scale, tried=tried)


RISING = [31.5, 34.0, 38.0, 41.2, 43.6, 46.5, 49.0, 52.3, 55.0, 56.8]


@pytest.mark.parametrize(
    ("values", "more", "answer", "method"),
    [
        ([], {}, "short", ""),
        ([50, 51, 52, 53, 54], {}, "short", ""),
        ([50, None, 52, 53, 54, 55], {}, "short", ""),
        ([50, None, None, 53, None, 54, 55, 56, 57], {}, "holes", ""),
        ([50, 51, 52, 53, 54, 55, None, None, None], {}, "old", ""),
        (RISING, {"ahead": 0}, "over", ""),
        (RISING, {"ahead": 6}, "far", "drift"),
        (RISING, {}, "made", "drift"),
        ([79.4] * 8, {}, "made", "flat"),
        ([50, 40, 50, 42, 50, 44, 46, 42], {"rows": 300}, "made", "level"),
        ([50, 40, 50, 42, 200, 44, 46, 42], {"wrong": {"2025-05"}}, "made", "level"),
        ([3, 5, 9, 11, 15, 18, 22, 25], {"scale": "total"}, "made", "level"),
        ([5, 5, 5, 5, 5, 5], {"scale": "count"}, "made", "flat"),
    ],
)
def test_when_there_is_a_forecast_and_by_which_method(values, more, answer, method):
    found = told(values, **more)
    assert (found.answer, found.method) == (answer, method)
    assert bool(found.steps) == (answer in {"made", "far"})


def test_it_goes_on_as_the_line_went_and_says_how_sure_it_is():
    end = told(RISING).end
    assert end.key == "2025-12"
    assert 61 < end.middle < 66 and end.lowest < end.low < end.middle < end.high < end.highest
    assert end.high - end.low < 12


def test_the_share_of_a_whole_stops_at_the_whole():
    end = told([96, 97, 98, 98.5, 99, 99.2, 99.5, 99.6], rows=500, ahead=3).end
    assert 99 < end.middle <= 100 and end.highest <= 100
    assert chance(end, "share", "=", 100).share < chance(end, "share", ">=", 99).share


def test_few_rows_make_a_wide_band():
    few, many = (told([50, 51, 50, 49, 50, 51, 50, 49], rows=rows).end for rows in (10, 10_000))
    assert few.high - few.low > 20 > 6 > many.high - many.low


def test_a_number_that_never_moved_is_as_sure_as_its_rows():
    bare, counted = told([0.0] * 8), told([0.0] * 8, rows=10)
    assert bare.end.low == bare.end.high == 0 and chance(bare.end, "share", ">=", 80).share is None
    assert counted.end.low == 0 < counted.end.high < 6
    assert chance(counted.end, "share", ">=", 80).word == "unlikely"
    assert chance(bare.end, "share", "<=", 5).word == "likely"


def test_a_jump_is_named_and_widens_the_band():
    calm = told([40, 41, 40, 42, 41, 40, 41, 42], rows=500)
    jumped = told([40, 41, 40, 42, 41, 40, 41, 95], rows=500, odd={"2025-08"})
    assert jumped.odd == ("2025-08",) and calm.odd == ()
    assert jumped.end.high - jumped.end.low > 3 * (calm.end.high - calm.end.low)


def test_gaps_are_bridged_and_named_and_impossible_readings_left_out():
    found = told([40, 41, None, 43, 44, 45, 146, 47, 48, 49], wrong={"2025-07"})
    assert found.made and found.filled == ("2025-03", "2025-07") and found.left_out == ("2025-07",)
    assert (found.known, found.of) == (8, 10) and 49 < found.end.middle < 55


def test_periods_gone_by_without_a_number_are_foretold_too():
    found = told([40, 41, 42, 43, 44, 45, 46, None], ahead=2)
    assert [each.key for each in found.steps] == ["2025-08", "2025-09", "2025-10"] and found.last == "2025-07"


def test_a_total_never_falls_and_adds_up():
    found = told([3, 5, 9, 11, 15, 18, 22, 25], scale="total", ahead=3)
    middles = [each.middle for each in found.steps]
    assert middles == sorted(middles) and 33 < middles[-1] < 36
    assert all(each.lowest >= 25 for each in found.steps)
    assert chance(found.end, "total", ">=", 25).share == 1
    # One that fell is no total, whatever it is called.
    assert told([3, 5, 4, 6, 8, 7, 9, 12], scale="total").end.lowest < 12


def test_a_fit_that_does_not_end_is_an_answer(monkeypatch):
    monkeypatch.setattr(forecasting, "smoothed", lambda *_given, **_more: None)
    assert told([11, 14, 12, 15, 13, 17, 15, 18.5]).answer == "failed"


@pytest.mark.parametrize(
    ("operator", "goal", "most", "word"),
    [
        (">=", 60, None, "likely"),
        (">=", 63.5, None, "possible"),
        (">=", 75, None, "unlikely"),
        ("=", 100, None, "unlikely"),
        ("<=", 60, None, "unlikely"),
        ("<", 80, None, "likely"),
        ("range", 55, 75, "likely"),
        ("range", 75, 90, "unlikely"),
    ],
)
def test_what_it_means_for_a_goal(operator, goal, most, word):
    assert chance(told(RISING).end, "share", operator, goal, most).word == word


@pytest.mark.parametrize("operator", ["yes", "rank"])
def test_a_goal_that_is_no_number_has_no_chance(operator):
    assert chance(told(RISING).end, "share", operator, 1) is None


def test_a_share_cannot_be_over_all_nor_under_nothing():
    end = told(RISING).end
    assert chance(end, "share", "<=", 100).share == 1 and chance(end, "share", ">=", 0).share == 1


SERIES = st.lists(
    st.none() | st.floats(min_value=0, max_value=100).map(lambda each: round(each, 2)),
    min_size=6,
    max_size=14,
)


@settings(max_examples=20, deadline=None)
@given(SERIES, st.sampled_from(["share", "count", "total"]), st.sampled_from([None, 8.0, 900.0]))
def test_whatever_the_numbers_the_bounds_are_in_order_and_in_their_range(values, scale, rows):
    found = told(values, 3, scale, rows if scale == "share" else None)
    for each in found.steps:
        bounds = [each.lowest, each.low, each.middle, each.high, each.highest]
        assert all(map(math.isfinite, bounds)) and bounds == sorted(bounds)
        assert bounds[0] >= 0 and (scale != "share" or bounds[-1] <= 100)
    spreads = [each.spread for each in found.steps]
    assert spreads == sorted(spreads)
    forecasting._made.cache_clear()
    assert told(values, 3, scale, rows if scale == "share" else None) == found
    assert forecasting.from_data(forecasting.as_data(found)) == found


SEASON = [0, 3, 6, 9, 12, 9, 4, 0, -6, -12, -15, -10]
"""By month, what a made year lies above or below its level."""


def seasonal(many: int, seed: int = 3, noise: float = 2.0, slope: float = 0.2) -> list[float]:
    by_seed = np.random.default_rng(seed)
    return [
        60 + slope * n + SEASON[n % 12] + float(miss) for n, miss in enumerate(by_seed.normal(0, noise, many))
    ]


@pytest.mark.parametrize("scale", ["count", "share"])
@pytest.mark.parametrize("years", [2, 3])
def test_what_comes_and_goes_with_the_months_is_forecast_nearer_with_them(monkeypatch, scale, years):
    off = {"with": 0.0, "without": 0.0}
    for seed in range(4):
        values = seasonal(years * 12 + 6, seed)
        known, came = values[: years * 12], values[years * 12 :]
        with_season = told(known, 6, scale)
        monkeypatch.setattr(forecasting, "_months_of", lambda _stretch: ())
        forecasting._made.cache_clear()
        without = told(known, 6, scale)
        monkeypatch.undo()
        forecasting._made.cache_clear()
        assert with_season.season[0] in (4, 5, 6) and with_season.season[1] in (10, 11) and not without.season
        for name, made in (("with", with_season), ("without", without)):
            off[name] += sum(abs(each.middle - real) for each, real in zip(made.steps, came, strict=True))
    assert off["with"] < off["without"] / 2


def test_the_interval_of_a_season_holds_about_as_often_as_it_says():
    held = times = 0
    for seed in range(16):
        values = seasonal(30, seed + 50)
        made = told(values[:24], 6, "count")
        for each, real in zip(made.steps, values[24:], strict=True):
            held += each.low <= real <= each.high
            times += 1
    assert 0.70 <= held / times <= 0.95


def test_a_total_is_told_by_the_months_in_which_it_grows():
    added = [each - 30 for each in seasonal(30, slope=0)]
    totals = [float(each) for each in np.cumsum(added)]
    made = told(totals[:25], 5, "total")
    assert made.season and made.steps[-1].middle == pytest.approx(totals[-1], rel=0.02)
    middles = [each.middle for each in made.steps]
    assert middles == sorted(middles)


def test_under_two_whole_years_nothing_of_a_season_is_said(monkeypatch):
    for values in (seasonal(23), [*seasonal(6), None, *seasonal(24)[7:]]):
        made = told(values, 3, "count")
        forecasting._made.cache_clear()
        with monkeypatch.context() as without:
            without.setattr(smoothing, "season_of", lambda *_given: pytest.fail("no two years"))
            assert told(values, 3, "count") == made
        assert made.made and made.season == ()


def test_months_that_tell_no_more_than_chance_leave_the_forecast_as_it_is(monkeypatch):
    by_seed = np.random.default_rng(11)
    series = [[float(each) for each in 50 + by_seed.normal(0, 4, 24)] for _n in range(8)]
    made = [told(each, 3, "count") for each in series]
    forecasting._made.cache_clear()
    monkeypatch.setattr(forecasting, "_months_of", lambda _stretch: ())
    assert made == [told(each, 3, "count") for each in series]
    # Nor are quarters asked for months.
    quarters = [Period.parse("2019-Q1")]
    while len(quarters) < 27:
        quarters.append(quarters[-1].next())
    monkeypatch.undo()
    seen = [Seen(each.key, each.last, value) for each, value in zip(quarters, seasonal(24), strict=False)]
    assert forecasting._months_of(seen) == ()


def test_a_seasonal_forecast_is_tried_only_where_its_season_could_be_seen():
    assert told(seasonal(24), 3, "count", tried=True).tried is None
    tried = told(seasonal(34), 3, "count", tried=True).tried
    assert tried.times >= 4 and tried.off < 6


def test_the_interval_holds_about_as_often_as_it_says():
    """Two steps on, over levels, drifts and noise that were made: the 80% interval holds 70 to 90 of a hundred."""
    chance_of = np.random.default_rng(5)
    held = times = 0
    for n in range(60):
        noise = chance_of.normal(size=14)
        made = (noise, np.cumsum(noise), np.arange(14) * 0.5 + noise, np.cumsum(noise * 0.5 + 0.3))[n % 4]
        end = told([float(each) for each in made[:12]], scale="free").end
        held += end.low <= made[13] <= end.high
        times += 1
    assert 0.70 <= held / times <= 0.90


def test_earlier_forecasts_are_tried_on_what_came():
    values = [*RISING, 58.9, 61.0]
    tried = told(values, tried=True).tried
    ends = {n + 1: told(values[:n]).end for n in range(6, 11)}
    assert (tried.times, tried.ahead) == (5, 2)
    assert tried.off == pytest.approx(sum(abs(values[n] - end.middle) for n, end in ends.items()) / 5)
    assert tried.within == sum(end.low <= values[n] <= end.high for n, end in ends.items())
    # With too few trials two periods ahead, one period ahead is tried; with too few of those nothing is said.
    assert told(RISING, tried=True).tried.ahead == 1 and told(RISING[:9], tried=True).tried is None


@pytest.mark.parametrize(
    ("x", "freedom", "share"),
    # Tables of Student's t.
    [
        (0, 5, 0.5),
        (1.886, 2, 0.9),
        (1.372, 10, 0.9),
        (2.228, 10, 0.975),
        (4.303, 2, 0.975),
        (12.706, 1, 0.975),
    ],
)
def test_students_t(x, freedom, share):
    assert forecasting.t_share(x, freedom) == pytest.approx(share, abs=2e-4)
    assert forecasting.t_share(-x, freedom) == pytest.approx(1 - share, abs=2e-4)
    if share > 0.5:
        assert forecasting.t_quantile(share, freedom) == pytest.approx(x, abs=2e-3)


def test_nothing_heavy_is_brought_in_before_there_is_something_to_fit():
    asked = "import sys; import dinh.measures.rules.forecasting; print(any(m in sys.modules for m in ('statsmodels', 'pandas', 'numpy')))"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
