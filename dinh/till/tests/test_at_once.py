"""Two at the same moment, each with a connection of their own: money is counted once, numbers run on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from dinh.till import rules, services
from dinh.till.models import BankNotice, Payment, Receipt
from dinh.till.services.taking import conserved
from dinh.till.shapes import Outcome

from .builders import NINE, Town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None) -> Town:
    return Town()


def at_once(*deeds: Callable[[], Any]) -> tuple[list[Any], list[Exception]]:
    """What the deeds gave, and what they raised, all begun at the same moment."""
    begin = threading.Barrier(len(deeds))

    def go(deed: Callable[[], Any]) -> Any:
        try:
            begin.wait(20)
            return deed()
        except Exception as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        given = list(pool.map(go, deeds))
    return [g for g in given if not isinstance(g, Exception)], [g for g in given if isinstance(g, Exception)]


def test_the_same_notice_twice_at_once_is_one_payment(town: Town) -> None:
    row = town.bill()
    heard, refused = at_once(*[lambda: town.hear(content=row.code)] * 3)

    assert not refused and sorted(h.outcome for h in heard) == sorted([Outcome.FULL, *[Outcome.REPEATED] * 2])
    assert Payment.objects.count() == Receipt.objects.count() == 1 and BankNotice.objects.count() == 3


def test_cash_and_a_transfer_for_one_bill_at_once_lose_nothing(town: Town) -> None:
    row = town.bill()
    done, refused = at_once(
        lambda: services.take_cash(bill_id=row.pk, amount=14_000, by=town.cashier, at=NINE),
        lambda: town.hear(content=row.code),
    )
    row.refresh_from_db()
    assert row.state == "paid" and conserved(town.ward.pk)
    if refused:
        assert isinstance(refused[0], services.WrongState) and row.receipts.count() == 1
    else:
        assert {getattr(d, "outcome", None) for d in done} >= {Outcome.ALREADY_PAID}
        assert Payment.objects.filter(bill=None).count() == 1


def test_receipts_at_once_have_numbers_without_gaps(town: Town) -> None:
    rows = [town.bill() for _n in range(4)]
    done, refused = at_once(
        *(lambda r=r: services.take_cash(bill_id=r.pk, amount=14_000, by=town.cashier, at=NINE) for r in rows[:2]),
        *(lambda r=r: town.hear(ref=str(r.pk), content=r.code) for r in rows[2:]),
    )  # fmt: skip
    numbers = list(Receipt.objects.values_list("number", flat=True))
    assert (
        not refused and len(done) == 4 and sorted(numbers) == [1, 2, 3, 4] and not rules.numbers.gaps(numbers)
    )
