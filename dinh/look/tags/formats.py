"""Filters that write numbers, money, days and names (look.md §8)."""

from __future__ import annotations

from datetime import date, datetime

from django.template import Library

from dinh.look import formats, names

register = Library()


@register.filter
def num(value: object, decimals: int | str = "") -> str:
    """{{ 1234.5|num }} → 1.234,5; {{ x|num:1 }} fixes the decimals."""
    return formats.num(value, int(decimals) if decimals != "" else None)


@register.filter
def percent(value: object, decimals: int | str = 1) -> str:
    """{{ 68.9|percent }} → 68,9%; {{ 80|percent:"gon" }} → 80%. The value is already in hundredths."""
    return formats.percent(value, None if decimals == "gon" else int(decimals))


@register.filter
def diem(value: object) -> str:
    """{{ 7.8|diem }} → 7,8 điểm: a difference between percentages."""
    return formats.points(value)


@register.filter
def vnd(value: object, unit: str = "") -> str:
    """{{ 10000|vnd }} → 10.000đ; |vnd:"trieu", |vnd:"ty", |vnd:"gon"."""
    return formats.vnd(value, unit)


@register.filter
def tren(part: object, whole: object) -> str:
    """{{ 1842|tren:2579 }} → 1.842 trên 2.579."""
    return formats.out_of(part, whole)


@register.filter
def ngay(value: date | datetime | None) -> str:
    """→ 21/11/2026"""
    return formats.day(value)


@register.filter
def ngay_ngan(value: date | datetime | None) -> str:
    """→ 21/11"""
    return formats.short_day(value)


@register.filter
def ngay_thu(value: date | datetime | None, how: str = "") -> str:
    """→ Thứ Hai, 23/11/2026; |ngay_thu:"ngan" → Thứ Hai 23/11"""
    return formats.weekday(value, year=how != "ngan")


@register.filter
def ngay_gio(value: datetime | None) -> str:
    """→ 23/11/2026 06:00"""
    return formats.day_hour(value)


@register.filter
def gio(value: datetime | None) -> str:
    """→ 07:30"""
    return formats.hour(value)


@register.filter
def tuong_doi(value: datetime | None) -> str:
    """→ 5 phút trước, 07:30 hôm nay, 16:12 hôm qua, else the day and hour."""
    return formats.relative(value)


@register.filter
def den(first: date | None, last: date | None) -> str:
    """{{ first|den:last }} → từ 15/10 đến hết 14/11"""
    return formats.span(first, last)


@register.filter
def co_tep(value: int | None) -> str:
    """Size of a file: 2,4 MB"""
    return formats.size(value)


@register.filter
def chu_dau(name: str) -> str:
    """Two letters for a person's circle."""
    return names.initials(name)
