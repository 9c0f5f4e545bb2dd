"""What lifts a unit most by the year's end: the points still to be had by criterion, and what they take."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from .points import CENT, HUNDRED, Kind, Mark, rounded


@dataclass(frozen=True, slots=True)
class Gain:
    """Points still to be had."""

    code: str
    now: Decimal | None
    """None where it is not counted yet."""
    reach: Decimal
    """The most there can still be at the end."""
    gain: Decimal
    effort: int
    """1 little, 2 some, 3 much: of the edition."""
    more: int | None = None
    """How many more must be right to get there, of those still to come; None where nothing is counted."""
    to_come: int | None = None
    """How many are still to come at the pace so far."""
    full: bool = True
    """Whether all the points can still be had."""


def gains(
    marks: Mapping[str, Mark],
    efforts: Mapping[str, int],
    gone: Decimal,
    standing: Collection[str] = (),
) -> list[Gain]:
    """The largest gain first, the smaller effort first among equals. `gone`: which part of the year has gone (0 to 1);
    what was missed in it cannot be mended, what comes at the same pace can all be right. Of criteria that count what stands
    (procedures, not cases; `standing`) all can still be mended."""
    made = [
        gain
        for code, mark in marks.items()
        if mark.state != "off"
        and mark.most > 0
        and (gain := _gain(code, mark, efforts.get(code, 2), gone, code in standing)).gain > 0
    ]
    return sorted(made, key=lambda each: (-each.gain, each.effort, each.code))


def _gain(code: str, mark: Mark, effort: int, gone: Decimal, standing: bool) -> Gain:
    now, leaf, given = mark.points, mark.leaf, mark.given
    base = now or Decimal(0)
    most = rounded(mark.most)
    countable = (
        leaf.kind in (Kind.RATIO, Kind.THRESHOLD) and given.numerator is not None and given.denominator
    )
    if now is None or not countable or not 0 < gone <= 1:
        return Gain(code, now, most, most - base, effort)
    assert given.numerator is not None and given.denominator is not None
    if standing:
        asked = leaf.full_from if leaf.kind == Kind.THRESHOLD else HUNDRED
        lacking = (asked * given.denominator / HUNDRED).to_integral_value(ROUND_CEILING) - given.numerator
        return Gain(code, now, most, most - base, effort, int(max(Decimal(0), lacking)))
    whole = given.denominator / gone
    to_come = (whole - given.denominator).to_integral_value(ROUND_CEILING)
    asked = leaf.full_from if leaf.kind == Kind.THRESHOLD else HUNDRED
    whole = given.denominator + to_come
    wanted = (asked * whole / HUNDRED).to_integral_value(ROUND_CEILING) - given.numerator
    more = max(Decimal(0), min(wanted, to_come))
    share = (given.numerator + more) / whole
    reach = min(most, (share * HUNDRED / asked * mark.most).quantize(CENT))
    full = wanted <= to_come
    return Gain(code, now, reach, max(Decimal(0), reach - base), effort, int(more), int(to_come), full)


def best_first(found: Sequence[Gain], how_many: int) -> tuple[list[Gain], Decimal]:
    """The first few and what they bring together."""
    chosen = list(found[:how_many])
    return chosen, sum((each.gain for each in chosen), Decimal(0))
