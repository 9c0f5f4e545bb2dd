"""What units owe one another for cash that one took for the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet, Sum

from dinh.town.models import Unit

from ..models import Payment, Remittance
from ..rules.between import Debt
from ..shapes import RemittanceState

WEEK = timedelta(days=7)
"""A transfer may be on the account before somebody writes down that it was sent."""


def debt_of(taker_id: int, unit_id: int) -> Debt:
    """What one unit owes another. 2 queries."""
    return _debts(Q(taker=taker_id, unit=unit_id)).get((taker_id, unit_id), Debt(0))


def _debts(which: Q) -> dict[tuple[int, int], Debt]:
    taken = {
        (row["taker"], row["unit"]): row["s"]
        for row in Payment.objects.filter(which, taker__isnull=False)
        .order_by()
        .values("taker", "unit")
        .annotate(s=Sum("amount"))
    }
    handed: dict[tuple[int, int, str], int] = {
        (row["taker"], row["unit"], row["state"]): row["s"]
        for row in Remittance.objects.filter(which)
        .order_by()
        .values("taker", "unit", "state")
        .annotate(s=Sum("amount"))
    }
    return {
        (taker, unit): Debt(
            int(amount),
            int(handed.get((taker, unit, RemittanceState.THERE.value), 0)),
            int(handed.get((taker, unit, RemittanceState.SENT.value), 0)),
        )
        for (taker, unit), amount in taken.items()
    }


@dataclass(frozen=True, slots=True)
class BetweenPage:
    """A unit and those that it takes cash for, or that take it for the unit; what is under way."""

    for_others: list[tuple[Unit, Debt]]
    by_others: list[tuple[Unit, Debt]]
    handed: list[Remittance]


def between_page(unit_id: int) -> BetweenPage:
    """A unit's page of money between units. 4 queries whatever there is."""
    debts = _debts(Q(taker=unit_id) | Q(unit=unit_id))
    ids = {pk for pair in debts for pk in pair}
    units: Mapping[int, Unit] = {row.pk: row for row in Unit.objects.filter(pk__in=ids)}
    pairs = sorted(debts.items(), key=lambda row: -row[1].owed)
    rows = Remittance.objects.filter(Q(taker=unit_id) | Q(unit=unit_id)).select_related("taker", "unit")
    return BetweenPage(
        [(units[unit], debt) for (taker, unit), debt in pairs if taker == unit_id],
        [(units[taker], debt) for (taker, unit), debt in pairs if unit == unit_id],
        list(rows[:60]),
    )


def for_others_on(unit_id: int, day: date) -> int:
    """What of the drawer of a day belongs to other units. 1 query."""
    rows = Payment.objects.filter(taker=unit_id, counted_on=day)
    return int(rows.aggregate(s=Sum("amount"))["s"] or 0)


def any_between(unit_ids: list[int]) -> bool:
    """Whether these units ever took cash for others, or others for them. 1 query."""
    return Payment.objects.filter(Q(taker__in=unit_ids) | Q(unit__in=unit_ids, taker__isnull=False)).exists()


def transfers_for(row: Remittance) -> QuerySet[Payment]:
    """Held transfers of the same sum: one of them may have brought it."""
    held = Payment.objects.filter(
        unit_id=row.unit_id,
        bill=None,
        settles=None,
        refunded=0,
        amount=row.amount,
        paid_at__gte=row.at - WEEK,
    )
    return held.order_by("-paid_at")
