"""kill -9 in the middle of hearing a notice and of taking cash: nothing half done, and doing it again works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

COMMON = """
import os, sys, time
import django
django.setup()
from dinh.ground.testing import lay_tables
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
            time.sleep(60)
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


def python(code: str, home: Path, **env: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(COMMON) + textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "dinh.frame.settings",
            "DINH_HOME": str(home),
            "DINH_SECRET_KEY": "the same for all of this test",
            "DINH_DATABASE_URL": f"sqlite:///{home}/town.sqlite3",
            **env,
        },
    )


def run(code: str, home: Path) -> str:
    process = python(code, home)
    out, _nothing = process.communicate(timeout=180)
    assert process.returncode == 0
    return out.strip()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("deed", "said", "after"), [(HEAR, "full", "paid 1 1 1 1 1 1"), (TAKE, "1", "paid 1 1 0 1 1 1")]
)
def test_a_kill_in_the_middle_leaves_nothing_half_done(
    tmp_path: Path, deed: str, said: str, after: str
) -> None:
    run(LAY, tmp_path)
    victim = python(deed, tmp_path, PAUSE="1")
    assert victim.stdout is not None
    assert victim.stdout.readline().strip() == "half 1 1", "the transaction was to be open when the blow fell"
    victim.send_signal(signal.SIGKILL)
    victim.wait(timeout=30)

    assert run(LOOK, tmp_path) == "open 0 0 0 0 0 0"
    assert run(deed, tmp_path) == said
    assert run(LOOK, tmp_path) == after
    if deed is HEAR:
        assert run(deed, tmp_path) == "repeated"
        assert run(LOOK, tmp_path) == "paid 1 1 2 1 1 1"
