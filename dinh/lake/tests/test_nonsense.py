"""Pages of the lake and of imports are handed nonsense: in their questions, their forms and as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dinh.dossiers.tests.builders import Ward
from dinh.lake.importing.files import open_tables
from dinh.lake.importing.shapes import FileUnreadable
from dinh.lake.pages import routes
from dinh.look.nonsense import FILES, MARK, addresses, said, walk
from dinh.town import testing

from .test_import_pages import account
from .test_importing import bring, some, table


@pytest.fixture
def desk(ward: Ward, client: Any, lake_home: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("DINH_IMPORTING", "job")
    client.force_login(account(testing.actor("planner", ward.ward, name="Phạm Văn Ví Dụ")))
    return client


def test_the_lake_and_its_imports_answer_nonsense(desk: Any, ward: Ward) -> None:
    ward.procedure()
    row = bring(ward, table(*some(1, 2)))
    places = addresses(routes, {"import_id": str(row.pk), "name": ["dossiers", "khong-co"]})
    assert walk(desk, places) >= 20


def test_matching_columns_answers_nonsense_beside_a_file_that_is_right(desk: Any, ward: Ward) -> None:
    file = SimpleUploadedFile("ho-so.csv", table(*some(1, 2)))
    answer = desk.post("/ho-du-lieu/nap/", {"file": file, "map": "cong-dvc", "unit": "16576"})
    assert walk(desk, [answer.url], rounds=8, keep=("tep",)) >= 8


@pytest.mark.parametrize(
    ("name", "contents"), [*FILES, ("a.csv", MARK.encode() + b"\n1\n"), ("a.json", b"null")]
)
def test_a_file_of_nonsense_is_refused_with_a_sentence_or_read(
    desk: Any, ward: Ward, tmp_path: Path, name: str, contents: bytes
) -> None:
    given = {"file": SimpleUploadedFile(name, contents), "map": "cong-dvc", "unit": "16576"}
    page = desk.post("/ho-du-lieu/nap/", given, follow=True)
    assert page.status_code in (200, 409, 413, 422) and MARK not in said(page)
    path = tmp_path / "tep"
    path.write_bytes(contents)
    try:
        open_tables(path, name)
    except FileUnreadable as refused:
        assert str(refused).endswith(".")
