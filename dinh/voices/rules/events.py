"""The days of the year that come again, from a dated edition, and the days owed around an event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).resolve().parent.parent / "editions" / "events-vn.yaml"


@dataclass(frozen=True, slots=True)
class EditionTask:
    """A piece of work that usually belongs to the day."""

    title: str
    product: str
    days_before: int
    office_kind: str


@dataclass(frozen=True, slots=True)
class EditionDay:
    """A day that comes every year, with the paper that says so."""

    key: str
    name: str
    month: int
    day: int
    since: date
    source: str
    detail: str
    programme: tuple[tuple[str, str, str], ...]
    tasks: tuple[EditionTask, ...]

    def in_year(self, year: int) -> date | None:
        """Its day in a year; None before it was proclaimed."""
        when = date(year, self.month, self.day)
        return when if when >= self.since else None


@cache
def edition() -> tuple[EditionDay, ...]:
    """The national days this edition knows."""
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(
        EditionDay(
            key=each["key"],
            name=each["name"],
            month=int(each["on"].split("-")[0]),
            day=int(each["on"].split("-")[1]),
            since=each["since"],
            source=each["source"],
            detail=each.get("detail", ""),
            programme=tuple((p["at"], p["words"], p.get("who", "")) for p in each.get("programme", ())),
            tasks=tuple(
                EditionTask(t["title"], t.get("product", ""), int(t["before"]), t.get("office", ""))
                for t in each.get("tasks", ())
            ),
        )
        for each in read["days"]
    )


def due_day(day: date, days_before: int, add_working_days: Callable[[date, int], date]) -> date:
    """The day on which work is owed so many working days before the event (below zero: after it)."""
    return day if days_before == 0 else add_working_days(day, -days_before)


def next_day(day: date) -> date:
    """The same day a year later; 29 February falls on the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
