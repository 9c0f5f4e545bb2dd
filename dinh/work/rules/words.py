"""Deadlines as people write them: a day, a quarter, "hằng tuần, thứ Sáu", "trước ngày 20/11, sau đó mỗi quý". Pure.

What cannot be told is not invented: the answer has neither day nor rhythm, and the page asks for one."""

from __future__ import annotations

import calendar as days_of_month
import re
from dataclasses import dataclass
from datetime import date, timedelta

from dinh.ground.calendar import WorkingCalendar
from dinh.ground.text import fold

from .rhythm import NoRhythm, Rhythm


@dataclass(frozen=True, slots=True)
class Deadline:
    """What the words say: the (first) day owed, and how it comes back."""

    due_on: date | None = None
    rhythm: Rhythm | None = None

    @property
    def understood(self) -> bool:
        return self.due_on is not None or self.rhythm is not None


_EVERY = re.compile(
    r"\b(?:hang|moi|tung|dinh ky(?: hang| theo)?)\s+(?P<a>ngay|tuan|thang|quy|nam)\b"
    r"|\b(?:1|mot)?\s*(?P<b>tuan|thang|quy|nam)\s*(?:1|mot) lan\b"
    r"|\b(?P<half>6 thang)\s*(?:/|mot|1)\s*lan\b|\b(?:hang|moi|dinh ky)\s+(?P<half2>6 thang|nua nam)\b"
)
_KIND = {"ngay": "daily", "tuan": "weekly", "thang": "monthly", "quy": "quarterly", "nam": "yearly"}
_WEEKDAY = re.compile(r"\bthu\s+(hai|ba|tu|nam|sau|bay|[2-7])\b|\b(chu nhat)\b")
_WEEKDAYS = {"hai": 1, "ba": 2, "tu": 3, "nam": 4, "sau": 5, "bay": 6}
_FULL_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?!\d)")
_LONG_DAY = re.compile(r"\bngay\s+(\d{1,2})\s+thang\s+(\d{1,2})(?:\s+nam\s+(\d{4}))?")
_SHORT_DAY = re.compile(r"(?<![\d/.-])(\d{1,2})\s*/\s*(\d{1,2})(?!\s*/?\s*\d)")
_DAY_OF = re.compile(r"\bngay\s+(\d{1,2})(?!\s*[/.-]?\s*\d|\s+(?:lam viec|thang|nua))\b")
_SPELT_LAST = re.compile(r"\b(?:ngay )?cuoi (thang|quy|nam)\b")
_QUARTER = re.compile(r"\bquy\s*(iv|iii|ii|i|[1-4])\b(?:\s*(?:/|-|nam)?\s*(\d{4}))?")
_HALF = re.compile(r"\b6 thang (dau|cuoi) nam(?:\s*(\d{4}))?")
_MONTH = re.compile(r"\bthang\s*(\d{1,2})(?:\s*(?:/|nam)\s*(\d{4}))?|(?<![\d/])(\d{1,2})\s*/\s*(\d{4})(?!\d)")
_WITHIN = re.compile(r"\b(?:trong|sau|trong vong)\s+(\d{1,3})\s+ngay( lam viec)?\b")
_THIS = re.compile(r"\b(hom nay|ngay mai|(?:trong )?tuan nay|tuan sau|thang nay|quy nay|nam nay)\b")
_YEAR = re.compile(r"\b(?:het |trong )?nam\s+(\d{4})\b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def read(words: str, *, today: date, calendar: WorkingCalendar) -> Deadline:
    """The deadline that the words mean as seen from today. A day without a year is the next one of that name."""
    text = fold(words)
    every = _EVERY.search(text)
    if every is None:
        return Deadline(_one_day(text, today, calendar))
    before, after = text[: every.start()], text[every.start() :]
    rhythm = _rhythm(every, text)
    first = (
        _first_of(before, today, calendar) if rhythm.kind != "yearly" or _FULL_DAY.search(before) else None
    )
    if first is None and after and rhythm.kind != "yearly":
        first = _first_of(text[every.end() :], today, calendar)
    return Deadline(first, rhythm)


def _first_of(text: str, today: date, calendar: WorkingCalendar) -> date | None:
    """A day named on its own beside a rhythm ("trước ngày 20/11, sau đó mỗi quý")."""
    return _one_day(text, today, calendar) if _names_a_day(text) else None


def _names_a_day(text: str) -> bool:
    return any(form.search(text) for form in (_FULL_DAY, _LONG_DAY, _SHORT_DAY))


def _rhythm(every: re.Match[str], text: str) -> Rhythm:
    if every["half"] or every["half2"]:
        return Rhythm("half")
    kind = _KIND[every["a"] or every["b"]]
    rest = text[: every.start()] + " " + text[every.end() :]
    try:
        if kind == "weekly" and (found := _WEEKDAY.search(rest)):
            word = found[1] or "8"
            return Rhythm(kind, _WEEKDAYS.get(word, int(word) - 1 if word.isdigit() else 7))
        if kind == "yearly" and (found := _LONG_DAY.search(rest) or _SHORT_DAY.search(rest)):
            return Rhythm(kind, int(found[1]), int(found[2]))
        if kind in ("monthly", "quarterly") and (found := _DAY_OF.search(rest)):
            return Rhythm(kind, int(found[1]))
    except NoRhythm:
        return Rhythm(kind)  # "ngày 45 hằng tháng": the rhythm holds, the impossible day does not
    return Rhythm(kind)


def _one_day(text: str, today: date, calendar: WorkingCalendar) -> date | None:
    if found := _FULL_DAY.search(text):
        return _real(int(found[3]), int(found[2]), int(found[1]))
    if found := _LONG_DAY.search(text):
        return _dated(found[3], int(found[2]), int(found[1]), today)
    if found := _WITHIN.search(text):
        n = int(found[1])
        return calendar.add_working_days(today, n) if found[2] else today + timedelta(days=n)
    if found := _HALF.search(text):
        return _end(int(found[2] or today.year), 6 if found[1] == "dau" else 12)
    if found := _QUARTER.search(text):
        return _next_end(_ROMAN[found[1]] * 3, found[2], today)
    if found := _SHORT_DAY.search(text):
        return _dated(None, int(found[2]), int(found[1]), today)
    if found := _MONTH.search(text):
        return _next_end(int(found[1] or found[3]), found[2] or found[4], today)
    if found := _SPELT_LAST.search(text):
        return _this(found[1], today, calendar)
    if found := _YEAR.search(text):
        return date(int(found[1]), 12, 31)
    if found := _THIS.search(text):
        return _this(found[1].removeprefix("trong "), today, calendar)
    return None


def _this(words: str, today: date, calendar: WorkingCalendar) -> date | None:
    monday = today - timedelta(days=today.weekday())
    quarter = (today.month + 2) // 3 * 3
    return {
        "hom nay": today,
        "ngay mai": today + timedelta(days=1),
        "tuan nay": monday + timedelta(days=4),
        "tuan sau": monday + timedelta(days=11),
        "thang nay": _end(today.year, today.month),
        "thang": _end(today.year, today.month),
        "quy nay": _end(today.year, quarter),
        "quy": _end(today.year, quarter),
        "nam nay": date(today.year, 12, 31),
        "nam": date(today.year, 12, 31),
    }.get(words)


def _next_end(month: int, year: str | None, today: date) -> date | None:
    """The last day of that month, of the year told or else of the next time it comes."""
    if not 1 <= month <= 12:
        return None
    if year:
        return _end(int(year), month)
    here = _end(today.year, month)
    return here if here >= today else _end(today.year + 1, month)


def _dated(year: str | None, month: int, day: int, today: date) -> date | None:
    if year:
        return _real(int(year), month, day)
    here = _real(today.year, month, day)
    return here if here is None or here >= today else _real(today.year + 1, month, day)


def _end(year: int, month: int) -> date:
    return date(year, month, days_of_month.monthrange(year, month)[1])


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
