"""What is drawn before anything is played: which dossiers come in on a day, and how each is to go. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from dinh.catalog.rules import process

SLOT = timedelta(minutes=15)
HOUR = timedelta(hours=1) // SLOT
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


PURSES: dict[str, dict[Purse, int]] = {
    "quick": {Purse.QR: 48, Purse.EVENING: 28, Purse.CASH: 15, Purse.EXEMPT: 6, Purse.UNPAID: 3},
    "usual": {Purse.QR: 50, Purse.EVENING: 30, Purse.CASH: 20},
    "slow": {Purse.QR: 1},
    "asked": {Purse.EVENING: 1},
    "asked-twice": {Purse.CASH: 1},
    "refused": {Purse.CASH: 1},
    "withdrawn": {Purse.CASH: 1},
}
"""How fees are paid, by script: of those that pay, eight of ten pay on line. Where a unit has no account that hears its bank, they
pay in cash; where nobody is exempt, at once."""
STRANDS = [
    (script, purse, script.weight * share / sum(PURSES[script.name].values()))
    for script in SCRIPTS
    for purse, share in PURSES[script.name].items()
]
SELDOM = 7
"""What less than so many of a hundred are comes at whole hours only: there are fewer of them to be played."""


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
    drawn = chance.choices(STRANDS, [weight for _script, _purse, weight in STRANDS], k=count)
    moments = [
        chance.randrange(slots) // (1 if weight >= SELDOM else HOUR) * (1 if weight >= SELDOM else HOUR)
        for _script, _purse, weight in drawn
    ]
    for moment, (script, purse, _weight) in sorted(
        zip(moments, drawn, strict=True), key=lambda each: each[0]
    ):
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
