"""The form on paper, typed at the counter: it stands with the dossier like a citizen's own, with who typed it."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.utils import timezone

from dinh.catalog.models import ProcedureEdition
from dinh.dossiers import services
from dinh.dossiers.models import Dossier, FormAnswers, Look
from dinh.dossiers.services import known
from dinh.dossiers.shapes import GivenPaper
from dinh.ground.models import LedgerLine

from .builders import MORNING, Ward
from .test_fuzz import FINE, HOSTILE, MARK
from .test_online import PDF, SCHEMA
from .test_pages import recently, signed_in, typed

WHOLE = {
    "nguoi": {"ho_ten": "Nguyễn Văn Mẫu", "so": "038079000147", "sinh": "1979-02-01", "con": False},
    "lam_chung": [{"ten": "Trần Thị Thử"}],
}
SENT = {
    "phan": ["nguoi", "lam_chung"], "nguoi-ho_ten": "Nguyễn Văn Mẫu", "nguoi-so": "038 079 000 147",
    "nguoi-sinh": "1/2/1979", "nguoi-con": "khong", "lam_chung-dong": "1", "lam_chung-0-ten": "Trần Thị Thử",
}  # fmt: skip


@pytest.fixture
def edition(ward: Ward) -> ProcedureEdition:
    made = ward.procedure()
    ProcedureEdition.objects.filter(pk=made.pk).update(form_schema=SCHEMA)
    made.refresh_from_db()
    return made


def page_of(dossier: Dossier) -> str:
    return f"/ho-so/{dossier.code}/to-khai/"


def test_an_officer_is_not_asked_for_the_case_that_intake_wrote_down(ward: Ward) -> None:
    kinds = [{"const": "cu", "title": "Giám hộ cử"}, {"const": "dn", "title": "Giám hộ đương nhiên"}]
    field = {"type": "string", "title": "Loại", "oneOf": kinds, "x-prefill": "case"}
    page = {"type": "object", "title": "Loại giám hộ", "properties": {"la": field}, "required": ["la"]}
    made = ward.procedure()
    ProcedureEdition.objects.filter(pk=made.pk).update(
        form_schema={"type": "object", "title": "Tờ khai", "properties": {"loai": page}, "required": ["loai"]}
    )
    made.refresh_from_db()
    client, dossier = signed_in(ward.counter), recently(ward, made)
    ticked = re.compile(r"<input[^>]*checked[^>]*>")
    assert not ticked.findall(client.get(page_of(dossier)).content.decode())
    Dossier.objects.filter(pk=dossier.pk).update(case_name="Giám hộ đương nhiên")
    (one,) = ticked.findall(client.get(page_of(dossier)).content.decode())
    assert 'value="dn"' in one


def test_an_officer_types_the_form_on_paper_and_the_dossier_keeps_it_with_who_typed(
    ward: Ward, edition: Any
) -> None:
    client = signed_in(ward.counter)
    dossier = recently(ward, edition)
    assert page_of(dossier) in client.get(f"/ho-so/{dossier.code}/giay-tiep-nhan/").content.decode()
    shown = client.get(page_of(dossier)).content.decode()
    assert 'value="Nguyễn Văn Mẫu"' in shown and 'value="038079000147"' in shown, "known from the intake"
    assert Look.objects.filter(kind="numbers", by_name="Bùi Văn Thí Dụ").exists(), (
        "the citizen reads who saw it"
    )

    answer = client.post(page_of(dossier), {**SENT, "seen": str(dossier.version)})
    assert answer.status_code == 302 and answer.url == f"/ho-so/{dossier.code}/"
    row = FormAnswers.objects.get()
    assert row.open() == WHOLE and row.by_name == "Bùi Văn Thí Dụ" and row.by_id == ward.counter.person_id
    (line,) = LedgerLine.objects.filter(deed="dossiers.form-typed")
    assert line.data == {"again": False}, "nothing of the citizen goes into the ledger"
    told = client.get(answer.url).content.decode()
    assert "Tờ khai giấy" in told and "Bùi Văn Thí Dụ gõ lúc" in told and "Trần Thị Thử" in told


def test_answers_that_bring_a_page_are_shown_again_with_it_and_nothing_is_kept_yet(
    ward: Ward, edition: Any
) -> None:
    client = signed_in(ward.counter)
    dossier = recently(ward, edition)
    more = client.post(page_of(dossier), {**SENT, "nguoi-con": "co"})
    said = more.content.decode()
    assert more.status_code == 200 and "cần thêm phần: Bản sao" in said and 'name="nguoi-1-noi"' in said
    assert 'value="Trần Thị Thử"' in said and not FormAnswers.objects.exists()
    again = {**SENT, "nguoi-con": "co", "phan": ["nguoi", "nguoi-1", "lam_chung"], "nguoi-1-noi": "Xã Mẫu"}
    assert client.post(page_of(dossier), again).status_code == 302
    assert FormAnswers.objects.get().open()["nguoi"]["noi"] == "Xã Mẫu"


def test_a_row_more_keeps_what_was_typed_and_is_no_attempt_to_keep_the_form(ward: Ward, edition: Any) -> None:
    client = signed_in(ward.counter)
    dossier = recently(ward, edition)
    shown = client.post(page_of(dossier), {**SENT, "nguoi-ho_ten": "", "them": "lam_chung"})
    said = shown.content.decode()
    assert shown.status_code == 200 and 'name="lam_chung-1-ten"' in said and "errsum" not in said
    assert 'value="Trần Thị Thử"' in said and not FormAnswers.objects.exists()


def test_what_is_wrong_is_said_beside_its_field_and_in_the_summary(ward: Ward, edition: Any) -> None:
    client = signed_in(ward.counter)
    dossier = recently(ward, edition)
    wrong = {**SENT, "nguoi-ho_ten": "", "nguoi-sinh": "31/2/1979", "lam_chung-dong": "3", "lam_chung-2-ten": "Lê Mẫu"}  # fmt: skip
    answer = client.post(page_of(dossier), wrong)
    said = answer.content.decode()
    assert answer.status_code == 422 and not FormAnswers.objects.exists()
    assert said.count("Ghi “Họ tên”.") == 2 and 'href="#id_nguoi-ho_ten"' in said
    assert "“Ngày sinh”: viết ngày/tháng/năm" in said and 'value="31/2/1979"' in said
    assert said.count('class="errsum"') == 1


def test_what_a_citizen_wrote_on_line_is_never_typed_over(ward: Ward, edition: Any) -> None:
    papers = tuple(
        GivenPaper(each.pk, file=io.BytesIO(PDF), file_name="giấy.pdf") for each in edition.papers.all()
    )
    there = ward.receive(edition, channel="online", answers=WHOLE, papers=papers)
    with pytest.raises(services.WrongState, match="người nộp khai"):
        services.type_form(dossier_id=there.pk, answers=WHOLE, by=ward.counter, at=MORNING)
    assert FormAnswers.objects.get(dossier=there).by_name == ""
    page = signed_in(ward.counter).get(f"/ho-so/{there.code}/")
    assert "Tờ khai trực tuyến" in page.content.decode() and page_of(there) not in page.content.decode()


def test_typed_again_the_new_answers_stand_unless_somebody_wrote_in_between(ward: Ward, edition: Any) -> None:
    dossier = ward.receive(edition)
    services.type_form(
        dossier_id=dossier.pk, answers=WHOLE, by=ward.counter, at=MORNING, seen=dossier.version
    )
    other = {**WHOLE, "lam_chung": []}
    with pytest.raises(services.StaleDossier):
        services.type_form(
            dossier_id=dossier.pk, answers=other, by=ward.counter_too, at=MORNING, seen=dossier.version
        )
    services.type_form(dossier_id=dossier.pk, answers=other, by=ward.counter_too, at=MORNING)
    row = FormAnswers.objects.get()
    assert row.by_name == "Bùi Thị Thử" and row.open() == other
    assert [line.data["again"] for line in LedgerLine.objects.filter(deed="dossiers.form-typed").order_by("pk")] == [False, True]  # fmt: skip


def test_no_form_is_typed_for_a_procedure_without_one_or_a_dossier_that_ended(
    ward: Ward, edition: Any
) -> None:
    client = signed_in(ward.counter)
    dossier = recently(ward, edition)
    services.withdraw(dossier_id=dossier.pk, reason="Không cần nữa", by=ward.counter, at=timezone.now())
    assert client.get(page_of(dossier)).status_code == 409
    assert client.post(page_of(dossier), SENT).status_code == 409
    ProcedureEdition.objects.filter(pk=edition.pk).update(form_schema={})
    known._contents.cache_clear()
    plain = recently(ward, edition)
    assert page_of(plain) not in client.get(f"/ho-so/{plain.code}/").content.decode()
    assert client.get(page_of(plain)).status_code == 409
    assert signed_in(ward.viewer, "xem").get(page_of(dossier)).status_code == 403


def test_copies_that_differ_from_those_the_fee_was_reckoned_by_are_refused(ward: Ward, edition: Any) -> None:
    counted = {
        "type": "object", "required": ["can"],
        "properties": {"can": {"type": "object", "title": "Cần", "required": ["ban"], "properties": {
            "ban": {"type": "integer", "title": "Số bản", "minimum": 1, "x-counts": "copies"}}}},
    }  # fmt: skip
    ProcedureEdition.objects.filter(pk=edition.pk).update(form_schema=counted)
    known._contents.cache_clear()
    dossier = ward.receive(edition, copies=2)
    with pytest.raises(services.WrongInput, match="lúc tiếp nhận ghi 2"):
        services.type_form(dossier_id=dossier.pk, answers={"can": {"ban": 3}}, by=ward.counter, at=MORNING)
    services.type_form(dossier_id=dossier.pk, answers={"can": {"ban": 2}}, by=ward.counter, at=MORNING)


def test_a_form_that_must_be_asked_at_the_counter_stands_on_the_intake_page(ward: Ward, edition: Any) -> None:
    ProcedureEdition.objects.filter(pk=edition.pk).update(form_schema=SCHEMA | {"x-counter": "asked"})
    known._contents.cache_clear()
    client = signed_in(ward.counter)
    url = "/ho-so/nhan/?thu-tuc=1.004884"
    assert 'name="nguoi-ho_ten"' in client.get(url).content.decode()
    missing = client.post(url, typed(edition, **{**SENT, "nguoi-ho_ten": ""}))
    assert missing.status_code == 422 and 'href="#id_nguoi-ho_ten"' in missing.content.decode()
    assert not Dossier.objects.exists()
    assert client.post(url, typed(edition, **SENT)).status_code == 302
    assert FormAnswers.objects.get().open() == WHOLE and FormAnswers.objects.get().by_name == "Bùi Văn Thí Dụ"


def test_nonsense_typed_into_the_form_is_answered_and_never_kept(ward: Ward, edition: Any) -> None:
    client = signed_in(ward.counter)
    dossier = recently(ward, edition)
    names = (*SENT, "nguoi-1-noi", "seen", "them", "lam_chung-59-ten")
    for turn, value in enumerate(HOSTILE):
        sent: dict[str, Any] = {name: HOSTILE[(turn + at) % len(HOSTILE)] for at, name in enumerate(names)}
        sent["phan"] = ["nguoi", "lam_chung", "nguoi-1", value]
        answer = client.post(page_of(dossier), sent)
        assert answer.status_code in FINE, sent
        assert MARK not in answer.content.decode()
    assert not FormAnswers.objects.exists()
