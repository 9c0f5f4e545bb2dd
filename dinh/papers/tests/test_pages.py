from __future__ import annotations

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dinh.ground import queries as ground
from dinh.papers import pages
from dinh.papers.extract import limits
from dinh.papers.models import Paper
from dinh.papers.tests import builders as make
from dinh.papers.tests import samples
from dinh.town.models import Account

pytestmark = pytest.mark.django_db


def _in(client: Client, account: Account) -> Client:
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def clerk(client: Client) -> Client:
    return _in(client, make.account("vanthu.mau", "clerk", make.ward(), "Vũ Thị Mẫu"))


def _typed(**changes: object) -> dict[str, object]:
    return {
        "unit": make.ward().pk,
        "file": SimpleUploadedFile("kế hoạch.txt", "Kế hoạch chuyển đổi số".encode()),
        "number": "27/KH-UBND",
        "date": "15/01/2026",
        "kind": "",
        "title": "Chuyển đổi số năm 2026",
        "issuer": "Ủy ban nhân dân phường Mẫu Sơn",
        "signer": "",
        **changes,
    }


def test_a_clerk_files_a_paper_and_finds_it(clerk: Client) -> None:
    answer = clerk.post(reverse("papers.file"), _typed(), follow=True)
    paper = Paper.objects.get()
    assert answer.redirect_chain == [(reverse("papers.paper", args=[paper.pk]), 302)]
    text = answer.content.decode()
    assert "Đã nộp Kế hoạch 27/KH-UBND vào kho" in text and paper.kept_sha256 in text
    assert "Kế hoạch chuyển đổi số" in text  # the lines of the file itself
    assert paper.filed_by and paper.filed_by.name == "Vũ Thị Mẫu" and paper.kind == "Kế hoạch"
    listed = clerk.get(reverse("papers.list"), {"q": "chuyen doi"}).content.decode()
    assert "27/KH-UBND" in listed


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": "hai bảy"}, "không phải số, ký hiệu văn bản"),
        ({"date": "31/02/2026"}, "Không có ngày 31/2/2026"),
        ({"date": "01/01/2031"}, "ở sau hôm nay"),
        ({"date": ""}, "phải ghi ngày ban hành"),
        ({"number": "", "date": ""}, "chọn loại văn bản"),
        ({"title": ""}, "Ghi trích yếu"),
        ({"file": ""}, "Chọn một tệp"),
        ({"file": SimpleUploadedFile("a.exe", b"MZ")}, "không phải tệp"),
        ({"file": SimpleUploadedFile("a.pdf", b"MZ\x90")}, "chương trình chạy được"),
        ({"file": SimpleUploadedFile("a.txt", b"\x00\x01\x02" * 90)}, "dữ liệu nhị phân"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(
    clerk: Client, changes: dict[str, object], sentence: str
) -> None:
    answer = clerk.post(reverse("papers.file"), _typed(**changes))
    text = answer.content.decode()
    assert answer.status_code == 422 and sentence in text
    assert "Ủy ban nhân dân phường Mẫu Sơn" in text
    assert not Paper.objects.exists()


def test_the_same_file_leads_to_the_paper_it_was_filed_as(clerk: Client) -> None:
    clerk.post(reverse("papers.file"), _typed())
    answer = clerk.post(reverse("papers.file"), _typed(number="28/KH-UBND"), follow=True)
    assert "Tệp này đã có trong kho: Kế hoạch 27/KH-UBND" in answer.content.decode()
    assert Paper.objects.count() == 1


def test_who_may_not_file_is_told_whose_it_is(client: Client) -> None:
    viewer = _in(client, make.account("xem.mau", "viewer", make.ward()))
    answer = viewer.get(reverse("papers.file"))
    assert answer.status_code == 403 and "văn thư" in answer.content.decode()
    assert reverse("papers.file") not in viewer.get(reverse("papers.list")).content.decode()


def test_a_unit_outside_the_mandate_cannot_be_chosen(clerk: Client) -> None:
    answer = clerk.post(reverse("papers.file"), _typed(unit=make.elsewhere().pk))
    assert answer.status_code == 422 and "Chọn một đơn vị trong danh sách" in answer.content.decode()


def test_the_file_comes_back_byte_for_byte_and_sealed(clerk: Client) -> None:
    paper = make.filed(None, make.ward(), "nội dung".encode())
    answer = clerk.get(reverse("papers.download", args=[paper.pk]))
    assert b"".join(answer.streaming_content) == "nội dung".encode()  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Content-Security-Policy"].startswith(
        "sandbox"
    )
    assert "no-store" in answer["Cache-Control"]


