"""Dossiers as a file: the portal's names, no person unless the mandate says so, nothing a program would run."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from dinh.dossiers import services
from dinh.dossiers.models import Look
from dinh.dossiers.queries import fields
from dinh.dossiers.services import exporting
from dinh.ground import queries as ledger
from dinh.ground.shapes import Ref
from dinh.town import testing

from .builders import FRIDAY, Ward, at, somebody
from .test_looks import NUMBER, signed_in


def taken(ward: Ward, **more: Any) -> services.Export:
    given: dict[str, Any] = {
        "unit_id": ward.ward.pk, "first": FRIDAY, "last": FRIDAY, "kind": "csv", "by": ward.leader, "at": at(16),
    }  # fmt: skip
    return services.export(**given | more)


def read(made: services.Export) -> list[dict[str, str]]:
    text = "".join(exporting.to_csv(made))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_the_file_has_the_portals_names_and_no_person(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "BATCH", 2)
    edition = ward.procedure()
    made = [ward.receive(edition, on=at(8)) for _n in range(3)] + [ward.receive(edition, on=at(9))]
    ward.receive(edition, on=at(9, day=FRIDAY - timedelta(days=1)))
    rows = read(taken(ward, by=testing.actor("province", ward.province)))
    assert [row["MaHoSo"] for row in rows] == [each.code for each in made]
    assert list(rows[0]) == [each.name for each in fields.FIELDS]
    assert "Nguyễn Văn Mẫu" not in str(rows) and NUMBER not in str(rows)
    assert not Look.objects.exists()
    line = ledger.story_of(Ref("unit", ward.ward.pk))[0]
    assert line.deed == "dossiers.exported" and line.data["count"] == 4 and line.data["personal"] is False


def test_with_the_mandate_and_a_reason_names_and_numbers_come_and_each_citizen_reads_it(ward: Ward) -> None:
    edition = ward.procedure()
    dossier = ward.receive(edition)
    ward.receive(edition, on=at(10))
    ward.receive(edition, applicant=somebody("Trần Thị Thử", "038079000999"), on=at(11))
    with pytest.raises(services.NotAllowed):
        taken(ward, personal=True, reason="kiểm tra", by=testing.actor("province", ward.province))
    with pytest.raises(services.WrongInput):
        taken(ward, personal=True, reason=" ")
    assert not Look.objects.exists()
    rows = read(taken(ward, personal=True, reason="đối chiếu sổ"))
    assert {(row["TenNguoiNop"], row["SoDinhDanhNguoiNop"]) for row in rows} == {
        ("Nguyễn Văn Mẫu", NUMBER), ("Trần Thị Thử", "038079000999"),
    }  # fmt: skip
    assert Look.objects.filter(kind="export", reason="đối chiếu sổ").count() == 2
    assert Look.objects.filter(citizen=dossier.applicant).count() == 1


def test_a_workbook_holds_the_same_rows_and_no_formula(ward: Ward) -> None:
    ward.receive(ward.procedure(), applicant=somebody("=cmd|' /C calc'!A0"))
    made = taken(ward, kind="xlsx", personal=True, reason="thử")
    sheet = load_workbook(io.BytesIO(exporting.to_xlsx(made))).active
    heads, _words, row = (list(each) for each in sheet.iter_rows(values_only=True))
    assert row[heads.index("TenNguoiNop")].startswith("'=cmd") and row[0].startswith("X38")


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_what_begins_like_a_formula_is_text(value: str) -> None:
    assert exporting.plain(value) == f"'{value}"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"first": FRIDAY + timedelta(days=1)}, "last"),
        ({"kind": "docx"}, "kind"),
        ({"unit_id": 0}, "unit"),
    ],
)
def test_what_cannot_be_exported_is_said_by_field(ward: Ward, more: dict[str, Any], field: str) -> None:
    with pytest.raises(services.WrongInput) as refused:
        taken(ward, **more)
    assert [fault.field for fault in refused.value.faults] == [field]


def test_more_than_a_file_holds_is_refused_before_anything_is_read(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = ward.procedure()
    for n in range(3):
        ward.receive(edition, on=at(8, n))
    monkeypatch.setitem(exporting.MOST_ROWS, "csv", 2)
    with pytest.raises(services.WrongInput, match="Có 3 hồ sơ"):
        taken(ward)
    assert not ledger.story_of(Ref("unit", ward.ward.pk))


def test_the_pages_show_units_and_give_the_file(ward: Ward) -> None:
    dossier = ward.receive(ward.procedure(), on=timezone.now() - timedelta(hours=1))
    client = signed_in(testing.actor("province", ward.province), "tinh")
    page = client.get("/ho-so/so-lieu/").content.decode()
    assert "Phường Ngọc Sơn" in page and "/ho-so/ket-xuat/" in page
    one = client.get("/ho-so/so-lieu/?don-vi=16576").content.decode()
    assert "2.1" in one and "1 / 1" in one and "chưa đối chiếu" in one.lower()
    form = client.get("/ho-so/ket-xuat/").content.decode()
    assert "personal" not in form
    day = timezone.localdate().strftime("%d/%m/%Y")
    given = {"unit": ward.province.pk, "first": day, "last": day, "kind": "csv"}
    answer = client.post("/ho-so/ket-xuat/", given)
    assert answer["Content-Disposition"].startswith("attachment")
    assert dossier.code in b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert client.post("/ho-so/ket-xuat/", given | {"first": "hôm qua"}).status_code == 422
    assert signed_in(ward.officer, "cb").get("/ho-so/ket-xuat/").status_code == 403
    assert signed_in(ward.viewer, "xem").get("/ho-so/so-lieu/?don-vi=14812").status_code == 404


def test_a_period_that_was_not_asked_for_can_be_chosen(ward: Ward) -> None:
    ward.receive(ward.procedure(), on=timezone.now() - timedelta(hours=1))
    client = signed_in(ward.leader, "ld")
    assert "<select" in client.get("/ho-so/so-lieu/").content.decode()
    year = timezone.localdate().year
    asked = client.get(f"/ho-so/so-lieu/?ky={year}").content.decode()
    assert f"Năm {year}" in asked and "Phường Ngọc Sơn" in asked
    assert client.get("/ho-so/so-lieu/?ky=2026-M99").status_code == 200
