"""Every page, form and file of the till is handed nonsense, and the bank's entrance what a bank would never write."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dinh.look.nonsense import FINE, addresses, walk
from dinh.till import services
from dinh.till.models import Payment, ReconciliationItem
from dinh.till.pages import payer, routes
from dinh.town import testing

from .builders import Town
from .test_pages import browser, tell


@pytest.fixture
def known(town: Town) -> dict[str, str]:
    """A bill partly paid in another unit, money that is held, a difference, money handed over."""
    at = timezone.now() - timedelta(hours=1)
    bill = town.bill(also_at=town.other, at=at)
    receipt = services.take_cash(bill_id=bill.pk, amount=4_000, by=town.neighbour, at=at)
    sent = services.hand_over(taker=town.other, unit=town.ward, amount=1_000, by=town.neighbour, at=at)
    town.hear(ref="FT1", amount=9_000, content="khong ro", at=at)
    services.reconcile_day(unit=town.ward, day=timezone.localdate(), by=town.cashier, at=at)
    item = ReconciliationItem.objects.first()
    return {
        "code": bill.code, "secret": bill.secret, "receipt_id": str(receipt.pk), "remittance_id": str(sent.pk),
        "payment_id": str(Payment.objects.get(bill=None).pk), "account_id": str(town.account.pk), "account": town.account.slug,
        "item_id": str(item.pk if item else 1),
    }  # fmt: skip


def test_the_till_answers_nonsense(known: dict[str, str], town: Town) -> None:
    # The receipt's PDF is drawn by a test of its own.
    desk = addresses(routes, known, ("in.pdf", "thanh-toan", "ngan-hang"))
    for role in ("cashier", "leader"):
        sent = walk(browser(testing.actor(role, town.ward, name=f"Người {role} thử")), desk)
        assert sent >= 40, role


def test_the_payer_s_page_answers_nonsense(known: dict[str, str], town: Town) -> None:
    ours = [each for each in routes if "thanh-toan" in str(each.pattern)]
    assert walk(Client(), addresses(ours, known)) >= 3
    payer._tries._counts.clear()
    assert walk(Client(), addresses(ours, known | {"secret": "khong-dung"})) >= 3


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\x00", b"[]", b"null", b"1e400", b'{"ref": {}}', b"\xff\xfe", b'{"ref": "A", "amount": NaN}', b"[" * 5000,
        b'{"ref": "A", "account": 1, "amount": "x", "content": [], "at": null}',
        b'{"ref": "A", "account": "x", "amount": 1e400, "content": "a\\u0000b", "at": "2026-13-45"}',
        b'{"ref": "\\ud800", "account": "x", "amount": -1, "content": "", "at": "9999-12-31T23:59:59+00:00"}',
    ],
)  # fmt: skip
def test_the_entrance_of_banks_answers_nonsense_rightly_signed(town: Town, raw: bytes) -> None:
    answer = tell(town, raw)
    assert answer.status_code in FINE and answer.status_code >= 400, raw
    assert not Payment.objects.exists()
