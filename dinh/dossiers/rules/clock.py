"""The clock of a dossier: a ledger of stretches, running or stopped, from which every deadline is computed again.

A deadline is never moved by hand. What moves it is a stretch in which the clock stood, with who stopped it and why; the
same ledger and the same rules always give the same deadline.

How a stop counts. A limit in days spends one day at the end of office hours of each day it counts, if the clock runs at
that moment: a stop of an hour at noon costs the office nothing and gives it nothing, a stop over the evening gives it the
day. A limit in working hours spends what was worked while the clock ran."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from .hours import OfficeHours, add_worked, closing_of, worked_between

_DAY = timedelta(days=1)
_FAR = 20_000
"""Days after which a limit that never ends is given up: a clock that never runs again has no deadline."""


class Calendar(Protocol):
    """What of `ground.calendar.WorkingCalendar` is asked here."""

    def is_working(self, day: date) -> bool: ...
    def next_working_day(self, day: date) -> date: ...


class TermUnit(StrEnum):
    """In what a time limit is counted."""

    SAME_DAY = "same-day"
    WORKING_DAY = "working-day"
    DAY = "day"
    WORKING_HOUR = "working-hour"


@dataclass(frozen=True, slots=True)
class Term:
    """A time limit as the procedure states it. `amount` of a same-day limit is not asked."""

    unit: TermUnit
    amount: int = 0

    def __post_init__(self) -> None:
        if self.unit != TermUnit.SAME_DAY and self.amount < 1:
            raise ValueError("Thời hạn phải từ 1 trở lên.")


class Stop(StrEnum):
    """Why a clock stood. Each says whose time it was."""

    CITIZEN = "citizen"
    """Papers or an answer asked of the citizen."""
    MONEY = "money"
    """A fee or tax that is to be paid before going on."""
    OTHER_BODY = "other-body"
    """An answer of another body, where the law takes it out of the limit."""
    FORCE = "force"
    """What nobody could help: a flood, a system of the State that is down; with a paper that says so."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch in which the clock stood: from `since` until it ran again (None: it still stands)."""

    since: datetime
    until: datetime | None
    why: Stop


@dataclass(frozen=True, slots=True)
class Limits:
    """What the law and the office say beside the procedure: dated data.

    Received after `same_day_until` what is due the same day is due the next working day."""

    hours: OfficeHours
    same_day_until: time


class BrokenLedger(ValueError):
    """Stretches overlap, end before they begin, or begin before the dossier was received."""


def checked(received: datetime, stops: Iterable[Stretch]) -> list[Stretch]:
    """The stretches in order. Raises BrokenLedger naming what is wrong: such a ledger must not give a deadline."""
    rows = sorted(stops, key=lambda each: (each.since, each.until is None, each.until or each.since))
    before = received
    for number, row in enumerate(rows, 1):
        if row.since < before:
            raise BrokenLedger(
                f"Lần dừng thứ {number} bắt đầu trước khi lần trước kết thúc hoặc trước khi nhận hồ sơ."
            )
        if row.until is None:
            if number != len(rows):
                raise BrokenLedger(f"Lần dừng thứ {number} chưa chạy lại mà đã có lần dừng sau.")
            break
        if row.until < row.since:
            raise BrokenLedger(f"Lần dừng thứ {number} kết thúc trước khi bắt đầu.")
        before = row.until
    return rows


def stands_at(moment: datetime, stops: Sequence[Stretch]) -> bool:
    """Whether the clock stands at a moment. It runs at the very moment at which it is started again."""
    return any(row.since <= moment and (row.until is None or moment < row.until) for row in stops)


def deadline(
    received: datetime, term: Term, stops: Iterable[Stretch], *, calendar: Calendar, limits: Limits
) -> datetime | None:
    """When the limit ends, given everything the clock's ledger holds; None while the clock stands.

    Times are local and aware. What comes in outside office hours is received at the next opening."""
    rows = checked(received, stops)
    if rows and rows[-1].until is None:
        return None
    begin = opening_at(received, calendar=calendar, limits=limits)
    if term.unit == TermUnit.WORKING_HOUR:
        return _by_hours(begin, timedelta(hours=term.amount), rows, calendar, limits)
    return _by_days(begin, term, rows, calendar, limits)


def opening_at(received: datetime, *, calendar: Calendar, limits: Limits) -> datetime:
    """The moment from which the office can know of it: `received` in office hours, else the next opening."""
    return add_worked(received, timedelta(), limits.hours, calendar)


def ends_after(
    begin: datetime, hours: timedelta, stops: Iterable[Stretch], *, calendar: Calendar, limits: Limits
) -> datetime | None:
    """When so much office time of the running clock has passed since a step was opened; None while the clock stands.
    Stretches before `begin` are not asked."""
    rows = [
        Stretch(max(row.since, begin), row.until, row.why)
        for row in stops
        if row.until is None or row.until > begin
    ]
    rows = checked(begin, rows)
    if rows and rows[-1].until is None:
        return None
    return _by_hours(begin, hours, rows, calendar, limits)


def _by_hours(
    begin: datetime, left: timedelta, stops: Sequence[Stretch], calendar: Calendar, limits: Limits
) -> datetime:
    here = begin
    for row in stops:
        assert row.until is not None
        spent = worked_between(here, row.since, limits.hours, calendar)
        if spent >= left:
            break
        left -= spent
        here = max(here, row.until)
    return add_worked(here, left, limits.hours, calendar)


def _by_days(
    begin: datetime, term: Term, stops: Sequence[Stretch], calendar: Calendar, limits: Limits
) -> datetime:
    day, left = begin.date(), term.amount
    if term.unit == TermUnit.SAME_DAY:
        left = 1
        if begin.timetz().replace(tzinfo=None) > limits.same_day_until:
            day += _DAY
    else:
        day += _DAY  # the day of receipt is not counted (Civil Code 2015, article 147.2)
    only_worked = term.unit != TermUnit.DAY
    for _ in range(_FAR):
        end = closing_of(day, limits.hours, begin.tzinfo)
        if (calendar.is_working(day) or not only_worked) and not stands_at(end, stops):
            left -= 1
            if left <= 0:
                # A limit never ends on a day off (Civil Code 2015, article 148.5).
                return _end_worked(day, stops, calendar, limits, begin)
        day += _DAY
    raise BrokenLedger("Đồng hồ của hồ sơ không bao giờ chạy đủ thời hạn.")


def _end_worked(
    day: date, stops: Sequence[Stretch], calendar: Calendar, limits: Limits, begin: datetime
) -> datetime:
    while True:
        day = calendar.next_working_day(day)
        end = closing_of(day, limits.hours, begin.tzinfo)
        if not stands_at(end, stops):
            return end
        day += _DAY


def spent(
    received: datetime, now: datetime, stops: Iterable[Stretch], *, calendar: Calendar, limits: Limits
) -> timedelta:
    """Office time spent by `now` while the clock ran: what the office itself used."""
    rows = checked(received, stops)
    here, total = received, timedelta()
    for row in rows:
        total += worked_between(here, min(row.since, now), limits.hours, calendar)
        if row.until is None:
            return total
        here = row.until
    return total + worked_between(here, now, limits.hours, calendar)


def held(stops: Iterable[Stretch], now: datetime) -> dict[Stop, timedelta]:
    """How long the clock stood by `now`, by whose time it was; wall-clock."""
    found: dict[Stop, timedelta] = {}
    for row in stops:
        if row.since < now:
            found[row.why] = found.get(row.why, timedelta()) + (min(row.until or now, now) - row.since)
    return found
