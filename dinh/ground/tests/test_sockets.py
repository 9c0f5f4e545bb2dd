"""Sockets and the staircase that `dinh rooms` prints."""

from __future__ import annotations

from typing import Protocol

import pytest

from dinh.ground import naming, queries, services
from dinh.ground.services import plugs
from dinh.ground.shapes import Ref


class Lamp(Protocol):
    watts: int

    def light(self, room: str) -> bool: ...


class Bulb:
    watts = 40

    def light(self, room):
        return True


@pytest.fixture
def lamp():
    yield services.declare_socket("tests.lamp", Lamp, caption="Đèn")
    plugs._sockets.pop("tests.lamp", None)


def test_a_socket_is_declared_filled_and_used(lamp):
    assert not lamp.filled
    with pytest.raises(services.SocketEmpty, match=r"tests\.lamp"):
        services.socket("tests.lamp")
    services.fill_socket("tests.lamp", Bulb())
    assert services.socket("tests.lamp").light("bếp")
    assert lamp.filled_by == __name__


def test_what_does_not_fit_is_refused_at_start_up(lamp):
    with pytest.raises(TypeError, match="light, watts"):
        services.fill_socket("tests.lamp", object())
    with pytest.raises(LookupError, match=r"tests\.none"):
        services.fill_socket("tests.none", Bulb())


def test_declaring_again_is_harmless_but_not_with_another_protocol(lamp):
    assert services.declare_socket("tests.lamp", Lamp) is lamp
    with pytest.raises(ValueError, match="twice"):
        services.declare_socket("tests.lamp", naming.Namer)


def test_a_ref_has_a_name_when_somebody_knows_it():
    plan, ward = Ref("plan", 3), Ref("unit", "14812")
    before = naming.NAMER.filler

    class Names:
        def names(self, refs):
            return {plan: "Kế hoạch 12"}

        def bearing(self, code, kind):
            return [plan] if code == "12/KH-UBND" and kind in ("", "plan") else []

    try:
        services.fill_socket("ground.namer", Names())
        assert naming.names_of([plan, ward]) == {plan: "Kế hoạch 12", ward: "unit:14812"}
        assert naming.refs_bearing("12/KH-UBND") == [plan] and naming.refs_bearing("12/KH-UBND", "unit") == []
    finally:
        naming.NAMER.filler = before


def test_the_staircase_is_read_from_what_start_up_registered():
    ground = queries.rooms()[0]
    assert ground.label == "ground"
    assert {job.name for job in ground.jobs} >= {"ground.tell-again", "ground.note-seal", "ground.tidy"}
    assert [socket.name for socket in ground.sockets] == ["ground.messenger", "ground.namer"]
    assert "LedgerLine" in ground.tables
    assert ground.caption


@pytest.mark.parametrize("typed", ["plan", "plan:", ":3", ""])
def test_what_is_no_ref_is_refused_in_vietnamese(typed):
    with pytest.raises(ValueError, match="loại:mã"):
        Ref.parse(typed)


def test_refs_compare_by_how_they_read():
    assert Ref("unit", "14812") == Ref("unit", 14812) == Ref.parse("unit:14812")
    assert len({Ref("unit", "14812"), Ref("unit", 14812)}) == 1
    assert Ref.parse("unit:00123").id == "00123", "a nought in front is part of the code"
    assert Ref.parse("ký-hiệu:02/KH-UBND").id == "02/KH-UBND"
