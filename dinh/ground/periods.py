"""Periods that things are counted and reported for, and the day on which figures are closed. Pure.

Decree 09/2019, article 12: a month's figures run from the 15th of the month before to the 14th. Other regimes close on
other days, so the closing day travels with the period; without one a period is the calendar's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

Kind = Literal["day", "week", "month", "quarter", "half", "nine_months", "year"]
KINDS: tuple[Kind, ...] = ("day", "week", "month", "quarter", "half", "nine_months", "year")
KIND_WORDS: dict[Kind, str] = {
    "day": "ngày",
    "week": "tuần",
    "month": "tháng",
    "quarter": "quý",
    "half": "6 tháng",
    "nine_months": "9 tháng",
    "year": "năm",
}
_LENGTH: dict[Kind, int] = {"month": 1, "quarter": 3, "half": 6, "nine_months": 9, "year": 12}
_ROMAN = ("", "I", "II", "III", "IV")
_EDITION = Path(__file__).parent / "editions" / "reporting-regimes.yaml"
_KEY = re.compile(
    r"(?P<y>[0-9]{4})(?:-(?:(?P<m>[0-9]{2})(?:-(?P<d>[0-9]{2}))?|W(?P<w>[0-9]{2})|Q(?P<q>[1-4])|H(?P<h>[12])|(?P<nine>9M)))?"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days. `number` counts within the year: month 1-12, quarter 1-4, half 1-2, ISO week, day of year."""

    kind: Kind
    year: int
    number: int = 1
    closing_day: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.number <= _most(self.kind, self.year):
            raise ValueError(f"Năm {self.year} không có kỳ {KIND_WORDS[self.kind]} thứ {self.number}.")
        if self.closing_day is not None:
            if not 1 <= self.closing_day <= 27:
                raise ValueError("Ngày chốt số liệu phải từ 1 đến 27.")
            if self.kind in ("day", "week"):
                # A day is closed by itself; keeping the closing day would make equal days unequal.
                object.__setattr__(self, "closing_day", None)

    @property
    def first(self) -> date:
        """The first day whose figures count."""
        if self.kind == "day":
            return date(self.year, 1, 1) + timedelta(days=self.number - 1)
        if self.kind == "week":
            return date.fromisocalendar(self.year, self.number, 1)
        return _closed(self.year, self._last_month - _LENGTH[self.kind], self.closing_day) + timedelta(days=1)

    @property
    def last(self) -> date:
        """The last day whose figures count."""
        if self.kind == "day":
            return self.first
        if self.kind == "week":
            return self.first + timedelta(days=6)
        return _closed(self.year, self._last_month, self.closing_day)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def key(self) -> str:
        """2026-10-05, 2026-W41, 2026-10, 2026-Q3, 2026-H1, 2026-9M, 2026. Says nothing of the closing day."""
        match self.kind:
            case "day":
                return self.first.isoformat()
            case "week":
                return f"{self.year:04d}-W{self.number:02d}"
            case "month":
                return f"{self.year:04d}-{self.number:02d}"
            case "quarter":
                return f"{self.year:04d}-Q{self.number}"
            case "half":
                return f"{self.year:04d}-H{self.number}"
            case "nine_months":
                return f"{self.year:04d}-9M"
        return f"{self.year:04d}"

    @property
    def label_vi(self) -> str:
        """Tháng 10/2026, Quý III/2026, 6 tháng đầu năm 2026, 9 tháng năm 2026, Năm 2026."""
        match self.kind:
            case "day":
                return f"Ngày {self.first:%d/%m/%Y}"
            case "week":
                return f"Tuần {self.number}/{self.year}"
            case "month":
                return f"Tháng {self.number}/{self.year}"
            case "quarter":
                return f"Quý {_ROMAN[self.number]}/{self.year}"
            case "half":
                return f"6 tháng {'đầu' if self.number == 1 else 'cuối'} năm {self.year}"
            case "nine_months":
                return f"9 tháng năm {self.year}"
        return f"Năm {self.year}"

    @property
    def span_vi(self) -> str:
        """15/12/2025 – 14/01/2026."""
        return f"{self.first:%d/%m/%Y} – {self.last:%d/%m/%Y}"

    def __str__(self) -> str:
        return self.label_vi

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def next(self) -> Period:
        """The period after this one; for nine months, next year's."""
        if self.number < _most(self.kind, self.year):
            return Period(self.kind, self.year, self.number + 1, self.closing_day)
        return Period(self.kind, self.year + 1, 1, self.closing_day)

    def previous(self) -> Period:
        """The period before this one; for nine months, last year's."""
        if self.number > 1:
            return Period(self.kind, self.year, self.number - 1, self.closing_day)
        return Period(self.kind, self.year - 1, _most(self.kind, self.year - 1), self.closing_day)

    def parts(self, kind: Kind) -> list[Period]:
        """The smaller periods that make this one up: the three months of a quarter. Months and longer only."""
        if kind not in _LENGTH or _LENGTH[self.kind] % _LENGTH[kind]:
            raise ValueError(f"Kỳ {KIND_WORDS[self.kind]} không chia được thành {KIND_WORDS[kind]}.")
        size = _LENGTH[kind]
        start = (self._last_month - _LENGTH[self.kind]) // size
        return [
            Period(kind, self.year, start + i + 1, self.closing_day)
            for i in range(_LENGTH[self.kind] // size)
        ]

    @classmethod
    def parse(cls, key: str, *, closing_day: int | None = None) -> Period:
        """Read a key back. Raises ValueError with a Vietnamese sentence."""
        found = _KEY.fullmatch(key.strip())
        if not found:
            raise ValueError(f"“{key}” không phải mã kỳ; ví dụ 2026, 2026-10, 2026-Q3, 2026-H1, 2026-9M.")
        year = int(found["y"])
        if year == 0:
            raise ValueError(f"“{key}” không phải mã kỳ: năm phải từ 0001.")
        if found["d"]:
            return of_day(_real_day(key))
        for group, kind in (("w", "week"), ("m", "month"), ("q", "quarter"), ("h", "half")):
            if found[group]:
                return cls(kind, year, int(found[group]), closing_day)  # type: ignore[arg-type]
        return cls("nine_months" if found["nine"] else "year", year, 1, closing_day)

    @property
    def _last_month(self) -> int:
        return 9 if self.kind == "nine_months" else self.number * _LENGTH[self.kind]


def of_day(day: date) -> Period:
    """The period that is this one day."""
    return Period("day", day.year, day.timetuple().tm_yday)


def containing(day: date, kind: Kind, closing_day: int | None = None) -> Period:
    """The period of that kind whose figures take in `day`. With closing day 14, 20/12/2025 is in January 2026.

    Nine months leave the year's end uncovered: ValueError for a day there."""
    if kind == "day":
        return of_day(day)
    if kind == "week":
        iso = day.isocalendar()
        return Period("week", iso.year, iso.week)
    year, month = day.year, day.month
    if closing_day is not None and day.day > closing_day:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    if kind == "nine_months":
        if month > 9:
            raise ValueError(f"Ngày {day:%d/%m/%Y} nằm ngoài kỳ 9 tháng.")
        return Period("nine_months", year, 1, closing_day)
    return Period(kind, year, (month - 1) // _LENGTH[kind] + 1, closing_day)


def between(first: date, last: date, kind: Kind, closing_day: int | None = None) -> Iterator[Period]:
    """The periods that touch the days from `first` to `last`, in order. Not for nine months, which leave gaps."""
    if kind == "nine_months":
        raise ValueError("Kỳ 9 tháng không nối tiếp nhau.")
    period = containing(first, kind, closing_day)
    while period.first <= last:
        yield period
        period = period.next()


@dataclass(frozen=True, slots=True)
class Regime:
    """A reporting regime: which day closes the figures of each kind of period, and where that is written."""

    key: str
    name: str
    source: str
    since: date
    until: date | None
    closing: dict[Kind, int | None]

    def period(self, day: date, kind: Kind) -> Period:
        """The period of this regime that takes in `day`."""
        return containing(day, kind, self.closing.get(kind))


@lru_cache(maxsize=1)
def regimes() -> dict[str, Regime]:
    """Every regime by key, from the dated edition."""
    rows: list[dict[str, Any]] = yaml.safe_load(_EDITION.read_text(encoding="utf-8"))["regimes"]
    return {
        row["key"]: Regime(
            key=row["key"],
            name=row["name"],
            source=row["source"],
            since=row["since"],
            until=row.get("until"),
            closing={kind: row["closing"].get(kind, row["closing"].get("default")) for kind in _LENGTH},
        )
        for row in rows
    }


def _closed(year: int, month: int, closing_day: int | None) -> date:
    """The day that closes the figures of that month; month 0 is December before."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if closing_day is not None:
        return date(year, month, closing_day)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _most(kind: Kind, year: int) -> int:
    match kind:
        case "day":
            return 366 if (year % 4 == 0 and year % 100) or year % 400 == 0 else 365
        case "week":
            return date(year, 12, 28).isocalendar().week
        case "nine_months":
            return 1
    return 12 // _LENGTH[kind]


def _real_day(key: str) -> date:
    try:
        return date.fromisoformat(key.strip())
    except ValueError:
        raise ValueError(f"“{key}” không phải một ngày có thật.") from None
