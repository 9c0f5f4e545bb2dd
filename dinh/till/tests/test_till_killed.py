"""kill -9 in the middle of hearing a notice and of taking cash: nothing half done, and doing it again works."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from dinh.ground.testing import Program

COMMON = """
import os
import django
django.setup()
from dinh.ground.testing import die, lay_tables
from dinh.ground.models import LedgerLine, News
from dinh.till import services
from dinh.till.models import BankNotice, Bill, Payment, Receipt, ReceiptSeries
from dinh.till.services import hearing, taking
from dinh.till.tests.builders import NINE, Town
class Again(Town):
    def __init__(self):
        from dinh.till.models import BankAccount, BankKey
        self.account, self.key = BankAccount.objects.get(), BankKey.objects.get()
def pause(module):
    if os.environ.get("PAUSE"):
        def wait(*args, **more):
            print("half", Payment.objects.count(), Receipt.objects.count(), flush=True)
            die()
        module.note = wait
"""
LAY = """
lay_tables()
town = Town()
print(town.bill().code, flush=True)
"""
HEAR = """
pause(hearing)
print(Again().hear(content=Bill.objects.get().code).outcome.value, flush=True)
"""
TAKE = """
pause(taking)
print(services.take_cash(bill_id=Bill.objects.get().pk, amount=14_000, by=None, at=NINE).number, flush=True)
"""
LOOK = """
print(
    Bill.objects.get().state, Payment.objects.count(), Receipt.objects.count(), BankNotice.objects.count(),
    sum(ReceiptSeries.objects.values_list("last", flat=True)),
    LedgerLine.objects.filter(deed__in=["till.bank-paid", "till.cash-taken"]).count(),
    News.objects.filter(name="till.BillPaid").count(), flush=True,
)
"""


def run(python: Program, code: str) -> str:
    done = python(code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("deed", "said", "after"), [(HEAR, "full", "paid 1 1 1 1 1 1"), (TAKE, "1", "paid 1 1 0 1 1 1")]
)
def test_a_kill_in_the_middle_leaves_nothing_half_done(
    programs: Callable[..., Program], deed: str, said: str, after: str
) -> None:
    python = programs(COMMON, DINH_SECRET_KEY="the same for all of this test")
    run(python, LAY)
    killed = python(deed, PAUSE="1")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert killed.stdout.strip() == "half 1 1", "the transaction was to be open when the blow fell"

    assert run(python, LOOK) == "open 0 0 0 0 0 0"
    assert run(python, deed) == said
    assert run(python, LOOK) == after
    if deed is HEAR:
        assert run(python, deed) == "repeated"
        assert run(python, LOOK) == "paid 1 1 2 1 1 1"
