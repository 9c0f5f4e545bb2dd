"""Reminders and the morning's digest: made once, lost never."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinh.ground import calendar as working
from dinh.ground.outbox.models import Letter
from dinh.town.models import Person, StandIn
from dinh.work import services as work
from dinh.work.models import Assignment, Digest, LocalRule, Morning, Reminder
from dinh.work.pressing import queries, rules, services
from dinh.work.tests.builders import NOON, TODAY, Town, at, day

CALENDAR = working.for_country()


def made(**filters):
    rows = Reminder.objects.filter(**filters).order_by("rule_key", "person_id")
    return [(row.rule_key, row.person_id, row.as_role) for row in rows]


def letters(channel="inside"):
    rows = Letter.objects.filter(channel=channel, key__startswith="digest:")
    return {int(row.to_id): row for row in rows}


@pytest.fixture
def with_email(town):
    Person.objects.update(email="mau@mau.example")
    return town


# ---------------------------------------------------------------- reminders


def test_before_the_day_the_person_is_reminded_and_nobody_else(town: Town):
    town.ask(person_id=town.officer.person_id, due_on=day(7), on=at(day(-9)))  # Friday 27/11
    services.make_reminders(at=at(day(4)))  # Tuesday 24/11: three working days before
    assert made() == [("truoc-3", town.officer.person_id, "person")]


def test_on_the_day_the_head_hears_too(town: Town):
    town.ask(person_id=town.officer.person_id, due_on=TODAY, on=at(day(-20)))
    services.make_reminders(at=NOON)
    assert set(made(rule_key="dung-han")) == {
        ("dung-han", town.officer.person_id, "person"),
        ("dung-han", town.head.person_id, "head"),
    }


def test_after_it_asker_and_leader_hear_every_five_days(town: Town):
    town.ask(by=town.provincial, due_on=day(-7), on=at(day(-30)))
    services.make_reminders(at=NOON)
    assert set(made(rule_key="tre-5")) == {
        ("tre-5", town.provincial.person_id, "asker"),
        ("tre-5", town.leader.person_id, "leader"),
    }


def test_where_nobody_is_named_the_head_of_the_office_is_the_person(town: Town):
    town.ask(due_on=TODAY, on=at(day(-20)))
    services.make_reminders(at=NOON)
    assert made(rule_key="dung-han") == [("dung-han", town.head.person_id, "person")]


def test_an_office_without_a_head_falls_to_the_leaders_of_the_unit(town: Town):
    town.ask(office_id=town.office.pk, due_on=TODAY, on=at(day(-20)))
    services.make_reminders(at=NOON)
    assert made(rule_key="dung-han") == [("dung-han", town.leader.person_id, "person")]


def test_what_was_asked_after_the_warning_ahead_had_passed_is_not_warned_of(town: Town):
    town.ask(due_on=day(3), on=NOON)  # Monday, asked on Friday: three days ahead was Wednesday
    assert services.make_reminders(at=NOON) == 0


@pytest.mark.parametrize("deed", ["submit", "pause", "drop"])
def test_what_waits_for_the_asker_or_rests_reminds_nobody(town: Town, deed):
    row = town.ask(due_on=TODAY, on=at(day(-20)))
    if deed == "submit":
        work.submit(assignment_id=row.pk, by=town.head, at=NOON)
    elif deed == "pause":
        work.pause(assignment_id=row.pk, reason="Chờ vốn", by=town.leader, at=NOON)
    else:
        work.drop(assignment_id=row.pk, reason="Không cần nữa", by=town.leader, at=NOON)
    assert services.make_reminders(at=NOON) == 0


def test_a_new_day_owed_is_reminded_of_anew(town: Town):
    row = town.ask(due_on=TODAY, on=at(day(-20)))
    services.make_reminders(at=NOON)
    Assignment.objects.filter(pk=row.pk).update(due_on=day(7))
    services.make_reminders(at=at(day(7)))
    assert Reminder.objects.filter(rule_key="dung-han").values("due_on").distinct().count() == 2


def test_run_again_it_makes_nothing(town: Town):
    town.ask(due_on=TODAY, on=at(day(-20)))
    assert services.make_reminders(at=NOON) == 1
    assert services.make_reminders(at=NOON) == 0
    assert services.make_reminders(at=at(day(-1))) >= 0  # the clock moved back
    assert Reminder.objects.filter(rule_key="dung-han").count() == 1


def test_a_locality_rule_reminds_in_its_unit_only(town: Town):
    town.ask(due_on=day(13), on=at(day(-20)))
    other = town.make_office(town.other_ward, "Phòng Kinh tế")
    town.ask(
        by=town.stranger, unit_id=town.other_ward.pk, office_id=other.pk, due_on=day(13), on=at(day(-20))
    )
    services.add_rule(
        unit_id=town.ward.pk, when="before", days=9, to=["person"], since=TODAY, by=town.leader, at=NOON
    )
    services.make_reminders(at=NOON)
    [(key, person, _role)] = made()
    assert key == f"dp-{LocalRule.objects.get().pk}" and person == town.head.person_id


def test_a_rule_switched_off_reminds_nobody_there(town: Town):
    town.ask(due_on=TODAY, on=at(day(-20)))
    services.switch_off(unit_id=town.ward.pk, key="dung-han", since=TODAY, by=town.leader, at=NOON)
    services.make_reminders(at=NOON)
    assert made(rule_key="dung-han") == []


def test_the_number_of_queries_does_not_grow_with_the_work(town: Town, django_assert_max_num_queries):
    for n in range(40):
        town.ask(title=f"Việc {n}", due_on=TODAY, on=at(day(-20)))
    with django_assert_max_num_queries(14):
        assert services.make_reminders(at=NOON) == 40


# ---------------------------------------------------------------- whatever the order


RUNS = st.lists(st.integers(-6, 50), min_size=1, max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(due_in=st.integers(-3, 20), runs=RUNS)
def test_whatever_the_order_of_runs_no_reminder_is_made_twice_and_none_that_is_due_is_missing(
    town: Town, due_in, runs
):
    Reminder.objects.all().delete()
    Assignment.objects.all().delete()
    due = day(due_in)
    row = town.ask(person_id=town.officer.person_id, due_on=due, on=at(day(-40)))
    for offset in runs:
        services.make_reminders(at=at(day(offset)))
    keys = list(Reminder.objects.values_list("assignment", "rule_key", "due_on", "turn", "person"))
    assert len(keys) == len(set(keys))
    from dinh.work.pressing import editions

    for offset in runs:
        for rule in editions.current().rules:
            turn = rules.turn_on(rule, due, day(offset), CALENDAR)
            if turn is not None:
                there = Reminder.objects.filter(assignment=row, rule_key=rule.key, turn=turn.number)
                assert there.exists(), f"{rule.key} of {due} was lost on {day(offset)}"


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=st.lists(st.integers(0, 25), min_size=1, max_size=10))
def test_whatever_the_order_of_mornings_each_person_reads_each_day_once_and_each_reminder_is_carried_once(
    town: Town, runs
):
    for model in (Reminder, Digest, Morning, Assignment):
        model.objects.all().delete()
    Letter.objects.all().delete()
    for n in range(3):
        town.ask(title=f"Việc {n}", due_on=day(3 * n), on=at(day(-40)))
    for offset in runs:
        services.morning(at=at(day(offset)))
    worked = {day(offset) for offset in runs if CALENDAR.is_working(day(offset))}
    assert set(Digest.objects.values_list("day", flat=True)) == worked
    pairs = list(Digest.objects.values_list("person", "day"))
    assert len(pairs) == len(set(pairs)) == len(letters_of_digests())
    assert not Reminder.objects.filter(digest=None).exists(), "what was made was carried"


def letters_of_digests():
    return list(
        Letter.objects.filter(channel="inside", key__startswith="digest:").values_list("key", flat=True)
    )


# ---------------------------------------------------------------- the digest


def test_each_person_gets_one_message_with_everything(with_email: Town):
    town = with_email
    for n, due in enumerate((day(-2), day(-1), TODAY, day(1), day(20))):
        town.ask(title=f"Việc {n}", due_on=due, person_id=town.officer.person_id, on=at(day(-40)))
    services.morning(at=NOON)
    mine = Digest.objects.get(person=town.officer.person_id)
    assert {name: some["n"] for name, some in mine.content.items()} == {"late": 2, "today": 1, "week": 1}
    note, mail = letters()[town.officer.person_id], letters("email")[town.officer.person_id]
    assert note.subject == mail.subject == "Việc ngày 20/11/2026: 2 quá hạn, 1 hạn hôm nay, 1 trong tuần"
    assert note.about == mine.ref and "Việc 1 (trễ 1 ngày)" in mail.text
    assert Letter.objects.filter(to_id=str(town.officer.person_id)).count() == 2


def test_hand_overs_and_presses_that_wait_are_in_it(town: Town):
    row = town.ask(due_on=day(30), on=at(day(-5)))
    work.hand_over(
        assignment_id=row.pk, to_office_id=town.culture.pk, reason="Đúng chức năng", by=town.head, at=NOON
    )
    services.press(words="Gấp", answer_by=day(3), assignment_ids=[row.pk], by=town.leader, at=NOON)
    services.morning(at=NOON)
    assert Digest.objects.get(person=town.culture_head.person_id).content == {
        "hand": {"n": 1, "ids": [row.pk]}
    }
    assert Digest.objects.get(person=town.head.person_id).content["press"]["n"] == 1


def test_a_long_list_names_the_first_and_counts_the_rest(with_email: Town):
    for n in range(15):
        with_email.ask(title=f"Việc {n:02d}", due_on=day(-1), on=at(day(-5)))
    services.morning(at=NOON)
    mine = Digest.objects.get(person=with_email.head.person_id)
    assert mine.content["late"]["n"] == 15 and len(mine.content["late"]["ids"]) == 10
    assert "và 5 việc nữa" in letters("email")[with_email.head.person_id].text


def test_somebody_with_nothing_to_read_is_left_in_peace(town: Town):
    town.ask(due_on=day(60))
    services.morning(at=NOON)
    assert not Digest.objects.exists() and not Letter.objects.exists()


def test_a_person_may_do_without_it_by_channel(with_email: Town):
    town = with_email
    town.ask(due_on=TODAY, on=at(day(-5)))
    services.wish(inside=True, email=False, by=town.head, at=NOON)
    services.morning(at=NOON)
    assert town.head.person_id in letters() and town.head.person_id not in letters("email")


def test_whoever_wants_nothing_gets_nothing_and_the_reminders_are_not_kept_back(with_email: Town):
    town = with_email
    town.ask(due_on=TODAY, on=at(day(-5)))
    services.wish(inside=False, email=False, by=town.head, at=NOON)
    services.morning(at=NOON)
    assert town.head.person_id not in letters() and not Reminder.objects.filter(digest=None).exists()


def test_a_stand_in_reads_what_the_absent_one_would_have_read(with_email: Town):
    town = with_email
    StandIn.objects.create(
        absent_id=town.head.person_id, by_id=town.officer.person_id, since=day(-1), until=day(5)
    )
    row = town.ask(due_on=TODAY, on=at(day(-5)))
    services.morning(at=NOON)
    theirs = Digest.objects.get(person=town.officer.person_id)
    assert theirs.content["for"][str(town.head.person_id)]["today"]["ids"] == [row.pk]
    assert "THAY TRẦN THỊ THỬ" in letters("email")[town.officer.person_id].text
    assert town.head.person_id not in letters("email"), "the absent one's mail box is left in peace"
    assert town.head.person_id in letters(), "and finds it in the program when back"


# ---------------------------------------------------------------- days off, nights, the year's end


def test_on_a_day_off_nothing_is_said_and_the_next_working_morning_says_it(town: Town):
    row = town.ask(due_on=date(2026, 11, 22), on=at(day(-20)))  # a Sunday
    assert services.morning(at=at(date(2026, 11, 21))) is None
    assert services.morning(at=at(date(2026, 11, 22))) is None
    services.morning(at=at(date(2026, 11, 23)))
    assert Reminder.objects.filter(assignment=row, rule_key="dung-han").count() == 1


def test_at_night_nothing_is_said(town: Town):
    town.ask(due_on=TODAY, on=at(day(-5)))
    assert services.morning(at=at(TODAY, 22)) is None
    assert services.morning(at=at(TODAY, 6)) is None
    assert services.morning(at=at(TODAY, 7)) is not None
    assert services.morning(at=at(TODAY, 8)) is None, "once a day"


def test_over_tet_nothing_is_lost(town: Town):
    first = working.tet(2027)
    due = [first + timedelta(days=n) for n in range(-3, 8)]
    for one in due:
        town.ask(title=f"Hạn {one}", due_on=one, on=datetime(2026, 12, 1, 9, tzinfo=NOON.tzinfo))
    moment = first - timedelta(days=14)
    sent_on = set()
    while moment <= first + timedelta(days=25):
        if services.morning(at=at(moment)) is not None:
            sent_on.add(moment)
        moment += timedelta(days=1)
    assert all(CALENDAR.is_working(one) for one in sent_on)
    on_the_day = Reminder.objects.filter(rule_key="dung-han")
    assert set(on_the_day.values_list("due_on", flat=True)) == set(due)
    assert on_the_day.count() == len(due)
    assert {row.moment for row in on_the_day} <= sent_on
    ahead = Reminder.objects.filter(rule_key="truoc-1").values("due_on").distinct().count()
    assert ahead == len(due)
    assert not Reminder.objects.filter(digest=None).exists()


def test_over_the_years_end_each_turn_comes_once(town: Town):
    row = town.ask(due_on=date(2026, 12, 31), on=at(day(-5)))
    for n in range(20):
        services.morning(at=at(date(2026, 12, 28) + timedelta(days=n)))
    turns = Reminder.objects.filter(assignment=row, rule_key="tre-2", person=town.head.person_id)
    assert sorted(turns.values_list("turn", "moment")) == [
        (n, CALENDAR.add_working_days(date(2026, 12, 31), 2 * n)) for n in range(1, turns.count() + 1)
    ]
    assert turns.count() >= 4


def test_a_morning_missed_for_days_is_made_up_in_one_message(town: Town):
    for n in range(4):
        town.ask(title=f"Việc {n}", due_on=day(-n), on=at(day(-30)))
    services.morning(at=NOON)  # the first morning after a week without the program
    assert Reminder.objects.filter(rule_key="dung-han").count() == 4
    assert len(letters()) == Digest.objects.count()


def test_a_clock_that_ran_ahead_and_was_put_right_says_nothing_twice(town: Town):
    town.ask(due_on=TODAY, on=at(day(-20)))
    services.morning(at=at(day(21)))
    before = set(Reminder.objects.values_list("pk", flat=True))
    services.morning(at=NOON)
    services.morning(at=NOON)
    assert before <= set(Reminder.objects.values_list("pk", flat=True))
    assert Reminder.objects.filter(rule_key="dung-han").count() == 1
    assert set(Digest.objects.values_list("day", flat=True)) == {TODAY, day(21)}


def test_cut_off_between_parts_the_rest_is_made_by_the_next_run(town: Town, monkeypatch):
    from dinh.work.pressing.services import digests

    for head in (town.head, town.culture_head):
        office = town.economy if head is town.head else town.culture
        town.ask(office_id=office.pk, due_on=TODAY, on=at(day(-5)))
    monkeypatch.setattr(digests, "_CHUNK", 1)
    write, calls = digests._Writer.write, []

    def once(self, contents):
        if calls:
            raise RuntimeError("cut off")
        calls.append(1)
        write(self, contents)

    monkeypatch.setattr(digests._Writer, "write", once)
    with pytest.raises(RuntimeError):
        services.morning(at=NOON)
    assert Digest.objects.count() == 1 and not Morning.objects.exists()
    monkeypatch.setattr(digests._Writer, "write", write)
    assert services.morning(at=NOON) is not None
    assert Digest.objects.count() == len(letters()) == 2
    assert queries.last_morning().day == TODAY
