"""Ranking, bars of the timeline, pairs of two plans: tables of cases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinh.boards import rules
from dinh.boards.queries import rule_on
from dinh.boards.queries.ranking import all_rules
from dinh.boards.rules import Count, Part, Promised, Rule
from dinh.boards.saying import counted, why
from dinh.boards.shapes import Dated, DateKind
from dinh.ground.shapes import Ref
from dinh.town.shapes import Role

RULE = Rule(
    date(2026, 1, 1),
    "Quyết định mẫu",
    (
        Part("targets", "Chỉ tiêu", 50, "chỉ tiêu đạt", needed=True, least=2),
        Part("work", "Việc", 30, "việc không trễ"),
        Part("reports", "Báo cáo", 20, "báo cáo đúng hạn"),
    ),
)


@pytest.mark.parametrize(
    ("counts", "score"),
    [
        ({"targets": Count(5, 10), "work": Count(10, 10), "reports": Count(0, 4)}, 55.0),
        ({"targets": Count(5, 10), "work": Count(10, 10)}, 68.8),  # (25 + 30) / 80
        ({"targets": Count(5, 10)}, 50.0),
        ({"targets": Count(0, 10)}, 0.0),
        ({"targets": Count(1, 1), "work": Count(10, 10)}, None),  # too few to measure
        ({"work": Count(10, 10), "reports": Count(4, 4)}, None),  # the part without which nobody is ranked
        ({}, None),
    ],
)
def test_the_score_is_the_weighted_mean_of_what_there_is(counts: dict, score: float | None) -> None:
    assert rules.score(RULE, counts) == score


def test_equal_scores_share_a_place_and_the_next_is_as_many_further_down() -> None:
    full, half = {"targets": Count(10, 10)}, {"targets": Count(5, 10)}
    placed = rules.rank(
        RULE,
        [(1, "A", half), (2, "B", full), (3, "C", full), (4, "D", {}), (5, "E", {"targets": Count(1, 10)})],
    )
    assert [(one.name, one.place) for one in placed] == [("B", 1), ("C", 1), ("A", 3), ("E", 4), ("D", None)]
    said = [why(one) for one in placed]
    assert said[0] == "Đồng hạng. Không mất điểm ở phần nào. Không tính việc, báo cáo vì chưa có số."
    assert said[2].startswith("Mất điểm nhiều nhất ở chỉ tiêu: 5 trên 10 không phải chỉ tiêu đạt.")
    assert said[4] == "Chưa xếp hạng: thiếu chỉ tiêu, việc, báo cáo."
    assert placed[4].parts[0].share is None and counted(placed[4].parts[0]) == "chưa có số"


def test_the_reason_of_a_place_is_said_in_english_on_an_english_screen() -> None:
    rule = all_rules()[0]
    places = rules.rank(
        rule,
        [
            (1, "A", {"targets": Count(9, 10), "work": Count(1, 10)}),
            (2, "B", {"targets": Count(10, 10), "work": Count(10, 10), "reports": Count(2, 2)}),
            (3, "C", {"work": Count(3, 3)}),
        ],
    )
    with override("en"):
        first, second, third = [why(one) for one in places]
        assert counted(places[0].parts[1]) == "10 of 10 assignments in time"
    assert (places[0].name, first) == ("B", "No points were lost in any part.")
    assert second == (
        "Most points were lost in assignments: 9 of 10 do not count as assignments in time. "
        "Without figures and left out: reports."
    )
    assert third == "Not ranked: no figures for targets, reports."


KEYS = ("targets", "work", "reports")
NUMBERS = st.lists(st.integers(0, 30), min_size=6, max_size=6)


def counts_of(numbers: list[int]) -> dict[str, Count]:
    """Three parts out of six numbers; a whole of 30 means that the part is not there at all."""
    pairs = zip(KEYS, numbers[:3], numbers[3:], strict=True)
    return {key: Count(min(kept, whole), whole) for key, kept, whole in pairs if whole < 30}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(NUMBERS, max_size=8))
def test_places_agree_with_scores_and_nobody_is_lost(numbers: list[list[int]]) -> None:
    units = [counts_of(each) for each in numbers]
    placed = rules.rank(RULE, [(n, str(n), counts) for n, counts in enumerate(units)])
    assert sorted(one.key for one in placed) == list(range(len(units)))
    ranked = [one for one in placed if one.place is not None]
    for one in ranked:
        assert one.score is not None and 0 <= one.score <= 100
        assert one.place == 1 + sum((other.score or 0) > one.score for other in ranked)
    assert all(one.missing and one.score is None for one in placed if one.place is None)


def test_the_rule_in_force_is_the_newest_of_its_day() -> None:
    older = Rule(date(2025, 1, 1), "cũ", RULE.parts)
    assert rules.rule_of([older, RULE], date(2026, 5, 1)) is RULE
    assert rules.rule_of([older, RULE], date(2025, 5, 1)) is older
    assert rules.rule_of([older, RULE], date(2024, 5, 1)) is None
    over = Rule(date(2026, 2, 1), "hết", RULE.parts, until=date(2026, 3, 1))
    assert rules.rule_of([RULE, over], date(2026, 5, 1)) is RULE


def test_the_edition_adds_up_and_says_where_it_is_written() -> None:
    for rule in all_rules():
        assert sum(part.weight for part in rule.parts) == 100 and rule.source
    assert rule_on(date(2026, 11, 20)) is not None


# ---------------------------------------------------------------- timeline


@given(st.integers(2020, 2035), st.integers(-400, 800), st.integers(0, 500), st.integers(0, 100))
def test_a_bar_lies_inside_what_is_shown(year: int, offset: int, length: int, percent: int) -> None:
    span = rules.span_of(year)
    start = span.first + timedelta(offset)
    bar = rules.bar(span, start, start + timedelta(length), percent)
    if start > span.last or start + timedelta(length) < span.first:
        assert bar is None
    else:
        assert bar and bar.x >= 0 and bar.width > 0 and bar.x + bar.width <= 100.001
        assert bar.done <= bar.width + 0.001
        assert bar.before is (start < span.first) and bar.after is (start + timedelta(length) > span.last)


def test_a_year_has_twelve_months_side_by_side() -> None:
    months = rules.span_of(2026).months()
    assert [day.month for day, _x, _w in months] == list(range(1, 13))
    assert abs(sum(width for _day, _x, width in months) - 100) < 0.01
    assert rules.span_of(2026, 11, 6).last == date(2027, 4, 30)


def owed(who: str, look: str, percent: int | None = None, title: str = "Mở lớp") -> Dated:
    return Dated(
        Ref("assignment", 1),
        DateKind.WORK,
        title,
        date(2026, 5, 1),
        "/viec/1/",
        who,
        look=look,
        percent=percent,
    )


def test_the_same_thing_asked_of_many_places_is_one_row_by_its_worst() -> None:
    alone, shared = rules.share_out(
        [owed("A", "ok", 100), owed("B", "late", 20), owed("C", "path"), owed("D", "late")]
    )
    assert alone == [] and len(shared) == 1
    assert (shared[0].places, shared[0].like_this, shared[0].one.look, shared[0].one.percent) == (
        4,
        2,
        "late",
        30,
    )


def test_two_places_are_two_rows_and_nothing_is_lost() -> None:
    rows = [owed("A", "ok"), owed("B", "late"), owed("A", "ok", title="Khác")]
    alone, shared = rules.share_out(rows)
    assert sorted(alone, key=id) == sorted(rows, key=id) and shared == []


# ---------------------------------------------------------------- two plans


def promised(key: int, text: str, value: float | None = 80, unit: str = "%", metric: str = "") -> Promised:
    return Promised(key, f"T{key}", text, metric, "Khác", ">=", value, unit, "31/12/2026")


def test_links_come_before_metrics_and_metrics_before_wording() -> None:
    left = [
        promised(1, "A", metric="phủ sóng 5G"),
        promised(2, "B"),
        promised(3, "Cùng lời"),
        promised(4, "Lẻ"),
    ]
    right = [
        promised(11, "X", 90, metric="phủ sóng 5g"),
        promised(12, "Y", 75),
        promised(13, "cùng  lời", 80),
        promised(14, "Riêng"),
        promised(15, "Z", 70, metric="phủ sóng 5G"),
    ]
    pairs = rules.match(left, right, {2: 12})
    told = [(p.left and p.left.key, p.right and p.right.key, p.how, p.gap) for p in pairs]
    assert told == [
        (1, 11, "cùng chỉ số đo", 10), (2, 12, "nối", -5), (3, 13, "cùng lời", 0),
        (4, None, "", None), (None, 14, "", None), (None, 15, "", None),
    ]  # fmt: skip


def test_different_units_give_no_difference() -> None:
    pair = rules.match([promised(1, "A", 80, "%")], [promised(2, "A", 80, "lớp")], {})[0]
    assert pair.right and pair.gap is None and not pair.same


@given(st.lists(st.sampled_from("abcde"), max_size=6), st.lists(st.sampled_from("abcde"), max_size=6))
def test_every_target_of_both_plans_stands_in_just_one_pair(left: list[str], right: list[str]) -> None:
    pairs = rules.match(
        [promised(n, text) for n, text in enumerate(left)],
        [promised(100 + n, text) for n, text in enumerate(right)],
        {0: 100},
    )
    assert sorted(p.left.key for p in pairs if p.left) == list(range(len(left)))
    assert sorted(p.right.key for p in pairs if p.right) == [100 + n for n in range(len(right))]


def test_every_deed_has_words_and_known_roles() -> None:
    assert set(rules.WHO_MAY) == set(rules.WORDS)
    assert {role for some in rules.WHO_MAY.values() for role in some} <= {role.value for role in Role}


def test_places_without_a_rank_are_told_by_what_they_lack_the_commonest_first() -> None:
    from dinh.boards.pages.ranking import _by_reason
    from dinh.boards.shapes import PartTold, Place

    def place(name: str, *lacks: str) -> Place:
        parts = tuple(PartTold(words) for words in lacks)
        return Place(1, name, None, None, parts)

    told = _by_reason([place("A", "Báo cáo"), place("B", "Chỉ tiêu"), place("C", "Chỉ tiêu")])
    assert told == [
        ("Chưa xếp hạng: thiếu chỉ tiêu.", ["B", "C"]),
        ("Chưa xếp hạng: thiếu báo cáo.", ["A"]),
    ]
