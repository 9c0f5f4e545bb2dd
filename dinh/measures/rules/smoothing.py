"""The smoothing of a line of numbers: the best form of exponential smoothing, over what is left without the season of the year where
there is one. Pure; statsmodels is only brought in when there is something to fit."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Method = Literal["level", "drift", "damped", "flat", ""]

SEASONS = 12
"""Months of a year; a season is looked for where each of them is known at least `LEAST_YEARS` times."""
LEAST_YEARS = 2
SEASON_BY_CHANCE = 0.01
"""No season is believed that chance alone would show more often."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A form of exponential smoothing: what statsmodels is asked for, how many numbers are fitted, from how many periods on."""

    method: Method
    trend: bool
    damped: bool
    bounds: tuple[tuple[str, float, float], ...]
    counted: int
    least: int

    def words(self) -> dict[str, Any]:
        """What statsmodels is told; it writes into what it is given."""
        if not self.trend:
            return {}
        bounds = {name: (low, high) for name, low, high in self.bounds}
        return {"trend": "add", "damped_trend": self.damped, "bounds": bounds}


SHAPES = (
    Shape("level", False, False, (), 2, 0),
    # A steady drift: the slope is one number for the whole stretch.
    Shape("drift", True, False, (("smoothing_trend", 1e-8, 1e-6),), 3, 0),
    Shape("damped", True, True, (("damping_trend", 0.80, 0.95),), 5, 12),
)


@dataclass(frozen=True, slots=True)
class Smoothed:
    """Middles and variances of the steps, the degrees of freedom, and the season they reckon with."""

    method: Method
    middles: list[float]
    errors: list[float]
    freedom: int
    season: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fitted:
    """The best of the shapes fitted to a line."""

    shape: Shape
    middles: list[float]
    misfit: float
    """Squared misses for each degree of freedom."""
    freedom: int
    given: dict[str, float]


def smoothed(
    line: Sequence[float], steps: int, holes: int, *, level_only: bool, months: Sequence[int] = ()
) -> Smoothed | None:
    """The steps by the best of the fits; without its season where there is one, which is put back."""
    usable = len(line) - holes
    best = _fitted(line, steps, usable, level_only=level_only)
    if best is None:
        return None
    season = season_of(line, months, usable) if months else None
    if season is not None:
        bare = [each - season[month] for each, month in zip(line, months, strict=True)]
        again = _fitted(bare, steps, usable - (SEASONS - 1), level_only=level_only)
        if again is not None and again.misfit < best.misfit:
            best = again
        else:
            season = None
    # Akaike's final prediction error: the next period misses by more than those it was fitted to.
    variance = best.misfit * (1 + (best.shape.counted + 1) / len(line))
    errors = _growth(best.given, steps, len(line), summed=level_only)
    if season is None:
        return Smoothed(best.shape.method, best.middles, [variance * each for each in errors], best.freedom)
    # Each month of the season rests on as many periods as there are years.
    unsure = [(SEASONS - 1) / len(line) * (n + 1 if level_only else 1) for n in range(steps)]
    return Smoothed(
        best.shape.method,
        [each + season[(months[-1] + 1 + n) % SEASONS] for n, each in enumerate(best.middles)],
        [variance * (each + more) for each, more in zip(errors, unsure, strict=True)],
        best.freedom,
        (season.index(max(season)) + 1, season.index(min(season)) + 1),
    )


def season_of(line: Sequence[float], months: Sequence[int], usable: int) -> list[float] | None:
    """By how much each month lies above or below a straight line through all periods, on the whole nothing; None where that tells no
    more than chance would."""
    import numpy as np
    from scipy.special import fdtrc

    freedom = usable - SEASONS - 1
    if freedom < LEAST_YEARS * 2:
        return None
    value = np.asarray(line, dtype=float)
    slope = np.arange(len(line), dtype=float)
    plain = np.column_stack([np.ones(len(line)), slope])
    by_month = np.column_stack([np.eye(SEASONS)[list(months)], slope])
    found = np.linalg.lstsq(by_month, value, rcond=None)[0]
    left = float(np.sum((value - by_month @ found) ** 2))
    without = float(np.sum((value - plain @ np.linalg.lstsq(plain, value, rcond=None)[0]) ** 2))
    told = (without - left) / (SEASONS - 1) / max(left / freedom, 1e-12 * max(without, 1e-12))
    if float(fdtrc(SEASONS - 1, freedom, told)) > SEASON_BY_CHANCE:
        return None
    return [float(each) for each in found[:SEASONS] - found[:SEASONS].mean()]


def _fitted(line: Sequence[float], steps: int, usable: int, *, level_only: bool) -> _Fitted | None:
    """The better of the fits to so many periods that tell something; None when none comes to an end."""
    import numpy as np
    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    spread = float(np.std(line)) or 1.0
    ground = float(np.mean(line))
    series = pd.Series((np.asarray(line, dtype=float) - ground) / spread)
    shapes = [one for one in SHAPES if one.method == "level" or not level_only]
    best: tuple[float, Shape, Any] | None = None
    for shape in shapes:
        if usable < max(shape.least, shape.counted + 3):
            continue
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                model = ETSModel(series, error="add", **shape.words())
                fitted = model.fit(disp=False, maxiter=500)
            finite = bool(np.isfinite(np.asarray(fitted.params, dtype=float)).all())
            score = _score(float(fitted.sse), len(line), shape.counted + 1)
        except (ValueError, ArithmeticError, np.linalg.LinAlgError):
            continue
        if finite and not math.isnan(score) and (best is None or score < best[0]):
            best = (score, shape, fitted)
    if best is None:
        return None
    _least, shape, fitted = best
    freedom = usable - shape.counted - 1
    told = np.asarray(fitted.forecast(steps), dtype=float)
    misfit = float(fitted.sse) / freedom
    if not (np.isfinite(told).all() and math.isfinite(misfit)):
        return None
    given = dict(zip(fitted.model.param_names, np.asarray(fitted.params, dtype=float), strict=False))
    middles = [float(each) * spread + ground for each in told]
    return _Fitted(shape, middles, misfit * spread**2, freedom, given)


def _score(misfit: float, many: int, counted: int) -> float:
    """AICc; lower is better."""
    return many * math.log(max(misfit, 1e-12) / many) + 2 * counted * many / (many - counted - 1)


def _growth(given: dict[str, float], steps: int, many: int, *, summed: bool) -> list[float]:
    """By how much the variance of one step grows with the steps (Hyndman and others 2008, table 6.2), and what is not known of the
    level and the slope themselves after so many periods; `summed`: of the steps' sum."""
    level, slope = given.get("smoothing_level", 0.0), given.get("smoothing_trend", 0.0)
    damping = given.get("damping_trend", 1.0)
    weights, run = [1.0], 0.0
    for n in range(1, steps):
        run += damping**n
        weights.append(level + slope * run)
    if summed:
        weights = [sum(weights[: n + 1]) for n in range(steps)]
    found = []
    for n in range(steps):
        ahead = n + 1
        unsure = ahead**2 / many if summed else 1 / many
        if "smoothing_trend" in given:
            by_line = 1 / many + (ahead + (many - 1) / 2) ** 2 * 12 / (many**3 - many)
            unsure = max(by_line, ahead**2 / (many - 1))
        found.append(sum(each * each for each in weights[:ahead]) + unsure)
    return found
