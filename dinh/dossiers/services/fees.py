"""The money of a dossier: its bill at the till, made at intake; what was paid lets the dossier go on by itself; what ends
without its result asks for no more, and owes back what was paid."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.catalog.rules import process
from dinh.till import queries as till
from dinh.till import services as tills
from dinh.till.models import Bill
from dinh.till.shapes import BillState, Line
from dinh.town.shapes import Actor

from .. import one_stop
from ..models import Dossier
from ..rules import money as money_rules
from ..rules.axes import Money
from .common import WrongInput, WrongState, locked, moment, note, reason_of, require, said
from .moving import Move, tokens_of

PAID = frozenset({Money.PAID.value, Money.NOTHING.value})
"""Nothing is waited for."""
WITHOUT_RESULT = frozenset({"refuse", "stop", "withdraw"})
MOST_FEE = 10**10


def bills_of(dossier: Dossier) -> list[Bill]:
    """Every bill ever made for it, oldest first. 1 query."""
    return till.bills_about([dossier.ref])[dossier.ref]


def bill_for(dossier: Dossier) -> Bill | None:
    """The bill that is asked for now; None where nothing is owed, or nobody knows how much. 1 query."""
    alive = [row for row in bills_of(dossier) if row.cancelled_at is None]
    return alive[-1] if alive else None


def owe(dossier: Dossier, at: datetime) -> Bill | None:
    """Ask for the dossier's fee, under the caller's lock. The mandate to take the dossier in is enough: the machine makes
    the bill. It is of the unit that decides; where another unit received the dossier, its cashier may take the cash."""
    if not dossier.fee:
        return None
    return tills.bill(
        about=dossier.ref,
        unit=dossier.unit,
        also_at=dossier.received_unit if dossier.received_unit_id != dossier.unit_id else None,
        title=title_of(dossier),
        payer=dossier.applicant.name,
        lines=lines_of(dossier),
        by=None,
        at=at,
    )


def title_of(dossier: Dossier) -> str:
    """What its bill is called."""
    return f"{dossier.title[:220]}, hồ sơ {dossier.code}"


def lines_of(dossier: Dossier) -> list[Line]:
    """What its bill asks for."""
    known = (line for line in dossier.fee_lines if line["amount"] is not None)
    return [Line(line["words"][:300], 1, line["amount"]) for line in known]


def gives_up(dossier: Dossier, ended_as: str) -> bool:
    """Whether ending so asks the till to let go of a fee. Where none was ever owed there is nothing to ask."""
    return ended_as in WITHOUT_RESULT and (bool(dossier.fee) or dossier.money != Money.NOTHING)


def let_go(dossier: Dossier, ended_as: str, at: datetime) -> None:
    """It ended as refused, stopped or withdrawn, under the caller's lock: money is asked for no more. What was paid goes
    back where the rules of the day say so (data); the till shows it as to be given back."""
    if ended_as not in WITHOUT_RESULT:
        return
    rows = bills_of(dossier)
    for row in rows:
        if row.cancelled_at is None and lets_go(dossier, ended_as, BillState(row.state)):
            cancelled = tills.cancel_bill(
                bill_id=row.pk, reason=why_let_go(dossier.code, ended_as), by=None, at=at
            )
            row.cancelled_at, row.state = cancelled.cancelled_at, cancelled.state
    dossier.money = money_rules.state_of([row.book for row in rows]).value


def lets_go(dossier: Dossier, ended_as: str, state: BillState) -> bool:
    """Whether a bill that stands so is asked for no more when the dossier ends so."""
    gives_back = ended_as in one_stop.on(dossier.received_day).refund_on
    return ended_as in WITHOUT_RESULT and (gives_back or state != BillState.PAID)


def why_let_go(code: str, ended_as: str) -> str:
    """The reason on a bill whose dossier ended so."""
    return _("Hồ sơ %(code)s kết thúc: %(how)s.") % {"code": code, "how": money_rules.ENDED_WORDS[ended_as]}


def take_up(dossier: Dossier, at: datetime) -> None:
    """It is worked on again, under the caller's lock: its fee is asked for anew, unless a bill still stands."""
    rows = bills_of(dossier)
    if dossier.fee and all(row.cancelled_at is not None for row in rows):
        made = owe(dossier, at)
        rows += [made] if made else []
    if rows:
        dossier.money = money_rules.state_of([row.book for row in rows]).value
    elif dossier.fee is None:
        dossier.money = Money.OWED.value


