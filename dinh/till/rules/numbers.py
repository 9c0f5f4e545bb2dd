"""Numbers of receipts: one row of them for each unit, series and year, none left out, none given twice. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

WIDTH = 7
_SHOWN = re.compile(r"(?P<series>[^\s/]{1,12})/(?P<year>\d{2})\s*(?P<number>\d{1,9})")


def following(last: int) -> int:
    """The number after the last one given; a series begins with 1."""
    if last < 0:
        raise ValueError("a series does not go below 0")
    return last + 1


def shown(series: str, year: int, number: int) -> str:
    """ "BL/26 0000012", as printed."""
    return f"{series}/{year % 100:02d} {number:0{WIDTH}d}"


def read(text: str) -> tuple[str, int, int] | None:
    """Series, year and number of what a receipt shows, zeros and spaces before the number forgiven; None for other words."""
    found = _SHOWN.fullmatch(text.strip())
    if not found or int(found["number"]) < 1:
        return None
    return found["series"], 2000 + int(found["year"]), int(found["number"])


def gaps(numbers: Iterable[int]) -> list[int]:
    """Numbers left out below the highest. In a whole series there are none."""
    there = set(numbers)
    return [number for number in range(1, max(there, default=0)) if number not in there]
