"""Numbers, money, dates and spans as a Vietnamese office writes them (look.md §8).

The forms stay Vietnamese in every language of the screen, because they must match the papers beside them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import SupportsFloat, SupportsInt

from django.utils import timezone
from django.utils.translation import gettext as _

Number = int | float | Decimal
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
MINUS = "−"
UNITS = {"trieu": (Decimal(10) ** 6, "triệu đồng"), "ty": (Decimal(10) ** 9, "tỷ đồng")}


def to_decimal(value: object) -> Decimal | None:
    """The value as a Decimal, or None when it is no number. A float keeps the digits it prints with."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except (ArithmeticError, ValueError):
        return None
    return number if number.is_finite() else None


def num(value: object, decimals: int | None = None) -> str:
    """1234.5 is “1.234,5”; None is “Chưa có”. Without `decimals` at most two, and no idle zeros."""
    number = to_decimal(value)
    if number is None:
        return _("Chưa có") if value in (None, "") else str(value)
    places = 2 if decimals is None else decimals
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _dot, part = f"{abs(rounded):,f}".partition(".")
    if decimals is None:
        part = part.rstrip("0")
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{whole.replace(',', '.')}{',' + part if part else ''}"


def percent(value: object, decimals: int | None = 1) -> str:
    """68.9 is “68,9%”: the value is already in hundredths. `decimals` None writes 80 as “80%”."""
    return num(value) if to_decimal(value) is None else f"{num(value, decimals)}%"


def points(value: object) -> str:
    """A difference between percentages: 7.8 is “7,8 điểm”."""
    number = to_decimal(value)
    return (
        num(value)
        if number is None
        else _("%s điểm") % num(number.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
    )


def vnd(value: object, unit: str = "") -> str:
    """10000 is “10.000đ”; unit "trieu" gives “2.500 triệu đồng”, "ty" “2,5 tỷ đồng”, "gon" the largest that loses nothing."""
    number = to_decimal(value)
    if number is None:
        return num(value)
    if unit == "gon":
        unit = next((name for name in ("ty", "trieu") if _fits(number, UNITS[name][0])), "")
    if unit in UNITS:
        size, words = UNITS[unit]
        return f"{num(number / size)} {words}"
    return f"{num(number, 0)}đ"


def _fits(number: Decimal, size: Decimal) -> bool:
    return abs(number) >= size and (number / size * 100) % 1 == 0


def out_of(part: object, whole: object) -> str:
    """“1.842 trên 2.579”."""
    return _("%(part)s trên %(whole)s") % {"part": num(part), "whole": num(whole)}


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def day(value: date | datetime | None) -> str:
    """“21/11/2026”."""
    return f"{_local(value):%d/%m/%Y}" if value else ""


def short_day(value: date | datetime | None) -> str:
    """“21/11”."""
    return f"{_local(value):%d/%m}" if value else ""


def weekday(value: date | datetime | None, *, year: bool = True) -> str:
    """“Thứ Hai, 23/11/2026”, or “Thứ Hai 23/11” without the year."""
    if not value:
        return ""
    local = _local(value)
    name = WEEKDAYS[local.weekday()]
    return f"{name}, {local:%d/%m/%Y}" if year else f"{name} {local:%d/%m}"


def day_hour(value: datetime | None) -> str:
    """“23/11/2026 06:00”."""
    return f"{_local(value):%d/%m/%Y %H:%M}" if value else ""


def hour(value: datetime | None) -> str:
    """“07:30”."""
    return f"{_local(value):%H:%M}" if value else ""


def relative(value: datetime | None, now: datetime | None = None) -> str:
    """“5 phút trước”, “07:30 hôm nay”, “16:12 hôm qua”, else the day and hour."""
    if not value:
        return ""
    now = now or timezone.now()
    gone = now - value
    if timedelta(0) <= gone < timedelta(minutes=1):
        return _("vừa xong")
    if timedelta(0) <= gone < timedelta(hours=1):
        return _("%s phút trước") % (gone.seconds // 60)
    days = (_as_date(now) - _as_date(value)).days
    if days == 0:
        return _("%s hôm nay") % hour(value)
    if days == 1:
        return _("%s hôm qua") % hour(value)
    return day_hour(value)


def _as_date(value: datetime) -> date:
    local = _local(value)
    return local.date() if isinstance(local, datetime) else local


def span(first: date | None, last: date | None) -> str:
    """“từ 15/10 đến hết 14/11”; years are written when they differ from each other."""
    if not first or not last:
        return ""
    form = short_day if first.year == last.year else day
    return _("từ %(first)s đến hết %(last)s") % {"first": form(first), "last": form(last)}


def size(count: SupportsInt | SupportsFloat | None) -> str:
    """File size: “820 kB”, “2,4 MB”, “1,1 GB”."""
    if count is None:
        return ""
    number = Decimal(str(count))
    if number < 1000:
        return f"{num(number, 0)} byte"
    if number < 1_000_000:
        return f"{num(number / 1000, 0)} kB"
    if number < 1_000_000_000:
        return f"{num(number / 1_000_000, 1)} MB"
    return f"{num(number / 1_000_000_000, 1)} GB"
