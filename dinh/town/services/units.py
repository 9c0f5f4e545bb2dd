"""Loading the register of units into tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import connection, transaction

from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town import register
from dinh.town.models import Edition, Unit, UnitName, UnitSuccession
from dinh.town.rules import plain
from dinh.town.shapes import Actor, UnitsLoaded

_FILES = ("edition.yaml", "units.tsv.gz", "successions.tsv.gz")
_BATCH = 800  # SQLite takes at most 32,766 values in a statement
_Key = tuple[str, date | None]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading did. `units` counts all units of the edition; `new` and `changed` are rows written."""

    edition: str
    units: int
    new: int
    changed: int


@transaction.atomic
def load_units(*, by: Actor | None = None, at: datetime, folder: Path = register.EDITIONS) -> LoadReport:
    """Put the committed edition of the register into tables. Safe to run again: an edition that is already in changes
    nothing and writes no line. Rows that the edition no longer has are kept."""
    digest = hashlib.sha256(b"".join((folder / name).read_bytes() for name in _FILES)).hexdigest()
    book = register.load(folder)
    name = str(book.edition["name"])
    if Edition.objects.filter(sha256=digest).exists():
        return LoadReport(name, len(book.units), 0, 0)
    kept = {(unit.code, unit.since): unit for unit in Unit.objects.all()}
    new, changed = _write_units(book, kept)
    new += _write_names(book, kept)
    new += _write_successions(book, kept)
    _tell_the_planner()
    edition = Edition.objects.create(name=name, sha256=digest, loaded_at=at, units=len(book.units))
    ground.write(
        deed="town.units-loaded",
        about=Ref("units-edition", edition.pk),
        by=by.ref if by else None,
        at=at,
        data={"edition": name, "sha256": digest, "units": len(book.units), "new": new, "changed": changed},
    )
    ground.announce(UnitsLoaded(name, len(book.units)))
    return LoadReport(name, len(book.units), new, changed)


def _tell_the_planner() -> None:
    """Tables that were empty a second ago look empty to PostgreSQL's planner, which then joins them row by row: a
    search took ten seconds until its own housekeeping came round."""
    if connection.vendor == "postgresql":
        tables = ", ".join(model._meta.db_table for model in (Unit, UnitName, UnitSuccession))
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


def _write_units(book: register.Register, kept: dict[_Key, Unit]) -> tuple[int, int]:
    new = changed = 0
    for level in (1, 2, 3):  # a parent must have its number before its children point at it
        made, touched = [], []
        for row in book.units:
            if row.level != level:
                continue
            values = _values(row, kept)
            there = kept.get((row.code, row.since))
            if there is None:
                kept[row.code, row.since] = unit = Unit(code=row.code, since=row.since, **values)
                made.append(unit)
            elif any(getattr(there, field) != value for field, value in values.items()):
                for field, value in values.items():
                    setattr(there, field, value)
                touched.append(there)
        Unit.objects.bulk_create(made, batch_size=_BATCH)
        if touched:
            Unit.objects.bulk_update(touched, list(_FIELDS), batch_size=_BATCH)
        new, changed = new + len(made), changed + len(touched)
    return new, changed


_FIELDS = (
    "level",
    "kind",
    "name",
    "parent_id",
    "until",
    "path",
    "folded",
    "folded_name",
    "area_km2",
    "latitude",
    "longitude",
)


def _values(row: register.UnitRow, kept: dict[_Key, Unit]) -> dict[str, object]:
    parent = kept[row.parent.code, row.parent.since] if row.parent else None
    return {
        "level": row.level,
        "kind": row.kind,
        "name": row.name,
        "parent_id": parent.pk if parent else None,
        "until": row.until,
        "path": row.path,
        "folded": plain(register.full_name(row.kind, row.name)),
        "folded_name": plain(row.name),
        "area_km2": row.area_km2,
        "latitude": row.latitude,
        "longitude": row.longitude,
    }


def _write_names(book: register.Register, kept: dict[_Key, Unit]) -> int:
    there = {(name.unit_id, name.since): name for name in UnitName.objects.all()}
    made, touched = [], []
    for row in book.units:
        unit = kept[row.code, row.since]
        for line in row.names:
            fresh = UnitName(
                unit_id=unit.pk,
                kind=line.kind,
                name=line.name,
                folded=plain(line.name),
                since=line.since,
                until=line.until,
                source=line.source,
            )
            old = there.get((unit.pk, line.since))
            if old is None:
                made.append(fresh)
            elif (old.kind, old.name, old.until) != (fresh.kind, fresh.name, fresh.until):
                fresh.pk = old.pk
                touched.append(fresh)
    UnitName.objects.bulk_create(made, batch_size=_BATCH)
    if touched:
        UnitName.objects.bulk_update(
            touched, ["kind", "name", "folded", "until", "source"], batch_size=_BATCH
        )
    return len(made)


def _write_successions(book: register.Register, kept: dict[_Key, Unit]) -> int:
    there = set(UnitSuccession.objects.values_list("old_id", "new_id", "day"))
    made = []
    for line in book.successions:
        old, new = kept[line.old.code, line.old.since], kept[line.new.code, line.new.since]
        if (old.pk, new.pk, line.day) not in there:
            made.append(
                UnitSuccession(
                    old_id=old.pk,
                    new_id=new.pk,
                    day=line.day,
                    share=line.share,
                    derived=line.derived,
                    basis=line.basis,
                )
            )
    UnitSuccession.objects.bulk_create(made, batch_size=_BATCH)
    return len(made)
