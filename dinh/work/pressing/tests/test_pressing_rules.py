"""When a rule reminds, when e-mails leave, when a press goes up: tables an official can check."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.ground import calendar as working
from dinh.work.pressing import editions, rules
from dinh.work.pressing.shapes import Hours, ReminderRule, Step, To, Turn

CALENDAR = working.for_country()
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
BEFORE = ReminderRule(key="b", when="before", days=3, to=("person",))
ON = ReminderRule(key="o", when="on", days=0, to=("person",))
AFTER = ReminderRule(key="a", when="after", days=2, most=3, to=("person",))
FRIDAY = date(2026, 11, 20)
HOURS = Hours(time(7), time(18))


@pytest.mark.parametrize(
    ("rule", "due", "day", "turn"),
    [
        # Friday 20/11/2026 is owed: three working days before is Tuesday 17.
        (BEFORE, FRIDAY, date(2026, 11, 16), None),
        (BEFORE, FRIDAY, date(2026, 11, 17), Turn(0, date(2026, 11, 17))),
        (BEFORE, FRIDAY, date(2026, 11, 19), Turn(0, date(2026, 11, 17))),  # nobody was there on Tuesday
        (BEFORE, FRIDAY, FRIDAY, None),  # on the day itself the next rule speaks
        (ON, FRIDAY, date(2026, 11, 19), None),
        (ON, FRIDAY, FRIDAY, Turn(0, FRIDAY)),
        (ON, FRIDAY, date(2026, 11, 24), Turn(0, FRIDAY)),
        (ON, FRIDAY, date(2027, 2, 20), None),  # too long ago to be made up
        (ON, date(2026, 11, 21), FRIDAY, None),  # a Saturday is owed until Monday evening
        (ON, date(2026, 11, 21), date(2026, 11, 23), Turn(0, date(2026, 11, 23))),
        # Tuesday 24/11 is a day off: the second working day after Friday is Wednesday.
        (AFTER, FRIDAY, date(2026, 11, 24), None),
        (AFTER, FRIDAY, date(2026, 11, 25), Turn(1, date(2026, 11, 25))),
        (AFTER, FRIDAY, date(2026, 11, 26), Turn(1, date(2026, 11, 25))),
        (AFTER, FRIDAY, date(2026, 11, 27), Turn(2, date(2026, 11, 27))),
        (AFTER, FRIDAY, date(2026, 12, 15), Turn(3, date(2026, 12, 1))),  # three at most
        (AFTER, FRIDAY, date(2027, 3, 1), None),
        # Tết 2027, off from Thursday 4/2 to Wednesday 10/2: the warning ahead of Friday 12/2 comes before it.
        (BEFORE, date(2027, 2, 12), date(2027, 2, 1), None),
        (BEFORE, date(2027, 2, 12), date(2027, 2, 2), Turn(0, date(2027, 2, 2))),
        (BEFORE, date(2027, 2, 12), date(2027, 2, 11), Turn(0, date(2027, 2, 2))),
        (ON, date(2027, 2, 6), date(2027, 2, 10), None),  # owed at mồng 1, it is owed until work begins again
        (ON, date(2027, 2, 6), date(2027, 2, 11), Turn(0, date(2027, 2, 11))),
        # The year's end: 1/1/2027 is a Friday off; owed on it means Monday 4/1.
        (ON, date(2027, 1, 1), date(2027, 1, 4), Turn(0, date(2027, 1, 4))),
        (AFTER, date(2026, 12, 31), date(2027, 1, 5), Turn(1, date(2027, 1, 5))),
    ],
)
def test_which_turn_has_come(rule, due, day, turn):
    found = rules.turn_on(rule, due, day, CALENDAR)
    assert found == turn


days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
rule_shapes = st.builds(
    ReminderRule,
    key=st.just("x"),
    when=st.sampled_from(["before", "on", "after"]),
    days=st.integers(1, 12),
    most=st.integers(1, 9),
    to=st.just(("person",)),
)


@given(rule_shapes, days, st.integers(-40, 60))
def test_a_turn_falls_on_a_working_day_that_has_come(rule, due, offset):
    day = due + timedelta(days=offset)
    turn = rules.turn_on(rule, due, day, CALENDAR)
    if turn is not None:
        assert turn.moment <= day and CALENDAR.is_working(turn.moment)


@given(rule_shapes, days)
def test_turns_come_one_after_another_and_none_comes_back(rule, due):
    seen = []
    for offset in range(-30, 90):
        turn = rules.turn_on(rule, due, due + timedelta(days=offset), CALENDAR)
        if turn is not None:
            seen.append(turn)
    numbers = [turn.number for turn in seen]
    assert numbers == sorted(numbers)
    assert len({(turn.number, turn.moment) for turn in seen}) == len(set(numbers)), "one turn has one moment"
    if rule.when == "after":
        assert set(numbers) <= set(range(1, rule.most + 1))


@given(rule_shapes, days)
def test_somebody_who_comes_only_on_working_days_misses_no_turn(rule, due):
    every = {
        turn
        for offset in range(-30, 60)
        if (turn := rules.turn_on(rule, due, due + timedelta(days=offset), CALENDAR))
    }
    on_working_days = {
        turn
        for offset in range(-30, 80)
        if CALENDAR.is_working(due + timedelta(days=offset))
        and (turn := rules.turn_on(rule, due, due + timedelta(days=offset), CALENDAR))
    }
    assert every <= on_working_days


@pytest.mark.parametrize(
    ("moment", "goes"),
    [
        (datetime(2026, 11, 20, 9), datetime(2026, 11, 20, 9)),
        (datetime(2026, 11, 20, 5), datetime(2026, 11, 20, 7)),
        (datetime(2026, 11, 20, 18), datetime(2026, 11, 23, 7)),  # Friday evening waits for Monday
        (datetime(2026, 11, 21, 10), datetime(2026, 11, 23, 7)),
        (datetime(2026, 12, 31, 22), datetime(2027, 1, 4, 7)),
    ],
)
def test_when_an_e_mail_leaves(moment, goes):
    found = rules.next_send(moment.replace(tzinfo=HANOI), HOURS, CALENDAR)
    assert found == goes.replace(tzinfo=HANOI)
    assert rules.may_send(found, HOURS, CALENDAR)


def test_an_e_mail_written_during_tet_leaves_after_it():
    during = datetime(2027, 2, 6, 9, tzinfo=HANOI)
    assert rules.next_send(during, HOURS, CALENDAR) == datetime(2027, 2, 11, 7, tzinfo=HANOI)
    eve = datetime(2027, 2, 3, 18, tzinfo=HANOI)
    assert rules.next_send(eve, HOURS, CALENDAR) == datetime(2027, 2, 11, 7, tzinfo=HANOI)


STEPS = (Step(1, 1, "head"), Step(2, 3, "leader"), Step(3, 5, "province"))


@pytest.mark.parametrize(
    ("day", "taken", "due"),
    [
        (FRIDAY, (), []),
        (date(2026, 11, 22), (), []),  # Sunday: no working day has passed
        (date(2026, 11, 23), (), [1]),
        (date(2026, 11, 24), (1,), []),  # a day off
        (date(2026, 11, 25), (1,), []),
        (date(2026, 11, 26), (1,), [2]),
        (date(2026, 11, 30), (), [1, 2, 3]),
        (date(2026, 11, 30), (1, 2), [3]),
        (date(2026, 12, 27), (1, 2, 3), []),
    ],
)
def test_which_steps_a_press_without_an_answer_has_reached(day, taken, due):
    found = rules.steps_due(STEPS, answer_by=FRIDAY, day=day, taken=taken, calendar=CALENDAR)
    assert [step.step for step in found] == due


@pytest.mark.parametrize(
    ("answer_by", "day", "due"),
    [
        # Tết 2027, off from Thursday 4/2 to Wednesday 10/2: a week goes by and not one working day.
        (date(2027, 2, 3), date(2027, 2, 10), []),
        (date(2027, 2, 3), date(2027, 2, 11), [1]),
        (date(2027, 2, 3), date(2027, 2, 12), [1]),
        (date(2027, 2, 3), date(2027, 2, 15), [1, 2]),
        (date(2027, 2, 3), date(2027, 2, 17), [1, 2, 3]),
        # The year's end: 1/1/2027 is a Friday off.
        (date(2026, 12, 31), date(2027, 1, 3), []),
        (date(2026, 12, 31), date(2027, 1, 4), [1]),
        (date(2026, 12, 31), date(2027, 1, 6), [1, 2]),
        (date(2026, 12, 31), date(2027, 1, 8), [1, 2, 3]),
    ],
)
def test_a_press_goes_up_by_working_days_over_tet_and_the_years_end(answer_by, day, due):
    found = rules.steps_due(STEPS, answer_by=answer_by, day=day, taken=(), calendar=CALENDAR)
    assert [step.step for step in found] == due


@pytest.mark.parametrize(
    ("path", "keys"),
    [("/38/1/", {"house", "ward"}), ("/38/2/", {"house", "quiet"}), ("/79/3/", {"house", "quiet"})],
)
def test_a_locality_adds_a_rule_and_does_without_another(path, keys):
    base = [ReminderRule(key=key, when="on", days=0, to=("person",)) for key in ("house", "quiet")]
    local = [ReminderRule(key="ward", when="on", days=0, to=("head",), unit_path="/38/1/", local=True)]
    found = rules.rules_for(base, local, [("quiet", "/38/1/")], unit_path=path, day=FRIDAY)
    assert {rule.key for rule in found} == keys


def test_a_rule_counts_between_its_days_only():
    rule = ReminderRule(key="x", when="on", days=0, to=("person",), since=FRIDAY, until=FRIDAY)
    assert [rule.in_force(FRIDAY + timedelta(days=n)) for n in (-1, 0, 1)] == [False, True, False]


def test_the_edition_says_whence_it_comes_and_means_only_people_we_know():
    edition = editions.current()
    assert "42/2014/QĐ-TTg" in edition.source and edition.rules and edition.hours.first < edition.hours.last
    assert {to for rule in edition.rules for to in rule.to} <= set(To)
    assert len({rule.key for rule in edition.rules}) == len(edition.rules)
    assert [step.step for step in edition.steps] == sorted(step.step for step in edition.steps)


def test_a_promise_and_a_day_of_answer_lie_ahead():
    assert rules.answer_fault(" ", None, FRIDAY).field == "text"
    assert rules.answer_fault("Đang làm", FRIDAY - timedelta(days=1), FRIDAY).field == "promised_on"
    assert rules.answer_fault("Đang làm", FRIDAY, FRIDAY) is None
    assert rules.press_fault("", FRIDAY, FRIDAY).field == "words"
    assert rules.press_fault("Gấp", None, FRIDAY).field == "answer_by"
    assert rules.press_fault("Gấp", FRIDAY + timedelta(days=61), FRIDAY).field == "answer_by"
    assert rules.press_fault("Gấp", FRIDAY, FRIDAY) is None
