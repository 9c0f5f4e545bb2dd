"""Other engines read the two Delta tables of a fact by the view that `dinh lake view` gives, and count what the house counts: after
corrections and erasures, folded or not, on this machine and on a store of the S3 kind."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
import sqlglot

from dinh.dossiers.tests.builders import Ward, at
from dinh.ground import facts
from dinh.lake import outside, queries, reading, services
from dinh.lake.command import COMMANDS
from dinh.lake.store import delta, disk

from .test_drawing import rows_of

Counted = dict[str, tuple[str, int]]
STANDS = {
    # corrected in its month; moved to another; as it was; new since the folding; changed three times
    "cu:1": ("16576", 7), "cu:2": ("14812", 2), "cu:3": ("16576", 3), "cu:9": ("14812", 9), "cu:4": ("16576", 43),
}  # fmt: skip


def store(number: int, *rows: tuple[str, str, str, int]) -> None:
    services.store_rows(
        "dossiers",
        [
            {"id": f"cu:{ident}", "unit": unit, "received_on": date.fromisoformat(day), "papers": papers}
            for ident, unit, day, papers in rows
        ],
        import_id=number,
        source="cu",
        at=at(9) + timedelta(minutes=number),
    )


def lay_town() -> None:
    """Five rows that stand, in what was folded and in what came since: corrected, moved, erased, erased before it was folded."""
    old = [(str(n), "16576", f"2026-0{1 + n % 3}-10", n) for n in range(1, 5)]
    store(1, *old, ("5", "16576", "2026-01-12", 5))
    store(2, ("6", "14812", "2026-02-12", 6))
    services.fold(["dossiers"], at=at(10))
    store(
        3, ("1", "16576", "2026-02-10", 7), ("2", "14812", "2026-04-02", 2), ("9", "14812", "2026-04-03", 9)
    )
    store(4, ("8", "14812", "2026-04-03", 8))
    for papers in (41, 42, 43):
        store(3, ("4", "16576", "2026-02-10", papers))
    services.remove_import(2, at=at(11))
    services.remove_import(4, at=at(11))
    store(5, ("5", "16576", "2026-01-12", 50))
    services.remove_import(5, at=at(11))


def here() -> Counted:
    return {ident: (row["unit"], row["papers"]) for ident, row in rows_of().items()}


def counted(rows: Any) -> Counted:
    found = list(rows)
    assert len({row[0] for row in found}) == len(found), "one row a key"
    return {ident: (unit, int(papers)) for ident, unit, papers in found}


def dossiers() -> facts.FactTable:
    return facts.table("dossiers")


def places() -> dict[str, str]:
    return {part: disk.place("dossiers", dossiers().version, part) for part in ("base", "changes")}  # type: ignore[arg-type]


ASKED = "SELECT id, unit, papers FROM dossiers"


def by_duckdb(engine: outside.Engine) -> Counted:
    """The view in another engine's words, run by DuckDB over what deltalake reads: the words of each mean the same."""
    duck = duckdb.connect()
    for part, where in places().items():
        duck.register(f"dossiers_{part}", delta.table(where).to_pyarrow_dataset())
    text = outside.view(dossiers(), engine)
    if engine != "duckdb":
        (text,) = sqlglot.transpile(text, read=engine, write="duckdb")
    duck.execute(text)
    return counted(duck.execute(ASKED).fetchall())


def by_polars() -> Counted:
    told: dict[str, Any] = {}
    text = outside.text(dossiers(), "polars")
    if not disk.is_local():
        text = text.replace("')\n", "', storage_options=given)\n", 1).replace(
            "'), pl", "', storage_options=given), pl", 1
        )
        told["given"] = disk.options()
    exec(text, told)
    frame = told["dossiers"].select("id", "unit", "papers").collect()
    assert isinstance(frame, pl.DataFrame)
    return counted(frame.iter_rows())


def by_clickhouse(*, login: str = "") -> Counted:
    """ClickHouse reads the Delta tables itself."""
    import chdb.session

    session = chdb.session.Session()
    try:
        for statement in outside.text(dossiers(), "clickhouse").strip().rstrip(";").split(";\n"):
            session.query(statement.replace("')", f"'{login})") if "deltaLake(" in statement else statement)
        lines = session.query(f"{ASKED} FORMAT JSONCompactEachRow").bytes().decode().splitlines()
    finally:
        session.close()
    return counted(json.loads(line) for line in lines)


@pytest.fixture
def town(ward: Ward, lake_home: Path) -> Path:
    lay_town()
    return lake_home


