"""Two people at the same moment, each with a connection of their own: one wins, the other is told, nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connections

from dinh.ground.models import LedgerLine
from dinh.plans import services
from dinh.plans.models import Plan, ProposalItem, Reading, Target, TargetLink, TargetValue

from .builders import NINE, Town, a_proposal, at

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NINE + timedelta(hours=1)


@pytest.fixture
def town(transactional_db: None) -> Town:
    return Town()


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each deed gave or raised, all begun at the same moment."""
    begin = threading.Barrier(len(deeds))

    def go(deed: Callable[[], object]) -> object:
        try:
            begin.wait(20)
            return deed()
        except Exception as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(go, deeds))


def told(given: list[object]) -> list[Exception]:
    return [each for each in given if isinstance(each, Exception)]


def test_of_two_who_decide_on_an_item_one_wins_and_the_other_is_told_who(town: Town) -> None:
    item = town.ready().items.get(mark="T1")

    given = at_once(
        lambda: services.accept(item_id=item.pk, version=1, by=town.planner, at=LATER),
        lambda: services.correct(
            item_id=item.pk, version=1, fields={"value": "65"}, by=town.second, at=LATER
        ),
    )

    (refused,) = told(given)
    item.refresh_from_db()
    assert isinstance(refused, services.StaleItem)
    assert item.decided_by_name in str(refused) and "chưa ghi" in str(refused)
    assert item.version == 2
    assert (item.now["value"] == 65) == (item.decided_by_name == "Lê Thị Ví Dụ")
    assert LedgerLine.objects.filter(about_kind="proposal", about_id=item.pk).count() == 1


def test_a_merge_and_taking_all_clear_items_do_not_wait_for_each_other_for_ever(town: Town) -> None:
    reading = town.ready()
    first, second = reading.items.get(mark="T1"), reading.items.get(mark="T2")

    given = at_once(
        lambda: services.merge(
            item_id=second.pk, version=1, into_id=first.pk, into_version=1, by=town.planner, at=LATER
        ),
        lambda: services.accept_clear(reading_id=reading.pk, by=town.second, at=LATER),
    )

    assert all(isinstance(each, services.StaleItem) for each in told(given)), given
    assert len(told(given)) <= 1
    assert not ProposalItem.objects.filter(reading=reading, doubtful=False, state="unseen").exists()


def test_of_two_who_adopt_one_makes_the_plan(town: Town) -> None:
    reading = town.ready()
    for item in reading.items.all():
        services.accept(item_id=item.pk, version=item.version, by=town.planner, at=NINE)

    given = at_once(
        lambda: services.adopt(reading_id=reading.pk, by=town.planner, at=LATER),
        lambda: services.adopt(reading_id=reading.pk, by=town.leader, at=LATER),
    )

    (refused,) = told(given)
    assert isinstance(refused, services.AlreadyAdopted) and "đã được đưa vào theo dõi" in str(refused)
    assert (Plan.objects.count(), Target.objects.count()) == (1, 3)
    assert LedgerLine.objects.filter(deed="plans.adopted").count() == 1


def test_a_decision_and_adopting_at_once_leave_the_plan_as_its_items_say(town: Town) -> None:
    reading = town.ready()
    item = reading.items.get(mark="T1")

    given = at_once(
        lambda: services.correct(
            item_id=item.pk, version=1, fields={"value": "65"}, by=town.planner, at=LATER
        ),
        lambda: services.adopt_as_read(reading_id=reading.pk, by=town.leader, at=LATER),
    )

    item.refresh_from_db()
    assert all(isinstance(each, services.AlreadyAdopted) for each in told(given)), given
    assert float(Target.objects.get(mark="T1").value or 0) == item.now["value"]


def test_of_two_who_enter_the_same_period_one_wins_and_the_other_sees_the_number(town: Town) -> None:
    target = town.plan().targets.get(mark="T1")
    day = at(date(2026, 4, 3))

    given = at_once(
        lambda: services.enter_value(
            target_id=target.pk, period="2026-03", value=20, by=town.officer, at=day, seen=0, submit=True
        ),
        lambda: services.enter_value(
            target_id=target.pk, period="2026-03", value=25, by=town.head, at=day, seen=0, submit=True
        ),
    )

    (refused,) = told(given)
    row = TargetValue.objects.get()
    assert isinstance(refused, services.WrongState)
    assert row.entered_by_name in str(refused) and f"số {row.value:.0f} " in str(refused)


def test_a_value_is_approved_or_returned_and_not_both(town: Town) -> None:
    target = town.plan().targets.get(mark="T1")
    day = at(date(2026, 4, 3))
    row = services.enter_value(
        target_id=target.pk, period="2026-03", value=20, by=town.officer, at=day, submit=True
    )

    given = at_once(
        lambda: services.approve_value(value_id=row.pk, by=town.head, at=day),
        lambda: services.return_value(value_id=row.pk, remark="Thiếu nguồn.", by=town.leader, at=day),
    )

    (refused,) = told(given)
    row.refresh_from_db()
    assert isinstance(refused, services.WrongState) and row.state_word in str(refused)


def test_the_same_link_is_made_once(town: Town) -> None:
    from dataclasses import replace

    head = replace(a_proposal().document, number="05/KH-UBND", date="2025-12-01")
    parent = town.plan(a_proposal(document=head), contents=b"the plan above").targets.get(mark="T1")
    carrying = replace(a_proposal().document, implements=("05/KH-UBND",))
    child = town.plan(a_proposal(document=carrying)).targets.get(mark="T1")

    def tie() -> object:
        return services.link_targets(
            target_id=child.pk, parent_id=parent.pk, kind="same", by=town.planner, at=LATER
        )

    (refused,) = told(at_once(tie, tie))
    assert isinstance(refused, services.WrongState)
    assert TargetLink.objects.count() == 1


def test_one_file_handed_in_twice_at_once_is_read_once(town: Town) -> None:
    given = at_once(lambda: town.upload(), lambda: town.upload(by=town.second))

    assert not told(given)
    assert Reading.objects.count() == 1
