"""Where a number will stand on a day to come, from how it went: exponential smoothing of its level, with a steady drift, or (from
twelve periods on) with a damped trend, whichever has the lowest AICc (Hyndman and others 2008, fitted by statsmodels), with
prediction intervals. Where two whole years of months stand and the months differ from one another in the same way each year, the
smoothing goes over what is left without the season, and the season is put back.

What keeps it honest:

- Only periods that are over count; impossible readings are left out. Fewer than `NEEDED` known periods, more than a quarter of
  them missing, a newest one that is old, or a day further off than half as many periods as are known: no forecast, and the answer says why.
- Shares are forecast as log odds, so that no bound leaves 0..100; counts and sums never fall below 0; a total so far never falls.
- Intervals take Student's t with the degrees of freedom that the fit leaves, Akaike's final prediction error and what is unsure of
  level and slope themselves, and are never narrower than the chance of counting so few rows makes them.
- A season is only reckoned with when the months tell more than chance would (F test at 1%) and the misses become fewer for all that
  is fitted more; the interval is wider by what is unsure of the season itself.
- What was said is tried on the periods there are: each is forecast from those before it, and the misses are told.

The same periods give the same answer. Pure; statsmodels is only brought in when there is something to fit."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from .smoothing import LEAST_YEARS, SEASONS, Method, smoothed

Scale = Literal["share", "count", "free", "total"]
"""A share in percent; what is never below 0; anything; a total so far, which never falls."""
Answer = Literal["made", "short", "holes", "old", "far", "failed", "over"]

NEEDED = 6
"""Known periods without which nothing is forecast."""
HOLES = 0.25
"""How much of the stretch may be missing."""
OLD = 2
"""How many periods may have gone by since the newest known one."""
AHEAD_SHARE = 2
"""A forecast reaches one period for each two that are known."""
MOST_AHEAD = 12
MOST_BACK = 36
INNER, OUTER = 0.80, 0.95
"""The two intervals that are told."""
LIKELY, UNLIKELY = 0.80, 0.20
"""From here on "nhiều khả năng đạt"; below that "khó đạt"; between them "có thể đạt"."""
LEAST_TRIED, MOST_TRIED = 4, 12
"""So many trials make a sentence about how well earlier ones did."""
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
ROUGH = 100.0
"""How finely a share is known that was told without its denominator."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One period that is over: what was measured, from how many rows. `wrong`: it cannot be right. `odd`: far from its usual level."""

    key: str
    last: date
    value: float | None
    rows: float | None = None
    wrong: bool = False
    odd: bool = False


@dataclass(frozen=True, slots=True)
class Ahead:
    """A period to come."""

    key: str
    last: date


@dataclass(frozen=True, slots=True)
class Step:
    """A period to come with its middle and two intervals; `at`, `spread` and `freedom` are the t distribution on the scale it was
    forecast on, `rows` the rows that scale reckons with, `floor` what a total has reached already."""

    key: str
    last: date
    middle: float
    low: float
    high: float
    lowest: float
    highest: float
    at: float
    spread: float
    freedom: int
    rows: float
    floor: float = 0.0


