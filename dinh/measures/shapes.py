"""What others may hold of measures: a reading, and the news."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from dinh.ground.shapes import Announcement


@dataclass(frozen=True, slots=True)
class Reading:
    """One measure of one unit in one period: the value, what it was made of, and how to find the rows again."""

    code: str
    words: str | Promise
    unit: str | Promise
    """What the value is counted in: "%", "hồ sơ"."""
    of: str
    """Code of the administrative unit."""
    period: str
    first: date
    last: date
    closing: int | None
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    missing: tuple[str, ...]
    """Inputs that are missing: a fact ("dossiers"), or a column of it that nobody filled ("dossiers.rated")."""
    fact: str
    version: int
    state: Mapping[str, Any]
    """Where the fact stood in the lake, as `lake.shapes.State.kept` has it."""
    computed_at: datetime
    stale: bool
    """Whether the source has gone on since the lake drew from it."""
    value_id: int | None = None
    """The stored value, where this is one."""
    rows_filter: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """What finds the rows again."""
    fresh_at: datetime | None = field(default=None, compare=False)
    """Of a stored value of a period that is over: when the lake was last seen to say the same, if that is later than it was counted."""


@dataclass(frozen=True)
class MeasureRecorded(Announcement):
    """Values were stored. `units` and `periods` are those that have a new value; `run` is the run that made them, `at` its moment
    (ISO; empty in news of before it was told)."""

    run: int
    codes: tuple[str, ...]
    units: tuple[str, ...]
    periods: tuple[str, ...]
    values: int
    at: str = ""
