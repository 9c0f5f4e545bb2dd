"""A fact `dossiers` in the lake's columns, made by hand in DuckDB: for tests of the engine that need neither lake nor tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from dinh.dossiers.facts import COLUMNS as FACT

HOME = ZoneInfo("Asia/Ho_Chi_Minh")
COLUMNS = {column.name: column.kind for column in FACT}
TYPES = {
    "text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "yes": pa.bool_(), "day": pa.date32(),
    "moment": pa.timestamp("us", "UTC"),
}  # fmt: skip


def moment(day: date | str, hour: int = 9, minute: int = 0) -> datetime:
    """An hour of a day in local time."""
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(on, time(hour, minute), tzinfo=HOME)


def dossier(ident: str, unit: str, received: str, **said: Any) -> dict[str, Any]:
    """A row; a day given for a moment means nine o'clock of it. `now` is the unit's successor."""
    now = said.pop("now", unit)
    row: dict[str, Any] = {
        "id": ident, "source": "dinh", "code": ident, "unit": unit, "unit_now": now, "received_unit": unit,
        "channel": 1, "status": 4, "refused": False, "withdrawn": False, "requests": 0, "stood_minutes": 0,
        "received_at": received, "papers": 1,
    } | said  # fmt: skip
    for name, value in row.items():
        if COLUMNS[name] == "moment" and isinstance(value, str):
            row[name] = moment(value)
    row.setdefault("decided_at", row.get("ended_at"))
    row.setdefault("received_on", row["received_at"].astimezone(HOME).date())
    return row


def arrow(rows: Iterable[dict[str, Any]]) -> pa.Table:
    """The rows as the lake's files hold them."""
    rows = list(rows)
    columns = {}
    for name, kind in COLUMNS.items():
        values = [row.get(name) for row in rows]
        if kind == "moment":
            values = [value.astimezone(UTC) if value else None for value in values]
        columns[name] = pa.array(values, TYPES[kind])
    return pa.table(columns)


def duck(rows: Iterable[dict[str, Any]], name: str = "dossiers") -> duckdb.DuckDBPyConnection:
    """A connection that has the fact."""
    connection = duckdb.connect()
    connection.register("rows", arrow(rows))
    connection.execute(f'CREATE TABLE "{name}" AS FROM rows')
    connection.unregister("rows")
    return connection


DAY = timedelta(days=1)
