"""The room's decisions as tables of cases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.plans import rules
from dinh.plans.rules import numbers
from dinh.plans.rules.standing import (
    Measured,
    Promise,
    Reported,
    days_gone,
    judge_target,
    judge_task,
    path_at,
    satisfied,
)
from dinh.plans.rules.values import value_faults
from dinh.plans.shapes import SEVERITY, StandingKind
from dinh.town.shapes import Role

START, DUE = date(2026, 1, 1), date(2026, 12, 31)
JULY = date(2026, 7, 15)


def promise(**more: object) -> Promise:
    base: dict[str, object] = {
        "operator": ">=", "value": 80.0, "value_max": None, "unit": "%", "start": START, "due": DUE,
    }  # fmt: skip
    return Promise(**{**base, **more})  # type: ignore[arg-type]


JUNE = date(2026, 6, 30)
BEFORE = Measured(date(2025, 12, 31), 40.0)


@pytest.mark.parametrize(
    ("series", "today", "kind", "words"),
    [
        ((), JULY, "not-measured", "Chưa có số nào"),
        ((), date(2027, 1, 20), "overdue", "Trễ 20 ngày"),
        ((BEFORE,), JULY, "not-measured", "Chưa có số nào"),
        ((BEFORE, Measured(JUNE, 60.0)), JULY, "on-course", "lộ trình đến 30/06/2026 là 59,8%"),
        ((BEFORE, Measured(JUNE, 56.0)), JULY, "at-risk", "thiếu 3,8 điểm phần trăm"),
        ((BEFORE, Measured(JUNE, 50.0)), JULY, "behind", "thiếu 9,8 điểm phần trăm"),
        ((BEFORE, Measured(JUNE, 80.0)), JULY, "reached", "Đạt: 80%"),
        ((BEFORE, Measured(JUNE, 60.0)), date(2026, 11, 1), "at-risk", "số mới nhất đã cũ 124 ngày"),
        ((BEFORE, Measured(JUNE, 60.0)), date(2027, 1, 10), "overdue", "mới được 60%"),
        ((Measured(JUNE, 40.0),), JULY, "on-course", "39,6%"),
    ],
)
def test_the_standing_of_a_share_follows_the_stated_rule(
    series: tuple[Measured, ...], today: date, kind: str, words: str
) -> None:
    standing = judge_target(promise(), series, today=today)

    assert standing.kind.value == kind
    assert words in standing.reason


def test_a_plan_of_a_unit_that_ended_is_judged_as_of_that_day() -> None:
    old = promise(stopped=date(2025, 6, 30), due=date(2025, 12, 31), start=date(2021, 1, 1))

    standing = judge_target(old, (Measured(date(2024, 12, 31), 70.0),), today=date(2026, 11, 1))

    assert standing.kind in {StandingKind.ON_COURSE, StandingKind.AT_RISK}


def test_what_only_the_machine_read_is_never_called_late() -> None:
    assert judge_target(promise(reviewed=False), (), today=date(2030, 1, 1)).kind is StandingKind.NOT_MEASURED


@pytest.mark.parametrize(
    ("operator", "value", "top", "measured", "kept"),
    [
        (">=", 95, None, 95, True),
        (">=", 95, None, 94.9, False),
        (">", 92, None, 92, False),
        (">", 92, None, 92.1, True),
        ("=", 100, None, 100, True),
        ("=", 20, None, 25, True),
        ("<=", 5, None, 5, True),
        ("<", 5, None, 5, False),
        ("range", 10, 20, 15, True),
        ("range", 10, 20, 21, False),
        ("rank", 5, None, 3, True),
        ("rank", 5, None, 6, False),
        ("yes", None, None, 1, True),
        ("yes", None, None, 0, False),
    ],
)
def test_when_a_value_keeps_the_promise(
    operator: str, value: float | None, top: float | None, measured: float, kept: bool
) -> None:
    assert satisfied(operator, value, top, measured) is kept


def test_less_is_better_runs_down_from_where_it_stood() -> None:
    less = promise(operator="<=", value=10.0)
    series = (Measured(date(2025, 12, 31), 30.0), Measured(JUNE, 26.0))

    standing = judge_target(less, series, today=JULY)

    assert standing.kind is StandingKind.BEHIND
    assert "cao hơn 5,9 điểm phần trăm" in standing.reason


@given(start=st.floats(0, 100), goal=st.floats(1, 100), day=st.dates(START, DUE), later=st.dates(START, DUE))
def test_the_path_never_leaves_its_ends_and_never_turns_back(
    start: float, goal: float, day: date, later: date
) -> None:
    series = (Measured(date(2025, 12, 31), start),)
    one = path_at(promise(value=goal), series, min(day, later))
    two = path_at(promise(value=goal), series, max(day, later))

    assert one is not None and two is not None
    assert min(start, goal) - 1e-9 <= one <= max(start, goal) + 1e-9
    assert (two - one) * (goal - start) >= -1e-6


@given(value=st.floats(0, 100), today=st.dates(date(2026, 1, 2), date(2027, 12, 31)))
def test_every_standing_says_why_and_a_better_value_never_stands_worse(value: float, today: date) -> None:
    lower = judge_target(promise(), (BEFORE, Measured(JUNE, value)), today=today)
    higher = judge_target(promise(), (BEFORE, Measured(JUNE, min(100.0, value + 5))), today=today)

    assert lower.reason
    assert SEVERITY.index(higher.kind) >= SEVERITY.index(lower.kind)


@pytest.mark.parametrize(
    ("due", "repeating", "newest", "today", "kind"),
    [
        (None, False, None, JULY, "not-measured"),
        (JUNE, False, None, JULY, "overdue"),
        (JUNE, False, Reported(JUNE, "doing", 60), JULY, "overdue"),
        (JUNE, False, Reported(JUNE, "done", 100), JULY, "reached"),
        (DUE, False, Reported(JUNE, "stuck"), JULY, "behind"),
        (DUE, False, Reported(JUNE, "doing", 30), JULY, "on-course"),
        (date(2026, 8, 1), False, Reported(JUNE, "doing", 30), JULY, "at-risk"),
        (None, True, Reported(date(2026, 2, 1), "doing"), JULY, "at-risk"),
        (None, True, Reported(JUNE, "done", 100), JULY, "on-course"),
    ],
)
def test_the_standing_of_a_task(
    due: date | None, repeating: bool, newest: Reported | None, today: date, kind: str
) -> None:
    assert judge_task(due=due, repeating=repeating, newest=newest, today=today).kind.value == kind


@pytest.mark.parametrize(
    ("words", "year", "day"),
    [
        ("quý II/2023", None, date(2023, 6, 30)),
        ("Quý III năm 2026", None, date(2026, 9, 30)),
        ("quý IV", 2026, date(2026, 12, 31)),
        ("quý IV", None, None),
        ("trước ngày 15/11/2026", None, date(2026, 11, 15)),
        ("ngày 20 tháng 6 năm 2025", None, date(2025, 6, 20)),
        ("tháng 2/2024", None, date(2024, 2, 29)),
        ("6 tháng đầu năm 2026", None, date(2026, 6, 30)),
        ("6 tháng cuối năm 2025, năm 2026", None, date(2026, 12, 31)),
        ("2022-2025", None, date(2025, 12, 31)),
        ("năm 2026", None, date(2026, 12, 31)),
        ("31/02/2026", None, None),
        ("thường xuyên", 2026, None),
        (None, 2026, None),
        ("", 2026, None),
    ],
)
def test_the_day_a_deadline_means(words: str | None, year: int | None, day: date | None) -> None:
    assert rules.due_day(words, year=year) == day


@given(st.text(max_size=60), st.integers(2000, 2099))
def test_no_words_of_a_deadline_break_the_rule(words: str, year: int) -> None:
    assert rules.due_day(words, year=year) is None or isinstance(rules.due_day(words, year=year), date)


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_number_written_is_read_back(number: Decimal) -> None:
    assert numbers.parse(numbers.words_of(number)) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [("68,9", "68.9"), ("95%", "95"), ("1.234", "1234"), ("1.234,5", "1234.5"), ("2500000", "2500000"), ("18.7", "18.7"),
     ("nhiều", None), ("", None), ("1,2,3", None)],
)  # fmt: skip
def test_numbers_as_offices_type_them(typed: str, number: str | None) -> None:
    assert numbers.parse(typed) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("operator", "unit", "value", "pair", "fields"),
    [
        (">=", "%", "68.9", ("314", "456"), set()),
        (">=", "%", "70", ("314", "456"), {"value"}),
        (">=", "%", "101", (None, None), {"value"}),
        (">=", "%", "50", ("10", None), {"denominator"}),
        (">=", "%", "50", ("10", "0"), {"denominator"}),
        (">=", "người", "-1", (None, None), {"value"}),
        ("yes", "", "2", (None, None), {"value"}),
        ("rank", "", "0", (None, None), {"value"}),
    ],
)
def test_values_a_target_can_take(
    operator: str, unit: str, value: str, pair: tuple[str | None, str | None], fields: set[str]
) -> None:
    numerator, denominator = (None if each is None else Decimal(each) for each in pair)

    assert {
        fault.field for fault in value_faults(operator, unit, Decimal(value), numerator, denominator)
    } == fields


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"operator": "range", "value": "20", "value_max": "10"}, {"value_max"}),
        ({"operator": "range", "value": "10", "value_max": ""}, {"value_max"}),
        ({"operator": ">=", "value": ""}, {"value"}),
        ({"operator": "yes", "value": ""}, set()),
        ({"operator": "rank", "value": "2,5", "unit": ""}, {"value"}),
        ({"deadline_year": "26"}, {"deadline_year"}),
        ({"pillar": "khac"}, {"pillar"}),
        ({"unit": "%", "value": "180"}, {"value"}),
    ],
)
def test_corrections_that_cannot_be_are_named_by_field(typed: dict[str, str], fields: set[str]) -> None:
    base = {
        "text": "Tỷ lệ",
        "operator": ">=",
        "value": 60,
        "value_max": None,
        "unit": "%",
        "pillar": "society",
    }

    _payload, faults = rules.clean_payload("target", typed, base)

    assert {fault.field for fault in faults} == fields


def test_money_is_typed_a_line_a_sum() -> None:
    payload, faults = rules.clean_payload(
        "project",
        {"money": "2.200.000.000 | Ngân sách tỉnh | 2026\n300.000.000đ | Nguồn khác\nnhiều tiền"},
        {"name": "Đài"},
    )

    assert payload["money"] == [
        {"amount": 2_200_000_000, "source": "Ngân sách tỉnh", "year": "2026"},
        {"amount": 300_000_000, "source": "Nguồn khác", "year": None},
    ]
    assert "dòng 3" in faults[0].sentence


def target(ident: int, text: str, **more: object) -> rules.Comparable:
    base: dict[str, object] = {
        "metric": "", "operator": ">=", "value": 80.0, "value_max": None, "unit": "%", "year": 2025,
    }  # fmt: skip
    return rules.Comparable(ident, text, **{**base, **more})  # type: ignore[arg-type]


def test_targets_are_linked_by_their_words_and_the_difference_is_said() -> None:
    mine = [target(1, "80% dân số trưởng thành có tài khoản thanh toán điện tử", value=65.0)]
    above = [
        target(10, "Tỷ lệ dân số trưởng thành có tài khoản thanh toán điện tử trên 80%"),
        target(11, "Phủ sóng 5G toàn tỉnh", year=2030),
    ]

    (guess,) = rules.guess_links(mine, above)

    assert (guess.target, guess.parent) == (1, 10)
    assert guess.difference == "Thấp hơn 15 điểm phần trăm (≥ 65%, năm 2025 so với ≥ 80%, năm 2025)"


def test_promises_that_are_the_same_differ_in_nothing() -> None:
    assert rules.difference(target(1, "a"), target(2, "b", operator="=")) == ""
    assert "muộn hơn 1 năm" in rules.difference(target(1, "a", year=2026), target(2, "b"))
    assert (
        "khác cách hứa"
        in rules.difference(target(1, "a", value=None, operator="yes"), target(2, "b")).lower()
    )


def test_days_of_a_plan_gone() -> None:
    assert days_gone(START, DUE, date(2026, 11, 23)) == (327, 365)
    assert days_gone(START, DUE, date(2030, 1, 1)) == (365, 365)


def test_every_deed_has_words_and_known_roles() -> None:
    assert set(rules.WHO_MAY) == set(rules.WORDS)
    assert {role for roles in rules.WHO_MAY.values() for role in roles} <= {role.value for role in Role}
