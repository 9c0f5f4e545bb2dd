"""Asking for money, and asking for it no more."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from .. import queries, rules
from ..models import BankAccount, Bill, BillLine
from ..shapes import BillCancelled, BillState, Line
from ..words import say
from .common import WrongInput, WrongState, locked_bill, name_of, note, person_id, settle_book

TRIES = 20


def _new_code(year: int) -> str:
    for _n in range(TRIES):
        code = rules.codes.make(year, secrets.choice)
        if not Bill.objects.filter(code=code).exists():
            return code
    raise WrongState(_("Chưa lập được mã khoản phải thu, thử lại."))


@transaction.atomic
def bill(
    *,
    about: Ref,
    unit: Unit,
    title: str,
    payer: str,
    lines: Sequence[Line],
    by: Actor | None,
    at: datetime,
    due: datetime | None = None,
    account: BankAccount | None = None,
    also_at: Unit | None = None,
) -> Bill:
    """Ask a payer for money for something (`about`). `account` None takes the unit's own of the day. A bill of 0 đồng is
    paid at once. After `due` a transfer is held for a person to look at; the counter still takes cash.
    `also_at`: another unit whose cashier may take it in cash, for this one."""
    town.require(by, "till.bill", unit.path, at)
    faults = rules.bills.bill_faults(lines, payer)
    if not title.strip():
        faults.append(rules.Fault("title", _("Ghi nội dung thu.")))
    if due is not None and due <= at:
        faults.append(rules.Fault("due", _("Hạn nộp phải sau lúc lập.")))
    if faults:
        raise WrongInput(faults)
    day = timezone.localdate(at)
    row = Bill.objects.create(
        code=_new_code(day.year),
        secret=secrets.token_urlsafe(16),
        about_kind=about.kind,
        about_id=str(about.id),
        title=" ".join(title.split())[:300],
        unit=unit,
        also_at=also_at if also_at is not None and also_at.pk != unit.pk else None,
        account=account or queries.account_of(unit.pk, day),
        payer=" ".join(payer.split())[:200],
        amount=sum(line.amount for line in lines),
        due=due,
        by_id=person_id(by),
        by_name=name_of(by),
        at=at,
    )
    BillLine.objects.bulk_create(
        BillLine(
            bill=row,
            position=number,
            words=line.words.strip()[:300],
            quantity=line.quantity,
            price=line.price,
            amount=line.amount,
        )
        for number, line in enumerate(lines, 1)
    )
    note("billed", row.ref, by, at, also=[about], code=row.code, amount=row.amount, due=due)
    settle_book(row, row.book, at)
    return row


@transaction.atomic
def cancel_bill(*, bill_id: int, reason: str, by: Actor | None, at: datetime) -> Bill:
    """The money is not asked for any more. What was paid stands as excess, to be given back."""
    row, _till = locked_bill(bill_id)
    town.require(by, "till.cancel_bill", row.unit.path, at)
    if not reason.strip():
        raise WrongInput.of("reason", _("Ghi lý do hủy."))
    try:
        book = rules.bills.cancel(row.book)
    except rules.bills.Refusal as refused:
        raise WrongState(say(str(refused))) from refused
    row.cancelled_at, row.cancelled_why, row.cancelled_by_name = at, reason.strip()[:600], name_of(by)
    row.state = BillState.CANCELLED.value
    row.save(update_fields=["cancelled_at", "cancelled_why", "cancelled_by_name", "state"])
    settle_book(row, book, at)
    ground.announce(
        BillCancelled(row.pk, row.about_kind, row.about_id, book.kept, timezone.localdate(at).isoformat()),
        at=at,
    )
    note("cancelled", row.ref, by, at, also=[row.about], code=row.code, reason=row.cancelled_why)
    return row
