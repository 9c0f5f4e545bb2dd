"""How an assignment stands against its day, and how its parts add up. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dinh.ground import calendar as working
from dinh.work.shapes import Light, WorkState

SOON = 3
"""Working days ahead that count as soon."""


def soon_until(today: date, calendar: working.WorkingCalendar | None = None) -> date:
    """The last day that is "soon" as seen from today."""
    return (calendar or working.for_country()).add_working_days(today, SOON)


def light(
    state: str, due_on: date | None, today: date, *, late_days: int = 0, soon: date | None = None
) -> Light:
    """The light of one assignment. `late_days`: how late it was when done, judged on the day it was closed. `soon` is
    `soon_until(today)`, given by callers that ask for many."""
    if state == WorkState.DROPPED:
        return Light.DROPPED
    if state == WorkState.DONE:
        return Light.DONE_LATE if late_days else Light.DONE
    if state == WorkState.PAUSED:
        return Light.PAUSED
    if state == WorkState.SUBMITTED:
        return Light.WAITING
    if due_on is None:
        return Light.OPEN
    ends_on = working.for_country().ends_on(due_on)
    if ends_on < today:
        return Light.LATE
    if ends_on == today:
        return Light.TODAY
    return Light.SOON if ends_on <= (soon or soon_until(today)) else Light.OPEN


def late_days(due_on: date | None, done_on: date | None) -> int:
    """Calendar days late at which something was done; 0 when in time, without a day, or not done."""
    return working.for_country().days_late(due_on, done_on) if due_on and done_on else 0


_WORST = (
    Light.LATE,
    Light.TODAY,
    Light.SOON,
    Light.WAITING,
    Light.OPEN,
    Light.PAUSED,
    Light.DONE_LATE,
    Light.DONE,
    Light.DROPPED,
)


def worst(lights: Iterable[Light]) -> Light | None:
    """The light that a group shows: its worst."""
    return min(lights, key=_WORST.index, default=None)


def rolled_up(parts: Iterable[tuple[str, int]]) -> int | None:
    """The share done of a whole from (state, percent) of its parts, each weighing alike; what was dropped does not
    count. None when nothing counts. A whole is 100 only when every part is done."""
    shares = [
        100 if state == WorkState.DONE else min(percent, 99)
        for state, percent in parts
        if state != WorkState.DROPPED
    ]
    return sum(shares) // len(shares) if shares else None
