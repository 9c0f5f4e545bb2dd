"""The same lots through the services, one after another as people would, and both held beside each other field by field."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import connection, models, transaction

from dinh.ground.models import LedgerLine, LedgerMention
from dinh.till import services as tills
from dinh.till.models import BankNotice, Bill, BillLine, Payment, Receipt
from dinh.till.rules import codes, signing
from dinh.till.services.sets import TABLES as TILL_TABLES
from dinh.till.services.sets import bank_says
from dinh.till.shapes import BillCancelled, BillPaid, Outcome
from dinh.town import queries as town
from dinh.town.models import Person
from dinh.town.shapes import Actor

from .. import services
from ..listeners import hear_money
from ..models import Answer, ClockStretch, CompletionRequest, Dossier, DossierPaper, Holding
from ..services import fees
from .lots import Lot
from .play import Deed
from .running import run_once
from .staff import RECEIVES
from .year import Year

_TABLES: tuple[type[models.Model], ...] = (
    Dossier, Holding, ClockStretch, CompletionRequest, DossierPaper, Answer, LedgerLine, LedgerMention, *TILL_TABLES,
)  # fmt: skip
_LOOKED_AT = 1_000
AT_ONCE = 500


class _Undone(Exception):
    """Takes back what was only to be looked at."""


def both_ways(year: Year, count: int) -> list[str]:
    """Play so many dossiers set by set and through the services, and tell where they differ. Nothing is left of either;
    what is there already is no part of it.

    They are compared some hundreds at a time, each hundred a draw of its own: what one open transaction writes over and over (the
    ledger's head) is looked for among all that it was before."""
    there = set(Dossier.objects.values_list("code_key", flat=True))
    found: list[str] = []
    for nth, first in enumerate(range(0, count, AT_ONCE)):
        part, many = replace(year, seed=year.seed + nth), min(AT_ONCE, count - first)
        by_sets = _undone(partial(run_once, part, many), there)
        deed_by_deed = _undone(partial(through_services, part, part.drawn(many)), there)
        if len(by_sets) != many:
            found.append(f"{len(by_sets)} hồ sơ thay vì {many}")
        found += differences(by_sets, deed_by_deed)
    return found


def _undone(deed: Callable[[], object], there: set[str]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    try:
        with transaction.atomic():
            deed()
            seen = picture(leave=there)
            raise _Undone
    except _Undone:
        return seen


def through_services(year: Year, lots: list[Lot]) -> None:
    """Receive each lot and lead it as its script says, deed by deed in the order of time, by the persons that it is played
    with."""
    crew = Crews(year)
    turns = [
        (deed.at, nth, n, deed)
        for nth, lot in enumerate(lots)
        for n, deed in enumerate([Deed("receive", lot.at, RECEIVES), *year.play(lot).deeds])
    ]
    dossiers: dict[int, int] = {}
    for turn, (at, nth, _n, deed) in enumerate(sorted(turns, key=lambda each: each[:3])):
        if turn % _LOOKED_AT == 0:
            _look_at_tables()
        by = crew.actor(lots[nth], deed.slot, at)
        if deed.what == "receive":
            dossiers[nth] = services.receive(intake=year.intake(lots[nth]), by=by, at=at).pk
        else:
            _do(dossiers[nth], deed, by)


class Crews:
    """The persons of the lots as actors, with the mandates they have on a day."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self._actors: dict[tuple[int, date], Actor] = {}

    def actor(self, lot: Lot, slot: str, at: datetime) -> Actor | None:
        """Who stands in a slot of a lot; None: the machine."""
        crew = self.year.crew(lot.unit, self.year.kind_at(lot))
        if slot not in crew:
            return None
        key = int(crew.values(lot.draw)[f"id {slot}"]), at.date()
        if key not in self._actors:
            self._actors[key] = town.actor_of_person(Person.objects.get(pk=key[0]), at)
        return self._actors[key]


def _look_at_tables() -> None:
    """What stands in a transaction that is still open is unknown to PostgreSQL's planner until somebody tells it; without, each
    dossier is looked for among all of them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE " + ", ".join(model._meta.db_table for model in _TABLES))


def _do(dossier_id: int, deed: Deed, by: Actor | None) -> None:
    if deed.what in ("cash", "bank"):
        _pay(dossier_id, deed, by)
        return
    row = Holding.objects.get(dossier=dossier_id, closed_at=None, step__key=deed.step)
    if deed.what == "take":
        assert by is not None
        services.take(holding_id=row.pk, by=by, at=deed.at)
        return
    dossier = services.step(
        holding_id=row.pk, outcome=deed.outcome, reason=deed.reason, items=deed.items, by=by, at=deed.at
    )
    bill = next(iter(fees.bills_of(dossier)), None) if dossier.fee else None
    if bill is not None and bill.cancelled_at == deed.at:
        day = deed.at.date().isoformat()
        hear_money(BillCancelled(bill.pk, bill.about_kind, bill.about_id, bill.book.kept, day))


def _pay(dossier_id: int, deed: Deed, by: Actor | None) -> None:
    """The fee comes, in cash or told by the bank, and the room hears of it."""
    dossier = Dossier.objects.get(pk=dossier_id)
    bill = fees.bill_for(dossier)
    assert bill is not None
    if deed.what == "cash":
        tills.take_cash(bill_id=bill.pk, amount=bill.owed, by=by, at=deed.at)
    else:
        heard = bank_says(bill, f"FT{dossier.code_key}", deed.at)
        assert heard.outcome is Outcome.FULL, heard.answer
    day = deed.at.date().isoformat()
    hear_money(BillPaid(bill.pk, bill.about_kind, bill.about_id, bill.amount, day))


def picture(leave: Collection[str] = ()) -> dict[str, Any]:
    """Every dossier by its code with all that hangs on it: each field, numbers of rows left out."""
    _look_at_tables()
    found: dict[str, Any] = {}
    for row in Dossier.objects.select_related("applicant").order_by("code_key"):
        if row.code_key in leave:
            continue
        own = _fields(row, "id", "applicant_id")
        own["applicant"] = (row.applicant.kind, row.applicant.name, row.applicant.identity())
        lines = LedgerLine.objects.filter(about_kind="dossier", about_id=str(row.pk)).order_by("at", "id")
        found[row.code_key] = {
            "dossier": own,
            "rows": _rows(Holding, row),
            "stretches": _rows(ClockStretch, row),
            "requests": _rows(CompletionRequest, row),
            "papers": _rows(DossierPaper, row),
            "answers": [
                _fields(each, "id", "dossier_id", "holding_id")
                | {"at_step": each.holding and each.holding.step_id}
                for each in Answer.objects.filter(dossier=row).select_related("holding")
            ],
            "lines": [(line.deed, line.at, line.by, line.also, line.data) for line in lines],
            "bills": [_of_bill(bill) for bill in fees.bills_of(row)],
        }
    return found


LEFT_OUT: dict[type[models.Model], tuple[str, ...]] = {
    Bill: ("id", "about_id", "secret"),
    BillLine: ("id", "bill_id"),
    Payment: ("id", "bill_id"),
    Receipt: ("id", "bill_id", "payment_id"),
    BankNotice: ("id", "payment_id", "signature"),
}
"""What is not compared of a bill: numbers of rows, its secret, and what its bank signed, for the code is in it. The code itself is
drawn anew each time: where it stands, a sign for it is compared."""


def _of_bill(bill: Bill) -> dict[str, Any]:
    """A bill with all that hangs on it. The till's own book is looked at too: what it says was signed, and with which key."""
    assert codes.is_right(bill.code)
    rows: dict[str, list[Any]] = {
        "bill": [bill],
        "lines": list(bill.lines.all()),
        "payments": list(bill.payments.order_by("pk")),
        "receipts": list(bill.receipts.order_by("pk")),
        "notices": list(BankNotice.objects.filter(payment__bill=bill).order_by("pk")),
        "refunds": list(bill.refunds.order_by("pk")),
    }
    signed = [_is_signed(row) for row in rows["notices"]]
    found: dict[str, Any] = {
        name: [_fields(row, *LEFT_OUT.get(type(row), ("id", "bill_id"))) for row in some]
        for name, some in rows.items()
    }
    also = {("bill", str(bill.pk)), ("dossier", bill.about_id)}
    also |= {(row.ref.kind, str(row.pk)) for name in ("payments", "receipts") for row in rows[name]}
    told = LedgerLine.objects.filter(about_kind="bill", about_id=str(bill.pk)).order_by("at", "id")
    found["ledger"] = [
        (
            line.deed,
            line.at,
            line.by,
            [(ref.kind, (ref.kind, str(ref.id)) in also) for ref in line.also],
            line.data,
        )
        for line in told
    ]
    return {"signed": signed, **_without(found, bill.code)}


def _is_signed(notice: BankNotice) -> bool:
    right = signing.sign(tills.secret_of(notice.key_id), notice.timestamp, bytes(notice.raw))
    return notice.signature == right


def _without(value: Any, code: str) -> Any:
    """A value with a sign wherever the code stands."""
    if isinstance(value, dict):
        return {key: _without(each, code) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without(each, code) for each in value]
    if isinstance(value, memoryview | bytes):
        value = bytes(value).decode()
    if isinstance(value, str):
        return value.replace(code, "@bill@").replace(code.lower(), "@bill@")
    return value


def _rows(model: type[models.Model], dossier: Dossier) -> list[dict[str, Any]]:
    rows = model._default_manager.filter(dossier=dossier).order_by("id")
    return [_fields(row, "id", "dossier_id") for row in rows]


def _fields(row: models.Model, *leave: str) -> dict[str, Any]:
    return {
        each.attname: getattr(row, each.attname)
        for each in row._meta.concrete_fields
        if each.attname not in leave
    }


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Where two pictures differ, a line each: code, what, both."""
    found = [f"{code}: chỉ có ở một bên" for code in sorted(one.keys() ^ other.keys())]
    for code in sorted(one.keys() & other.keys()):
        for what in one[code]:
            found += _differ(f"{code} {what}", one[code][what], other[code][what])
    return found


def _differ(where: str, a: Any, b: Any) -> list[str]:
    if a == b:
        return []
    if isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys():
        return [told for name in a for told in _differ(f"{where}.{name}", a[name], b[name])]
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return [
            told for n, pair in enumerate(zip(a, b, strict=True)) for told in _differ(f"{where}.{n}", *pair)
        ]
    return [f"{where}: {a!r} / {b!r}"]
