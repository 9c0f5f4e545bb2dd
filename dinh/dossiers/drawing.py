"""The clock of a dossier as a drawing: running, standing, what is left, now and the deadline. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .rules.clock import Stretch

WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of the drawing: "run", "stop" or "left"."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Bars from left to right over WIDTH, and where now and the deadline stand (None: outside)."""

    bars: tuple[Bar, ...]
    now: float | None
    due: float | None


def draw(
    received: datetime,
    stops: Sequence[Stretch],
    *,
    now: datetime,
    due: datetime | None,
    ended: datetime | None,
) -> Drawing:
    """Wall-clock time from receipt to the end, the deadline or now, whichever is last."""
    until = ended or now
    last = max(each for each in (until, due, received + timedelta(minutes=1)) if each)
    whole = (last - received).total_seconds()

    def x(moment: datetime) -> float:
        return round(max(0.0, min(1.0, (moment - received).total_seconds() / whole)) * WIDTH, 1)

    bars: list[Bar] = []

    def add(kind: str, a: datetime, b: datetime) -> None:
        if x(b) > x(a):
            bars.append(Bar(kind, x(a), round(x(b) - x(a), 1)))

    here = received
    for row in stops:
        end = min(row.until or until, until)
        if row.since >= until:
            break
        add("run", here, row.since)
        add("stop", row.since, end)
        here = max(here, end)
    add("run", here, until)
    if due is not None and ended is None:
        add("left", until, due)
    return Drawing(tuple(bars), x(now) if ended is None else None, x(due) if due else None)
