"""Versions of columns, and units that are merged: what was stays readable, what is follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from dinh.ground import facts
from dinh.ground.facts import Column, FactTable
from dinh.lake import queries, reading, services
from dinh.lake.units_now import UnitsNow
from dinh.town import testing
from dinh.town.models import UnitSuccession

NINE = datetime.fromisoformat("2026-11-20T09:00+07:00")
SOURCE: dict[str, dict[str, Any]] = {}


def read(keys: Any) -> Iterator[dict[str, Any]]:
    yield from (SOURCE[key] for key in keys if key in SOURCE)


def walk(after: str | None, most: int) -> list[str]:
    return [key for key in sorted(SOURCE) if after is None or key > after][:most]


THINGS = FactTable(
    name="things",
    version=1,
    words="Đồ vật",
    grain="một đồ vật",
    key="id",
    day="made_on",
    columns=(
        Column("id", "text", "khóa"),
        Column("unit", "text", "đơn vị"),
        Column("made_on", "day", "ngày"),
        Column("weight", "number", "nặng"),
    ),
    kinds=frozenset({"thing"}),
    touched=lambda refs: {str(ref.id) for ref in refs},
    read=read,
    walk=walk,
    count=lambda: len(SOURCE),
)
LATER = replace(
    THINGS,
    version=2,
    columns=(
        Column("id", "text", "khóa"),
        Column("unit", "text", "đơn vị"),
        Column("made_on", "day", "ngày"),
        Column("mass", "number", "khối lượng"),
        Column("colour", "text", "màu"),
    ),
    renamed={"mass": "weight"},
)


@pytest.fixture
def things(db: None, lake_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    SOURCE.clear()
    SOURCE.update(
        {
            f"t{n}": {
                "id": f"t{n}",
                "source": "dinh",
                "unit": "16576",
                "made_on": date(2026, 1, n),
                "weight": n / 2,
            }
            for n in range(1, 5)
        }
    )
    monkeypatch.setattr(facts, "_declared", {"things": THINGS})
    yield
    SOURCE.clear()


def held(at: Any = None) -> dict[str, dict[str, Any]]:
    with reading.open(at) as lake:
        rows = lake.duck.sql("SELECT * FROM things").to_arrow_table().to_pylist()
    return {row["id"]: row for row in rows}


def test_a_new_version_of_the_columns_leaves_older_states_readable_and_takes_imports_along(
    things: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.draw(at=NINE)
    told = {"id": "x1", "unit": "16576", "made_on": date(2026, 2, 1), "weight": 7.5}
    services.store_rows("things", [told], import_id=3, source="x", at=NINE)
    services.fold(at=NINE)
    old = queries.state()
    monkeypatch.setattr(facts, "_declared", {"things": LATER})
    # Until the new tables are filled, readers get the old ones by the names of today.
    between = held()
    assert (
        between["t2"]["mass"] == 1.0 and between["t2"]["colour"] is None and queries.state()["things"].stale
    )
    for row in SOURCE.values():
        row["mass"], row["colour"] = row.pop("weight") * 10, "đỏ"
    services.draw(at=NINE)
    now = held()
    assert (now["t2"]["mass"], now["t2"]["colour"], now["x1"]["mass"], now["x1"]["import_id"]) == (
        10.0,
        "đỏ",
        7.5,
        3,
    )
    assert queries.state()["things"].form == 2 and len(now) == 5
    then = held(old)
    assert (then["t2"]["mass"], then["t2"]["colour"], then["x1"]["mass"]) == (1.0, None, 7.5)


def test_rows_follow_their_unit_into_the_one_that_took_it_up(things: None) -> None:
    ward, other = testing.unit("16576"), testing.unit("14812")
    services.draw(at=NINE)
    assert held()["t1"]["unit_now"] == "16576"
    type(ward).objects.filter(pk=ward.pk).update(until=date(2026, 6, 30))
    UnitSuccession.objects.create(old=ward, new=other, day=date(2026, 7, 1), share="whole")
    (drawn,) = services.draw(at=NINE)
    assert drawn.changed == 4
    row = held()["t1"]
    assert (row["unit"], row["unit_now"]) == ("16576", "14812")
    (again,) = services.draw(at=NINE)
    assert again.changed == 0 and again.seq == drawn.seq


def test_a_code_given_anew_means_by_its_day_the_old_unit_or_the_new(db: None) -> None:
    now = UnitsNow()
    old = testing.unit("16576")
    type(old).objects.filter(pk=old.pk).update(since=date(2025, 7, 1))
    heir = testing.unit("14812")
    gone = type(old).objects.create(
        code="16576",
        level=3,
        kind=old.kind,
        name="Cũ",
        parent=old.parent,
        path=old.path,
        until=date(2025, 6, 30),
    )
    UnitSuccession.objects.create(old=gone, new=heir, day=date(2025, 7, 1), share="part")
    assert now.of("16576", date(2025, 6, 30)) == "14812" and now.of("16576", date(2025, 7, 1)) == "16576"
    assert now.of("16576", None) == "16576" and now.of("00000", None) is None
