"""Our own export, brought into a house that has none of these dossiers, says what that house would have counted itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat

from dinh.dossiers.models import Dossier
from dinh.dossiers.services import exporting
from dinh.dossiers.tests.builders import FRIDAY, Ward, at
from dinh.lake import reading, services
from dinh.lake.importing import bringing

from .test_drawing import a_few, rows_of

NOT_SAID = {"id", "source", "import_id", "stood_minutes"}
"""How long a clock has stood that still stands is another number each time."""


def exported(ward: Ward, kind: str) -> bytes:
    made = exporting.export(
        unit_id=ward.ward.pk, first=date(2026, 1, 1), last=FRIDAY, kind=kind, by=ward.leader, at=at(17)
    )
    return exporting.to_xlsx(made) if kind == "xlsx" else "".join(exporting.to_csv(made)).encode()


def brought(ward: Ward, contents: bytes, name: str, **more: Any) -> Any:
    row = bringing.hand_in(
        file=contents, name=name, map_code="cong-dvc", unit=ward.ward, by=None, at=at(18), **more
    )
    return bringing.bring_in(import_id=row.pk, at=at(18))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_each_dossier_comes_back_as_the_fact_it_was(
    kind: str, ward: Ward, lake_home: Path, settings: Any, tmp_path: Path
) -> None:
    a_few(ward)
    services.draw(at=at(16))
    own = {row["code"]: row for row in rows_of().values()}
    assert len(own) >= 3 and len({row["status"] for row in own.values()}) >= 3
    contents = exported(ward, kind)
    settings.DINH_LAKE_URL = str(tmp_path / "empty")
    Dossier.objects.update(code_key=Concat(Value("x"), F("code_key")))

    row = brought(ward, contents, f"ket-xuat.{kind}")

    assert (row.rows, row.stored, row.refused, row.duplicates) == (len(own), len(own), 0, 0)
    for fact in rows_of().values():
        mine = own[fact["code"]]
        assert {k: v for k, v in fact.items() if k not in NOT_SAID} == {
            k: v for k, v in mine.items() if k not in NOT_SAID
        }
        assert fact["id"] == f"cong-dvc:{fact['code']}" and fact["source"] == "cong-dvc"


def test_our_own_record_stands_and_the_row_is_kept_beside_it(ward: Ward, lake_home: Path) -> None:
    a_few(ward)
    count = Dossier.objects.count()
    services.draw(at=at(16))

    row = brought(ward, exported(ward, "csv"), "ket-xuat.csv")

    assert (row.rows, row.stored, row.duplicates, row.own) == (count, 0, count, count)
    assert {fact["source"] for fact in rows_of().values()} == {"dinh"}
    beside = bringing.file_of(row, "beside")
    with reading.open(only=["dossiers"]) as lake:
        found = lake.duck.execute("SELECT count(*) FROM read_parquet($1)", [str(beside)]).fetchone()
    assert found == (count,)
