"""A day's end: book against bank, differences settled by people, cash counted, the day closed."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from .. import queries, rules
from ..models import BankAccount, Payment, Reconciliation, ReconciliationItem, StatementLine
from ..rules.matching import Notice
from ..rules.reconciling import Differing, Pair
from ..shapes import Difference, Outcome
from .common import WrongInput, WrongState, locked_till, name_of, note
from .hearing import apply_notice


def _day_of(unit: Unit, day: date, deed: str, by: Actor | None, at: datetime) -> Reconciliation:
    """The unit's day, its till locked, when the actor may and the day is still open."""
    town.require(by, deed, unit.path, at)
    if day > timezone.localdate(at):
        raise WrongInput.of("day", _("Ngày này chưa tới."))
    locked_till(unit.pk)
    row, _new = Reconciliation.objects.get_or_create(unit=unit, day=day)
    if row.closed:
        raise WrongState(_("Sổ ngày %(day)s đã khóa.") % {"day": f"{day:%d/%m/%Y}"})
    return row


@transaction.atomic
def reconcile_day(*, unit: Unit, day: date, by: Actor | None, at: datetime) -> Reconciliation:
    """Hold the day's transfers against the statements loaded so far. Safe to run again: pairs stay, what a person settled
    stays, the rest is found anew."""
    row = _day_of(unit, day, "till.reconcile", by, at)
    row.items.filter(settled_at=None).delete()
    known = {(i.payment_id, i.refund_id, i.line_id) for i in row.items.all()}
    for account in BankAccount.objects.filter(unit=unit):
        pairs, differing = rules.reconciling.hold_against(*queries.both_sides(account, day))
        for pair in pairs:
            _tie(pair)
        ReconciliationItem.objects.bulk_create(
            item for each in differing if (item := _item(row, account, each)) and _key(item) not in known
        )
    row.matched, row.matched_sum = queries.matched(unit.pk, day)
    row.run_at, row.run_by_name = at, name_of(by)
    row.save(update_fields=["matched", "matched_sum", "run_at", "run_by_name"])
    note(
        "reconciled",
        row.ref,
        by,
        at,
        day=day,
        matched=row.matched,
        differing=row.items.filter(settled_at=None).count(),
    )
    return row


def _tie(pair: Pair) -> None:
    StatementLine.objects.filter(pk=pair.theirs.id).update(**{f"{pair.ours.kind}_id": pair.ours.id})


def _item(row: Reconciliation, account: BankAccount, each: Differing) -> ReconciliationItem:
    of = {f"{each.ours.kind}_id": each.ours.id} if each.ours else {}
    return ReconciliationItem(
        of=row,
        account=account,
        kind=each.kind.value,
        line_id=each.theirs.id if each.theirs else None,
        ours=each.ours.amount if each.ours else None,
        theirs=each.theirs.amount if each.theirs else None,
        **of,
    )


def _key(item: ReconciliationItem) -> tuple[int | None, int | None, int | None]:
    return item.payment_id, item.refund_id, item.line_id


def _locked_item(item_id: int, by: Actor | None, at: datetime) -> ReconciliationItem:
    item = ReconciliationItem.objects.select_related("of__unit", "account__unit", "line").get(pk=item_id)
    _day_of(item.of.unit, item.of.day, "till.reconcile", by, at)
    item.refresh_from_db(fields=["settled_at"])
    if item.settled:
        raise WrongState(_("Chênh lệch này đã xử lý."))
    return item


def _settle(item: ReconciliationItem, reason: str, by: Actor | None, at: datetime) -> None:
    item.reason, item.settled_at, item.settled_by_name = reason.strip()[:600], at, name_of(by)
    item.save(update_fields=["reason", "settled_at", "settled_by_name"])
    note(
        "settled",
        item.of.ref,
        by,
        at,
        kind=item.kind,
        ours=item.ours,
        theirs=item.theirs,
        reason=item.reason,
    )


@transaction.atomic
def settle(*, item_id: int, reason: str, by: Actor | None, at: datetime) -> ReconciliationItem:
    """A person says why book and bank differ here, and lets it be."""
    item = _locked_item(item_id, by, at)
    if not reason.strip():
        raise WrongInput.of("reason", _("Ghi lý do chênh lệch và cách xử lý."))
    _settle(item, reason, by, at)
    return item


@transaction.atomic
def take_in(*, item_id: int, by: Actor | None, at: datetime) -> Payment:
    """Money that stands on the statement and of which the bank never told: taken in by the same rule as a notice."""
    item = _locked_item(item_id, by, at)
    line = item.line
    if line is None or item.kind != Difference.MISSING_HERE or line.amount <= 0:
        raise WrongState(_("Chỉ ghi sổ được tiền vào có trong sao kê mà sổ chưa có."))
    moved = timezone.make_aware(datetime.combine(line.day, time.min))
    notice = Notice(line.bank_ref, item.account.number, line.amount, line.content, moved)
    till = locked_till(item.account.unit_id)
    outcome, payment = apply_notice(item.account, notice, till, at, counted_on=item.of.day)
    if payment is None or outcome is Outcome.CONFLICT:
        raise WrongState(_(outcome.reason))
    StatementLine.objects.filter(pk=line.pk, payment=None).update(payment=payment)
    _settle(item, _("Đã ghi sổ từ sao kê: %(words)s.") % {"words": _(outcome.word)}, by, at)
    return payment


@transaction.atomic
def close_day(
    *, unit: Unit, day: date, cash_counted: int, by: Actor | None, at: datetime, reason: str = ""
) -> Reconciliation:
    """Close the day: differences settled, cash counted; cash that differs from the book needs a reason. Money that comes
    later for this day is counted on the next open one."""
    row = _day_of(unit, day, "till.close_day", by, at)
    if cash_counted < 0:
        raise WrongInput.of("cash_counted", _("Ghi số tiền mặt đã kiểm đếm."))
    if row.items.filter(settled_at=None).exists():
        raise WrongState(_("Còn chênh lệch với ngân hàng chưa xử lý."))
    if queries.unlooked(unit.pk, day, row):
        raise WrongState(_("Có giao dịch chưa đối soát; bấm đối soát rồi khóa sổ."))
    row.cash_expected = queries.cash_of(unit.pk, day)
    if cash_counted != row.cash_expected and not reason.strip():
        raise WrongInput.of("reason", _("Tiền mặt kiểm đếm khác sổ, ghi lý do."))
    row.cash_counted, row.cash_reason = cash_counted, reason.strip()[:600]
    row.closed_at, row.closed_by_name = at, name_of(by)
    row.save(update_fields=["cash_expected", "cash_counted", "cash_reason", "closed_at", "closed_by_name"])
    note(
        "day-closed",
        row.ref,
        by,
        at,
        day=day,
        cash_expected=row.cash_expected,
        cash_counted=cash_counted,
        reason=row.cash_reason,
    )
    return row
