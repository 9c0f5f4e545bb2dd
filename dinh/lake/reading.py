"""The lake as its readers see it: a view a fact, one row a key, as it stands or as it stood.

    with reading.open() as lake:
        lake.duck.sql("SELECT unit, count(*) FROM dossiers GROUP BY unit")
        lake.ibis("dossiers")

Nothing is copied: DuckDB reads the files of the Delta tables where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import duckdb
from django.conf import settings

from dinh.ground import facts
from dinh.ground.facts import FactTable

from .queries import current
from .shapes import ABSENT, Files, Part, State
from .store import delta, disk, stood
from .store.columns import DUCK, GONE, SEQ, columns_of, empty_select, listed, quoted, schema_of

FRESH = "_fresh_{}"
LARGE = 2_000_000
MOST_SOUGHT = 50_000
"""In a table of so many rows, up to so many are looked for by their keys."""
MOST_HELD = 1_000_000
"""So many rows of changes are sorted once for all questions; more are sorted for each."""


@dataclass
class Lake:
    """An opened lake. `duck` has a view for each declared fact, by its name."""

    duck: duckdb.DuckDBPyConnection
    states: dict[str, State]
    _ibis: Any = field(default=None, repr=False)

    def files(self, fact: str) -> Files:
        """Where the rows of a fact lie, for other engines, and the rule by which they are read."""
        state = self.states[fact]
        return Files(
            fact=fact,
            key=facts.table(fact).key,
            base=_snapshot(state, "base").files,
            changes=_snapshot(state, "changes").files if state.seq > state.folded else (),
            folded=state.folded,
            columns=tuple(column.name for column in columns_of(facts.table(fact))),
        )

    def ibis(self, fact: str) -> Any:
        """The fact as an Ibis table over the same connection."""
        return self.backend.table(fact)

    @property
    def backend(self) -> Any:
        """The Ibis backend over the same connection."""
        if self._ibis is None:
            import ibis

            self._ibis = ibis.duckdb.from_connection(self.duck)
        return self._ibis

    def close(self) -> None:
        self.duck.close()

    def __enter__(self) -> Lake:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open(at: Mapping[str, State] | None = None, *, only: list[str] | None = None) -> Lake:
    """The lake as it stands, or as it stood in kept states: a fact that `at` does not name stands as now. Facts that nobody
    has drawn yet are there too, without rows. `only` names the facts that are wanted, and saves the time for the others."""
    duck = connect()
    states: dict[str, State] = {}
    for table in facts.declared():
        if only is not None and table.name not in only:
            continue
        kept = (at or {}).get(table.name)
        states[table.name] = kept or current(table)
        lay_view(duck, table, states[table.name])
    return Lake(duck, states)


def connect(memory: str = "") -> duckdb.DuckDBPyConnection:
    """A DuckDB of this process alone, with the house's clock and the memory (or so much) and threads that the settings allow."""
    threads = {"threads": settings.DINH_LAKE_THREADS} if settings.DINH_LAKE_THREADS else {}
    duck = duckdb.connect(
        config={
            **threads,
            "memory_limit": memory or settings.DINH_LAKE_MEMORY,
            "temp_directory": str(disk.work() / "spill"),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    duck.execute(f"SET TimeZone = '{settings.TIME_ZONE}'")
    return duck


def lay_view(duck: duckdb.DuckDBPyConnection, table: FactTable, state: State, name: str = "") -> None:
    """A view of one fact at a state, by the fact's name or another."""
    name = name or table.name
    duck.execute(f"CREATE OR REPLACE VIEW {quoted(name)} AS {_select(duck, table, state, name)}")


def _select(duck: duckdb.DuckDBPyConnection, table: FactTable, state: State, name: str) -> str:
    if state.changes == ABSENT:
        return empty_select(table)
    base = _source(duck, state, "base", name)
    key = quoted(table.key)
    columns = columns_in(table, state)
    if state.seq <= state.folded:
        return f"SELECT {columns} FROM {base}" if base else empty_select(table)
    fresh = _fresh(duck, state, key, name)
    if fresh is None:
        return f"SELECT {columns} FROM {base}" if base else empty_select(table)
    stands = f"SELECT {columns} FROM {fresh} AS f WHERE NOT {GONE}"
    if not base:
        return stands
    return f"SELECT {columns} FROM {base} AS b ANTI JOIN {fresh} AS n ON b.{key} = n.{key} UNION ALL {stands}"


def _fresh(duck: duckdb.DuckDBPyConnection, state: State, key: str, name: str) -> str | None:
    """The last row of each key among the changes that are not folded yet."""
    changes = _source(duck, state, "changes", name)
    if not changes:
        return None
    last = (
        f"SELECT * FROM {changes} WHERE {SEQ} > {state.folded} "
        f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {SEQ} DESC) = 1"
    )
    if state.seq - state.folded > MOST_HELD:
        return f"({last})"
    held = quoted(FRESH.format(name))
    duck.execute(f"CREATE OR REPLACE TEMP TABLE {held} AS {last}")
    return held


def _source(duck: duckdb.DuckDBPyConnection, state: State, part: Part, name: str) -> str:
    return parquet(duck, _snapshot(state, part), state, part, name)


def parquet(
    duck: duckdb.DuckDBPyConnection, found: delta.Snapshot, state: State, part: Part, name: str
) -> str:
    """What stands after FROM for one table at a version; empty when it has no file."""
    if not found.files:
        return ""
    if disk.is_local():
        return parquet_list(found.files)
    held = f"_{part}_{name}"
    duck.register(held, delta.dataset(disk.place(state.fact, state.form, part), found.version))
    return quoted(held)


def parquet_list(files: Sequence[str]) -> str:
    """Files of this machine, for DuckDB."""
    said = ", ".join("'" + path.replace("'", "''") + "'" for path in files)
    return f"read_parquet([{said}], hive_partitioning = false)"


def _snapshot(state: State, part: Part) -> delta.Snapshot:
    version = state.base if part == "base" else state.changes
    return delta.at_version(disk.place(state.fact, state.form, part), version)


def columns_in(table: FactTable, state: State) -> str:
    """The columns of today out of the tables of a state; what an older version did not have is empty."""
    if state.form == table.version:
        return listed([column.name for column in columns_of(table)])
    there = set(delta.columns_at(disk.place(state.fact, state.form, "changes"), state.changes))
    said = []
    for column in columns_of(table):
        old = table.renamed.get(column.name, "")
        found = column.name if column.name in there else old if old in there else ""
        said.append(f"{quoted(found) if found else 'NULL'}::{DUCK[column.kind]} AS {quoted(column.name)}")
    return ", ".join(said)


def changed(
    fact: str, before: State, after: State, columns: Iterable[str], *, most: int
) -> tuple[Any, Any, int]:
    """The rows that changed between two states of one form, neither of them folded behind the first: as they stood (an Arrow table
    of these columns), as they stand, and how many keys changed. With more than `most` keys no row is read: (None, None, how many).

    How they stand is written in the changes; how they stood was kept when they were written, else it is looked for in the whole table."""
    table = facts.table(fact)
    key, wanted = quoted(table.key), listed(sorted({table.key, *columns}))
    with Lake(connect(), {}) as lake:
        duck = lake.duck
        changes = _source(duck, after, "changes", "_changes")
        if not changes:
            return None, None, 0
        duck.execute(
            f"CREATE TEMP TABLE _news AS SELECT {columns_in(table, after)}, {GONE} FROM {changes} "
            f"WHERE {SEQ} > {before.seq} AND {SEQ} <= {after.seq} "
            f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {SEQ} DESC) = 1"
        )
        (count,) = duck.execute("SELECT count(*) FROM _news").fetchone() or (0,)
        if not count or count > most:
            return None, None, count
        was = _as_kept(duck, table, before, after, changes, wanted)
        if was is None:
            duck.execute(f"CREATE TEMP TABLE _sought AS SELECT {key} FROM _news")
            lay_stood(duck, table, before, sought="_sought", into="_stood")
            was = duck.execute(f"SELECT {wanted} FROM _stood").to_arrow_table()
        stands = duck.execute(f"SELECT {wanted} FROM _news WHERE NOT {GONE}").to_arrow_table()
    return was, stands, count


