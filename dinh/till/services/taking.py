"""Money over the counter: cash in with its receipt, held money put where it belongs, money given back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from .. import rules
from ..models import Bill, Payment, Receipt, Refund
from ..shapes import BillRefunded, Channel
from ..words import say
from .common import (
    WrongInput,
    WrongState,
    counting_day,
    give_receipt,
    locked_bill,
    locked_till,
    locked_tills,
    name_of,
    note,
    person_id,
    settle_book,
)


@transaction.atomic
def take_cash(*, bill_id: int, amount: int, by: Actor | None, at: datetime) -> Receipt:
    """Take cash for a bill and give the receipt. Two cashiers at the same bill: the second is told what is still owed. A
    cashier of the unit where it may be paid as well takes it for the bill's unit: into the own drawer, on the own day, with
    a receipt of the own series that names both."""
    units = Bill.objects.values_list("unit_id", "also_at_id").get(pk=bill_id)
    tills = locked_tills(*(pk for pk in units if pk is not None))
    row = Bill.objects.select_for_update(of=("self",)).select_related("unit", "also_at").get(pk=bill_id)
    taker = _taker(row, by, at)
    till = tills[taker.pk]
    try:
        book = rules.bills.take_cash(row.book, amount)
    except rules.bills.Refusal as refused:
        raise WrongState(say(str(refused))) from refused
    payment = Payment.objects.create(
        bill=row,
        unit_id=row.unit_id,
        taker=taker if taker.pk != row.unit_id else None,
        channel=Channel.CASH.value,
        amount=amount,
        paid_at=at,
        counted_on=counting_day(taker.pk, at, at),
        by_id=person_id(by),
        by_name=name_of(by),
        at=at,
    )
    receipt = give_receipt(payment, row, till, by, at)
    settle_book(row, book, at)
    note(
        "cash-taken",
        row.ref,
        by,
        at,
        also=[row.about, receipt.ref],
        code=row.code,
        amount=amount,
        receipt=receipt.shown,
        **({"taker": taker.code} if taker.pk != row.unit_id else {}),
    )
    return receipt


def _taker(row: Bill, by: Actor | None, at: datetime) -> Unit:
    """The unit in whose drawer the cash goes: the bill's own where the mandate reaches it, else the one beside it."""
    if (
        row.also_at is not None
        and by is not None
        and not town.allowed(by, "till.take_cash", row.unit.path, at)
    ):
        town.require(by, "till.take_cash", row.also_at.path, at)
        return row.also_at
    town.require(by, "till.take_cash", row.unit.path, at)
    return row.unit


@transaction.atomic
def place_money(*, payment_id: int, bill_id: int, reason: str, by: Actor | None, at: datetime) -> Receipt:
    """Put money that is held on the bill it was meant for, with the reason."""
    row, till = locked_bill(bill_id)
    town.require(by, "till.place_money", row.unit.path, at)
    payment = Payment.objects.select_for_update().filter(pk=payment_id, unit_id=row.unit_id).first()
    if payment is None:
        raise WrongInput.of("code", _("Khoản phải thu và khoản tiền không cùng một đơn vị."))
    if payment.bill_id is not None or payment.settles_id is not None or payment.refunded:
        raise WrongState(_("Khoản tiền này đã được xử lý."))
    if not reason.strip():
        raise WrongInput.of("reason", _("Ghi lý do ghi tiền vào khoản phải thu này."))
    try:
        book = rules.bills.receive(row.book, payment.amount)
    except rules.bills.Refusal as refused:
        raise WrongState(say(str(refused))) from refused
    payment.bill, payment.placed_why = row, reason.strip()[:600]
    payment.save(update_fields=["bill", "placed_why"])
    receipt = give_receipt(payment, row, till, by, at)
    settle_book(row, book, at)
    note(
        "money-placed",
        row.ref,
        by,
        at,
        also=[row.about, payment.ref, receipt.ref],
        code=row.code,
        amount=payment.amount,
        reason=payment.placed_why,
        receipt=receipt.shown,
    )
    return receipt


