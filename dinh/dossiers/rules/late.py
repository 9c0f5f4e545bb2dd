"""Before and after a deadline: when to apologise, to which day, and to whom lateness is told. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from .intake import Fault


class Calendar(Protocol):
    """What of `ground.calendar.WorkingCalendar` is asked here."""

    def is_working(self, day: date) -> bool: ...
    def working_days_between(self, a: date, b: date) -> int: ...
    def next_working_day(self, day: date) -> date: ...


@dataclass(frozen=True, slots=True)
class Level:
    """One level of telling."""

    level: int
    after: timedelta
    role: str
    of: str


def reached(levels: Sequence[Level], late: timedelta) -> list[Level]:
    """The levels that so much office time of lateness has reached, lowest first."""
    return sorted((each for each in levels if late >= each.after), key=lambda each: each.level)


def will_be_late(*, hours_left: timedelta, hours_needed: timedelta) -> bool:
    """Whether the steps that are still to come, done the usual way in the hours they have, end after the deadline."""
    return hours_needed > hours_left


def in_time(sent: date, promised: date, days_before: int, calendar: Calendar) -> bool:
    """Whether a letter goes out at least so many working days before the promised day."""
    return sent < promised and calendar.working_days_between(sent, promised) >= days_before


def apology_faults(
    *, new_day: date, promised: date | None, today: date, sent_before: int, most: int, calendar: Calendar
) -> list[Fault]:
    """What is wrong with a new promise."""
    faults = []
    if sent_before >= most:
        times = "một lần" if most == 1 else f"{most} lần"
        faults.append(Fault("new_day", f"Chỉ hẹn lại được {times}; hồ sơ này đã hẹn lại rồi."))
    if not calendar.is_working(new_day):
        after = calendar.next_working_day(new_day)
        sentence = (
            f"Ngày {new_day:%d/%m/%Y} không phải ngày làm việc; ngày làm việc kế tiếp là {after:%d/%m/%Y}."
        )
        faults.append(Fault("new_day", sentence))
    if promised is not None and new_day <= promised:
        faults.append(Fault("new_day", f"Ngày hẹn lại phải sau ngày đã hẹn {promised:%d/%m/%Y}."))
    if new_day < today:
        faults.append(Fault("new_day", "Ngày hẹn lại không thể ở quá khứ."))
    return faults
