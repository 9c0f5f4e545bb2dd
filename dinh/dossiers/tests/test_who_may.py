"""The table of who may, cell by cell: each deed, each role, at each place."""

from __future__ import annotations

from typing import Any

import pytest

from dinh.dossiers import rules, services
from dinh.dossiers.services.common import HEADS_TOO, may, may_step
from dinh.town import testing
from dinh.town.services import deeds
from dinh.town.shapes import Role

from .builders import MORNING, Ward, go, opens

ON_A_STEP = sorted(HEADS_TOO | {"dossiers.take", "dossiers.step", "dossiers.ask_completion", "dossiers.give_back", "dossiers.decide"})  # fmt: skip
ON_A_DOSSIER = sorted(set(rules.WHO_MAY) - set(ON_A_STEP) - {"dossiers.receive", "dossiers.refuse_intake"})
HEADS = {"office_head", "leader"}


def places(ward: Ward) -> dict[str, tuple[dict[str, Any], bool]]:
    """Where a mandate lies, and whether it reaches a step at the back office."""
    return {
        "unit": ({"where": ward.ward}, True),
        "its office": ({"where": ward.ward, "office": ward.back}, True),
        "other office": ({"where": ward.ward, "office": ward.culture}, False),
        "province": ({"where": ward.province}, True),
        "other ward": ({"where": ward.other}, False),
    }


def test_every_deed_is_declared_with_its_words() -> None:
    assert (
        {deed.name for deed in deeds() if deed.room == "dossiers"} == set(rules.WHO_MAY) == set(rules.WORDS)
    )


@pytest.mark.parametrize("deed", ON_A_STEP)
def test_each_deed_on_a_step_cell_by_cell(ward: Ward, deed: str) -> None:
    dossier = ward.receive(ward.procedure())
    go(dossier, "tiep-nhan", "khong-thu", ward.counter, MORNING)
    row = opens(dossier)["tham-tra"]
    wrong = []
    for role in Role:
        for place, (where, reached) in places(ward).items():
            somebody = testing.actor(role.value, **where)
            does = role.value in rules.step_roles("officer") or (deed in HEADS_TOO and role.value in HEADS)
            expected = reached and does and role.value in rules.WHO_MAY[deed]
            if may_step(row, deed, somebody, MORNING) is not expected:
                wrong.append((role.value, place, expected))
    assert not wrong


@pytest.mark.parametrize("deed", ON_A_DOSSIER)
def test_each_deed_on_a_dossier_cell_by_cell(ward: Ward, deed: str) -> None:
    dossier = ward.receive(ward.procedure())
    wrong = []
    for role in Role:
        for place, (where, reached) in places(ward).items():
            somebody = testing.actor(role.value, **where)
            expected = reached and role.value in rules.WHO_MAY[deed]
            if may(dossier, deed, somebody, MORNING) is not expected:
                wrong.append((role.value, place, expected))
    assert not wrong


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("place", "reached"), [("unit", True), ("desk", True), ("back", False), ("province", True), ("other", False)])  # fmt: skip
def test_who_may_receive_at_the_desk(ward: Ward, role: Role, place: str, reached: bool) -> None:
    where: dict[str, dict[str, Any]] = {
        "unit": {"where": ward.ward},
        "desk": {"where": ward.ward, "office": ward.desk},
        "back": {"where": ward.ward, "office": ward.back},
        "province": {"where": ward.province},
        "other": {"where": ward.other},
    }
    edition = ward.procedure()
    somebody = testing.actor(role.value, **where[place])
    if reached and role.value in rules.WHO_MAY["dossiers.receive"]:
        assert ward.receive(edition, by=somebody).code
    else:
        with pytest.raises(services.NotAllowed):
            ward.receive(edition, by=somebody)


def test_an_officer_does_not_sign_and_a_leader_who_does_not_hold_it_waits(ward: Ward) -> None:
    dossier = ward.receive(ward.procedure())
    go(dossier, "tiep-nhan", "khong-thu", ward.counter, MORNING)
    go(dossier, "tham-tra", "dat", ward.officer, MORNING)
    with pytest.raises(services.NotAllowed):
        go(dossier, "ky", "ky", ward.officer, MORNING)
    services.take(holding_id=opens(dossier)["ky"].pk, by=ward.deputy, at=MORNING)
    with pytest.raises(services.NotAllowed, match="đang giữ bước"):
        go(dossier, "ky", "ky", ward.leader, MORNING)
