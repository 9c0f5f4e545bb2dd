"""Was a dossier answered on time? One answer for lists, the register, boards and the index of Decision 766/QĐ-TTg.

What makes a figure look better than the work is said, not counted in silence: a dossier reopened, dated back, split, or
stopped again and again keeps a flag, and a second request to complete is late by that index's own rule."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Flag(StrEnum):
    """What must be seen beside a dossier's answer."""

    REOPENED = "reopened"
    BACK_DATED = "back-dated"
    SPLIT = "split"
    ASKED_TWICE = "asked-twice"
    """Completion asked more than once."""
    STOPPED_LONG = "stopped-long"
    """Stood longer than it ran."""


class Verdict(StrEnum):
    EARLY = "early"
    ON_TIME = "on-time"
    LATE = "late"
    RUNNING = "running"
    """Still in its time."""
    OVERDUE = "overdue"
    """Not answered, and its time has ended."""
    STANDING = "standing"
    """Not answered, the clock stands."""


IN_TIME = frozenset({Verdict.EARLY, Verdict.ON_TIME, Verdict.RUNNING, Verdict.STANDING})


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict, and whether it may stand in a share of what was on time without a mark beside it."""

    verdict: Verdict
    flags: frozenset[Flag]

    @property
    def in_time(self) -> bool:
        return self.verdict in IN_TIME

    @property
    def plain(self) -> bool:
        """Nothing has to be said beside it."""
        return not self.flags


def judge(
    *,
    ended: datetime | None,
    due: datetime | None,
    now: datetime,
    requests: int,
    flags: Set[Flag] = frozenset(),
) -> Answer:
    """`ended` is when the office gave its answer; `due` the deadline of the clock's ledger (None while it stands).

    A dossier that was reopened is judged by its last answer against its first deadline: the caller hands both in. More
    than one request to complete is late whatever the clock says (formula of the index, component 2.1)."""
    found = frozenset(flags) | (frozenset({Flag.ASKED_TWICE}) if requests > 1 else frozenset())
    if ended is None:
        if requests > 1:
            return Answer(Verdict.OVERDUE, found)
        if due is None:
            return Answer(Verdict.STANDING, found)
        return Answer(Verdict.RUNNING if now <= due else Verdict.OVERDUE, found)
    if requests > 1 or (due is not None and ended > due):
        return Answer(Verdict.LATE, found)
    if due is None or ended.date() < due.date():
        return Answer(Verdict.EARLY, found)
    return Answer(Verdict.ON_TIME, found)


def is_back_dated(received: datetime, written: datetime, allowed_minutes: int) -> bool:
    """Whether the moment of receipt was written down later than the office's own rule allows (data)."""
    return (written - received).total_seconds() > allowed_minutes * 60
