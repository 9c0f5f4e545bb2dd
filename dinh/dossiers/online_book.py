"""What holds for handing in on line on a day, from editions/online.yaml. Pure: no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

BOOK = Path(__file__).parent / "editions" / "online.yaml"


@dataclass(frozen=True, slots=True)
class OnlineRules:
    """The measures of a day."""

    since: date
    draft_days: int
    """How long a draft is kept after its last change."""
    files_of_one: int
    """Files of one paper at most."""
    files: int
    """Files of a dossier at most."""


@cache
def _editions() -> tuple[OnlineRules, ...]:
    rows = yaml.safe_load(BOOK.read_text(encoding="utf-8"))["editions"]
    return tuple(
        OnlineRules(row["since"], row["draft_days"], row["files_of_one"], row["files"])
        for row in sorted(rows, key=lambda row: row["since"])
    )


def on(day: date) -> OnlineRules:
    """The edition in force on a day; before the first one, the first."""
    alive = [row for row in _editions() if row.since <= day]
    return alive[-1] if alive else _editions()[0]
