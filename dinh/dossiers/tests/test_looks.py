"""Who looks at a citizen's data leaves a line that the citizen reads; numbers stay masked until asked for with a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dinh.dossiers import services
from dinh.dossiers.models import Look, Result
from dinh.dossiers.queries import looks
from dinh.dossiers.shapes import LookKind
from dinh.ground import ciphers
from dinh.ground import queries as ledger
from dinh.ground import services as ground
from dinh.town import testing
from dinh.town.models import Person
from dinh.town.shapes import Actor

from .builders import MORNING, Ward, at, somebody

NUMBER = "038079000147"


def signed_in(actor: Actor, name: str = "nhin") -> Client:
    client = Client()
    client.force_login(
        testing.account(Person.objects.get(pk=actor.person_id), name),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


def test_numbers_are_masked_until_asked_for_with_a_reason_that_the_citizen_reads(ward: Ward) -> None:
    dossier = ward.receive(ward.procedure(), on=timezone.now() - timedelta(hours=1))
    client = signed_in(ward.officer)
    page = client.get(f"/ho-so/{dossier.code}/").content.decode()
    assert NUMBER not in page and "••• 147" in page and f"/ho-so/{dossier.code}/lien-he/" in page
    url = f"/ho-so/{dossier.code}/lien-he/"
    assert NUMBER not in client.get(url).content.decode()
    assert client.post(url, {"reason": "  "}).status_code == 422
    answer = client.post(url, {"reason": "gọi hỏi lại ngày sinh"})
    assert NUMBER in answer.content.decode() and "0912000512" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"

    rows, _later = looks.looks_at(dossier.applicant)
    assert [(row.kind, row.reason) for row in rows] == [("numbers", "gọi hỏi lại ngày sinh"), ("page", "")]
    assert rows[0].by_name == "Trịnh Văn Thử" and rows[0].place.startswith("Văn phòng HĐND và UBND")
    line = ledger.story_of(dossier.applicant.ref)[0]
    assert line.deed == "dossiers.personal-seen" and NUMBER not in str(line.data)


def test_a_page_opened_again_on_a_day_is_one_line_and_each_disclosure_its_own(ward: Ward) -> None:
    dossier = ward.receive(ward.procedure(), acted_for=somebody("Trần Thị Thử", "038079000999"))
    people = [dossier.applicant_id, dossier.acted_for_id]
    for n in range(3):
        looks.record(citizens=people, kind=LookKind.PAGE, by=ward.officer, at=at(9, n), dossier_id=dossier.pk)
    assert Look.objects.count() == 2
    looks.record(citizens=people, kind=LookKind.PAGE, by=ward.counter, at=at(9), dossier_id=dossier.pk)
    assert Look.objects.count() == 4
    for n in range(2):
        services.see_personal(dossier_id=dossier.pk, reason="hỏi lại", by=ward.officer, at=at(10, n))
    assert Look.objects.filter(kind="numbers").count() == 4
    assert looks.record(citizens=people, kind=LookKind.PAGE, by=None, at=MORNING) == 0


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_without_the_mandate_nothing_is_shown_and_no_line_is_written(ward: Ward, who: str) -> None:
    dossier = ward.receive(ward.procedure())
    with pytest.raises(services.NotAllowed):
        services.see_personal(dossier_id=dossier.pk, reason="tò mò", by=getattr(ward, who), at=MORNING)
    assert not Look.objects.exists()


def test_a_look_that_cannot_be_opened_leaves_no_line(ward: Ward, settings: Any) -> None:
    dossier = ward.receive(ward.procedure())
    settings.DINH_FIELD_KEY = ciphers.new_key()
    with pytest.raises(services.WrongState, match="thiếu khóa"):
        services.see_personal(dossier_id=dossier.pk, reason="hỏi lại", by=ward.officer, at=MORNING)
    assert not Look.objects.exists()


def test_the_lines_page_without_gaps_and_in_one_query(ward: Ward, django_assert_max_num_queries: Any) -> None:
    dossier = ward.receive(ward.procedure())
    for n in range(5):
        services.see_personal(dossier_id=dossier.pk, reason=f"lần {n}", by=ward.officer, at=at(10, n))
    with django_assert_max_num_queries(1):
        first, cursor = looks.looks_at(dossier.applicant, limit=3)
    rest, end = looks.looks_at(dossier.applicant, after=cursor, limit=3)
    assert [row.reason for row in [*first, *rest]] == [f"lần {n}" for n in (4, 3, 2, 1, 0)] and end == ""


def test_only_who_answers_for_an_office_sees_who_looked(ward: Ward) -> None:
    dossier = ward.receive(ward.procedure(), on=timezone.now() - timedelta(hours=1))
    services.see_personal(dossier_id=dossier.pk, reason="đối chiếu", by=ward.officer, at=timezone.now())
    url = f"/ho-so/{dossier.code}/ai-da-xem/"
    assert signed_in(ward.officer, "cb").get(url).status_code == 403
    shown = signed_in(ward.leader, "ld").get(url).content.decode()
    assert "Trịnh Văn Thử" in shown and "đối chiếu" in shown


def test_a_printed_paper_and_a_result_are_looks_too(ward: Ward) -> None:
    dossier = ward.receive(ward.procedure(), on=timezone.now() - timedelta(hours=1))
    result = Result(
        dossier=dossier, kind="x", name="Giấy mẫu", unit=ward.ward, citizen=dossier.applicant, state="issued",
        symbol="1/GM", sha256=ground.keep(stream_or_bytes=b"%PDF-1.4\n%mau\n", name="a.pdf").sha256, made_at=MORNING,
    )  # fmt: skip
    result.save()
    client = signed_in(ward.officer)
    assert client.get(f"/ho-so/{dossier.code}/giay-tiep-nhan/").status_code == 200
    assert [row.kind for row in looks.looks_at(dossier.applicant)[0]] == ["page"]
    url = reverse("dossiers.result_file", args=[dossier.code, result.pk])
    assert client.get(url).status_code == 200
    assert [row.kind for row in looks.looks_at(dossier.applicant)[0]] == ["result", "page"]
    assert signed_in(ward.viewer, "x").get(url).status_code == 404
    assert Look.objects.filter(kind="result").count() == 1
