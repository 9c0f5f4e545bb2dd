"""Tables of the rules."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.ground.calendar import for_country
from dinh.town.shapes import Role
from dinh.voices import rules
from dinh.voices.shapes import State


def test_every_deed_has_words_and_known_roles() -> None:
    assert set(rules.WHO_MAY) == set(rules.WORDS)
    assert {role for roles in rules.WHO_MAY.values() for role in roles} <= {role.value for role in Role}
    assert set(rules.MOVES) <= set(rules.WHO_MAY)
    assert {state for states in rules.MOVES.values() for state in states} <= set(State)


@pytest.mark.parametrize(
    ("deed", "state", "kind", "may"),
    [
        ("voices.moderate", "waiting", "idea", True),
        ("voices.moderate", "open", "idea", False),
        ("voices.take_up", "open", "idea", True),
        ("voices.take_up", "waiting", "idea", False),
        ("voices.adopt", "open", "idea", False),
        ("voices.adopt", "open", "practice", True),
        ("voices.adopt", "trying", "idea", True),
        ("voices.spread", "adopted", "idea", True),
        ("voices.spread", "trying", "idea", False),
        ("voices.vote", "closed", "idea", False),
        ("voices.close", "adopted", "idea", False),
    ],
)
def test_what_may_be_done_in_which_state(deed: str, state: str, kind: str, may: bool) -> None:
    assert rules.may_move(deed, state, kind) is may


VOTES = st.lists(
    st.one_of(
        st.tuples(st.integers(1, 6), st.just("")), st.tuples(st.none(), st.sampled_from(["a", "b", "c", "d"]))
    )
)


@given(kept=VOTES, carried=VOTES)
def test_merging_counts_everybody_once(
    kept: list[tuple[int | None, str]], carried: list[tuple[int | None, str]]
) -> None:
    moved = rules.merged_votes(kept, carried)

    assert not set(moved) & set(kept)
    assert len(set(moved)) == len(moved)
    assert set(moved) | set(kept) == set(kept) | set(carried)


@pytest.mark.parametrize(
    ("day", "before", "due"),
    [
        (date(2026, 10, 10), 0, date(2026, 10, 10)),
        (date(2026, 10, 10), 1, date(2026, 10, 9)),
        (date(2026, 10, 10), 5, date(2026, 10, 5)),
        (date(2026, 10, 10), -5, date(2026, 10, 16)),
        (date(2027, 2, 12), 5, date(2027, 1, 29)),  # over Tết
    ],
)
def test_work_is_owed_so_many_working_days_before_or_after(day: date, before: int, due: date) -> None:
    calendar = for_country()

    found = rules.due_day(day, before, calendar.add_working_days)

    assert calendar.is_working(found) or found == day
    if day.year == 2026:
        assert found == due
    else:
        assert found <= due


def test_the_edition_has_10_october_with_its_paper_and_not_before_it_was_proclaimed() -> None:
    day = next(each for each in rules.edition() if each.key == "ngay-chuyen-doi-so-quoc-gia")

    assert (day.month, day.day) == (10, 10)
    assert "505/QĐ-TTg" in day.source
    assert (day.in_year(2021), day.in_year(2022)) == (None, date(2022, 10, 10))
    assert day.tasks and day.programme


@pytest.mark.parametrize(
    ("day", "following"),
    [(date(2026, 10, 10), date(2027, 10, 10)), (date(2028, 2, 29), date(2029, 2, 28))],
)
def test_the_same_day_next_year(day: date, following: date) -> None:
    assert rules.next_day(day) == following