def pass_paid_waits(move: Move) -> None:
    """Waits for money that nobody has to wait for are passed at once, in the caller's move."""
    dossier = move.dossier
    if dossier.money not in PAID:
        return
    graph = move.graph()
    for row in [row for row in move.rows if row.step.kind == "wait-money"]:
        usual = next((f for f in process.outcomes(graph, row.step.key) if f.effect == "none"), None)
        if usual is None:
            continue
        moved = process.advance(graph, tokens_of(dossier, move.rows), row.step.key, usual.outcome)
        move.close(row, usual.outcome, usual.words)
        move.follow(moved)


def must_be_paid(dossier: Dossier) -> None:
    """A wait for money ends well only with the money: raise unless it is here."""
    if dossier.money in PAID:
        return
    row = bill_for(dossier)
    if row is None:
        raise WrongState(
            _("Hồ sơ %(code)s chưa có mức thu. Ghi mức thu rồi thu tiền; thu đủ thì hồ sơ tự đi tiếp.")
            % {"code": dossier.code}
        )
    raise WrongState(
        _("Khoản thu %(bill)s của hồ sơ %(code)s chưa nộp đủ. Thu ngân thu tiền thì hồ sơ tự đi tiếp.")
        % {"bill": row.code, "code": dossier.code}
    )


@transaction.atomic
def settle_money(*, dossier_id: int, at: datetime) -> Dossier | None:
    """The till has news of a bill of this dossier: its money is read anew, and a step that waited for it ends by itself;
    the clock goes on from the moment the money was here. Told twice, it does nothing more. None: no such dossier."""
    if not Dossier.objects.filter(pk=dossier_id).exists():
        return None
    dossier = locked(dossier_id)
    rows = bills_of(dossier)
    if not rows:
        return dossier
    now = money_rules.state_of([row.book for row in rows])
    if now == Money.NOTHING and not dossier.ended and all(row.cancelled_at for row in rows):
        now = Money.OWED  # the till cancelled it by hand: the fee is still to be said anew
    at = moment(dossier, at)
    move = Move(dossier, None, at)
    waits = [row.step.name for row in move.rows if row.step.kind == "wait-money"]
    if dossier.money == now and not (waits and now in PAID):
        return dossier
    dossier.money = now.value
    pass_paid_waits(move)
    move.settle()
    note(dossier, "money", None, at, step=", ".join(waits) if now in PAID else "", state=now.value)
    return dossier


@transaction.atomic
def set_fee(
    *, dossier_id: int, amount: int, reason: str, by: Actor | None, at: datetime, seen: int | None = None
) -> Dossier:
    """Say what this dossier costs, with its basis: where the catalogue knows no amount, or a wrong one was asked. A bill
    that stands unpaid is replaced; one with money on it is not. 0 asks for nothing."""
    dossier = locked(dossier_id, seen)
    require(dossier, "dossiers.set_fee", by, at)
    words = reason_of(reason)
    if not 0 <= amount <= MOST_FEE:
        raise WrongInput.of("amount", _("Mức thu là số đồng nguyên, từ 0."))
    if dossier.ended:
        raise WrongState(_("Hồ sơ %(code)s đã kết thúc, không đổi mức thu được.") % {"code": dossier.code})
    at = moment(dossier, at)
    rows = bills_of(dossier)
    if any(row.book.kept and row.cancelled_at is None for row in rows):
        raise WrongState(_("Đã thu tiền của hồ sơ này; hoàn tiền trước rồi mới đổi mức thu."))
    dossier.fee = amount
    dossier.fee_lines = [{"words": said(words, 200), "amount": amount}]
    for row in rows:
        if row.cancelled_at is None:
            row.cancelled_at = at
            tills.cancel_bill(
                bill_id=row.pk, reason=_("Đổi mức thu: %(why)s") % {"why": words}, by=None, at=at
            )
            row.refresh_from_db()
    made = owe(dossier, at)
    dossier.money = money_rules.state_of([row.book for row in (*rows, *([made] if made else []))]).value
    move = Move(dossier, by, at)
    pass_paid_waits(move)
    move.settle()
    note(dossier, "fee-set", by, at, amount=amount, reason=words)
    return dossier
