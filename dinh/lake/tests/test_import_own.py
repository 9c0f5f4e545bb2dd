"""Our own export, brought into a house that has none of these dossiers, says what that house would have counted itself."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F, ProtectedError, Value
from django.db.models.functions import Concat

from dinh.dossiers.models import Dossier
from dinh.dossiers.services import exporting
from dinh.dossiers.tests.builders import FRIDAY, Ward, at
from dinh.ground import services as ground
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


def erase(dossier: Dossier) -> None:
    """The dossier and all that hangs on it go; the ledger says that it was touched."""
    for _turn in range(3):
        for one in Dossier._meta.related_objects:
            with suppress(ProtectedError):
                one.related_model._base_manager.filter(**{one.field.name: dossier}).delete()
    ref = dossier.ref
    dossier.delete()
    ground.write(deed="dossiers.erased", about=ref, by=None, at=at(19))


@pytest.mark.parametrize("before", [True, False], ids=["own at the import", "entered after it"])
def test_a_row_that_gave_way_comes_back_when_the_dossier_is_no_more(
    before: bool, ward: Ward, lake_home: Path
) -> None:
    a_few(ward)
    count = Dossier.objects.count()
    contents = exported(ward, "csv")
    codes = dict(Dossier.objects.values_list("pk", "code_key"))
    if not before:
        Dossier.objects.update(code_key=Concat(Value("x"), F("code_key")))
    services.draw(at=at(16))
    row = brought(ward, contents, "ket-xuat.csv")
    for pk, key in codes.items():
        Dossier.objects.filter(pk=pk).update(code_key=key)
    importing.yield_to_own(fact="dossiers", at=at(18))
    gone = Dossier.objects.order_by("pk").first()
    assert gone is not None
    own = rows_of()[f"d{gone.pk}"]
    code = gone.code
    erase(gone)

    services.draw(["dossiers"], at=at(20))

    found = {fact["code"]: fact for fact in rows_of().values()}
    assert len(found) == count and [fact["code"] for fact in found.values() if fact["source"] != "dinh"] == [
        code
    ]
    assert {k: v for k, v in found[code].items() if k not in NOT_SAID} == {
        k: v for k, v in own.items() if k not in NOT_SAID
    }
    row.refresh_from_db()
    assert (row.stored, row.own) == (1, count - 1) and found[code]["import_id"] == row.pk
    assert LedgerLine.objects.filter(deed="lake.import_came_back").count() == 1
    assert importing.come_back(at=at(21)) == 0

    importing.undo(import_id=row.pk, reason="thử", by=None, at=at(22))

    assert {fact["source"] for fact in rows_of().values()} == {"dinh"}


def test_of_two_imports_of_a_code_the_newer_row_comes_back(ward: Ward, lake_home: Path) -> None:
    a_few(ward)
    contents = exported(ward, "csv")
    services.draw(at=at(16))
    brought(ward, contents, "thang.csv")
    newer = brought(ward, contents.replace(b"\n", b" \n", 1) + b"\n", "thang-moi.csv")
    gone = Dossier.objects.order_by("pk").first()
    assert gone is not None
    code = gone.code
    erase(gone)

    services.draw(["dossiers"], at=at(20))

    assert [fact["import_id"] for fact in rows_of().values() if fact["code"] == code] == [newer.pk]
