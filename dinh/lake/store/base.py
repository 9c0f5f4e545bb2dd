"""The folded table: a file or more a month, sorted by unit and day, one row a key. Files are written first, month by month and
never more than one month in memory; one commit then takes them in and the old ones out."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
from deltalake import CommitProperties, Transaction
from deltalake.exceptions import CommitFailedError
from deltalake.transaction import AddAction, RemoveAction

from dinh.ground.facts import FactTable

from . import delta, disk
from .columns import MONTH, columns_of, listed, schema_of

_IN_PATH = re.compile(rf"/{MONTH}=([^/]+)/")
ROWS_A_GROUP = 122_880


@dataclass(frozen=True, slots=True)
class Laid:
    """A file that no commit knows yet."""

    path: str
    """Beside the table's own address."""
    month: str
    size: int
    rows: int


def by_month(files: Sequence[str]) -> dict[str, list[str]]:
    """The files of a version by the month that they hold."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in files:
        said = _IN_PATH.search(path)
        found[said[1] if said else ""].append(path)
    return dict(found)


def lay_month(
    duck: duckdb.DuckDBPyConnection, table: FactTable, address: str, month: str, select: str
) -> Laid | None:
    """Write the rows of a SELECT as one file of a month, in the order in which they are asked for. None when there are none."""
    names = [column.name for column in columns_of(table)]
    order = [name for name in ("unit", table.day, table.key) if name in names]
    name = f"{MONTH}={month}/part-{uuid.uuid4().hex}.parquet"
    here = Path(address) / name if disk.is_local() else disk.work() / f"{uuid.uuid4().hex}.parquet"
    here.parent.mkdir(parents=True, exist_ok=True)
    duck.execute(
        f"COPY (SELECT {listed(names)} FROM ({select}) ORDER BY {listed(order)}) TO '{str(here).replace(chr(39), chr(39) * 2)}' "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_A_GROUP})"
    )
    rows = pq.read_metadata(here).num_rows
    size = here.stat().st_size
    if not rows:
        here.unlink()
        return None
    if not disk.is_local():
        _send(here, address, name)
    return Laid(name, month, size, rows)


def _send(here: Path, address: str, name: str) -> None:
    """Bring a file to where the table is."""
    from deltalake.fs import DeltaStorageHandler

    # Not by way of pyarrow's file system: it hands over buffers, and the store takes bytes.
    target = DeltaStorageHandler(address, disk.options())._handler.open_output_stream(name, None)
    with here.open("rb") as source:
        while piece := source.read(8 * 1024 * 1024):
            target.write(piece)
    target.close()  # type: ignore[attr-defined]
    here.unlink()


def commit(
    table: FactTable,
    address: str,
    seen: delta.Snapshot,
    laid: Sequence[Laid],
    months: Sequence[str],
    folded: int,
    more: Mapping[str, Any] | None = None,
) -> int:
    """Take the files in, and those that held these months out, in one act. `folded` is up to which row of changes the table
    then has them. Raises SomebodyElseWrote; the files are then nobody's, and go with the next sweeping."""
    held = delta.table(address, seen.version)
    now = int(time.time() * 1000)
    adds = [
        AddAction(each.path, each.size, {MONTH: each.month}, now, True, json.dumps({"numRecords": each.rows}))
        for each in laid
    ]
    old = by_month(seen.files)
    prefix = address.rstrip("/") + "/"
    removes = [
        RemoveAction(path.removeprefix(prefix), True, now, partition_values={MONTH: month})
        for month in months
        for path in old.get(month, ())
    ]
    try:
        held.create_write_transaction(
            [*adds, *removes],
            "append",
            schema_of(table, changes=False),
            [MONTH],
            commit_properties=CommitProperties(
                custom_metadata={delta.NOTE: json.dumps({"folded": folded, **(more or {})})},
                app_transactions=[Transaction(delta.FOLDED_OF, folded)],
            ),
        )
    except CommitFailedError as refused:
        raise delta.SomebodyElseWrote(address) from refused
    return delta.newest(address).version
