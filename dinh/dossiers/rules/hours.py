"""Office hours: what of a stretch of time was worked. Hours are data (an edition with its source), days the calendar's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Protocol

_DAY = timedelta(days=1)
_NONE = timedelta()


class Calendar(Protocol):
    """What of `ground.calendar.WorkingCalendar` is asked here."""

    def is_working(self, day: date) -> bool: ...
    def next_working_day(self, day: date) -> date: ...


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The worked spans of a day, in order, without overlap; local time. Raises ValueError when they are not so."""

    spans: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        ends = [time.min] + [end for _, end in self.spans]
        if not self.spans or any(
            not before <= start < end for (start, end), before in zip(self.spans, ends, strict=False)
        ):
            raise ValueError(
                "Giờ làm việc phải có ít nhất một buổi, các buổi theo thứ tự và không chồng nhau."
            )

    @property
    def opening(self) -> time:
        return self.spans[0][0]

    @property
    def closing(self) -> time:
        return self.spans[-1][1]

    @property
    def length(self) -> timedelta:
        """How long a whole working day is."""
        return sum((_gap(start, end) for start, end in self.spans), _NONE)


def _gap(start: time, end: time) -> timedelta:
    return datetime.combine(date.min, end) - datetime.combine(date.min, start)


def _spans_of(
    day: date, hours: OfficeHours, calendar: Calendar, zone: tzinfo | None
) -> Sequence[tuple[datetime, datetime]]:
    if not calendar.is_working(day):
        return ()
    return [
        (datetime.combine(day, start, tzinfo=zone), datetime.combine(day, end, tzinfo=zone))
        for start, end in hours.spans
    ]


def worked_between(a: datetime, b: datetime, hours: OfficeHours, calendar: Calendar) -> timedelta:
    """How much of [a, b) lies in office hours; nothing when b is not after a. Both in the same local time."""
    total, day = _NONE, a.date()
    while day <= b.date() and a < b:
        for start, end in _spans_of(day, hours, calendar, a.tzinfo):
            total += max(_NONE, min(end, b) - max(start, a))
        day += _DAY
    return total


def add_worked(a: datetime, amount: timedelta, hours: OfficeHours, calendar: Calendar) -> datetime:
    """The first moment at which `amount` of office time has passed since `a`; for nothing, the first worked moment.

    worked_between(a, add_worked(a, x)) == x."""
    left, day = amount, a.date()
    while True:
        for start, end in _spans_of(day, hours, calendar, a.tzinfo):
            begin = max(start, a)
            if begin >= end:
                continue
            if left <= end - begin:
                return begin + left
            left -= end - begin
        day += _DAY


def back_worked(b: datetime, amount: timedelta, hours: OfficeHours, calendar: Calendar) -> datetime:
    """The last moment since which `amount` of office time has passed at `b`; for nothing, `b` itself.

    worked_between(back_worked(b, x), b) == x, and less since any later moment."""
    if amount <= _NONE:
        return b
    left, day = amount, b.date()
    while True:
        for start, end in reversed(_spans_of(day, hours, calendar, b.tzinfo)):
            stop = min(end, b)
            if start >= stop:
                continue
            if left <= stop - start:
                return stop - left
            left -= stop - start
        day -= _DAY


def closing_of(day: date, hours: OfficeHours, zone: tzinfo | None) -> datetime:
    """The end of office hours of a day."""
    return datetime.combine(day, hours.closing, tzinfo=zone)
