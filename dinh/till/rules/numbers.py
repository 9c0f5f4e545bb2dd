"""Numbers of receipts: one row of them for each unit, series and year, none left out, none given twice. Pure."""

from __future__ import annotations

from collections.abc import Iterable

WIDTH = 7


def following(last: int) -> int:
    """The number after the last one given; a series begins with 1."""
    if last < 0:
        raise ValueError("a series does not go below 0")
    return last + 1


def shown(series: str, year: int, number: int) -> str:
    """ "BL/26 0000012", as printed."""
    return f"{series}/{year % 100:02d} {number:0{WIDTH}d}"


def gaps(numbers: Iterable[int]) -> list[int]:
    """Numbers left out below the highest. In a whole series there are none."""
    there = set(numbers)
    return [number for number in range(1, max(there, default=0)) if number not in there]
