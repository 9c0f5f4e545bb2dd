"""Of each code of a unit, on each day, the unit that it is today.

The whole of a unit goes to its successor. Of one that was divided the part under the same code counts as its successor, else the
one with the lowest code: a record of before the division names no part. What a district did is its province's."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from hashlib import sha256

import duckdb
import pyarrow as pa

from dinh.ground.facts import FactTable
from dinh.town.models import Unit, UnitSuccession
from dinh.town.shapes import Level, Share

from .store.columns import quoted

MOST_STEPS = 20
LAST = date(9999, 12, 30)


class UnitsNow:
    """The units of today by code and day. 2 queries, when first asked."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, date, date, str]] | None = None

    @property
    def rows(self) -> list[tuple[str, date, date, str]]:
        """(code, from this day, until before that day, code today): for each code all days without a gap."""
        if self._rows is None:
            self._rows = _read()
        return self._rows

    @property
    def fingerprint(self) -> str:
        """The same as long as every unit has the successor that it had."""
        return sha256(repr(self.rows).encode()).hexdigest()[:16]

    def of(self, code: str, day: date | None) -> str | None:
        """The unit of today; None for a code that the town does not know."""
        day = day or LAST
        return next(
            (now for known, since, until, now in self.rows if known == code and since <= day < until), None
        )

    def lay(self, duck: duckdb.DuckDBPyConnection) -> None:
        """The same as the table `_units_now` of a DuckDB."""
        columns = list(zip(*self.rows, strict=True)) or [(), (), (), ()]
        kinds = (pa.string(), pa.date32(), pa.date32(), pa.string())
        arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
        duck.register(
            "_units_now_rows", pa.Table.from_arrays(arrays, names=["code", "since", "until", "now"])
        )
        duck.execute("CREATE OR REPLACE TEMP TABLE _units_now AS SELECT * FROM _units_now_rows")
        duck.unregister("_units_now_rows")

    @staticmethod
    def join_sql(table: FactTable) -> str:
        """What joins the table to the rows `r` of a fact, as `u.now`. A room that knows which part of a divided unit went on says
        so in `unit_now`; for all others the day decides."""
        day = f"r.{quoted(table.day)}::DATE" if table.day else "NULL::DATE"
        when = f"coalesce(CASE WHEN r.\"unit_now\" IS NULL THEN {day} END, DATE '9999-12-30')"
        return (
            'LEFT JOIN _units_now AS u ON u.code = coalesce(r."unit_now", r."unit") '
            f"AND u.since <= {when} AND {when} < u.until"
        )


def _read() -> list[tuple[str, date, date, str]]:
    units = {
        pk: (code, level, since, until, parent)
        for pk, code, level, since, until, parent in Unit.objects.order_by().values_list(
            "pk", "code", "level", "since", "until", "parent_id"
        )
    }
    went: defaultdict[int, list[tuple[bool, bool, str, int]]] = defaultdict(list)
    lines = UnitSuccession.objects.filter(derived=False).order_by().values_list("old_id", "new_id", "share")
    for old, new, share in lines:
        same = units[old][0] == units[new][0]
        went[old].append((share != Share.WHOLE, not same, units[new][0], new))

    def today(pk: int) -> str:
        for _step in range(MOST_STEPS):
            _code, level, _since, until, parent = units[pk]
            if until is None:
                break
            if went[pk]:
                pk = min(went[pk])[3]
            elif level == Level.DISTRICT and parent is not None:
                pk = parent
            else:
                break
        return units[pk][0]

    by_code: defaultdict[str, list[tuple[date, int]]] = defaultdict(list)
    for pk, (code, _level, since, _until, _parent) in units.items():
        by_code[code].append((since or date.min, pk))
    rows = []
    for code, found in sorted(by_code.items()):
        found.sort()
        starts = [date.min, *(since for since, _pk in found[1:]), date.max]
        for place, (_since, pk) in enumerate(found):
            rows.append((code, starts[place], starts[place + 1], today(pk)))
    return rows
