"""The pretend bank: each behaviour ends as it should, nothing it was asked to tell is lost, its statement is read back."""

from __future__ import annotations

import threading
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dinh.till import services
from dinh.till.demo import furnish
from dinh.till.demobank.app import server_of
from dinh.till.demobank.bank import Bank, Customer
from dinh.till.demobank.behaviours import SLOW, Behaviour
from dinh.till.models import BankAccount, Bill, Payment
from dinh.till.qr import transfer_text
from dinh.till.services.taking import conserved
from dinh.town.testing import HANOI

from .builders import DAY, NINE, Town


class World:
    """The bank wired straight to our entrance, with a clock that is moved by hand."""

    def __init__(self, town: Town, path: Path) -> None:
        self.town, self.now, self.down, self.heard = town, NINE.timestamp(), 0, []
        one = town.account
        self.customer = Customer(
            one.bin, one.number, one.holder, "x", town.key.key_id, services.secret_of(town.key.key_id)
        )
        self.path = path / "bank.sqlite3"
        self.open()

    def open(self) -> None:
        self.bank = Bank(self.path, lambda: [self.customer], send=self.send, clock=lambda: self.now)

    def send(self, _url: str, body: bytes, heads: dict[str, str]) -> int:
        if self.down:
            self.down -= 1
            return 0
        heard = services.hear_notice(
            slug=self.town.account.slug, raw=body, key_id=heads["X-Key-Id"], timestamp=heads["X-Timestamp"],
            signature=heads["X-Signature"], at=datetime.fromtimestamp(self.now, HANOI),
        )  # fmt: skip
        self.heard.append(heard.outcome.value)
        return heard.status

    def run(self, seconds: int = 60) -> None:
        for _n in range(seconds):
            self.bank.tell_due()
            self.now += 1

    def pay(self, row: Bill, behaviour: Behaviour) -> None:
        self.bank.pay(transfer_text(row), behaviour)
        self.run()


@pytest.fixture
def world(town: Town, tmp_path: Path) -> World:
    return World(town, tmp_path)


@pytest.mark.parametrize(
    ("behaviour", "heard", "state"),
    [
        ("right", ["full"], "paid"),
        ("short", ["part"], "part"),
        ("over", ["over"], "paid"),
        ("no-code", ["unknown-order"], "open"),
        ("slow", ["full"], "paid"),
        ("twice", ["full", "repeated", "repeated"], "paid"),
        ("flaky", ["bad-signature", "bad-signature", "full"], "paid"),
        ("silent", [], "open"),
        ("mistold", ["over"], "paid"),
    ],
)
def test_each_behaviour_ends_as_it_should(world: World, behaviour: str, heard: list[str], state: str) -> None:
    row = world.town.bill()
    world.pay(row, Behaviour(behaviour))
    row.refresh_from_db()
    assert (world.heard, row.state) == (heard, state) and conserved(world.town.ward.pk)


def test_a_slow_notice_comes_when_it_should(world: World) -> None:
    world.bank.pay(transfer_text(world.town.bill()), Behaviour.SLOW)
    world.run(int(SLOW) - 1)
    assert world.heard == []


def test_what_nobody_answered_is_told_on_also_after_a_restart(world: World) -> None:
    row = world.town.bill()
    world.down = 3
    world.bank.pay(transfer_text(row), Behaviour.RIGHT)
    world.run(2)
    world.open()
    world.run(60)
    row.refresh_from_db()
    assert world.heard == ["full"] and row.state == "paid"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_its_statement_is_read_back_and_shows_what_was_not_told(world: World, kind: str) -> None:
    town = world.town
    for behaviour in (Behaviour.RIGHT, Behaviour.SILENT, Behaviour.MISTOLD):
        world.pay(town.bill(), behaviour)

    services.load_statement(
        account_id=town.account.pk, name=f"a.{kind}", contents=world.bank.statement(town.account.number, DAY, kind),
        by=town.cashier, at=NINE,
    )  # fmt: skip
    day = services.reconcile_day(unit=town.ward, day=DAY, by=town.cashier, at=NINE)

    assert day.matched == 1
    assert Counter(day.items.values_list("kind", flat=True)) == {"missing-here": 1, "amount": 1}


def test_its_page_takes_a_qr_and_says_what_is_wrong(world: World) -> None:
    server = server_of(world.bank, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{server.server_address[1]}"

    def post(**typed: Any) -> tuple[int, str]:
        data = urllib.parse.urlencode(typed).encode()
        try:
            with urllib.request.urlopen(f"{base}/tra", data=data, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    try:
        text = transfer_text(world.town.bill())
        with urllib.request.urlopen(f"{base}/?{urllib.parse.urlencode({'qr': text})}", timeout=10) as shown:
            assert "14.000 đồng" in shown.read().decode()
        status, body = post(qr=text, way="twice")
        assert status == 200 and "số tham chiếu FT" in body
        assert post(qr="<script>", way="right") == (422, post(qr="<script>", way="right")[1])
        assert "<script>" not in post(qr="<script>", way="right")[1]
        assert post(qr=text, way="nothing")[0] == 422
        with urllib.request.urlopen(
            f"{base}/sao-ke.csv?tai-khoan={world.town.account.number}&ngay={DAY}", timeout=10
        ) as got:
            assert "FT" in got.read().decode("utf-8-sig")
    finally:
        server.shutdown()
        server.server_close()
    world.run()
    assert world.heard == ["full", "repeated", "repeated"] and Payment.objects.count() == 1


@pytest.mark.django_db
def test_the_demo_gives_the_wards_an_account_and_no_bill() -> None:
    from dinh.frame.clock import PretendClock
    from dinh.town import testing

    testing.unit("16576"), testing.unit("14812")
    said: list[str] = []
    for _again in range(2):
        furnish(size="small", seed=7, clock=PretendClock(DAY), say=said.append)
    assert BankAccount.objects.count() == 2 and not Bill.objects.exists() and said[-1] == "Quầy thu: đã có"
    assert all(row.keys.count() == 1 for row in BankAccount.objects.all())
