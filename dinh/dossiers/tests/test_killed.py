"""kill -9 in the middle of an intake and of a step: nothing is half done, and the same sending is done once."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from dinh.ground.testing import Program

COMMON = """
import django
django.setup()
from dinh.ground.testing import die, lay_tables
from dinh.dossiers import services
from dinh.dossiers.models import Dossier, DossierNumber, Holding
from dinh.dossiers.services import book, intake, moving
from dinh.dossiers.tests.builders import MORNING, Ward, at, go, opens
from dinh.catalog.models import ProcedureEdition
from dinh.ground.models import LedgerLine

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


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_in_intake_and_in_a_step_nothing_is_lost_or_doubled(programs: Callable[..., Program]) -> None:
    python = programs(COMMON)
    laid = python(LAY)
    assert laid.returncode == 0, laid.stderr
    for how in ("intake.note = die\n", "moving.Move.settle = die\n"):
        assert python(IN + how + "take(edition)\n").returncode == -signal.SIGKILL
    done = python(LOOK + IN + "take(edition)\ntake(edition)\n" + LOOK)
    assert done.stdout.split("\n")[:2] == ["0 0 0 0", "1 1 1 1"], done.stderr

    step = "go(Dossier.objects.get(), 'tiep-nhan', 'du', None, at(10))\n"
    for how in ("moving.Move.follow = die\n", "moving.Move.reckon = die\n", "book.ground.write = die\n"):
        assert python(how + step).returncode == -signal.SIGKILL
    done = python(LOOK + step + LOOK + "print(*opens(Dossier.objects.get()))\n")
    assert done.stdout.split("\n")[:3] == ["1 1 1 1", "1 1 2 2", "cho-nop-tien"], done.stderr


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_in_a_batch_all_of_it_is_there_or_none(programs: Callable[..., Program]) -> None:
    python = programs(COMMON)
    laid = python(LAY)
    assert laid.returncode == 0, laid.stderr
    come = (
        "for n in range(3):\n"
        "    services.receive(intake=Ward.intake(ward, edition, request_key=str(n)), by=None, at=MORNING)\n"
    )
    assert python(IN + come).returncode == 0
    batch = (
        "from dinh.dossiers.shapes import StepGiven\n"
        "ids = Holding.objects.filter(closed_at=None, step__key='tiep-nhan').order_by('id')\n"
        "given = [StepGiven(pk, 'du') for pk in ids.values_list('pk', flat=True)]\n"
        "done = 'services.step_many(steps=given, by=None, at=at(10))'\n"
    )
    for how in ("book.ground.write_many = die\n", "book.insert = die\n"):
        assert python(batch + how + "eval(done)\n").returncode == -signal.SIGKILL
    done = python(LOOK + batch + "eval(done)\n" + LOOK + batch + "print(len(given))\n")
    assert done.stdout.split("\n")[:3] == ["3 3 3 3", "3 3 6 6", "0"], done.stderr
