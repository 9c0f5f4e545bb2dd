"""Points of each kind, points handed on, totals, ranks, means, bridges, gains: by tables."""

from __future__ import annotations

from decimal import Decimal as D
from types import SimpleNamespace
from typing import Any

import pytest

from dinh.measures.scorecards.rules import (
    Bridge,
    Input,
    Kind,
    Leaf,
    Tree,
    bridge,
    gains,
    mark_of,
    mean_of,
    rank_of,
    sheet_of,
)
from dinh.measures.scorecards.rules.bridging import BridgeBroken
from dinh.measures.scorecards.scoring import places_of


def ratio(top: int, bottom: int) -> Input:
    return Input(D(top), D(bottom))


R6 = Leaf("r", D(6), Kind.RATIO)
T4 = Leaf("t", D(4), Kind.THRESHOLD, D(80))
T6 = Leaf("t", D(6), Kind.THRESHOLD, D(90))
T2 = Leaf("t", D(2), Kind.THRESHOLD, D(50))
S20 = Leaf("s", D(20), Kind.STEPS, steps=((D(4), D(20)), (D(3), D(15)), (D(2), D(10)), (D(1), D(5))))
C5 = Leaf("c", D(5), Kind.CHOICE)
B10 = Leaf("b", D(10), Kind.BEST)


@pytest.mark.parametrize(
    ("leaf", "given", "share", "points"),
    [
        (R6, ratio(3, 4), "75.00", "4.50"),
        (R6, ratio(0, 4), "0.00", "0.00"),
        (R6, ratio(4, 4), "100.00", "6.00"),
        (R6, ratio(5, 4), "125.00", "6.00"),
        (R6, ratio(-1, 4), "-25.00", "0.00"),
        (R6, ratio(1, 3), "33.33", "2.00"),
        (R6, ratio(2, 3), "66.67", "4.00"),
        (R6, ratio(1, 7), "14.29", "0.86"),
        (R6, ratio(1, 16), "6.25", "0.38"),
        (R6, Input(value=D("12.5")), "12.50", "0.75"),
        (T4, ratio(79, 100), "79.00", "3.95"),
        (T4, ratio(80, 100), "80.00", "4.00"),
        (T4, ratio(81, 100), "81.00", "4.00"),
        (T4, ratio(2, 5), "40.00", "2.00"),
        (T6, ratio(89, 100), "89.00", "5.93"),
        (T6, ratio(90, 100), "90.00", "6.00"),
        (T2, ratio(49, 100), "49.00", "1.96"),
        (T2, ratio(50, 100), "50.00", "2.00"),
        (S20, Input(value=D(5)), None, "20.00"),
        (S20, Input(value=D(4)), None, "20.00"),
        (S20, Input(value=D(3)), None, "15.00"),
        (S20, Input(value=D(2)), None, "10.00"),
        (S20, Input(value=D(1)), None, "5.00"),
        (S20, Input(value=D(0)), None, "0.00"),
        (C5, Input(choice="yes"), None, "5.00"),
        (C5, Input(choice="half"), None, "2.50"),
        (C5, Input(choice="no"), None, "0.00"),
        (B10, Input(value=D(30), best=D(40)), "75.00", "7.50"),
        (B10, Input(value=D(40), best=D(40)), "100.00", "10.00"),
        (R6, Input(points=D("4.25")), None, "4.25"),
        (R6, Input(points=D(9)), None, "6.00"),
    ],
)
def test_points_by_kind(leaf: Leaf, given: Input, share: str | None, points: str) -> None:
    mark = mark_of(leaf, given)
    assert (mark.state, mark.points) == ("counted", D(points))
    assert mark.share == (D(share) if share else None)


@pytest.mark.parametrize(
    ("leaf", "given", "state", "points"),
    [
        (R6, ratio(0, 0), "nothing", None),
        (Leaf("z", D(6), Kind.RATIO, zero="zero"), ratio(0, 0), "counted", D("0.00")),
        (T4, ratio(0, 0), "nothing", None),
        (B10, Input(value=D(0), best=D(0)), "nothing", None),
        (R6, Input(), "missing", None),
        (R6, Input(missing=("x",)), "missing", None),
        (C5, Input(), "missing", None),
        (C5, Input(choice="maybe"), "missing", None),
        (B10, Input(value=D(3)), "missing", None),
        (S20, Input(), "missing", None),
        (R6, Input(applies=False), "off", None),
    ],
)
def test_nothing_to_count_from_missing_and_not_applying_are_told_apart(
    leaf: Leaf, given: Input, state: str, points: D | None
) -> None:
    mark = mark_of(leaf, given)
    assert (mark.state, mark.points) == (state, points)


