"""Forecasts worked out ahead of whoever looks at them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ..models import KeptForecast
from ..queries.forecasts import Asked, answered, grounds
from ..rules import forecasting as rules


def keep_forecasts(asked: Iterable[Asked], *, at: datetime) -> int:
    """Work out these forecasts from the values that are kept, and keep them; how many have an answer now. What is kept says nothing that
    the values do not say again, so no ledger line stands for it. Five queries, and two for each kind of period beyond the first."""
    based = grounds(list(dict.fromkeys(asked)), at=at)
    made = answered(based)
    rows = [
        KeptForecast(
            code=each.code,
            unit_code=each.unit,
            period_kind=each.kind,
            closing=each.closing or 0,
            until=each.until,
            scale=based[each].scale,
            series=based[each].digest,
            told=rules.as_data(one),
            at=at,
        )
        for each, one in made.items()
    ]
    KeptForecast.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["unit_code", "code", "period_kind", "closing", "until", "scale"],
        update_fields=["series", "told", "at"],
    )
    return len(rows)
