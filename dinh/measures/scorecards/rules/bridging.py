"""From one edition of a scorecard to the next: which criterion became which, with how many points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .points import rounded


@dataclass(frozen=True, slots=True)
class Carried:
    """Points of an old criterion said in the points of the new one: the same share of what each is worth."""

    old: str
    new: str
    old_points: Decimal | None
    old_most: Decimal
    new_points: Decimal | None
    new_most: Decimal


@dataclass(frozen=True, slots=True)
class Bridge:
    """What was carried over, and what has no counterpart on either side."""

    carried: tuple[Carried, ...]
    gone: tuple[str, ...]
    """Of the old edition, without a counterpart."""
    fresh: tuple[str, ...]
    """Of the new edition, without a counterpart."""

    @property
    def points(self) -> Decimal:
        return sum((each.new_points for each in self.carried if each.new_points is not None), Decimal(0))


class BridgeBroken(ValueError):
    """A pair names a criterion that its edition does not have, or one twice."""


def bridge(
    pairs: Sequence[tuple[str, str]],
    old: Mapping[str, Decimal],
    new: Mapping[str, Decimal],
    points: Mapping[str, Decimal | None],
) -> Bridge:
    """`old` and `new` say the most of each criterion; `points` what a unit had by the old edition."""
    for place, (side, words) in enumerate(((old, "cũ"), (new, "mới"))):
        named = [pair[place] for pair in pairs]
        for code in named:
            if code not in side:
                raise BridgeBroken(f"Cầu nối nêu tiêu chí {code} mà bản {words} không có.")
            if named.count(code) > 1:
                raise BridgeBroken(f"Cầu nối nêu tiêu chí {code} của bản {words} hai lần.")
    carried = tuple(_carried(before, after, old, new, points.get(before)) for before, after in pairs)
    return Bridge(
        carried,
        tuple(code for code in old if code not in {each.old for each in carried}),
        tuple(code for code in new if code not in {each.new for each in carried}),
    )


def _carried(
    before: str, after: str, old: Mapping[str, Decimal], new: Mapping[str, Decimal], had: Decimal | None
) -> Carried:
    got = None
    if had is not None:
        got = rounded(had * new[after] / old[before]) if old[before] else Decimal(0)
    return Carried(before, after, had, old[before], got, new[after])