def tree(handing: str = "group") -> Tree:
    mosts = {"1.1": 6, "1.2": 4, "2.1": 20, "2.2": 10, "3": 12, "3.a": 0}
    return Tree(
        {code: Leaf(code, D(most), Kind.RATIO) for code, most in mosts.items()},
        {"1": "", "1.1": "1", "1.2": "1", "2": "", "2.1": "2", "2.2": "2", "3": "", "3.a": "3"},
        handing,
    )


FULL = {code: ratio(1, 1) for code in ("1.1", "1.2", "2.1", "2.2", "3", "3.a")}
OFF = Input(applies=False)


@pytest.mark.parametrize(
    ("handing", "off", "mosts"),
    [
        ("group", (), {"1.1": 6, "1.2": 4, "2.1": 20, "2.2": 10, "3": 12}),
        ("group", ("1.2",), {"1.1": 10, "1.2": 0, "2.1": 20, "2.2": 10, "3": 12}),
        ("group", ("1.1", "1.2"), {"1.1": 0, "1.2": 0, "2.1": "24.7619", "2.2": "12.3810", "3": "14.8571"}),
        ("group", ("3",), {"1.1": "7.8", "1.2": "5.2", "2.1": 26, "2.2": 13, "3": 0}),
        ("whole", ("1.2",), {"1.1": "6.5", "1.2": 0, "2.1": "21.6667", "2.2": "10.8333", "3": 13}),
        ("none", ("1.2",), {"1.1": 6, "1.2": 0, "2.1": 20, "2.2": 10, "3": 12}),
    ],
)
def test_points_of_what_does_not_apply_go_where_the_edition_says(
    handing: str, off: tuple[str, ...], mosts: dict[str, Any]
) -> None:
    sheet = sheet_of(tree(handing), FULL | dict.fromkeys(off, OFF))
    found = {code: mark.most for code, mark in sheet.marks.items() if code != "3.a"}
    assert {code: round(most, 4) for code, most in found.items()} == {
        code: D(str(most)) for code, most in mosts.items()
    }
    whole = 48 if handing == "none" and off else 52
    assert (sheet.most, sheet.most_counted) == (whole, whole)
    assert abs(sheet.total - whole) <= D("0.02")


def test_everything_off_counts_nothing_and_divides_by_nothing() -> None:
    sheet = sheet_of(tree(), dict.fromkeys(FULL, OFF))
    assert (sheet.total, sheet.most_counted) == (0, 0)
    assert rank_of(sheet.total, sheet.most_counted, [(D(0), "Yếu")]) == ""


def test_the_total_says_of_how_many_points_it_is() -> None:
    sheet = sheet_of(tree(), {"1.1": ratio(1, 2), "2.1": ratio(3, 4), "3": ratio(0, 0)})
    assert (sheet.total, sheet.most, sheet.most_counted) == (D("18.00"), 52, 26)
    assert [(g.code, g.points, g.most, g.counted) for g in sheet.groups] == [
        ("1", D("3.00"), 10, 6),
        ("2", D("15.00"), 30, 20),
        ("3", 0, 12, 0),
    ]


STEPS = [(D(90), "Xuất sắc"), (D(80), "Tốt"), (D(70), "Khá"), (D(50), "Trung bình"), (D(0), "Yếu")]


@pytest.mark.parametrize(
    ("points", "most", "words"),
    [
        ("90", "100", "Xuất sắc"), ("89.99", "100", "Tốt"), ("80", "100", "Tốt"), ("79.99", "100", "Khá"),
        ("70", "100", "Khá"), ("50", "100", "Trung bình"), ("49.99", "100", "Yếu"), ("0", "100", "Yếu"),
        ("45", "62", "Khá"), ("0", "0", ""),
    ],
)  # fmt: skip
def test_rank_by_dated_steps(points: str, most: str, words: str) -> None:
    assert rank_of(D(points), D(most), STEPS) == words


@pytest.mark.parametrize(
    ("olds", "mean"),
    [
        ([{"1": D(60), "2": D(80)}, {"1": D(70), "2": D(81)}], {"1": D("65.00"), "2": D("80.50")}),
        ([{"1": D(1)}, {"1": D(1)}, {"1": D(2)}], {"1": D("1.33")}),
        ([{"1": D(60)}, {"1": None}], {"1": None}),
        ([{"1": D(60)}, {}], {"1": None}),
        ([], {}),
    ],
)
def test_a_merged_units_main_indexes_are_the_plain_mean_of_the_old_ones(olds: Any, mean: Any) -> None:
    assert mean_of(olds) == mean


