"""What a bank tells us. Every notice is answered: stored, or refused with the reason; told again, answered alike."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground.shapes import Ref

from .. import queries, rules
from ..models import BankAccount, BankNotice, Bill, Payment, Till
from ..rules.matching import Asked, Before, Notice, Unreadable
from ..shapes import Channel, Outcome
from .accounts import secrets_alive
from .common import NoSuchAccount, counting_day, give_receipt, locked_till, note, settle_book

MOST_BYTES = 16 * 1024
STATUS = {
    Outcome.NO_KEY: 401,
    Outcome.BAD_SIGNATURE: 401,
    Outcome.OUT_OF_TIME: 401,
    Outcome.UNREADABLE: 400,
    Outcome.WRONG_ACCOUNT: 422,
    Outcome.CONFLICT: 409,
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a notice, the answer in words of JSON, and its HTTP status."""

    outcome: Outcome
    answer: dict[str, Any]

    @property
    def status(self) -> int:
        return STATUS.get(self.outcome, 200)


def hear_notice(*, slug: str, raw: bytes, key_id: str, timestamp: str, signature: str, at: datetime) -> Heard:
    """Take in a bank's notice for the account `slug` ("970436-0011001234567"). The bytes are kept as they came. What was
    not answered because the machine died was not stored either: the bank tells again. Raises NoSuchAccount."""
    account = queries.account_by_slug(slug)
    if account is None:
        raise NoSuchAccount(_("Không có tài khoản nhận tiền này."))
    heads = {"key_id": key_id[:64], "timestamp": timestamp[:32], "signature": signature[:128]}
    wrong = rules.signing.fault(
        keys=secrets_alive(account, at),
        key_id=key_id,
        timestamp=timestamp,
        signature=signature,
        body=raw,
        now=at,
    )
    if wrong is not None:
        return _kept(account, raw, heads, wrong, None, None, at)
    try:
        notice = rules.matching.read(json.loads(raw.decode()))
    except Unreadable as unread:
        return _kept(account, raw, heads, Outcome.UNREADABLE, None, None, at, field=str(unread))
    except (ValueError, RecursionError):
        return _kept(account, raw, heads, Outcome.UNREADABLE, None, None, at, field="JSON")
    with transaction.atomic():
        till = locked_till(account.unit_id)
        outcome, payment = apply_notice(account, notice, till, at)
        return _kept(account, raw, heads, outcome, notice, payment, at)


def _kept(
    account: BankAccount,
    raw: bytes,
    heads: dict[str, str],
    outcome: Outcome,
    notice: Notice | None,
    payment: Payment | None,
    at: datetime,
    *,
    field: str = "",
) -> Heard:
    answer = answer_of(outcome, notice.ref if notice else None)
    if field:
        answer["field"] = field
    BankNotice.objects.create(
        account=account,
        received_at=at,
        raw=raw[:MOST_BYTES],
        bank_ref=notice.ref if notice else "",
        amount=notice.amount if notice else None,
        outcome=outcome.value,
        answer=answer,
        payment=payment,
        **heads,
    )
    return Heard(outcome, answer)


def answer_of(outcome: Outcome, ref: str | None) -> dict[str, Any]:
    """What a bank is answered."""
    answer: dict[str, Any] = {
        "answer": "stored" if outcome.stored else "refused",
        "outcome": outcome.value,
        "reason": outcome.reason,
    }
    if ref is not None:
        answer["ref"] = ref
    return answer


def apply_notice(
    account: BankAccount, notice: Notice, till: Till, at: datetime, *, counted_on: date | None = None
) -> tuple[Outcome, Payment | None]:
    """Decide what the notice means and move the money accordingly. The till is locked by the caller, so that the same
    notice twice at the same moment is one payment."""
    there = Payment.objects.filter(account=account, bank_ref=notice.ref).first()
    bills = [
        Bill.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)
        for pk in queries.bills_named(notice.content)
    ]
    outcome = rules.matching.outcome(
        notice,
        account=account.number,
        unit_id=account.unit_id,
        before=Before(account.number, there.amount) if there else _debit_before(account, notice),
        bills=[Asked(row.code, row.unit_id, row.book, row.due) for row in bills],
    )
    if not outcome.stored or outcome is Outcome.DEBIT or outcome is Outcome.REPEATED:
        return outcome, there
    row = None if outcome.held else bills[0]
    payment = Payment.objects.create(
        bill=row,
        unit_id=account.unit_id,
        channel=Channel.BANK.value,
        amount=notice.amount,
        account=account,
        bank_ref=notice.ref,
        content=notice.content,
        outcome=outcome.value,
        paid_at=notice.at,
        counted_on=counted_on or counting_day(account.unit_id, notice.at, at),
        by_name="Máy",
        at=at,
    )
    if row is None:
        note("money-held", payment.ref, None, at, ref=notice.ref, amount=notice.amount, outcome=outcome.value)
    else:
        _to_bill(row, payment, till, outcome, at)
    return outcome, payment


def _debit_before(account: BankAccount, notice: Notice) -> Before | None:
    """A debit leaves no payment; the first notice of it tells that it is a repeated one."""
    told = BankNotice.objects.filter(
        account=account, bank_ref=notice.ref, outcome=Outcome.DEBIT.value
    ).first()
    return Before(account.number, int(told.amount or 0)) if told else None


def _to_bill(row: Bill, payment: Payment, till: Till, outcome: Outcome, at: datetime) -> None:
    book = rules.bills.receive(row.book, payment.amount)
    receipt = give_receipt(payment, row, till, None, at)
    settle_book(row, book, at)
    also: list[Ref] = [row.about, payment.ref, receipt.ref]
    note(
        "bank-paid",
        row.ref,
        None,
        at,
        also=also,
        code=row.code,
        ref=payment.bank_ref,
        amount=payment.amount,
        outcome=outcome.value,
        receipt=receipt.shown,
    )
