"""What the one-stop rules say on a day, from editions/one-stop.yaml. Pure: no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path

import yaml

from .rules.clock import Limits
from .rules.hours import OfficeHours

BOOK = Path(__file__).parent / "editions" / "one-stop.yaml"


@dataclass(frozen=True, slots=True)
class OneStop:
    """The rules of a day."""

    since: date
    limits: Limits
    back_dated_minutes: int
    code_form: str
    apology_days_before: int
    """Working days before the promised one by which a letter of apology goes out."""
    most_apologies: int
    first_in_a_row: int
    """How many who go first are called before somebody usual has their turn."""
    refund_on: frozenset[str]
    """Ends without a result after which what was paid goes back."""


@cache
def _editions() -> tuple[OneStop, ...]:
    rows = yaml.safe_load(BOOK.read_text(encoding="utf-8"))["editions"]
    return tuple(
        OneStop(
            row["since"],
            Limits(
                OfficeHours(tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in row["hours"])),
                time.fromisoformat(row["same_day_until"]),
            ),
            row["back_dated_minutes"],
            row["code_form"],
            row["apology_days_before"],
            row["most_apologies"],
            row["first_in_a_row"],
            frozenset(row["refund_on"]),
        )
        for row in sorted(rows, key=lambda row: row["since"])
    )


def on(day: date) -> OneStop:
    """The edition in force on a day; before the first one, the first."""
    alive = [row for row in _editions() if row.since <= day]
    return alive[-1] if alive else _editions()[0]


def editions() -> tuple[OneStop, ...]:
    """Every edition, the oldest first; what came before the first goes by it too."""
    return _editions()
