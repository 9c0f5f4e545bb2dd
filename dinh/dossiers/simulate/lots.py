"""What is drawn before anything is played: which dossiers come in on a day, and how each is to go. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from dinh.catalog.rules import process

SLOT = timedelta(minutes=15)
"""Dossiers come in at quarters of an hour: those of one quarter, procedure and script are played once."""
FIRST, LAST = time(7, 15), time(17, 0)


@dataclass(frozen=True, slots=True)
class Script:
    """How a dossier goes: what its steps come to, and how long each takes of its limit."""

    name: str
    weight: int
    pace: float = 0.5
    asks: int = 0
    """How often the citizen is asked to complete."""
    withdraws: bool = False
    refuses: bool = False


SCRIPTS = (
    Script("quick", 60, 0.25),
    Script("usual", 22, 0.8),
    Script("slow", 6, 2.5),
    Script("asked", 6, 0.6, asks=1),
    Script("asked-twice", 1, 0.6, asks=2),
    Script("refused", 3, 0.8, refuses=True),
    Script("withdrawn", 2, 0.5, asks=1, withdraws=True),
)


class Purse(StrEnum):
    """How a fee is paid."""

    NOTHING = ""
    """There is none."""
    EXEMPT = "exempt"
    QR = "qr"
    """On line, by the square on the receipt, at once."""
    EVENING = "evening"
    """On line, from home in the evening."""
    CASH = "cash"
    UNPAID = "unpaid"

    @property
    def online(self) -> bool:
        return self in (Purse.QR, Purse.EVENING)


PURSES = {Purse.QR: 46, Purse.EVENING: 28, Purse.CASH: 18, Purse.EXEMPT: 5, Purse.UNPAID: 3}
"""Shares of a hundred where something is asked for: eight of ten that pay, pay on line. Where a unit has no account that hears
its bank, they pay in cash; where nobody is exempt, at once."""


@dataclass(frozen=True, slots=True)
class Lot:
    """One dossier to come: where, when, which procedure (by its place in the list), how, and
    whose number."""

    unit: int
    procedure: int
    script: Script
    at: datetime
    citizen: int
    purse: Purse
    draw: int
    """By which its persons are picked among those who may."""


def lots_of(
    day: date, count: int, *, units: int, procedures: int, citizens: int, seed: int, zone: tzinfo
) -> Iterator[Lot]:
    """The dossiers of a day, in the order in which they come. The same seed gives the same day."""
    chance = random.Random(f"{seed}-{day.toordinal()}")  # noqa: S311 made-up data
    begin = datetime.combine(day, FIRST, tzinfo=zone)
    slots = int((datetime.combine(day, LAST, tzinfo=zone) - begin) / SLOT)
    scripts = chance.choices(SCRIPTS, [script.weight for script in SCRIPTS], k=count)
    purses = chance.choices(list(PURSES), list(PURSES.values()), k=count)
    moments = sorted(chance.randrange(slots) for _n in range(count))
    for moment, script, purse in zip(moments, scripts, purses, strict=True):
        yield Lot(
            chance.randrange(units),
            chance.randrange(procedures),
            script,
            begin + moment * SLOT,
            chance.randrange(citizens),
            purse,
            chance.getrandbits(60),
        )


def choose(graph: process.Graph, key: str, script: Script, asked: int, owed: bool) -> process.Flow | None:
    """The outcome that this script takes at a step. Where nothing is owed, ways into a wait for money are not taken where there
    is another. None: it waits on."""
    ways = process.outcomes(graph, key)
    kind = graph.by_key[key].kind
    if kind == "wait-money":  # it passes by itself with the money; whoever waits for it here was not paid
        return _by_effect(ways, "stop")
    if kind == "wait-citizen" and script.withdraws:
        return _by_effect(ways, "withdraw") or ways[0]
    if asked < script.asks and (asking := _by_effect(ways, "complete-request")):
        return asking
    if script.refuses and (refusing := _leads_to(graph, ways, "refuse")):
        return refusing
    free = [way for way in ways if owed or graph.by_key[way.target].kind != "wait-money"]
    usual = [way for way in free or ways if way.effect in ("none", "grant", "refuse")]
    return usual[0]


def _by_effect(ways: Sequence[process.Flow], effect: str) -> process.Flow | None:
    return next((way for way in ways if way.effect == effect), None)


def _leads_to(graph: process.Graph, ways: Sequence[process.Flow], effect: str) -> process.Flow | None:
    """The way whose next step answers so by its usual outcome."""
    for way in ways:
        after = process.outcomes(graph, way.target) if graph.by_key[way.target].human else ()
        if way.effect == "none" and after and after[0].effect == effect:
            return way
    return None
