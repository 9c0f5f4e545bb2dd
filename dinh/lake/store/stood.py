"""How changed rows stood, kept beside the lake for a while: whoever writes a change has looked it up already, and whoever follows the
change a minute later need not look through tens of millions of rows again.

A file for each commit, on this machine only. A reader who misses one looks in the lake itself; nothing is lost with these files."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from . import disk
from .columns import listed

KEPT_SECONDS = 2 * 3600
SINCE = "_since"
TILL = "_till"
"""The rows stood before the change that is numbered above `since` and at most `till`."""


def keep(
    duck: duckdb.DuckDBPyConnection,
    rows: str,
    names: Sequence[str],
    *,
    fact: str,
    commit: str,
    since: int,
    till: int,
) -> None:
    """Keep the rows of a table or view for the commit that changed them. `commit` names it: see `delta.commit_name`."""
    path = _place(fact) / f"{commit}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    said = str(half).replace("'", "''")
    duck.execute(
        f"COPY (SELECT {listed(names)}, {int(since)}::BIGINT AS {SINCE}, {int(till)}::BIGINT AS {TILL} FROM {rows}) "
        f"TO '{said}' (FORMAT parquet)"
    )
    half.replace(path)


def kept(fact: str, commits: Sequence[str]) -> list[str] | None:
    """The files of these commits; None when one of them is not there."""
    paths = [_place(fact) / f"{commit}.parquet" for commit in commits]
    return [str(path) for path in paths] if all(path.exists() for path in paths) else None


def let_go(fact: str, older_than: float = KEPT_SECONDS) -> int:
    """Delete what is older than so many seconds, rows that were erased since among it; gives how many files went."""
    count = 0
    if (folder := _place(fact)).is_dir():
        for path in folder.iterdir():
            if time.time() - path.stat().st_mtime > older_than:
                path.unlink(missing_ok=True)
                count += 1
    return count


def _place(fact: str) -> Path:
    return disk.work() / "stood" / fact
