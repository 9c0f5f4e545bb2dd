"""Decisions of the room: values in, values out; no framework."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

FOUR = Decimal("0.0001")


def tidy(number: Any) -> Decimal | None:
    """A number as it is kept and shown: at most four decimals, none that are zero."""
    if number is None:
        return None
    exact = Decimal(str(number)) if isinstance(number, float) else Decimal(number)
    rounded = exact.quantize(FOUR, ROUND_HALF_UP)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()


def value_of(kind: str, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """A ratio in percent, of a yes the share of units (1 for one unit that has it), else the numerator itself. Nothing to count
    from gives no value: neither 0 nor 100."""
    if kind in ("ratio", "yes"):
        if numerator is None or not denominator or denominator < 0:
            return None
        return tidy(numerator * (100 if kind == "ratio" else 1) / denominator)
    return numerator


def plain(number: Decimal | None) -> int | float | None:
    """For JSON: a whole number as such."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
