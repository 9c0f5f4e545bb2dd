"""Drawing: everything once, then what was touched, nothing twice, nothing that is gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dinh.dossiers import services as dossiers
from dinh.dossiers.queries import fields
from dinh.dossiers.shapes import GivenPaper
from dinh.dossiers.tests.builders import FRIDAY, Ward, at, go, opens
from dinh.lake import queries, reading, services

SAID = {
    "code": "MaHoSo", "procedure": "MaTTHC", "procedure_name": "TenTTHC", "field": "TenLinhVuc", "channel": "KenhThucHien",
    "received_at": "NgayTiepNhan", "promised_at": "NgayHenTra", "ended_at": "NgayKetThucXuLy", "returned_at": "NgayTra",
    "status": "TrangThaiHoSo", "received_unit": "DonViTiepNhan", "unit": "DonViXuLy", "requests": "SoLanYeuCauBoSung",
    "stood_minutes": "SoPhutDungTinh", "flags": "DauHieu", "paid_online": "DuocThanhToanTrucTuyen",
    "digitised": "HoSoCoThanhPhanSoHoa", "result_code": "MaKetQua", "result_link": "DuongDanTepTinKetQua",
    "gives_paper": "CoKetQuaGiay", "verified": "TaiKhoanDuocXacThucVoiVNeID",
}  # fmt: skip
"""Columns that say the same as a field of the portal."""


def rows_of(fact: str = "dossiers") -> dict[str, dict[str, Any]]:
    with reading.open(only=[fact]) as lake:
        table = lake.duck.sql(f"SELECT * FROM {fact}").to_arrow_table()
    return {row["id"]: row for row in table.to_pylist()}


def a_few(ward: Ward) -> list[Any]:
    edition = ward.procedure()
    scan = GivenPaper(edition.papers.first().pk, originals=1, file=b"%PDF-1.4\n%mau\n", file_name="a.pdf")
    other = GivenPaper(edition.papers.last().pk, copies=1, reused=True)
    done = ward.receive(edition, channel="online", papers=(scan, other), on=at(8))
    go(done, "tiep-nhan", "khong-thu", ward.counter, at(9))
    go(done, "tham-tra", "dat", ward.officer, at(10))
    go(done, "ky", "ky", ward.leader, at(11))
    waits = ward.receive(edition, on=at(8, 10))
    dossiers.ask_completion(
        holding_id=opens(waits)["tiep-nhan"].pk, reason="thiếu trang 2", by=ward.counter, at=at(9)
    )
    ward.receive(edition, on=at(8, day=FRIDAY - timedelta(days=30)))
    return list(type(done).objects.order_by("pk"))


def text_of(value: Any) -> str:
    if isinstance(value, datetime):
        return fields._moment(value)
    if isinstance(value, bool):
        return str(int(value))
    return "" if value is None else str(value)


def test_facts_say_field_by_field_what_the_room_itself_says(ward: Ward, lake_home: Path) -> None:
    made = a_few(ward)
    (drawn,) = services.draw(["dossiers"], at=at(12))
    assert (drawn.added, drawn.rows) == (3, 3)
    found = rows_of()
    whole = list(type(made[0]).objects.select_related(*fields.DEMANDS).order_by("pk"))
    hung = fields.facts_of(whole)
    for dossier in whole:
        row = found[f"d{dossier.pk}"]
        told = dict(
            zip([each.name for each in fields.FIELDS], fields.values(dossier, hung[dossier.pk]), strict=True)
        )
        for column, name in SAID.items():
            # An open stretch of the clock is counted up to the moment of asking.
            if column == "stood_minutes" and dossier.due_at is None:
                continue
            assert text_of(row[column]) == str(told[name]), (column, dossier.code)
        assert (row["late"] is None) == (told["DungHan"] == "")
        assert row["papers"] == len(hung[dossier.pk].papers) and row["papers_reused"] == told["DuocTaiSuDung"]
        assert row["unit_now"] == dossier.unit.code and row["due_at"] == dossier.due_at


def test_a_second_drawing_writes_nothing(ward: Ward, lake_home: Path) -> None:
    a_few(ward)
    services.draw(["dossiers"], at=at(12))
    before = queries.state(["dossiers"])["dossiers"]
    (drawn,) = services.draw(["dossiers"], at=at(13))
    assert (drawn.read, drawn.added, drawn.changed) == (0, 0, 0)
    assert queries.state(["dossiers"])["dossiers"] == before and not before.stale


def test_what_was_changed_is_drawn_again_and_what_is_no_more_goes(ward: Ward, lake_home: Path) -> None:
    made = a_few(ward)
    services.draw(["dossiers"], at=at(12))
    dossiers.answer_completion(dossier_id=made[1].pk, by=ward.counter, at=at(13))
    new = ward.receive(made[0].edition, on=at(13, 30))
    assert queries.state(["dossiers"])["dossiers"].stale
    (drawn,) = services.draw(["dossiers"], at=at(14))
    assert (drawn.added, drawn.changed, drawn.gone, drawn.rows) == (1, 1, 0, 4)
    found = rows_of()
    assert len(found) == 4 and found[f"d{made[1].pk}"]["due_at"] is not None and f"d{new.pk}" in found


IMPORTED = {
    "id": "x:H56.1-261120-0001", "code": "H56.1-261120-0001", "unit": "16576", "channel": 1,
    "received_at": at(8), "received_on": FRIDAY, "status": 4, "refused": False, "withdrawn": False,
    "requests": 0, "stood_minutes": 0,
}  # fmt: skip


def test_an_import_is_stored_and_taken_away_again(ward: Ward, lake_home: Path) -> None:
    a_few(ward)
    services.draw(["dossiers"], at=at(12))
    second = {**IMPORTED, "id": "x:2", "code": "2"}
    stored = services.store_rows("dossiers", [IMPORTED, second], import_id=7, source="x", at=at(13))
    assert (stored.stored, stored.replaced, stored.rows) == (2, 0, 5)
    found = rows_of()
    assert (
        found["x:2"]["import_id"] == 7
        and found["x:2"]["source"] == "x"
        and found["x:2"]["unit_now"] == "16576"
    )
    again = services.store_rows("dossiers", [{**second, "status": 10}], import_id=8, source="x", at=at(14))
    assert (again.stored, again.replaced, again.rows) == (1, 1, 5)
    assert services.remove_import(8, at=at(15), back_to=again.before, stands=[7]) == 1
    assert rows_of()["x:2"]["status"] == 4
    assert services.remove_import(7, at=at(16)) == 2
    assert len(rows_of()) == 3 and queries.state()["dossiers"].rows == 3


def test_what_is_no_column_is_not_stored(db: None, lake_home: Path) -> None:
    with pytest.raises(services.NotAFact, match="mau"):
        services.store_rows("dossiers", [{**IMPORTED, "mau": 1}], import_id=1, source="x", at=at(9))
    with pytest.raises(services.NotAFact, match="channel"):
        services.store_rows("dossiers", [{**IMPORTED, "channel": "một"}], import_id=1, source="x", at=at(9))


def test_a_fact_that_nobody_drew_has_its_columns_and_no_row(db: None, lake_home: Path) -> None:
    with reading.open() as lake:
        assert lake.duck.sql("SELECT count(*), count(unit_now) FROM dossiers").fetchall() == [(0, 0)]
        assert lake.ibis("dossiers").received_on.type().is_date()
        assert lake.files("dossiers").base == ()
