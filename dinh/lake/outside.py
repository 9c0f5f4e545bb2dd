"""The lake for other engines: what each has to be told so that a fact reads there as it reads here.

A fact is two Delta tables, and a row of `changes` takes the place of the row of `base` with its key. The texts name both tables, then
say that rule once as a view; what asks the view counts what the house counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

from dinh.ground.facts import FactTable

from .store import disk
from .store.columns import GONE, SEQ, columns_of

Engine = Literal["duckdb", "clickhouse", "trino", "spark", "polars"]
ENGINES: tuple[Engine, ...] = get_args(Engine)


def text(table: FactTable, engine: Engine, *, schema: str = "dinh") -> str:
    """What to run there once: statements, for Polars lines of Python. `schema` is where Trino keeps the names of the two tables."""
    base, changes = (disk.place(table.name, table.version, part) for part in ("base", "changes"))
    if engine == "polars":
        return _polars(table, base, changes)
    return ";\n".join([*_NAMED[engine](table.name, base, changes, schema), view(table, engine)]) + ";\n"


def view(table: FactTable, engine: Engine) -> str:
    """The view over `<fact>_base` and `<fact>_changes`."""
    mark = "`" if engine == "spark" else '"'

    def q(name: str) -> str:
        return f"{mark}{name}{mark}"

    columns = ", ".join(q(column.name) for column in columns_of(table))
    key, base, changes = q(table.key), q(f"{table.name}_base"), q(f"{table.name}_changes")
    return (
        f"CREATE OR REPLACE VIEW {q(table.name)} AS\n"
        f"SELECT {columns} FROM {base} WHERE {key} NOT IN (SELECT {key} FROM {changes})\n"
        f"UNION ALL\n"
        f"SELECT {columns} FROM (SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY {q(SEQ)} DESC) AS nth FROM {changes}) AS last\n"
        f"WHERE nth = 1 AND NOT {q(GONE)}"
    )


def _duckdb(name: str, base: str, changes: str, _schema: str) -> list[str]:
    return [
        "INSTALL delta",
        "LOAD delta",
        f"""CREATE OR REPLACE VIEW "{name}_base" AS SELECT * FROM delta_scan({_said(base)})""",
        f"""CREATE OR REPLACE VIEW "{name}_changes" AS SELECT * FROM delta_scan({_said(changes)})""",
    ]


def _clickhouse(name: str, base: str, changes: str, _schema: str) -> list[str]:
    reader = "deltaLakeLocal" if disk.is_local() else "deltaLake"
    return [
        f'CREATE OR REPLACE VIEW "{name}_{part}" AS SELECT * FROM {reader}({_said(_by_http(where))})'
        for part, where in (("base", base), ("changes", changes))
    ]


def _by_http(address: str) -> str:
    """ClickHouse looks for a bucket at Amazon's unless the address names the store."""
    endpoint = (disk.options() or {}).get("AWS_ENDPOINT_URL", "")
    return address.replace("s3://", endpoint.rstrip("/") + "/", 1) if endpoint else address


def _trino(name: str, base: str, changes: str, schema: str) -> list[str]:
    return [
        f"CALL system.register_table(schema_name => {_said(schema)}, table_name => {_said(f'{name}_{part}')}, table_location => {_said(where)})"
        for part, where in (("base", base), ("changes", changes))
    ]


def _spark(name: str, base: str, changes: str, _schema: str) -> list[str]:
    return [
        f"CREATE TABLE IF NOT EXISTS `{name}_{part}` USING DELTA LOCATION {_said(where)}"
        for part, where in (("base", base), ("changes", changes))
    ]


_NAMED: dict[str, Callable[[str, str, str, str], list[str]]] = {
    "duckdb": _duckdb,
    "clickhouse": _clickhouse,
    "trino": _trino,
    "spark": _spark,
}


def _polars(table: FactTable, base: str, changes: str) -> str:
    columns = [column.name for column in columns_of(table)]
    return (
        "import polars as pl\n"
        f"columns = {columns!r}\n"
        f"base, changes = pl.scan_delta({base!r}), pl.scan_delta({changes!r})\n"
        f"last = changes.sort({SEQ!r}).unique({table.key!r}, keep='last', maintain_order=True)\n"
        f"stands = base.join(changes, on={table.key!r}, how='anti').select(columns)\n"
        f"{table.name} = pl.concat([stands, last.filter(~pl.col({GONE!r})).select(columns)])\n"
    )


def _said(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
