"""Pages of the lake: what is there, how fresh it is, and rows taken away by whom they concern."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client

from dinh.dossiers.tests.builders import Ward, at
from dinh.ground.models import LedgerLine
from dinh.lake import services
from dinh.lake.store import disk
from dinh.town import testing

from .test_drawing import IMPORTED, a_few


def signed_in_as(role: str, unit: Any) -> Client:
    client = Client()
    who = testing.person(f"Nguyễn Văn Mẫu {role}")
    testing.mandate(who, role, unit)
    client.force_login(testing.account(who, username=role))
    return client


def test_the_facts_are_shown_with_how_fresh_they_are_and_drawn_when_asked(
    ward: Ward, lake_home: Path
) -> None:
    a_few(ward)
    client = signed_in_as("planner", ward.ward)
    page = client.get("/ho-du-lieu/")
    assert page.status_code == 200 and "Hồ sơ thủ tục hành chính" in page.text and "Chưa rút" in page.text
    assert client.post("/ho-du-lieu/rut/").status_code == 302
    assert "Đủ đến hiện tại" in client.get("/ho-du-lieu/").text
    assert LedgerLine.objects.filter(deed="lake.drawn").count() == 1
    page = client.get("/ho-du-lieu/du-kien/dossiers/")
    assert "received_on" in page.text and "Lấy tệp" in page.text
    assert client.get("/ho-du-lieu/du-kien/khong-co/").status_code == 404
    officer = signed_in_as("officer", ward.ward)
    assert officer.post("/ho-du-lieu/rut/").status_code == 403
    assert "Lấy tệp" not in officer.get("/ho-du-lieu/du-kien/dossiers/").text
    assert officer.post("/ho-du-lieu/du-kien/dossiers/", {"form": "csv"}).status_code == 403


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_file_holds_the_rows_of_the_unit_alone(ward: Ward, lake_home: Path, form: str) -> None:
    a_few(ward)
    services.draw(["dossiers"], at=at(12))
    other = {**IMPORTED, "unit": ward.other.code}
    services.store_rows("dossiers", [other], import_id=1, source="x", at=at(12))
    client = signed_in_as("planner", ward.ward)
    answer = client.post("/ho-du-lieu/du-kien/dossiers/", {"form": form})
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    if form == "parquet":
        rows = pq.read_table(io.BytesIO(body)).to_pylist()
        assert {row["unit"] for row in rows} == {ward.ward.code} and len(rows) == 3
    else:
        lines = body.decode().splitlines()
        assert lines[0].startswith("id,source,import_id,code") and len(lines) == 4
    assert list(disk.work().glob(f"dossiers-*.{form}")) == []
    (line,) = LedgerLine.objects.filter(deed="lake.downloaded")
    assert line.data["rows"] == 3
    given = {"form": form, "first": "20/11/2026", "last": "20/11/2026"}
    assert client.post("/ho-du-lieu/du-kien/dossiers/", given).status_code == 200
    wrong = client.post("/ho-du-lieu/du-kien/dossiers/", {**given, "last": "19/11/2026"})
    assert wrong.status_code == 422 and "không được trước từ ngày" in wrong.text
