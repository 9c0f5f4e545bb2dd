"""kill -9 in the middle of an intake and of a step: nothing is half done, and the same sending is done once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

COMMON = """
import os, signal
import django
django.setup()
from dinh.ground.testing import lay_tables
from dinh.dossiers import services
from dinh.dossiers.models import Dossier, DossierNumber, Holding
from dinh.dossiers.services import book, intake, moving
from dinh.dossiers.tests.builders import MORNING, Ward, at, go, opens
from dinh.catalog.models import ProcedureEdition
from dinh.ground.models import LedgerLine

def die(*args, **more):
    os.kill(os.getpid(), signal.SIGKILL)

def take(edition):
    return services.receive(intake=Ward.intake(ward, edition, request_key="one"), by=None, at=MORNING)

class There(Ward):
    def __init__(self):
        from dinh.town.models import Office, Unit
        self.ward = Unit.objects.get(code="16576", until=None)
        self.desk = Office.objects.get(kind="trung-tam-hanh-chinh-cong")
"""
LAY = "lay_tables()\nWard().procedure()\n"
IN = "ward = There()\nedition = ProcedureEdition.objects.get()\n"
LOOK = (
    "print(Dossier.objects.count(), sum(DossierNumber.objects.values_list('last', flat=True)),"
    " Holding.objects.count(), LedgerLine.objects.filter(deed__startswith='dossiers.').count())\n"
)


def python(code: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(COMMON) + code],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
        cwd=Path(__file__).parents[3],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "dinh.frame.settings",
            "DINH_HOME": str(home),
            "DINH_DATABASE_URL": f"sqlite:///{home}/town.sqlite3",
        },
    )


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_in_intake_and_in_a_step_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    laid = python(LAY, tmp_path)
    assert laid.returncode == 0, laid.stderr
    for how in ("intake.note = die\n", "moving.Move.settle = die\n"):
        assert python(IN + how + "take(edition)\n", tmp_path).returncode == -signal.SIGKILL
    done = python(LOOK + IN + "take(edition)\ntake(edition)\n" + LOOK, tmp_path)
    assert done.stdout.split("\n")[:2] == ["0 0 0 0", "1 1 1 1"], done.stderr

    step = "go(Dossier.objects.get(), 'tiep-nhan', 'du', None, at(10))\n"
    for how in ("moving.Move.follow = die\n", "moving.Move.reckon = die\n", "book.ground.write = die\n"):
        assert python(how + step, tmp_path).returncode == -signal.SIGKILL
    done = python(LOOK + step + LOOK + "print(*opens(Dossier.objects.get()))\n", tmp_path)
    assert done.stdout.split("\n")[:3] == ["1 1 1 1", "1 1 2 2", "cho-nop-tien"], done.stderr


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_in_a_batch_all_of_it_is_there_or_none(tmp_path: Path) -> None:
    laid = python(LAY, tmp_path)
    assert laid.returncode == 0, laid.stderr
    come = (
        "for n in range(3):\n"
        "    services.receive(intake=Ward.intake(ward, edition, request_key=str(n)), by=None, at=MORNING)\n"
    )
    assert python(IN + come, tmp_path).returncode == 0
    batch = (
        "from dinh.dossiers.shapes import StepGiven\n"
        "ids = Holding.objects.filter(closed_at=None, step__key='tiep-nhan').order_by('id')\n"
        "given = [StepGiven(pk, 'du') for pk in ids.values_list('pk', flat=True)]\n"
        "done = 'services.step_many(steps=given, by=None, at=at(10))'\n"
    )
    for how in ("book.ground.write_many = die\n", "book.insert = die\n"):
        assert python(batch + how + "eval(done)\n", tmp_path).returncode == -signal.SIGKILL
    done = python(LOOK + batch + "eval(done)\n" + LOOK + batch + "print(len(given))\n", tmp_path)
    assert done.stdout.split("\n")[:3] == ["3 3 3 3", "3 3 6 6", "0"], done.stderr
