"""A target's values against its path, as the look's line chart takes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dinh.ground.periods import Period, between, containing
from dinh.look.shapes import Line
from dinh.measures import foretelling
from dinh.plans import rules
from dinh.plans.models import Plan, Target, TargetValue
from dinh.plans.outlooks import Outlook
from dinh.plans.queries.judging import promise_of
from dinh.plans.rules.standing import LESS_IS_BETTER
from dinh.plans.shapes import ValueState

from ..rows import margin_of


def line_of(
    row: Target,
    plan: Plan,
    series: Sequence[rules.Measured],
    values: Sequence[TargetValue],
    kind: str,
    outlook: Outlook | None = None,
) -> Line | None:
    """The chart, in even steps of the finest period measured, with the forecast where it goes by the same steps; None when there is no number to draw. A value from before
    the plan is where the path begins, not a point of the plan's own."""
    own = [each for each in series if each.last >= plan.since]
    if not own or row.value is None or row.operator in {"yes", "rank"}:
        return None
    live = [each for each in values if each.state == ValueState.APPROVED.value and each.superseded_at is None]
    kinds = {Period.parse(each.period_key).kind for each in live if each.period_last >= plan.since}
    step = next(each for each in ("month", "quarter", "half", "year") if each in kinds | {"year"})
    end = max(
        own[-1].last, min(row.due_on, date(own[-1].last.year + 2, 12, 31)) if row.due_on else own[-1].last
    )
    slots = list(between(plan.since, end, step))[:60]
    by_slot = {containing(each.last, step): each for each in own}
    redone = {containing(each.period_last, step) for each in live if each.supersedes_id}
    promise = promise_of(row, plan)
    path = [rules.path_at(promise, series, slot.last) for slot in slots]
    foretold = outlook is not None and outlook.binding.period_kind == step
    return Line(
        title=row.text,
        values=[by_slot[slot].value if slot in by_slot else None for slot in slots],
        labels=[_short_label(slot, len(slots)) for slot in slots],
        path=path if all(each is not None for each in path) else (),
        target=float(row.value),
        threshold=margin_of(row),
        less_is_better=row.operator in LESS_IS_BETTER,
        unit=row.measure,
        kind=kind,
        marked=[n for n, slot in enumerate(slots) if slot in redone],
        urls=[f"#k-{by_slot[slot].last:%Y%m%d}" if slot in by_slot else "" for slot in slots],
        outlook=foretelling.outlook(outlook.forecast, [slot.key for slot in slots], row.measure.strip())
        if foretold and outlook is not None
        else None,
    )


def _short_label(period: Period, slots: int) -> str:
    if period.kind == "month":
        return str(period.number) if slots <= 12 else f"{period.number}/{period.year % 100:02d}"
    if period.kind == "quarter":
        return f"Q{period.number}/{period.year % 100:02d}"
    return str(period.year) if period.kind == "year" else period.key
