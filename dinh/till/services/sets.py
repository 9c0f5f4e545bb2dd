"""Bills and their money set by set: what `bill`, `take_cash`, `hear_notice` and `cancel_bill` would leave behind, as text that
is set down again and again. Whoever plays money made up asks for the text of a `Course` once, fills it for each bill with the
values of `Tills`, and hands the rows back to `Sheaf.write`. Only this room knows its tables."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, connection, models
from django.utils import timezone

from dinh.ground.copying import NOTHING, copy_in, names_of, numbers, row_text
from dinh.ground.holes import hole
from dinh.ground.services import Mould, Others
from dinh.ground.shapes import Ref
from dinh.town.shapes import Actor

from .. import rules
from ..models import (
    BankAccount,
    BankKey,
    BankNotice,
    Bill,
    BillLine,
    Payment,
    Receipt,
    ReceiptSeries,
    Reconciliation,
    Till,
)
from ..rules.bills import Book
from ..shapes import BillState, Channel, Line, Outcome
from .accounts import secret_of
from .common import first_open, name_of, person_id
from .hearing import Heard, answer_of, hear_notice

TABLES: tuple[type[models.Model], ...] = (Bill, BillLine, Payment, Receipt, BankNotice)
_POINTED_AT = (Bill, Payment, Receipt)
BILLED, PAID, CANCELLED = "billed", "paid", "cancelled"


class Crossed(Exception):
    """Somebody gave a receipt, or made a bill of the same code, while these were being written."""


# ---------------------------------------------------------------- one bill as text


@dataclass(frozen=True, slots=True)
class Course:
    """A bill as asked for, and what becomes of it: paid at once in full, or not; asked for no more, or not. Its texts may
    hold holes of whoever asks; those of this room are filled by `Tills.values`."""

    about: Ref
    unit: str
    title: str
    payer: str
    searched: tuple[str, str]
    """The words of payer and title as search finds them, folded and marked."""
    lines: tuple[Line, ...]
    asked_at: datetime
    paid_at: datetime | None = None
    channel: Channel = Channel.CASH
    by: Actor | None = None
    """Who takes the cash."""
    cancelled_at: datetime | None = None
    why: str = ""

    @property
    def amount(self) -> int:
        return sum(line.amount for line in self.lines)

    def tables(self) -> list[str]:
        """The rows, a text for each of TABLES."""
        rows: list[list[models.Model]] = [
            [self._bill()],
            [
                BillLine(
                    bill_id=hole("bill"),
                    position=n,
                    words=line.words.strip()[:300],
                    quantity=line.quantity,
                    price=line.price,
                    amount=line.amount,
                )
                for n, line in enumerate(self.lines, 1)
            ],
            [],
            [],
            [],
        ]
        if self.paid_at is not None:
            rows[2:4] = [self._payment()], [self._receipt()]
            if self.channel is Channel.BANK:
                rows[4] = [self._notice()]
        return ["".join(_row(row) for row in some) for some in rows]

    def _bill(self) -> Bill:
        book = Book(self.amount, self.amount if self.paid_at else 0)
        if self.cancelled_at is not None:
            book = rules.bills.cancel(book)
        code = hole("bill words")
        row: Any = Bill(
            pk=hole("bill"),
            code=hole("bill code"),
            secret=hole("bill secret"),
            about_kind=self.about.kind,
            about_id=str(self.about.id),
            title=" ".join(self.title.split())[:300],
            payer=self.payer,
            amount=book.amount,
            received=book.received,
            state=book.state.value,
            cancelled_at=self.cancelled_at,
            cancelled_why=self.why.strip()[:600],
            cancelled_by_name=name_of(None) if self.cancelled_at else "",
            paid_at=self.paid_at,
            by_name=name_of(None),
            at=self.asked_at,
            search=f" {code} {self.searched[0]} | {code} {self.searched[1]} ",
        )
        row.unit_id, row.account_id = self.unit, hole("account")
        return row

    def _payment(self) -> Payment:
        bank = self.channel is Channel.BANK
        at: Any = self.paid_at
        row: Any = Payment(
            pk=hole("payment"),
            channel=self.channel.value,
            amount=self.amount,
            bank_ref=hole("bank ref") if bank else "",
            content=hole("bank words") if bank else "",
            outcome=Outcome.FULL.value if bank else "",
            paid_at=at,
            by_name=name_of(None if bank else self.by),
            at=at,
        )
        row.bill_id, row.unit_id, row.counted_on = hole("bill"), self.unit, hole("counted")
        row.account_id = hole("account") if bank else None
        row.by_id = None if bank else person_id(self.by)
        return row

    def _receipt(self) -> Receipt:
        at: Any = self.paid_at
        row: Any = Receipt(
            pk=hole("receipt"),
            series=hole("series"),
            amount=self.amount,
            payer=self.payer,
            by_name=name_of(None if self.channel is Channel.BANK else self.by),
            at=at,
        )
        row.payment_id, row.bill_id, row.unit_id = hole("payment"), hole("bill"), self.unit
        row.year, row.number = hole("year"), hole("receipt number")
        return row

    def _notice(self) -> BankNotice:
        at: Any = self.paid_at
        row: Any = BankNotice(
            received_at=at,
            key_id=hole("key"),
            timestamp=hole("stamp"),
            signature=hole("signature"),
            bank_ref=hole("bank ref"),
            amount=self.amount,
            outcome=Outcome.FULL.value,
            answer=answer_of(Outcome.FULL, hole("bank ref")),
        )
        row.account_id, row.payment_id, row.raw = hole("account"), hole("payment"), hole("raw")
        return row

    def line(self, which: str) -> tuple[str, ...]:
        """A line of the ledger, as `Mould` and `Others` have it, one after the other."""
        code: dict[str, Any] = {"code": hole("bill code")}
        if which == BILLED:
            told = Mould.of(
                "till.billed", "bill", None, self.asked_at, code | {"amount": self.amount, "due": None}
            )
            return (*told, *Others.of(self.about))
        if which == CANCELLED:
            assert self.cancelled_at is not None
            why = self.why.strip()[:600]
            told = Mould.of("till.cancelled", "bill", None, self.cancelled_at, code | {"reason": why})
            return (*told, *Others.of(self.about))
        assert self.paid_at is not None
        data = code | {"amount": self.amount, "receipt": hole("receipt shown")}
        receipt, payment = Ref("receipt", hole("receipt")), Ref("payment", hole("payment"))
        if self.channel is Channel.BANK:
            data |= {"ref": hole("bank ref"), "outcome": Outcome.FULL.value}
            told = Mould.of("till.bank-paid", "bill", None, self.paid_at, data)
            return (*told, *Others.of(self.about, payment, receipt))
        by = self.by.ref if self.by else None
        told = Mould.of("till.cash-taken", "bill", by, self.paid_at, data)
        return (*told, *Others.of(self.about, receipt))


def _row(row: models.Model) -> str:
    return row_text(row) if type(row) in _POINTED_AT else row_text(row, "id")


# ---------------------------------------------------------------- what a bank would say


def _said(ref: str, account: str, amount: int, content: str, at: str) -> bytes:
    return json.dumps(
        {"ref": ref, "account": account, "amount": amount, "content": content, "at": at}
    ).encode()


def _words(code: str) -> str:
    return f"{code} nop phi, le phi"


def bank_says(bill: Bill, ref: str, at: datetime) -> Heard:
    """Let the bank of the bill's account say that all that is owed came, signed with its key: what `Tills` writes set by
    set."""
    account = bill.account
    assert account is not None
    raw = _said(ref, account.number, bill.owed, _words(bill.code), timezone.localtime(at).isoformat())
    key = key_on(account.keys.all(), timezone.localdate(at))
    assert key is not None
    stamp = str(int(at.timestamp()))
    return hear_notice(
        slug=account.slug,
        raw=raw,
        key_id=key.key_id,
        timestamp=stamp,
        signature=rules.signing.sign(secret_of(key.key_id), stamp, raw),
        at=at,
    )


def key_on(keys: Iterable[BankKey], day: date) -> BankKey | None:
    """A key that holds the whole day."""
    begin = timezone.make_aware(datetime.combine(day, time()))
    alive = (
        key for key in keys if key.since <= begin and (not key.until or key.until > begin + timedelta(days=1))
    )
    return min(alive, key=lambda key: key.pk, default=None)


# ---------------------------------------------------------------- many bills


@dataclass(frozen=True, slots=True)
class Asked:
    """One bill of a day: its place among the day's, its unit, when and how it is paid."""

    nth: int
    unit: int
    paid_at: datetime | None
    channel: Channel


