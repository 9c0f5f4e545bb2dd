"""What makes a number doubtful."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from dinh.measures.rules.trust import Number, doubts, in_force, usual
from dinh.measures.trusting import editions

AT = datetime(2026, 11, 1, tzinfo=UTC)
BOOK = in_force(editions(), date(2026, 11, 1))
GOOD = Number(Decimal(90), Decimal(90), Decimal(100), "%", "ratio", date(2026, 10, 31), "16576", AT)


def share(value: int, bottom: int = 100) -> Number:
    return replace(GOOD, value=Decimal(value), numerator=Decimal(value), denominator=Decimal(bottom))


@pytest.mark.parametrize(
    ("number", "before", "codes"),
    [
        (GOOD, [], []),
        (replace(GOOD, value=None, numerator=None, denominator=None), [], []),
        (replace(GOOD, of=""), [], ["no-unit"]),
        (replace(GOOD, value=Decimal(104), numerator=Decimal(104)), [], ["out-of-range", "numerator-above"]),
        (replace(GOOD, value=Decimal(-1), unit="hồ sơ", kind="count"), [], ["out-of-range"]),
        (share(3, 4), [], ["few"]),
        (share(90), [share(70)] * 3, ["jump"]),
        (share(84), [share(70)] * 3, []),
        (share(90), [share(70)] * 2, []),
        (share(90), [share(70, 4)] * 3, []),
        (replace(GOOD, value=Decimal(160), unit="hồ sơ", kind="count"), [replace(GOOD, value=Decimal(100), unit="hồ sơ", kind="count")] * 3, ["jump"]),
        (replace(GOOD, news=True, drawn_at=AT - timedelta(hours=25)), [], ["stale"]),
        (replace(GOOD, news=False, drawn_at=AT - timedelta(hours=25)), [], []),
        (replace(GOOD, told=True, last=date(2026, 9, 1)), [], ["old"]),
        (replace(GOOD, last=date(2026, 9, 1)), [], []),
    ],
)  # fmt: skip
def test_a_number_is_doubted_for_what_is_wrong_with_it(number, before, codes):
    assert [each.code for each in doubts(number, before, BOOK, at=AT)] == codes


def test_what_cannot_be_right_stands_before_what_is_only_to_be_taken_with_care():
    found = doubts(replace(share(120, 100), of=""), [share(70)] * 3, BOOK, at=AT)

    assert [each.grave for each in found] == [True, True, True, False]
    assert found[-1].kept() == {"code": "jump", "gap": "50.0", "usual": "70.0"}


def test_the_usual_level_is_of_the_periods_just_before_with_enough_rows():
    assert usual([share(10), share(70), share(80, 2), share(72), share(74)], BOOK) == 72


def test_an_old_number_is_doubted_by_the_edition_of_its_day():
    first = dict(editions()[0])
    later = {**first, "since": date(2027, 1, 1), "numbers": {**first["numbers"], "few": 50}}

    assert in_force([later, first], date(2026, 6, 1)).few == 5
    assert in_force([later, first], date(2027, 6, 1)).few == 50
    assert in_force([later], date(2020, 1, 1)).few == 50
