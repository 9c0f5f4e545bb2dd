"""Deeds: a file is handed in, read and stored in one act.

Nothing of a file stands in the lake before all of it was read. An import that was cut off is taken up again from its kept file: what
its first try had stored comes out first, so that only what is read now stands, also where the house knows more than it did."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import pyarrow.parquet as pq
from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import facts, jobs
from dinh.ground import queries as kept_files
from dinh.ground import services as ground
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ... import queries, reading
from ...models import Import, ImportFile
from ...services import keeping, storing
from ...shapes import State
from ...store.columns import quoted
from .. import staging
from ..shapes import BadMap, FileUnreadable, Progress
from .common import (
    AlreadyImported,
    ImportRefused,
    is_cut_off,
    left_alone,
    made_by,
    name_of,
    one_at_a_time,
    ref_of,
    stands,
)
from .mappings import body_of, map_of, map_of_import, version_of
from .yielding import yield_to_own

MOST_BYTES = 1 << 30
"""An export of half a million dossiers has 150 MB as text."""
_BEAT = 0.7
_BATCH = 50_000
KINDS = ("rows", "beside", "refused")
_ENDINGS = {"rows": "parquet", "beside": "parquet", "refused": "jsonl"}


def hand_in(
    *,
    file: BinaryIO | bytes,
    name: str,
    map_code: str,
    unit: Unit,
    by: Actor | None,
    at: datetime,
    again: bool = False,
) -> Import:
    """Keep a file and queue it. An import of the same file that was cut off is given back, to go on. Raises NoSuchMap,
    AlreadyImported (unless `again`), NotAllowed, ground.FileRefused."""
    town.require(by, "lake.import", unit.path, at)
    saved = map_of(map_code)
    kept = ground.keep(stream_or_bytes=file, name=name, limit=MOST_BYTES)
    with transaction.atomic():
        # Two who hand in one file at once wait here for one another.
        Unit.objects.select_for_update().get(pk=unit.pk)
        same = Import.objects.filter(sha256=kept.sha256, map_code=saved.code, unit=unit)
        if going := same.filter(state__in=("waiting", "running")).first():
            return going
        if not again and (there := same.filter(state="done", map_version=version_of(saved)).first()):
            raise AlreadyImported(there)
        row = Import.objects.create(
            unit=unit,
            map_code=saved.code,
            map_version=version_of(saved),
            map_body=body_of(saved),
            fact=saved.fact,
            source=saved.source,
            file_name=kept.name,
            sha256=kept.sha256,
            size=kept.size,
            again=again,
            made_by_id=by.person_id if by else None,
            made_by_name=name_of(by),
            at=at,
        )
        ground.write(
            deed="lake.import_handed_in",
            about=row.ref,
            by=ref_of(by),
            at=at,
            data={"file": row.file_name, "sha256": row.sha256, "map": row.map_code, "again": again},
            also=[unit.ref],
        )
    return row


def bring_in(*, import_id: int, at: datetime, progress: Callable[[Progress], None] | None = None) -> Import:
    """Read a file that was handed in and store its rows, all in one act. Where another is at it, it is given back untouched.
    A file that cannot be read leaves a sentence."""
    row = _claim(import_id, at)
    if row is None:
        return Import.objects.select_related("unit").get(pk=import_id)
    folder = staging.work_folder(row.pk)
    try:
        staged = staging.stage(
            kept_files.path_of(row.sha256),
            name=row.file_name,
            saved=map_of_import(row),
            top=row.unit,
            folder=folder,
            progress=_telling(row, progress),
        )
        _store(row, staged, folder, at, progress)
    except (FileUnreadable, BadMap, storing.NotAFact) as refused:
        fail(row, str(refused), at)
    except Exception:
        # Free for the next who tries; what it was is the caller's to tell.
        Import.objects.filter(pk=row.pk).update(holder="", state="waiting")
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Import.objects.select_related("unit").get(pk=import_id)


def _claim(import_id: int, at: datetime) -> Import | None:
    with transaction.atomic():
        row = Import.objects.select_for_update(of=("self",)).select_related("unit").get(pk=import_id)
        if row.state not in ("waiting", "running") or not left_alone(row, at):
            return None
        row.state, row.holder, row.started_at = "running", jobs.new_holder(), at
        row.rows_now, row.share, row.step = 0, 0.0, "open"
        row.save(update_fields=["state", "holder", "started_at", "rows_now", "share", "step"])
    return row


def _telling(row: Import, progress: Callable[[Progress], None] | None) -> Callable[[Progress], None]:
    """Writes down how far it is, not more often than people look."""
    last = [0.0]

    def say(here: Progress) -> None:
        if progress is not None:
            progress(here)
        if time.monotonic() - last[0] >= _BEAT:
            last[0] = time.monotonic()
            Import.objects.filter(pk=row.pk).update(rows_now=here.rows, share=here.share, step=here.step)

    return say


def _store(
    row: Import,
    staged: staging.Staged,
    folder: Path,
    at: datetime,
    progress: Callable[[Progress], None] | None,
) -> None:
    table = facts.table(row.fact)
    say = _telling(row, progress)
    say(Progress(staged.rows, 0.85, "store"))
    kept = {kind: _keep(folder / f"{kind}.{_ENDINGS[kind]}", row, kind) for kind in KINDS}
    with one_at_a_time(row.fact):
        if row.before is not None:
            _take_back(row, at)
        else:
            # Written down before anything is stored: when this process dies behind it, the next one does not ask again.
            state = queries.current(table)
            row.before = state.kept()
            row.replaced = _standing(table, folder / "rows.parquet", row.pk)
            with transaction.atomic():
                keeping.keep([state], holder=f"import:{row.pk}", at=at)
                row.save(update_fields=["before", "replaced"])
        source = pq.ParquetFile(folder / "rows.parquet")
        if staged.stored:
            storing.store_rows(
                row.fact, source.iter_batches(_BATCH), import_id=row.pk, source=row.source, at=at
            )
    _finish(row, staged, kept, at)
    say(Progress(staged.rows, 1.0, "done"))


def _keep(path: Path, row: Import, kind: str) -> str:
    if not path.exists() or path.stat().st_size == 0:
        return ""
    with path.open("rb") as stream:
        return ground.keep(stream_or_bytes=stream, name=f"nap-{row.pk}-{path.name}", limit=1 << 40).sha256


def _standing(table: facts.FactTable, path: Path, import_id: int) -> int:
    """How many of these keys stand in the lake already, brought by another import."""
    key = quoted(table.key)
    with reading.open(only=[table.name]) as lake:
        found = lake.duck.execute(
            f"SELECT count(*) FROM {quoted(table.name)} AS f WHERE f.import_id IS NOT NULL AND f.import_id <> $1 "
            f"AND f.{key} IN (SELECT {key} FROM read_parquet($2))",
            [import_id, str(path)],
        ).fetchone()
    return int(found[0]) if found else 0


@transaction.atomic
def _finish(row: Import, staged: staging.Staged, kept: dict[str, str], at: datetime) -> None:
    row.state, row.holder, row.ended_at = "done", "", max(at, row.started_at or at)
    row.rows, row.stored, row.refused = staged.rows, staged.stored, staged.refused
    row.doubles, row.own = staged.doubles, staged.own
    row.letters, row.sheet, row.places = staged.letters, staged.sheet, staged.places
    row.rows_now, row.share, row.step, row.sentence = staged.rows, 1.0, "done", ""
    row.save()
    ImportFile.objects.filter(of=row).delete()
    ImportFile.objects.bulk_create(
        ImportFile(of=row, kind=kind, sha256=sha) for kind, sha in kept.items() if sha
    )
    ground.write(
        deed="lake.imported",
        about=row.ref,
        by=made_by(row),
        at=at,
        data={
            "file": row.file_name, "map": row.map_code, "rows": row.rows, "stored": row.stored,
            "refused": row.refused, "duplicates": row.duplicates, "replaced": row.replaced,
        },
        also=[row.unit.ref],
    )  # fmt: skip


def fail(row: Import, sentence: str, at: datetime) -> None:
    """A file that cannot be brought in leaves a sentence, and nothing in the lake: also not what an earlier try had stored."""
    if row.before is not None:
        with one_at_a_time(row.fact):
            _take_back(row, at)
            yield_to_own(fact=row.fact, at=at)
    _say_failed(row, sentence, at)


def _take_back(row: Import, at: datetime) -> None:
    """What a try that was cut off had stored leaves the lake; what it had replaced stands as before. Most often it is nothing."""
    back_to = State.of(row.before) if row.before else None
    storing.remove_import(row.pk, at=at, fact=row.fact, back_to=back_to, stands=stands(row))


@transaction.atomic
def _say_failed(row: Import, sentence: str, at: datetime) -> None:
    row.state, row.holder, row.sentence, row.ended_at = "failed", "", sentence, at
    row.before = None
    row.save(update_fields=["state", "holder", "sentence", "ended_at", "before"])
    keeping.let_go(holder=f"import:{row.pk}")
    ground.write(
        deed="lake.import_failed", about=row.ref, by=made_by(row), at=at,
        data={"file": row.file_name, "sentence": row.sentence}, also=[row.unit.ref],
    )  # fmt: skip


def waiting(*, at: datetime, limit: int = 4) -> list[int]:
    """Imports that nobody is at: handed in and not begun, or cut off."""
    rows = Import.objects.filter(state__in=("waiting", "running")).order_by("pk")
    return [row.pk for row in rows if left_alone(row, at)][:limit]


def retry(*, import_id: int, by: Actor | None, at: datetime) -> Import:
    """Try a failed import again, by the newest edition of its mapping; one that was cut off is left as it is, to be gone on with.
    Raises ImportRefused."""
    with transaction.atomic():
        row = Import.objects.select_for_update(of=("self",)).select_related("unit").get(pk=import_id)
        town.require(by, "lake.import", row.unit.path, at)
        if row.state == "running" and is_cut_off(row, at):
            return row
        if row.state != "failed":
            raise ImportRefused(_("Lần nạp này không phải là lần không đọc được."))
        saved = map_of(row.map_code)
        row.state, row.sentence, row.ended_at = "waiting", "", None
        row.map_version, row.map_body = version_of(saved), body_of(saved)
        row.save(update_fields=["state", "sentence", "ended_at", "map_version", "map_body"])
    return row
