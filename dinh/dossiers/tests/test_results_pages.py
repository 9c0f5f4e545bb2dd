"""Pages of results: drafted and signed by a leader, checked by anybody, opened by whose it is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinh.dossiers import services
from dinh.dossiers.models import Dossier, DossierPaper, Result
from dinh.dossiers.pages.verify import initials
from dinh.dossiers.services import results as deeds
from dinh.town import testing

from .builders import Ward, opens
from .test_pages import signed_in
from .test_results import WORDS, _edition, _lay, _next, keys  # noqa: F401

pytestmark = pytest.mark.usefixtures("keys")


@pytest.fixture
def edition(ward: Ward) -> Any:
    return _edition(ward)


def _waits(ward: Ward, edition: Any, **more: Any) -> Dossier:
    now = timezone.now()
    dossier = ward.receive(edition, on=now - timedelta(hours=3), **more)
    for hours, key, outcome, who in (
        (2, "tiep-nhan", "khong-thu", ward.counter),
        (1, "tham-tra", "dat", ward.officer),
    ):
        services.step(
            holding_id=opens(dossier)[key].pk, outcome=outcome, by=who, at=now - timedelta(hours=hours)
        )
    return dossier


def _signed(ward: Ward, edition: Any, **more: Any) -> Result:
    dossier = _waits(ward, edition, **more)
    at = timezone.now() - timedelta(minutes=30)
    services.draft_result(dossier_id=dossier.pk, kind="giay-khai-sinh", words=WORDS, by=ward.officer, at=at)
    (row,) = services.sign_step(holding_id=opens(dossier)["ky"].pk, by=ward.leader, at=at)
    return row


def test_an_officer_drafts_and_a_leader_signs_on_the_page(ward: Ward, edition: Any) -> None:
    dossier = _waits(ward, edition)
    address = f"/ho-so/{dossier.code}/ket-qua/"
    officer, leader = signed_in(ward.officer), signed_in(ward.leader, "ld")

    said = officer.post(address, {"viec": "soan", "kind": "giay-khai-sinh", **WORDS})
    assert said.status_code == 302
    draft = Result.objects.get()
    preview = officer.get(f"/ho-so/{dossier.code}/ket-qua/{draft.pk}.pdf")
    assert preview["Content-Type"] == "application/pdf"
    assert "Ký số, cấp kết quả" not in officer.get(address).content.decode()
    page = leader.get(address).content.decode()
    assert "Ký số, cấp kết quả" in page and "Nguyễn Thị Con Mẫu" in page

    assert leader.post(address, {"viec": "ky", "buoc": opens(dossier)["ky"].pk}).status_code == 302

    draft.refresh_from_db()
    assert draft.state == "issued"
    assert "có hiệu lực" in leader.get(address).content.decode()


def test_the_outcome_of_the_step_signs_too_and_says_which_line_is_empty(ward: Ward, edition: Any) -> None:
    dossier = _waits(ward, edition)
    leader = signed_in(ward.leader)
    step = f"/ho-so/{dossier.code}/buoc/{opens(dossier)['ky'].pk}/ket-qua/"

    refused = leader.post(step, {"outcome": "ky", "reason": ""})

    assert refused.status_code == 422 and "Ngày, tháng, năm sinh" in refused.content.decode()
    services.draft_result(
        dossier_id=dossier.pk, kind="giay-khai-sinh", words=WORDS, by=ward.officer, at=timezone.now()
    )
    assert leader.post(step, {"outcome": "ky", "reason": ""}).status_code == 302
    assert Result.objects.get().state == "issued"


def test_a_selection_is_signed_at_once_and_each_row_says_what_became_of_it(ward: Ward, edition: Any) -> None:
    ready, bare = _waits(ward, edition), _waits(ward, edition)
    services.draft_result(
        dossier_id=ready.pk, kind="giay-khai-sinh", words=WORDS, by=ward.officer, at=timezone.now()
    )
    chosen = [opens(each)["ky"].pk for each in (ready, bare)]

    page = (
        signed_in(ward.leader)
        .post("/ho-so/hang-loat/", {"viec": "ky", "chon": chosen, "lam": "1"})
        .content.decode()
    )

    assert "Đã ký số, cấp: Giấy khai sinh 01/" in page and "còn để trống" in page
    assert Result.objects.get(dossier=ready).state == "issued" and list(opens(bare)) == ["ky"]


def test_the_counter_hands_it_over_and_the_step_is_done(ward: Ward, edition: Any) -> None:
    row = _signed(ward, edition)
    counter = signed_in(ward.counter)
    address = f"/ho-so/{row.dossier.code}/ket-qua/"
    step = opens(row.dossier)["tra-ket-qua"].pk

    wrong = counter.post(address, {"viec": "tra", "buoc": step, "way": "counter", "taken_by": ""})
    assert wrong.status_code == 422 and "Ghi tên người nhận" in wrong.content.decode()
    counter.post(address, {"viec": "tra", "buoc": step, "way": "counter", "taken_by": "Nguyễn Văn Mẫu"})

    row.dossier.refresh_from_db()
    assert row.dossier.delivery == "delivered"


def test_a_leader_takes_back_and_an_officer_may_not(ward: Ward, edition: Any) -> None:
    row = _signed(ward, edition)
    address = f"/ho-so/{row.dossier.code}/ket-qua/"
    given = {"viec": "thu-hoi", "ket-qua": row.pk, "why": "Giấy tờ giả"}

    assert signed_in(ward.officer).post(address, given).status_code == 403
    assert signed_in(ward.leader, "ld").post(address, given).status_code == 302

    page = Client().get(f"/kiem-tra-ket-qua/{row.code}/").content.decode()
    assert "Đã thu hồi" in page and "Giấy tờ giả" in page


def test_the_clerk_seals_what_waits(ward: Ward, edition: Any, keys: Path) -> None:  # noqa: F811
    _lay(ward, keys, at_once=False)
    clerk = testing.actor("clerk", ward.ward, name="Phạm Thị Văn Thư")
    row = _signed(ward, edition)
    assert "Chưa đóng dấu" in Client().get(f"/kiem-tra-ket-qua/{row.code}/").content.decode()

    page = signed_in(clerk, "vt").post("/ho-so/dong-dau/", {"chon": [row.pk]}).content.decode()

    row.refresh_from_db()
    assert row.state == "issued" and "Đã đóng dấu số." in page


def test_another_office_does_not_open_a_result(ward: Ward, edition: Any) -> None:
    row = _signed(ward, edition)
    stranger, viewer = signed_in(ward.stranger), signed_in(ward.viewer, "xem")

    for suffix in ("ket-qua/", f"ket-qua/{row.pk}.pdf"):
        assert stranger.get(f"/ho-so/{row.dossier.code}/{suffix}").status_code == 404
    assert viewer.get(f"/ho-so/{row.dossier.code}/ket-qua/").status_code == 403
    assert viewer.get(f"/ho-so/{row.dossier.code}/ket-qua/{row.pk}.pdf").status_code == 404


# ---------------------------------------------------------------- anybody checks


def _dropped(data: bytes, name: str = "giay.pdf") -> Any:
    return Client().post("/kiem-tra-ket-qua/", {"tep": SimpleUploadedFile(name, data, "application/pdf")})


def test_anybody_checks_a_code_and_learns_no_more_than_the_paper_says(ward: Ward, edition: Any) -> None:
    row = _signed(ward, edition)
    client = Client()

    assert "/kiem-tra-ket-qua/" in client.get("/dich-vu/").content.decode()
    typed = client.get("/kiem-tra-ket-qua/", {"ma": deeds.shown_code(row.code).lower()})
    page = client.get(typed["Location"]).content.decode()

    assert "Có hiệu lực" in page and row.symbol in page and "Phường Ngọc Sơn" in page
    assert "N. V. Mẫu" in page and "Nguyễn Văn Mẫu" not in page and "038079" not in page
    assert client.get("/kiem-tra-ket-qua/", {"ma": "AAAA-BBBB-CCCC-DDDD"}).status_code == 404


def test_a_file_dropped_in_is_told_from_one_that_was_touched(ward: Ward, edition: Any) -> None:
    row = _signed(ward, edition)
    data = deeds.ground_file(row.sha256)
    touched = bytearray(data)
    touched[data.find(b"stream") + 40] ^= 1

    assert "Có hiệu lực" in _dropped(data).content.decode()
    assert "Tệp đã bị sửa sau khi ký" in _dropped(bytes(touched)).content.decode()
    assert "Tệp đã bị sửa sau khi ký" in _dropped(data + b"\n%x").content.decode()
    services.revoke_result(result_id=row.pk, why="Giả", by=ward.leader, at=timezone.now())
    assert "Đã thu hồi" in _dropped(data).content.decode()


def test_what_is_no_signed_paper_is_told_in_words() -> None:
    from dinh.papers.making import make

    assert _dropped(b"abc").status_code == 422
    assert Client().post("/kiem-tra-ket-qua/", {}).status_code == 422
    assert "không có chữ ký số" in _dropped(make("<p>x</p>").pdf).content.decode()


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    data=st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda body: b"%PDF-1.7\n" + body)),
    code=st.text(max_size=24),
)
def test_whatever_is_dropped_in_or_typed_is_answered(data: bytes, code: str) -> None:
    assert _dropped(data).status_code in (200, 422)
    assert Client().get("/kiem-tra-ket-qua/", {"ma": code}).status_code in (200, 404)


@pytest.mark.parametrize(("name", "shown"), [("Nguyễn Văn Mẫu", "N. V. Mẫu"), ("Mẫu", "Mẫu"), ("", "")])
def test_a_name_is_shown_by_its_end(name: str, shown: str) -> None:
    assert initials(name) == shown


# ---------------------------------------------------------------- the store


def test_the_store_is_offered_on_the_next_dossier_and_taken_by_one_touch(ward: Ward, edition: Any) -> None:
    _signed(ward, edition)
    after = _next(ward)
    first, asked = list(after.papers.all())
    dossier = ward.receive(after, papers=(services_paper(first.pk),), on=timezone.now())
    counter = signed_in(ward.counter)
    page = counter.get(f"/ho-so/{dossier.code}/").content.decode()
    assert "Trong kho của người nộp" in page
    stored = page.split('name="kho" value="')[1].split('"')[0]

    counter.post(f"/ho-so/{dossier.code}/ket-qua/", {"viec": "lay-kho", "kho": stored, "giay": asked.pk})

    assert DossierPaper.objects.get(dossier=dossier, paper=asked).reused
    assert "Trong kho của người nộp" not in counter.get(f"/ho-so/{dossier.code}/").content.decode()


def services_paper(pk: int) -> Any:
    from dinh.dossiers.shapes import GivenPaper

    return GivenPaper(pk, originals=1)


def test_forms_are_offered_what_lies_in_the_store(ward: Ward, edition: Any) -> None:
    from dinh.dossiers import prefill

    row = _signed(ward, edition)

    (found,) = prefill.earlier_of(row.citizen_id, ["giay-khai-sinh"])

    assert (found.sha256, found.on) == (row.sha256, timezone.localdate())
    assert prefill.earlier_of(row.citizen_id, ["trich-luc-khai-tu"]) == []


def test_a_key_taken_back_signs_no_more_and_what_it_signed_is_told(
    ward: Ward, edition: Any, settings: Any
) -> None:
    from .test_results import ROOT, bytes_of

    home = Path(settings.DINH_HOME)

    row = _signed(ward, edition)
    waits = _waits(ward, edition)
    number = deeds.book().key(f"person:{ward.leader.person_id}").certificate.serial_number
    now = timezone.now()
    services.draft_result(dossier_id=waits.pk, kind="giay-khai-sinh", words=WORDS, by=ward.officer, at=now)
    (home / "signing" / "ca.crl").write_bytes(ROOT.taken_back({number: now - timedelta(hours=1)}, at=now))
    with (home / "signing" / "keys.yaml").open("a") as book:
        book.write("revocation: [ca.crl]\n")

    said = signed_in(ward.leader, "ld").post(
        f"/ho-so/{waits.code}/ket-qua/", {"viec": "ky", "buoc": opens(waits)["ky"].pk}
    )
    assert "đã bị thu hồi" in said.content.decode() and opens(waits)["ky"]
    page = _dropped(bytes_of(row)).content.decode()
    assert "Chứng thư của người ký không còn hiệu lực lúc ký" in page and "chứng thư bị thu hồi lúc" in page
