"""What drawing and importing share: rows of a fact appended as changes, in one commit with what they cover."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from dinh.ground import services as ground
from dinh.ground.facts import FactTable, Row

from .. import reading
from ..queries import of_form
from ..shapes import ABSENT, FactsDrawn, State
from ..store import delta, disk, stood
from ..store.columns import ARROW, GONE, SEQ, columns_of, listed, quoted, schema_of
from ..units_now import UnitsNow

NEW = "_new"
LEAVE = "_leave"
STOOD = "_stood"
MOST_UNITS = 5_000


class NotAFact(Exception):
    """What was handed in does not fit the fact's columns; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Written:
    """What one commit did."""

    added: int
    changed: int
    gone: int
    state: State
    units: frozenset[str]
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class _Told:
    rows: int
    added: int
    units: frozenset[str]
    first: str
    last: str


def ready(table: FactTable) -> State:
    """Where the fact stands, in tables of today's columns; laid when they are not there."""
    for part in ("base", "changes"):
        path = disk.place(table.name, table.version, part)  # type: ignore[arg-type]
        if delta.newest(path).version == ABSENT:
            delta.lay(table, path, changes=part == "changes")
    return of_form(table, table.version)


def batch_of(table: FactTable, rows: Sequence[Row]) -> pa.Table:
    """Rows as Arrow. Raises NotAFact for a column that is not declared or a value that is not of its kind."""
    columns = columns_of(table)
    names = {column.name for column in columns}
    for row in rows:
        if strange := row.keys() - names:
            raise NotAFact(f"{table.name}: {', '.join(sorted(strange))}")
    arrays = []
    for column in columns:
        values = [row.get(column.name) for row in rows]
        try:
            arrays.append(pa.array(values, ARROW[column.kind]))
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as wrong:
            raise NotAFact(f"{table.name}.{column.name}: {wrong}") from wrong
    return pa.Table.from_arrays(arrays, names=[column.name for column in columns])


def write(
    table: FactTable,
    state: State,
    batches: Iterable[pa.Table | pa.RecordBatch],
    position: Callable[[delta.Position], delta.Position],
    *,
    at: datetime,
    asked: Sequence[str] = (),
    compare: bool = True,
    units: UnitsNow | None = None,
    memory: str = "",
) -> Written:
    """Append these rows to the changes in one commit, those alone that differ from what stands; of several with one key the last.
    Of the keys that were `asked`, those without a row stand no more. `position` says what the commit covers.

    The rows go through a DuckDB that puts on disk what memory (`memory`, else the settings') does not hold."""
    units = units or UnitsNow()
    duck = reading.connect(memory)
    try:
        return _write(duck, table, state, batches, position, at, asked, compare, units)
    finally:
        duck.close()


def _write(
    duck: duckdb.DuckDBPyConnection,
    table: FactTable,
    state: State,
    batches: Iterable[pa.Table | pa.RecordBatch],
    position: Callable[[delta.Position], delta.Position],
    at: datetime,
    asked: Sequence[str],
    compare: bool,
    units: UnitsNow,
) -> Written:
    key = quoted(table.key)
    _take_in(duck, table, batches, units)
    gone = 0
    if compare:
        gone = _leave_out(duck, table, state, key, asked)
    told = _counts(duck, table, key, compare)
    path = disk.place(table.name, state.form, "changes")
    before = delta.position_of(delta.at_version(path, state.changes))
    covered = position(before)
    after = replace(
        covered,
        seq=before.seq + told.rows + gone,
        rows=before.rows + told.added - gone,
        at=at.isoformat(),
    )
    if after != replace(before, at=after.at):
        version = delta.append(path, state.changes, _numbered(duck, table, before.seq), after)
        if compare:
            _keep_stood(duck, table, path, state.changes, version, before.seq, after.seq)
    return Written(
        told.added,
        told.rows - told.added,
        gone,
        of_form(table, state.form),
        told.units,
        told.first,
        told.last,
    )


def _keep_stood(
    duck: duckdb.DuckDBPyConnection,
    table: FactTable,
    path: str,
    seen: int,
    version: int,
    since: int,
    till: int,
) -> None:
    names = delta.commit_names(path, seen, version)
    if len(names) == 1:
        columns = [column.name for column in columns_of(table)]
        stood.keep(duck, STOOD, columns, fact=table.name, commit=names[0], since=since, till=till)
    stood.let_go(table.name)


def _take_in(
    duck: duckdb.DuckDBPyConnection, table: FactTable, batches: Iterable[Any], units: UnitsNow
) -> None:
    """The rows handed in as the table NEW, with the unit of today, the last of each key. They lie in memory once: each batch gets its
    units as it comes, and what a later row of its key takes the place of is taken out by numbers alone."""
    schema = pa.schema([pa.field(c.name, ARROW[c.kind]) for c in columns_of(table)])
    names = [column.name for column in columns_of(table)]
    chosen, joined = listed(names, "r."), ""
    if "unit_now" in names:
        units.lay(duck)
        chosen = ", ".join(
            'u.now AS "unit_now"' if name == "unit_now" else f"r.{quoted(name)}" for name in names
        )
        joined = units.join_sql(table)
    # One batch after another, in this thread: batches ask the database, and its connection belongs to the thread.
    count = 0
    duck.register("_batch", _nth(schema.empty_table(), 0))
    duck.execute(f"CREATE TEMP TABLE {NEW} AS SELECT * FROM _batch")
    for batch in batches:
        whole = pa.Table.from_batches([batch]) if isinstance(batch, pa.RecordBatch) else batch
        duck.register("_batch", _nth(_fitted(whole, schema, table), count))
        duck.execute(f"INSERT INTO {NEW} SELECT r._nth, {chosen} FROM _batch AS r {joined}")
        count += whole.num_rows
    duck.unregister("_batch")
    duck.execute(
        f"CREATE TEMP TABLE _earlier AS SELECT _nth FROM {NEW} "
        f"QUALIFY row_number() OVER (PARTITION BY {quoted(table.key)} ORDER BY _nth DESC) > 1"
    )
    duck.execute(f"DELETE FROM {NEW} WHERE _nth IN (SELECT _nth FROM _earlier)")
    duck.execute("DROP TABLE _earlier")