def _as_kept(
    duck: duckdb.DuckDBPyConnection, table: FactTable, before: State, after: State, changes: str, wanted: str
) -> Any:
    """How the changed rows stood, out of what each commit since has kept; None when it was not kept of every one."""
    if after.form != table.version or not disk.is_local():
        return None
    path = disk.place(table.name, after.form, "changes")
    files = stood.kept(table.name, delta.commit_names(path, before.changes, after.changes))
    if not files:
        return None
    key = quoted(table.key)
    duck.execute(
        f"CREATE TEMP TABLE _first AS SELECT {key}, min({SEQ}) AS first FROM {changes} "
        f"WHERE {SEQ} > {before.seq} AND {SEQ} <= {after.seq} GROUP BY {key}"
    )
    # A key that changed twice stood, before the first of the changes, as that one found it.
    return duck.execute(
        f"SELECT {wanted} FROM {parquet_list(files)} JOIN _first USING ({key}) "
        f"WHERE first > {stood.SINCE} AND first <= {stood.TILL}"
    ).to_arrow_table()


def lay_stood(
    duck: duckdb.DuckDBPyConnection, table: FactTable, state: State, *, sought: str, into: str
) -> None:
    """Lay a table of the rows, as they stood at a state, whose keys are those of the table `sought`."""
    key = quoted(table.key)
    (count,) = duck.execute(f"SELECT count(*) FROM {sought}").fetchone() or (0,)
    if count > MOST_SOUGHT or state.rows < LARGE or state.form != table.version or not disk.is_local():
        lay_view(duck, table, state, "_at")
        duck.execute(f"CREATE TEMP TABLE {into} AS FROM _at SEMI JOIN {sought} USING ({key})")
        duck.execute("DROP VIEW _at")
        return
    fresh = _fresh(duck, state, key, "_at") if state.seq > state.folded else None
    besides = f" ANTI JOIN {fresh} USING ({key})" if fresh else ""
    keys = duck.execute(f"SELECT {key} FROM {sought}{besides}").to_arrow_table()[table.key]
    duck.register("_found", _picked(table, _snapshot(state, "base").files, keys))
    duck.execute(f"CREATE TEMP TABLE {into} AS FROM ({empty_select(table)}) UNION ALL BY NAME FROM _found")
    duck.unregister("_found")
    if fresh:
        duck.execute(
            f"INSERT INTO {into} BY NAME SELECT {columns_in(table, state)} FROM {fresh} SEMI JOIN {sought} USING ({key}) "
            f"WHERE NOT {GONE}"
        )


def _picked(table: FactTable, files: Sequence[str], keys: Any) -> Any:
    """Rows of these keys out of many files, as an Arrow table. Polars reads the other columns of the rows it finds alone; DuckDB, which
    reads all columns of all rows for this, takes twice the time."""
    import polars

    names = [column.name for column in columns_of(table)]
    if not files:
        return schema_of(table, changes=False).empty_table().select(names)
    rows = polars.scan_parquet(list(files), parallel="prefiltered", hive_partitioning=False).select(names)
    asked = polars.Series(table.key, keys).implode()
    return rows.filter(polars.col(table.key).is_in(asked)).collect(engine="streaming").to_arrow()
