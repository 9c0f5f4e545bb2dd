"""From upload to proposal: the claim, a reader that died, a file that cannot be read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from dinh.ground import queries as ledger
from dinh.ground.models import KeptFile
from dinh.ground.services import FileRefused
from dinh.papers.models import Paper
from dinh.plans import services
from dinh.plans.models import Reading
from dinh.town.services import NotAllowed

from .builders import NINE, Town
from .test_pages import PAPER


def test_an_upload_is_kept_filed_and_queued(town: Town) -> None:
    reading = town.upload(PAPER)

    assert reading.state == "queued"
    assert Paper.objects.get().kept_sha256
    assert [line.deed for line in ledger.story_of(reading.ref)] == ["plans.uploaded"]


def test_reading_makes_a_proposal_with_pages_lines_and_head(town: Town) -> None:
    reading = services.read_now(reading_id=town.upload(PAPER).pk, at=NINE)

    assert reading is not None and reading.state == "ready", reading and reading.sentence
    assert reading.head["number"] == "12/KH-UBND"
    values = {item.as_read["value"] for item in reading.items.filter(kind="target")}
    assert {98, 80} <= values
    first = reading.pages.get(number=1).lines[0]
    assert first["n"] == 1 and first["t"].startswith("ỦY BAN")


@pytest.mark.parametrize(
    ("contents", "name"),
    [
        (b"%PDF-1.7 nothing more", "hong.pdf"),
        (b"Thu moi hop lop. Than ai.", "thu.txt"),
    ],
)
def test_what_cannot_be_read_or_is_no_plan_fails_with_a_sentence(
    town: Town, contents: bytes, name: str
) -> None:
    reading = services.read_now(reading_id=town.upload(contents, name=name).pk, at=NINE)

    assert reading is not None and reading.state == "failed"
    assert len(reading.sentence) > 20 and "Traceback" not in reading.sentence
    again = services.retry(reading_id=reading.pk, by=town.planner, at=NINE)
    assert again.state == "queued"


def test_one_being_read_is_not_read_twice_but_a_dead_readers_work_is_taken_over(town: Town) -> None:
    reading = town.upload(PAPER)
    now = timezone.now()
    Reading.objects.filter(pk=reading.pk).update(state="reading", beat_at=now)

    assert services.read_now(reading_id=reading.pk, at=NINE) is None
    Reading.objects.filter(pk=reading.pk).update(beat_at=now - timedelta(minutes=10))
    assert services.read_waiting(at=now) == 1
    reading.refresh_from_db()
    assert reading.state == "ready"


def test_a_failure_of_the_machine_is_a_sentence_not_a_trace(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dinh.plans import reading as reader

    def fall(_document: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(reader, "read", fall)
    reading = services.read_now(reading_id=town.upload(PAPER).pk, at=NINE)

    assert reading is not None and reading.state == "failed"
    assert "Máy gặp lỗi" in reading.sentence


@pytest.mark.parametrize(
    ("contents", "name", "why"),
    [
        (b"<!DOCTYPE html><html><body>Ke hoach</body></html>", "ke-hoach.pdf", "trang web"),
        (bytes(range(256)) * 20, "la.bin", "dữ liệu nhị phân"),
        (b"MZ" + bytes(200), "ke-hoach.docx", "chương trình"),
    ],
)
def test_what_is_no_paper_is_turned_away_before_it_is_kept(
    town: Town, contents: bytes, name: str, why: str
) -> None:
    with pytest.raises(FileRefused, match=why):
        town.upload(contents, name=name)
    assert not Paper.objects.exists() and not Reading.objects.exists() and not KeptFile.objects.exists()


def test_why_a_file_is_turned_away_is_said_in_english_too(town: Town) -> None:
    with translation.override("en"), pytest.raises(FileRefused, match="web page"):
        town.upload(b"<html></html>", name="ke-hoach.pdf")


def test_a_viewer_uploads_nothing(town: Town) -> None:
    with pytest.raises(NotAllowed):
        town.upload(by=town.viewer)
    assert not Paper.objects.exists()


def test_what_a_clerk_wrote_when_filing_is_surer_than_the_scan(town: Town) -> None:
    from datetime import date

    from dinh.ground import services as ground
    from dinh.papers import services as papers

    kept = ground.keep(stream_or_bytes=PAPER, name="scan.txt")
    papers.file(
        kept=kept, number="13/KH-UBND", date=date(2026, 1, 16), issuer="UBND phường Mẫu", kind="Kế hoạch",
        title="Kế hoạch chuyển đổi số năm 2026", unit=town.unit, by=town.clerk, at=NINE,
    )  # fmt: skip
    reading = services.read_now(reading_id=town.upload(PAPER, name="scan.txt").pk, at=NINE)

    assert reading is not None
    assert (reading.head["number"], reading.head_now["number"]) == ("12/KH-UBND", "13/KH-UBND")
    assert reading.head_now["date"] == "2026-01-16"
