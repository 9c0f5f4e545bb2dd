"""Deeds: a dossier that is entered here after an import brought the same code stands in its place, by the rule that holds for an
import too: our own record goes before what another system says of it. What gives way stays in the import's kept file, and comes back
from there when our own record is no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa
from django.db import transaction
from django.db.models import F

from dinh.dossiers.models import Dossier
from dinh.dossiers.rules import codes
from dinh.ground import facts
from dinh.ground import services as ground

from ... import queries, reading
from ...models import Import
from ...services import storing
from ...shapes import Drawn
from ...store import delta, disk
from ...store.columns import GONE, SEQ, columns_of, listed, quoted
from .common import file_of

FACT = "dossiers"
FILLED = ("source", "import_id", "unit_now")
"""Columns that the lake fills itself."""
_CHUNK = 10_000
_ALL_FROM = 100_000
"""So many new rows of our own, and the imported ones are looked through instead."""


def after_drawing(drawn: Drawn, *, at: datetime) -> int:
    """After a drawing: imported rows give way to the dossiers that it brought, and come back for those that it found gone. Gives how
    many."""
    if drawn.fact != FACT or not (drawn.added or drawn.gone):
        return 0
    back = come_back(at=at, keys=_gone(drawn)) if drawn.gone else 0
    return back + _own_came(drawn, at)


def _own_came(drawn: Drawn, at: datetime) -> int:
    if not drawn.added or not Import.objects.filter(fact=FACT, state="done").exists():
        return 0
    return yield_to_own(fact=FACT, at=at, own=_new(drawn))


def yield_to_own(*, fact: str, at: datetime, own: Sequence[int] | None = None) -> int:
    """Take the imported rows out of the lake whose code is one of our own dossiers (of these, by number, or of any); the import says
    so of itself, and the ledger. Gives how many. Done again it finds nothing."""
    if fact != FACT:
        return 0
    found = _standing_of(own) if own is not None else _all_standing()
    if not found:
        return 0
    storing.remove_rows(FACT, [key for key, _import in found], at=at)
    with transaction.atomic():
        for import_id, count in Counter(import_id for _key, import_id in found).items():
            Import.objects.filter(pk=import_id).update(own=F("own") + count, stored=F("stored") - count)
            row = Import.objects.select_related("unit").get(pk=import_id)
            ground.write(
                deed="lake.import_gave_way", about=row.ref, by=None, at=at, data={"rows": count}, also=[row.unit.ref]
            )  # fmt: skip
    return len(found)


def come_back(*, at: datetime, keys: Sequence[str] | None = None) -> int:
    """Put the rows back that gave way to dossiers of ours (of these codes, or of any) that are no more: of each the newest import's that
    stands. The imports say so of themselves, and the ledger. Gives how many. Done again it finds nothing."""
    total = 0
    rows = Import.objects.filter(fact=FACT, state="done", own__gt=0).select_related("unit").order_by("-pk")
    for row in rows if keys is None or keys else ():
        back = _given_way(row, keys)
        if back is None:
            continue
        storing.store_rows(FACT, [back], import_id=row.pk, source=row.source, at=at)
        count = back.num_rows
        with transaction.atomic():
            Import.objects.filter(pk=row.pk).update(own=F("own") - count, stored=F("stored") + count)
            ground.write(
                deed="lake.import_came_back", about=row.ref, by=None, at=at, data={"rows": count}, also=[row.unit.ref]
            )  # fmt: skip
        total += count
    return total


def _given_way(row: Import, keys: Sequence[str] | None) -> pa.Table | None:
    """The rows of an import that stand nowhere, though no dossier of ours has their code."""
    files = [str(path) for kind in ("rows", "beside") if (path := file_of(row, kind)) is not None]
    if not files:
        return None
    names = listed([c.name for c in columns_of(facts.table(FACT)) if c.name not in FILLED], "t.")
    code = f"substr(t.id, {len(row.source) + 2})"
    with reading.open(only=[FACT]) as lake:
        lake.duck.execute(
            f"CREATE TEMP TABLE _back AS SELECT {names}, {code} AS _code FROM read_parquet($1, union_by_name = true) AS t "
            f"ANTI JOIN dossiers AS d ON d.id = t.id WHERE $2 IS NULL OR {code} IN (SELECT unnest($2::VARCHAR[]))",
            [files, None if keys is None else list(keys)],
        )
        codes = [code for (code,) in lake.duck.execute("SELECT DISTINCT _code FROM _back").fetchall()]
        ours: set[str] = set()
        for start in range(0, len(codes), _CHUNK):
            some = Dossier.objects.filter(code_key__in=codes[start : start + _CHUNK]).order_by()
            ours |= set(some.values_list("code_key", flat=True))
        found = lake.duck.execute(
            "SELECT * EXCLUDE (_code) FROM _back WHERE NOT list_contains($1::VARCHAR[], _code)",
            [sorted(ours)],
        ).to_arrow_table()
    return found if found.num_rows else None


def _gone(drawn: Drawn) -> list[str] | None:
    """Codes of the dossiers of ours that a drawing found gone, as keys; None when they cannot be told any more."""
    found = _drawn(drawn, "code", GONE)
    return None if found is None else [codes.parse(code).key for code in found]


def _new(drawn: Drawn) -> list[int] | None:
    """Numbers of our own dossiers among the rows of a drawing; None when they are too many, or folded already."""
    if drawn.added > _ALL_FROM:
        return None
    found = _drawn(drawn, facts.table(FACT).key, f"NOT {GONE}")
    return None if found is None else [int(key[1:]) for key in found]


def _drawn(drawn: Drawn, column: str, which: str) -> list[str] | None:
    """A column of our own rows that a drawing changed; None when its changes are folded already."""
    state = queries.current(facts.table(FACT))
    if state.folded > drawn.since:
        return None
    duck = reading.connect()
    try:
        changes = delta.at_version(disk.place(state.fact, state.form, "changes"), state.changes)
        source = reading.parquet(duck, changes, state, "changes", "_drawn")
        if not source:
            return []
        rows = duck.execute(
            f"SELECT DISTINCT {quoted(column)} FROM {source} WHERE {SEQ} > $1 AND {which} AND import_id IS NULL",
            [drawn.since],
        ).fetchall()
    finally:
        duck.close()
    return [said for (said,) in rows]


def _standing_of(own: Sequence[int]) -> list[tuple[str, int]]:
    """(key, import) of the imported rows that bear the codes of these dossiers."""
    codes: list[str] = []
    for start in range(0, len(own), _CHUNK):
        some = Dossier.objects.filter(pk__in=own[start : start + _CHUNK]).order_by()
        codes += some.values_list("code_key", flat=True)
    if not codes:
        return []
    with reading.open(only=[FACT]) as lake:
        return lake.duck.execute(
            "SELECT id, import_id FROM dossiers WHERE import_id IS NOT NULL AND substr(id, length(source) + 2) IN "
            "(SELECT unnest($1::VARCHAR[]))",
            [codes],
        ).fetchall()


def _all_standing() -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    with reading.open(only=[FACT]) as lake:
        rows = lake.duck.execute(
            "SELECT substr(id, length(source) + 2), id, import_id FROM dossiers WHERE import_id IS NOT NULL"
        )
        while some := rows.fetchmany(_CHUNK):
            mine = set(
                Dossier.objects.filter(code_key__in=[code for code, _id, _import in some])
                .order_by()
                .values_list("code_key", flat=True)
            )
            found += [(key, import_id) for code, key, import_id in some if code in mine]
    return found
