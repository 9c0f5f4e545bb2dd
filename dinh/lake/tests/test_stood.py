"""How changed rows stood is told the same whether it was kept when they changed, or is looked for in the lake, by either engine."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from dinh.dossiers.tests.builders import at
from dinh.lake import queries, reading, services
from dinh.lake.services import storing
from dinh.lake.shapes import State
from dinh.lake.store import disk, stood

from .test_drawing import IMPORTED

COLUMNS = ("status", "unit", "received_on", "import_id")
Rows = dict[str, dict[str, Any]]


def _rows(state: State) -> Rows:
    with reading.open({"dossiers": state}, only=["dossiers"]) as lake:
        found = lake.duck.execute(f"SELECT id, {', '.join(COLUMNS)} FROM dossiers").to_arrow_table()
    return {row["id"]: row for row in found.to_pylist()}


def _told(before: State, after: State) -> tuple[Rows, Rows]:
    was, stands, _count = reading.changed("dossiers", before, after, COLUMNS, most=1000)
    was, stands = ({row["id"]: row for row in (each.to_pylist() if each else [])} for each in (was, stands))
    # A row that a commit wrote and another took back may be told on both sides as it is.
    same = {key for key in was.keys() & stands.keys() if was[key] == stands[key]}
    return tuple({key: row for key, row in each.items() if key not in same} for each in (was, stands))  # type: ignore[return-value]


def _differences(before: State, after: State) -> tuple[Rows, Rows]:
    then, now = _rows(before), _rows(after)
    return (
        {key: row for key, row in then.items() if now.get(key) != row},
        {key: row for key, row in now.items() if then.get(key) != row},
    )


def _a_history(seed: int) -> list[State]:
    """Rows stored over one another, taken away, and folded now and then; the state after each act."""
    chance = random.Random(seed)
    states = []
    for nth in range(1, 13):
        kind = chance.random()
        keys = [f"x:{chance.randrange(12)}" for _ in range(chance.randrange(1, 6))]
        if kind < 0.2:
            storing.remove_rows("dossiers", keys, at=at(9))
        elif kind < 0.3:
            services.fold(["dossiers"], at=at(9))
        else:
            rows = [{**IMPORTED, "id": key, "code": key, "status": chance.randrange(1, 4)} for key in keys]
            services.store_rows("dossiers", rows, import_id=nth, source="x", at=at(9))
        states.append(queries.state(["dossiers"])["dossiers"])
    return states


@pytest.mark.parametrize("seed", range(3))
def test_what_was_kept_and_what_is_looked_for_tell_the_same(
    db: None, lake_home: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = _a_history(seed)
    pairs = [
        (before, after)
        for nth, before in enumerate(states)
        for after in states[nth + 1 :]
        if after.folded <= before.seq < after.seq
    ]
    assert len(pairs) > 8
    chance = random.Random(seed)
    for before, after in chance.sample(pairs, 8):
        asked = _differences(before, after)
        assert _told(before, after) == asked
        with monkeypatch.context() as nothing_kept:
            nothing_kept.setattr(stood, "kept", lambda *_a: None)
            assert _told(before, after) == asked, "DuckDB looks"
            nothing_kept.setattr(reading, "LARGE", 0)
            assert _told(before, after) == asked, "Polars looks"


def test_a_commit_keeps_how_its_rows_stood_for_some_hours(
    db: None, lake_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.store_rows("dossiers", [IMPORTED], import_id=1, source="x", at=at(9))
    before = queries.state(["dossiers"])["dossiers"]
    services.store_rows("dossiers", [{**IMPORTED, "status": 9}], import_id=2, source="x", at=at(9))
    after = queries.state(["dossiers"])["dossiers"]
    looked: list[int] = []
    monkeypatch.setattr(
        reading, "lay_stood", lambda *_a, **_k: looked.append(1) or pytest.fail("looked in the lake")
    )
    was, stands, count = reading.changed("dossiers", before, after, ["status"], most=10)
    assert (was["status"].to_pylist(), stands["status"].to_pylist(), count) == ([4], [9], 1) and not looked
    monkeypatch.undo()
    assert stood.let_go("dossiers") == 0
    assert stood.let_go("dossiers", older_than=-1) >= 2
    assert not list((disk.work() / "stood" / "dossiers").iterdir())
