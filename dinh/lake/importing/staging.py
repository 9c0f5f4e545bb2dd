"""A file becomes rows of a fact, laid aside on this machine: nothing stands in the lake before all of it was read.

Which of two rows with one code stands: rows that say the same are one dossier, counted once (the others are *duplicates*). Where
they say different things, the one that tells of the latest moment (receipt, end, handing over) knows more and stands; of equals the
one further down. The other is refused, and its reason names the row that stands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from dinh.dossiers.models import Dossier
from dinh.ground import facts
from dinh.ground.facts import FactTable
from dinh.ground.periods import Period
from dinh.town.models import Unit

from ..store.columns import ARROW
from . import deciding, mapping
from .files import open_tables
from .knowing import Catalogue, Place, Terms, Units, minutes_of
from .shapes import Map, Moment, Progress, Refusal, Unread
from .values import local_day

ROW, KEY, TOLD, SAME = "_row", "_key", "_told", "_same"
_MEMORY = "256MB"
_OWN_CHUNK = 20_000


@dataclass(slots=True)
class Staged:
    """What a file gave."""

    rows: int = 0
    """Rows of data in the file."""
    stored: int = 0
    doubles: int = 0
    """Rows said twice alike in the file."""
    own: int = 0
    """Rows whose dossier is one of our own, which stands."""
    refused: int = 0
    letters: str = ""
    sheet: str = ""
    places: dict[str, str] = field(default_factory=dict)
    """By column of the mapping, what the file calls it."""


class House:
    """What the house knows, as `deciding` asks for it."""

    def __init__(self, top: Unit, fact: str) -> None:
        self.units = Units(top)
        self._catalogue = Catalogue() if fact == "dossiers" else None
        self._terms = Terms()
        self.top_code, self.top_path = top.code, top.path
        self.minutes_of = minutes_of
        self.due = self._terms.due

    def unit_of(self, said: str, day: Any) -> Place:
        return self.units.on(said, day)

    def procedure_on(self, code: str, day: Any) -> Any:
        return self._catalogue.on(code, day) if self._catalogue else None


def stage(
    path: Path,
    *,
    name: str,
    saved: Map,
    top: Unit,
    folder: Path,
    progress: Callable[[Progress], None] | None = None,
) -> Staged:
    """Read a file into `folder`: `rows.parquet` (what will stand), `beside.parquet` (what is said twice, or is our own) and
    `refused.jsonl`. Raises FileUnreadable when it is no table of this mapping."""
    say = progress or (lambda _progress: None)
    folder.mkdir(parents=True, exist_ok=True)
    opened = mapping.open_best(open_tables(path, name), saved)
    table = facts.table(saved.fact)
    staged = Staged(letters=opened.table.letters, sheet=opened.table.name)
    staged.places = {column: opened.head.names[place] for column, place in opened.places.items()}
    house = House(top, saved.fact)
    fact_of = _facts_of(saved, table)
    writer = pq.ParquetWriter(folder / "read.parquet", _schema(table), compression="snappy")
    try:
        with writer, (folder / "refused.jsonl").open("w", encoding="utf-8") as refused:
            for taken in mapping.take(opened):
                good, bad = fact_of(taken, opened, house)
                staged.rows += taken.read
                staged.refused += _write_refused(refused, [*taken.refused, *bad])
                if good[ROW]:
                    writer.write_batch(_batch(table, good))
                say(Progress(staged.rows, _share(opened, staged.rows) * 0.8, "read"))
            say(Progress(staged.rows, 0.8, "compare"))
        _settle(folder, table, opened, staged)
    finally:
        (folder / "read.parquet").unlink(missing_ok=True)
    return staged


def _share(opened: mapping.Opened, rows: int) -> float:
    table = opened.table
    if table.total:
        return min(1.0, rows / table.total)
    return min(1.0, table.where() / table.size) if table.where and table.size else 0.0


def _schema(table: FactTable) -> pa.Schema:
    own = [pa.field(c.name, ARROW[c.kind]) for c in table.columns if c.name not in _FILLED]
    return pa.schema(
        [
            *own,
            pa.field(ROW, pa.int64()),
            pa.field(KEY, pa.string()),
            pa.field(TOLD, pa.int64()),
            pa.field(SAME, pa.int64()),
        ]
    )


_FILLED = frozenset({"source", "import_id", "unit_now"})
"""The lake's own columns."""


