"""A small town worked out by hand, on DuckDB and on ClickHouse in this process; SQL for Trino and PostgreSQL that parses and stays
as it was read; and a naive count in Python beside the engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import ibis
import pyarrow.parquet as pq
import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinh.ground.periods import Period
from dinh.measures import recipes as book
from dinh.measures.engine import Tree, compute, computing, expressions
from dinh.measures.engine.elsewhere import ClickHouse
from dinh.measures.recipes import Recipe, Standing, Within
from dinh.measures.rules.spans import Base

from .small_town import arrow, dossier, duck, moment

NOW = moment("2026-06-01", 12)
KEPT = Path(__file__).parent / "kept"

# Before 1 July 2025 the ward was two communes, "14815" and "14818"; their rows follow them.
TOWN = Tree({"38": ("14812", "16576", "38"), "14812": ("14812",), "16576": ("16576",)})
BEFORE = Tree({"14815": ("14815",), "14818": ("14818",)})
ROWS = [
    dossier("m1", "14815", "2025-06-20", now="14812", due_at="2025-06-27", ended_at="2025-06-26", late=False),
    dossier("m2", "14818", "2025-06-25", now="14812", due_at="2025-07-02", ended_at="2025-07-03", late=True),
    dossier("m3", "14812", "2025-07-01", due_at="2025-07-08", ended_at="2025-07-08", late=False),
    # The year's end, with figures closed on the 14th: January 2026 is 15/12/2025 to 14/01/2026.
    dossier("y1", "16576", "2025-12-14", due_at="2025-12-20", ended_at="2025-12-19", late=False),
    dossier("y2", "16576", "2025-12-15", due_at="2025-12-22", ended_at="2025-12-30", late=True),
    dossier("y3", "16576", moment("2026-01-14", 23, 30), due_at="2026-01-21", ended_at="2026-01-20", late=False),
    dossier("y4", "16576", "2026-01-15", due_at="2026-01-22", ended_at="2026-01-21", late=False),
    # Nothing but a refusal: nothing to count from.
    dossier("z1", "38", "2026-02-03", refused=True),
    # Received in March, answered late in April: in time when March ended, late for the quarter after and the half.
    dossier("c1", "14812", "2026-03-30", due_at="2026-04-06", ended_at="2026-04-20", late=True, fee_total=50000.0),
    dossier("c2", "14812", "2026-03-31", due_at="2026-04-07", fee_total=2500.5),
    dossier("c3", "16576", "2026-03-31", due_at="2026-04-07", ended_at="2026-04-07", late=False),
]  # fmt: skip

ON_TIME, RECEIVED, OPEN, FEES = "766.2.1", "dossiers.received", "dossiers.open", "dossiers.fees"
BY_HAND = [
    # code, unit, period, closing day, numerator, denominator
    (RECEIVED, "14812", "2025-06", None, 2, None),
    (ON_TIME, "14812", "2025-06", None, 2, 2),  # m2 was in its time on 30 June
    (ON_TIME, "14812", "2025-H1", None, 2, 2),
    (ON_TIME, "14812", "2025-Q3", None, 1, 1),
    (ON_TIME, "14812", "2025", None, 2, 3),  # and late when the year ended
    (ON_TIME, "38", "2025", None, 3, 5),
    (RECEIVED, "16576", "2025-12", 14, 1, None),
    (RECEIVED, "16576", "2026-01", 14, 2, None),
    (ON_TIME, "16576", "2026-01", 14, 1, 2),
    (ON_TIME, "16576", "2026-Q1", 14, 2, 3),
    (RECEIVED, "16576", "2025", 14, 1, None),
    (RECEIVED, "16576", "2026", 14, 4, None),
    (RECEIVED, "16576", "2025-12", None, 2, None),
    (ON_TIME, "38", "2026-02", None, 0, 0),
    (ON_TIME, "38", "2026-03", None, 3, 3),
    (ON_TIME, "38", "2026-Q1", None, 5, 5),
    (ON_TIME, "38", "2026-H1", None, 3, 5),
    (ON_TIME, "14812", "2026-W14", None, 2, 2),
    (RECEIVED, "38", "2026-03-31", None, 2, None),
    # Standing: c1, c2 and c3 in both months; open when March ended: all three; when April ended: c2.
    (OPEN, "38", "2026-03", None, 3, None),
    (OPEN, "38", "2026-04", None, 1, None),
    (OPEN, "38", "2026-Q2", None, 1, None),
    (OPEN, "38", "2026-Q1", None, 3, None),
    (FEES, "38", "2026-03", None, 52500.5, None),
]


@pytest.fixture(scope="module")
def clickhouse(tmp_path_factory) -> Iterator[ClickHouse]:
    path = tmp_path_factory.mktemp("facts") / "dossiers.parquet"
    pq.write_table(arrow(ROWS), path)
    with ClickHouse({"dossiers": f"SELECT * FROM file('{path}', Parquet)"}) as found:
        yield found


@pytest.mark.parametrize("engine", ["duckdb", "clickhouse"])
def test_a_town_worked_out_by_hand_is_equal_on_every_engine(engine, request):
    periods = list({Period.parse(key, closing_day=closing): 0 for _c, _u, key, closing, _n, _d in BY_HAND})
    codes = [ON_TIME, RECEIVED, OPEN, FEES]
    runner = request.getfixturevalue("clickhouse") if engine == "clickhouse" else None
    connection = duck(ROWS) if runner is None else duckdb.connect()
    found = compute(connection, codes=codes, periods=periods, units=TOWN, at=NOW, runner=runner)
    told = [
        (code, unit, key, closing, one.numerator, one.denominator)
        for code, unit, key, closing, _n, _d in BY_HAND
        for one in [found.told(code, unit, Period.parse(key, closing_day=closing))]
    ]
    assert [(*said[:4], said[4] and float(said[4]), said[5]) for said in told] == BY_HAND
    nothing = found.told(ON_TIME, "38", Period.parse("2026-02"))
    assert nothing.value is None and nothing.missing == ()
    assert found.told(FEES, "16576", Period.parse("2026-03")).missing == ("dossiers.fee_total",)


def test_what_was_done_before_a_merger_can_be_told_in_the_old_units():
    june = Period.parse("2025-06")
    found = compute(duck(ROWS), codes=[RECEIVED], periods=[june], units=BEFORE, at=NOW, old=True)
    assert [found.told(RECEIVED, unit, june).value for unit in ("14815", "14818")] == [1, 1]


# ---------------------------------------------------------------- text for servers


def text_of(codes: list[str], dialect: str) -> str:
    recipes = [book.recipe(code) for code in codes]
    months = [Period.parse("2026-01"), Period.parse("2026-Q1")]
    reach = computing.reach_of(months, TOWN, NOW)
    found = expressions.group("dossiers", recipes, Base("month"), ["month", "quarter"], reach)
    return sqlglot.parse_one(expressions.sql_of(found.expression, dialect), read=dialect).sql(
        dialect, pretty=True
    )


@pytest.mark.parametrize("codes", [[RECEIVED, ON_TIME], [OPEN]], ids=["received", "standing"])
@pytest.mark.parametrize("dialect", ["trino", "postgres"])
def test_the_text_for_a_server_stays_as_it_was_read(codes, dialect):
    kept = KEPT / f"{codes[0]}.{dialect}.sql"
    found = text_of(codes, dialect)
    select = sqlglot.parse_one(found, read=dialect)
    assert {"unit", "p_at"} <= set(select.named_selects)
    assert found.strip() == kept.read_text(encoding="utf-8").strip()


# ---------------------------------------------------------------- a naive count beside

PLAIN = [
    Recipe("t.all", "x", "x", "count", "dossiers", 1, Within("received_on"), lambda f, p: ~f.refused),
    Recipe("t.ended", "x", "x", "count", "dossiers", 1, Within("ended_at"), lambda f, p: ibis.literal(True)),
    Recipe(
        "t.done_by_end", "x", "%", "ratio", "dossiers", 1, Within("received_on"),
        lambda f, p: ~f.refused, lambda f, p: f.ended_at < p.end_at,
    ),
    Recipe(
        "t.standing", "x", "%", "ratio", "dossiers", 1, Standing("received_at", "ended_at"),
        lambda f, p: ~f.refused, lambda f, p: f.due_at < p.until,
    ),
    Recipe(
        "t.fees", "x", "đồng", "sum", "dossiers", 1, Within("received_on"),
        lambda f, p: f.channel == 2, lambda f, p: f.fee_total,
    ),
    Recipe(
        "t.last", "x", "x", "last", "dossiers", 1, Within("received_at"),
        lambda f, p: ibis.literal(True), lambda f, p: f.papers,
    ),
]  # fmt: skip
START = date(2025, 11, 1)
UNITS = ["14812", "16576", "38"]


@st.composite
def towns(draw):
    rows = []
    for n in range(draw(st.integers(1, 12))):
        received = START + timedelta(days=draw(st.integers(0, 200)))
        ends = draw(st.none() | st.integers(0, 90))
        rows.append(
            dossier(
                f"r{n}", draw(st.sampled_from(UNITS)), moment(received, draw(st.sampled_from([0, 9, 23])), n),
                due_at=moment(received + timedelta(days=draw(st.integers(0, 40)))),
                ended_at=None if ends is None else moment(received + timedelta(days=ends), 23, 30 + n),
                refused=draw(st.booleans()), channel=draw(st.integers(1, 3)), papers=n,
                fee_total=float(draw(st.integers(0, 9))),
            )
        )  # fmt: skip
    return rows


def naive(row_set, code, unit, period, at):
    first_at = moment(period.first, 0)
    end_at = moment(period.last + timedelta(days=1), 0)
    until = min(at, end_at)
    own = [row for row in row_set if row["unit_now"] in TOWN.parts[unit]]
    ended = lambda row: row.get("ended_at")  # noqa: E731
    match code:
        case "t.ended":
            return sum(1 for row in own if ended(row) and first_at <= ended(row) < end_at), None
        case "t.standing":
            standing = [
                row for row in own
                if row["received_at"] < end_at and (not ended(row) or ended(row) >= first_at) and not row["refused"]
            ]  # fmt: skip
            return sum(row["due_at"] < until for row in standing), len(standing)
    within = [row for row in own if period.first <= row["received_on"] <= period.last]
    match code:
        case "t.all":
            return sum(not row["refused"] for row in within), None
        case "t.done_by_end":
            taken = [row for row in within if not row["refused"]]
            return sum(bool(ended(row)) and ended(row) < end_at for row in taken), len(taken)
        case "t.fees":
            return sum(row["fee_total"] for row in within if row["channel"] == 2), None
    last: dict[str, dict] = {}
    for row in within:
        if row["unit_now"] not in last or last[row["unit_now"]]["received_at"] < row["received_at"]:
            last[row["unit_now"]] = row
    return (sum(row["papers"] for row in last.values()) if last else None), None


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=towns(), closing=st.sampled_from([None, 14, 6]), day=st.integers(0, 260))
def test_the_engine_counts_as_one_would_by_hand(rows, closing, day):
    keys = ["2025-12", "2026-01", "2026-03", "2025-Q4", "2026-Q1", "2026-H1", "2026-9M", "2025", "2026"]
    periods = [Period.parse(key, closing_day=closing) for key in keys]
    periods += [Period.parse(key) for key in ("2026-W03", "2026-02-04")]
    at = moment(START + timedelta(days=day), 12)
    found = compute(duck(rows), recipes=PLAIN, periods=periods, units=TOWN, at=at)
    for code, unit, period, told in found:
        top, bottom = naive(rows, code, unit, period, at)
        if told.missing:
            assert not top and not bottom, (code, unit, period)
        else:
            assert (float(told.numerator), told.denominator) == (top, bottom), (code, unit, period)
