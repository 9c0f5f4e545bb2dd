"""Complaints about dossiers: how long each answer may take, and who may not judge in their own matter. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Calendar(Protocol):
    """What of the working calendar is asked here."""

    def add_working_days(self, day: date, count: int) -> date: ...
    def working_days_between(self, a: date, b: date) -> int: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """Working days of an edition."""

    since: date
    answer: int
    decline: int
    ask: int


@dataclass(frozen=True, slots=True)
class Days:
    """By when which answer is to be given."""

    answer: date
    decline: date
    ask: date


def limits_on(rows: Sequence[Mapping[str, object]], day: date) -> Limits:
    """The edition in force on a day; before the first one, the first."""
    ordered = sorted(rows, key=lambda row: str(row["since"]))
    alive = [row for row in ordered if str(row["since"]) <= day.isoformat()] or ordered[:1]
    row = alive[-1]
    return Limits(
        date.fromisoformat(str(row["since"])),
        int(str(row["answer"])),
        int(str(row["decline"])),
        int(str(row["ask"])),
    )


def days_of(put: date, limits: Limits, calendar: Calendar) -> Days:
    """Counted from the day after it was put."""
    return Days(
        calendar.add_working_days(put, limits.answer),
        calendar.add_working_days(put, limits.decline),
        calendar.add_working_days(put, limits.ask),
    )


def due_after_reply(due: date, asked: date, replied: date, calendar: Calendar) -> date:
    """The working days for which the office waited for the citizen are given back to it."""
    waited = max(0, calendar.working_days_between(asked, replied))
    return calendar.add_working_days(due, waited) if waited else due


def own_matter(worked: Set[int], person_id: int | None) -> bool:
    """Whether somebody would answer a complaint about what they did themselves."""
    return person_id is not None and person_id in worked
