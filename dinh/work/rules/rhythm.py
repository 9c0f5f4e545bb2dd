"""What comes again and again: which periods, and on which day of each it is owed. Pure.

Each period of a rhythm has exactly one occurrence, so occurrences neither overlap nor skip: the periods tile the time.
The day owed is moved to the next working day when offices rest (Civil Code 2015, article 148.5; see `due_of` for the
one exception); a daily duty is owed on working days only. The first occurrence may have a day of its own ("trước ngày 20/11, sau đó mỗi quý")."""

from __future__ import annotations

import calendar as days_of_month
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dinh.ground.calendar import WorkingCalendar
from dinh.ground.periods import Kind, Period, containing

PERIOD_KINDS: dict[str, Kind] = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "half": "half",
    "yearly": "year",
}
KIND_WORDS: dict[str, str] = {
    "daily": "Hằng ngày làm việc",
    "weekly": "Hằng tuần",
    "monthly": "Hằng tháng",
    "quarterly": "Hằng quý",
    "half": "6 tháng một lần",
    "yearly": "Hằng năm",
}
WEEKDAYS = ("", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_FRIDAY = 5


class NoRhythm(ValueError):
    """The text is no rhythm. `str()` is a Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often, and on which day: `day` is a weekday 1-7 for a week, else a day of the period's last month (of `month`
    for a year). Without a day: Friday of a week, the last day of anything longer."""

    kind: str
    day: int | None = None
    month: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in PERIOD_KINDS:
            raise NoRhythm(f"“{self.kind}” không phải một nhịp; chọn: {', '.join(KIND_WORDS.values())}.")
        most = 7 if self.kind == "weekly" else 31
        if self.day is not None and (self.kind == "daily" or not 1 <= self.day <= most):
            raise NoRhythm(f"Ngày của nhịp phải từ 1 đến {most}; đang là {self.day}.")
        if self.month is not None and (
            self.kind != "yearly" or self.day is None or not 1 <= self.month <= 12
        ):
            raise NoRhythm("Chỉ nhịp hằng năm mới nêu tháng, từ 1 đến 12, kèm ngày.")

    @property
    def key(self) -> str:
        """ "weekly:5", "quarterly", "yearly:11-20"."""
        if self.day is None:
            return self.kind
        return f"{self.kind}:{self.month:02d}-{self.day:02d}" if self.month else f"{self.kind}:{self.day}"

    @property
    def words(self) -> str:
        """ "Hằng tuần, thứ Sáu"."""
        said = KIND_WORDS[self.kind]
        if self.day is None:
            return said
        if self.kind == "weekly":
            return f"{said}, {WEEKDAYS[self.day]}"
        if self.month:
            return f"{said}, ngày {self.day}/{self.month}"
        return f"{said}, ngày {self.day}" + ("" if self.kind == "monthly" else " tháng cuối kỳ")

    @classmethod
    def parse(cls, key: str) -> Rhythm:
        """Read a key back. Raises NoRhythm."""
        kind, _colon, rest = key.strip().partition(":")
        month, dash, day = rest.rpartition("-")
        try:
            return cls(kind, int(day) if day else None, int(month) if dash else None)
        except ValueError as wrong:
            raise (
                wrong if isinstance(wrong, NoRhythm) else NoRhythm(f"“{key}” không phải một nhịp.")
            ) from wrong

    def period(self, day: date) -> Period:
        """The period that a day is in."""
        return containing(day, PERIOD_KINDS[self.kind])

    def nominal(self, period: Period) -> date:
        """The day owed by the words, offices open or not."""
        if period.kind == "day":
            return period.first
        if period.kind == "week":
            return period.first + timedelta(days=(self.day or _FRIDAY) - 1)
        year, month = period.last.year, self.month or period.last.month
        end = days_of_month.monthrange(year, month)[1]
        return date(year, month, min(self.day or end, end))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One turn of a rhythm: the period that it answers for, and the day owed."""

    period: Period
    due_on: date

    @property
    def key(self) -> str:
        return self.period.key


def occurrences(
    rhythm: Rhythm, first_due: date, calendar: WorkingCalendar, *, after: date | None = None
) -> Iterator[Occurrence]:
    """The turns of a rhythm without end, the first owed on `first_due` itself. With `after`, those whose period begins
    after that day: the last day of a period already made."""
    period = rhythm.period(first_due)
    if after is None or period.first > after:
        yield Occurrence(period, first_due)
    else:
        period = rhythm.period(after)
    while True:
        period = period.next()
        if period.kind == "day" and not calendar.is_working(period.first):
            continue
        yield Occurrence(period, due_of(rhythm, period, calendar))


def due_of(rhythm: Rhythm, period: Period, calendar: WorkingCalendar) -> date:
    """The day owed for a period: the day by the words or the next working day. When rest lasts until the next turn's
    own day (a Monday duty over Tết), the last working day before it, so that two turns are not owed on one day."""
    by_words = rhythm.nominal(period)
    moved = calendar.next_working_day(by_words)
    if moved != by_words and moved >= rhythm.nominal(period.next()):
        return calendar.add_working_days(by_words, -1)
    return moved


def first_day(rhythm: Rhythm, today: date, calendar: WorkingCalendar) -> date:
    """The first day owed when nobody named one: this period's if it is not over, else the next one's."""
    period = rhythm.period(today)
    while True:
        due = due_of(rhythm, period, calendar)
        if due >= today and rhythm.period(due) == period:
            return due
        if (
            rhythm.nominal(period) >= today
        ):  # moved out of its period by rest: the day by the words names the period
            return rhythm.nominal(period)
        period = period.next()