def test_duckdb_clickhouse_trino_spark_and_polars_read_the_same_rows(
    town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # ClickHouse in process reads local tables below the folder that it is started in.
    monkeypatch.chdir(town)
    state = queries.current(dossiers())
    assert state.folded and state.seq > state.folded, "something is folded and something is not"
    for _turn in ("changes beside the base", "all folded"):
        assert here() == STANDS
        assert by_polars() == STANDS and by_clickhouse() == STANDS
        for engine in ("duckdb", "clickhouse", "trino", "spark"):
            assert by_duckdb(engine) == STANDS, engine  # type: ignore[arg-type]
        services.fold(["dossiers"], at=at(12))


def test_a_reader_between_the_two_commits_of_a_folding_sees_the_same(
    town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.folding, "_empty_out", lambda *_given: 0)
    services.fold(["dossiers"], at=at(12))
    assert delta.table(places()["changes"]).to_pyarrow_table().num_rows, "folded, and not yet emptied"
    assert here() == STANDS == by_polars() == by_duckdb("duckdb")


def test_base_alone_is_right_as_of_the_last_folding(town: Path) -> None:
    services.fold(["dossiers"], at=at(12))
    rows = delta.table(places()["base"]).to_pyarrow_table(columns=["id", "unit", "papers"])
    assert counted(tuple(row.values()) for row in rows.to_pylist()) == STANDS


def test_the_command_gives_the_text_for_an_engine_and_refuses_others(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert COMMANDS["lake"](["view", "dossiers", "--engine", "trino"]) == 0
    said = capsys.readouterr().out
    assert "register_table" in said and places()["base"] in said and said.count("CREATE") == 1
    assert COMMANDS["lake"](["view", "dossiers", "units", "--engine", "spark"]) == 0
    said = capsys.readouterr().out
    assert said.count("USING DELTA") == 4 and said.count("CREATE OR REPLACE VIEW") == 2
    with pytest.raises(SystemExit):
        COMMANDS["lake"](["view", "--engine", "oracle"])


# ---------------------------------------------------------------- a store of the S3 kind


@pytest.fixture(scope="module")
def store_address() -> Iterator[str]:
    """A server of its own process: what reads and what answers wait for one another else."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = f"from moto.server import main; main(['-H', '127.0.0.1', '-p', '{port}'])"
    server = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _n in range(600):
            try:
                urllib.request.urlopen(
                    urllib.request.Request(f"{address}/ho-du-lieu", method="PUT"), timeout=30
                )
                break
            except urllib.error.URLError:
                assert server.poll() is None
                time.sleep(0.1)
        yield address
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def far_lake(store_address: str, settings: Any, request: pytest.FixtureRequest) -> str:
    settings.DINH_LAKE_URL = f"s3://ho-du-lieu/{request.node.name}"
    settings.DINH_LAKE_OPTIONS = json.dumps(
        {
            "AWS_ENDPOINT_URL": store_address, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "mau",
            "AWS_SECRET_ACCESS_KEY": "mau", "AWS_ALLOW_HTTP": True,
        }
    )  # fmt: skip
    return store_address


def test_on_s3_it_is_drawn_folded_read_by_others_undone_and_kept(ward: Ward, far_lake: str) -> None:
    dossier = ward.receive(ward.procedure(), on=at(8))
    services.draw(["dossiers"], at=at(9))
    ((own, said),) = here().items()
    assert rows_of()[own]["code"] == dossier.code
    store(1, ("1", "16576", "2026-01-10", 1), ("2", "16576", "2026-02-10", 2))
    kept = queries.state(["dossiers"])
    services.keep(kept, holder="value:1", at=at(10))
    services.fold(["dossiers"], at=at(10))
    assert here() == {own: said, "cu:1": ("16576", 1), "cu:2": ("16576", 2)}
    store(2, ("1", "14812", "2026-01-10", 7), ("9", "14812", "2026-04-03", 9))
    now = {own: said, "cu:1": ("14812", 7), "cu:2": ("16576", 2), "cu:9": ("14812", 9)}
    assert here() == now == by_polars() == by_clickhouse(login=", 'mau', 'mau'")
    services.remove_import(2, at=at(11), back_to=kept["dossiers"], stands=[1])
    services.fold(["dossiers"], at=at(12))
    with reading.open(kept, only=["dossiers"]) as then:
        assert then.duck.execute("SELECT count(*) FROM dossiers").fetchone() == (3,), (
            "kept, it is read as it was"
        )
    assert here() == {own: said, "cu:1": ("16576", 1), "cu:2": ("16576", 2)}
    # Of two who write one number the second is refused by the store itself: nothing else keeps machines apart.
    where = places()["changes"]
    seen = delta.newest(where)
    position, rows = delta.position_of(seen), delta.table(where).to_pyarrow_table()
    delta.append(where, seen.version, rows, position)
    with pytest.raises(delta.SomebodyElseWrote):
        delta.append(where, seen.version, rows, position)
