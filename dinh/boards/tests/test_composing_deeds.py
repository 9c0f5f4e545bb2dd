"""Deeds on a report that writes itself, on a ward with a few dossiers in the lake: 15/4 to 14/5/2026, due 20/5."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.utils import translation
from docx import Document as open_word

from dinh.boards import services
from dinh.boards.composing import word_in
from dinh.boards.models import Composition
from dinh.boards.services.composing import digest_of, letter_of, word_of
from dinh.ground import queries as ground
from dinh.lake.services import store_rows
from dinh.lake.testing import lake_home
from dinh.sectors.reporting import services as reporting
from dinh.sectors.reporting.models import Report
from dinh.sectors.reporting.tests.builders import Town, at
from dinh.sectors.reporting.tests.test_pages import browser
from dinh.town.services import NotAllowed

__all__ = ["lake_home"]
DAY = date(2026, 5, 18)
WARD = "16576"


def fact(number: int, day: date, **more: Any) -> dict[str, Any]:
    moment = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    return {
        "id": f"thu:{number}", "code": f"H56.38-{number}", "unit": WARD, "received_unit": WARD, "procedure": "1.001193",
        "channel": 2, "received_at": moment, "received_on": day, "due_at": moment + timedelta(days=3),
        "ended_at": moment + timedelta(days=1), "status": 9, "refused": False, "withdrawn": False, "requests": 0,
        "stood_minutes": 0, "online_full": True, "gives_paper": False, "result_file": True, "with_fee": False,
        "paid_online": 0, "papers": 1, "papers_digitised": 1, "papers_reused": 0, "digitised": True, **more,
    }  # fmt: skip


@pytest.fixture
def town(db: None, lake_home: Any) -> Town:
    made = Town()
    april, may = date(2026, 4, 2), date(2026, 5, 5)
    rows = [fact(n, may) for n in range(18)]
    rows += [fact(18, may, channel=1), fact(19, may, ended_at=datetime(2026, 5, 12, tzinfo=UTC))]
    rows += [fact(n, april) for n in range(20, 30)]
    store_rows("dossiers", rows, import_id=1, source="thu", at=at(DAY, 5))
    return made


@pytest.fixture
def report(town: Town) -> Report:
    return town.report(DAY)


def composed(town: Town, report: Report) -> Composition:
    return services.compose_report(report_id=report.pk, by=town.head, at=at(DAY))


def words(row: Composition) -> str:
    document = row.document
    return "\n".join(document.words_of(block.parts) for block in document.blocks if block.kind == "prose")


def answered(town: Town, report: Report, row: Composition) -> Composition:
    texts = {block.id: "Đã làm trong kỳ." for block in row.document.unanswered()}
    return services.edit_report(
        report_id=report.pk, texts=texts, seen=row.number, by=town.head, at=at(DAY, 10)
    )


def test_the_house_writes_what_it_counted_of_the_regimes_own_days(town: Town, report: Report) -> None:
    row = composed(town, report)
    assert "- Hồ sơ tiếp nhận: 20 hồ sơ, tăng 100% so với tháng trước." in words(row)
    assert "đạt 95% (19/20 hồ sơ)" in words(row)
    assert row.document.figures["dossiers.received.now"].ref == f"measure:dossiers.received:{WARD}:2026-05@14"
    assert row.inputs["facts"]["dossiers"]
    table = next(block for block in row.document.blocks if "766" in block.words and block.kind == "table")
    assert ("2.1", "19", "20") in {(line[0], line[2], line[3]) for line in table.rows}
    line = ground.last_line_of([report.ref], deed="boards.report-composed")[report.ref]
    assert line.data["number"] == 1


def test_the_paper_is_vietnamese_whoever_has_it_written(town: Town, report: Report) -> None:
    with translation.override("en"):
        row = composed(town, report)
    assert "- Hồ sơ tiếp nhận: 20 hồ sơ" in words(row)
    assert not any("dossier" in figure.words.lower() for figure in row.document.figures.values())


def test_a_regime_without_a_template_is_told_so(town: Town) -> None:
    report = town.report(DAY)
    report.regime.key = "khong-co"
    report.regime.save(update_fields=["key"])
    with pytest.raises(services.NoTemplate, match="chưa có mẫu"):
        composed(town, report)


def test_who_may_not_write_the_report_may_not_compose_it(town: Town, report: Report) -> None:
    with pytest.raises(NotAllowed):
        services.compose_report(report_id=report.pk, by=town.neighbour, at=at(DAY))
    assert not Composition.objects.exists()


def test_words_are_kept_and_a_number_changed_by_hand_is_marked(town: Town, report: Report) -> None:
    row = composed(town, report)
    block = next(each for each in row.document.blocks if each.id.endswith("dossiers.received"))
    after = services.edit_report(
        report_id=report.pk,
        texts={block.id: "Phường tiếp nhận 25 hồ sơ."},
        seen=1,
        by=town.head,
        at=at(DAY, 10),
    )
    figure = after.document.figures["dossiers.received.now"]
    assert (figure.text, figure.by_hand) == ("20", "25")
    assert "Phường tiếp nhận 25 hồ sơ." in words(after)
    assert ground.last_line_of([report.ref], deed="boards.report-edited")[report.ref].data["by_hand"] == [
        "dossiers.received.now"
    ]


def test_of_two_who_save_the_second_is_told_and_nothing_is_overwritten(town: Town, report: Report) -> None:
    row = composed(town, report)
    answered(town, report, row)
    with pytest.raises(services.StaleComposition, match="đã lưu bản 2"):
        services.edit_report(report_id=report.pk, texts={}, seen=1, by=town.officer, at=at(DAY, 11))
    assert Composition.objects.count() == 2


def test_saving_what_is_already_there_makes_no_new_saving(town: Town, report: Report) -> None:
    row = composed(town, report)
    same = services.edit_report(report_id=report.pk, texts={}, seen=1, by=town.head, at=at(DAY, 10))
    assert same.number == row.number


def test_counted_anew_what_people_wrote_stays(town: Town, report: Report) -> None:
    row = answered(town, report, composed(town, report))
    store_rows("dossiers", [fact(90, date(2026, 5, 6))], import_id=2, source="thu", at=at(DAY, 11))
    after = services.compose_report(report_id=report.pk, seen=row.number, by=town.head, at=at(DAY, 12))
    assert "- Hồ sơ tiếp nhận: 21 hồ sơ" in words(after)
    assert not after.document.unanswered()
    assert after.why == "renewed"


def test_a_report_with_something_unwritten_does_not_go_up(town: Town, report: Report) -> None:
    composed(town, report)
    with pytest.raises(services.Unfinished, match="Còn 3 ô chưa viết") as refused:
        services.send_report(report_id=report.pk, seen=1, by=town.head, at=at(DAY, 10))
    assert refused.value.field
    report.refresh_from_db()
    assert report.state == "owed"


def test_sent_it_is_frozen_with_its_papers_and_the_duty_is_done(town: Town, report: Report) -> None:
    row = answered(town, report, composed(town, report))
    sent, version = services.send_report(report_id=report.pk, seen=row.number, by=town.head, at=at(DAY, 14))
    report.refresh_from_db()
    assert report.state == "sent"
    assert sent.frozen
    assert sent.digest == digest_of(sent.document, sent.inputs)
    assert {file["media_type"] for file in version.files} == {
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
    figures = {figure.key: figure.value for figure in version.content.figures}
    assert figures["on-time"] == "95"
    assert figures["signed"] == "chưa đo được"
    text = pypdfium2.PdfDocument(ground.path_of(sent.pdf_sha256))[0].get_textpage().get_text_range()
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "PHƯỜNG NGỌC SƠN" in text


def test_what_changes_afterwards_does_not_change_what_was_sent(town: Town, report: Report) -> None:
    row = answered(town, report, composed(town, report))
    sent, _version = services.send_report(report_id=report.pk, seen=row.number, by=town.head, at=at(DAY, 14))
    store_rows("dossiers", [fact(91, date(2026, 5, 6))], import_id=3, source="thu", at=at(DAY, 15))
    with pytest.raises(reporting.WrongState):
        services.compose_report(report_id=report.pk, seen=sent.number, by=town.head, at=at(DAY, 16))
    kept = Composition.objects.get(pk=sent.pk)
    assert kept.document.figures["dossiers.received.now"].text == "20"
    assert kept.digest == digest_of(kept.document, kept.inputs)


def test_returned_it_is_worked_on_again_and_sent_with_new_papers(town: Town, report: Report) -> None:
    row = answered(town, report, composed(town, report))
    sent, version = services.send_report(report_id=report.pk, seen=row.number, by=town.head, at=at(DAY, 14))
    reporting.send_back(
        report_id=report.pk,
        seen=version.number,
        remark="Nêu rõ hơn tồn tại",
        by=town.follower,
        at=at(DAY, 15),
    )
    ask = next(
        block for block in sent.document.blocks if "tồn tại" in block.words.lower() and block.kind == "ask"
    )
    edited = services.edit_report(
        report_id=report.pk, texts={ask.id: "Thiếu máy quét."}, seen=sent.number, by=town.head, at=at(DAY, 16)
    )
    again, after = services.send_report(report_id=report.pk, seen=edited.number, by=town.head, at=at(DAY, 17))
    assert again.frozen
    assert len(after.files) == 2
    assert dict(after.content.sections)["Tồn tại, hạn chế và nguyên nhân"] == "Thiếu máy quét."


def test_a_word_file_goes_out_and_comes_back(town: Town, report: Report) -> None:
    row = composed(town, report)
    document = open_word(io.BytesIO(word_of(row, report)))
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
    for text in document.element.body.iter(space):
        if text.text and "[Nêu tồn tại" in text.text:
            text.text = "Mạng chập chờn."
    out = io.BytesIO()
    document.save(out)
    after, back = services.take_report_word(
        report_id=report.pk, data=out.getvalue(), seen=1, by=town.head, at=at(DAY, 10)
    )
    assert after.why == "from-word"
    assert len(back.changed) == 1
    assert any(block.text == "Mạng chập chờn." for block in after.document.blocks)


def test_a_file_that_is_not_ours_changes_nothing(town: Town, report: Report) -> None:
    composed(town, report)
    with pytest.raises(word_in.NotOurs):
        services.take_report_word(report_id=report.pk, data=b"%PDF", seen=1, by=town.head, at=at(DAY, 10))
    assert Composition.objects.count() == 1


# ---------------------------------------------------------------- pages


@pytest.fixture
def client(town: Town) -> Client:
    return browser(town.head)


def test_the_page_shows_numbers_what_waits_and_what_was_changed(
    client: Client, town: Town, report: Report, django_assert_max_num_queries: Any
) -> None:
    url = f"/bao-cao/{report.pk}/soan/"
    assert "Để máy soạn" in client.get(f"/bao-cao/{report.pk}/").content.decode()
    assert "Soạn báo cáo" in client.get(url).content.decode()
    assert client.post(f"{url}ghi/", {"viec": "soan", "da-xem": "0"}).status_code == 302
    with django_assert_max_num_queries(30):
        page = client.get(url).content.decode()
    assert "Hồ sơ tiếp nhận" in page
    assert "còn 3 ô phải viết" in page
    assert page.count("<svg") >= 1
    assert f"/so-do/dossiers.received/vi-sao/?don-vi={WARD}&amp;ky=2026-05%4014" in page
    why = client.get(f"/so-do/dossiers.received/vi-sao/?don-vi={WARD}&ky=2026-05%4014").content.decode()
    assert "15/04/2026 – 14/05/2026" in why
    assert "--closing 14" in why
    row = Composition.objects.get()
    block = next(each for each in row.document.blocks if each.id.endswith("dossiers.received"))
    client.post(f"{url}ghi/", {"viec": "luu", "da-xem": "1", f"o-{block.id}": "Tiếp nhận 26 hồ sơ."})
    page = " ".join(client.get(url).content.decode().split())
    # What was counted stands beside what a hand put there, and opens its records.
    assert '<mark class="cp-hand">26</mark> <span class="cp-was">(sửa tay, đếm được <a' in page
    assert page.count(">20</a>") >= 2
    assert "trân trọng báo cáo./." in page
    assert "chưa có chữ ký số" in page and "Ký và gửi" not in page


def test_a_refusal_keeps_what_was_typed(client: Client, town: Town, report: Report) -> None:
    row = composed(town, report)
    ask = row.document.unanswered()[0]
    answer = client.post(
        f"/bao-cao/{report.pk}/soan/ghi/", {"viec": "luu", "da-xem": "9", f"o-{ask.id}": "Không được mất"}
    )
    assert answer.status_code == 409
    assert "Không được mất" in answer.content.decode()


def test_an_office_reports_to_its_committee_and_its_head_signs_as_what_he_is(
    town: Town, report: Report
) -> None:
    report.office, report.to_office = town.social, None
    report.to_unit = town.ward
    letter = letter_of(report)
    assert letter["recipients"] == [f"- UBND {town.ward.name_in_text} (b/c);", "- Lưu: VT."]
    assert (letter["signer"], letter["above"]) == (["TRƯỞNG PHÒNG"], True)
    report.office = town.centre
    assert letter_of(report)["signer"] == ["GIÁM ĐỐC"]
    report.office, report.to_unit = None, town.province
    assert letter_of(report)["recipients"] == [f"- UBND {town.province.name_in_text} (b/c);", "- Lưu: VT."]
    report.to_unit = town.other
    assert f"- UBND {town.other.name_in_text};" in letter_of(report)["recipients"]


def test_a_neighbour_does_not_see_it(town: Town, report: Report) -> None:
    composed(town, report)
    client = browser(town.neighbour)
    for path in ("", "ban-word/", "ban-pdf/"):
        assert client.get(f"/bao-cao/{report.pk}/soan/{path}").status_code == 404


def test_word_and_pdf_are_given(client: Client, town: Town, report: Report) -> None:
    composed(town, report)
    word = client.get(f"/bao-cao/{report.pk}/soan/ban-word/")
    assert word.content[:2] == b"PK"
    pdf = client.get(f"/bao-cao/{report.pk}/soan/ban-pdf/")
    assert pdf.content[:5] == b"%PDF-"