@dataclass(slots=True)
class Sheaf:
    """What a day brings, ready to be written."""

    texts: list[list[bytes]] = field(default_factory=lambda: [[] for _model in TABLES])
    taken: list[tuple[int, str, int, int, int]] = field(default_factory=list)
    """Of each unit, series and year: how many receipts, and the last number."""

    def write(self) -> None:
        """Write it in the caller's transaction. Raises Crossed when somebody else was faster."""
        for row in self.taken:
            self._take(*row)
        for model, text in zip(TABLES, self.texts, strict=True):
            names = names_of(model) if model in _POINTED_AT else names_of(model, "id")
            if text:
                try:
                    copy_in(model, names, text)
                except IntegrityError as there:
                    raise Crossed from there

    @staticmethod
    def _take(unit: int, series: str, year: int, count: int, last: int) -> None:
        table = ReceiptSeries._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (unit_id, series, year, last) VALUES (%s, %s, %s, %s) "  # noqa: S608 our own
                f"ON CONFLICT (unit_id, series, year) DO UPDATE SET last = {table}.last + excluded.last RETURNING last",
                [unit, series, year, count],
            )
            if cursor.fetchone()[0] != last:
                raise Crossed


class Tills:
    """The tills of some units as far as they are asked for between two days: accounts and keys, closed days, numbers of
    receipts and codes of bills."""

    def __init__(self, units: Collection[int], first: date, last: date) -> None:
        self.units, self.first, self.last = sorted(units), first, last
        accounts = BankAccount.objects.filter(unit__in=units).order_by("-since", "-pk")
        self._accounts: dict[int, list[BankAccount]] = defaultdict(list)
        for row in accounts.prefetch_related("keys"):
            self._accounts[row.unit_id].append(row)
        closed = Reconciliation.objects.filter(
            unit__in=units, day__gte=first, day__lte=last + timedelta(days=62), closed_at__isnull=False
        )
        self._closed: dict[int, set[date]] = defaultdict(set)
        for unit, day in closed.values_list("unit_id", "day"):
            self._closed[unit].add(day)
        self._doors: dict[tuple[int, date], dict[str, str]] = {}
        self._secrets: dict[str, str] = {}
        self._series: dict[int, str] = {}
        self._last: dict[tuple[int, int], int] = {}
        self._codes = Codes(range(0), ())
        self._receipts: dict[int, tuple[int, int]] = {}
        self._payments = range(0)

    def told(self) -> list[Any]:
        """What there is, in short: where it is another, other money would be played."""
        return [
            [unit, row.pk, str(row.since), str(row.until), sorted(key.key_id for key in row.keys.all())]
            for unit, rows in sorted(self._accounts.items())
            for row in rows
        ]

    def hears(self, unit: int, day: date) -> bool:
        """Whether money can come to a unit's account that day, and be told."""
        return bool(self._door(unit, day)["key"])

    def _door(self, unit: int, day: date) -> dict[str, str]:
        found = self._doors.get((unit, day))
        if found is None:
            account = next((row for row in self._accounts[unit] if row.alive_on(day)), None)
            key = key_on(account.keys.all(), day) if account else None
            found = {
                "account": str(account.pk) if account else NOTHING,
                "number": account.number if account else "",
                "key": key.key_id if key else "",
                "series": self._series.get(unit, ""),
                "year": str(day.year),
                "counted": first_open(day, self._closed[unit]).isoformat(),
            }
            self._doors[unit, day] = found
        return found

    def open(self, bills: range) -> None:
        """Before the first day, in a transaction: every unit has its till. `bills` are the numbers of the bills to come."""
        there = dict(Till.objects.filter(unit__in=self.units).values_list("unit_id", "series"))
        Till.objects.bulk_create([Till(unit_id=unit) for unit in self.units if unit not in there])
        self._series = dict(Till.objects.filter(unit__in=self.units).values_list("unit_id", "series"))
        for unit, series, year, last in ReceiptSeries.objects.filter(unit__in=self.units).values_list(
            "unit_id", "series", "year", "last"
        ):
            if self._series[unit] == series:
                self._last[unit, year] = last
        years = range(self.first.year, self.last.year + 1)
        taken = models.Q()
        for year in years:
            taken |= models.Q(code__startswith=f"{rules.codes.PREFIX}{year % 100:02d}")
        self._codes = Codes(bills, Bill.objects.filter(taken).values_list("pk", "code").iterator())
        self._doors.clear()

    def begin(self, asked: Sequence[Asked]) -> Sheaf:
        """A day's bills: those that are paid get their receipts in the order of time. In a transaction."""
        sheaf = Sheaf()
        paid = sorted((each.paid_at, each.nth, each.unit) for each in asked if each.paid_at)
        payments, receipts = numbers(Payment, len(paid)).start, numbers(Receipt, len(paid)).start
        self._receipts.clear()
        counts: dict[tuple[int, int], int] = defaultdict(int)
        for place, (at, nth, unit) in enumerate(paid):
            key = unit, timezone.localdate(at).year
            self._last[key] = rules.numbers.following(self._last.get(key, 0))
            counts[key] += 1
            self._receipts[nth] = (place, self._last[key])
        self._payments = range(payments, payments + len(paid))
        self._first_receipt = receipts
        sheaf.taken = [
            (unit, self._series[unit], year, count, self._last[unit, year])
            for (unit, year), count in sorted(counts.items())
        ]
        return sheaf

    def named(self, bill: int, day: date) -> dict[str, str]:
        """What names a bill of a day."""
        code = self._codes.of(bill, day.year)
        return {"bill": str(bill), "bill code": code, "bill words": code.lower()}

    def values(
        self, asked: Asked, bill: int, day: date, amount: int, ref: str, secret: str
    ) -> dict[str, str]:
        """What the holes of this room are filled with. `ref`: the bank's reference, nobody else's."""
        found = self._door(asked.unit, day) | self.named(bill, day)
        found["bill secret"] = secret
        if asked.paid_at is None:
            return found
        place, number = self._receipts[asked.nth]
        found["payment"], found["receipt"] = str(self._payments[place]), str(self._first_receipt + place)
        found["receipt number"] = str(number)
        found["receipt shown"] = rules.numbers.shown(found["series"], day.year, number)
        if asked.channel is Channel.BANK:
            found["bank ref"], found["bank words"] = ref, _words(found["bill code"])
            at = asked.paid_at
            raw = _said(ref, found["number"], amount, found["bank words"], at.isoformat())
            stamp = str(int(at.timestamp()))
            found["stamp"], found["raw"] = stamp, "\\\\x" + raw.hex()
            found["signature"] = rules.signing.sign(self._secret(found["key"]), stamp, raw)
        return found

    def _secret(self, key_id: str) -> str:
        if key_id not in self._secrets:
            self._secrets[key_id] = secret_of(key_id)
        return self._secrets[key_id]


