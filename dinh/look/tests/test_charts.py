from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dinh.look import charts
from dinh.look.shapes import Line, Outlook, Spot
from dinh.look.tags.charts import line_chart

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


def foretelling(middle, inner, outer=()):
    return Outlook(middle=middle, inner=inner, outer=outer)


def test_what_is_foretold_opens_from_the_last_value_and_stays_inside_the_picture():
    outlook = foretelling(
        [None, None, 70.0, 75.0], [None, None, (60, 80), (55, 90)], [None, None, (50, 90), (40, 98)]
    )
    chart = charts.line_chart([50, 60, None, None], list("abcd"), outlook=outlook)
    outer, inner = ([tuple(map(float, pair.split(","))) for pair in band.split()] for band in chart.bands)
    start = (chart.dots[-1].x, chart.dots[-1].y)
    assert outer[0] == inner[0] == start and chart.middle.startswith("{:.1f},{:.1f}".format(*start))
    assert len(outer) == 1 + 2 + 2
    assert all(0 <= y <= chart.bottom for _x, y in outer + inner)
    # The wider one lies around the narrower at every place.
    assert outer[2][1] < inner[2][1] < chart.end.y < inner[3][1] < outer[3][1]


def test_a_line_without_an_outlook_is_drawn_as_ever():
    chart = charts.line_chart([50, 60], list("ab"))
    assert chart.bands == [] and chart.middle == "" and chart.end is None


@given(
    st.lists(st.sampled_from(["1", "12/26", "Q3/26", "2026-W41"]), min_size=1, max_size=60),
    st.integers(min_value=200, max_value=800),
)
def test_no_two_labels_under_an_axis_run_into_each_other(labels, width):
    kept = charts.kept_labels(labels, width)
    step = width / max(len(labels) - 1, 1)
    places = [n for n, stays in enumerate(kept) if stays]
    assert kept[-1]
    widest = max(map(len, labels)) * charts.LETTER
    for before, after in itertools.pairwise(places):
        assert (after - before) * step >= widest


def test_the_table_and_the_sentence_tell_what_is_foretold():
    data = Line(
        title="Phủ sóng",
        values=[50.0, 60.0],
        labels=["10/26", "11/26", "12/26"],
        outlook=foretelling([None, None, 70.0], [None, None, (60.0, 80.0)]),
    )
    told = line_chart(data)
    assert "dự báo kỳ 12/26: 70,0%, từ 60,0% đến 80,0%" in told["sentence"]
    assert [row["foretold"] for row in told["rows"]] == ["", "", "70,0%, từ 60,0% đến 80,0%"]
    assert told["rows"][2]["value"] == "" and told["end_y"] is not None


@pytest.mark.parametrize(
    ("values", "before"),
    [
        # Two of eight periods to come: its words would run into those at the right.
        ([37, 42, 50, 58, 62, 65.5], True),
        ([37, 42, 50], False),  # room enough for them after the point
        ([37, 42, 50, 55, 58, 60, 62, 65.5], False),  # at the edge they stand among the others
    ],
)
def test_the_words_of_the_last_point_do_not_run_into_those_beside_the_chart(values, before):
    labels = [str(n) for n in range(1, 9)]
    path = [12.0 * n for n in range(1, 9)]
    data = Line(title="Nộp trực tuyến", values=values, labels=labels, path=path, target=96.0, unit="%")
    told = line_chart(data)
    assert told["now_anchor"] == ("end" if before else "start")
    point, room = told["wide"].now, len(told["now_words"]) * 8.0
    if before:
        assert told["now_x"] < point.x and told["now_y"] < point.y and told["now_x"] - room > 0
    elif told["wide"].right - point.x >= 90:
        assert told["now_x"] + room <= told["words_x"]


def test_the_words_before_a_point_stand_under_a_line_that_falls():
    data = Line(
        title="Tồn", values=[90, 80, 70, 60, 55, 50], labels=list("12345678"), path=[80.0 - 10 * n for n in range(8)],
        target=10.0, less_is_better=True, unit="%",
    )  # fmt: skip
    told = line_chart(data)
    assert told["now_anchor"] == "end" and told["now_y"] > told["wide"].now.y


def spots(*some: tuple[str, float | None, float | None]) -> list[Spot]:
    return [Spot(label, north, east, "ok", "80%", named=True) for label, north, east in some]


def test_a_map_keeps_north_above_and_what_lies_far_off_stands_at_the_edge() -> None:
    drawn = charts.place_map(
        spots(("Bắc", 20.5, 105.5), ("Nam", 19.5, 105.5), ("Tây", 20.0, 104.8), ("Đảo", 16.5, 112.1), ("?", None, None)),
        width=640,
        most=500,
    )  # fmt: skip
    at = {place.spot.label: place for place in drawn.places}
    assert set(at) == {"Bắc", "Nam", "Tây", "Đảo"}
    assert at["Bắc"].y < at["Nam"].y <= drawn.height and at["Tây"].x < at["Bắc"].x
    assert at["Đảo"].away and at["Đảo"].x == 633 and not at["Nam"].away
    assert drawn.height <= 500


def test_names_on_a_map_do_not_lie_on_one_another() -> None:
    drawn = charts.place_map(
        spots(("Một", 20.0, 105.0), ("Hai", 20.0, 105.03), ("Ba", 20.4, 105.5), ("Bốn", 20.0, 105.015), ("Tây", 20.3, 104.5)), width=640, most=500
    )  # fmt: skip
    names = {place.spot.label: place.name and place.name[2] for place in drawn.places}
    # Between two others there is room on neither side.
    assert names == {"Một": "end", "Hai": "start", "Ba": "start", "Tây": "start", "Bốn": None}


def test_a_map_of_one_place_and_of_none_can_be_drawn() -> None:
    assert charts.place_map([], width=640, most=500).places == ()
    (one,) = charts.place_map(spots(("Một", 20.0, 105.0)), width=640, most=500).places
    assert 0 < one.x < 640 and one.name is not None


def test_each_standing_has_its_own_shape() -> None:
    assert len({charts.shape_of(kind, 8, 8, 6) for kind in ("ok", "path", "risk", "late")}) == 4


def test_the_map_of_the_country_names_both_archipelagos() -> None:
    drawn = charts.country_map([(21.0, 105.8)], (19.9, 105.5))
    assert [f"{kind} {name}" for kind, name, _at in drawn.islands] == [
        "Quần đảo Hoàng Sa",
        "Quần đảo Trường Sa",
    ]
    assert all(0 < at.x < drawn.width and 0 < at.y < drawn.height - 34 for _kind, _name, at in drawn.islands)
