"""Comparing the lake with its source, row by row: what is missing, what differs, what stands though its source has it no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from dinh.ground import facts
from dinh.ground import queries as ground_queries
from dinh.ground import services as ground
from dinh.ground.facts import FactTable
from dinh.ground.shapes import Ref
from dinh.town.shapes import Actor

from .. import reading
from ..queries import current
from ..shapes import Drawn, State
from ..store import disk
from ..store.columns import quoted
from .drawing import BATCH, Progress, after_drawing, draw, touched_since
from .rights import require
from .writing import batch_of, ready, tell, write

CHUNK = 200_000
"""Rows that are compared in one go."""
SHOWN = 20
"""Keys of each kind that are named."""
OWN = "dinh"
FILLED = frozenset({"unit_now", "import_id", "source"})
"""What the lake fills by itself, and the source does not say."""


@dataclass(frozen=True, slots=True)
class Sum:
    """One column added up on both sides (of a yes-no column, the yeses)."""

    column: str
    source: float
    lake: float

    @property
    def equal(self) -> bool:
        return abs(self.source - self.lake) <= 1e-9 * max(1.0, abs(self.source))


@dataclass(slots=True)
class Compared:
    """One fact compared with its source. Without `whole` only the number of rows was."""

    fact: str
    source_rows: int
    lake_rows: int
    """Own rows; imported ones have no source here."""
    imported: int = 0
    missing: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    moving: int = 0
    """Rows that somebody changed while the comparison ran: the next drawing has them."""
    sums: list[Sum] = field(default_factory=list)
    newest: tuple[str, str] = ("", "")
    """The latest day on both sides."""
    mended: int = 0
    whole: bool = True

    @property
    def equal(self) -> bool:
        if self.missing or self.different or self.left_over:
            return self.mended == len(self.missing) + len(self.different) + len(self.left_over)
        return self.moving > 0 or self.source_rows == self.lake_rows


def check(
    names: Sequence[str] | None = None,
    *,
    at: datetime,
    by: Actor | None = None,
    quick: bool = False,
    mend: bool = False,
    progress: Progress | None = None,
) -> list[Compared]:
    """Draw, then compare each fact with its source: rows, sums, newest day, and row by row (not when `quick`). `mend` draws anew
    what differs. Rows that change meanwhile are left to the next drawing."""
    require(by, "lake.check", at)
    draw(names, at=at)
    found = []
    for table in facts.declared():
        if names is None or table.name in names:
            found.append(
                _quick(table) if quick else _whole(table, mend, at, progress or (lambda _fact, _rows: None))
            )
    if by is not None or mend:
        wrong = {one.fact: len(one.missing) + len(one.different) + len(one.left_over) for one in found}
        ground.write(
            deed="lake.checked",
            about=Ref("lake", "facts"),
            by=by.ref if by else None,
            at=at,
            data={"differ": {fact: n for fact, n in wrong.items() if n}, "mended": mend},
        )
    return found


def _quick(table: FactTable) -> Compared:
    with reading.open(only=[table.name]) as lake:
        own, imported = _rows(lake.duck, table)
    return Compared(table.name, table.count(), own, imported, whole=False)


def _rows(duck: duckdb.DuckDBPyConnection, table: FactTable) -> tuple[int, int]:
    sql = f"SELECT count(*) FILTER (WHERE source = '{OWN}'), count(*) FILTER (WHERE source <> '{OWN}') FROM {quoted(table.name)}"
    own, imported = duck.execute(sql).fetchone() or (0, 0)
    return int(own), int(imported)


def _whole(table: FactTable, mend: bool, at: datetime, progress: Progress) -> Compared:
    state = current(table)
    duck = reading.connect()
    try:
        reading.lay_view(duck, table, state)
        own, imported = _rows(duck, table)
        found = Compared(table.name, 0, own, imported)
        sums = _Sums(table)
        newest = ""
        duck.execute("CREATE TEMP TABLE _keys (k VARCHAR)")
        for rows in _chunks(table):
            found.source_rows += rows.num_rows
            duck.register("_source", rows)
            duck.execute(f"INSERT INTO _keys SELECT {quoted(table.key)} FROM _source")
            _differing(duck, table, found)
            sums.add(duck)
            newest = max(newest, _newest(duck, table, "_source"))
            progress(table.name, found.source_rows)
        key = quoted(table.key)
        gone = f"SELECT {key} FROM {quoted(table.name)} WHERE source = '{OWN}' AND {key} NOT IN (SELECT k FROM _keys)"
        found.left_over = [k for (k,) in duck.execute(gone).fetchall()]
        found.sums = sums.against(duck)
        found.newest = (newest, _newest(duck, table, quoted(table.name), own=True))
    finally:
        duck.close()
    _leave_moving(table, state, found)
    if mend:
        _mend(table, found, at)
    return found


def _chunks(table: FactTable) -> Iterator[pa.Table]:
    after: str | None = None
    held: list[pa.Table] = []
    while keys := list(table.walk(after, BATCH)):
        held.append(batch_of(table, list(table.read(keys))))
        after = keys[-1]
        if sum(one.num_rows for one in held) >= CHUNK:
            yield pa.concat_tables(held)
            held = []
    if held:
        yield pa.concat_tables(held)


def _compared(table: FactTable) -> list[str]:
    return [column.name for column in table.columns if column.name not in FILLED and column.name != table.key]


def _differing(duck: duckdb.DuckDBPyConnection, table: FactTable, found: Compared) -> None:
    key = quoted(table.key)
    same = " AND ".join(
        f"s.{quoted(name)} IS NOT DISTINCT FROM l.{quoted(name)}" for name in _compared(table)
    )
    rows = duck.execute(
        f"SELECT s.{key}, l.{key} IS NULL FROM _source AS s LEFT JOIN {quoted(table.name)} AS l ON l.{key} = s.{key} "
        f"WHERE l.{key} IS NULL OR NOT ({same or 'true'})"
    ).fetchall()
    for found_key, missing in rows:
        (found.missing if missing else found.different).append(found_key)


def _newest(duck: duckdb.DuckDBPyConnection, table: FactTable, of: str, *, own: bool = False) -> str:
    if not table.day:
        return ""
    where = f" WHERE source = '{OWN}'" if own else ""
    (day,) = duck.execute(f"SELECT max({quoted(table.day)}::DATE) FROM {of}{where}").fetchone() or (None,)
    return day.isoformat() if day else ""


class _Sums:
    """Columns added up, in the source chunk by chunk and in the lake at once."""

    def __init__(self, table: FactTable) -> None:
        self.table = table
        kinds = {c.name: c.kind for c in table.columns}
        self.names = [n for n in _compared(table) if kinds[n] in ("whole", "number", "yes")]
        self.source = [0.0] * len(self.names)
        self._sql = ", ".join(f"coalesce(sum({quoted(name)}::DOUBLE), 0)" for name in self.names)

    def add(self, duck: duckdb.DuckDBPyConnection) -> None:
        if self.names:
            more: tuple[Any, ...] = duck.execute(f"SELECT {self._sql} FROM _source").fetchone() or ()
            self.source = [a + b for a, b in zip(self.source, more, strict=True)]

    def against(self, duck: duckdb.DuckDBPyConnection) -> list[Sum]:
        if not self.names:
            return []
        sql = f"SELECT {self._sql} FROM {quoted(self.table.name)} WHERE source = '{OWN}'"
        lake: tuple[Any, ...] = duck.execute(sql).fetchone() or ()
        return [Sum(*three) for three in zip(self.names, self.source, lake, strict=True)]


def _leave_moving(table: FactTable, state: State, found: Compared) -> None:
    """Take out what somebody changed since the lake was drawn: it is no fault."""
    moving = touched_since(table, state.mark, ground_queries.ledger_end()[0])
    for name in ("missing", "different", "left_over"):
        kept = [key for key in getattr(found, name) if key not in moving]
        found.moving += len(getattr(found, name)) - len(kept)
        setattr(found, name, kept)


def _mend(table: FactTable, found: Compared, at: datetime) -> None:
    keys = [*found.missing, *found.different, *found.left_over]
    if not keys:
        return
    with disk.one_writer(table.name):
        state = ready(table)
        batches = (
            batch_of(table, list(table.read(keys[start : start + BATCH])))
            for start in range(0, len(keys), BATCH)
        )
        written = write(table, state, batches, lambda before: before, at=at, asked=keys)
        tell(written, since=state.seq, at=at)
    found.mended = len(keys)
    after = written.state
    drawn = Drawn(
        table.name, len(keys), written.added, written.changed, written.gone, after.rows, after.mark, state.seq, after.seq
    )  # fmt: skip
    for ask in after_drawing:
        ask(drawn, at=at)


__all__ = ["SHOWN", "Compared", "Sum", "check"]