def _nth(batch: pa.Table, after: int) -> pa.Table:
    return batch.add_column(0, "_nth", pa.array(range(after, after + batch.num_rows), pa.int64()))


def _fitted(batch: pa.Table, schema: pa.Schema, table: FactTable) -> pa.Table:
    if strange := set(batch.column_names) - set(schema.names):
        raise NotAFact(f"{table.name}: {', '.join(sorted(strange))}")
    try:
        arrays = [
            batch.column(each.name).cast(each.type)
            if each.name in batch.column_names
            else pa.nulls(batch.num_rows, each.type)
            for each in schema
        ]
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as wrong:
        raise NotAFact(f"{table.name}: {wrong}") from wrong
    return pa.Table.from_arrays(arrays, schema=schema)


def _leave_out(
    duck: duckdb.DuckDBPyConnection, table: FactTable, state: State, key: str, asked: Sequence[str]
) -> int:
    """Note in LEAVE what stands under the keys asked for and was not read again; drop from NEW what stands already as it is."""
    names = [column.name for column in columns_of(table)]
    duck.register("_asked_for", pa.table({"k": pa.array(list(asked), pa.string())}))
    duck.execute(f"CREATE TEMP TABLE _sought AS SELECT {key} FROM {NEW} UNION SELECT k FROM _asked_for")
    reading.lay_stood(duck, table, state, sought="_sought", into=STOOD)
    duck.execute(
        f"CREATE TEMP TABLE {LEAVE} AS SELECT s.* FROM {STOOD} AS s "
        f"WHERE s.{key} IN (SELECT k FROM _asked_for) AND s.{key} NOT IN (SELECT {key} FROM {NEW})"
    )
    same = " AND ".join(f"s.{quoted(name)} IS NOT DISTINCT FROM n.{quoted(name)}" for name in names)
    duck.execute(f"DELETE FROM {NEW} AS n USING {STOOD} AS s WHERE s.{key} = n.{key} AND {same}")
    return _one(duck, f"SELECT count(*) FROM {LEAVE}")[0]


def _one(duck: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    found: tuple[Any, ...] = duck.execute(sql).fetchone() or ()
    return found


def _counts(duck: duckdb.DuckDBPyConnection, table: FactTable, key: str, compare: bool) -> _Told:
    """What there is to write: rows, of these new ones, the units and days of what was and what will be."""
    if not compare:
        duck.execute(f"CREATE TEMP TABLE {STOOD} AS SELECT * EXCLUDE (_nth) FROM {NEW} LIMIT 0")
        duck.execute(f"CREATE TEMP TABLE {LEAVE} AS SELECT * FROM {STOOD}")
    rows, added = _one(
        duck,
        f"SELECT count(*), count(*) FILTER (WHERE s.{key} IS NULL) "
        f"FROM {NEW} AS n LEFT JOIN {STOOD} AS s ON s.{key} = n.{key}",
    )
    both = (
        f"(SELECT * EXCLUDE (_nth) FROM {NEW} UNION ALL "
        f"SELECT s.* FROM {STOOD} AS s WHERE s.{key} IN (SELECT {key} FROM {NEW} UNION ALL SELECT {key} FROM {LEAVE}))"
    )
    units: frozenset[str] = frozenset()
    if "unit" in table.names:
        sql = f'SELECT DISTINCT "unit" FROM {both} WHERE "unit" IS NOT NULL LIMIT {MOST_UNITS + 1}'
        found = [code for (code,) in duck.execute(sql).fetchall()]
        units = frozenset(found if len(found) <= MOST_UNITS else ())
    first = last = None
    if table.day:
        first, last = _one(
            duck, f"SELECT min({quoted(table.day)})::DATE, max({quoted(table.day)})::DATE FROM {both}"
        )
    return _Told(rows, added, units, first.isoformat() if first else "", last.isoformat() if last else "")


def _numbered(duck: duckdb.DuckDBPyConnection, table: FactTable, after: int) -> pa.RecordBatchReader:
    """NEW and LEAVE as changes, numbered on."""
    names = listed([column.name for column in columns_of(table)])
    schema = schema_of(table, changes=True)
    found = duck.execute(
        f"SELECT {names}, {after} + row_number() OVER () AS {SEQ}, {GONE} FROM ("
        f"SELECT {names}, false AS {GONE} FROM {NEW} UNION ALL SELECT {names}, true AS {GONE} FROM {LEAVE})"
    )
    source = found.to_arrow_reader(50_000)
    return pa.RecordBatchReader.from_batches(schema, (batch.cast(schema) for batch in source))


def tell(written: Written, *, since: int, at: datetime) -> None:
    """Announce what was written, when it was anything."""
    state = written.state
    count = written.added + written.changed + written.gone
    if not count:
        return
    ground.announce(
        FactsDrawn(
            state.fact, state.form, since, state.seq, count,
            tuple(sorted(written.units)), written.first, written.last,
        ),
        at=at,
    )  # fmt: skip
