"""The lake against its source: what differs is named, and mended when asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dinh.dossiers.models import Dossier
from dinh.dossiers.tests.builders import Ward, at
from dinh.lake import services
from dinh.lake.tending import command as tending

from .test_drawing import IMPORTED, a_few, rows_of


def test_what_is_missing_differs_or_stands_too_long_is_named_and_mended(
    ward: Ward, lake_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = a_few(ward)
    services.draw(["dossiers"], at=at(12))
    services.store_rows("dossiers", [IMPORTED], import_id=1, source="x", at=at(12))
    (fine,) = services.check(["dossiers"], at=at(13))
    assert fine.equal and (fine.source_rows, fine.lake_rows, fine.imported) == (3, 3, 1)
    assert fine.sums and all(one.equal for one in fine.sums) and fine.newest[0] == fine.newest[1] != ""
    # Somebody goes by the ledger: a row is changed, one comes, one goes, and no line says so.
    Dossier.objects.filter(pk=made[0].pk).update(requests=5)
    Dossier.objects.filter(pk=made[2].pk).update(code="H99.1-250101-0001")
    store = {"id": "d999999", "source": "dinh", "code": "?", "unit": "16576", "channel": 1}
    monkeypatch.setattr(services.storing, "OWN", "")
    services.store_rows("dossiers", [store], import_id=0, source="dinh", at=at(13))
    (found,) = services.check(["dossiers"], at=at(14))
    assert not found.equal
    assert (found.missing, sorted(found.different), found.left_over) == (
        [], sorted([f"d{made[0].pk}", f"d{made[2].pk}"]), ["d999999"],
    )  # fmt: skip
    assert {one.column for one in found.sums if not one.equal} == {"requests", "channel"}
    assert tending.tend(["check", "dossiers"]) == 1
    said = capsys.readouterr().out
    assert "LỆCH" in said and "thừa: d999999" in said and "tổng requests: nguồn 6.00" in said
    assert tending.tend(["check", "dossiers", "--mend", "--json"]) == 0
    told: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    assert told[0]["mended"] == 3 and told[0]["equal"]
    assert rows_of()[f"d{made[0].pk}"]["requests"] == 5 and "d999999" not in rows_of()
    assert tending.tend(["check", "dossiers"]) == 0 and tending.tend(["check", "khong-co"]) == 2


def test_the_other_words_of_the_command(
    ward: Ward, lake_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_few(ward)
    assert tending.tend(["draw", "dossiers", "units", "--json"]) == 0
    drawn = {one["fact"]: one for one in json.loads(capsys.readouterr().out)}
    assert drawn["dossiers"]["added"] == 3 and drawn["units"]["added"] == drawn["units"]["rows"] > 0
    assert tending.tend(["fold", "--json"]) == 0
    assert {one["fact"]: one["months"] for one in json.loads(capsys.readouterr().out)}["dossiers"] == 2
    assert tending.tend(["state", "--json"]) == 0
    state = json.loads(capsys.readouterr().out)
    assert state["dossiers"]["rows"] == 3 and not state["dossiers"]["stale"]
    assert tending.tend(["state"]) == 0 and "đủ đến hiện tại" in capsys.readouterr().out
