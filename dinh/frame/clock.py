"""A pretend clock for furnishing the demo town: deeds are dated when they would have happened, not when furnished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class PretendClock:
    """`today` is the last day that the demo town knows of; nothing is furnished after it."""

    today: date

    def at(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        """An aware moment of that day, Vietnamese time."""
        return datetime.combine(day, time(hour, minute), tzinfo=ZONE)
