"""What the room fills in the sockets of look: titles and links of its things, the command search."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.shapes import Ref
from dinh.look.shapes import Found, Opened

from . import queries
from .models import BankAccount, Bill, Payment, Receipt, Reconciliation
from .rules import codes, numbers

MOST_ALIKE = 50


def _ids(refs: Sequence[Ref]) -> list[int]:
    return [int(ref.id) for ref in refs if str(ref.id).isdigit()]


def _bill_url(code: str) -> str:
    return reverse("till.bill", args=[code])


def _bills(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Bill.objects.filter(pk__in=_ids(refs)).only("code", "title")
    return {row.ref: Opened(f"{row.code}, {row.title}", _bill_url(row.code)) for row in rows}


def _receipts(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Receipt.objects.filter(pk__in=_ids(refs)).select_related("unit")
    return {
        row.ref: Opened(
            _("Biên lai %(number)s, %(unit)s") % {"number": row.shown, "unit": row.unit.name_in_text},
            reverse("till.receipt", args=[row.pk]),
        )
        for row in rows
    }


def _payments(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Payment.objects.filter(pk__in=_ids(refs)).select_related("bill")
    return {
        row.ref: Opened(
            _("Khoản tiền %(ref)s") % {"ref": row.bank_ref or row.pk},
            _bill_url(row.bill.code) if row.bill else reverse("till.held"),
        )
        for row in rows
    }


def _accounts(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = BankAccount.objects.filter(pk__in=_ids(refs))
    return {row.ref: Opened(str(row), reverse("till.accounts")) for row in rows}


def _days(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Reconciliation.objects.filter(pk__in=_ids(refs)).select_related("unit")
    return {
        row.ref: Opened(
            _("Sổ thu ngày %(day)s, %(unit)s")
            % {"day": f"{row.day:%d/%m/%Y}", "unit": row.unit.name_in_text},
            f"{reverse('till.day')}?don-vi={row.unit.code}&ngay={row.day:%d/%m/%Y}",
        )
        for row in rows
    }


OPENERS: dict[str, Callable[[Sequence[Ref]], Mapping[Ref, Opened]]] = {
    "bill": _bills,
    "receipt": _receipts,
    "payment": _payments,
    "bank-account": _accounts,
    "till-day": _days,
}


def _bills_bearing(code: str) -> list[Ref]:
    """The bill of a code, small letters and spaces forgiven. 1 query, none for what is no code."""
    said = codes.typed(code)
    return (
        [Ref("bill", pk) for pk in Bill.objects.filter(code=said).values_list("pk", flat=True)]
        if said
        else []
    )


def _receipts_bearing(code: str) -> list[Ref]:
    """The receipts that show this number: each unit has its own series, so there may be several. 1 query at most."""
    said = numbers.read(code)
    if said is None:
        return []
    series, year, number = said
    rows = Receipt.objects.filter(series__iexact=series, year=year, number=number).order_by("pk")
    return [Ref("receipt", pk) for pk in rows.values_list("pk", flat=True)[:MOST_ALIKE]]


FINDERS: dict[str, Callable[[str], Sequence[Ref]]] = {"bill": _bills_bearing, "receipt": _receipts_bearing}


def find(request: HttpRequest, words: str) -> Iterator[Found]:
    """Bills by code, payer or what they are for."""
    actor = getattr(request, "actor", None)
    if actor is None or len(words.strip()) < 2:
        return
    for row in queries.bills(actor, timezone.localdate(), words=words)[:6]:
        yield Found(
            words=f"{row.code}, {row.title}", url=_bill_url(row.code), icon="money", note=_(row.state_word)
        )
