"""Folding changes into the months they belong to, and sweeping away files that nothing points at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

from dinh.ground import facts
from dinh.ground import services as ground
from dinh.ground.facts import FactTable
from dinh.ground.shapes import Ref
from dinh.town.shapes import Actor

from .. import reading
from ..models import KeptState
from ..queries import of_form
from ..shapes import ABSENT, State
from ..store import base, delta, disk, stood
from ..store.columns import MONTH, columns_of, listed, month_sql, quoted, schema_of
from .rights import require

GRACE_HOURS = 2
"""A reader that opened the lake may still read files that were replaced since; after so many hours they go."""
FOLD_AT = 200_000
"""So many rows of changes are folded by the next drawing; fewer wait for the night."""


@dataclass(frozen=True, slots=True)
class Folded:
    """What one folding did."""

    fact: str
    months: int
    rows: int
    """Rows that now stand in the folded table."""
    swept: int
    """Files that went."""


def fold(
    names: list[str] | None = None, *, at: datetime, by: Actor | None = None, at_least: int = 1
) -> list[Folded]:
    """Fold the changes of the facts named, or of all, where there are so many; sweep what is not kept."""
    require(by, "lake.fold", at)
    found = []
    for table in facts.declared():
        if names is not None and table.name not in names:
            continue
        with disk.one_writer(table.name):
            state = of_form(table, table.version)
            if state.changes == ABSENT:
                continue
            months = fold_changes(table, state) if state.seq - state.folded >= at_least else 0
            swept = sweep(table, at)
            found.append(Folded(table.name, months, of_form(table, table.version).rows, swept))
    if by is not None:
        data = {"months": {one.fact: one.months for one in found if one.months}}
        ground.write(deed="lake.folded", about=Ref("lake", "facts"), by=by.ref, at=at, data=data)
    return found


def fold_changes(table: FactTable, state: State) -> int:
    """Fold all changes of one fact; the caller holds its lock. Gives the number of months written anew. Cut off before its
    commit it leaves files that no table knows; cut off after it, changes that readers pass over."""
    if state.seq <= state.folded:
        return _empty_out(table, state)
    address = disk.place(table.name, state.form, "base")
    seen = delta.at_version(address, state.base)
    duck = reading.connect()
    try:
        held = _held(duck, state, seen)
        _last_changes(duck, table, state)
        months = _months(duck, table, held)
        laid = []
        for month in months:
            one = base.lay_month(duck, table, address, month, _of_month(table, month, held.get(month)))
            laid += [one] if one else []
    finally:
        duck.close()
    base.commit(table, address, seen, laid, months, state.seq)
    _empty_out(table, of_form(table, state.form))
    return len(months)


def _held(duck: duckdb.DuckDBPyConnection, state: State, seen: delta.Snapshot) -> dict[str, str]:
    """What stands after FROM for each month of the folded table."""
    months = base.by_month(seen.files)
    if disk.is_local():
        return {month: reading.parquet_list(files) for month, files in months.items()}
    whole = reading.parquet(duck, seen, state, "base", "_fold")
    return {month: f"(SELECT * FROM {whole} WHERE {MONTH} = '{month}')" for month in months}


def _last_changes(duck: duckdb.DuckDBPyConnection, table: FactTable, state: State) -> None:
    """The last change of each key as the table `_last`, with its month."""
    found = delta.at_version(disk.place(table.name, state.form, "changes"), state.changes)
    source = reading.parquet(duck, found, state, "changes", "_fold")
    key = quoted(table.key)
    duck.execute(
        f"CREATE TEMP TABLE _last AS SELECT *, {month_sql(table)} AS _month FROM {source} WHERE _seq > {state.folded} "
        f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY _seq DESC) = 1"
    )


def _months(duck: duckdb.DuckDBPyConnection, table: FactTable, held: dict[str, str]) -> list[str]:
    """The months that change: where a changed row now belongs, and where it stood."""
    key = quoted(table.key)
    months = {
        month for (month,) in duck.execute("SELECT DISTINCT _month FROM _last WHERE NOT _gone").fetchall()
    }
    for month, laid in held.items():
        if month in months:
            continue
        found = duck.execute(
            f"SELECT 1 FROM {laid} AS b SEMI JOIN _last AS n ON b.{key} = n.{key} LIMIT 1"
        ).fetchone()
        if found:
            months.add(month)
    return sorted(months)


def _of_month(table: FactTable, month: str, stood: str | None) -> str:
    key = quoted(table.key)
    names = listed([column.name for column in columns_of(table)])
    new = f"SELECT {names} FROM _last WHERE NOT _gone AND _month = '{month}'"
    if not stood:
        return new
    return f"SELECT {names} FROM {stood} AS b ANTI JOIN _last AS n ON b.{key} = n.{key} UNION ALL {new}"


def _empty_out(table: FactTable, state: State) -> int:
    """Take the folded rows out of the changes, when there are any."""
    address = disk.place(table.name, state.form, "changes")
    found = delta.at_version(address, state.changes)
    if found.files:
        delta.empty_out(address, state.changes, schema_of(table, changes=True), delta.position_of(found))
    return 0


# ---------------------------------------------------------------- sweeping


def sweep(table: FactTable, at: datetime) -> int:
    """Delete files that neither today's version nor a kept one reads. Gives their number."""
    count = 0
    KeptState.objects.filter(fact=table.name, until__lt=at).delete()
    stood.let_go(table.name)
    for form in range(1, table.version + 1):
        kept = KeptState.objects.filter(fact=table.name, form=form)
        for part, column in (("base", "base"), ("changes", "changes")):
            versions = sorted({v for v in kept.values_list(column, flat=True) if v != ABSENT})
            count += delta.sweep(disk.place(table.name, form, part), versions, GRACE_HOURS)  # type: ignore[arg-type]
    return count
