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
from dinh.ground.models import LedgerLine
from dinh.lake import reading, services
from dinh.lake.importing import services as importing

from .test_drawing import a_few, rows_of

NOT_SAID = {"id", "source", "import_id", "stood_minutes"}
"""How long a clock has stood that still stands is another number each time."""


def exported(ward: Ward, kind: str) -> bytes:
    made = exporting.export(
        unit_id=ward.ward.pk, first=date(2026, 1, 1), last=FRIDAY, kind=kind, by=ward.leader, at=at(17)
    )
    return exporting.to_xlsx(made) if kind == "xlsx" else "".join(exporting.to_csv(made)).encode()


def brought(ward: Ward, contents: bytes, name: str, **more: Any) -> Any:
    row = importing.hand_in(
        file=contents, name=name, map_code="cong-dvc", unit=ward.ward, by=None, at=at(18), **more
    )
    return importing.bring_in(import_id=row.pk, at=at(18))


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
    beside = importing.file_of(row, "beside")
    with reading.open(only=["dossiers"]) as lake:
        found = lake.duck.execute("SELECT count(*) FROM read_parquet($1)", [str(beside)]).fetchone()
    assert found == (count,)


def test_a_dossier_entered_after_an_import_of_its_code_stands_in_its_place(
    ward: Ward, lake_home: Path
) -> None:
    a_few(ward)
    contents = exported(ward, "csv")
    codes = dict(Dossier.objects.values_list("code", "code_key"))
    Dossier.objects.update(code_key=Concat(Value("x"), F("code_key")))
    row = brought(ward, contents, "ket-xuat.csv")
    assert (row.stored, row.own) == (len(codes), 0)
    late, *others = sorted(codes)
    # The house itself gets one of them now, the others stay another system's.
    for code, key in codes.items():
        if code == late:
            Dossier.objects.filter(code=code).update(code_key=key)

    services.draw(at=at(19))

    standing = [(fact["code"], fact["source"]) for fact in rows_of().values() if fact["source"] != "dinh"]
    assert sorted(standing) == [(code, "cong-dvc") for code in others]
    row.refresh_from_db()
    assert (row.stored, row.own, row.rows) == (len(others), 1, row.stored + row.duplicates + row.refused)
    assert LedgerLine.objects.filter(deed="lake.import_gave_way").count() == 1
    services.draw(at=at(19))
    assert importing.yield_to_own(fact="dossiers", at=at(19)) == 0

    importing.undo(import_id=row.pk, reason="thử", by=None, at=at(20))

    assert {fact["source"] for fact in rows_of().values()} == {"dinh"}


def test_an_undone_import_gives_nothing_back_that_is_our_own_by_now(ward: Ward, lake_home: Path) -> None:
    a_few(ward)
    contents = exported(ward, "csv")
    codes = dict(Dossier.objects.values_list("code", "code_key"))
    Dossier.objects.update(code_key=Concat(Value("x"), F("code_key")))
    brought(ward, contents, "thang.csv")
    newer = brought(ward, contents.replace(b"\n", b" \n", 1) + b"\n", "thang-moi.csv")
    assert newer.replaced == len(codes)
    for code, key in codes.items():
        Dossier.objects.filter(code=code).update(code_key=key)

    importing.undo(import_id=newer.pk, reason="thử", by=None, at=at(20))

    assert not [fact for fact in rows_of().values() if fact["source"] != "dinh"]
