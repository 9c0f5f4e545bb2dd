"""Facts from elsewhere: stored and taken away again, each in one act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import pyarrow as pa

from dinh.ground import facts
from dinh.ground.facts import FactTable, Row

from .. import reading
from ..shapes import State, Stored
from ..store import disk
from ..store.columns import columns_of, listed, quoted
from .writing import NotAFact, batch_of, ready, tell, write

BATCH = 20_000
MEMORY = "256MB"
"""Of the rows of an import so many lie in memory at once, the others on disk."""
OWN = "dinh"
"""The source of what the rooms of this house let be counted."""


def store_rows(
    fact: str,
    rows: Iterable[Row] | Iterable[pa.RecordBatch] | Iterable[pa.Table],
    *,
    import_id: int,
    source: str,
    at: datetime,
) -> Stored:
    """Store rows of an import, all in one act: rows as mappings, or Arrow batches, by the names of the columns. A key that stands
    already is replaced; of several rows with one key the last holds. The lake fills `import_id`, `source` and `unit_now`.
    Raises NotAFact for what does not fit the columns, and KeyError for a fact that nobody declared."""
    table = facts.table(fact)
    if source == OWN:
        raise NotAFact(f"{fact}: source {OWN}")
    with disk.one_writer(fact):
        before = ready(table)
        batches = (_signed(batch, import_id, source) for batch in _batches(table, rows))
        written = write(table, before, batches, lambda position: position, at=at, memory=MEMORY)
        tell(written, since=before.seq, at=at)
    count = written.added + written.changed
    return Stored(fact, count, written.changed, written.state.rows, before)


def remove_import(
    import_id: int,
    *,
    at: datetime,
    fact: str | None = None,
    back_to: State | None = None,
    stands: Sequence[int] = (),
) -> int:
    """Take the rows of an import away, in one act a fact; gives how many. Where they had replaced rows of imports that still
    stand (`stands`), those come back as they were in the state before (`back_to`, kept by `keeping.keep`)."""
    count = 0
    for table in facts.declared():
        if fact is None or table.name == fact:
            count += _remove(table, import_id, at, back_to, stands)
    return count


def remove_rows(fact: str, keys: Sequence[str], *, at: datetime) -> None:
    """Take these rows of imports away, in one act."""
    table = facts.table(fact)
    with disk.one_writer(fact):
        state = ready(table)
        written = write(table, state, [], lambda position: position, at=at, asked=list(keys))
        tell(written, since=state.seq, at=at)


def _remove(
    table: FactTable, import_id: int, at: datetime, back_to: State | None, stands: Sequence[int]
) -> int:
    with disk.one_writer(table.name):
        state = ready(table)
        key = quoted(table.key)
        with reading.open(only=[table.name]) as lake:
            keys = [
                found
                for (found,) in lake.duck.execute(
                    f"SELECT {key} FROM {quoted(table.name)} WHERE import_id = $1", [import_id]
                ).fetchall()
            ]
            if not keys:
                return 0
            back = _as_before(lake, table, back_to, import_id, stands) if back_to else []
            written = write(table, state, back, lambda position: position, at=at, asked=keys)
        tell(written, since=state.seq, at=at)
        return len(keys)


def _as_before(
    lake: reading.Lake, table: FactTable, back_to: State, import_id: int, stands: Sequence[int]
) -> list[pa.Table]:
    reading.lay_view(lake.duck, table, back_to, "_before")
    key = quoted(table.key)
    names = listed([column.name for column in columns_of(table)], "b.")
    found = lake.duck.execute(
        f"SELECT {names} FROM _before AS b WHERE b.{key} IN "
        f"(SELECT {key} FROM {quoted(table.name)} WHERE import_id = $1) AND list_contains($2::BIGINT[], b.import_id)",
        [import_id, list(stands)],
    )
    return [found.to_arrow_table()]


def _batches(table: FactTable, rows: Iterable[Any]) -> Iterator[pa.Table]:
    stream = iter(rows)
    while some := list(islice(stream, 1)):
        if isinstance(some[0], pa.RecordBatch):
            yield pa.Table.from_batches(some)
        elif isinstance(some[0], pa.Table):
            yield some[0]
        else:
            yield batch_of(table, [*some, *islice(stream, BATCH - 1)])


def _signed(batch: pa.Table, import_id: int, source: str) -> pa.Table:
    for name, value, kind in (("import_id", import_id, pa.int64()), ("source", source, pa.string())):
        column = pa.array([value] * batch.num_rows, kind)
        place = batch.schema.get_field_index(name)
        batch = batch.append_column(name, column) if place < 0 else batch.set_column(place, name, column)
    return batch
