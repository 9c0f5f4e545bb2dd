"""Hand-overs, extensions, rhythms by the clock, passing on to successors, deeds on a selection."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dinh.ground import queries as ground
from dinh.town import testing
from dinh.town.shapes import Actor
from dinh.work import queries, services
from dinh.work.models import Assignment, HandOver, Series

from .builders import NOON, Town, at, day
from .test_doing import news, who


def offered(town: Town, **more: Any) -> HandOver:
    return services.hand_over(
        assignment_id=town.ask(**more).pk, to_office_id=town.culture.pk, reason="Đúng việc của phòng kia.",
        **who(town.head),
    )  # fmt: skip


# ---------------------------------------------------------------- hand-over


def test_until_it_is_accepted_the_giver_stays_responsible_and_both_desks_show_it(town: Town) -> None:
    offer = offered(town)
    assert offer.assignment.office == town.economy
    giver, taker = queries.desk(town.head, NOON), queries.desk(town.culture_head, NOON)
    assert [each.pk for each in giver.given_away.rows] == [offer.pk]
    assert [each.pk for each in taker.to_take.rows] == [offer.pk]
    assert offer.assignment in giver.later.rows and offer.assignment not in taker.later.rows


def test_accepted_it_is_the_takers(town: Town) -> None:
    offer = offered(town, coop_office_ids=(town.culture.pk,))
    answered = services.answer_hand_over(hand_over_id=offer.pk, accept=True, **who(town.culture_head))
    work = Assignment.objects.get()
    assert (answered.answer, work.office, work.person) == ("accepted", town.culture, None)
    assert not work.coops.exists()
    assert work in queries.desk(town.culture_head, NOON).later.rows
    assert not queries.desk(town.head, NOON).given_away.rows
    assert [each["answer"] for each in news("WorkHandedOver")] == ["waiting", "accepted"]


def test_refused_it_stays_with_the_giver_who_reads_why(town: Town) -> None:
    offer = offered(town)
    with pytest.raises(services.WrongInput, match="vì sao không nhận"):
        services.answer_hand_over(hand_over_id=offer.pk, accept=False, **who(town.culture_head))
    services.answer_hand_over(
        hand_over_id=offer.pk, accept=False, remark="Không đúng việc.", **who(town.culture_head)
    )
    assert Assignment.objects.get().office == town.economy
    assert ground.story_of(offer.assignment.ref)[0].data["remark"] == "Không đúng việc."


def test_it_is_withdrawn_by_the_giver_only(town: Town) -> None:
    offer = offered(town)
    with pytest.raises(services.NotAllowed):
        services.withdraw_hand_over(hand_over_id=offer.pk, **who(town.culture_head))
    services.withdraw_hand_over(hand_over_id=offer.pk, **who(town.head))
    with pytest.raises(services.WrongState, match="đã rút lại"):
        services.answer_hand_over(hand_over_id=offer.pk, accept=True, **who(town.culture_head))


def test_whoever_offered_it_does_not_answer_in_the_takers_place(town: Town) -> None:
    offer = services.hand_over(
        assignment_id=town.ask().pk, to_office_id=town.culture.pk, reason="Chuyển.", **who(town.leader)
    )
    with pytest.raises(services.NotAllowed, match="không tự trả lời"):
        services.answer_hand_over(hand_over_id=offer.pk, accept=True, **who(town.leader))


def test_an_officer_of_the_taking_office_does_not_answer(town: Town) -> None:
    with pytest.raises(services.NotAllowed):
        services.answer_hand_over(hand_over_id=offered(town).pk, accept=True, **who(town.culture_officer))


def test_to_a_person_only_that_person_or_their_stand_in_answers(town: Town) -> None:
    offer = services.hand_over(
        assignment_id=town.ask().pk,
        to_person_id=town.officer.person_id,
        reason="Em làm tiếp.",
        **who(town.head),
    )
    with pytest.raises(services.NotAllowed, match="Lê Văn Thí"):
        services.answer_hand_over(hand_over_id=offer.pk, accept=True, **who(town.leader))
    lent = tuple(replace(m, for_person_id=town.officer.person_id) for m in town.officer.mandates)
    stand_in = Actor(town.culture_officer.person_id, "Vũ Văn Thử", (*town.culture_officer.mandates, *lent))
    assert [each.pk for each in queries.desk(stand_in, NOON).to_take.rows] == [offer.pk]
    services.answer_hand_over(hand_over_id=offer.pk, accept=True, **who(stand_in))
    assert Assignment.objects.get().person_id == town.officer.person_id


def test_one_offer_waits_at_a_time(town: Town) -> None:
    offer = offered(town)
    with pytest.raises(services.WrongState, match="Phòng Văn hoá"):
        services.hand_over(
            assignment_id=offer.assignment_id, to_office_id=town.office.pk, reason="Nữa.", **who(town.head)
        )


@pytest.mark.parametrize("to", ["none", "both", "same", "elsewhere", "stranger"])
def test_a_receiver_that_cannot_be_is_refused(town: Town, to: str) -> None:
    choices = {
        "none": {},
        "both": {"to_office_id": town.culture.pk, "to_person_id": town.officer.person_id},
        "same": {"to_office_id": town.economy.pk},
        "elsewhere": {"to_office_id": town.department.pk},
        "stranger": {"to_person_id": town.culture_officer.person_id},
    }
    with pytest.raises(services.WrongInput):
        services.hand_over(assignment_id=town.ask().pk, reason="Chuyển.", **choices[to], **who(town.head))


def test_handing_in_withdraws_what_waits(town: Town) -> None:
    offer = offered(town)
    services.submit(assignment_id=offer.assignment_id, **who(town.officer))
    offer.refresh_from_db()
    assert offer.answer == "withdrawn"


# ---------------------------------------------------------------- extension


def extension(town: Town, **more: Any) -> Any:
    return services.ask_extension(
        assignment_id=town.ask(**more).pk, until=day(14), reason="Thiếu số liệu.", **who(town.officer)
    )


def test_more_time_is_granted_by_the_asker(town: Town) -> None:
    asked = extension(town)
    assert [each.pk for each in queries.desk(town.leader, NOON).to_extend.rows] == [asked.pk]
    services.answer_extension(extension_id=asked.pk, grant=True, **who(town.leader))
    assert Assignment.objects.get().due_on == day(14)
    assert news("ExtensionAnswered")[-1] == {
        "extension_id": asked.pk, "assignment_id": asked.assignment_id, "answer": "accepted",
        "due_on": day(14).isoformat(),
    }  # fmt: skip


def test_another_day_may_be_granted(town: Town) -> None:
    asked = services.answer_extension(
        extension_id=extension(town).pk, grant=True, until=day(9), **who(town.leader)
    )
    assert (asked.granted, Assignment.objects.get().due_on) == (day(9), day(9))


def test_more_time_is_refused_with_a_remark(town: Town) -> None:
    asked = extension(town)
    with pytest.raises(services.WrongInput):
        services.answer_extension(extension_id=asked.pk, grant=False, **who(town.leader))
    services.answer_extension(extension_id=asked.pk, grant=False, remark="Tỉnh cần ngay.", **who(town.leader))
    assert Assignment.objects.get().due_on == day(7)


def test_an_extension_is_answered_once(town: Town) -> None:
    asked = extension(town)
    services.answer_extension(extension_id=asked.pk, grant=True, **who(town.leader))
    with pytest.raises(services.WrongState, match="Cho gia hạn"):
        services.answer_extension(extension_id=asked.pk, grant=False, remark="Thôi.", **who(town.leader))


def test_the_office_does_not_grant_itself_time(town: Town) -> None:
    with pytest.raises(services.NotAllowed):
        services.answer_extension(extension_id=extension(town).pk, grant=True, **who(town.head))


def test_whoever_asks_for_time_does_not_grant_it(town: Town) -> None:
    asked = services.ask_extension(
        assignment_id=town.ask(by=town.head).pk, until=day(14), reason="Bận.", **who(town.head)
    )
    with pytest.raises(services.WrongState, match="không tự trả lời"):
        services.answer_extension(extension_id=asked.pk, grant=True, **who(town.head))


@pytest.mark.parametrize(("until", "reason"), [(7, "Có"), (3, "Có"), (14, " ")])
def test_a_day_no_later_or_no_reason_is_refused(town: Town, until: int, reason: str) -> None:
    with pytest.raises(services.WrongInput):
        services.ask_extension(
            assignment_id=town.ask().pk, until=day(until), reason=reason, **who(town.officer)
        )


def test_one_request_waits_at_a_time_and_none_without_a_day(town: Town) -> None:
    asked = extension(town)
    with pytest.raises(services.WrongState, match="đang chờ"):
        services.ask_extension(
            assignment_id=asked.assignment_id, until=day(20), reason="Nữa.", **who(town.officer)
        )
    with pytest.raises(services.WrongState, match="không có hạn"):
        services.ask_extension(
            assignment_id=town.ask(due_on=None).pk, until=day(20), reason="Nữa.", **who(town.officer)
        )


# ---------------------------------------------------------------- rhythms by the clock


def dues(series: Series) -> list[Any]:
    return [row.due_on for row in series.occurrences.order_by("due_on")]


def test_turns_are_made_once_when_their_period_begins(town: Town) -> None:
    town.ask(rhythm="weekly:5", due_on=None, coop_office_ids=(town.culture.pk,))
    series = Series.objects.get()
    assert services.make_occurrences(at=at(day(2))) == 0  # Sunday: the week is not over
    assert services.make_occurrences(at=at(day(3))) == 1
    assert services.make_occurrences(at=at(day(3))) == 0
    assert dues(series) == [day(0), day(7)]
    assert [coop.office for coop in series.occurrences.latest("pk").coops.all()] == [town.culture]


def test_after_weeks_of_rest_nothing_is_missing_over_the_years_end_and_tet(town: Town) -> None:
    town.ask(rhythm="weekly:5", due_on=None)
    series = Series.objects.get()
    services.make_occurrences(at=at(day(91)))  # 19/02/2027, Friday after Tết
    found = series.occurrences.order_by("due_on")
    assert [row.period_key for row in found] == [
        *(f"2026-W{n}" for n in range(47, 54)),
        *(f"2027-W{n:02}" for n in range(1, 8)),
    ]
    # New Year's Day and a Friday within Tết move to the next working day
    assert day(42) not in dues(series) and day(77) not in dues(series)


def test_a_daily_rhythm_skips_only_the_days_of_rest(town: Town) -> None:
    town.ask(rhythm="daily", due_on=None)
    for n in range(1, 8):
        services.make_occurrences(at=at(day(n)))
    assert dues(Series.objects.get()) == [day(0), day(3), day(5), day(6), day(7)]  # a weekend, and 24/11


def test_a_rhythm_is_ended_and_what_was_made_stays_owed(town: Town) -> None:
    town.ask(rhythm="monthly:25", due_on=None)
    series = Series.objects.get()
    with pytest.raises(services.WrongInput):
        services.end_series(series_id=series.pk, reason="", **who(town.leader))
    with pytest.raises(services.NotAllowed):
        services.end_series(series_id=series.pk, reason="Thôi.", **who(town.officer))
    services.end_series(series_id=series.pk, reason="Đã có hệ thống.", **who(town.leader))
    assert services.make_occurrences(at=at(day(60))) == 0
    assert Assignment.objects.get().is_open
    with pytest.raises(services.WrongState):
        services.end_series(series_id=series.pk, reason="Nữa.", **who(town.leader))


def test_the_room_that_asked_ends_its_rhythms_by_closing(town: Town) -> None:
    from dinh.ground.shapes import Ref

    town.ask(rhythm="weekly", due_on=None, asked_by=Ref("duty", 3))
    services.close(asked_by=Ref("duty", 3), outcome="dropped", by=None, at=NOON)
    assert services.make_occurrences(at=at(day(30))) == 0


# ---------------------------------------------------------------- passing on


def test_a_merged_units_open_work_goes_to_its_successors_by_one_deed(town: Town) -> None:
    heir = testing.unit("14818")
    there = town.make_office(town.other_ward, "Phòng Kinh tế")
    open_one, whole, closed = town.ask(), town.ask(office_id=None), town.ask(check=False)
    town.ask(rhythm="monthly", due_on=day(5))
    services.submit(assignment_id=closed.pk, **who(town.officer))
    offer = offered(town)
    asked = town.ask(unit_id=town.ward.pk)

    to = {town.economy.pk: (town.other_ward.pk, there.pk), None: (heir.pk, None)}
    moved = services.pass_on(from_unit_id=town.ward.pk, to=to, by=None, at=NOON)

    assert set(moved) >= {open_one.pk, whole.pk, asked.pk} and closed.pk not in moved
    rows = Assignment.objects.in_bulk()
    assert (rows[open_one.pk].unit, rows[open_one.pk].office) == (town.other_ward, there)
    assert (rows[whole.pk].unit, rows[whole.pk].asker_unit) == (heir, heir)
    assert rows[closed.pk].unit == town.ward
    assert Series.objects.get().office == there
    offer.refresh_from_db()
    assert offer.answer == "withdrawn"
    lines = [line for line in ground.story_of(town.ward.ref) if line.deed == "work.passed-on"]
    assert len(lines) == 1 and lines[0].data["n"] == len(moved)
    assert rows[open_one.pk].passings.get().from_office == town.economy
    assert [line.deed for line in ground.story_of(heir.ref)] == ["work.passed-on"]
    assert len(news("WorkPassedOn")) == 1
    assert services.pass_on(from_unit_id=town.ward.pk, to=to, by=None, at=NOON) == []


def test_nothing_is_left_behind_unnamed(town: Town) -> None:
    town.ask()
    with pytest.raises(services.WrongInput, match="Phòng Kinh tế"):
        services.pass_on(
            from_unit_id=town.ward.pk, to={town.culture.pk: (town.other_ward.pk, None)}, by=None, at=NOON
        )


def test_an_office_that_is_not_the_successors_is_refused(town: Town) -> None:
    with pytest.raises(services.WrongInput, match="không thuộc"):
        services.pass_on(
            from_unit_id=town.ward.pk, to={None: (town.other_ward.pk, town.department.pk)}, by=None, at=NOON
        )


def test_only_the_successors_leaders_take_over(town: Town) -> None:
    to = {None: (town.other_ward.pk, None)}
    with pytest.raises(services.NotAllowed):
        services.pass_on(from_unit_id=town.ward.pk, to=to, **who(town.head))
    town.ask()
    assert len(services.pass_on(from_unit_id=town.ward.pk, to=to, **who(town.stranger))) == 1


# ---------------------------------------------------------------- deeds on a selection


def test_a_selection_is_done_row_by_row_and_each_says_what_became_of_it(town: Town) -> None:
    mine, other, closed = town.ask(), town.ask(office_id=town.culture.pk), town.ask(check=False)
    services.submit(assignment_id=closed.pk, **who(town.officer))
    told = services.batch(
        deed="phan-cong", ids=[mine.pk, other.pk, closed.pk], values={"person": town.officer.person_id},
        **who(town.head),
    )  # fmt: skip
    assert [(row.assignment_id, row.ok) for row in told] == [
        (mine.pk, True),
        (other.pk, False),
        (closed.pk, False),
    ]
    assert (
        "Lê Văn Thí" in told[0].words
        and "chưa được giao quyền" in told[1].words
        and "Hoàn thành" in told[2].words
    )


@pytest.mark.parametrize(
    ("deed", "values", "state"),
    [
        ("doi-han", {"due_on": day(30), "reason": "Tỉnh lùi."}, "not-started"),
        ("thoi", {"reason": "Không cần."}, "dropped"),
    ],
)
def test_days_are_moved_and_things_dropped_by_the_dozen(
    town: Town, deed: str, values: Any, state: str
) -> None:
    ids = [town.ask().pk for _ in range(3)]
    told = services.batch(deed=deed, ids=[*ids, ids[0]], values=values, **who(town.leader))
    assert [row.ok for row in told] == [True] * 3
    assert {row.state for row in Assignment.objects.all()} == {state}


def test_hand_over_and_acceptance_by_the_dozen(town: Town) -> None:
    ids = [town.ask().pk for _ in range(2)]
    told = services.batch(
        deed="chuyen", ids=ids, values={"office": town.culture.pk, "reason": "Đúng việc."}, **who(town.head)
    )
    assert all(row.ok for row in told) and HandOver.objects.filter(answered_at=None).count() == 2
    for pk in ids:
        services.submit(assignment_id=pk, **who(town.officer))
    told = services.batch(deed="duyet", ids=ids, values={"remark": ""}, **who(town.leader))
    assert all(row.ok for row in told)


def test_nothing_chosen_too_much_chosen_or_an_unknown_deed_is_refused(town: Town) -> None:
    for deed, ids in (("phan-cong", []), ("phan-cong", list(range(1, 502))), ("bay", [1])):
        with pytest.raises(services.WrongInput):
            services.batch(deed=deed, ids=ids, values={}, **who(town.leader))
