"""The table of who may, cell by cell: each deed, each role, at each place."""

from __future__ import annotations

from typing import Any

import pytest

from dinh.town import testing
from dinh.town.shapes import Role
from dinh.work import rules, services

from .builders import NOON, Town

PLACES = ("unit", "office", "coop", "other office", "province", "other ward")
_DOER = {
    "unit": True,
    "office": True,
    "coop": False,
    "other office": False,
    "province": True,
    "other ward": False,
}
_COOP = {**_DOER, "coop": True}
_ASKER = {**_DOER, "office": False}  # the ward's leader asked, in the name of the whole ward


def reaches(deed: str, place: str) -> bool:
    if deed in rules.ASKER_SIDE:
        return _ASKER[place]
    return _COOP[place] if deed in rules.COOP_TOO else _DOER[place]


DEEDS = sorted(set(rules.WHO_MAY) - {"work.ask", "work.pass_on", "work.answer_hand_over"})


@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_on_an_assignment_cell_by_cell(town: Town, deed: str) -> None:
    work = town.ask(coop_office_ids=(town.culture.pk,))
    where: dict[str, dict[str, Any]] = {
        "unit": {"where": town.ward},
        "office": {"where": town.ward, "office": town.economy},
        "coop": {"where": town.ward, "office": town.culture},
        "other office": {"where": town.ward, "office": town.office},
        "province": {"where": town.province},
        "other ward": {"where": town.other_ward},
    }
    wrong = []
    for role in Role:
        for place in PLACES:
            somebody = testing.actor(role.value, **where[place])
            expected = role.value in rules.WHO_MAY[deed] and reaches(deed, place)
            if services.may(work, deed, somebody, NOON) is not expected:
                wrong.append((role.value, place, expected))
    assert not wrong


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("place", "reached"), [("unit", True), ("office", True), ("other office", False), ("province", True), ("other ward", False)])  # fmt: skip
def test_who_may_ask_an_office(town: Town, role: Role, place: str, reached: bool) -> None:
    where: dict[str, dict[str, Any]] = {
        "unit": {"where": town.ward},
        "office": {"where": town.ward, "office": town.economy},
        "other office": {"where": town.ward, "office": town.culture},
        "province": {"where": town.province},
        "other ward": {"where": town.other_ward},
    }
    somebody = testing.actor(role.value, **where[place])
    if reached and role.value in rules.WHO_MAY["work.ask"]:
        town.ask(by=somebody)
    else:
        with pytest.raises(services.NotAllowed):
            town.ask(by=somebody)


@pytest.mark.parametrize("role", list(Role))
def test_who_may_answer_a_hand_over(town: Town, role: Role) -> None:
    offer = services.hand_over(
        assignment_id=town.ask().pk, to_office_id=town.culture.pk, reason="Chuyển.", by=town.head, at=NOON
    )
    taker = testing.actor(role.value, town.ward, office=town.culture)
    giver = testing.actor(role.value, town.ward, office=town.economy)
    assert services.may_answer(offer, taker, NOON) is (role.value in rules.WHO_MAY["work.answer_hand_over"])
    assert not services.may_answer(offer, giver, NOON)


def test_the_deeds_have_words_and_no_role_that_is_none() -> None:
    assert set(rules.WHO_MAY) == set(rules.WORDS)
    assert {role for roles in rules.WHO_MAY.values() for role in roles} <= {role.value for role in Role}


def test_a_mandate_that_has_ended_gives_nothing(town: Town) -> None:
    from .builders import day

    gone = testing.actor("leader", town.ward, until=day(-1))
    work = town.ask()
    assert not any(services.may(work, deed, gone, NOON) for deed in DEEDS)


def test_whoever_asked_keeps_the_askers_deeds_while_they_work_there(town: Town) -> None:
    work = town.ask(by=town.provincial, asker_unit_id=town.province.pk, asker_office_id=town.department.pk)
    assert services.may(work, "work.accept", town.provincial, NOON)
    assert not services.may(work, "work.accept", town.leader, NOON)
