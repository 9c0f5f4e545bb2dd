"""When a number looks doubtful: out of range, a numerator above its denominator, too few rows, a jump against its usual level,
a source not looked at, a figure grown old. Thresholds are dated data (`editions/trust.yaml`). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

RANGE, NUMERATOR, FEW, JUMP, STALE, OLD, UNIT, ROWS = (
    "out-of-range", "numerator-above", "few", "jump", "stale", "old", "no-unit", "rows",
)  # fmt: skip
GRAVE = frozenset({RANGE, NUMERATOR, UNIT})
"""Doubts that mean the number cannot be right; the others say how to take it."""
KEPT = frozenset({RANGE, NUMERATOR, JUMP, UNIT, ROWS})
"""Doubts that are kept with a value. The others are plain from the value itself (few) or grow with the day it is read (stale, old)."""
KINDS = (NUMERATOR, RANGE, UNIT, ROWS, JUMP)
"""The kept ones, gravest first; a kind's place is its bit in what says which kinds a value has (`marks`)."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The edition in force on a day."""

    since: date
    source: str
    low: Decimal
    high: Decimal
    few: Decimal
    jump_points: Decimal
    jump_share: Decimal
    jump_over: int
    jump_least: Decimal
    stale_hours: int
    old_days: int
    facts: tuple[FactRule, ...] = ()


@dataclass(frozen=True, slots=True)
class FactRule:
    """A row of a fact that cannot be true: the condition, and what it is called."""

    fact: str
    code: str
    words: str
    where: str
    words_en: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as these rules see it."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    unit: str
    kind: str
    last: date
    """The last day of its period."""
    of: str = ""
    """Whose it is; empty when nobody knows."""
    drawn_at: datetime | None = None
    """When the lake last looked at the source."""
    news: bool = False
    """Whether the source has gone on since."""
    told: bool = False
    """Told from elsewhere rather than counted here."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt, with what it is made of."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def grave(self) -> bool:
        return self.code in GRAVE

    def kept(self) -> dict[str, Any]:
        """As plain values, to be kept beside the number."""
        return {"code": self.code, **self.data}


def mark(kind: str) -> int:
    """The bit of a kept kind; 0 for what is no kept kind."""
    return 1 << KINDS.index(kind) if kind in KINDS else 0


def marks(said: Iterable[Mapping[str, Any]]) -> int:
    """Which kinds of doubt a value has, as one number: its lowest bit is the gravest of them."""
    found = 0
    for each in said:
        found |= mark(each["code"])
    return found


def in_force(editions: Sequence[Mapping[str, Any]], day: date) -> Thresholds:
    """The thresholds of a day; before the first edition, the first."""
    ordered = sorted(editions, key=lambda each: each["since"])
    one = ([each for each in ordered if each["since"] <= day] or ordered[:1])[-1]
    given = one["numbers"]
    low, high = given["range_percent"]
    return Thresholds(
        one["since"],
        one["source"],
        Decimal(low),
        Decimal(high),
        Decimal(given["few"]),
        Decimal(given["jump_points"]),
        Decimal(given["jump_share"]),
        int(given["jump_over"]),
        Decimal(given["jump_least"]),
        int(given["stale_hours"]),
        int(given["old_days"]),
        tuple(
            FactRule(each["fact"], each["code"], each["words"], each["where"], each.get("words_en", ""))
            for each in one.get("facts", ())
        ),
    )


def doubts(number: Number, before: Sequence[Number], by: Thresholds, *, at: datetime) -> list[Doubt]:
    """What is doubtful about a number, gravest first. `before` are its own earlier periods, oldest first."""
    found = [
        *_impossible(number, by),
        *_few(number, by),
        *_jump(number, before, by),
        *_aged(number, by, at),
    ]
    return sorted(found, key=lambda each: not each.grave)


def _impossible(number: Number, by: Thresholds) -> list[Doubt]:
    found = []
    if not number.of:
        found.append(Doubt(UNIT))
    if number.value is not None:
        share = number.unit == "%"
        if (share and not by.low <= number.value <= by.high) or (not share and number.value < 0):
            found.append(Doubt(RANGE, {"value": str(number.value)}))
    if (
        number.unit == "%"
        and number.numerator is not None
        and number.denominator is not None
        and number.numerator > number.denominator
    ):
        found.append(Doubt(NUMERATOR, {"top": str(number.numerator), "bottom": str(number.denominator)}))
    return found


def _few(number: Number, by: Thresholds) -> list[Doubt]:
    few = number.kind == "ratio" and number.denominator is not None and 0 < number.denominator < by.few
    return [Doubt(FEW, {"bottom": str(number.denominator)})] if few else []


def speaks(number: Number, by: Thresholds) -> bool:
    """Whether a number counts for a usual level: it has a value, and enough rows."""
    return number.value is not None and (number.kind != "ratio" or (number.denominator or 0) >= by.jump_least)


def usual(before: Sequence[Number], by: Thresholds) -> Decimal | None:
    """The usual level: the mean of the periods just before, of those with enough rows; None when there are too few."""
    known = [each for each in before if speaks(each, by)][-by.jump_over :]
    if len(known) < by.jump_over:
        return None
    return sum((each.value for each in known if each.value is not None), Decimal(0)) / len(known)


def _jump(number: Number, before: Sequence[Number], by: Thresholds) -> list[Doubt]:
    if number.value is None or not speaks(number, by):
        return []
    level = usual(before, by)
    if level is None:
        return []
    gap = number.value - level
    far = by.jump_points if number.unit == "%" else abs(level) * by.jump_share / 100
    if abs(gap) <= far or not far:
        return []
    return [Doubt(JUMP, {"gap": str(round(gap, 1)), "usual": str(round(level, 1))})]


def _aged(number: Number, by: Thresholds, at: datetime) -> list[Doubt]:
    found = []
    if number.news and number.drawn_at is not None and at - number.drawn_at > timedelta(hours=by.stale_hours):
        hours = int((at - number.drawn_at).total_seconds() // 3600)
        found.append(Doubt(STALE, {"hours": hours}))
    if number.told and (at.date() - number.last).days > by.old_days:
        found.append(Doubt(OLD, {"days": (at.date() - number.last).days}))
    return found
