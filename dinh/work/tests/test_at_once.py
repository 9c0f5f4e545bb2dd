"""Two people at the same moment, each with a connection of their own: one wins, the other is told, nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from dinh.town import testing
from dinh.work import services
from dinh.work.models import Assignment, HandOver, Series
from dinh.work.shapes import Ask

from .builders import NOON, Town, at, day

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> Town:
    return Town()


def at_once(*deeds: Callable[[], Any]) -> tuple[list[Any], list[Exception]]:
    """What the deeds gave, and what they raised, all begun at the same moment."""
    begin = threading.Barrier(len(deeds))

    def go(deed: Callable[[], Any]) -> Any:
        try:
            begin.wait(20)
            return deed()
        except Exception as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        given = list(pool.map(go, deeds))
    return [g for g in given if not isinstance(g, Exception)], [g for g in given if isinstance(g, Exception)]


def test_of_two_who_answer_a_hand_over_one_decides_and_the_other_is_told_who(town: Town) -> None:
    second = testing.actor("office_head", town.ward, office=town.culture, name="Cao Văn Hai")
    offer = services.hand_over(
        assignment_id=town.ask().pk, to_office_id=town.culture.pk, reason="Chuyển.", by=town.head, at=NOON
    )

    done, refused = at_once(
        lambda: services.answer_hand_over(hand_over_id=offer.pk, accept=True, by=town.culture_head, at=NOON),
        lambda: services.answer_hand_over(
            hand_over_id=offer.pk, accept=False, remark="Không.", by=second, at=NOON
        ),
    )

    assert len(done) == 1 and len(refused) == 1
    assert isinstance(refused[0], services.WrongState)
    assert done[0].answered_by_name in str(refused[0]) and "12:00 ngày 20/11/2026" in str(refused[0])
    assert (Assignment.objects.get().office == town.culture) is (done[0].answer == "accepted")


def test_of_two_offers_one_waits_and_the_other_is_told(town: Town) -> None:
    work = town.ask()
    done, refused = at_once(
        *(
            lambda to=to: services.hand_over(
                assignment_id=work.pk, to_office_id=to, reason="Chuyển.", by=town.head, at=NOON
            )
            for to in (town.culture.pk, town.office.pk)
        )
    )
    assert len(done) == 1 and isinstance(refused[0], services.WrongState)
    assert HandOver.objects.filter(answered_at=None).count() == 1


def test_of_two_who_answer_an_extension_one_decides(town: Town) -> None:
    second = testing.actor("leader", town.ward, name="Cao Văn Hai")
    asked = services.ask_extension(
        assignment_id=town.ask().pk, until=day(20), reason="Thiếu.", by=town.officer, at=NOON
    )
    done, refused = at_once(
        lambda: services.answer_extension(extension_id=asked.pk, grant=True, by=town.leader, at=NOON),
        lambda: services.answer_extension(
            extension_id=asked.pk, grant=False, remark="Gấp.", by=second, at=NOON
        ),
    )
    assert len(done) == 1 and isinstance(refused[0], services.WrongState)
    assert done[0].answered_by_name in str(refused[0])
    assert (Assignment.objects.get().due_on == day(20)) is (done[0].answer == "accepted")


def test_handing_in_and_pausing_at_once_leave_one_state(town: Town) -> None:
    work = town.ask()
    done, refused = at_once(
        lambda: services.submit(assignment_id=work.pk, by=town.officer, at=NOON),
        lambda: services.pause(assignment_id=work.pk, reason="Chờ.", by=town.leader, at=NOON),
    )
    assert len(done) == 1 and isinstance(refused[0], services.WrongState)
    work.refresh_from_db()
    assert work.state == done[0].state


def test_the_clock_on_two_machines_makes_each_turn_once(town: Town) -> None:
    for _ in range(3):
        town.ask(rhythm="weekly:5", due_on=None)
    done, refused = at_once(*(lambda: services.make_occurrences(at=at(day(24))) for _ in range(2)))
    assert not refused and sum(done) == 12
    assert all(series.occurrences.count() == 5 for series in Series.objects.all())


def test_deeds_on_parts_and_on_the_whole_do_not_wait_for_each_other_for_ever(town: Town) -> None:
    work = town.ask()
    parts = [
        services.add_sub(
            assignment_id=work.pk, ask=Ask(f"Phần {n}", 0, None, None, check=False), by=town.head, at=NOON
        )
        for n in range(3)
    ]
    _done, refused = at_once(
        lambda: services.drop(assignment_id=work.pk, reason="Thôi.", by=town.leader, at=NOON),
        *(lambda pk=part.pk: services.submit(assignment_id=pk, by=town.officer, at=NOON) for part in parts),
    )
    assert all(isinstance(each, services.WrongState) for each in refused), refused
    assert not Assignment.objects.filter(closed_at=None).exists()
