"""A bill: what is asked, what came, its deeds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dinh.ground.queries import story_of
from dinh.ground.services import deed_words
from dinh.look import openers
from dinh.look.shapes import Deed
from dinh.town.models import Person
from dinh.town.pages import signed_in
from dinh.town.services import allowed

from .. import queries, services
from ..forms import CancelForm, CashForm, RefundForm, put_faults
from ..models import Bill
from ..qr import drawn, transfer_text
from ..shapes import Channel
from .common import REFUSALS, actor_of, bill_of, now, status_of, tell


def _shown(request: HttpRequest, row: Bill, *, status: int = 200, **forms_: forms.Form) -> HttpResponse:
    actor, at = actor_of(request), now()
    may = {
        deed: allowed(actor, f"till.{deed}", row.unit.path, at)
        for deed in ("take_cash", "cancel_bill", "refund")
    }
    # Handed in elsewhere: the cashier there takes it for the unit that decides.
    there = row.also_at
    may_there = (
        there is not None and not may["take_cash"] and allowed(actor, "till.take_cash", there.path, at)
    )
    qr_text = transfer_text(row)
    context: dict[str, Any] = {
        "row": row,
        "lines": row.lines.all(),
        "money": queries.page_of_bill(row),
        "about": openers.open_all([row.about]).get(row.about),
        "late": row.expired_at(at),
        "qr": drawn(qr_text) if qr_text and row.owed else "",
        "pay_url": request.build_absolute_uri(reverse("till.pay", args=[row.code, row.secret])),
        "takes": (may["take_cash"] or may_there) and row.owed,
        "taken_for": row.unit if may_there else None,
        "cancels": may["cancel_bill"] and not row.book.cancelled,
        "refunds": may["refund"] and row.excess,
        "cash": forms_.get("cash") or CashForm(initial={"amount": row.owed}, auto_id="thu_%s"),
        "cancel": forms_.get("cancel") or CancelForm(auto_id="huy_%s"),
        "refund": forms_.get("refund") or RefundForm(initial={"amount": row.excess}, auto_id="hoan_%s"),
        "wrong": next(iter(forms_.values()), None),
        "story": _story(row),
    }
    return render(request, "till/bill.html", context, status=status)


def _story(row: Bill) -> list[Deed]:
    lines = story_of(row.ref, limit=30)
    names = Person.objects.in_bulk({int(line.by_id) for line in lines if line.by_kind == "person"})
    return [
        Deed(
            words=deed_words(line.deed),
            who=names[int(line.by_id)].name if line.by_kind == "person" else _("Máy"),
            at=line.at,
        )
        for line in lines
    ]


@require_GET
@signed_in
def bill(request: HttpRequest, code: str) -> HttpResponse:
    """One bill by its code."""
    return _shown(request, bill_of(request, code))


def _deed(
    request: HttpRequest,
    row: Bill,
    name: str,
    form: forms.Form,
    act: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """Do one deed from its form; say it was done and go where it says, or show the form with its errors."""
    status = 422
    if form.is_valid():
        try:
            return redirect(act(form.cleaned_data))
        except REFUSALS as refused:
            put_faults(form, refused)
            status = status_of(refused)
            row.refresh_from_db()
    return _shown(request, row, status=status, **{name: form})


@require_POST
@signed_in
def take_cash(request: HttpRequest, code: str) -> HttpResponse:
    """Take cash; the receipt is shown, ready to print."""
    row = bill_of(request, code)

    def act(typed: dict[str, Any]) -> str:
        receipt = services.take_cash(bill_id=row.pk, amount=typed["amount"], by=actor_of(request), at=now())
        tell(request, _("Đã thu tiền, biên lai số %(number)s.") % {"number": receipt.shown})
        return reverse("till.receipt", args=[receipt.pk])

    return _deed(request, row, "cash", CashForm(request.POST, auto_id="thu_%s"), act)


@require_POST
@signed_in
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the money no more."""
    row = bill_of(request, code)

    def act(typed: dict[str, Any]) -> str:
        services.cancel_bill(bill_id=row.pk, reason=typed["reason"], by=actor_of(request), at=now())
        tell(request, _("Đã hủy khoản phải thu."))
        return reverse("till.bill", args=[row.code])

    return _deed(request, row, "cancel", CancelForm(request.POST, auto_id="huy_%s"), act)


@require_POST
@signed_in
def refund(request: HttpRequest, code: str) -> HttpResponse:
    """Give back what is too much."""
    row = bill_of(request, code)

    def act(typed: dict[str, Any]) -> str:
        services.refund(
            bill_id=row.pk,
            amount=typed["amount"],
            reason=typed["reason"],
            channel=Channel(typed["channel"]),
            bank_ref=typed["bank_ref"],
            by=actor_of(request),
            at=now(),
        )
        tell(request, _("Đã ghi việc hoàn tiền."))
        return reverse("till.bill", args=[row.code])

    return _deed(request, row, "refund", RefundForm(request.POST, auto_id="hoan_%s"), act)
