"""Rhythm and sending day out of a plan's own words. What is not understood is None, and a person says it. Pure."""

from __future__ import annotations

import re

from dinh.ground.text import fold

from ..shapes import Due, DueKind, Rhythm, Shift

_RHYTHMS: tuple[tuple[str, str], ...] = (
    (r"\b(hang|moi|dinh ky) tuan\b|\bweekly\b", Rhythm.WEEKLY),
    (r"\b9 thang\b|\bchin thang\b|\bnine[_ -]months\b", Rhythm.NINE_MONTHS),
    (r"\b(6|06|sau) thang\b|\bhalf\b|\bhalf-yearly\b|\bban nien\b", Rhythm.HALF),
    (r"\b(hang|moi|dinh ky|tung|theo) quy\b|\bquarterly\b|\bquy\b", Rhythm.QUARTERLY),
    (r"\b(hang|moi|dinh ky|tung) thang\b|\bmonthly\b", Rhythm.MONTHLY),
    (r"\b(hang|moi|dinh ky) nam\b|\byearly\b|\bannual\b|\bcuoi nam\b|\bnam\b", Rhythm.YEARLY),
    (r"\bdot xuat\b|\bchuyen de\b|\bkhi (co )?yeu cau\b|\bon[_ -]demand\b", Rhythm.ON_DEMAND),
)
_WEEKDAY = {
    "hai": 1,
    "2": 1,
    "ba": 2,
    "3": 2,
    "tu": 3,
    "4": 3,
    "nam": 4,
    "5": 4,
    "sau": 5,
    "6": 5,
    "bay": 6,
    "7": 6,
}


def read_rhythm(words: str) -> str | None:
    """The rhythm that the words name; None when they name none."""
    plain = fold(words)
    return next((str(rhythm) for pattern, rhythm in _RHYTHMS if re.search(pattern, plain)), None)


def read_due(words: str, rhythm: str) -> Due | None:
    """The sending rule in words such as "trước ngày 20 tháng cuối quý", "trước 25/11", "thứ Sáu hằng tuần", "05 ngày làm
    việc sau kỳ". "Trước ngày 20" is taken as by the end of the 20th."""
    plain = fold(words)
    if found := re.search(r"\bthu (hai|ba|tu|nam|sau|bay|[2-7])\b", plain):
        return Due(DueKind.WEEKDAY, _WEEKDAY[found[1]]) if rhythm == Rhythm.WEEKLY else None
    if found := re.search(r"\b(\d{1,2}) ngay( lam viec)? (sau|ke tu)", plain):
        return Due(DueKind.AFTER, int(found[1]))
    if found := re.search(
        r"\b(?:ngay )?(\d{1,2}) ?/ ?(\d{1,2})\b|\b(?:ngay )?(\d{1,2}) thang (\d{1,2})\b", plain
    ):
        day, month = int(found[1] or found[3]), int(found[2] or found[4])
        if 1 <= day <= 31 and 1 <= month <= 12:
            return _of_month(day, month, rhythm)
        return None
    if found := re.search(r"\bngay (\d{1,2})\b", plain):
        after = re.search(r"thang (sau|dau quy sau|ke tiep|tiep theo|lien ke)|quy sau|ky sau", plain)
        return (
            Due(DueKind.DAY, int(found[1]), 1 if after else 0, Shift.NEXT)
            if 1 <= int(found[1]) <= 31
            else None
        )
    return None


def _of_month(day: int, month: int, rhythm: str) -> Due | None:
    """A day of a named month, counted from the last month of the period."""
    if rhythm == Rhythm.YEARLY:
        return Due(DueKind.DAY, day, month - 12 if month > 6 else month)
    if rhythm == Rhythm.NINE_MONTHS:
        return Due(DueKind.DAY, day, month - 9)
    if rhythm == Rhythm.HALF:
        return Due(DueKind.DAY, day, (month - 6) % 6)
    if rhythm == Rhythm.QUARTERLY:
        return Due(DueKind.DAY, day, (month - 3) % 3)
    return None