@dataclass(frozen=True, slots=True)
class Tried:
    """How forecasts of periods that are known by now did: how many, how far off on the whole, to which side, and how many of them
    lay in their inner interval."""

    times: int
    ahead: int
    off: float
    bias: float
    within: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The answer. Steps are there when it is "made"; "far" has those that can be told, short of the day asked."""

    answer: Answer
    scale: Scale
    method: Method = ""
    known: int = 0
    of: int = 0
    """Over how many periods the known ones are spread."""
    first: str = ""
    last: str = ""
    """The first and the newest known period."""
    steps: tuple[Step, ...] = ()
    odd: tuple[str, ...] = ()
    """Periods far from their usual level that it rests on."""
    left_out: tuple[str, ...] = ()
    """Periods whose reading cannot be right."""
    filled: tuple[str, ...] = ()
    """Periods without a reading, bridged in a straight line."""
    stale: bool = False
    """The source has gone on since the readings were taken."""
    running: float | None = None
    """What the period that runs now has come to; nothing rests on it."""
    tried: Tried | None = None
    season: tuple[int, ...] = ()
    """Where it reckons with the months of the year: the highest and the lowest of them; else empty."""

    @property
    def end(self) -> Step | None:
        """The last period that can be told."""
        return self.steps[-1] if self.steps else None

    @property
    def made(self) -> bool:
        return self.answer == "made"

    @property
    def turned(self) -> bool:
        """The period that runs now stands outside of even the wider interval: the way it went may be over."""
        if self.running is None or not self.steps:
            return False
        return not self.steps[0].lowest <= self.running <= self.steps[0].highest


# ---------------------------------------------------------------- the answer


def forecast(
    seen: Sequence[Seen], ahead: Sequence[Ahead], *, scale: Scale, stale: bool = False, tried: bool = True
) -> Forecast:
    """What the periods `ahead` will bring after those `seen`, oldest first and without gaps between keys. The last of `ahead` is the
    one asked about. `tried`: also how earlier forecasts would have done."""
    return restated(_made(tuple(seen), tuple(ahead), scale, tried), stale)


def refusal(seen: Sequence[Seen], ahead: Sequence[Ahead], scale: Scale) -> Forecast | None:
    """Why nothing is forecast, where that can be told without a fit; None where there is something to fit."""
    said, _stretch, _steps = _looked(tuple(seen), tuple(ahead), scale)
    return None if said.made else said


def restated(made: Forecast, stale: bool, running: float | None = None) -> Forecast:
    """The same forecast, with whether the source has gone on since and what the period that runs now has come to."""
    return replace(made, stale=stale, running=running)


def _looked(
    seen: tuple[Seen, ...], ahead: tuple[Ahead, ...], scale: Scale
) -> tuple[Forecast, Sequence[Seen], list[Ahead]]:
    """The answer before anything is fitted, the stretch of periods to fit, and the periods to tell."""
    seen = seen[-MOST_BACK:]
    usable = [n for n, each in enumerate(seen) if _usable(each)]
    left = tuple(each.key for each in seen if each.wrong)
    if not usable:
        return Forecast("short" if ahead else "over", scale, left_out=left), (), []
    stretch = seen[usable[0] : usable[-1] + 1]
    # What a hole at the end would have been is forecast too.
    steps = [Ahead(each.key, each.last) for each in seen[usable[-1] + 1 :]] + list(ahead)
    said = Forecast(
        "made",
        scale,
        known=len(usable),
        of=len(stretch),
        first=stretch[0].key,
        last=stretch[-1].key,
        odd=tuple(each.key for each in stretch if each.odd and _usable(each)),
        left_out=left,
        filled=tuple(each.key for each in stretch if not _usable(each)),
    )
    refused = _refused(said, len(seen) - usable[-1] - 1, bool(ahead))
    return replace(said, answer=refused or "made"), stretch, steps


@lru_cache(maxsize=4096)
def _made(seen: tuple[Seen, ...], ahead: tuple[Ahead, ...], scale: Scale, tried: bool) -> Forecast:
    said, stretch, steps = _looked(seen, ahead, scale)
    if not said.made:
        return said
    reach = min(said.known // AHEAD_SHARE, MOST_AHEAD)
    fitted = _fit(stretch, min(len(steps), reach), scale)
    if fitted is None:
        return replace(said, answer="failed")
    made = tuple(_step(where, one) for where, one in zip(steps, fitted.told, strict=False))
    done = _tried(stretch, min(len(steps), 3), scale, seasonal=bool(fitted.season)) if tried else None
    answer: Answer = "made" if len(steps) <= reach else "far"
    return replace(said, answer=answer, method=fitted.method, steps=made, tried=done, season=fitted.season)


def _usable(each: Seen) -> bool:
    return each.value is not None and math.isfinite(each.value) and not each.wrong


def _refused(said: Forecast, behind: int, asked: bool) -> Answer | None:
    if not asked:
        return "over"
    if said.known < NEEDED:
        return "short"
    if len(said.filled) > HOLES * said.of:
        return "holes"
    return "old" if behind > OLD else None


# ---------------------------------------------------------------- the fit


@dataclass(frozen=True, slots=True)
class _Told:
    """The t distribution of one step on the scale it was fitted on, and what leads back from there."""

    at: float
    spread: float
    freedom: int
    scale: Scale
    rows: float
    floor: float = 0.0


@dataclass(frozen=True, slots=True)
class _Fit:
    """By which method, with which season (the highest and the lowest month), and the steps."""

    method: Method
    told: list[_Told]
    season: tuple[int, ...] = ()


def _fit(stretch: Sequence[Seen], steps: int, scale: Scale) -> _Fit | None:
    """The method and the steps; None when no fit comes to an end."""
    known = [float(each.value) for each in stretch if _usable(each) and each.value is not None]
    if scale == "total" and any(after < before for before, after in itertools.pairwise(known)):
        scale = "count"  # it fell: no total so far, whatever it is called
    rows = _rows(stretch, scale)
    if scale != "total" and max(known) - min(known) <= 1e-9:
        return _Fit("flat", _flat(stretch, known[0], rows, steps, scale))
    line = _bridged([_onto(each, scale) if _usable(each) else None for each in stretch])
    lifted, months = 0.0, _months_of(stretch)
    if scale == "total":
        lifted = line[-1]
        line = [after - before for before, after in itertools.pairwise(line)]
        if max(line) - min(line) <= 1e-9:
            sure = [
                _Told(lifted + line[0] * n, 0.0, len(line), scale, rows, lifted) for n in range(1, steps + 1)
            ]
            return _Fit("flat", sure)
        months = _months_of(stretch[1:])
    holes = sum(not _usable(each) for each in stretch)
    found = smoothed(line, steps, holes, level_only=scale == "total", months=months)
    if found is None:
        return None
    told = []
    for n in range(steps):
        at, variance = found.middles[n], found.errors[n]
        if scale == "total":
            at = lifted + sum(found.middles[: n + 1])
        elif scale == "share" and rows:
            variance = max(variance, _counting(at, rows))
        told.append(_Told(at, math.sqrt(variance), found.freedom, scale, rows, lifted))
    # Nobody knows more of a later day than of an earlier one.
    for n in range(1, steps):
        if told[n].spread < told[n - 1].spread:
            told[n] = replace(told[n], spread=told[n - 1].spread)
    return _Fit(found.method, told, found.season)


def _months_of(stretch: Sequence[Seen]) -> tuple[int, ...]:
    """The month of each period, from 0, where these are months of at least two whole years; else nothing."""
    if not all(_MONTH.fullmatch(each.key) for each in stretch):
        return ()
    months = tuple(int(each.key[-2:]) - 1 for each in stretch)
    known = [month for month, each in zip(months, stretch, strict=True) if _usable(each)]
    return months if all(known.count(month) >= LEAST_YEARS for month in range(SEASONS)) else ()


def _flat(stretch: Sequence[Seen], value: float, rows: float, steps: int, scale: Scale) -> list[_Told]:
    """A number that never moved stays where it is. How sure that is only a share's own rows can say: all of them together."""
    if scale != "share" or not rows:
        return [_Told(_to(value, 0.0, scale), 0.0, len(stretch), scale, 0.0)] * steps
    every = sum(each.rows or rows for each in stretch if _usable(each))
    at = _to(value, every, scale)
    share = 1 / (1 + math.exp(-at))
    spread = math.sqrt(1 / ((every + 1) * share * (1 - share)))
    return [_Told(at, spread, max(1, len(stretch) - 1), scale, every)] * steps


