"""Days as Vietnamese papers write them, both ways. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dinh.ground import text

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")

_MONTH_WORDS = {
    word: number
    for number, names in enumerate(
        (
            "mot gieng",
            "hai",
            "ba",
            "tu bon",
            "nam",
            "sau",
            "bay",
            "tam",
            "chin",
            "muoi",
            "muoi+mot",
            "muoi+hai chap",
        ),
        start=1,
    )
    for word in (name.replace("+", " ") for name in names.split())
}
_MONTH = "|".join(sorted(_MONTH_WORDS, key=len, reverse=True))
_LONG = re.compile(
    rf"(?:ngay\s+)?(?P<d>[0-9]{{1,2}})\s+thang\s+(?P<m>[0-9]{{1,2}}|{_MONTH})(?:\s+nam\s+|\s*/\s*|\s*,\s*)(?P<y>[0-9]{{4}})"
)
_SHORT = re.compile(
    r"(?:ngay\s+)?(?P<d>[0-9]{1,2})\s*(?P<sep>[/.-])\s*(?P<m>[0-9]{1,2})\s*(?P=sep)\s*(?P<y>[0-9]{4})"
)
_ISO = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})")


def short_date(day: date) -> str:
    """21/11/2026."""
    return f"{_local_day(day):%d/%m/%Y}"


def short_moment(moment: datetime) -> str:
    """21/11/2026 14:05, Vietnamese time."""
    return f"{moment.astimezone(ZONE):%d/%m/%Y %H:%M}"


def long_date(day: date) -> str:
    """ngày 05 tháng 3 năm 2026: as decree 30/2020 writes it, a nought before days under 10 and months 1 and 2."""
    local = _local_day(day)
    month = f"{local.month:02d}" if local.month <= 2 else str(local.month)
    return f"ngày {local.day:02d} tháng {month} năm {local.year}"


def weekday(day: date) -> str:
    """Thứ Hai … Chủ Nhật."""
    return WEEKDAYS[day.weekday()]


def read_date(typed: str) -> date | None:
    """The day in "ngày 5 tháng 3 năm 2026", "05/3/2026", "5-3-2026", "5.3.2026", "2026-03-05"; else None.

    The whole text must be the day; reading days out of sentences is the plan reader's business."""
    plain = text.fold(typed).strip(" .;,")
    for form in (_ISO, _SHORT, _LONG):
        found = form.fullmatch(plain)
        if found:
            month = found["m"]
            return _day(int(found["y"]), _MONTH_WORDS.get(month) or int(month), int(found["d"]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _local_day(day: date) -> date:
    # A datetime is a date too; its day is the one on the wall here, not in UTC.
    return day.astimezone(ZONE).date() if isinstance(day, datetime) else day