def test_a_bridge_carries_points_by_their_share_and_lists_what_has_no_counterpart() -> None:
    old = {"1": D(100), "6": D(0), "7": D(200), "9": D(50)}
    new = {"1": D(80), "6": D(300), "8": D(10)}
    found = bridge([("1", "1"), ("7", "6")], old, new, {"1": D(50), "7": D(150), "9": D(40)})
    assert [(c.old, c.new, c.old_points, c.new_points) for c in found.carried] == [
        ("1", "1", D(50), D("40.00")),
        ("7", "6", D(150), D("225.00")),
    ]
    assert (found.gone, found.fresh, found.points) == (("6", "9"), ("8",), D("265.00"))
    assert bridge([("1", "1")], old, new, {}).carried[0].new_points is None
    assert isinstance(found, Bridge)


@pytest.mark.parametrize(
    "pairs", [[("x", "1")], [("1", "x")], [("1", "1"), ("1", "6")], [("1", "1"), ("7", "1")]]
)
def test_a_bridge_to_nowhere_or_twice_to_one_is_refused(pairs: Any) -> None:
    with pytest.raises(BridgeBroken):
        bridge(pairs, {"1": D(1), "7": D(1)}, {"1": D(1), "6": D(1)}, {})


def test_gains_by_the_years_end_the_largest_first_and_what_they_take() -> None:
    leaves = {
        # 40 of 100 with half the year gone: 100 more come, 120 more are needed for 160 of 200.
        "t": Leaf("t", D(4), Kind.THRESHOLD, D(80)),
        # 90 of 100: all 100 to come bring 190 of 200.
        "r": Leaf("r", D(20), Kind.RATIO),
        "c": Leaf("c", D(2), Kind.CHOICE),
        "full": Leaf("full", D(5), Kind.RATIO),
        "m": Leaf("m", D(6), Kind.RATIO),
    }
    marks = {
        "t": mark_of(leaves["t"], ratio(40, 100)),
        "r": mark_of(leaves["r"], ratio(90, 100)),
        "c": mark_of(leaves["c"], Input(choice="no")),
        "full": mark_of(leaves["full"], ratio(9, 9)),
        "m": mark_of(leaves["m"], Input()),
    }
    found = gains(marks, {"c": 1, "r": 3}, D("0.5"))
    assert [(g.code, g.now, g.reach, g.gain, g.more, g.to_come, g.full) for g in found] == [
        ("m", None, D("6.00"), D("6.00"), None, None, True),
        ("c", D("0.00"), D("2.00"), D("2.00"), None, None, True),
        ("t", D("2.00"), D("3.50"), D("1.50"), 100, 100, False),
        ("r", D("18.00"), D("19.00"), D("1.00"), 100, 100, False),
    ]
    assert [g.effort for g in found] == [2, 1, 2, 3]


def test_what_counts_procedures_can_be_mended_whole_also_late_in_the_year() -> None:
    leaf = Leaf("p", D(2), Kind.THRESHOLD, D(80))
    marks = {"p": mark_of(leaf, ratio(3, 10))}
    (late,) = gains(marks, {}, D("0.9"), standing={"p"})
    assert (late.reach, late.gain, late.more, late.to_come, late.full) == (
        D("2.00"),
        D("1.25"),
        5,
        None,
        True,
    )
    (flowing,) = gains(marks, {}, D("0.9"))
    assert flowing.reach < late.reach


def test_of_whom_too_little_was_counted_takes_no_place_above_those_who_were_counted() -> None:
    def unit(code: str, total: int, counted: int) -> Any:
        return SimpleNamespace(
            unit=SimpleNamespace(code=code),
            appraised=SimpleNamespace(total=D(total), most_counted=D(counted)),
        )

    places = places_of(
        [unit("a", 4, 4), unit("b", 30, 60), unit("c", 24, 30), unit("d", 0, 0), unit("e", 48, 60)]
    )
    told = [(each.score.unit.code, each.place, each.share) for each in places]
    assert told[:3] == [("c", 1, D(80)), ("e", 1, D(80)), ("b", 3, D(50))]
    assert told[3:] == [("a", None, D(100)), ("d", None, D(0))]
    # Alone, or among equals in this, the little there is does give a place.
    assert [each.place for each in places_of([unit("a", 4, 4), unit("b", 2, 4)])] == [1, 2]
