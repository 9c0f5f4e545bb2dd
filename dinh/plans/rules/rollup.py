"""The roll-up: how the figures of many units make the figure of the whole, on a day.

1. A unit counts while its obligation runs: from the day it was given to the day it ended, both included.
2. Its figure is its newest approved value whose period is over by that day (or the running period's, entered by then).
   Where periods add up (`added`), it is the sum of this year's periods.
3. A unit that came out of others and has no value of its own yet carries theirs: each predecessor's last figure times the
   share that passed. Where periods add up, its own are added to theirs of the same year. Predecessors do not count
   beside it, because their obligation ended the day before its began: nothing is counted twice, and nothing is lost.
4. The whole, by the target's rule: **ratio** is the sum of numerators over the sum of denominators; **sum** adds; **last**
   takes the newest; **reached** counts the units whose figure keeps their promise.
5. Who has no figure is named, and so is who gave a share without numerator and denominator: it cannot be added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from .standing import LESS_IS_BETTER, satisfied

Rule = Literal["ratio", "sum", "last", "reached"]
ZERO, WHOLE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)


class WrongFraction(ValueError):
    """A numerator is larger than its denominator, or the denominator is not above 0. `key` says whose."""

    def __init__(self, key: int, numerator: Decimal, denominator: Decimal) -> None:
        self.key, self.numerator, self.denominator = key, numerator, denominator
        super().__init__(f"{numerator}/{denominator}")


class WrongShares(ValueError):
    """The shares of what passed on are not all above 0, or do not add up to the whole."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One value as the roll-up sees it. `last` is the last day of its period, `order` tells apart values of one day."""

    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    last: date = date.min
    order: int = 0

    @property
    def has_fraction(self) -> bool:
        return self.numerator is not None and self.denominator is not None


