"""What follows for a dossier from where it stands: its state, and whether its clock stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .axes import Business
from .clock import Stop


@dataclass(frozen=True, slots=True)
class OpenStep:
    """An open step as these rules see it."""

    kind: str
    clock: str = "runs"


_WHY = {"wait-citizen": Stop.CITIZEN, "wait-money": Stop.MONEY}

ANSWERED = {
    "grant": Business.DECIDED,
    "refuse": Business.DECIDED,
    "stop": Business.STOPPED,
    "withdraw": Business.WITHDRAWN,
}


def state_of(steps: Iterable[OpenStep], *, decided: str, completion_waits: bool, first: bool) -> Business:
    """The office's own axis. An answer stands whatever is still to be handed over; the citizen's turn shows before the
    office's, for it is what everybody waits for."""
    if decided:
        return ANSWERED[decided]
    kinds = {step.kind for step in steps}
    if completion_waits or "wait-citizen" in kinds:
        return Business.WAITS_CITIZEN
    if "wait-money" in kinds:
        return Business.WAITS_MONEY
    return Business.RECEIVED if first else Business.IN_PROCESS


def stop_of(steps: Iterable[OpenStep], *, decided: str, completion_waits: bool) -> Stop | None:
    """Why the clock stands now; None when it runs. It stands as long as one open step says so."""
    if decided:
        return None
    if completion_waits:
        return Stop.CITIZEN
    standing = [step for step in steps if step.clock == "stopped"]
    if not standing:
        return None
    whys = {_WHY.get(step.kind, Stop.OTHER_BODY) for step in standing}
    return next(why for why in Stop if why in whys)
