"""The ground has no town in it: its furniture is the ledger that the other rooms fill."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def furnish(*, size: str, seed: int, clock: Any, say: Callable[[str], None]) -> None:
    """Say where the working calendar stands; lines, news and files come with the rooms above."""
    from dinh.ground import calendar

    days = calendar.for_country()
    say(
        f"Nền: lịch làm việc bản {days.edition}, ngày nghỉ đã công bố đến hết năm {days.last_announced_year}."
    )
