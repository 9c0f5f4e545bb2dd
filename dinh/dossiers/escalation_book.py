"""To whom lateness is told on a day, from editions/escalation.yaml. Pure: no database."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

from .rules.late import Level

BOOK = Path(__file__).parent / "editions" / "escalation.yaml"


@cache
def _editions() -> tuple[tuple[date, tuple[Level, ...]], ...]:
    rows = yaml.safe_load(BOOK.read_text(encoding="utf-8"))["editions"]
    return tuple(
        (
            row["since"],
            tuple(
                Level(each["level"], timedelta(hours=each["after_hours"]), each["role"], each["of"])
                for each in row["levels"]
            ),
        )
        for row in sorted(rows, key=lambda row: row["since"])
    )


def on(day: date) -> tuple[Level, ...]:
    """The levels in force on a day; before the first edition, its own."""
    alive = [levels for since, levels in _editions() if since <= day]
    return alive[-1] if alive else _editions()[0][1]


def editions() -> tuple[tuple[date, tuple[Level, ...]], ...]:
    """Every edition with the day since when, the oldest first; what came before the first goes by it too."""
    return _editions()
