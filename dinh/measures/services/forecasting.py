"""Forecasts worked out ahead of whoever looks at them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ..models import KeptForecast
from ..queries.forecasts import Asked, grounds, kept
from ..rules import forecasting as rules


def keep_forecasts(asked: Iterable[Asked], *, at: datetime, most: int | None = None) -> int:
    """Work out those of these forecasts that are not kept or hold no more, from the values that are kept, and keep them; how many were
    worked out, at most so many. What is kept says nothing that the values do not say again, so no ledger line stands for it. One query,
    one for each kind of period, and those that write."""
    based = grounds(list(dict.fromkeys(asked)), at=at)
    held = kept(based)
    lacking = [each for each in based if each not in held][:most]
    rows = []
    for each in lacking:
        ground = based[each]
        made = rules.forecast(ground.seen, ground.ahead, scale=ground.scale)
        rows.append(
            KeptForecast(
                code=each.code,
                unit_code=each.unit,
                period_kind=each.kind,
                closing=each.closing or 0,
                until=each.until,
                scale=ground.scale,
                series=ground.digest,
                told=rules.as_data(made),
                at=at,
            )
        )
    KeptForecast.objects.bulk_create(
        rows,
        batch_size=200,
        update_conflicts=True,
        unique_fields=["unit_code", "code", "period_kind", "closing", "until", "scale"],
        update_fields=["series", "told", "at"],
    )
    return len(rows)
