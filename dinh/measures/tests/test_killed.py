"""kill -9 while measuring and while following changes: a period is there whole or not at all, what is missing is made up for, and in
the end every number is the one that an undisturbed run gives."""

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
import duckdb, deltalake, ibis, ibis.backends.duckdb, pyarrow.dataset, pyarrow.parquet, sqlglot
from dinh.dossiers.tests.builders import Ward
from dinh.ground.models import LedgerLine
from dinh.ground.periods import Period
from dinh.ground.testing import in_a_child, killed_in, lay_tables
from dinh.lake import services as lake
from dinh.lake.models import KeptState
from dinh.measures import recipes, services
from dinh.measures.models import Run, Value
from dinh.measures.queries.values import claim_of, prove_all
from dinh.measures.services import catching_up, measuring
from dinh.measures.tests.small_town import arrow, dossier, moment

NOW = moment("2026-12-01", 8)
CODES = ["dossiers.on_time", "dossiers.received", "dossiers.open"]
PERIODS = [Period.parse(f"2026-{month:02d}") for month in (8, 9, 10, 11)]
HOME = Path(settings.DINH_HOME)
recipes.all_recipes()

def pour(rows, number):
    lake.store_rows("dossiers", [arrow(rows).drop_columns(["unit_now"])], import_id=number, source="cu", at=NOW)

def furnish():
    lay_tables()
    Ward()
    pour([dossier(f"cu:{n}", "14812", f"2026-{n:02d}-10", due_at=f"2026-{n:02d}-20", ended_at=f"2026-{n:02d}-19")
          for n in (8, 9, 10, 11)], 1)

def measure():
    services.measure(codes=CODES, units=["38", "14812"], periods=PERIODS, by=None, at=NOW)

def corrected():
    "Two dossiers are answered late after all, one is new, one was never there."
    pour([dossier(f"cu:{n}", "14812", f"2026-{n:02d}-10", due_at=f"2026-{n:02d}-20", ended_at=f"2026-{n:02d}-28")
          for n in (8, 11)] + [dossier("cu:new", "14812", "2026-10-12", due_at="2026-11-02")], 2)
    lake.remove_import(1, at=NOW)

def follow():
    services.catch_up(at=NOW + timedelta(hours=1))

def standing():
    return sorted([v.code, v.unit_code, v.period, str(v.numerator), str(v.denominator), str(v.value), v.missing]
                  for v in Value.objects.filter(current=True))

def look():
    print(json.dumps(dict(
        runs=[(run.state, [key for key, _closing in run.done], run.values) for run in Run.objects.order_by("pk")],
        periods=sorted(set(Value.objects.values_list("period", flat=True))),
        rows=Value.objects.count(),
        standing=standing(),
        proven=all(each.equal for each in prove_all(
            [claim_of(v) for v in Value.objects.select_related("run", "formula") if not v.missing])),
        lines=LedgerLine.objects.filter(deed="measures.measured").count(),
        holders=sorted(set(KeptState.objects.values_list("holder", flat=True))),
    )), flush=True)

def take_up():
    services.take_up(at=NOW + timedelta(days=3))

def keep(name):
    connections.close_all()
    shutil.copytree(HOME, HOME.parent / name)

def back_to(name):
    connections.close_all()
    shutil.rmtree(HOME)
    shutil.copytree(HOME.parent / name, HOME)

def checked(*deeds):
    assert in_a_child(doing(*deeds, tell)) == 0

def told(name, *deeds):
    def work():
        for deed in deeds:
            deed()
        print(name, end=" ")
        look()
    assert in_a_child(work) == 0, name

told("empty", furnish)
keep("empty")
told("undisturbed", measure)
keep("measured")
for name, where, deed, times in (
    ("noted", measuring, "new_run", 1),        # its run is written down and not committed
    ("third", measuring, "insert", 3),         # the third period's values are in, their transaction is not ended
    ("all", measuring, "_write", 4),           # every period is in, the run is not ended
):
    back_to("empty")
    killed_in(where, deed, measure, times=times, after=True)
    told(name)
    told(name + "-on", take_up, measure)
back_to("measured")
assert in_a_child(corrected) == 0
keep("corrected")
told("followed", follow)
back_to("corrected")
killed_in(catching_up, "insert", follow, after=True)
told("following")
told("following-on", follow)
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return told_by(PROGRAM, tmp_path_factory.mktemp("killed") / "home")


pytestmark = pytest.mark.timeout(600)
MONTHS = ["2026-08", "2026-09", "2026-10", "2026-11"]


@pytest.mark.parametrize(
    ("name", "runs", "periods"),
    [
        ("noted", [], []),
        ("third", [["running", MONTHS[:2], 12]], MONTHS[:2]),
        ("all", [["running", MONTHS, 24]], MONTHS),
    ],
)
def test_killed_while_it_measures_a_period_is_there_whole_or_not_at_all(
    name: str, runs: list[Any], periods: list[str], told: dict[str, Any]
) -> None:
    cut, whole = told[name], told["undisturbed"]
    assert (cut["runs"], cut["periods"]) == (runs, periods)
    assert cut["standing"] == [row for row in whole["standing"] if row[2] in periods]
    assert cut["lines"] == 0 and cut["proven"]


@pytest.mark.parametrize("name", ["noted-on", "third-on", "all-on"])
def test_taken_up_every_number_is_that_of_an_undisturbed_run(name: str, told: dict[str, Any]) -> None:
    end, whole = told[name], told["undisturbed"]
    assert whole["rows"] == len(whole["standing"]) == 24
    assert ["dossiers.on_time", "14812", "2026-08", "1.0000", "1.0000", "100.0000", []] in whole["standing"]
    assert end["standing"] == whole["standing"] and end["rows"] == 24, "nothing lost, nothing twice"
    assert end["lines"] == 1 and end["proven"] and end["holders"] == whole["holders"]


def test_killed_while_it_follows_changes_the_older_values_stand_until_all_are_right(
    told: dict[str, Any],
) -> None:
    before, cut, end, whole = (
        told[each] for each in ("undisturbed", "following", "following-on", "followed")
    )
    assert cut == before
    assert end == whole and end["proven"]
    assert whole["standing"] != before["standing"] and whole["rows"] > before["rows"]
    assert len(whole["standing"]) == 24