def test_a_vietnamese_file_name_survives_the_download(clerk: Client) -> None:
    clerk.post(reverse("papers.file"), _typed())
    answer = clerk.get(reverse("papers.download", args=[Paper.objects.get().pk]))
    assert "filename*=utf-8''k%E1%BA%BF%20ho%E1%BA%A1ch.txt" in answer["Content-Disposition"]


def test_looking_and_taking_are_told_in_the_story_once_a_day(clerk: Client) -> None:
    paper = make.filed(None, make.ward())
    for _ in range(2):
        clerk.get(reverse("papers.paper", args=[paper.pk]))
        clerk.get(reverse("papers.download", args=[paper.pk]))
    deeds = [line.deed for line in ground.story_of(paper.ref)]
    assert deeds == ["papers.taken", "papers.looked", "papers.filed"]
    shown = clerk.get(reverse("papers.paper", args=[paper.pk])).content.decode()
    assert "Tải tệp văn bản" in shown and "Vũ Thị Mẫu" in shown


def test_a_paper_of_another_place_is_not_there(client: Client) -> None:
    paper = make.filed(None, make.ward())
    stranger = _in(client, make.account("xem.thu", "leader", make.elsewhere()))
    for name, args in (
        ("papers.paper", [paper.pk]),
        ("papers.download", [paper.pk]),
        ("papers.page", [paper.pk, 1]),
    ):
        assert stranger.get(reverse(name, args=args)).status_code == 404
    assert "27/KH-UBND" not in stranger.get(reverse("papers.list")).content.decode()


def test_who_is_not_signed_in_goes_to_the_gate(client: Client) -> None:
    for address in (reverse("papers.list"), reverse("papers.file"), reverse("papers.paper", args=[1])):
        assert client.get(address).headers["Location"].startswith("/dang-nhap/")


def test_the_pages_of_a_pdf_are_shown_as_pictures(clerk: Client) -> None:
    paper = make.filed(None, make.ward(), samples.pdf(table_rows=4))
    shown = clerk.get(reverse("papers.paper", args=[paper.pk]), {"trang": "2"}).content.decode()
    address = reverse("papers.page", args=[paper.pk, 2])
    assert "Trang 2 trên 2" in shown and address in shown
    picture = clerk.get(address, {"rong": "480"})
    assert picture["Content-Type"] == "image/png" and picture.content.startswith(b"\x89PNG")
    assert clerk.get(reverse("papers.page", args=[paper.pk, 9])).status_code == 404


@pytest.mark.parametrize("content", [b"%PDF-1.7 broken", b"\x7fELF", b"PK\x03\x04 cut"])
def test_a_broken_file_is_shown_with_a_sentence_and_can_still_be_taken(clerk: Client, content: bytes) -> None:
    paper = make.filed(None, make.ward(), content)
    answer = clerk.get(reverse("papers.paper", args=[paper.pk]))
    assert answer.status_code == 200 and 'class="note none"' in answer.content.decode()
    assert clerk.get(reverse("papers.download", args=[paper.pk])).status_code == 200


def test_the_hash_is_worked_out_again_on_demand(clerk: Client) -> None:
    paper = make.filed(None, make.ward(), b"con nguyen")
    assert (
        "còn nguyên như khi nhận"
        in clerk.get(reverse("papers.paper", args=[paper.pk]), {"kiem": "1"}).content.decode()
    )


