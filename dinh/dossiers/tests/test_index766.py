"""Points of the index: the arithmetic by table, the counts from dossiers by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dinh.dossiers import services
from dinh.dossiers.queries import counting, fields
from dinh.dossiers.rules import index766
from dinh.dossiers.rules.index766 import Component
from dinh.dossiers.shapes import GivenPaper

from .builders import FRIDAY, Ward, at, go, opens, somebody

HALF = Component("x", "x", "top", "bottom", Decimal(4), Decimal(80))


@pytest.mark.parametrize(
    ("top", "bottom", "share", "points"),
    [
        (0, 0, None, None),
        (0, 10, "0.00", "0.00"),
        (4, 10, "40.00", "2.00"),
        (8, 10, "80.00", "4.00"),
        (10, 10, "100.00", "4.00"),
        (1, 3, "33.33", "1.67"),
        (2, 3, "66.67", "3.33"),
    ],
)
def test_points_grow_with_the_share_up_to_the_share_that_has_them_all(
    top: int, bottom: int, share: str | None, points: str | None
) -> None:
    found = index766.score(HALF, {"top": top, "bottom": bottom})
    assert (found.share, found.points) == (
        Decimal(share) if share else None,
        Decimal(points) if points else None,
    )


def test_what_has_nothing_to_count_from_is_left_out_of_the_most_there_could_be() -> None:
    book = index766.Book(
        FRIDAY, "", False, (), (HALF, Component("y", "y", "a", "b", Decimal(6), Decimal(90)))
    )
    _rows, got, most = index766.scores(book, {"top": 8, "bottom": 10, "a": 0, "b": 0})
    assert (got, most) == (Decimal("4.00"), Decimal(4))


def test_each_component_of_the_book_is_counted_and_the_points_of_the_book_are_those_of_the_decision() -> None:
    book = counting.book_on(FRIDAY)
    assert {each.top for each in book.components} | {each.bottom for each in book.components} <= set(
        counting.NAMES
    )
    assert sum(each.most for each in book.components) == 62 and not book.confirmed and book.doubts
    assert (
        counting.rank_of(Decimal(45), Decimal(62)) == "Khá" and counting.rank_of(Decimal(0), Decimal(0)) == ""
    )


MORNING = datetime.fromisoformat("2026-11-20T09:00+07:00")


@pytest.mark.parametrize(
    ("decided", "asked", "waits", "requests", "end"),
    [
        (MORNING, None, False, 0, MORNING),
        (MORNING, at(8), False, 1, MORNING),
        (None, None, False, 0, None),
        (None, at(8), True, 1, at(8)),
        (None, at(8), False, 1, None),
        (None, at(8), True, 2, None),
    ],
)
def test_when_processing_ended_by_the_index(
    decided: Any, asked: Any, waits: bool, requests: int, end: Any
) -> None:
    assert (
        index766.end_of_processing(decided_at=decided, first_asked_at=asked, waits=waits, requests=requests)
        == end
    )


def test_counts_of_a_unit_are_those_of_its_dossiers_one_by_one(
    ward: Ward, django_assert_max_num_queries: Any
) -> None:
    edition = ward.procedure()
    scan = GivenPaper(edition.papers.first().pk, originals=1, file=b"%PDF-1.4\n%mau\n", file_name="a.pdf")
    other = GivenPaper(edition.papers.last().pk, copies=1, reused=True)
    done = ward.receive(edition, channel="online", papers=(scan, other), on=at(8))
    go(done, "tiep-nhan", "khong-thu", ward.counter, at(9))
    go(done, "tham-tra", "dat", ward.officer, at(10))
    go(done, "ky", "ky", ward.leader, at(11))
    waits = ward.receive(edition, on=at(8, 10))
    services.ask_completion(
        holding_id=opens(waits)["tiep-nhan"].pk, reason="thiếu trang 2", by=ward.counter, at=at(9)
    )
    late = ward.receive(edition, on=at(8, day=FRIDAY - timedelta(days=30)), received_at=None)
    services.refuse_intake(
        intake=ward.intake(edition, applicant=somebody("Trần Thị Thử", "038079000999")),
        reason="không thuộc thẩm quyền", by=ward.counter, at=at(9, 30),
    )  # fmt: skip

    with django_assert_max_num_queries(3):
        (row,) = counting.counts(ward.viewer, FRIDAY, FRIDAY - timedelta(days=40), FRIDAY, at(16))
    assert row.unit == ward.ward
    assert {name: row[name] for name in ("received", "answered", "open", "in_time", "late", "refused")} == {
        "received": 3, "answered": 1, "open": 2, "in_time": 2, "late": 1, "refused": 1,
    }  # fmt: skip
    assert (row["online"], row["digitised"], row["reused"], row["with_fee"], row["paid_online"]) == (
        1,
        1,
        1,
        3,
        0,
    )
    assert str(row.on_time) == "66.67"
    assert late.due_at and late.due_at < at(16)
    assert counting.counts(ward.stranger, FRIDAY, FRIDAY, FRIDAY, at(16)) == []
    # Of a day gone by: the late one was still in its time then.
    month = FRIDAY - timedelta(days=30)
    (then,) = counting.counts(ward.viewer, FRIDAY, month, month, at(16))
    assert (then["received"], then["in_time"]) == (1, 1)


def test_the_fields_of_a_dossier_are_read_off_it_in_a_bounded_number_of_queries(
    ward: Ward, django_assert_max_num_queries: Any
) -> None:
    edition = ward.procedure()
    scan = GivenPaper(edition.papers.first().pk, originals=1, file=b"%PDF-1.4\n%mau\n", file_name="a.pdf")
    other = GivenPaper(edition.papers.last().pk, copies=1, reused=True)
    made = [ward.receive(edition, papers=(scan, other), on=at(8, n)) for n in range(3)]
    services.ask_completion(
        holding_id=opens(made[0])["tiep-nhan"].pk, reason="thiếu", by=ward.counter, at=at(9)
    )
    services.answer_completion(dossier_id=made[0].pk, by=ward.counter, at=at(11))
    rows = list(type(made[0]).objects.select_related(*fields.DEMANDS).order_by("pk"))
    with django_assert_max_num_queries(10):
        facts = fields.facts_of(rows)
    said = dict(
        zip([each.name for each in fields.FIELDS], fields.values(rows[0], facts[rows[0].pk]), strict=True)
    )
    assert said["MaHoSo"] == made[0].code and said["MaTTHC"] == "1.004884" and said["KenhThucHien"] == 1
    assert said["NgayTiepNhan"] == "2026-11-20 08:00:00" and said["NgayYeuCauBoSung"] == "2026-11-20 09:00:00"
    assert said["SoPhutDungTinh"] == 120 and said["SoLanYeuCauBoSung"] == 1 and said["NgayKetThucXuLy"] == ""
    assert said["HoSoCoThanhPhanSoHoa"] == 1 and said["DuocTaiSuDung"] == 1
    assert said["TaiLieuNop"] == (
        '[{"DuocSoHoa": 1, "DuocLayTuKhoDMQG": 0}, {"DuocSoHoa": 0, "DuocLayTuKhoDMQG": 1}]'
    )
    assert '"Gia": 10000' in said["DanhSachLePhi"] and said["DonViTinh"] == "ngày làm việc"
    assert said["TrangThaiHoSo"] == 4
