"""Reads: the desk, the list with its pages, lights in SQL, counts; always in a bounded number of queries."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import pytest

from dinh.town import testing
from dinh.town.models import Post
from dinh.work import queries, rules, services
from dinh.work.models import Assignment
from dinh.work.shapes import CLOSED_STATES, WorkState

from .builders import NOON, TODAY, Town, day


def made(town: Town, state: str, due: date | None, done: date | None = None) -> Assignment:
    """A row in a state, written straight into the table: for reads only."""
    closed = state in CLOSED_STATES
    late = rules.late_days(due, done) if state == "done" else 0
    return Assignment.objects.create(
        title=f"{state} {due}", unit=town.ward, office=town.economy, asker_unit=town.ward, asked_at=NOON,
        state=state, due_on=due, done_on=done if closed else None, late_days=late,
        closed_at=NOON if closed else None,
    )  # fmt: skip


def test_the_light_in_sql_is_the_light_of_the_rule(town: Town) -> None:
    for state in WorkState:
        for due in (None, *(day(n) for n in (-30, -1, 0, 1, 3, 6, 7, 30))):
            for done in (day(-2), day(2)):
                made(town, state.value, due, done)
    for today in (TODAY, *(day(n) for n in range(1, 8))):  # over the days off of a week
        rows = Assignment.objects.annotate(sql=queries.light_case(today))
        wrong = [
            (row.state, row.due_on, row.done_on, row.sql)
            for row in rows
            if row.sql != rules.light(row.state, row.due_on, today, late_days=row.late_days)
        ]
        assert not wrong
        for light in ("late", "today", "soon", "open", "waiting", "paused", "done", "done_late", "dropped"):
            chosen = Assignment.objects.filter(queries.light_q(light, today))
            assert chosen.count() == rows.filter(sql=light).count(), (light, today)


def test_the_desk_sorts_what_is_owed_into_bands(town: Town) -> None:
    for n in (-3, 0, 1, 2, 3, 40):
        made(town, "doing", day(n))
    made(town, "doing", None)
    made(town, "submitted", day(-9))
    made(town, "paused", day(-9))
    made(town, "done", day(-9), day(-10))
    desk = queries.desk(town.head, NOON)
    assert [[row.due_on for row in band.rows] for band in (desk.late, desk.due_today, desk.week, desk.later)] == [
        [day(-3)], [day(0)], [day(1), day(2)], [day(3), day(40)],
    ]  # fmt: skip
    assert (len(desk.undated), len(desk.submitted)) == (1, 1)


def test_an_officer_owes_what_is_theirs_and_what_nobody_was_named_for(town: Town) -> None:
    free, mine, theirs = (
        town.ask(person_id=one) for one in (None, town.officer.person_id, town.viewer.person_id)
    )
    assert set(queries.desk(town.officer, NOON).later.rows) == {free, mine}
    assert set(queries.desk(town.head, NOON).later.rows) == {free, mine, theirs}
    assert set(queries.desk(town.viewer, NOON).later.rows) == {theirs}


def test_leaders_owe_what_the_unit_as_a_whole_was_asked_and_check_what_they_asked(town: Town) -> None:
    whole = town.ask(by=town.provincial, office_id=None)
    work = town.ask()
    services.submit(assignment_id=work.pk, by=town.officer, at=NOON)
    desk = queries.desk(town.leader, NOON)
    assert desk.later.rows == [whole] and desk.to_check.rows == [work] and desk.waits_for_me == 1
    assert queries.waiting_count(town.leader, NOON) == 1


def test_whoever_stands_in_has_the_desk_of_both(town: Town) -> None:
    from dataclasses import replace

    from dinh.town.shapes import Actor

    work = town.ask()
    services.give_to_person(assignment_id=work.pk, person_id=town.officer.person_id, by=town.head, at=NOON)
    lent = tuple(replace(m, for_person_id=town.officer.person_id) for m in town.officer.mandates)
    both = Actor(town.culture_officer.person_id, "Vũ Văn Thử", (*town.culture_officer.mandates, *lent))
    assert queries.desk(both, NOON).later.rows == [work]


def test_a_cooperating_office_sees_it_on_its_desk(town: Town) -> None:
    work = town.ask(coop_office_ids=(town.culture.pk,))
    assert queries.desk(town.culture_head, NOON).coop.rows == [work]


def test_the_desk_asks_as_many_questions_for_much_as_for_little(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    town.ask()
    with django_assert_max_num_queries(11):
        queries.desk(town.head, NOON)
    for n in range(40):
        made(town, "doing", day(n - 20))
    with django_assert_max_num_queries(11):
        desk = queries.desk(town.head, NOON, few=50)
        assert all(row.office and row.unit for row in (*desk.late.rows, *desk.later.rows))


@pytest.mark.parametrize("most", [1000, 5])
def test_so_much_late_does_not_hide_what_is_due_today(
    town: Town, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(sys.modules["dinh.work.queries.desk"], "_MOST", most)
    for _ in range(10):
        made(town, "doing", day(-5))
    today = made(town, "doing", day(0))
    desk = queries.desk(town.head, NOON, few=3)
    assert (len(desk.late), desk.late.more, desk.due_today.rows) == (3, True, [today])
    assert desk.late.count_words == "hơn 3"


@pytest.mark.parametrize("closed", [False, True])
def test_pages_of_the_list_show_each_once_in_order(town: Town, closed: bool) -> None:
    for n in range(7):
        made(town, "done" if closed else "doing", day(n % 3), day(0))
    made(town, "done" if closed else "doing", None, day(0))
    wanted = queries.Wanted(closed=closed)
    seen: list[int] = []
    after = ""
    for _ in range(10):
        rows, after = queries.assignments(town.head, TODAY, wanted, after=after, limit=3)
        seen += [row.pk for row in rows]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 8
    if not closed:
        dues = [Assignment.objects.get(pk=pk).due_on for pk in seen]
        assert dues[-1] is None and dues[:-1] == sorted(d for d in dues if d)


@pytest.mark.parametrize("key", ["x", "2026-13-01_4", "_", "2026-11-20_x", "2026-11-20T99_1", "_" + "9" * 40])
def test_a_made_up_key_shows_nothing_and_breaks_nothing(town: Town, key: str) -> None:
    town.ask()
    for closed in (False, True):
        assert queries.assignments(town.head, TODAY, queries.Wanted(closed=closed), after=key)[0] == []


def test_filters_of_the_list(town: Town) -> None:
    late = made(town, "doing", day(-1))
    mine = town.ask(title="Lắp wifi công cộng", office_id=town.culture.pk)
    services.hand_over(assignment_id=late.pk, to_office_id=town.culture.pk, reason="x", by=town.head, at=NOON)

    def found(actor: Any = town.leader, **wanted: Any) -> set[int]:
        return {row.pk for row in queries.assignments(actor, TODAY, queries.Wanted(**wanted))[0]}

    assert found(light="late") == {late.pk} == found(light="giao-nhan") == found(state="doing")
    assert found(words="wifi cong") == {mine.pk} == found(office_id=town.culture.pk)
    assert found(unit_id=town.ward.pk) == {late.pk, mine.pk}
    assert found(whose="giao") == {late.pk, mine.pk}
    assert found(town.head, whose="toi") == {late.pk}
    assert found(town.stranger) == set()
    assert found(asked_by_kind="target") == set() == found(light="bua")
    row = queries.assignments(town.leader, TODAY, queries.Wanted(light="late"))[0][0]
    assert row.handing


def test_counts_by_unit_office_and_light(town: Town) -> None:
    for n in (-1, 0, 40):
        made(town, "doing", day(n))
    made(town, "done", day(0), day(1))
    town.ask(office_id=town.culture.pk, due_on=day(-2))
    rows = Assignment.objects.all()
    by_office = queries.counts(rows, TODAY, by="office", since=day(-30))
    assert by_office[town.economy.pk] == queries.Lights(late=1, today=1, open=1, done_late=1)
    assert by_office[town.culture.pk] == queries.Lights(late=1)
    assert queries.counts(rows, TODAY)[town.ward.pk].still_owed == 4
    assert [row.due_on for row in queries.late(rows, TODAY)] == [day(-2), day(-1)]


def test_whom_one_may_ask(town: Town) -> None:
    units, offices = queries.places_to_ask(town.leader, TODAY)
    assert units == [town.ward] and set(offices) == {town.office, town.economy, town.culture}
    units, offices = queries.places_to_ask(town.head, TODAY)
    assert (units, offices) == ([], [town.economy])
    units, _offices = queries.places_to_ask(town.provincial, TODAY)
    assert units == [town.province, town.other_ward, town.ward]
    assert queries.places_to_ask(town.viewer, TODAY) == ([], [])


def test_work_is_handed_to_those_of_the_office_who_may_do_it_and_to_nobody_else(town: Town) -> None:
    def names(office_id: int | None, on: date = TODAY) -> list[str]:
        return [person.name for person in queries.people_of(town.ward.pk, office_id, on)]

    assert names(town.economy.pk) == [
        "Lê Văn Thí",
        "Trần Thị Thử",
    ]  # neither leader, viewer nor culture office
    assert names(None) == ["Nguyễn Văn Mẫu"]
    clerk = testing.person("Ngô Văn Thư")
    Post.objects.create(person=clerk, unit=town.ward, office=town.economy, since=date(2025, 7, 1))
    assert "Ngô Văn Thư" not in names(town.economy.pk), "a post alone lets nobody do work"
    testing.mandate(clerk, "viewer", town.ward)
    assert "Ngô Văn Thư" not in names(town.economy.pk)
    testing.mandate(clerk, "clerk", town.ward, until=day(5))
    assert "Ngô Văn Thư" in names(town.economy.pk) and "Ngô Văn Thư" not in names(town.economy.pk, day(6))
    work = town.ask()
    for wrong in (town.leader, town.viewer, town.culture_officer):
        with pytest.raises(services.WrongInput, match="không làm việc tại cơ quan chủ trì"):
            services.give_to_person(assignment_id=work.pk, person_id=wrong.person_id, by=town.head, at=NOON)
        with pytest.raises(services.WrongInput, match="không làm việc tại cơ quan chủ trì"):
            services.hand_over(
                assignment_id=work.pk, to_person_id=wrong.person_id, reason="x", by=town.head, at=NOON
            )


def test_an_assignment_of_the_old_unit_is_seen_by_its_successor(town: Town) -> None:
    old = testing.unit("14809", on=date(2025, 6, 30))
    heir = testing.mandate(testing.person("Ngô Thị Mới"), "leader", town.other_ward)
    heir.inherited_paths = [old.path]
    from dinh.town.shapes import Actor

    successor = Actor(heir.person_id, "Ngô Thị Mới", tuple(heir.shapes()))
    row = made(town, "done", day(-500), day(-501))
    Assignment.objects.filter(pk=row.pk).update(unit=old, asker_unit=old, office=None)
    assert list(Assignment.objects.filter(queries.visible_q(successor, TODAY))) == [row]
    assert not Assignment.objects.filter(queries.visible_q(town.leader, TODAY)).exists()
