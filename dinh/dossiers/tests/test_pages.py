"""The room's pages, without a browser: what they show, refuse and lead to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dinh.dossiers import services
from dinh.dossiers.models import Dossier
from dinh.town import testing
from dinh.town.models import Person
from dinh.town.shapes import Actor

from .builders import Ward, go, opens


@pytest.fixture
def edition(ward: Ward) -> Any:
    return ward.procedure()


def signed_in(actor: Actor, name: str = "thu") -> Client:
    client = Client()
    client.force_login(
        testing.account(Person.objects.get(pk=actor.person_id), name),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


def recently(ward: Ward, edition: Any, **more: Any) -> Dossier:
    return ward.receive(edition, on=timezone.now() - timedelta(hours=1), **more)


def typed(edition: Any, **more: Any) -> dict[str, Any]:
    given = {
        "applicant_kind": "person", "applicant_name": "Nguyễn Văn Mẫu", "applicant_identity": "038079000147",
        "channel": "direct", "copies": "1", "pages": "1", "viec": "nhan", "request_key": "k1",
    }  # fmt: skip
    for paper in edition.papers.all():
        given[f"paper-{paper.pk}"] = "on"
        given[f"paper-{paper.pk}-o"] = str(paper.originals)
        given[f"paper-{paper.pk}-c"] = str(paper.copies)
    return {**given, **more}


def test_nobody_sees_dossiers_without_signing_in(client: Client) -> None:
    for url in ("/ho-so/", "/ho-so/nhan/", "/ho-so/so-theo-doi/", "/ho-so/X38.165.76-261120-0001/"):
        assert client.get(url).status_code == 302


def test_the_counter_takes_a_dossier_in_and_prints_its_receipt(ward: Ward, edition: Any) -> None:
    client = signed_in(ward.counter)
    page = client.get("/ho-so/nhan/?q=khai+sinh")
    assert "?thu-tuc=1.004884" in page.content.decode()
    form = client.get("/ho-so/nhan/?thu-tuc=1.004884").content.decode()
    assert "Giấy tờ có thông tin khai sinh" in form and "10.000" in form

    paper = edition.papers.first()
    scan = SimpleUploadedFile("tờ khai.pdf", b"%PDF-1.4\n%mau\n", "application/pdf")
    answer = client.post("/ho-so/nhan/?thu-tuc=1.004884", typed(edition, **{f"paper-{paper.pk}-f": scan}))
    dossier = Dossier.objects.get()
    assert answer.status_code == 302 and answer.url == f"/ho-so/{dossier.code}/giay-tiep-nhan/"
    receipt = client.get(answer.url).content.decode()
    assert dossier.code in receipt and "<svg" in receipt and "Mẫu số 01" in receipt and "••• 147" in receipt
    assert "UBND tỉnh Thanh Hóa" in receipt and "UBND phường Ngọc Sơn" in receipt
    assert f'href="/ho-so/{dossier.code}/giay/tiep-nhan.pdf"' in receipt

    kept = dossier.papers.exclude(sha256="").get()
    file = client.get(f"/ho-so/{dossier.code}/giay-to/{kept.pk}/")
    assert file.status_code == 200 and b"".join(file.streaming_content).startswith(b"%PDF")
    again = client.post("/ho-so/nhan/?thu-tuc=1.004884", typed(edition))
    assert again.url == answer.url and Dossier.objects.count() == 1


def test_a_missing_paper_is_said_beside_its_field_and_nothing_typed_is_lost(ward: Ward, edition: Any) -> None:
    client = signed_in(ward.counter)
    given = typed(edition)
    last = edition.papers.last()
    del given[f"paper-{last.pk}"]
    page = client.post("/ho-so/nhan/?thu-tuc=1.004884", given)
    said = page.content.decode()
    assert page.status_code == 422 and "Thiếu “Giấy tờ có thông tin khai sinh”: cần 1 bản sao." in said
    assert f'href="#id_paper-{last.pk}"' in said and "038079000147" in said
    assert not Dossier.objects.exists()


def test_a_refusal_at_the_counter_asks_for_its_reason(ward: Ward, edition: Any) -> None:
    client = signed_in(ward.counter)
    assert client.post("/ho-so/nhan/?thu-tuc=1.004884", typed(edition, viec="tu-choi")).status_code == 422
    client.post(
        "/ho-so/nhan/?thu-tuc=1.004884",
        typed(edition, viec="tu-choi", refuse_reason="Không thuộc thẩm quyền."),
    )
    dossier = Dossier.objects.get()
    assert dossier.business == "refused"
    assert "Mẫu số 03" in client.get(f"/ho-so/{dossier.code}/giay-tiep-nhan/").content.decode()


def test_only_who_receives_sees_the_counter(ward: Ward, edition: Any) -> None:
    client = signed_in(ward.viewer)
    assert client.get("/ho-so/nhan/").status_code == 403
    assert client.get("/ho-so/").status_code == 200


def test_the_dossier_shows_the_deeds_of_the_moment_and_no_others(ward: Ward, edition: Any) -> None:
    dossier = recently(ward, edition)
    page = signed_in(ward.counter).get(f"/ho-so/{dossier.code}/").content.decode()
    assert "Ghi kết quả: Tiếp nhận" in page and "••• 147" in page and "038079000147" not in page
    seen = signed_in(ward.viewer, "xem").get(f"/ho-so/{dossier.code}/").content.decode()
    assert "Ghi kết quả" not in seen and "147" not in seen.split("</h1>")[1].split("Mã hồ sơ")[0]
    assert signed_in(ward.stranger, "xa").get(f"/ho-so/{dossier.code}/").status_code == 404


def test_a_step_is_brought_to_its_outcome_on_the_page(ward: Ward, edition: Any) -> None:
    dossier = recently(ward, edition)
    client = signed_in(ward.counter)
    row = opens(dossier)["tiep-nhan"]
    url = f"/ho-so/{dossier.code}/buoc/{row.pk}/ket-qua/"
    assert "Đủ hồ sơ, phải nộp phí" in client.get(url).content.decode()
    assert client.post(url, {"seen": dossier.version}).status_code == 422
    assert client.post(url, {"outcome": "thieu", "seen": dossier.version}).status_code == 422
    assert client.post(url, {"outcome": "du", "seen": dossier.version}).status_code == 302
    assert list(opens(dossier)) == ["cho-nop-tien"]
    assert client.post(url, {"outcome": "du", "seen": dossier.version}).status_code == 409


def test_every_deed_of_the_moment_has_a_page_that_opens(ward: Ward, edition: Any) -> None:
    dossier = recently(ward, edition)
    row = opens(dossier)["tiep-nhan"]
    client = signed_in(ward.counter)
    for slug in ("ket-qua", "bo-sung", "chuyen"):
        assert client.get(f"/ho-so/{dossier.code}/buoc/{row.pk}/{slug}/").status_code == 200, slug
    for slug in ("ghi-chu", "rut"):
        assert client.get(f"/ho-so/{dossier.code}/{slug}/").status_code == 200, slug
    for slug in ("dung", "mo-lai"):
        assert client.get(f"/ho-so/{dossier.code}/{slug}/").status_code == 403, slug
    leader = signed_in(ward.leader, "lanhdao")
    assert leader.get(f"/ho-so/{dossier.code}/dung/").status_code == 200
    assert leader.get(f"/ho-so/{dossier.code}/buoc/{row.pk}/sang-co-quan-khac/").status_code == 200


def test_completion_is_asked_and_answered_on_the_pages(ward: Ward, edition: Any) -> None:
    dossier = recently(ward, edition)
    row = opens(dossier)["tiep-nhan"]
    client = signed_in(ward.counter)
    client.post(
        f"/ho-so/{dossier.code}/buoc/{row.pk}/bo-sung/", {"items": "Cam đoan\nẢnh", "reason": "Thiếu."}
    )
    dossier.refresh_from_db()
    assert dossier.business == "waits-citizen"
    page = client.get(f"/ho-so/{dossier.code}/").content.decode()
    assert "Đang chờ người nộp bổ sung, lần 1." in page and "<li>Cam đoan</li>" in page
    client.post(f"/ho-so/{dossier.code}/da-bo-sung/", {"name": "Cam đoan", "originals": "1"})
    dossier.refresh_from_db()
    assert dossier.business == "in-process" and dossier.papers.count() == 3


def test_the_worklist_holds_what_is_mine_and_what_waits_for_me(ward: Ward, edition: Any) -> None:
    dossier = recently(ward, edition)
    at = timezone.now()
    client = signed_in(ward.officer)
    assert dossier.code not in client.get("/ho-so/?xem=cho-nhan").content.decode()
    go(dossier, "tiep-nhan", "khong-thu", ward.counter, at)
    assert dossier.code in client.get("/ho-so/?xem=cho-nhan").content.decode()
    row = opens(dossier)["tham-tra"]
    assert client.post(f"/ho-so/{dossier.code}/buoc/{row.pk}/nhan-xu-ly/", {"seen": ""}).status_code == 302
    assert dossier.code in client.get("/ho-so/?xem=toi").content.decode()
    assert dossier.code not in client.get("/ho-so/?xem=cho-nhan").content.decode()
    assert dossier.code in client.get(f"/ho-so/?q={dossier.code}").content.decode()
    assert dossier.code in client.get("/ho-so/so-theo-doi/").content.decode()


def test_a_decided_dossier_tells_its_answer(ward: Ward, edition: Any) -> None:
    dossier = recently(ward, edition)
    services.stop(dossier_id=dossier.pk, reason="Trùng hồ sơ.", by=ward.leader, at=timezone.now())
    page = signed_in(ward.counter).get(f"/ho-so/{dossier.code}/").content.decode()
    assert "Đã dừng giải quyết" in page and "Trùng hồ sơ." in page
