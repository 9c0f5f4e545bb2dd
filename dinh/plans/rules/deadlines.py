"""From the words of a deadline to a day. What cannot be told stays None: no day is invented."""

from __future__ import annotations

import calendar
import re
from datetime import date

_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
_DAY_WORDS = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?")
_MONTH = re.compile(r"tháng\s*(\d{1,2})(?:\s*(?:/|năm)\s*(\d{4}))?")
_MONTH_SLASH = re.compile(r"(?<!\d)(\d{1,2})\s*/\s*(\d{4})(?!\d)")
_QUARTER = re.compile(r"quý\s*(iv|iii|ii|i|[1-4])\b(?:\s*(?:/|-|năm)?\s*(\d{4}))?")
_HALF = re.compile(r"6 tháng (đầu|cuối) năm(?:\s*(\d{4}))?")
_SPAN = re.compile(r"(?<!\d)(20\d{2})\s*(?:-|–|đến|tới)\s*(20\d{2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_AGAIN = ("thường xuyên", "hằng ", "hàng ", "định kỳ")


def _end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _by_day(found: re.Match[str], _year: int | None) -> date | None:
    return _day(int(found[3]), int(found[2]), int(found[1]))


def _by_day_words(found: re.Match[str], year: int | None) -> date | None:
    told = found[3] or year
    return _day(int(told), int(found[2]), int(found[1])) if told else None


def _by_quarter(found: re.Match[str], year: int | None) -> date | None:
    told = found[2] or year
    return _end(int(told), _ROMAN[found[1]] * 3) if told else None


def _by_half(found: re.Match[str], year: int | None) -> date | None:
    told = found[2] or year
    return _end(int(told), 6 if found[1] == "đầu" else 12) if told else None


def _by_month(found: re.Match[str], year: int | None) -> date | None:
    told, month = found[2] or year, int(found[1])
    return _end(int(told), month) if told and 1 <= month <= 12 else None


def _by_span(found: re.Match[str], _year: int | None) -> date | None:
    return date(int(found[2]), 12, 31)


def _by_year(found: re.Match[str], _year: int | None) -> date | None:
    return date(int(found[1]), 12, 31)


_FORMS = (
    (_DAY, _by_day),
    (_DAY_WORDS, _by_day_words),
    (_QUARTER, _by_quarter),
    (_HALF, _by_half),
    (_MONTH, _by_month),
    (_MONTH_SLASH, _by_month),
    (_SPAN, _by_span),
    (_YEAR, _by_year),
)


def due_day(words: str | None, *, year: int | None) -> date | None:
    """The last day on which the thing is still on time; of several days named, the latest. `year` is the plan's own, for words such as "quý II".

    >>> due_day("quý II/2023", year=2023)
    datetime.date(2023, 6, 30)
    """
    text = (words or "").lower().strip()
    found: list[date | None] = []
    for pattern, day_of in _FORMS:
        # What one form has understood is taken out, so that the year in "quý II/2023" is not read again as a year.
        found += [day_of(match, year) for match in pattern.finditer(text)]
        text = pattern.sub(" ", text)
    known = [day for day in found if day is not None]
    return max(known, default=None)


def is_repeating(words: str | None, rhythm: str | None) -> bool:
    """Whether a task comes again and again, so that no single day ends it."""
    return bool(rhythm) or any(word in (words or "").lower() for word in _AGAIN)


def period_end(words: str | None) -> date | None:
    """The last day of a project's span ("2022-2025", "2026")."""
    years = [int(year) for year in _YEAR.findall(words or "")]
    return date(max(years), 12, 31) if years else None
