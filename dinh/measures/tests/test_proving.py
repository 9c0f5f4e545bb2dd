"""A year of a small town, and every number of it proven from the state it was counted from: dossiers through the services, a unit that
merges into another in July, answers that come after the month was closed, periods without anything to count. A number or a file of
the lake that somebody altered is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dinh.dossiers.tests.builders import Ward, at, go
from dinh.ground.periods import Period
from dinh.lake import reading
from dinh.lake import services as lake
from dinh.measures import services
from dinh.measures.command import COMMANDS
from dinh.measures.models import Value
from dinh.measures.proving import span_of
from dinh.town.models import Unit, UnitSuccession

from .small_town import arrow, dossier

pytestmark = pytest.mark.django_db
CODES = ["dossiers.on_time", "dossiers.received", "dossiers.open", "dossiers.fees"]
JULY = date(2026, 7, 1)


def day(month: int, number: int, hour: int = 9) -> datetime:
    return at(hour, day=date(2026, month, number))


def answer(ward: Ward, one: Any, month: int, number: int) -> None:
    go(one, "tiep-nhan", "khong-thu", ward.counter, day(month, number, 9))
    go(one, "tham-tra", "dat", ward.officer, day(month, number, 10))
    go(one, "ky", "ky", ward.leader, day(month, number, 11))


@pytest.fixture
def year(ward: Ward, lake_home: Path) -> Ward:
    """Each month is closed and measured on the 1st of the next: for the ward, its neighbour and the province."""
    edition = ward.procedure()
    waits = None
    for month in range(1, 13):
        if month == 7:
            Unit.objects.filter(pk=ward.other.pk).update(until=date(2026, 6, 30))
            UnitSuccession.objects.create(old=ward.other, new=ward.ward, day=JULY, share="whole")
        if waits is not None:  # received last month, closed as open, answered late in this one
            answer(ward, waits, month, 26)
        waits = ward.receive(edition, on=day(month, 5)) if month % 4 == 1 else None
        if month % 4 == 2:
            answer(ward, ward.receive(edition, on=day(month, 3)), month, 5)
        # The neighbour keeps another system until it is merged, and sends its months one late: a correction after closing.
        if month in (2, 4):
            said = f"2026-{month - 1:02d}"
            rows = [
                dossier(
                    f"cu:{month}{n}",
                    "14812",
                    f"{said}-1{n}",
                    due_at=f"{said}-20",
                    ended_at=f"{said}-2{n}",
                    fee_total=1000.0,
                )
                for n in range(3)
            ]
            lake.store_rows(
                "dossiers",
                [arrow(rows).drop_columns(["unit_now"])],
                import_id=month,
                source="cu",
                at=day(month, 2),
            )
        if month == 5:  # all that came in April was refused: nothing to count from
            row = dossier("cu:z", "14812", "2026-04-15", refused=True)
            lake.store_rows(
                "dossiers", [arrow([row]).drop_columns(["unit_now"])], import_id=5, source="cu", at=day(5, 2)
            )
        close(ward, month)
    return ward


def close(ward: Ward, month: int) -> None:
    now = at(8, day=date(2026 + month // 12, month % 12 + 1, 1))
    lake.draw(["dossiers"], at=now)
    if month in (3, 9):
        lake.fold(["dossiers"], at=now)
    services.catch_up(at=now)
    periods = [Period("month", 2026, month)]
    if month % 3 == 0:
        periods.append(Period("quarter", 2026, month // 3))
    if month == 12:
        periods.append(Period("year", 2026))
    units = ["38", "16576"] + ([] if month >= 6 else ["14812"])
    services.measure(codes=CODES, units=units, periods=periods, by=None, at=now)


def prove(capsys: Any, *words: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = COMMANDS["prove"]([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def base_files() -> Iterator[Path]:
    with reading.open(only=["dossiers"]) as opened:
        yield from map(Path, opened.files("dossiers").base)


def test_every_number_of_a_year_is_proven_and_what_was_altered_is_told(year: Ward, capsys: Any) -> None:
    code, told = prove(capsys, "values", "2026")
    proofs = told["proofs"]
    assert code == 0 and told["equal"], [
        (
            p["measure"],
            p["unit"],
            p["period"],
            p["published"],
            p["recomputed"],
            p["why_not"],
            p["computed_at"],
        )
        for p in proofs
        if not p["equal"]
    ]
    numbers = Value.objects.exclude(value=None, numerator=None)
    assert len(proofs) == numbers.count() >= 100
    told_of = {each["period"] for each in proofs}
    assert told_of >= {"2026-01", "2026-04", "2026-06", "2026-10", "2026-Q1", "2026-Q2", "2026-Q3", "2026"}
    # What the year had to show is among them.
    assert numbers.filter(current=False).exists(), "corrections after closing"
    assert numbers.filter(code="dossiers.on_time", denominator=0, value=None).exists(), (
        "nothing to count from"
    )
    late = numbers.filter(code="dossiers.on_time", unit_code="14812", period="2026-01").order_by("pk")
    assert [each.denominator for each in late][-1] == 3 and late.last().value < 100
    total = numbers.get(code="dossiers.received", unit_code="38", period="2026", current=True)
    assert total.value == 3 + 3 + 6, "three that were late, three in time, six of the neighbour"
    merged = numbers.get(code="dossiers.received", unit_code="16576", period="2026", current=True)
    assert merged.value == total.value, "the neighbour's rows are the ward's since July"
    # Parts of the year, one unit, one measure.
    assert len(prove(capsys, "values", "2026-03..2026-04", "--unit", "38")[1]["proofs"]) >= 4
    assert {p["measure"] for p in prove(capsys, "dossiers.open", "2026-01..2026-12")[1]["proofs"]} == {
        "dossiers.open"
    }

    # A number that somebody altered.
    Value.objects.filter(pk=total.pk).update(numerator=Decimal(13), value=Decimal(13))
    code, told = prove(capsys, "values", "2026")
    (wrong,) = [each for each in told["proofs"] if not each["equal"]]
    assert code == 1 and not told["equal"]
    assert (wrong["unit"], wrong["period"], wrong["published"]["value"], wrong["recomputed"]["value"]) == (
        "38",
        "2026",
        13,
        12,
    )
    Value.objects.filter(pk=total.pk).update(numerator=Decimal(12), value=Decimal(12))

    # A file of the lake that somebody altered: one row of January is there no more.
    january = next(path for path in base_files() if "2026-01" in str(path))
    whole = january.read_bytes()
    rows = pq.read_table(january)
    ids = [ident.as_py() for ident in rows["id"]]
    pq.write_table(rows.filter([not ident.startswith("cu:20") for ident in ids]), january)
    code, told = prove(capsys, "values", "2026-12..2026-12")
    wrong_ones = {(each["unit"], each["period"]) for each in told["proofs"] if not each["equal"]}
    assert code == 1 and ("38", "2026") in wrong_ones and ("38", "2026-12") not in wrong_ones
    # One that is gone, and one that is no file of the lake any more.
    for damage in (january.unlink, lambda: january.write_bytes(whole[: len(whole) // 2])):
        damage()
        code, told = prove(capsys, "values", "2026-12..2026-12")
        assert code == 1 and all("không đọc được nữa" in each["why_not"] for each in told["proofs"])
    january.write_bytes(whole)
    assert prove(capsys, "values", "2026")[0] == 0


def test_what_is_no_span_or_has_no_number_is_told(lake_home: Path, db: None, capsys: Any) -> None:
    for words in ("2026-13", "2026-10..", "2026-10..2026-09", "năm nay"):
        assert COMMANDS["prove"](["values", words]) == 2, words
        assert capsys.readouterr().err.strip().endswith(".")
    assert COMMANDS["prove"](["values", "2026"]) == 2
    assert "Không có số nào đã lưu" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "holds", "not_"),
    [
        ("2026-10", ["2026-10"], ["2026", "2026-Q4", "2026-10-05"]),
        ("2026-Q3", ["2026-Q3"], ["2026-09", "2026-9M"]),
        ("2026", ["2026", "2026-01", "2026-Q4", "2026-H1", "2026-9M", "2026-W01", "2026-12-31"], ["2025", "2025-12", "2027-01", "2026-W53"]),
        ("2026-03..2026-Q3", ["2026-03", "2026-Q1", "2026-Q3", "2026-H1", "2026-9M", "2026-03-01"], ["2026-02", "2026-10", "2026"]),
    ],
)  # fmt: skip
def test_a_span_holds_every_period_that_ends_in_it(asked: str, holds: list[str], not_: list[str]) -> None:
    span = span_of(asked)
    assert [key for key in (*holds, *not_) if span.holds(key)] == holds
