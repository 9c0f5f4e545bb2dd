"""Two at the same moment, each with a connection of their own: one decides, numbers have no gaps."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from dinh.dossiers import services
from dinh.dossiers.models import Answer, Dossier
from dinh.dossiers.shapes import StepGiven
from dinh.ground.models import LedgerLine
from dinh.ground.services import verify

from .builders import Ward, at, go, opens, somebody

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward(transactional_db: None) -> Ward:
    return Ward()


def at_once(*deeds: Callable[[], Any]) -> tuple[list[Any], list[Exception]]:
    """What the deeds gave, and what they raised, all begun at the same moment."""
    begin = threading.Barrier(len(deeds))

    def go_on(deed: Callable[[], Any]) -> Any:
        try:
            begin.wait(20)
            return deed()
        except Exception as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        given = list(pool.map(go_on, deeds))
    return [g for g in given if not isinstance(g, Exception)], [g for g in given if isinstance(g, Exception)]


def test_of_two_leaders_one_decides_and_the_other_is_told_who_did(ward: Ward) -> None:
    dossier = ward.receive(ward.procedure())
    go(dossier, "tiep-nhan", "khong-thu", ward.counter, at(9, 5))
    go(dossier, "tham-tra", "dat", ward.officer, at(9, 10))
    row = opens(dossier)["ky"]
    done, refused = at_once(
        *(
            lambda by=by: services.step(holding_id=row.pk, outcome="ky", by=by, at=at(10))
            for by in (ward.leader, ward.deputy)
        )
    )
    assert len(done) == 1 and len(refused) == 1 and isinstance(refused[0], services.WrongState)
    answer = Answer.objects.get()
    assert answer.by_name in str(refused[0])


def test_two_batches_of_the_same_steps_in_other_orders_do_each_step_once(ward: Ward) -> None:
    edition = ward.procedure()
    dossiers = [
        ward.receive(edition, on=at(9, n), applicant=somebody(identity=f"0380790{n:05d}")) for n in range(6)
    ]
    given = [StepGiven(opens(each)["tiep-nhan"].pk, "du") for each in dossiers]
    one = opens(dossiers[3])["tiep-nhan"].pk
    done, refused = at_once(
        lambda: services.step_many(steps=given, by=None, at=at(10)),
        lambda: services.step_many(steps=given[::-1], by=None, at=at(10)),
        lambda: services.step(holding_id=one, outcome="du", by=None, at=at(10)),
    )
    assert all(isinstance(each, services.WrongState) for each in refused)
    told = [each for some in done if isinstance(some, list) for each in some]
    alone = sum(isinstance(each, Dossier) for each in done)
    assert sum(each.ok for each in told) + alone == 6
    assert all("đã xong lúc" in str(each.refused) for each in told if not each.ok)
    assert LedgerLine.objects.filter(deed="dossiers.stepped").count() == 6 and verify().ok


def test_dossiers_taken_in_at_once_are_numbered_without_gaps(ward: Ward) -> None:
    edition = ward.procedure()
    done, refused = at_once(*(lambda n=n: ward.receive(edition, request_key=f"k{n}") for n in range(4)))
    assert not refused and len(done) == 4
    numbers = sorted(int(code[-4:]) for code in Dossier.objects.values_list("code", flat=True))
    assert numbers == [1, 2, 3, 4]


def test_one_draft_sent_twice_at_once_is_one_dossier(ward: Ward) -> None:
    from dinh.catalog.models import ProcedureEdition
    from dinh.dossiers.applicant import Applicant
    from dinh.dossiers.services import online

    edition = ward.procedure(papers=())
    ProcedureEdition.objects.filter(pk=edition.pk).update(online="full")
    draft, _secret = online.begin(edition=edition, unit=ward.ward, account=None, person=None, at=at(8))
    person = {"name": "Nguyễn Văn Mẫu", "kind": "person", "identity": "038079000147", "phone": "", "email": "", "address": ""}  # fmt: skip
    parts = {"applicant": person, "for": "chinh-toi", "acted_for": None}
    online.write(draft_id=draft.pk, step="nguoi-nop", seen=None, at=at(8), parts=parts)
    by = Applicant(None, "Người nộp hồ sơ", ())
    send = lambda: online.submit(draft_id=draft.pk, by=by, account=None, at=at(9))  # noqa: E731
    done, refused = at_once(send, send)
    assert not refused and len({row.pk for row in done}) == 1 and Dossier.objects.count() == 1
