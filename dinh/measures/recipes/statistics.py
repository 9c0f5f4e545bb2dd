"""Measures that only an import answers: the newest figure of an indicator for a unit and period. What a larger unit told is
its own; figures of communes are not added up into it, because a share cannot be added."""

from __future__ import annotations

from ibis.expr.types import Table, Value

from .. import wordings
from . import P, Recipe, Within, register

TOLD = Within("period_last")


def _recipe(one: wordings.Indicator) -> Recipe:
    def of_indicator(f: Table, p: P) -> Value:
        return f.indicator == one.code

    return Recipe(
        code=one.measure,
        words=one.words,
        unit=one.unit,
        kind="last",
        fact="statistics",
        version=1,
        anchor=TOLD,
        bottom=of_indicator,
        top=lambda f, p: f.value,
        rolls="own",
        until=one.until,
        best="low" if one.less else "high",
        source=one.asked,
    )


register(*(_recipe(one) for one in wordings.indicators()))
