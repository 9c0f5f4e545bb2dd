"""Cash taken for another unit, handed over to it, and what that one answers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from .. import queries, rules
from ..models import Payment, Remittance
from ..shapes import RemittanceState
from ..words import say
from .common import WrongInput, WrongState, locked_tills, name_of, note, person_id, unit_ref


@transaction.atomic
def hand_over(
    *,
    taker: Unit,
    unit: Unit,
    amount: int,
    by: Actor | None,
    at: datetime,
    bank_ref: str = "",
    words: str = "",
) -> Remittance:
    """Hand over to `unit` what `taker` took for it. It is owed until that unit says that it is there."""
    town.require(by, "till.hand_over", taker.path, at)
    locked_tills(taker.pk, unit.pk)
    fault = rules.between.remittance_fault(queries.debt_of(taker.pk, unit.pk), amount)
    if fault:
        raise WrongInput.of("amount", say(fault))
    made = Remittance.objects.create(
        taker=taker,
        unit=unit,
        amount=amount,
        bank_ref=bank_ref.strip()[:64],
        words=" ".join(words.split())[:300],
        by_id=person_id(by),
        by_name=name_of(by),
        at=at,
    )
    note("handed-over", made.ref, by, at, also=[unit_ref(taker), unit_ref(unit)], amount=amount, to=unit.code)
    return made


def _locked(remittance_id: int, by: Actor | None, at: datetime) -> Remittance:
    row = Remittance.objects.select_related("unit", "taker").get(pk=remittance_id)
    town.require(by, "till.answer_hand_over", row.unit.path, at)
    locked_tills(row.taker_id, row.unit_id)
    row.refresh_from_db(fields=["state"])
    if row.state != RemittanceState.SENT:
        raise WrongState(_("Khoản nộp này đã được trả lời."))
    return row


def _answer(row: Remittance, state: RemittanceState, by: Actor | None, at: datetime) -> Remittance:
    row.state, row.answered_at, row.answered_by_name = state.value, at, name_of(by)
    row.save(update_fields=["state", "answered_at", "answered_by_name", "reason"])
    about = [unit_ref(row.taker), unit_ref(row.unit)]
    note(
        "hand-over-answered",
        row.ref,
        by,
        at,
        also=about,
        amount=row.amount,
        state=state.value,
        reason=row.reason,
    )
    return row


@transaction.atomic
def say_there(
    *, remittance_id: int, by: Actor | None, at: datetime, payment_id: int | None = None
) -> Remittance:
    """The unit says that the money is there. `payment_id` is the transfer that brought it, held until now: it waits for
    nobody any more."""
    row = _locked(remittance_id, by, at)
    if payment_id is not None:
        payment = Payment.objects.select_for_update().filter(pk=payment_id, unit_id=row.unit_id).first()
        if (
            payment is None
            or payment.bill_id is not None
            or payment.settles_id is not None
            or payment.refunded
        ):
            raise WrongState(_("Khoản tiền này đã được xử lý."))
        if payment.amount != row.amount:
            raise WrongInput.of("payment", _("Số tiền chuyển đến khác số tiền đơn vị kia báo nộp."))
        payment.settles = row
        payment.save(update_fields=["settles"])
    return _answer(row, RemittanceState.THERE, by, at)


@transaction.atomic
def refuse_hand_over(*, remittance_id: int, reason: str, by: Actor | None, at: datetime) -> Remittance:
    """The unit says that it did not get the money, and why: it is owed as before."""
    row = _locked(remittance_id, by, at)
    if not reason.strip():
        raise WrongInput.of("reason", _("Ghi lý do không nhận."))
    row.reason = reason.strip()[:600]
    return _answer(row, RemittanceState.REFUSED, by, at)
