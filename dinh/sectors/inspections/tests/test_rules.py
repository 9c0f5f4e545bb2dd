"""Tables of cases for an inspection's steps."""

from __future__ import annotations

from datetime import date

import pytest

from dinh.sectors.inspections import rules
from dinh.sectors.inspections.shapes import InspectionKind, InspectionState, RecommendationState, Share
from dinh.town.shapes import Role

TODAY = date(2026, 6, 17)
PLAIN = {
    "title": "Kiểm tra", "parties": 1, "first": date(2026, 6, 8), "last": date(2026, 6, 9), "kind": "on-line",
    "today": TODAY,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, []),
        ({"title": " "}, ["title"]),
        ({"parties": 0}, ["parties"]),
        ({"last": date(2026, 6, 7)}, ["last"]),
        ({"last": date(2026, 12, 31)}, ["last"]),
        ({"first": date(2026, 12, 29), "last": date(2027, 1, 5)}, []),  # over the year's end
        ({"kind": "on-paper"}, []),
        ({"kind": "on-paper", "last": date(2026, 6, 18)}, ["last"]),
        ({"title": "", "parties": 0, "last": date(2026, 6, 1)}, ["title", "parties", "last"]),
    ],
)
def test_what_is_wrong_with_a_planned_inspection(change: dict[str, object], fields: list[str]) -> None:
    assert [fault.field for fault in rules.inspection_faults(**PLAIN | change)] == fields  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "unchecked", "unexplained", "explain_by", "undated", "count"),
    [
        ("Đạt", 0, 0, None, 0, 0),
        (" ", 0, 0, None, 0, 1),
        ("Đạt", 3, 0, None, 0, 1),
        ("Đạt", 0, 2, date(2026, 6, 17), 0, 1),  # the day is not over
        ("Đạt", 0, 2, date(2026, 6, 16), 0, 0),  # the day is over: one may conclude without them
        ("Đạt", 0, 2, None, 0, 0),
        ("Đạt", 0, 0, None, 1, 1),
        ("", 1, 1, TODAY, 1, 4),
    ],
)
def test_what_stands_against_concluding(
    text: str, unchecked: int, unexplained: int, explain_by: date | None, undated: int, count: int
) -> None:
    found = rules.conclusion_faults(
        text=text,
        unchecked=unchecked,
        unexplained=unexplained,
        explain_by=explain_by,
        today=TODAY,
        undated=undated,
    )

    assert len(found) == count and all(fault.sentence for fault in found)


@pytest.mark.parametrize(
    ("states", "faults"),
    [([], 0), (["done", "dropped"], 0), (["asked"], 1), (["done", "draft", "asked"], 1)],
)
def test_an_inspection_closes_when_nothing_is_left_to_follow(states: list[str], faults: int) -> None:
    assert len(rules.closing_faults(states)) == faults


def test_the_share_counts_those_on_paper_in_the_denominator() -> None:
    rows = [(1, "Q1", "on-line"), (1, "Q1", "on-paper"), (1, "Q2", "on-line"), (2, "Q1", "on-paper")]

    assert rules.share_by(rows) == {(1, "Q1"): (1, 2), (1, "Q2"): (1, 1), (2, "Q1"): (0, 1)}
    assert Share(1, "x", "38", "Q1", 1, 2).percent == 50 and Share(1, "x", "38", "Q1", 0, 0).percent is None


def test_how_far_a_check_list_is() -> None:
    assert rules.progress_of(["meets", "fails", "", "n-a", "meets"]) == (2, 1, 1, 1)


def test_every_deed_and_state_has_words() -> None:
    assert set(rules.WHO_MAY) == set(rules.WORDS) and set(rules.WHO_MAY) >= rules.OF_INSPECTED
    assert {role for roles in rules.WHO_MAY.values() for role in roles} <= {role.value for role in Role}
    for enum in (InspectionKind, InspectionState, RecommendationState):
        assert all(member.word for member in enum)
