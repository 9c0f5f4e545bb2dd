"""kill -9 while a file is brought in and while it is taken out: the lake holds all of it or nothing, the page says that it was cut
off, and whoever goes on ends where an undisturbed import ends, row by row."""

from __future__ import annotations

from typing import Any

import pytest

from dinh.ground.testing import told_by

PROGRAM = """
import json, shutil
import django
django.setup()
from datetime import timedelta
from pathlib import Path
from django.conf import settings
from django.db import connections
import duckdb, deltalake, ibis, openpyxl, pyarrow as pa, pyarrow.dataset, pyarrow.parquet, sqlglot
from dinh.dossiers.tests.builders import Ward, at
from dinh.ground.models import LedgerLine
from dinh.ground.testing import die, in_a_child, killed_in, lay_tables
from dinh.lake import services as lake
from dinh.lake.importing import background, deciding, staging
from dinh.lake.importing import services as importing
from dinh.lake.importing.shapes import FileUnreadable
from dinh.lake.models import Import, KeptState
from dinh.lake.pages.importing import state_words
from dinh.lake.services import storing, writing
from dinh.lake.store import delta
from dinh.lake.tests.test_drawing import rows_of
from dinh.lake.tests.test_importing import code, some, table
from dinh.town.models import Unit

HOME = Path(settings.DINH_HOME)
FIRST = table(*some(*range(1, 13)))
# Three codes anew, ten new ones, and a row that cannot be read.
SECOND = table(*some(*range(10, 23), NgayKetThucXuLy="06/10/2026 10:00"), {**some(30)[0], "NgayTiepNhan": "mai"})

def hand_in(contents, name):
    unit = Unit.objects.get(code="16576", until=None)
    return importing.hand_in(file=contents, name=name, map_code="cong-dvc", unit=unit, by=None, at=at(18))

def first():
    lay_tables()
    Ward().procedure()
    importing.bring_in(import_id=hand_in(FIRST, "mot.csv").pk, at=at(18))

def second():
    importing.bring_in(import_id=hand_in(SECOND, "hai.csv").pk, at=at(18))

def undo():
    importing.undo(import_id=2, reason="Nhầm tệp.", by=None, at=at(19))

def look():
    row = Import.objects.filter(pk=2).first()
    rows = rows_of()
    print(json.dumps(dict(
        state=row and row.state, words=row and str(state_words(row)), waits=importing.waiting(at=at(19)),
        counts=row and [row.rows, row.stored, row.refused, row.replaced, row.own],
        sentence=row and row.sentence,
        rows={key: {**said, "ended_at": str(said["ended_at"]), "received_at": str(said["received_at"])}
              for key, said in sorted(rows.items())},
        imports=Import.objects.count(),
        lines=LedgerLine.objects.filter(deed="lake.imported").count(),
        files=sorted(row.files.values_list("kind", flat=True)) if row else [],
        held=sorted(KeptState.objects.values_list("holder", flat=True)),
        staged=staging.work_folder(2).exists(),
    ), default=str), flush=True)

def told(name, *deeds):
    def work():
        for deed in deeds:
            deed()
        print(name, end=" ")
        look()
    assert in_a_child(work) == 0, name

def keep(name):
    connections.close_all()
    shutil.copytree(HOME, HOME.parent / name)

def back_to(name):
    connections.close_all()
    shutil.rmtree(HOME)
    shutil.copytree(HOME.parent / name, HOME)

def halfway():
    "Some rows are in a file of the lake, and no commit knows it."
    real = writing._numbered
    def numbered(*given):
        source = real(*given)
        def batches():
            yield source.read_next_batch()
            die()
        return pa.RecordBatchReader.from_batches(source.schema, batches())
    writing._numbered = numbered
    second()

def killed(work):
    assert in_a_child(work) == -9

def go_on():
    "What the clock does, in this process."
    for number in importing.waiting(at=at(20)):
        importing.bring_in(import_id=number, at=at(20))
    importing.finish_undoing(at=at(20))

def unreadable():
    def stage(*given, **more):
        raise FileUnreadable("Tệp không đọc được nữa.")
    staging.stage = stage
    go_on()

def own_by_now():
    "Meanwhile one of the codes became a dossier of this house."
    def keys(duck, table):
        duck.execute("CREATE TEMP TABLE own AS SELECT $1 AS k", [deciding.code_key(code(22))])
    staging._own_keys = keys
    go_on()

told("first", first)
keep("first")
told("undisturbed", second)
keep("second")
told("undone", undo)
for name, doomed in (
    ("halfway", lambda: killed(halfway)),
    ("between", lambda: killed_in(delta, "append", second, after=True)),   # the lake has them, the database does not know
):
    back_to("first")
    doomed()
    told(name)
    if name == "between":
        keep("between")
        told("unreadable", unreadable)
        back_to("between")
        told("own", own_by_now)
        back_to("between")
        told("again", second)       # the same file handed in anew
    else:
        told(name + "-on", go_on)
back_to("second")
killed_in(storing, "remove_import", undo, after=True)
told("taken")
told("taken-on", go_on)
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return told_by(PROGRAM, tmp_path_factory.mktemp("killed") / "home")


pytestmark = pytest.mark.timeout(600)


def test_killed_while_it_is_brought_in_the_lake_has_all_of_it_or_nothing(told: dict[str, Any]) -> None:
    whole, before = told["undisturbed"]["rows"], told["first"]["rows"]
    assert (len(before), len(whole)) == (12, 22)
    assert len([key for key in before if whole[key]["ended_at"] != before[key]["ended_at"]]) == 3
    assert told["halfway"]["rows"] == before
    assert told["between"]["rows"] == whole
    for name in ("halfway", "between"):
        cut = told[name]
        assert (cut["state"], cut["words"], cut["waits"]) == ("running", "Bị ngắt giữa chừng", [2]), name
        assert cut["counts"][:2] == [0, 0] and cut["lines"] == 1 and cut["files"] == [], name


@pytest.mark.parametrize("name", ["halfway-on", "again"])
def test_gone_on_with_it_ends_as_if_nothing_had_been(name: str, told: dict[str, Any]) -> None:
    end, undisturbed = told[name], told["undisturbed"]
    assert end == undisturbed
    assert end["counts"] == [14, 13, 1, 3, 0] and end["imports"] == 2 and end["lines"] == 2
    assert end["held"] == ["import:2"] and not end["staged"]


def test_what_a_first_try_had_stored_does_not_stay_when_the_second_reads_otherwise(
    told: dict[str, Any],
) -> None:
    failed = told["unreadable"]
    assert failed["rows"] == told["first"]["rows"]
    assert (failed["state"], failed["sentence"], failed["held"]) == (
        "failed", "Tệp không đọc được nữa.", [],
    )  # fmt: skip
    own = told["own"]
    gone = told["undisturbed"]["rows"].keys() - own["rows"].keys()
    assert len(gone) == 1 and own["counts"] == [14, 12, 1, 3, 1]


def test_killed_while_it_is_taken_out_it_is_taken_out_in_the_end(told: dict[str, Any]) -> None:
    assert told["undone"]["rows"] == told["first"]["rows"]
    assert told["taken"]["rows"] == told["first"]["rows"]
    assert (told["taken"]["state"], told["taken"]["words"]) == ("undoing", "Bị ngắt giữa chừng")
    assert told["taken-on"] == told["undone"]
