"""kill -9 while a result is being signed: no number is lost, no paper is signed twice, the step is done with it or not at all."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from dinh.ground.testing import Program

from .test_killed import COMMON

LAY = """
lay_tables()
from django.conf import settings
from dinh.catalog.models import ResultKind
from dinh.papers.signing.making_keys import DemoRoot, lay
from dinh.dossiers.tests.test_results import WORDS
ward = Ward()
edition = ward.procedure()
ResultKind.objects.create(edition=edition, code='giay-khai-sinh', name='Giấy khai sinh')
dossier = ward.receive(edition)
go(dossier, 'tiep-nhan', 'khong-thu', None, at(9, 30))
go(dossier, 'tham-tra', 'dat', None, at(10))
services.draft_result(dossier_id=dossier.pk, kind='giay-khai-sinh', words=WORDS, by=None, at=at(10, 30))
lay(settings.DINH_HOME / 'signing', DemoRoot('Gốc thử', at=at(8)), [
    {'holder': f'person:{ward.leader.person_id}', 'name': 'Lê Văn Mẫu', 'body': 'UBND'},
    {'holder': 'unit:16576', 'name': 'UBND phường', 'body': 'Mẫu', 'seals_at_once': True},
])
"""
IN = """
from dinh.dossiers.models import Result, ResultBook, ResultSignature, StoredResult
from dinh.dossiers.services import results
from dinh.town.models import Mandate
from dinh.town.shapes import Actor
given = Mandate.objects.select_related('person', 'unit').filter(role='leader').order_by('pk').first()
leader = Actor(given.person_id, given.person.name, tuple(given.shapes()))
dossier = Dossier.objects.get()
def sign():
    return services.sign_step(holding_id=opens(dossier)['ky'].pk, by=leader, at=at(11))
def look():
    print(*opens(dossier), Result.objects.get().state, sum(ResultBook.objects.values_list('last', flat=True)),
          ResultSignature.objects.count(), StoredResult.objects.count())
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_in_signing_nothing_is_lost_or_doubled(programs: Callable[..., Program]) -> None:
    python = programs(COMMON)
    laid = python(LAY)
    assert laid.returncode == 0, laid.stderr
    for how in ("results.ground.keep = die\n", "results._finish = die\n", "results.step = die\n"):
        assert python(IN + how + "sign()\n").returncode == -signal.SIGKILL

    again = "look()\nsign()\nlook()\ntry:\n    sign()\nexcept KeyError:\n    print('once')\n"
    done = python(IN + again)

    assert done.stdout.split("\n")[:3] == ["ky draft 0 0 0", "tra-ket-qua issued 1 2 1", "once"], done.stderr
