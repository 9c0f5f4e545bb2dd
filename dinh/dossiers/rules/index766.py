"""Points of the index of Decision 766/QĐ-TTg from counts; which counts, how many points and from which share is data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Component:
    """One component as the book has it: of which counts it is the share, its points, and from which share it has all."""

    code: str
    words: str
    top: str
    bottom: str
    most: Decimal
    full_from: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """A component counted. Without anything to count from it has neither share nor points."""

    component: Component
    top: int
    bottom: int
    share: Decimal | None
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Book:
    """The index as it is counted from a day on."""

    since: date
    source: str
    confirmed: bool
    doubts: tuple[str, ...]
    components: tuple[Component, ...]


def share_of(top: int, bottom: int) -> Decimal | None:
    """In percent, two decimals; None when there is nothing to count from."""
    if bottom <= 0:
        return None
    return (Decimal(top) * 100 / bottom).quantize(_CENT, ROUND_HALF_UP)


def score(component: Component, counts: Mapping[str, int]) -> Score:
    """Points grow with the share up to the share that has them all."""
    top, bottom = counts[component.top], counts[component.bottom]
    share = share_of(top, bottom)
    if share is None:
        return Score(component, top, bottom, None, None)
    part = min(Decimal(1), Decimal(top) * 100 / bottom / component.full_from)
    points = max(Decimal(0), (component.most * part)).quantize(_CENT, ROUND_HALF_UP)
    return Score(component, top, bottom, share, points)


def scores(book: Book, counts: Mapping[str, int]) -> tuple[list[Score], Decimal, Decimal]:
    """Every component, the points together, and the most that those with something to count from could have."""
    found = [score(component, counts) for component in book.components]
    told = [each for each in found if each.points is not None]
    got = sum((each.points for each in told if each.points is not None), Decimal(0))
    return found, got, sum((each.component.most for each in told), Decimal(0))


def end_of_processing(
    *, decided_at: datetime | None, first_asked_at: datetime | None, waits: bool, requests: int
) -> datetime | None:
    """NgayKetThucXuLy: the office's answer; while the citizen is waited for after the first request to complete, the moment
    of that request; else there is none yet."""
    if decided_at is not None:
        return decided_at
    return first_asked_at if waits and requests == 1 else None


def book_of(rows: Sequence[Mapping[str, object]], day: date) -> Book:
    """The edition in force on a day, the first one before it, from the rows of the file."""
    ordered = sorted(rows, key=lambda row: str(row["since"]))
    row = [each for each in ordered if str(each["since"]) <= day.isoformat()] or ordered[:1]
    last = row[-1]
    return Book(
        date.fromisoformat(str(last["since"])),
        str(last["source"]),
        bool(last["confirmed"]),
        tuple(last.get("doubts", ())),  # type: ignore[arg-type]
        tuple(
            Component(
                each["code"],
                each["words"],
                each["top"],
                each["bottom"],
                Decimal(each["most"]),
                Decimal(each["full_from"]),
            )
            for each in last["components"]  # type: ignore[attr-defined]
        ),
    )
