"""Events of the year: planned, prepared by work, held, and there again next year."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.test import Client

from dinh.ground import queries as ledger
from dinh.ground.models import News
from dinh.town import testing
from dinh.town.models import Person
from dinh.town.services import NotAllowed
from dinh.voices import queries, services
from dinh.voices.models import Event
from dinh.work import services as work
from dinh.work.models import Assignment

from .builders import NINE, TODAY, Town, at

DAY = date(2026, 12, 19)


@pytest.fixture
def fair(town: Town) -> Event:
    return services.plan_event(
        name="Phiên chợ số", unit=town.unit, day=DAY, yearly=True, by=town.planner, at=NINE
    )


def test_a_national_day_comes_with_its_programme_and_work_for_the_units_own_offices(town: Town) -> None:
    row = services.plan_national(
        key="ngay-chuyen-doi-so-quoc-gia", unit=town.unit, year=2027, by=town.planner, at=NINE
    )

    assert (row.day, row.lead_office, row.yearly) == (date(2027, 10, 10), town.office, True)
    assert row.programme.count() == 5
    assert {task.office for task in row.tasks.all()} == {town.office, town.desk}
    with pytest.raises(services.WrongState):
        services.plan_national(
            key="ngay-chuyen-doi-so-quoc-gia", unit=town.unit, year=2027, by=town.planner, at=NINE
        )
    with pytest.raises(services.WrongInput):
        services.plan_national(key="khong-co", unit=town.unit, year=2027, by=town.planner, at=NINE)


def test_work_is_given_in_one_act_on_working_days_and_moves_with_the_day(town: Town, fair: Event) -> None:
    services.add_task(
        event_id=fair.pk, title="Mời tiểu thương", days_before=10, office=town.desk, by=town.planner, at=NINE
    )
    services.add_task(event_id=fair.pk, title="Báo cáo", days_before=-5, by=town.planner, at=NINE)
    fair.refresh_from_db()
    Event.objects.filter(pk=fair.pk).update(lead_office=town.office)

    ids = services.give_tasks(event_id=fair.pk, by=town.planner, at=NINE)

    rows = queries.tasks_of(Event.objects.get(pk=fair.pk))
    assert [(row.due_on, row.assignment.office) for row in rows if row.assignment] == [
        (date(2026, 12, 7), town.desk),
        (date(2026, 12, 25), town.office),
    ]
    assert len(ids) == 2
    assert Event.objects.get(pk=fair.pk).state == "preparing"
    with pytest.raises(services.WrongState):
        services.give_tasks(event_id=fair.pk, by=town.planner, at=NINE)
    services.change_event(event_id=fair.pk, day=DAY + timedelta(days=7), by=town.planner, at=NINE)
    assert sorted(Assignment.objects.values_list("due_on", flat=True)) == [
        date(2026, 12, 14),
        date(2027, 1, 4),
    ]


def test_work_around_an_event_that_came_late_is_told_as_late(town: Town, fair: Event) -> None:
    services.add_task(
        event_id=fair.pk, title="Mời tiểu thương", days_before=10, office=town.desk, by=town.planner, at=NINE
    )
    (pk,) = services.give_tasks(event_id=fair.pk, by=town.planner, at=NINE)
    late = at(date(2026, 12, 9))
    work.submit(assignment_id=pk, by=None, at=late)
    work.accept(assignment_id=pk, by=None, at=late)
    assert Assignment.objects.get(pk=pk).late_days == 2  # owed on 7 December
    person = Person.objects.get(pk=town.planner.person_id)
    testing.mandate(person, "planner", town.unit)
    client = Client()
    client.force_login(testing.account(person))
    assert "Xong, trễ hạn" in client.get(f"/su-kien/{fair.pk}/").content.decode()


def test_cancelling_says_why_and_drops_the_work(town: Town, fair: Event) -> None:
    services.add_task(event_id=fair.pk, title="Mời", days_before=5, by=town.planner, at=NINE)
    services.give_tasks(event_id=fair.pk, by=town.planner, at=NINE)

    with pytest.raises(services.WrongInput):
        services.cancel_event(event_id=fair.pk, reason="", by=town.planner, at=NINE)
    services.cancel_event(event_id=fair.pk, reason="Bão số 9.", by=town.planner, at=NINE)
    assert set(Assignment.objects.values_list("state", flat=True)) == {"dropped"}
    with pytest.raises(services.WrongState):
        services.set_programme(event_id=fair.pk, lines=[], by=town.planner, at=NINE)


def test_the_result_is_recorded_after_the_day_with_how_it_was_counted_and_files(
    town: Town, fair: Event
) -> None:
    given = {"participants": 512, "counted_how": "Ký tên", "result": "60 gian hàng.", "by": town.planner}
    with pytest.raises(services.WrongState):
        services.record_event(event_id=fair.pk, at=NINE, **given)
    with pytest.raises(services.WrongInput):
        services.record_event(event_id=fair.pk, at=at(DAY), **{**given, "counted_how": ""})
    services.record_event(event_id=fair.pk, at=at(DAY), files=[("ky-ten.txt", b"danh sach")], **given)

    row = Event.objects.get(pk=fair.pk)
    assert (row.state, row.participants) == ("held", 512)
    assert row.evidence.get().name == "ky-ten.txt"
    assert News.objects.get(name="voices.EventHeld").data["participants"] == 512
    assert ledger.story_of(row.ref)[0].deed == "voices.event-recorded"


def test_a_yearly_event_is_there_again_ninety_days_ahead_once_over_the_years_end(
    town: Town, fair: Event
) -> None:
    services.set_programme(
        event_id=fair.pk, lines=[(time(8), "Khai mạc", "Lãnh đạo")], by=town.planner, at=NINE
    )
    services.add_task(
        event_id=fair.pk, title="Mời", days_before=5, office=town.desk, by=town.planner, at=NINE
    )

    assert services.open_next(at=at(date(2027, 9, 1))) == []
    made = services.open_next(at=at(date(2027, 9, 20)))

    assert [row.day for row in made] == [date(2027, 12, 19)]
    assert made[0].programme.get().words == "Khai mạc"
    task = made[0].tasks.get()
    assert (task.title, task.office, task.given_at) == ("Mời", town.desk, None)
    assert services.open_next(at=at(date(2027, 9, 21))) == []


def test_what_does_not_come_again_is_left_alone(town: Town) -> None:
    services.plan_event(name="Một lần", unit=town.unit, day=TODAY, by=town.planner, at=NINE)
    assert services.open_next(at=at(date(2027, 10, 30))) == []


def test_only_who_may_plan_plans_and_others_read(town: Town, fair: Event) -> None:
    with pytest.raises(NotAllowed):
        services.plan_event(name="X", unit=town.unit, day=DAY, by=town.officer, at=NINE)
    assert queries.event_for(town.viewer, fair.pk, TODAY) == fair
    assert queries.event_for(town.stranger, fair.pk, TODAY) is None
    assert queries.public_event(fair.pk) == fair


def test_the_years_list_takes_one_query(town: Town, fair: Event, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        cards = queries.events_of_year(town.viewer, TODAY, 2026)
    assert [card.event for card in cards] == [fair]
