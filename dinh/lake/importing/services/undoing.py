"""Deeds: an import is taken out again in one act; what it had replaced stands as before."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import facts, jobs
from dinh.ground import services as ground
from dinh.town import services as town
from dinh.town.shapes import Actor

from ... import reading
from ...models import Import
from ...services import keeping, storing
from ...shapes import State
from ...store.columns import quoted
from .common import ImportRefused, file_of, left_alone, name_of, one_at_a_time, ref_of, stands
from .yielding import yield_to_own


def undo(*, import_id: int, reason: str, by: Actor | None, at: datetime) -> Import:
    """Take an import out again; rows that it had replaced stand as before. Raises ImportRefused, NotAllowed."""
    with transaction.atomic():
        row = Import.objects.select_for_update(of=("self",)).select_related("unit").get(pk=import_id)
        town.require(by, "lake.undo_import", row.unit.path, at)
        if row.state != "done":
            raise ImportRefused(_("Lần nạp này không còn trong hồ dữ liệu hoặc chưa nạp xong."))
        row.state, row.reason, row.holder = "undoing", " ".join(reason.split())[:300], jobs.new_holder()
        row.undone_by_name, row.undone_at = name_of(by), at
        row.save(update_fields=["state", "reason", "holder", "undone_by_name", "undone_at"])
        ground.write(
            deed="lake.import_undone", about=row.ref, by=ref_of(by), at=at,
            data={"file": row.file_name, "stored": row.stored, "reason": row.reason}, also=[row.unit.ref],
        )  # fmt: skip
    return _take_out(row, at)


def _take_out(row: Import, at: datetime) -> Import:
    """What `undo` began; begun again it ends the same."""
    others = stands(row)
    with one_at_a_time(row.fact):
        back_to = State.of(row.before) if row.before else None
        storing.remove_import(row.pk, at=at, fact=row.fact, back_to=back_to, stands=others)
        for earlier in Import.objects.filter(pk__in=others, pk__lt=row.pk).order_by("-pk"):
            _give_back(row, earlier, at)
        yield_to_own(fact=row.fact, at=at)
    with transaction.atomic():
        row.state, row.holder = "undone", ""
        row.save(update_fields=["state", "holder"])
        keeping.let_go(holder=f"import:{row.pk}")
    return row


def _give_back(row: Import, earlier: Import, at: datetime) -> None:
    """Rows of an earlier import under keys that nobody holds now: it stood below one that was undone before."""
    mine, theirs = file_of(row, "rows"), file_of(earlier, "rows")
    if mine is None or theirs is None:
        return
    table = facts.table(row.fact)
    key = quoted(table.key)
    with reading.open(only=[table.name]) as lake:
        found = lake.duck.execute(
            f"SELECT t.* FROM read_parquet($1) AS t WHERE t.{key} IN (SELECT {key} FROM read_parquet($2)) "
            f"AND t.{key} NOT IN (SELECT {key} FROM {quoted(table.name)})",
            [str(theirs), str(mine)],
        ).to_arrow_table()
    if found.num_rows:
        batches: list[pa.RecordBatch] = found.to_batches()
        storing.store_rows(row.fact, batches, import_id=earlier.pk, source=row.source, at=at)


def finish_undoing(*, at: datetime) -> int:
    """Take up undoings that were cut off. Gives how many."""
    count = 0
    for row in Import.objects.filter(state="undoing").select_related("unit"):
        if left_alone(row, at):
            _take_out(row, at)
            count += 1
    return count