# ---------------------------------------------------------------- codes


class Codes:
    """Codes of bills by their numbers: each number has its own among all there can be, so that none comes twice and none has
    to be looked for; those that a bill made singly has already are passed over."""

    STEP = 443_751_841  # without a divisor in common with how many codes there are: each number has a code of its own

    def __init__(self, bills: range, there: Iterable[tuple[int, str]]) -> None:
        self.bills = bills
        self._back = pow(self.STEP, -1, ALL)
        self._taken: set[tuple[str, int]] = set()
        for pk, code in there:
            number = self._number(code)
            if number >= FAR or (number in bills and number != pk):
                self._taken.add((code[len(rules.codes.PREFIX) :][:2], number))

    def of(self, bill: int, year: int) -> str:
        number, two = bill, f"{year % 100:02d}"
        if self._taken:
            while (two, number) in self._taken:
                number = FAR + bill if number == bill else number + len(self.bills)
        place = number * self.STEP % ALL
        signs = []
        for _n in range(rules.codes.BODY):
            place, sign = divmod(place, len(rules.codes.SIGNS))
            signs.append(rules.codes.SIGNS[sign])
        signed = iter(signs)
        return rules.codes.make(year, lambda _signs: next(signed))

    def _number(self, code: str) -> int:
        place = 0
        for sign in reversed(code[len(rules.codes.PREFIX) + 2 : -1]):
            place = place * len(rules.codes.SIGNS) + rules.codes.SIGNS.index(sign)
        return place * self._back % ALL


ALL = len(rules.codes.SIGNS) ** rules.codes.BODY
FAR = ALL // 2
"""No bill's number comes so far: from here on are the codes of those whose own is taken."""

__all__ = [
    "BILLED",
    "CANCELLED",
    "PAID",
    "TABLES",
    "Asked",
    "BillState",
    "Codes",
    "Course",
    "Crossed",
    "Sheaf",
    "Tills",
    "bank_says",
]
