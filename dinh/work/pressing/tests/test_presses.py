"""Pressing in one act, answers, and what goes up a level."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dinh.ground import services as ground
from dinh.ground.models import LedgerLine
from dinh.ground.outbox.models import Letter
from dinh.ground.shapes import Ref
from dinh.town import testing
from dinh.town.models import Person, StandIn
from dinh.work import services as work
from dinh.work.models import Press, PressOwed, PressTold
from dinh.work.pressing import queries, services
from dinh.work.pressing.services.presses import aim
from dinh.work.services import NotAllowed, WrongInput, WrongState
from dinh.work.tests.builders import NOON, TODAY, Town, at, day


def late(town: Town, n: int = 1, **more):
    rows = [town.ask(title=f"Việc {k}", due_on=day(-3), on=at(day(-20)), **more) for k in range(n)]
    return rows[0] if n == 1 else rows


def press(town: Town, by=None, **more):
    given = {"words": "Báo cáo ngay vướng ở đâu.", "answer_by": day(3), "by": by or town.leader, "at": NOON}
    return services.press(**{**given, **more})


def told(owed, step=0):
    return set(owed.told.filter(step=step).values_list("person_id", flat=True))


# ---------------------------------------------------------------- pressing


def test_one_assignment_is_pressed_and_its_person_and_head_hear_of_it(town: Town):
    row = late(town, person_id=town.officer.person_id)
    made = press(town, assignment_ids=[row.pk])
    owed = made.owed.get()
    assert (made.kind, owed.office, owed.answer_by, owed.state) == ("one", town.economy, day(3), "waiting")
    assert told(owed) == {town.officer.person_id, town.head.person_id}
    assert {int(x.to_id) for x in Letter.objects.filter(channel="inside")} == told(owed)
    line = LedgerLine.objects.get(deed="work.pressed")
    assert row.ref in line.also and line.by == town.leader.ref


def test_everything_late_of_an_office_is_pressed_in_one_act(town: Town):
    late(town, 3)
    town.ask(due_on=day(9))  # not late
    late(town, office_id=town.culture.pk)  # another office
    made = press(town, office_id=town.economy.pk)
    assert made.kind == "office" and made.owed.get().items.count() == 3
    assert Letter.objects.filter(to_id=str(town.head.person_id)).count() == 1, "one message, not three"


def test_every_office_late_with_a_report_is_pressed_in_one_act(town: Town):
    for office in (town.economy, town.culture):
        late(town, office_id=office.pk, asked_by=Ref("report", office.pk))
    late(town)  # late, but no report
    made = press(town, asked_by_kind="report")
    assert made.kind == "asked" and {row.office for row in made.owed.all()} == {town.economy, town.culture}
    assert all(row.items.count() == 1 for row in made.owed.all())


def test_the_province_presses_every_ward_but_may_name_one(town: Town):
    other = town.make_office(town.other_ward, "Phòng Kinh tế")
    late(town, asked_by=Ref("report", 1))
    town.ask(
        by=town.stranger, unit_id=town.other_ward.pk, office_id=other.pk, due_on=day(-1), asked_by=Ref("report", 2),
        on=at(day(-20)),
    )  # fmt: skip
    assert press(town, by=town.provincial, asked_by_kind="report").owed.count() == 2
    assert (
        press(town, by=town.provincial, asked_by_kind="report", unit_id=town.other_ward.pk).owed.count() == 1
    )


def test_the_preview_names_who_will_get_it_and_where_nobody_would(town: Town):
    row = late(town)
    [group] = aim(by=town.leader, at=NOON, assignment_ids=[row.pk]).groups
    assert group.persons == [(town.head.person_id, "head")] and group.office == town.economy
    alone = town.ask(
        by=town.provincial,
        unit_id=town.province.pk,
        office_id=town.department.pk,
        due_on=day(-1),
        on=at(day(-9)),
    )
    found = aim(by=town.provincial, at=NOON, assignment_ids=[alone.pk])
    assert found.nobody == found.groups
    assert not Press.objects.exists()


def test_a_stand_in_hears_it_as_well(town: Town):
    StandIn.objects.create(
        absent_id=town.head.person_id, by_id=town.officer.person_id, since=TODAY, until=day(5)
    )
    owed = press(town, assignment_ids=[late(town).pk]).owed.get()
    assert told(owed) == {town.head.person_id, town.officer.person_id}


def test_whoever_presses_is_not_told_by_themselves(town: Town):
    row = late(town, office_id=town.economy.pk, person_id=town.officer.person_id)
    owed = press(town, by=town.head, assignment_ids=[row.pk]).owed.get()
    assert told(owed) == {town.officer.person_id}


def test_e_mails_of_a_press_at_night_wait_for_the_morning_and_the_notice_does_not(town: Town):
    Person.objects.filter(pk=town.head.person_id).update(email="mau@mau.example")
    late_hour = at(TODAY, 21)  # Friday evening
    press(town, at=late_hour, assignment_ids=[late(town).pk])
    mail, note = Letter.objects.get(channel="email"), Letter.objects.get(channel="inside")
    assert (note.state, mail.next_try) == ("delivered", at(day(3), 7))


@pytest.mark.parametrize(
    ("words", "answer_by", "field"),
    [("  ", 3, "words"), ("Gấp", -1, "answer_by"), ("Gấp", 90, "answer_by")],
)
def test_a_press_without_words_or_with_a_day_that_cannot_be_is_refused(town: Town, words, answer_by, field):
    with pytest.raises(WrongInput) as refused:
        press(town, words=words, answer_by=day(answer_by), assignment_ids=[late(town).pk])
    assert refused.value.field == field


def test_what_is_done_or_waits_for_the_asker_cannot_be_pressed_for(town: Town):
    row = late(town)
    work.submit(assignment_id=row.pk, by=town.head, at=NOON)
    with pytest.raises(WrongState, match="chờ duyệt"):
        press(town, assignment_ids=[row.pk])
    with pytest.raises(WrongState, match="Không còn việc nào quá hạn"):
        press(town, office_id=town.economy.pk)


def test_a_selection_with_something_out_of_reach_presses_nothing(town: Town):
    other = town.make_office(town.other_ward, "Phòng Kinh tế")
    theirs = town.ask(
        by=town.stranger, unit_id=town.other_ward.pk, office_id=other.pk, due_on=day(-1), on=at(day(-9))
    )
    with pytest.raises(NotAllowed, match="1 trong 2 việc"):
        press(town, assignment_ids=[late(town).pk, theirs.pk])
    assert not Press.objects.exists()


WHO_PRESSES = [
    ("leader", True),
    ("head", True),
    ("provincial", True),
    ("officer", False),
    ("viewer", False),
    ("culture_head", False),
    ("stranger", False),
]


@pytest.mark.parametrize(("who", "may"), WHO_PRESSES)
def test_who_may_press_an_office(town: Town, who, may):
    row = late(town)
    if may:
        press(town, by=getattr(town, who), assignment_ids=[row.pk])
    else:
        with pytest.raises(NotAllowed):
            press(town, by=getattr(town, who), assignment_ids=[row.pk])
    assert Press.objects.exists() is may


def test_whoever_asked_for_it_may_press_for_it_without_any_role(town: Town):
    row = late(town, by=town.leader)
    row.asker_person_id = town.culture_officer.person_id
    row.save()
    press(town, by=town.culture_officer, assignment_ids=[row.pk])


def test_pressing_166_offices_costs_a_bounded_number_of_queries(town: Town, django_assert_max_num_queries):
    for n in range(30):
        late(town, office_id=town.make_office(town.ward, f"Tổ {n}").pk, asked_by=Ref("report", n))
    with django_assert_max_num_queries(32):
        assert press(town, asked_by_kind="report").owed.count() == 30


# ---------------------------------------------------------------- answering


def test_an_answer_holds_words_and_a_new_promise_and_the_presser_hears_of_it(town: Town):
    row = late(town)
    owed = press(town, assignment_ids=[row.pk]).owed.get()
    services.answer(owed_id=owed.pk, text="Chờ nhà mạng.", promised_on=day(6), by=town.head, at=NOON)
    owed.refresh_from_db()
    assert (owed.state, owed.promised_on, owed.answered_by_name) == ("answered", day(6), "Trần Thị Thử")
    note = Letter.objects.get(to_id=str(town.leader.person_id))
    assert "Phòng Kinh tế" in note.subject and note.about == owed.press.ref
    assert row.ref in LedgerLine.objects.get(deed="work.press-answered").also
    assert not queries.owed_by(town.head, NOON)


def test_a_hundred_answers_in_one_day_are_one_notice(town: Town):
    for n in range(3):
        late(town, office_id=town.make_office(town.ward, f"Tổ {n}").pk, asked_by=Ref("report", n))
    made = press(town, by=town.provincial, asked_by_kind="report")
    for owed in made.owed.all():
        services.answer(owed_id=owed.pk, text="Đang làm.", by=town.leader, at=NOON)
    assert Letter.objects.filter(to_id=str(town.provincial.person_id)).count() == 1


def test_a_press_is_answered_once(town: Town):
    owed = press(town, assignment_ids=[late(town).pk]).owed.get()
    services.answer(owed_id=owed.pk, text="Đang làm.", by=town.head, at=NOON)
    with pytest.raises(WrongState, match="Trần Thị Thử đã trả lời"):
        services.answer(owed_id=owed.pk, text="Nữa.", by=town.officer, at=NOON)


@pytest.mark.parametrize(("text", "promised", "field"), [("", 3, "text"), ("Đang làm", -1, "promised_on")])
def test_an_answer_says_something_and_promises_ahead(town: Town, text, promised, field):
    owed = press(town, assignment_ids=[late(town).pk]).owed.get()
    with pytest.raises(WrongInput) as refused:
        services.answer(owed_id=owed.pk, text=text, promised_on=day(promised), by=town.head, at=NOON)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("head", True),
        ("officer", True),
        ("leader", True),
        ("culture_head", False),
        ("viewer", False),
        ("provincial", False),
        ("stranger", False),
    ],
)
def test_who_may_answer_for_an_office(town: Town, who, may):
    owed = press(town, assignment_ids=[late(town).pk]).owed.get()
    if may:
        services.answer(owed_id=owed.pk, text="Đang làm.", by=getattr(town, who), at=NOON)
    else:
        with pytest.raises(NotAllowed):
            services.answer(owed_id=owed.pk, text="Đang làm.", by=getattr(town, who), at=NOON)


def test_whoever_was_told_may_answer_whatever_their_role(town: Town):
    owed = press(town, assignment_ids=[late(town, person_id=town.viewer.person_id).pk]).owed.get()
    services.answer(owed_id=owed.pk, text="Đang làm.", by=town.viewer, at=NOON)


def test_when_the_work_is_done_no_answer_is_owed_any_more(town: Town):
    row = late(town)
    owed = press(town, assignment_ids=[row.pk]).owed.get()
    work.submit(assignment_id=row.pk, by=town.head, at=NOON)
    work.accept(assignment_id=row.pk, by=town.leader, at=NOON)
    ground.tell(everything=True)
    owed.refresh_from_db()
    assert owed.state == "settled"


# ---------------------------------------------------------------- going up


def test_without_an_answer_it_goes_to_the_head_the_leader_and_the_province_by_the_days(town: Town):
    row = late(town, person_id=town.officer.person_id, by=town.provincial)
    presser = testing.actor("province", town.province, name="Lê Thị Theo Dõi")
    owed = press(town, by=presser, assignment_ids=[row.pk], answer_by=TODAY).owed.get()
    PressTold.objects.filter(owed=owed, person=town.head.person_id).delete()  # only the officer was told
    seen = {}
    for n in range(1, 12):
        services.escalate(at=at(day(n)))
        seen[n] = {step: told(owed, step) for step in (1, 2, 3)}
    assert seen[2] == {1: set(), 2: set(), 3: set()}, "a weekend passes nothing on"
    assert seen[3][1] == {town.head.person_id} and not seen[3][2]
    assert not seen[5][2], "nor does the day off of 24/11"
    assert seen[6][2] == {town.leader.person_id} and not seen[6][3]
    assert seen[10][3] == {town.provincial.person_id}, "never to whoever pressed"
    assert seen[11] == seen[10]
    assert Letter.objects.filter(key__startswith="press-up:").count() == 3
    assert LedgerLine.objects.filter(deed="work.press-went-up").count() == 3


def test_run_again_and_again_no_step_is_taken_twice(town: Town):
    owed = press(town, assignment_ids=[late(town).pk], answer_by=TODAY).owed.get()
    for n in (30, 30, 5, 40, 1):
        services.escalate(at=at(day(n)))
    assert sorted(owed.told.values_list("step", flat=True)) == [0, 1, 2, 3]


def test_an_answer_stops_it(town: Town):
    owed = press(town, assignment_ids=[late(town).pk], answer_by=TODAY).owed.get()
    services.answer(owed_id=owed.pk, text="Đang làm.", by=town.head, at=NOON)
    assert services.escalate(at=at(day(30))) == 0


def test_a_step_that_finds_nobody_is_noted_and_the_next_is_taken(town: Town):
    row = late(town, office_id=town.office.pk)  # no head; its leader pressed
    owed = press(town, assignment_ids=[row.pk], answer_by=TODAY).owed.get()
    services.escalate(at=at(day(20)))
    assert list(owed.told.values_list("step", "person_id")) == [
        (0, None), (1, None), (2, None), (3, town.provincial.person_id),
    ]  # fmt: skip


def test_a_press_that_came_up_is_in_the_morning_of_whoever_it_came_to(town: Town):
    from dinh.work.models import Digest

    press(town, by=town.provincial, assignment_ids=[late(town).pk], answer_by=TODAY)
    services.morning(at=at(day(6)))
    content = Digest.objects.get(person=town.leader.person_id).content
    assert content["up"]["n"] == 1 and "up" in content


# ---------------------------------------------------------------- reads


def test_the_badge_of_a_desk_says_how_often_and_whether_an_answer_waits(
    town: Town, django_assert_num_queries
):
    row, other = late(town), late(town)
    press(town, assignment_ids=[row.pk], at=NOON - timedelta(days=2))
    press(town, assignment_ids=[row.pk])
    with django_assert_num_queries(2):
        found = queries.badges([row.pk, other.pk])
    assert set(found) == {row.pk}
    badge = found[row.pk]
    assert (badge.times, badge.waiting, badge.by_name, badge.last_at) == (2, True, "Nguyễn Văn Mẫu", NOON)
    assert badge.late(day(4)) and not badge.late(day(3))


def test_what_i_owe_and_what_i_made_in_a_bounded_number_of_queries(town: Town, django_assert_max_num_queries):
    for _n in range(6):
        press(town, assignment_ids=[late(town).pk])
    with django_assert_max_num_queries(4):
        assert len(queries.owed_by(town.head, NOON)) == 6
    with django_assert_max_num_queries(1):
        [first, *_rest] = queries.made_by(town.leader, NOON)
    assert (first.n_owed, first.n_answered) == (1, 0)
    assert queries.owed_count(town.head, NOON) == (6, False)
    assert queries.owed_count(town.head, at(day(9))) == (6, True)
    assert queries.owed_count(town.stranger, NOON) == (0, False)


def test_a_stranger_sees_neither_the_press_nor_the_answer(town: Town):
    made = press(town, assignment_ids=[late(town).pk])
    owed = made.owed.get()
    assert queries.press_for(town.stranger, made.pk, NOON) is None
    assert queries.owed_for(town.stranger, owed.pk, NOON) is None
    for who in (town.leader, town.head, town.provincial):
        assert queries.press_for(who, made.pk, NOON).owed_rows == [owed]
        assert queries.owed_for(who, owed.pk, NOON) == owed


def test_an_office_sees_of_a_wide_press_only_what_concerns_its_unit(town: Town):
    other = town.make_office(town.other_ward, "Phòng Kinh tế")
    late(town, asked_by=Ref("report", 1))
    town.ask(
        by=town.stranger, unit_id=town.other_ward.pk, office_id=other.pk, due_on=day(-1), asked_by=Ref("report", 2),
        on=at(day(-20)),
    )  # fmt: skip
    made = press(town, by=town.provincial, asked_by_kind="report")
    assert len(queries.press_for(town.provincial, made.pk, NOON).owed_rows) == 2
    [mine] = queries.press_for(town.stranger, made.pk, NOON).owed_rows
    assert mine.unit == town.other_ward


# ---------------------------------------------------------------- rules of a locality


def test_a_rule_of_the_locality_is_added_and_ended_by_recorded_deeds(town: Town):
    rule = services.add_rule(
        unit_id=town.ward.pk,
        when="after",
        days=1,
        most=5,
        to=["leader"],
        since=TODAY,
        by=town.leader,
        at=NOON,
    )
    assert rule.shape().words == "Sau hạn, cứ 1 ngày làm việc một lần, nhiều nhất 5 lần"
    services.end_rule(rule_id=rule.pk, by=town.leader, at=NOON)
    with pytest.raises(WrongState):
        services.end_rule(rule_id=rule.pk, by=town.leader, at=NOON)
    deeds = set(
        LedgerLine.objects.filter(deed__startswith="work.reminder-rule").values_list("deed", flat=True)
    )
    assert deeds == {"work.reminder-rule-added", "work.reminder-rule-ended"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"when": "khi-nao"}, "when"),
        ({"days": 0}, "days"),
        ({"when": "after", "days": 1, "most": 0}, "most"),
        ({"to": ["province"]}, "to"),
        ({"since": day(-1)}, "since"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_by_its_field(town: Town, wrong, field):
    given = {"unit_id": town.ward.pk, "when": "before", "days": 2, "to": ["person"], "since": TODAY}
    with pytest.raises(WrongInput) as refused:
        services.add_rule(**{**given, **wrong}, by=town.leader, at=NOON)
    assert refused.value.field == field


@pytest.mark.parametrize("who", ["head", "officer", "viewer", "stranger", "provincial"])
def test_only_leaders_and_administrators_of_the_unit_set_its_rules(town: Town, who):
    with pytest.raises(NotAllowed):
        services.add_rule(
            unit_id=town.ward.pk, when="on", to=["person"], since=TODAY, by=getattr(town, who), at=NOON
        )
    with pytest.raises(NotAllowed):
        services.switch_off(unit_id=town.ward.pk, key="truoc-1", since=TODAY, by=getattr(town, who), at=NOON)


def test_every_owed_row_has_a_press_and_nobody_is_told_twice_of_one_step(town: Town):
    press(town, assignment_ids=[row.pk for row in late(town, 3)])
    assert PressOwed.objects.count() == 1 and PressTold.objects.count() == 1
