"""The year of a merger: the new unit's main indexes are the mean of the old units', where the rule says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from .points import rounded


def mean_of(olds: Sequence[Mapping[str, Decimal | None]]) -> dict[str, Decimal | None]:
    """By main index, the plain mean of the old units; None where an old unit has none: a mean of fewer is no mean."""
    codes = list(dict.fromkeys(code for old in olds for code in old))
    made: dict[str, Decimal | None] = {}
    for code in codes:
        known = [old.get(code) for old in olds]
        told = [each for each in known if each is not None]
        made[code] = rounded(sum(told, Decimal(0)) / len(told)) if told and len(told) == len(olds) else None
    return made
