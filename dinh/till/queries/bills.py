"""Bills: by code, by what they are about, by the words a transfer carries; lists for the desk."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from dinh.ground.search import search_q
from dinh.ground.shapes import Ref
from dinh.town.models import Unit
from dinh.town.rules import covers
from dinh.town.shapes import Actor

from ..models import BankAccount, Bill, Payment, Receipt, Refund
from ..rules import WHO_MAY, codes

PAGE = 50


def account_by_slug(slug: str) -> BankAccount | None:
    """The account an address names, "970436-0011001234567"."""
    bin_, _dash, number = slug.partition("-")
    return BankAccount.objects.select_related("unit").filter(bin=bin_, number=number).first()


def account_of(unit_id: int, day: date) -> BankAccount | None:
    """The account on which a unit takes money on a day; the newest when several."""
    rows = BankAccount.objects.filter(Q(until=None) | Q(until__gte=day), unit_id=unit_id, since__lte=day)
    return rows.order_by("-since", "-pk").first()


def bills_named(content: str) -> list[int]:
    """The bills whose codes stand in a transfer's words, by id so that several are always locked in one order."""
    found = codes.find(content)[:20]
    return (
        list(Bill.objects.filter(code__in=found).order_by("pk").values_list("pk", flat=True)) if found else []
    )


def bills_about(refs: Sequence[Ref]) -> dict[Ref, list[Bill]]:
    """The bills asked for each of these things, oldest first: what the room that asked shows. 1 query a kind."""
    made: dict[Ref, list[Bill]] = {ref: [] for ref in refs}
    for kind in {ref.kind for ref in refs}:
        ids = [str(ref.id) for ref in refs if ref.kind == kind]
        for row in Bill.objects.filter(about_kind=kind, about_id__in=ids).order_by("at", "pk"):
            made[row.about].append(row)
    return made


def _scope(actor: Actor | None, day: date, deed: str, prefix: str = "unit__") -> Q:
    """Rows of units where the actor's mandates carry the deed: seeing money is not everybody's who sees the unit."""
    if actor is None:
        return Q(pk__in=[])
    paths = {
        m.unit_path
        for m in actor.mandates
        if m.role in WHO_MAY[deed] and m.office_id is None and covers(m, m.unit_path, day)
    }
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{prefix}path__startswith": path})
    return found


def _bills_seen(actor: Actor | None, day: date) -> Q:
    """Bills of one's units, and those that may be paid there in cash as well."""
    return _scope(actor, day, "till.see") | _scope(actor, day, "till.see", "also_at__")


def units_of(actor: Actor | None, day: date, deed: str) -> list[Unit]:
    """The units of the day over which the actor directly carries a deed, by code."""
    if actor is None:
        return []
    paths = {
        m.unit_path
        for m in actor.mandates
        if m.role in WHO_MAY[deed] and m.office_id is None and covers(m, m.unit_path, day)
    }
    return list(Unit.objects.alive_on(day).filter(path__in=paths).select_related("parent").order_by("code"))


def bill_by_code(actor: Actor | None, code: str, day: date) -> Bill | None:
    """The bill of a code, for whoever may see it."""
    rows = Bill.objects.select_related("unit__parent", "account", "also_at")
    return rows.filter(_bills_seen(actor, day), code=codes.typed(code)).first()


def bill_for_payer(code: str, secret: str) -> Bill | None:
    """The bill of a code for whoever holds its secret."""
    row = Bill.objects.select_related("unit__parent", "account").filter(code=codes.typed(code)).first()
    if row is None or not hmac.compare_digest(row.secret.encode(), secret.encode()):
        return None
    return row


def bills(
    actor: Actor | None,
    day: date,
    *,
    state: str = "",
    words: str = "",
    after: tuple[datetime, int] | None = None,
) -> list[Bill]:
    """A page of bills the actor may see, newest first. `state` is one of BillState, "waiting" or ""."""
    rows = Bill.objects.filter(_bills_seen(actor, day)).select_related("unit")
    if state == "waiting":
        rows = rows.filter(state__in=("open", "part"))
    elif state:
        rows = rows.filter(state=state)
    if words.strip():
        rows = rows.filter(search_q("search", words))
    if after:
        rows = rows.filter(Q(at__lt=after[0]) | Q(at=after[0], pk__lt=after[1]))
    return list(rows.order_by("-at", "-pk")[:PAGE])


def held(actor: Actor | None, day: date) -> QuerySet[Payment]:
    """Money that waits for a person, oldest first."""
    rows = Payment.objects.filter(
        _scope(actor, day, "till.see"), bill=None, settles=None, refunded__lt=F("amount")
    )
    return rows.select_related("unit", "account").order_by("at", "pk")


@dataclass(frozen=True, slots=True)
class BillPage:
    """What stands on a bill's page."""

    payments: list[Payment]
    refunds: list[Refund]


def page_of_bill(bill: Bill) -> BillPage:
    """The bill's money, oldest first. 2 queries."""
    return BillPage(
        list(bill.payments.select_related("receipt", "account", "taker").order_by("at", "pk")),
        list(bill.refunds.order_by("at", "pk")),
    )


def receipt_for(actor: Actor | None, receipt_id: int, day: date) -> Receipt | None:
    """A receipt, for whoever may see its bill."""
    seen = _scope(actor, day, "till.see") | _scope(actor, day, "till.see", "bill__unit__")
    return (
        Receipt.objects.filter(seen, pk=receipt_id)
        .select_related("bill__unit", "unit__parent", "payment")
        .first()
    )