def _batch(table: FactTable, rows: dict[str, list[Any]]) -> pa.RecordBatch:
    arrays = []
    schema = _schema(table)
    for each in schema:
        values = rows.get(each.name)
        if values is None:
            arrays.append(pa.nulls(len(rows[ROW]), each.type))
        elif pa.types.is_timestamp(each.type):
            arrays.append(pa.array(values, pa.int64()).cast(each.type))
        else:
            arrays.append(pa.array(values, each.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


# ---------------------------------------------------------------- rows into facts

FactOf = Callable[[mapping.Taken, mapping.Opened, House], tuple[dict[str, list[Any]], list[Refusal]]]


def _facts_of(saved: Map, table: FactTable) -> FactOf:
    if saved.fact == "dossiers":
        return lambda taken, opened, house: _dossiers(taken, opened, house, saved)
    return lambda taken, opened, house: _plain(taken, opened, house, saved, table)


def _dossiers(
    taken: mapping.Taken, opened: mapping.Opened, house: House, saved: Map
) -> tuple[dict[str, list[Any]], list[Refusal]]:
    found: list[dict[str, Any]] = []
    refused: list[Refusal] = []
    given = opened.given
    for number, cells in zip(taken.rows, mapping.records(taken), strict=True):
        fact = deciding.dossier_of(cells, given, house)
        if isinstance(fact, deciding.Wrong):
            refused.append(mapping.refuse(opened, number, fact))
            continue
        # The code itself left out: its two forms are one.
        same = hash(tuple(fact.values())[1:])
        key = deciding.code_key(fact["code"])
        fact["id"] = f"{saved.source}:{key}"
        fact[ROW], fact[KEY], fact[TOLD], fact[SAME] = number, key, deciding.last_told(fact), same
        found.append(fact)
    if not found:
        return {ROW: []}, refused
    return mapping.columns(found, list(found[0])), refused


def _plain(
    taken: mapping.Taken, opened: mapping.Opened, house: House, saved: Map, table: FactTable
) -> tuple[dict[str, list[Any]], list[Refusal]]:
    """A fact whose columns are those of the mapping; with indicators in columns of their own, one row each."""
    found: list[dict[str, Any]] = []
    refused: list[Refusal] = []
    for number, cells in zip(taken.rows, mapping.records(taken), strict=True):
        try:
            base = _plain_row(cells, house, saved, table)
        except Unread as wrong:
            refused.append(
                mapping.refuse(opened, number, deciding.Wrong("unit", cells.get("unit"), str(wrong)))
            )
            continue
        for row in _melt(cells, base, saved):
            key = "|".join(str(row.get(name) if row.get(name) is not None else "") for name in saved.key)
            same = hash(tuple(sorted((name, str(value)) for name, value in row.items())))
            told = max(
                (v for name, v in row.items() if isinstance(v, int) and name.endswith("_at")), default=0
            )
            found.append(
                {**row, table.key: f"{saved.source}:{key}", ROW: number, KEY: key, TOLD: told, SAME: same}
            )
    if not found:
        return {ROW: []}, refused
    names = list(dict.fromkeys(name for row in found for name in row))
    return {name: [row.get(name) for row in found] for name in names}, refused


def _plain_row(cells: dict[str, Any], house: House, saved: Map, table: FactTable) -> dict[str, Any]:
    row: dict[str, Any] = {}
    kinds = {column.name: column.kind for column in table.columns}
    day = _day_of(cells, saved, table)
    for column in saved.columns:
        if column.name not in kinds:
            continue
        value = cells.get(column.name, column.default)
        if isinstance(value, Moment):
            value = local_day(value.us) if kinds[column.name] == "day" else value.us
        if column.kind == "unit":
            value = house.unit_of(value, day).code if value else None
        elif kinds[column.name] == "whole" and isinstance(value, str | float):
            value = int(value)
        elif kinds[column.name] == "yes" and isinstance(value, str):
            value = value == "1"
        row[column.name] = value
    if "unit" in kinds and not row.get("unit"):
        row["unit"] = house.top_code
    moment = cells.get("received_at")
    if "received_on" in kinds and isinstance(moment, Moment):
        row["received_on"] = local_day(moment.us)
    if "period_last" in kinds and row.get("period"):
        period = Period.parse(row["period"])
        row["period_first"], row["period_last"] = period.first, period.last
    return row


def _day_of(cells: dict[str, Any], saved: Map, table: FactTable) -> Any:
    """The day by which a unit is looked for: the fact's own, the end of its period, else today."""
    value = cells.get(table.day or "")
    if isinstance(value, Moment):
        return local_day(value.us)
    if value is not None and not isinstance(value, str):
        return value
    period = cells.get("period")
    if period:
        return Period.parse(period).last
    return datetime.now().astimezone().date()


def _melt(cells: dict[str, Any], base: dict[str, Any], saved: Map) -> Iterator[dict[str, Any]]:
    if not saved.melt:
        yield base
        return
    indicator, value, unit = saved.labels
    for code, _names, measured in saved.melt:
        if cells.get(code) is not None:
            yield {**base, indicator: code, value: cells[code], unit: measured}


def _write_refused(stream: Any, refused: Iterable[Refusal]) -> int:
    lines = [json.dumps(each._asdict(), ensure_ascii=False) + "\n" for each in refused]
    stream.writelines(lines)
    return len(lines)


# ---------------------------------------------------------------- rows against one another


def _settle(folder: Path, table: FactTable, opened: mapping.Opened, staged: Staged) -> None:
    """Of rows with one code the one that stands; ours before theirs. What stands goes to rows.parquet, the rest beside it."""
    duck = duckdb.connect(
        config={"memory_limit": _MEMORY, "threads": 2, "temp_directory": str(folder / "spill")}
    )
    try:
        read = str(folder / "read.parquet")
        duck.execute(
            f"CREATE VIEW read AS SELECT * FROM read_parquet('{read.replace(chr(39), chr(39) * 2)}')"
        )
        _rank(duck)
        _own_keys(duck, table)
        _giving(duck, table)
        duck.execute(
            "CREATE TEMP TABLE standing AS SELECT t._row, t._key, o.k IS NOT NULL AS ours FROM read t "
            "LEFT JOIN ranked r ON r._row = t._row AND r._key = t._key LEFT JOIN own o ON o.k = t._key WHERE r.nth IS NULL OR r.nth = 1"
        )
        double, other = duck.execute(
            "SELECT count(*) FILTER (alike), count(*) FILTER (NOT alike) FROM ranked WHERE nth > 1"
        ).fetchone() or (0, 0)
        stored, own = duck.execute(
            "SELECT count(*) FILTER (NOT ours), count(*) FILTER (ours) FROM standing"
        ).fetchone() or (0, 0)
        staged.doubles, staged.own, staged.stored = double, own, stored
        staged.refused += other
        _refuse_others(duck, folder, opened)
        _copy(duck, folder / "rows.parquet", table, "NOT s.ours", beside=False)
        _copy(duck, folder / "beside.parquet", table, "s.ours", beside=True)
    finally:
        duck.close()


def _rank(duck: duckdb.DuckDBPyConnection) -> None:
    duck.execute(
        "CREATE TEMP TABLE ranked AS WITH twice AS (SELECT _key FROM read GROUP BY _key HAVING count(*) > 1), "
        "placed AS (SELECT _row, _key, _same, row_number() OVER (PARTITION BY _key ORDER BY _told DESC, _row DESC) AS nth "
        "FROM read SEMI JOIN twice USING (_key)) "
        "SELECT p._row, p._key, p.nth, f._row AS first, p._same = f._same AS alike "
        "FROM placed p JOIN placed f ON f._key = p._key AND f.nth = 1"
    )


def _own_keys(duck: duckdb.DuckDBPyConnection, table: FactTable) -> None:
    """Codes of our own dossiers among the days that the file speaks of. 1 query."""
    duck.execute("CREATE TEMP TABLE own (k VARCHAR)")
    if table.name != "dossiers":
        return
    first, last = duck.execute("SELECT min(received_on), max(received_on) FROM read").fetchone() or (
        None,
        None,
    )
    if first is None:
        return
    slack = timedelta(days=31)
    ours = Dossier.objects.filter(received_day__gte=first - slack, received_day__lte=last + slack)
    keys: list[str] = []
    for key in ours.order_by().values_list("code_key", flat=True).iterator(chunk_size=_OWN_CHUNK):
        keys.append(key)
        if len(keys) >= _OWN_CHUNK:
            _add_keys(duck, keys)
            keys = []
    _add_keys(duck, keys)


def _add_keys(duck: duckdb.DuckDBPyConnection, keys: list[str]) -> None:
    if keys:
        duck.register("some_keys", pa.table({"k": pa.array(keys, pa.string())}))
        duck.execute(
            "INSERT INTO own SELECT k FROM some_keys SEMI JOIN (SELECT DISTINCT _key FROM read) r ON r._key = k"
        )
        duck.unregister("some_keys")


def _giving(duck: duckdb.DuckDBPyConnection, table: FactTable) -> None:
    """Procedures of which nobody says whether they give a paper, and the file shows that they do: a row of theirs has a result."""
    if table.name == "dossiers":
        duck.execute(
            "CREATE TEMP TABLE giving AS SELECT DISTINCT procedure FROM read WHERE gives_paper IS NULL AND procedure <> '' "
            "AND (coalesce(result_code, '') <> '' OR coalesce(result_link, '') <> '')"
        )


_FROM_FILE = {
    "gives_paper": "CASE WHEN g.procedure IS NULL THEN t.gives_paper ELSE true END AS gives_paper",
    "flags": "CASE WHEN g.procedure IS NULL THEN t.flags ELSE concat_ws(',', nullif(t.flags, ''), "
    f"'{deciding.FROM_FILE}') END AS flags",
}


def _refuse_others(duck: duckdb.DuckDBPyConnection, folder: Path, opened: mapping.Opened) -> None:
    rows = duck.execute(
        "SELECT _row, first, _key FROM ranked WHERE nth > 1 AND NOT alike ORDER BY _row"
    ).fetchall()
    head = opened.head_of(opened.saved.key[0])
    with (folder / "refused.jsonl").open("a", encoding="utf-8") as stream:
        _write_refused(
            stream,
            (
                Refusal(
                    row,
                    head,
                    key,
                    f"Trùng mã với dòng {first} nhưng nội dung khác; dòng {first} được giữ vì cho biết thời điểm muộn hơn hoặc đứng sau.",
                )
                for row, first, key in rows
            ),
        )


def _copy(duck: duckdb.DuckDBPyConnection, path: Path, table: FactTable, which: str, *, beside: bool) -> None:
    more = f", t.{ROW}" if beside else ""
    shown = _FROM_FILE if table.name == "dossiers" else {}
    names = ", ".join(shown.get(c.name, f't."{c.name}"') for c in table.columns if c.name not in _FILLED)
    given = "LEFT JOIN giving g ON t.gives_paper IS NULL AND g.procedure = t.procedure" if shown else ""
    duck.execute(
        f"COPY (SELECT {names}{more} FROM read t JOIN standing s ON s._row = t._row AND s._key = t._key {given} WHERE {which}) "
        f"TO '{str(path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)"
    )


def refusals(path: Path) -> list[Refusal]:
    """The refused rows of an import, by row."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as stream:
        found = [Refusal(**json.loads(line)) for line in stream]
    return sorted(found, key=lambda each: each.row)


def work_folder(import_id: int) -> Path:
    """Where an import lies while it is read."""
    return Path(settings.DINH_HOME) / "lake-work" / f"import-{import_id}"
