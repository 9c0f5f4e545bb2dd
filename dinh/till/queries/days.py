"""A unit's day of money: both sides of it, its cash, its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Sum

from ..models import (
    BankAccount,
    Payment,
    Reconciliation,
    ReconciliationItem,
    Refund,
    StatementFile,
    StatementLine,
)
from ..rules.reconciling import Ours, Theirs
from ..shapes import Channel

BACK = timedelta(days=60)


def both_sides(account: BankAccount, day: date) -> tuple[list[Ours], list[Theirs]]:
    """What is not tied yet of an account's day: our movements, and the statement's lines of that day, of the same
    references, and of days closed before the lines were loaded."""
    payments = Payment.objects.filter(
        account=account, counted_on=day, channel=Channel.BANK.value, line=None
    ).select_related("bill")
    refunds = Refund.objects.filter(account=account, counted_on=day, channel=Channel.BANK.value, line=None)
    ours = [Ours(p.pk, "payment", p.bank_ref, p.amount, p.bill.code if p.bill else "") for p in payments] + [
        Ours(r.pk, "refund", r.bank_ref, -r.amount) for r in refunds
    ]
    closed = Reconciliation.objects.filter(
        unit_id=account.unit_id, day__lt=day, day__gte=day - BACK, closed_at__isnull=False
    ).values("day")
    judged = ReconciliationItem.objects.filter(account=account, line__isnull=False).exclude(of__day=day)
    lines = StatementLine.objects.filter(account=account, payment=None, refund=None).filter(
        Q(day=day)
        | Q(bank_ref__in=[one.ref for one in ours if one.ref])
        | (Q(day__in=closed) & ~Q(pk__in=judged.values("line")))
    )
    return ours, [Theirs(one.pk, one.bank_ref, one.amount, one.content) for one in lines]


def matched(unit_id: int, day: date) -> tuple[int, int]:
    """How many movements of the day are tied to a statement, and their sum."""
    paid = Payment.objects.filter(unit_id=unit_id, counted_on=day, line__isnull=False).aggregate(
        n=Count("pk"), s=Sum("amount")
    )
    back = Refund.objects.filter(unit_id=unit_id, counted_on=day, line__isnull=False).aggregate(
        n=Count("pk"), s=Sum("amount")
    )
    return paid["n"] + back["n"], (paid["s"] or 0) - (back["s"] or 0)


def cash_of(unit_id: int, day: date) -> int:
    """The cash that should be in the drawer for the day: what the unit took for itself and for others, less what it gave
    back."""
    own = Q(unit_id=unit_id, taker=None) | Q(taker_id=unit_id)
    came = Payment.objects.filter(own, counted_on=day, channel=Channel.CASH.value)
    went = Refund.objects.filter(unit_id=unit_id, counted_on=day, channel=Channel.CASH.value)
    return int(came.aggregate(s=Sum("amount"))["s"] or 0) - int(went.aggregate(s=Sum("amount"))["s"] or 0)


def unlooked(unit_id: int, day: date, of: Reconciliation) -> bool:
    """Whether the day has transfers that are neither tied to a statement nor on the list of differences."""
    listed = of.items.all()
    paid = Payment.objects.filter(
        unit_id=unit_id, counted_on=day, channel=Channel.BANK.value, line=None
    ).exclude(pk__in=listed.filter(payment__isnull=False).values("payment"))
    back = Refund.objects.filter(
        unit_id=unit_id, counted_on=day, channel=Channel.BANK.value, line=None
    ).exclude(pk__in=listed.filter(refund__isnull=False).values("refund"))
    lines = StatementLine.objects.filter(
        account__unit_id=unit_id, day=day, payment=None, refund=None
    ).exclude(pk__in=ReconciliationItem.objects.filter(line__isnull=False).values("line"))
    return paid.exists() or back.exists() or lines.exists()


@dataclass(frozen=True, slots=True)
class DayPage:
    """What stands on a day's page."""

    row: Reconciliation | None
    items: list[ReconciliationItem]
    cash: int
    bank: int
    bank_count: int
    held: int
    files: list[StatementFile]


def day_page(unit_id: int, day: date) -> DayPage:
    """A unit's day. 8 queries whatever there is."""
    row = Reconciliation.objects.filter(unit_id=unit_id, day=day).first()
    items = row.items.select_related("account", "payment__bill", "refund", "line") if row else []
    bank = Payment.objects.filter(unit_id=unit_id, counted_on=day, channel=Channel.BANK.value).aggregate(
        s=Sum("amount"), n=Count("pk"), h=Count("pk", filter=Q(bill=None))
    )
    files = StatementFile.objects.filter(
        account__unit_id=unit_id, first_day__lte=day, last_day__gte=day
    ).select_related("account")
    return DayPage(
        row,
        list(items),
        cash_of(unit_id, day),
        bank["s"] or 0,
        bank["n"],
        bank["h"],
        list(files[:20]),
    )