@dataclass(frozen=True, slots=True)
class Promised:
    """What a unit was given to reach."""

    operator: str = ">="
    value: Decimal | None = None
    value_max: Decimal | None = None

    def kept_by(self, figure: Figure) -> bool:
        return satisfied(
            self.operator,
            None if self.value is None else float(self.value),
            None if self.value_max is None else float(self.value_max),
            float(figure.value),
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's obligation on the day asked about, with what it came from and the share of each."""

    key: int
    promised: Promised = field(default_factory=Promised)
    figure: Figure | None = None
    came_from: tuple[tuple[Part, Decimal, date], ...] = ()
    """What it came from: the share of each that passed, and since when."""


@dataclass(frozen=True, slots=True)
class How:
    """The target's rule. `percent`: its values are shares of a hundred. `added`: the periods of a year add up."""

    rule: Rule
    percent: bool = False
    added: bool = False
    operator: str = ">="

    @property
    def additive(self) -> bool:
        """Whether values of two units may be added at all."""
        return self.rule == "sum" or (
            self.rule == "reached" and not self.percent and self.operator not in {"yes", "rank"}
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """What one unit brings to the whole."""

    key: int
    figure: Figure | None
    reached: bool
    carried: bool = False
    """The figure is its predecessors'."""
    missing: tuple[int, ...] = ()
    """Whose figure it lacks: its own key, or those of predecessors without one."""


@dataclass(frozen=True, slots=True)
class Rolled:
    """The whole, and what stands behind it."""

    rule: Rule
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    reached: int
    rows: tuple[Counted, ...]
    without_fraction: tuple[int, ...] = ()
    last: date | None = None

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def missing(self) -> tuple[int, ...]:
        """Keys of the units without any figure."""
        return tuple(row.key for row in self.rows if row.figure is None)

    @property
    def partial(self) -> tuple[int, ...]:
        """Keys of the units whose figure lacks a predecessor's."""
        return tuple(row.key for row in self.rows if row.figure is not None and row.missing)

    @property
    def counted(self) -> int:
        return self.total - len(self.missing)


def roll_up(how: How, parts: Iterable[Part]) -> Rolled:
    """The figure of the whole. The order of the parts changes nothing. Raises WrongFraction."""
    rows = tuple(sorted((counted(how, part) for part in parts), key=lambda row: row.key))
    figures = [(row.key, row.figure) for row in rows if row.figure is not None]
    reached = sum(row.reached for row in rows)
    last = max((figure.last for _key, figure in figures), default=None)
    whole = _whole(how, [figure for _key, figure in figures])
    lacking = tuple(key for key, figure in figures if not figure.has_fraction) if how.rule == "ratio" else ()
    value = Decimal(reached) if how.rule == "reached" and rows else (whole.value if whole else None)
    if how.rule == "reached":
        return Rolled(how.rule, value, Decimal(reached), Decimal(len(rows)), reached, rows, lacking, last)
    return Rolled(
        how.rule,
        value,
        whole.numerator if whole else None,
        whole.denominator if whole else None,
        reached,
        rows,
        lacking,
        last,
    )


def counted(how: How, part: Part) -> Counted:
    """What one unit brings: its own figure, else what it carries. Raises WrongFraction."""
    own = part.figure
    if own is not None:
        _check(how, part.key, own)
    waiting = [
        (counted(how, one), share)
        for one, share, day in part.came_from
        # A value of its own for a period that ends after the day has the predecessor in it already.
        if how.added or own is None or own.last < day
    ]
    brought = [(row.figure, share) for row, share in waiting if row.figure is not None]
    if own is not None:
        brought.insert(0, (own, WHOLE))
    figure = own if len(brought) == 1 and own is not None else _combined(how, brought)
    missing = {key for row, _share in waiting for key in row.missing}
    if own is None and not part.came_from:
        missing = {part.key}
    return Counted(
        part.key,
        figure,
        figure is not None and part.promised.kept_by(figure),
        carried=any(row.figure is not None for row, _share in waiting),
        missing=tuple(sorted(missing)),
    )


def _check(how: How, key: int, figure: Figure) -> None:
    if how.rule != "ratio" or figure.numerator is None or figure.denominator is None:
        return
    if figure.denominator <= 0 or not 0 <= figure.numerator <= figure.denominator:
        raise WrongFraction(key, figure.numerator, figure.denominator)


def share_of(numerator: Decimal, denominator: Decimal, percent: bool) -> Decimal:
    """Numerator over denominator, of a hundred when the target is."""
    return numerator / denominator * (HUNDRED if percent else WHOLE)


def _whole(how: How, figures: Sequence[Figure]) -> Figure | None:
    if not figures:
        return None
    if how.rule == "ratio":
        return _fraction(how, [(figure, WHOLE) for figure in figures])
    if how.rule == "sum":
        return _sum([(figure, WHOLE) for figure in figures])
    return max(figures, key=lambda each: (each.last, each.order))


def _fraction(how: How, given: Sequence[tuple[Figure, Decimal]]) -> Figure | None:
    """Those that have a fraction, added by numerator and denominator."""
    whole = [
        (figure.numerator * share, figure.denominator * share, figure)
        for figure, share in given
        if figure.numerator is not None and figure.denominator is not None
    ]
    if not whole:
        return None
    over = sum((top for top, _under, _figure in whole), ZERO)
    under = sum((bottom for _top, bottom, _figure in whole), ZERO)
    newest = max((figure for _top, _under, figure in whole), key=lambda each: (each.last, each.order))
    if under <= 0:
        return None
    return Figure(share_of(over, under, how.percent), over, under, newest.last, newest.order)


def _sum(given: Sequence[tuple[Figure, Decimal]]) -> Figure:
    newest = max((figure for figure, _share in given), key=lambda each: (each.last, each.order))
    return Figure(
        sum((figure.value * share for figure, share in given), ZERO),
        last=newest.last,
        order=newest.order,
    )


def _combined(how: How, given: Sequence[tuple[Figure, Decimal]]) -> Figure | None:
    """What predecessors bring together: added where values may be, as a fraction where there is one, the newest where the
    rule says so, else the weakest of them: a unit has only reached what all of it has reached."""
    if not given:
        return None
    if how.rule == "last":
        return max((figure for figure, _share in given), key=lambda each: (each.last, each.order))
    if how.additive:
        return _sum(given)
    if all(figure.has_fraction for figure, _share in given):
        return _fraction(how, given)
    if how.rule == "ratio" and any(figure.has_fraction for figure, _share in given):
        return _fraction(how, given)
    less = how.operator in LESS_IS_BETTER or how.operator == "rank"
    pick = max if less else min
    return pick((figure for figure, _share in given), key=lambda each: (each.value, each.last, each.order))


def check_shares(shares: Sequence[Decimal]) -> None:
    """Raises WrongShares unless each is above 0 and together they are the whole, to the last digit: what is not shared out
    would be counted never, what is shared out twice would be counted twice."""
    if not shares or any(not ZERO < share <= WHOLE for share in shares) or sum(shares, ZERO) != WHOLE:
        raise WrongShares(", ".join(str(share) for share in shares))


def successor_number(
    how: How, given: Sequence[tuple[Decimal | None, Decimal | None, Decimal]]
) -> Decimal | None:
    """The number a successor is proposed to owe, from (number, base, share) of those it came from: their sum where values
    add up; the common number where all are alike; by the bases where they are known; else None: a person decides."""
    known = [(value, base, share) for value, base, share in given if value is not None]
    if not known:
        return None
    if how.additive:
        return sum((value * share for value, _base, share in known), ZERO)
    if len({value for value, _base, _share in known}) == 1:
        return known[0][0]
    weights = [(value, base * share) for value, base, share in known if base is not None]
    total = sum((weight for _value, weight in weights), ZERO)
    if len(weights) == len(known) and total > 0:
        return sum((value * weight for value, weight in weights), ZERO) / total
    return None


# ---------------------------------------------------------------- breaking down


@dataclass(frozen=True, slots=True)
class Broken:
    """How the parts of an obligation stand against it: `whole` is what they make together, None when it cannot be told."""

    enough: bool | None
    whole: Decimal | None
    short_by: Decimal | None = None
    weak: tuple[int, ...] = ()
    """Keys of parts below the whole's own number, where each must carry it."""


def check_breakdown(
    how: How,
    own: Decimal | None,
    parts: Sequence[tuple[int, Decimal | None, Decimal | None]],
) -> Broken:
    """Hold the parts, (key, number, base), against the whole: by sum where values add up, by numerator and denominator where
    each has a base, else each by itself."""
    given = [(key, value, base) for key, value, base in parts if value is not None]
    if own is None or not parts:
        return Broken(None, None)
    less = how.operator in LESS_IS_BETTER
    if how.additive:
        return _held(own, sum((value for _key, value, _base in given), ZERO), less)
    bases = [base for _key, _value, base in given if base is not None and base > 0]
    weak = tuple(key for key, value, _base in given if (value > own if less else value < own))
    if given and len(bases) == len(given):
        over = sum((value * base for _key, value, base in given if base is not None), ZERO)
        held = _held(own, over / sum(bases, ZERO), less)
        return Broken(held.enough, held.whole, held.short_by, weak)
    return Broken(None if weak else True, None, weak=weak)


def _held(own: Decimal, whole: Decimal, less: bool) -> Broken:
    short = (whole - own) if less else (own - whole)
    return Broken(short <= 0, whole, short if short > 0 else None)