# ---------------------------------------------------------------- scales


def _rows(stretch: Sequence[Seen], scale: Scale) -> float:
    """How many rows a share is usually counted from; 0 where that is unknown."""
    counted = sorted(each.rows for each in stretch if _usable(each) and each.rows)
    return counted[len(counted) // 2] if scale == "share" and counted else 0.0


def _counting(at: float, rows: float) -> float:
    """The variance that counting so few rows alone gives log odds."""
    share = 1 / (1 + math.exp(-max(-30.0, min(30.0, at))))
    return 1 / max(rows * share * (1 - share), 1.0)


def _onto(each: Seen, scale: Scale) -> float:
    return _to(float(each.value or 0.0), each.rows or 0.0, scale)


def _to(value: float, rows: float, scale: Scale) -> float:
    """Log odds for a share, with half a row on either side so that nothing and all can be told; else the value itself."""
    if scale != "share":
        return value
    rows = rows or ROUGH
    share = (min(max(value, 0.0), 100.0) / 100 * rows + 0.5) / (rows + 1)
    return math.log(share / (1 - share))


def _back(at: float, one: _Told | Step, scale: Scale) -> float:
    if scale == "share":
        rows = one.rows or ROUGH
        share = 1 / (1 + math.exp(-max(-60.0, min(60.0, at))))
        return min(max((share * (rows + 1) - 0.5) / rows, 0.0), 1.0) * 100
    if scale == "total":
        return max(at, one.floor)
    return max(at, 0.0) if scale == "count" else at


def _bridged(line: Sequence[float | None]) -> list[float]:
    """Holes bridged in a straight line; the ends are known."""
    known = [n for n, each in enumerate(line) if each is not None]
    made: list[float] = []
    for n, each in enumerate(line):
        if each is not None:
            made.append(each)
            continue
        before, after = max(k for k in known if k < n), min(k for k in known if k > n)
        left, right = line[before], line[after]
        assert left is not None and right is not None
        made.append(left + (right - left) * (n - before) / (after - before))
    return made


def _step(where: Ahead, one: _Told) -> Step:
    def bound(level: float, side: int) -> float:
        reach = t_quantile(0.5 + level / 2, one.freedom) * one.spread
        return _back(one.at + side * reach, one, one.scale)

    return Step(
        where.key,
        where.last,
        _back(one.at, one, one.scale),
        bound(INNER, -1),
        bound(INNER, 1),
        bound(OUTER, -1),
        bound(OUTER, 1),
        one.at,
        one.spread,
        one.freedom,
        one.rows,
        one.floor,
    )


# ---------------------------------------------------------------- how it did before


def _tried(stretch: Sequence[Seen], ahead: int, scale: Scale, *, seasonal: bool) -> Tried | None:
    """Each known period forecast from those that were over `ahead` periods before it, or fewer where that leaves too few trials;
    None when too few can be made at all. A `seasonal` forecast is only tried where a season could have been seen."""
    for steps in range(ahead, 0, -1):
        ends = [n for n in range(NEEDED, len(stretch) - steps + 1) if _may_try(stretch, n, steps)]
        ends = [n for n in ends if not seasonal or _months_of(stretch[:n])]
        if len(ends) >= LEAST_TRIED:
            return _trials(stretch, ends[-MOST_TRIED:], steps, scale)
    return None


def _may_try(stretch: Sequence[Seen], end: int, steps: int) -> bool:
    past = sum(_usable(each) for each in stretch[:end])
    known = _usable(stretch[end - 1]) and _usable(stretch[end + steps - 1]) and _usable(stretch[0])
    return known and past >= NEEDED and steps <= past // AHEAD_SHARE


def _trials(stretch: Sequence[Seen], ends: Sequence[int], steps: int, scale: Scale) -> Tried | None:
    misses: list[float] = []
    within = 0
    for end in ends:
        fitted, hit = _fit(stretch[:end], steps, scale), stretch[end + steps - 1]
        if fitted is None or hit.value is None:
            continue
        step = _step(Ahead(hit.key, hit.last), fitted.told[-1])
        misses.append(hit.value - step.middle)
        within += step.low - 1e-9 <= hit.value <= step.high + 1e-9
    if len(misses) < LEAST_TRIED:
        return None
    times = len(misses)
    return Tried(times, steps, sum(map(abs, misses)) / times, sum(misses) / times, within)


# ---------------------------------------------------------------- against a goal


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely a goal is kept on the day: `share` of 1; None where the number never moved, so that only its place says anything."""

    share: float | None
    word: Literal["likely", "possible", "unlikely"]


def chance(
    step: Step, scale: Scale, operator: str, goal: float, goal_most: float | None = None
) -> Chance | None:
    """How likely a step keeps a goal (operators as plans write them; "=" is kept by passing it). None for goals that are no number
    to be passed."""
    if operator in {"yes", "rank"}:
        return None
    less = operator in {"<", "<="}
    if step.spread <= 0:
        kept = step.middle <= goal if less else step.middle >= goal - 1e-9
        if operator == "range":
            kept = goal <= step.middle <= (goal_most if goal_most is not None else math.inf)
        return Chance(None, "likely" if kept else "unlikely")
    under = _below(step, scale, goal)
    if less:
        share = _below(step, scale, goal, above=True)
    elif operator == "range":
        share = (1.0 if goal_most is None else _below(step, scale, goal_most, above=True)) - under
    else:
        share = 1 - under
    share = min(max(share, 0.0), 1.0)
    return Chance(share, "likely" if share >= LIKELY else "unlikely" if share < UNLIKELY else "possible")


def _below(step: Step, scale: Scale, goal: float, *, above: bool = False) -> float:
    """How likely the number stays under `goal`; `above`: does not go over it. What cannot be passed cannot be missed."""
    if scale == "share":
        if goal > 100 or (above and goal >= 100):
            return 1.0
        if goal < 0 or (not above and goal <= 0):
            return 0.0
    if scale in {"count", "total"} and goal <= step.floor:
        return (
            0.0
            if not above or goal < step.floor
            else t_share((_to(goal, step.rows, scale) - step.at) / step.spread, step.freedom)
        )
    return t_share((_to(goal, step.rows, scale) - step.at) / step.spread, step.freedom)


# ---------------------------------------------------------------- Student's t, whole degrees of freedom


def t_share(x: float, freedom: int) -> float:
    """P(T <= x), by the finite sums of Abramowitz and Stegun 26.7.3-4: no library is needed to read a kept forecast."""
    if math.isinf(x):
        return 1.0 if x > 0 else 0.0
    angle = math.atan(x / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    term, total = 1.0, 0.0
    if freedom % 2:
        if freedom > 1:
            term = total = cosine
            for k in range(3, freedom - 1, 2):
                term *= (k - 1) / k * cosine * cosine
                total += term
        inner = 2 / math.pi * (angle + sine * total)
    else:
        total = 1.0
        for k in range(2, freedom - 1, 2):
            term *= (k - 1) / k * cosine * cosine
            total += term
        inner = sine * total
    return (1 + inner) / 2


@lru_cache(maxsize=512)
def t_quantile(share: float, freedom: int) -> float:
    """The x with P(T <= x) = share, by halving; `share` over a half."""
    low, high = 0.0, 1.0
    while t_share(high, freedom) < share:
        high *= 2
    for _n in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if t_share(middle, freedom) < share else (low, middle)
    return (low + high) / 2


# ---------------------------------------------------------------- kept


def as_data(made: Forecast) -> dict[str, Any]:
    """A forecast as plain values, to be kept."""
    told = asdict(made)
    for step in told["steps"]:
        step["last"] = step["last"].isoformat()
    return told


def from_data(kept: dict[str, Any]) -> Forecast:
    """A kept one read back."""
    given = dict(kept)
    steps = tuple(Step(**{**each, "last": date.fromisoformat(each["last"])}) for each in given.pop("steps"))
    tried = given.pop("tried")
    given |= {name: tuple(given.get(name, ())) for name in ("odd", "left_out", "filled", "season")}
    return Forecast(**given, steps=steps, tried=Tried(**tried) if tried else None)
