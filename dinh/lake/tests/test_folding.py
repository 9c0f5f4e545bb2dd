"""Folding moves rows and changes none; what is kept stays readable."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dinh.dossiers import services as dossiers
from dinh.dossiers.tests.builders import Ward, at
from dinh.lake import queries, reading, services
from dinh.lake.models import KeptState
from dinh.lake.store import delta

from .test_drawing import IMPORTED, a_few, rows_of


def test_folding_leaves_every_row_as_it_was(ward: Ward, lake_home: Path) -> None:
    made = a_few(ward)
    services.draw(["dossiers"], at=at(12))
    before = rows_of()
    (folded,) = services.fold(["dossiers"], at=at(12))
    state = queries.state()["dossiers"]
    assert (folded.months, folded.rows, state.folded) == (2, 3, state.seq)
    assert rows_of() == before
    with reading.open() as lake:
        assert len(lake.files("dossiers").base) == 2 and lake.files("dossiers").changes == ()
    # A row that goes to another month leaves the first; one that goes is in none.
    services.store_rows("dossiers", [IMPORTED], import_id=1, source="x", at=at(13))
    services.fold(["dossiers"], at=at(13))
    later = {**IMPORTED, "received_on": IMPORTED["received_on"] - timedelta(days=60)}
    services.store_rows("dossiers", [later], import_id=2, source="x", at=at(14))
    services.fold(["dossiers"], at=at(14))
    assert rows_of()[IMPORTED["id"]]["received_on"] == later["received_on"] and len(rows_of()) == 4
    services.remove_import(2, at=at(15))
    services.fold(["dossiers"], at=at(15))
    assert rows_of() == before
    assert made and queries.state()["dossiers"].rows == 3


def test_a_kept_state_is_read_as_it_was_and_what_nothing_points_at_goes(
    ward: Ward, lake_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.folding, "GRACE_HOURS", 0)
    made = a_few(ward)
    services.draw(["dossiers"], at=at(12))
    services.fold(["dossiers"], at=at(12))
    kept = queries.state()
    services.keep(kept, holder="value:1", at=at(12))
    services.keep(kept, holder="value:1", at=at(12, 5))
    assert KeptState.objects.count() == 1
    then = rows_of()
    dossiers.answer_completion(dossier_id=made[1].pk, by=ward.counter, at=at(13))
    services.draw(["dossiers"], at=at(14))
    between = queries.state()["dossiers"]
    services.fold(["dossiers"], at=at(14))
    ward.receive(made[0].edition, on=at(14, 30))
    services.draw(["dossiers"], at=at(15))
    services.fold(["dossiers"], at=at(15))
    stated = type(kept["dossiers"]).of(kept["dossiers"].kept())
    with reading.open({"dossiers": stated}) as lake:
        table = lake.duck.sql("SELECT * FROM dossiers").to_arrow_table()
    assert {row["id"]: row for row in table.to_pylist()} == then
    assert rows_of() != then
    # The state between was kept by nobody.
    with pytest.raises(Exception, match=r"No files found|exist"), reading.open({"dossiers": between}) as lake:
        lake.duck.sql("SELECT count(code) FROM dossiers").fetchall()
    assert services.let_go(holder="value:1") == 1


def test_two_writers_of_one_number_are_not_both_let_in(ward: Ward, lake_home: Path) -> None:
    a_few(ward)
    services.draw(["dossiers"], at=at(12))
    state = queries.state()["dossiers"]
    path = f"{lake_home}/dossiers/v1/changes"
    rows = delta.table(path).to_pyarrow_table()
    position = delta.position_of(delta.newest(path))
    delta.append(path, state.changes, rows, position)
    with pytest.raises(delta.SomebodyElseWrote):
        delta.append(path, state.changes, rows, position)
