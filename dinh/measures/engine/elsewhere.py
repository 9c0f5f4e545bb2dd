"""The same recipes on other engines: ClickHouse in this process (chDB) over the lake's own files, and SQL text for those that
are servers (Trino, PostgreSQL). What groups is theirs; what adds the groups up is `computing`."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlglot
from sqlglot import expressions as exp

from dinh.lake.shapes import Files
from dinh.lake.store.columns import GONE, SEQ


def rows_sql(files: Files) -> str:
    """The rows of a fact as ClickHouse reads them from the files, one a key: what the lake's own view gives."""
    columns = ", ".join(f'"{name}"' for name in files.columns)
    base = f"SELECT {columns} FROM {_files(files.base)}" if files.base else ""
    if not files.changes:
        return base or "SELECT 1 WHERE 0"
    key = f'"{files.key}"'
    fresh = (
        f"SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY {SEQ} DESC) AS _nth "
        f"FROM {_files(files.changes)} WHERE {SEQ} > {files.folded}"
    )
    stands = f"SELECT {columns} FROM ({fresh}) WHERE _nth = 1 AND NOT {GONE}"
    if not base:
        return stands
    newer = f"SELECT {key} FROM {_files(files.changes)} WHERE {SEQ} > {files.folded}"
    return f"{base} WHERE {key} NOT IN ({newer}) UNION ALL {stands}"


def _files(paths: tuple[str, ...]) -> str:
    inner = ",".join(paths)
    return f"file('{{{inner}}}', Parquet)" if len(paths) > 1 else f"file('{inner}', Parquet)"


class ClickHouse:
    """chDB: ClickHouse inside this process. `sources` gives, by fact, the SELECT of its rows (`rows_sql`)."""

    dialect = "clickhouse"

    def __init__(self, sources: Mapping[str, str]) -> None:
        import chdb.session

        self.sources = sources
        self.session = chdb.session.Session()
        self._folder = tempfile.TemporaryDirectory()

    def __enter__(self) -> ClickHouse:
        return self

    def __exit__(self, *_args: object) -> None:
        self.session.close()
        self._folder.cleanup()

    def ask(self, text: str) -> pa.Table:
        """The answer to a SELECT."""
        settings = "join_use_nulls = 1, session_timezone = 'UTC', aggregate_functions_null_for_empty = 0"
        answer: Any = self.session.query(f"{text} SETTINGS {settings}", "ArrowStream")
        return pa.ipc.open_stream(pa.py_buffer(answer.bytes())).read_all()

    def has_rows(self, fact: str) -> bool:
        return self.ask(f"SELECT 1 AS x FROM ({self.sources[fact]}) LIMIT 1").num_rows > 0

    def cells(self, fact: str, text: str, beside: Mapping[str, pa.Table]) -> pa.Table:
        sources = {fact: self.sources[fact]}
        for name, rows in beside.items():
            path = Path(self._folder.name) / f"{name}.parquet"
            pq.write_table(rows, path)
            sources[name] = f"SELECT * FROM file('{path}', Parquet)"
        found = self.ask(with_sources(text, sources))
        unit = found.column_names.index("unit")
        return found.set_column(unit, "unit", found.column("unit").cast(pa.string()))


def with_sources(text: str, sources: Mapping[str, str]) -> str:
    """The SQL with each table replaced by the SELECT that stands for it."""

    def put(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Table) and node.name in sources:
            inner = sqlglot.parse_one(sources[node.name], read="clickhouse")
            return exp.Subquery(this=inner, alias=node.args.get("alias"))
        return node

    return str(sqlglot.parse_one(text, read="clickhouse").transform(put).sql(dialect="clickhouse"))
