"""How one criterion gives points, by its kind."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
CHOICES: dict[str, Decimal] = {"yes": Decimal(1), "half": Decimal("0.5"), "no": Decimal(0)}
"""What share of the points an answer gives."""


class Kind(StrEnum):
    """The kinds of scoring."""

    RATIO = "ratio"
    """a / b of the points."""
    THRESHOLD = "threshold"
    """All the points from a share on; below it, share × points / threshold."""
    STEPS = "steps"
    """So many points from so much on."""
    CHOICE = "choice"
    """Yes, half, no."""
    BEST = "best"
    """A value against the best unit's."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One criterion that gives points."""

    code: str
    most: Decimal
    kind: Kind
    full_from: Decimal = HUNDRED
    """In percent: from which share on it has all its points."""
    steps: tuple[tuple[Decimal, Decimal], ...] = ()
    """(from this value on, so many points)."""
    zero: str = "na"
    """What nothing to count from gives: "na" (not counted) or "zero" (no points)."""


@dataclass(frozen=True, slots=True)
class Input:
    """What is known for a criterion. A share is counted (numerator of denominator) or reported (`value`, in percent)."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    choice: str = ""
    best: Decimal | None = None
    """The best unit's value of the period, for a criterion against the best."""
    points: Decimal | None = None
    """Points said outright, of the criterion's own."""
    missing: tuple[str, ...] = ()
    """What is not there, in words; nothing is counted then."""
    applies: bool = True


NOTHING = Input()


@dataclass(frozen=True, slots=True)
class Mark:
    """What a criterion got. `state`: counted, nothing (nothing to count from, not counted), missing, off (does not apply)."""

    leaf: Leaf
    state: str
    given: Input = NOTHING
    share: Decimal | None = None
    """In percent, two decimals."""
    fraction: Decimal | None = None
    """Which part of its points, exact."""
    points: Decimal | None = None
    most: Decimal = Decimal(0)
    """The most it can have here: its own points and what it was handed from criteria that do not apply."""

    @property
    def counted(self) -> bool:
        return self.points is not None


def share_of(top: Decimal | int, bottom: Decimal | int) -> Decimal | None:
    """In percent, two decimals; None when there is nothing to count from."""
    if bottom <= 0:
        return None
    return (Decimal(top) * HUNDRED / bottom).quantize(CENT, ROUND_HALF_UP)


def rounded(points: Decimal) -> Decimal:
    return points.quantize(CENT, ROUND_HALF_UP)


def mark_of(leaf: Leaf, given: Input, most: Decimal | None = None) -> Mark:
    """The points of a criterion; `most` other than its own when points of others were handed to it."""
    most = leaf.most if most is None else most
    if not given.applies:
        return Mark(leaf, "off", given)
    if given.missing:
        return Mark(leaf, "missing", given, most=most)
    if given.points is not None:
        part = min(Decimal(1), max(Decimal(0), given.points / leaf.most)) if leaf.most else Decimal(0)
        return Mark(leaf, "counted", given, None, part, rounded(part * most), most)
    if _nothing(leaf, given):
        if leaf.zero == "zero":
            return Mark(leaf, "counted", given, None, Decimal(0), rounded(Decimal(0)), most)
        return Mark(leaf, "nothing", given, most=most)
    share, fraction = _fraction(leaf, given)
    if fraction is None:
        return Mark(leaf, "missing", given, share, most=most)
    fraction = min(Decimal(1), max(Decimal(0), fraction))
    return Mark(leaf, "counted", given, share, fraction, rounded(fraction * most), most)


def _nothing(leaf: Leaf, given: Input) -> bool:
    """A share of nothing; a value against a best of nothing."""
    if leaf.kind == Kind.BEST:
        return given.value is not None and given.best is not None and given.best <= 0
    if leaf.kind in (Kind.RATIO, Kind.THRESHOLD):
        return given.value is None and given.denominator is not None and given.denominator <= 0
    return False


def _percent(given: Input) -> Decimal | None:
    """Exact share in percent."""
    if given.numerator is not None and given.denominator is not None and given.denominator > 0:
        return given.numerator * HUNDRED / given.denominator
    return given.value


def _fraction(leaf: Leaf, given: Input) -> tuple[Decimal | None, Decimal | None]:
    if leaf.kind == Kind.CHOICE:
        return None, CHOICES.get(given.choice)
    if leaf.kind == Kind.BEST:
        if given.value is None or given.best is None:
            return None, None
        return rounded(given.value * HUNDRED / given.best), given.value / given.best
    percent = _percent(given)
    if percent is None:
        return None, None
    if leaf.kind == Kind.STEPS:
        got = next(
            (points for least, points in sorted(leaf.steps, reverse=True) if percent >= least), Decimal(0)
        )
        return None, got / leaf.most if leaf.most else Decimal(0)
    full = leaf.full_from if leaf.kind == Kind.THRESHOLD else HUNDRED
    return rounded(percent), percent / full
