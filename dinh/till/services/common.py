"""What the deeds share: refusals, the lock on a unit's money, the day money is counted on, receipts."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from .. import rules
from ..models import Bill, Payment, Receipt, ReceiptSeries, Reconciliation, Till
from ..rules import Fault
from ..rules.bills import Book
from ..shapes import BillPaid, BillPartPaid, BillState
from ..words import say

LOOK_BACK = timedelta(days=31)
"""Money that is said to have moved longer ago is counted on the day it was heard of: nobody opens such old days."""


class TillRefused(Exception):
    """Base of this room's refusals. `str()` is a Vietnamese sentence fit to show."""


class WrongInput(TillRefused):
    """What was typed or sent cannot be taken. `faults` name each field or row."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(fault._replace(sentence=say(fault.sentence)) for fault in faults)
        super().__init__(" ".join(fault.sentence for fault in self.faults[:20]))

    @classmethod
    def of(cls, field: str, sentence: str) -> WrongInput:
        return cls([Fault(field, sentence)])


class WrongState(TillRefused):
    """The bill, the money or the day is not where this deed can be done."""


class NoSuchAccount(TillRefused):
    """No unit takes money on this account."""


def ref_of(by: Actor | None) -> Ref | None:
    return by.ref if by else None


def person_id(by: Actor | None) -> int | None:
    return by.person_id if by else None


def name_of(by: Actor | None) -> str:
    """The name kept beside a deed; the machine has one too."""
    return by.name if by else "Máy"


def locked_till(unit_id: int) -> Till:
    """The unit's till, locked until the transaction ends: the first lock of every deed with money."""
    Till.objects.get_or_create(unit_id=unit_id)
    return Till.objects.select_for_update().get(unit_id=unit_id)


def locked_tills(*unit_ids: int) -> dict[int, Till]:
    """The tills of several units, always locked in one order."""
    return {pk: locked_till(pk) for pk in sorted(set(unit_ids))}


def locked_bill(bill_id: int) -> tuple[Bill, Till]:
    """The bill and its unit's till, both locked, the till first."""
    till = locked_till(Bill.objects.values_list("unit_id", flat=True).get(pk=bill_id))
    row = Bill.objects.select_for_update(of=("self",)).select_related("unit").get(pk=bill_id)
    return row, till


def counting_day(unit_id: int, moved: datetime, at: datetime) -> date:
    """The day to whose book money belongs: when it moved, or the first day after that is not closed yet."""
    today = timezone.localdate(at)
    day = min(timezone.localdate(moved), today)
    if today - day > LOOK_BACK:
        day = today
    closed = set(
        Reconciliation.objects.filter(unit_id=unit_id, day__gte=day, closed_at__isnull=False).values_list(
            "day", flat=True
        )
    )
    return first_open(day, closed)


def first_open(day: date, closed: Container[date]) -> date:
    """A day, or the first one after it whose book is not closed."""
    while day in closed:
        day += timedelta(days=1)
    return day


def settle_book(row: Bill, book: Book, at: datetime) -> None:
    """Put the bill's new sums and state on its row, and tell when it became paid in full."""
    before = row.state
    row.received, row.refunded, row.state = book.received, book.refunded, book.state.value
    if row.state == BillState.PAID and row.paid_at is None:
        row.paid_at = at
    row.save(update_fields=["received", "refunded", "state", "paid_at"])
    if row.state == BillState.PART:
        ground.announce(
            BillPartPaid(row.pk, row.about_kind, row.about_id, book.kept, timezone.localdate(at).isoformat()),
            at=at,
        )
    if row.state == BillState.PAID and before != BillState.PAID:
        ground.announce(
            BillPaid(row.pk, row.about_kind, row.about_id, row.amount, timezone.localdate(at).isoformat()),
            at=at,
        )


def give_receipt(payment: Payment, row: Bill, till: Till, by: Actor | None, at: datetime) -> Receipt:
    """The next receipt of the till's series, for a payment of the bill: the till of the bill's unit, or of the unit that took
    the cash for it. It is locked by the caller."""
    year = timezone.localdate(at).year
    series, _new = ReceiptSeries.objects.select_for_update().get_or_create(
        unit_id=till.unit_id, series=till.series, year=year
    )
    series.last = rules.numbers.following(series.last)
    series.save(update_fields=["last"])
    return Receipt.objects.create(
        payment=payment,
        bill=row,
        unit_id=till.unit_id,
        series=series.series,
        year=year,
        number=series.last,
        amount=payment.amount,
        payer=row.payer,
        by_name=name_of(by),
        at=at,
    )


def note(
    deed: str,
    about: Ref,
    by: Actor | None,
    at: datetime,
    *,
    also: Sequence[Ref] = (),
    **data: object,
) -> None:
    """Write the deed's line. The payer's name is not in it: the ledger is read by more people than the bill."""
    ground.write(deed=f"till.{deed}", about=about, by=ref_of(by), at=at, data=data, also=also)


def unit_ref(unit: Unit) -> Ref:
    return Ref("unit", unit.pk)
