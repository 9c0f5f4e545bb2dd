"""An import reads its file piece by piece: what it holds in memory does not grow with the file as its rows would."""

from __future__ import annotations

from typing import Any

import pytest

from dinh.ground.testing import told_by

PROGRAM = """
import json, resource
import django
django.setup()
from datetime import date, timedelta
from pathlib import Path
from django.conf import settings
import duckdb, deltalake, ibis, pyarrow as pa, pyarrow.dataset, pyarrow.parquet
from dinh.dossiers.tests.builders import Ward, at
from dinh.ground.testing import in_a_child, lay_tables
from dinh.lake.importing import services as importing
from dinh.lake.models import Import
from dinh.lake.tests.test_importing import GOOD
from dinh.town.models import Unit

HOME = Path(settings.DINH_HOME)

def write(count):
    # Codes that differ, rows as wide as a province's export.
    first = date(2026, 1, 5)
    with (HOME / "tep.csv").open("w", encoding="utf-8") as stream:
        stream.write("MaHoSo,TenTTHC,TaiLieuNop," + ",".join(GOOD) + "\\n")
        for n in range(count):
            day = first + timedelta(n // 5000)
            papers = json.dumps([{"DuocSoHoa": n % 2, "DuocLayTuKhoDMQG": 0}] * 2).replace('"', '""')
            stream.write(f'H56.34.12-{day:%y%m%d}-{n % 5000 + 1:04d},Đăng ký khai sinh,"{papers}",{",".join(GOOD.values())}\\n')

def bring(count):
    def work():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        unit = Unit.objects.get(code="16576", until=None)
        with (HOME / "tep.csv").open("rb") as stream:
            row = importing.hand_in(file=stream, name=f"{count}.csv", map_code="cong-dvc", unit=unit, by=None, at=at(18))
        row = importing.bring_in(import_id=row.pk, at=at(18))
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        told = dict(state=row.state, stored=row.stored, refused=row.refused, kb=most, before=before)
        print(count, json.dumps(told), flush=True)
    write(count)
    assert in_a_child(work) == 0

lay_tables()
Ward().procedure()
bring(2_000)  # what is made once for every import
bring(20_000)
bring(100_000)
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return told_by(PROGRAM, tmp_path_factory.mktemp("memory") / "home")


def test_every_row_is_stored(told: dict[str, Any]) -> None:
    assert {count: (one["state"], one["stored"], one["refused"]) for count, one in told.items()} == {
        count: ("done", int(count), 0) for count in ("2000", "20000", "100000")
    }


def test_eighty_thousand_rows_more_cost_little_memory_more(told: dict[str, Any]) -> None:
    """Some more they do: DuckDB and the writer of the lake fill what they are given first."""
    assert told["100000"]["kb"] - told["20000"]["kb"] < 250 * 1024
    assert told["100000"]["kb"] < 1000 * 1024
