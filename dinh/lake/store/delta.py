"""Delta tables: what they hold at a version, and commits that carry rows and marks in one act."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, TableNotFoundError

from dinh.ground.facts import FactTable

from ..shapes import ABSENT
from . import disk
from .columns import MONTH, schema_of

NOTE = "dinh"
"""Under this name a commit carries its position."""
ROW_GROUP = 131_072
"""Rows that a writer holds before they go to the file."""
SEQ_OF = "dinh.seq"
FOLDED_OF = "dinh.folded"
CONFIGURATION = {
    # Versions are kept while a published number points at them; what may go is decided by `services.folding`, not by age.
    "delta.enableExpiredLogCleanup": "false",
    "delta.deletedFileRetentionDuration": "interval 0 hours",
    "delta.checkpointInterval": "20",
}


class SomebodyElseWrote(Exception):
    """Another machine wrote to the table in the same moment: read where it stands and do it again."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where the reader of a source is, written in the same commit as the rows that it covers."""

    seq: int = 0
    mark: int = 0
    walked: bool = False
    walk_after: str = ""
    walk_mark: int = 0
    rows: int = 0
    at: str = ""
    units: str = ""
    """Fingerprint of which unit is which today, as the rows say it."""

    def text(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @property
    def drawn_at(self) -> datetime | None:
        return datetime.fromisoformat(self.at) if self.at else None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A table at one version."""

    version: int
    files: tuple[str, ...]
    note: Mapping[str, Any]


EMPTY = Snapshot(ABSENT, (), {})
_seen: dict[str, Snapshot] = {}
_lock = threading.Lock()


def newest(path: str) -> Snapshot:
    """The table as it stands. A folder of this machine is asked for its newest version only; nothing is read twice."""
    with _lock:
        known = _seen.get(path)
    if known and disk.is_local():
        version = _newest_on_disk(path)
        if version == known.version:
            return known
    try:
        found = _snapshot(table(path))
    except TableNotFoundError:
        return EMPTY
    with _lock:
        _seen[path] = found
    return found


def at_version(path: str, version: int) -> Snapshot:
    """The table as it was."""
    if version == ABSENT:
        return EMPTY
    with _lock:
        known = _seen.get(path)
    if known and known.version == version:
        return known
    return _snapshot(table(path, version))


def dataset(path: str, version: int) -> Any:
    """The table as an Arrow dataset, for stores that DuckDB cannot read by itself."""
    return table(path, version).to_pyarrow_dataset()


def _newest_on_disk(path: str) -> int:
    log = Path(path) / "_delta_log"
    try:
        return max(int(f.name[:20]) for f in log.iterdir() if f.suffix == ".json" and f.name[:20].isdigit())
    except (FileNotFoundError, ValueError):
        return ABSENT


def table(path: str, version: int | None = None) -> DeltaTable:
    """The Delta table itself, as it stands or at a version."""
    return DeltaTable(path, version=version, storage_options=disk.options())


def _snapshot(held: DeltaTable) -> Snapshot:
    files = tuple(uri.removeprefix("file://") for uri in held.file_uris())
    return Snapshot(held.version(), files, _note(held))


def _note(held: DeltaTable) -> dict[str, Any]:
    """What the last commit that carries a note says."""
    for most in (1, 8, 64, None):
        for commit in held.history(most):
            if NOTE in commit:
                found: dict[str, Any] = json.loads(commit[NOTE])
                return found
    return {}


def position_of(snapshot: Snapshot) -> Position:
    """Where the reader was when this version was written."""
    known = Position.__dataclass_fields__
    return replace(Position(), **{name: value for name, value in snapshot.note.items() if name in known})


def lay(fact: FactTable, path: str, *, changes: bool) -> None:
    """Make an empty table where there is none."""
    note = Position().text() if changes else json.dumps({"folded": 0})
    DeltaTable.create(
        path,
        schema_of(fact, changes=changes),
        mode="ignore",
        partition_by=None if changes else [MONTH],
        name=f"{fact.name} {'changes' if changes else 'base'}",
        configuration=CONFIGURATION,
        storage_options=disk.options(),
        commit_properties=CommitProperties(custom_metadata={NOTE: note}),
    )


def append(path: str, seen: int, rows: pa.Table | pa.RecordBatchReader, position: Position) -> int:
    """Add rows of changes to the version that was seen and say up to where they reach, in one commit; gives the new version.
    Raises SomebodyElseWrote."""
    return _write(path, seen, rows, "append", None, position.text(), Transaction(SEQ_OF, position.seq))


def empty_out(path: str, seen: int, schema: pa.Schema, position: Position) -> int:
    """Take all rows of changes away; the position stays."""
    fence = Transaction(SEQ_OF, position.seq)
    return _write(path, seen, schema.empty_table(), "overwrite", None, position.text(), fence)


def commit_names(path: str, after: int, until: int) -> list[str]:
    """A name for each commit of a table after one version up to another, that no commit of another table has, nor of one that was
    laid anew in its place."""
    if until <= after:
        return []
    own = table(path, until).metadata().id
    return [f"{own}-{version}" for version in range(after + 1, until + 1)]


def _write(
    path: str, seen: int, rows: Any, mode: Any, predicate: str | None, note: str, fence: Transaction
) -> int:
    # Written upon the version that was read: a commit of somebody else since then meets this one's fence.
    held = table(path, seen)
    try:
        write_deltalake(
            held,
            rows,
            mode=mode,
            predicate=predicate,
            target_file_size=512 * 1024 * 1024,
            writer_properties=WriterProperties(max_row_group_size=ROW_GROUP, compression="SNAPPY"),
            commit_properties=CommitProperties(custom_metadata={NOTE: note}, app_transactions=[fence]),
        )
    except CommitFailedError as refused:
        raise SomebodyElseWrote(path) from refused
    return int(held.version())


def columns_at(path: str, version: int) -> list[str]:
    """The names of the columns that a table had at a version."""
    return [each.name for each in table(path, version).schema().fields]


def sweep(path: str, keep: list[int], hours: int) -> int:
    """Delete files that neither the newest version nor the kept ones read, once they were replaced so many hours ago."""
    found = newest(path)
    if found.version == ABSENT:
        return 0
    held = table(path)
    how: dict[str, Any] = {
        "retention_hours": hours,
        "enforce_retention_duration": False,
        "keep_versions": keep or None,
        # Also what a folding that was cut off left behind.
        "full": True,
    }
    if not held.vacuum(dry_run=True, **how):
        return 0
    note = CommitProperties(custom_metadata={NOTE: json.dumps(dict(found.note))})
    return len(held.vacuum(dry_run=False, commit_properties=note, **how))
