"""Pages of the scorecards, without a browser: what they show, refuse and lead to."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from dinh.dossiers.tests.test_pages import signed_in
from dinh.ground import services as ground
from dinh.measures.scorecards.models import Card, Evidence, Said
from dinh.papers import services as papers
from dinh.papers.rules import OTHER
from dinh.town import testing

from .people import AT, People

pytestmark = pytest.mark.django_db
CARD = "/cham-diem/xa/16576/"
LINE = CARD + "tieu-chi/1.1/?ky=2026"


@pytest.fixture
def people(books: None) -> People:
    return People()


def test_nobody_sees_a_card_without_signing_in_nor_one_of_elsewhere(people: People, client: Client) -> None:
    assert client.get("/cham-diem/").status_code == 302
    away = signed_in(people.stranger)
    assert away.get(CARD + "?ky=2026").status_code == 404
    assert away.get("/cham-diem/khong-co/16576/").status_code == 404
    assert signed_in(people.viewer, "xem").get("/cham-diem/dti/16576/?ky=2026").status_code == 404


def test_the_list_shows_every_scorecard_with_its_doubts_and_leads_to_a_card(people: People) -> None:
    client = signed_in(people.officer)
    page = client.get("/cham-diem/").content.decode()
    assert "Quyết định 766/QĐ-TTg" in page and "chưa đối chiếu bản gốc" in page and "Ngọc Sơn" in page
    answer = client.get("/cham-diem/xa/?don-vi=16576&ky=2026")
    assert answer.status_code == 302 and answer.url == "/cham-diem/xa/16576/?ky=2026"


def test_a_card_shows_its_tree_and_what_is_missing(people: People) -> None:
    page = signed_in(people.viewer).get(CARD + "?ky=2026").content.decode()
    assert "Người đứng đầu là Trưởng ban Chỉ đạo" in page and "Chưa có dữ kiện" in page
    assert "Gửi thẩm định" not in page and "tiêu chí chưa có số" in page
    assert "Năm 2026: chưa tiêu chí nào có số." in page
    # What lacks a figure leads to where it is given.
    assert f'<li><a href="{CARD}tieu-chi/1.1/?ky=2026">' in page
    assert "gửi đi thì tiêu chí ấy" in signed_in(people.leader, "gui").get(CARD + "?ky=2026").content.decode()
    month = signed_in(people.officer, "khac").get("/cham-diem/766/16576/?ky=2026-10").content.decode()
    assert "Hồ sơ giải quyết đúng hạn" in month and "không tính điểm riêng" in month


def test_a_line_is_said_evidenced_sent_and_appraised(people: People) -> None:
    officer, leader, province = (
        signed_in(people.officer, "a"),
        signed_in(people.leader, "b"),
        signed_in(people.appraiser, "c"),
    )
    assert "Ghi tự đánh giá" in officer.get(LINE).content.decode()
    wrong = officer.post(LINE, {"ben": "self", "self-points": "9"})
    assert wrong.status_code == 422 and "lớn hơn tối đa" in wrong.content.decode()
    done = officer.post(LINE, {"ben": "self", "self-choice": "yes", "self-remark": "QĐ số 12"})
    assert done.status_code == 302 and Said.objects.get().choice == "yes"
    scan = SimpleUploadedFile("qd.pdf", b"%PDF-1.4\n%mau\n", "application/pdf")
    given = {
        "viec": "minh-chung",
        "mc-number": "12/QĐ-UBND",
        "mc-title": "Thành lập Ban Chỉ đạo",
        "mc-file": scan,
    }
    assert leader.post(LINE, given).status_code == 302
    page = officer.get(LINE).content.decode()
    paper = f"/van-ban/{Evidence.objects.get().paper_id}/"
    assert "12/QĐ-UBND" in page and f'href="{paper}"' in page
    assert "<span>Có, đủ" in officer.get(CARD + "?ky=2026").content.decode()
    assert "#mc" in officer.get(CARD + "?ky=2026").content.decode()
    assert province.get(paper).status_code == 200
    assert (
        officer.post(
            LINE, {"viec": "bo-minh-chung", "minh-chung": str(Evidence.objects.get().pk)}
        ).status_code
        == 302
    )
    assert Evidence.objects.get().withdrawn_at is not None
    assert officer.post(CARD + "viec/?ky=2026", {"viec": "gui"}).status_code == 403
    assert leader.post(CARD + "viec/?ky=2026", {"viec": "gui"}).status_code == 302
    assert officer.post(LINE, {"ben": "self", "self-choice": "no"}).status_code == 409
    assert (
        province.post(
            LINE, {"ben": "appraisal", "appraisal-points": "2,5", "appraisal-remark": "cũ"}
        ).status_code
        == 302
    )
    page = province.get(CARD + "?ky=2026").content.decode()
    assert "2,50" in page and "4,00" in page and "“cũ”" in page
    assert "Đang thẩm định: 1 trên" in page and "1 tiêu chí thẩm định khác tự đánh giá" in page
    assert "tự đánh giá 4,00, thẩm định 2,50" in page and "thấp hơn 1,50" in page and "chưa có ý kiến" in page
    side = " ".join(province.get(LINE).content.decode().split())
    assert "Có, đủ</p>" in side and "“QĐ số 12”" in side
    assert province.post(CARD + "viec/?ky=2026", {"viec": "chot"}).status_code == 302
    assert Card.objects.get().state == "appraised"
    page = province.get(CARD + "?ky=2026").content.decode()
    assert "Đang thẩm định" not in page and "chưa có ý kiến" not in page and "thấp hơn 1,50" in page


def test_a_paper_that_is_filed_already_is_chosen_as_evidence(people: People) -> None:
    def file(number: str, unit: Any) -> Any:
        kept = ground.keep(stream_or_bytes=number.encode(), name=f"{number[:2]}.pdf")
        return papers.file(
            kept=kept, number=number, symbol="", date=date(2026, 3, 2), issuer=unit.full_name, kind=OTHER,
            title=f"Văn bản {number}", unit=unit, by=people.leader, at=AT,
        )  # fmt: skip

    mine, other = file("21/QĐ-UBND", people.ward), file("22/KH-UBND", people.ward)
    people.leader = testing.actor("leader", people.other, name="Người xã khác")
    away = file("23/QĐ-UBND", people.other)
    officer = signed_in(people.officer, "a")
    page = officer.get(LINE).content.decode()
    assert "21/QĐ-UBND" in page and "22/KH-UBND" in page and "23/QĐ-UBND" not in page
    found = officer.get(LINE + "&tim=zzyyxx").content.decode()
    assert "Không có văn bản nào khớp" in found
    found = officer.get(LINE + "&tim=21/QĐ").content.decode()
    assert "21/QĐ-UBND" in found and "22/KH-UBND" not in found

    assert officer.post(LINE, {"viec": "van-ban-da-luu", "van-ban": str(mine.pk)}).status_code == 302
    assert Evidence.objects.get().paper_id == mine.pk
    # Laid once, it is no longer among those to choose; the other still is.
    page = officer.get(LINE).content.decode()
    assert f'name="van-ban" value="{mine.pk}"' not in page and f'name="van-ban" value="{other.pk}"' in page
    for wrong in (str(away.pk), "0", "x", "9" * 30):
        assert officer.post(LINE, {"viec": "van-ban-da-luu", "van-ban": wrong}).status_code == 409
    assert Evidence.objects.count() == 1
    assert "van-ban-da-luu" not in signed_in(people.viewer, "xem").get(LINE).content.decode()


def test_the_sheet_goes_out_and_comes_in_or_is_refused_by_row(people: People) -> None:
    client = signed_in(people.officer)
    taken = client.get(CARD + "bang.xlsx?ky=2026")
    assert taken.status_code == 200 and "cham-diem-xa-16576-2026.xlsx" in taken["Content-Disposition"]
    book = load_workbook(io.BytesIO(taken.content))
    page = book["Bảng điểm"]
    place = next(row[0].row for row in page.iter_rows(min_row=5) if row[0].value == "1.1")

    def bring(value: Any) -> Any:
        page[f"H{place}"] = value
        out = io.BytesIO()
        book.save(out)
        return client.post(CARD + "nap/?ky=2026", {"file": SimpleUploadedFile("bang.xlsx", out.getvalue())})

    dirty = bring("tốt")
    assert dirty.status_code == 422 and f'<th scope="row">{place}</th>' in dirty.content.decode()
    assert not Said.objects.exists()
    assert bring(3.5).status_code == 302 and str(Said.objects.get().points) == "3.50"
    broken = client.post(CARD + "nap/?ky=2026", {"file": SimpleUploadedFile("bang.xlsx", b"PK\x03\x04")})
    assert broken.status_code == 422


def test_ranking_simulation_and_bridge_open(people: People) -> None:
    officer, province = signed_in(people.officer, "a"), signed_in(people.appraiser, "b")
    officer.post(LINE, {"ben": "self", "self-choice": "half"})
    page = province.get("/cham-diem/xa/38/xep-hang/?ky=2026").content.decode()
    assert "1 đơn vị được xếp hạng" in page and "Ngọc Sơn" in page and "1 đơn vị chưa đủ số để xếp" in page
    lift = officer.get(CARD + "mo-phong/?ky=2026").content.decode()
    assert "Việc nào nâng điểm nhiều nhất" in lift and "ít công" in lift and "3 việc đầu thêm được" in lift
    # The points of what records would answer stand apart: nothing lifts them but facts.
    work, apart = lift.split("Chưa đếm được")
    assert "+8,00" not in work and "Hồ sơ giải quyết đúng hạn" in apart and "Họp Ban Chỉ đạo" in work
    whole = province.get("/cham-diem/dti/38/?ky=2026").content.decode()
    assert "Giá trị công bố tạm tính" in whole and "vì chưa đủ 1.000,00 điểm có số" in whole
    bridge = province.get("/cham-diem/dti/38/cau-noi/?ky=2026").content.decode()
    assert "Đô thị thông minh" in bridge and "51 tiêu chí nối được" in bridge
    assert "Kỳ này chưa tiêu chí nào có điểm để quy sang." in bridge
    assert officer.get(CARD + "cau-noi/?ky=2026").status_code == 404
    assert officer.get("/cham-diem/xa/38/xep-hang/?ky=2026").status_code == 404


def test_pages_speak_english(people: People) -> None:
    client = signed_in(people.officer)
    client.cookies["django_language"] = "en"
    page = client.get(CARD + "?ky=2026").content.decode()
    assert "The head leads the steering committee" in page and "Score sheet" in page