def refund(
    *,
    amount: int,
    reason: str,
    channel: Channel,
    by: Actor | None,
    at: datetime,
    bill_id: int | None = None,
    payment_id: int | None = None,
    bank_ref: str = "",
) -> Refund:
    """Give money back: what a bill has too much, all of a cancelled one, or money that was only held (`payment_id`).
    `bank_ref` is the reference of the transfer out, by which the statement is matched."""
    if (bill_id is None) == (payment_id is None):
        raise ValueError("a refund is of a bill or of a held payment")
    if not reason.strip():
        raise WrongInput.of("reason", _("Ghi lý do hoàn tiền."))
    if channel is Channel.PORTAL:
        raise WrongInput.of("channel", _("Hoàn bằng tiền mặt hoặc chuyển khoản."))
    if bill_id is not None:
        return _refund_bill(bill_id, amount, reason, channel, bank_ref, by, at)
    assert payment_id is not None
    return _refund_held(payment_id, amount, reason, channel, bank_ref, by, at)


def _made(
    unit_id: int,
    amount: int,
    reason: str,
    channel: Channel,
    bank_ref: str,
    by: Actor | None,
    at: datetime,
    **of: object,
) -> Refund:
    return Refund.objects.create(
        unit_id=unit_id,
        channel=channel.value,
        bank_ref=bank_ref.strip()[:64] if channel is Channel.BANK else "",
        amount=amount,
        reason=reason.strip()[:600],
        counted_on=counting_day(unit_id, at, at),
        by_id=person_id(by),
        by_name=name_of(by),
        at=at,
        **of,
    )


@transaction.atomic
def _refund_bill(
    bill_id: int, amount: int, reason: str, channel: Channel, bank_ref: str, by: Actor | None, at: datetime
) -> Refund:
    row, _till = locked_bill(bill_id)
    town.require(by, "till.refund", row.unit.path, at)
    try:
        book = rules.bills.refund(row.book, amount)
    except rules.bills.Refusal as refused:
        raise WrongState(say(str(refused))) from refused
    account = row.account_id if channel is Channel.BANK else None
    made = _made(row.unit_id, amount, reason, channel, bank_ref, by, at, bill=row, account_id=account)
    settle_book(row, book, at)
    note(
        "refunded",
        row.ref,
        by,
        at,
        also=[row.about],
        code=row.code,
        amount=amount,
        channel=channel.value,
        reason=made.reason,
    )
    ground.announce(
        BillRefunded(row.pk, row.about_kind, row.about_id, amount, timezone.localdate(at).isoformat()), at=at
    )
    return made


@transaction.atomic
def _refund_held(
    payment_id: int, amount: int, reason: str, channel: Channel, bank_ref: str, by: Actor | None, at: datetime
) -> Refund:
    locked_till(Payment.objects.values_list("unit_id", flat=True).get(pk=payment_id))
    payment = Payment.objects.select_for_update(of=("self",)).select_related("unit").get(pk=payment_id)
    town.require(by, "till.refund", payment.unit.path, at)
    if payment.bill_id is not None or payment.settles_id is not None:
        raise WrongState(_("Khoản tiền này đã được xử lý."))
    if not 0 < amount <= payment.left:
        raise WrongState(_("Số tiền hoàn nhiều hơn số được hoàn."))
    account = payment.account_id if channel is Channel.BANK else None
    made = _made(
        payment.unit_id, amount, reason, channel, bank_ref, by, at, payment=payment, account_id=account
    )
    Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded") + amount)
    note("held-refunded", payment.ref, by, at, amount=amount, channel=channel.value, reason=made.reason)
    return made


def conserved(unit_id: int) -> bool:
    """Whether every đồng that came to a unit is on a bill, held, or given back, and the sums on the bills are those of
    their payments and refunds. For tests and for whoever audits."""

    def total(rows: object, field: str) -> int:
        return int(rows.aggregate(n=Sum(field))["n"] or 0)  # type: ignore[attr-defined]

    payments, refunds = Payment.objects.filter(unit_id=unit_id), Refund.objects.filter(unit_id=unit_id)
    bills = Bill.objects.filter(unit_id=unit_id)
    return (
        total(payments.filter(bill__isnull=False), "amount") == total(bills, "received")
        and total(refunds.filter(bill__isnull=False), "amount") == total(bills, "refunded")
        and total(payments.filter(bill=None), "refunded") == total(refunds.filter(bill=None), "amount")
        and total(payments.filter(bill__isnull=False), "refunded") == 0
    )
