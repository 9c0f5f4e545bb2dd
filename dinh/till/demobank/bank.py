"""The pretend bank's own book, in a small SQLite file: transfers, and notices to be sent until they are answered."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dinh.till.rules import signing, vietqr

from .behaviours import ENDS, MOST_TRIES, Behaviour, moved, pause, tellings

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
HEADS = ("Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Số dư", "Nội dung")


@dataclass(frozen=True, slots=True)
class Customer:
    """An account kept at the bank, and where its holder wants to be told."""

    bin: str
    number: str
    holder: str
    url: str
    key_id: str
    secret: str


Send = Callable[[str, bytes, dict[str, str]], int]
"""(address, body, headers) -> HTTP status; 0 when nobody answered."""


def send_by_http(url: str, body: bytes, heads: dict[str, str]) -> int:
    """Send one notice."""
    if not url.startswith(("http://", "https://")):
        return 0
    request = urllib.request.Request(url, data=body, headers=heads, method="POST")  # noqa: S310 checked above
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


class Bank:
    """The bank. `customers` is asked each time, so that accounts and keys may change while it runs."""

    def __init__(
        self,
        path: Path,
        customers: Callable[[], Sequence[Customer]],
        *,
        send: Send = send_by_http,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.path, self.customers, self.send, self.clock = path, customers, send, clock
        with self._book() as book:
            book.executescript(
                """
                CREATE TABLE IF NOT EXISTS transfer (
                    id INTEGER PRIMARY KEY, ref TEXT, bin TEXT, number TEXT, amount INTEGER, content TEXT, at REAL);
                CREATE TABLE IF NOT EXISTS telling (
                    id INTEGER PRIMARY KEY, transfer INTEGER, amount INTEGER, broken INTEGER, due REAL,
                    tries INTEGER DEFAULT 0, status INTEGER DEFAULT 0, done INTEGER DEFAULT 0);
                """
            )

    @contextmanager
    def _book(self) -> Iterator[sqlite3.Connection]:
        book = sqlite3.connect(self.path, timeout=30)
        try:
            with book:
                yield book
        finally:
            book.close()

    def pay(self, qr: str, behaviour: Behaviour, *, amount: int | None = None) -> str:
        """A customer pays what a VietQR asks. Gives the reference; NotVietQR or LookupError say why not."""
        asked = vietqr.parse(qr)
        wanted = asked.amount if asked.amount is not None else amount
        if not wanted or wanted <= 0:
            raise vietqr.NotVietQR("Nhập số tiền.")
        if self._customer(asked.bin, asked.number) is None:
            raise LookupError("Tài khoản nhận không có ở ngân hàng mẫu.")
        real, content = moved(behaviour, wanted, asked.purpose)
        now = self.clock()
        with self._book() as book:
            made = book.execute(
                "INSERT INTO transfer (ref, bin, number, amount, content, at) VALUES ('', ?, ?, ?, ?, ?)",
                (asked.bin, asked.number, real, f"NGUYEN VAN MAU {content}".strip(), now),
            ).lastrowid
            ref = f"FT{datetime.fromtimestamp(now, HANOI):%y%m%d}{made:06d}"
            book.execute("UPDATE transfer SET ref = ? WHERE id = ?", (ref, made))
            book.executemany(
                "INSERT INTO telling (transfer, amount, broken, due) VALUES (?, ?, ?, ?)",
                [(made, t.amount, t.broken, now + t.after) for t in tellings(behaviour, real)],
            )
        return ref

    def _customer(self, bin_: str, number: str) -> Customer | None:
        return next((c for c in self.customers() if (c.bin, c.number) == (bin_, number)), None)

    def tell_due(self) -> int:
        """Send every notice whose time has come. Gives how many were sent."""
        now = self.clock()
        with self._book() as book:
            due = book.execute(
                "SELECT telling.id, ref, bin, number, telling.amount, content, at, broken, tries FROM telling"
                " JOIN transfer ON transfer.id = transfer WHERE done = 0 AND due <= ? ORDER BY due LIMIT 50",
                (now,),
            ).fetchall()
        for ident, ref, bin_, number, amount, content, at, broken, tries in due:
            customer = self._customer(bin_, number)
            status = 0 if customer is None else self._tell(customer, ref, amount, content, at, tries < broken)
            done = status in ENDS or tries + 1 >= MOST_TRIES
            with self._book() as book:
                book.execute(
                    "UPDATE telling SET tries = tries + 1, status = ?, done = ?, due = ? WHERE id = ?",
                    (status, int(done), self.clock() + pause(tries), ident),
                )
        return len(due)

    def _tell(self, to: Customer, ref: str, amount: int, content: str, at: float, broken: bool) -> int:
        moment = datetime.fromtimestamp(at, HANOI).isoformat(timespec="seconds")
        body = json.dumps(
            {"ref": ref, "account": to.number, "amount": amount, "content": content, "at": moment}
        ).encode()
        stamp = str(int(self.clock()))
        signature = signing.sign("wrong" if broken else to.secret, stamp, body)
        heads = {"X-Key-Id": to.key_id, "X-Timestamp": stamp, "X-Signature": signature}
        return self.send(to.url, body, heads | {"Content-Type": "application/json"})

    def newest(self, most: int = 30) -> list[tuple[str, str, int, str, float, int, int, int]]:
        """(reference, account, amount, words, when, notices, answered, last status) of the newest transfers."""
        with self._book() as book:
            return book.execute(
                "SELECT ref, number, transfer.amount, content, at, COUNT(telling.id), COALESCE(SUM(done), 0),"
                " COALESCE(MAX(status), 0) FROM transfer LEFT JOIN telling ON transfer.id = transfer"
                " GROUP BY transfer.id ORDER BY transfer.id DESC LIMIT ?",
                (most,),
            ).fetchall()

    def rows(self, number: str, day: date) -> list[tuple[object, ...]]:
        """The statement of an account for a day, with its heading."""
        first = datetime(day.year, day.month, day.day, tzinfo=HANOI).timestamp()
        with self._book() as book:
            before = book.execute(
                "SELECT COALESCE(SUM(amount), 0) FROM transfer WHERE number = ? AND at < ?", (number, first)
            ).fetchone()[0]
            moves = book.execute(
                "SELECT at, ref, amount, content FROM transfer WHERE number = ? AND at >= ? AND at < ? ORDER BY id",
                (number, first, first + 86_400),
            ).fetchall()
        made: list[tuple[object, ...]] = [("SAO KÊ TÀI KHOẢN", number), (), HEADS]
        made.append(("Số dư đầu kỳ", "", "", "", before, ""))
        for at, ref, amount, content in moves:
            before += amount
            made.append(
                (f"{datetime.fromtimestamp(at, HANOI):%d/%m/%Y %H:%M}", ref, "", amount, before, content)
            )
        made.append(("Tổng cộng", "", "", sum(m[2] for m in moves), "", ""))
        made.append(("Số dư cuối kỳ", "", "", "", before, ""))
        return made

    def statement(self, number: str, day: date, kind: str) -> bytes:
        """The statement as csv or xlsx."""
        if kind == "csv":
            out = io.StringIO()
            csv.writer(out).writerows(self.rows(number, day))
            return out.getvalue().encode("utf-8-sig")
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        page = book.create_sheet("Sao kê")
        for row in self.rows(number, day):
            page.append(list(row))
        made = io.BytesIO()
        book.save(made)
        return made.getvalue()