def test_pages_ask_a_bounded_number_of_questions(clerk: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for index in range(8):
        paper = make.filed(None, make.ward(), f"tệp {index}".encode(), number=f"{index + 1}/KH-UBND")
    clerk.get(reverse("papers.paper", args=[paper.pk]))
    with django_assert_max_num_queries(14):
        clerk.get(reverse("papers.list"))
    with django_assert_max_num_queries(18):
        clerk.get(reverse("papers.paper", args=[paper.pk]))


def test_every_role_may_or_may_not_as_the_table_says(client: Client) -> None:
    from dinh.papers.rules import WHO_MAY
    from dinh.town.shapes import Role

    for role in Role:
        one = _in(Client(), make.account(f"{role.value}.mau", role.value, make.ward()))
        assert (one.get(reverse("papers.file")).status_code == 200) is (
            role.value in WHO_MAY["papers.file"]
        ), role
        assert (one.get(reverse("papers.list")).status_code == 200) is (
            role.value in WHO_MAY["papers.read"]
        ), role


@pytest.mark.parametrize("odd", ["²", "9" * 24, "9" * 5000, "-1", "²-²", f"{'9' * 18}-{'9' * 18}", "\0", "0"])
def test_no_word_in_an_address_breaks_a_page(clerk: Client, odd: str) -> None:
    paper = make.filed(None, make.ward(), samples.png(np.full((400, 300), 250, np.uint8)))
    one = reverse("papers.paper", args=[paper.pk])
    for name in ("nam", "sau", "truoc", "loai", "q"):
        assert clerk.get(reverse("papers.list"), {name: odd}).status_code == 200, name
    for name in ("trang", "chuyen", "kiem"):
        assert clerk.get(one, {name: odd}).status_code == 200, name
    assert clerk.get(reverse("papers.page", args=[paper.pk, 1]), {"rong": odd}).status_code == 200
    if odd.isascii() and odd.isdecimal():
        for address in (f"/van-ban/{odd}/", f"/van-ban/{odd}/tep/", f"{one}trang/{odd}.png"):
            assert clerk.get(address).status_code == 404, address[:60]


@pytest.mark.parametrize(
    "content",
    [
        samples.docx_of(
            '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="abc"/></w:tcPr></w:tc></w:tr></w:tbl>'
        ),
        samples.bare_pdf("0 0 3 14400"),
        samples.bare_pdf("0 0 1 1"),
        samples.bare_pdf("a b c d"),
        samples.png(np.zeros((60_000, 41), np.uint8)),
        samples.png(np.zeros((3, 3), np.uint8)),
        ("a" * 30_000).encode(),
    ],
    ids=["span", "thin", "dot", "no box", "strip", "tiny", "endless line"],
)
def test_a_file_made_to_break_leaves_the_pages_standing(clerk: Client, content: bytes) -> None:
    paper = make.filed(None, make.ward(), content)
    assert clerk.get(reverse("papers.paper", args=[paper.pk])).status_code == 200
    assert clerk.get(reverse("papers.page", args=[paper.pk, 1])).status_code in (200, 404)


def test_a_paper_too_long_to_wait_for_is_offered_for_download(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_SCREEN_BYTES", 20)
    for content in (samples.docx(), b"ke hoach " * 9):
        paper = make.filed(None, make.ward(), content)
        assert (
            "quá dài để xem trên trang"
            in clerk.get(reverse("papers.paper", args=[paper.pk])).content.decode()
        )


def test_papers_are_opened_one_at_a_time(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = make.filed(None, make.ward())
    monkeypatch.setattr(pages, "_PATIENCE", 0.01)
    address = reverse("papers.paper", args=[paper.pk])
    with pages._ONE_READING:
        assert "tải lại trang sau ít phút" in clerk.get(address).content.decode()
    assert "ke hoach" in clerk.get(address).content.decode()
