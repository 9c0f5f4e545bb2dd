from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dinh.dossiers.rules.axes import ENDS, MOVES, Business, Delivery, is_reopening, may_move, portal_code
from dinh.dossiers.rules.on_time import Flag, Verdict, is_back_dated, judge

NOW = datetime(2026, 11, 20, 10)
DUE = datetime(2026, 11, 20, 17)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_every_state_can_be_left_or_is_an_end_and_an_end_can_be_reached_from_each():
    for start in Business:
        seen, edge = {start}, [start]
        while edge:
            for after in MOVES[edge.pop()] - seen:
                seen.add(after)
                edge.append(after)
        assert seen & ENDS, start
        assert MOVES[start] or start in ENDS


def test_only_what_ended_is_reopened():
    assert is_reopening(Business.DECIDED, Business.IN_PROCESS) and may_move(
        Business.DECIDED, Business.IN_PROCESS
    )
    assert not is_reopening(Business.RECEIVED, Business.IN_PROCESS)
    assert not may_move(Business.WITHDRAWN, Business.IN_PROCESS)


@pytest.mark.parametrize(
    ("business", "delivery", "code"),
    [
        (Business.DRAFT, Delivery.NONE, None),
        (Business.SENT, Delivery.NONE, 1),
        (Business.WAITS_MONEY, Delivery.NONE, 6),
        (Business.DECIDED, Delivery.READY, 9),
        (Business.DECIDED, Delivery.DELIVERED, 10),
        (Business.STOPPED, Delivery.NONE, 8),
    ],
)
def test_the_portal_is_told_one_code(business, delivery, code):
    assert portal_code(business, delivery) == code


def test_each_state_but_a_draft_has_a_code():
    assert {portal_code(one, Delivery.NONE) for one in Business if one != Business.DRAFT} == set(range(1, 10))


@pytest.mark.parametrize(
    ("ended", "due", "requests", "verdict"),
    [
        (DUE, DUE, 0, Verdict.ON_TIME),
        (DUE + HOUR, DUE, 0, Verdict.LATE),
        (DUE - DAY, DUE, 1, Verdict.EARLY),
        (DUE - DAY, DUE, 2, Verdict.LATE),  # asked twice: late by the index's rule
        (None, DUE, 0, Verdict.RUNNING),
        (None, NOW - HOUR, 0, Verdict.OVERDUE),
        (None, None, 0, Verdict.STANDING),
        (None, None, 2, Verdict.OVERDUE),
    ],
)
def test_on_time_is_judged_one_way(ended, due, requests, verdict):
    assert judge(ended=ended, due=due, now=NOW, requests=requests).verdict == verdict


def test_a_flag_stays_beside_a_good_answer():
    answer = judge(ended=DUE, due=DUE, now=NOW, requests=0, flags={Flag.REOPENED})
    assert answer.in_time and not answer.plain
    assert judge(ended=DUE, due=DUE, now=NOW, requests=2).flags == {Flag.ASKED_TWICE}


def test_what_was_written_down_long_after_is_back_dated():
    assert is_back_dated(NOW - DAY, NOW, 60) and not is_back_dated(NOW - HOUR, NOW, 60)
