"""Deeds: a file is handed in, read and stored in one act, taken out again in one act; mappings are saved.

Nothing of a file stands in the lake before all of it was read. An import that was cut off is taken up again from its kept file: what
its first try had stored comes out first, so that only what is read now stands, also where the house knows more than it did."""

from __future__ import annotations

import fcntl
import logging
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import facts, jobs
from dinh.ground import queries as kept_files
from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from .. import queries, reading
from ..models import Import, ImportFile, ImportMap
from ..services import keeping, storing
from ..shapes import State
from ..store import disk
from ..store.columns import quoted
from . import maps, staging
from .shapes import BadMap, FileUnreadable, Map, Progress

log = logging.getLogger(__name__)
MOST_BYTES = 1 << 30
"""An export of half a million dossiers has 150 MB as text."""
LONGEST = timedelta(hours=2)
"""So long whoever is at an import is believed to live; after that another may take it, whatever its process is called."""
_BEAT = 0.7
_BATCH = 50_000
KINDS = ("rows", "beside", "refused")
_ENDINGS = {"rows": "parquet", "beside": "parquet", "refused": "jsonl"}


class ImportRefused(Exception):
    """A deed on an import cannot be done; a sentence fit to show."""


class AlreadyImported(ImportRefused):
    """The same bytes stand in the lake already."""

    def __init__(self, there: Import) -> None:
        self.there = there
        day = timezone.localtime(there.ended_at or there.at)
        super().__init__(
            _("Tệp này đã được nạp %(day)s (lần nạp %(id)s). Muốn nạp lại, chọn “nạp lại” (--again).")
            % {"day": f"{day:%d/%m/%Y %H:%M}", "id": there.pk}
        )


class NoSuchMap(ImportRefused):
    """No mapping has this code."""


# ---------------------------------------------------------------- mappings


def map_of(code: str) -> Map:
    """The mapping of a code: the newest that was saved, else the one that is shipped. Raises NoSuchMap."""
    row = ImportMap.objects.filter(code=code).order_by("-version").first()
    if row is not None:
        return maps.of_body(row.body, version=row.version)
    try:
        return maps.shipped()[code]
    except KeyError:
        known = ", ".join(sorted({*maps.shipped(), *ImportMap.objects.values_list("code", flat=True)}))
        raise NoSuchMap(
            _("Không có bảng ghép cột “%(code)s”; hiện có: %(known)s.") % {"code": code, "known": known}
        ) from None


def map_of_import(row: Import) -> Map:
    """The mapping by which an import was, or will be, read."""
    if row.map_body:
        return maps.of_body(row.map_body, version=row.map_version)
    return maps.shipped()[row.map_code]


@transaction.atomic
def save_map(*, body: dict[str, Any], unit: Unit, by: Actor | None, at: datetime) -> ImportMap:
    """Save a mapping as the next edition of its code. Raises BadMap naming the column, NotAllowed."""
    town.require(by, "lake.make_map", unit.path, at)
    saved = maps.of_body(body)
    if saved.code in maps.shipped():
        raise BadMap(_("Mã “%(code)s” là của bảng ghép có sẵn; hãy đặt mã khác.") % {"code": saved.code})
    if saved.fact not in {table.name for table in facts.declared()}:
        raise BadMap(_("Không có loại dữ kiện “%(fact)s”.") % {"fact": saved.fact})
    last = ImportMap.objects.select_for_update().filter(code=saved.code).order_by("-version").first()
    if last is not None and not last.unit.path.startswith(unit.path):
        town.require(by, "lake.make_map", last.unit.path, at)
    row = ImportMap.objects.create(
        code=saved.code,
        version=last.version + 1 if last else 1,
        title=saved.title,
        fact=saved.fact,
        body=body,
        unit=unit,
        made_by_name=_name(by),
        at=at,
    )
    ground.write(
        deed="lake.map_saved",
        about=row.ref,
        by=_ref(by),
        at=at,
        data={"code": row.code, "version": row.version, "fact": row.fact},
        also=[unit.ref],
    )
    return row


# ---------------------------------------------------------------- bringing in


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
        if not again and (there := same.filter(state="done", map_version=_version(saved)).first()):
            raise AlreadyImported(there)
        row = Import.objects.create(
            unit=unit,
            map_code=saved.code,
            map_version=_version(saved),
            map_body=_body(saved),
            fact=saved.fact,
            source=saved.source,
            file_name=kept.name,
            sha256=kept.sha256,
            size=kept.size,
            again=again,
            made_by_id=by.person_id if by else None,
            made_by_name=_name(by),
            at=at,
        )
        ground.write(
            deed="lake.import_handed_in",
            about=row.ref,
            by=_ref(by),
            at=at,
            data={"file": row.file_name, "sha256": row.sha256, "map": row.map_code, "again": again},
            also=[unit.ref],
        )
    return row


def _version(saved: Map) -> int:
    return 0 if saved.code in maps.shipped() else saved.version


def _body(saved: Map) -> dict[str, Any]:
    if saved.code in maps.shipped():
        return {}
    return dict(ImportMap.objects.get(code=saved.code, version=saved.version).body)


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
    with _one_at_a_time(row.fact):
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


@contextmanager
def _one_at_a_time(fact: str) -> Iterator[None]:
    with (disk.work() / f"import-{fact}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)


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
        by=_made_by(row),
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
        with _one_at_a_time(row.fact):
            _take_back(row, at)
    _say_failed(row, sentence, at)


def _take_back(row: Import, at: datetime) -> None:
    """What a try that was cut off had stored leaves the lake; what it had replaced stands as before. Most often it is nothing."""
    back_to = State.of(row.before) if row.before else None
    storing.remove_import(row.pk, at=at, fact=row.fact, back_to=back_to, stands=_stands(row))


def _stands(row: Import) -> list[int]:
    """The other imports of the same source that stand, the newest first."""
    others = Import.objects.filter(fact=row.fact, source=row.source, state="done").exclude(pk=row.pk)
    return list(others.order_by("-pk").values_list("pk", flat=True))


@transaction.atomic
def _say_failed(row: Import, sentence: str, at: datetime) -> None:
    row.state, row.holder, row.sentence, row.ended_at = "failed", "", sentence, at
    row.before = None
    row.save(update_fields=["state", "holder", "sentence", "ended_at", "before"])
    keeping.let_go(holder=f"import:{row.pk}")
    ground.write(
        deed="lake.import_failed", about=row.ref, by=_made_by(row), at=at,
        data={"file": row.file_name, "sentence": row.sentence}, also=[row.unit.ref],
    )  # fmt: skip


# ---------------------------------------------------------------- taking out


def undo(*, import_id: int, reason: str, by: Actor | None, at: datetime) -> Import:
    """Take an import out again; rows that it had replaced stand as before. Raises ImportRefused, NotAllowed."""
    with transaction.atomic():
        row = Import.objects.select_for_update(of=("self",)).select_related("unit").get(pk=import_id)
        town.require(by, "lake.undo_import", row.unit.path, at)
        if row.state != "done":
            raise ImportRefused(_("Lần nạp này không còn trong hồ dữ liệu hoặc chưa nạp xong."))
        row.state, row.reason, row.holder = "undoing", " ".join(reason.split())[:300], jobs.new_holder()
        row.undone_by_name, row.undone_at = _name(by), at
        row.save(update_fields=["state", "reason", "holder", "undone_by_name", "undone_at"])
        ground.write(
            deed="lake.import_undone", about=row.ref, by=_ref(by), at=at,
            data={"file": row.file_name, "stored": row.stored, "reason": row.reason}, also=[row.unit.ref],
        )  # fmt: skip
    return _take_out(row, at)


def _take_out(row: Import, at: datetime) -> Import:
    """What `undo` began; begun again it ends the same."""
    stands = _stands(row)
    with _one_at_a_time(row.fact):
        back_to = State.of(row.before) if row.before else None
        storing.remove_import(row.pk, at=at, fact=row.fact, back_to=back_to, stands=stands)
        for earlier in Import.objects.filter(pk__in=stands, pk__lt=row.pk).order_by("-pk"):
            _give_back(row, earlier, at)
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


def file_of(row: Import, kind: str) -> Path | None:
    """Where what an import left behind lies; None when it left none of the kind. 1 query."""
    sha256 = ImportFile.objects.filter(of=row, kind=kind).values_list("sha256", flat=True).first()
    return kept_files.path_of(sha256) if sha256 else None


# ---------------------------------------------------------------- by the clock


def left_alone(row: Import, at: datetime) -> bool:
    """Whether nobody is at it: not begun, or whoever was is dead, or has been at it longer than anybody needs."""
    since = row.undone_at if row.state == "undoing" else row.started_at
    return not row.holder or jobs.is_dead(row.holder) or (since is not None and at - since > LONGEST)


def is_cut_off(row: Import, at: datetime) -> bool:
    """Whether it was begun and nobody is at it any more: the clock, or whoever asks for it, goes on."""
    return row.state in ("running", "undoing") and left_alone(row, at)


def waiting(*, at: datetime, limit: int = 4) -> list[int]:
    """Imports that nobody is at: handed in and not begun, or cut off."""
    rows = Import.objects.filter(state__in=("waiting", "running")).order_by("pk")
    return [row.pk for row in rows if left_alone(row, at)][:limit]


def finish_undoing(*, at: datetime) -> int:
    """Take up undoings that were cut off. Gives how many."""
    count = 0
    for row in Import.objects.filter(state="undoing").select_related("unit"):
        if left_alone(row, at):
            _take_out(row, at)
            count += 1
    return count


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
        row.map_version, row.map_body = _version(saved), _body(saved)
        row.save(update_fields=["state", "sentence", "ended_at", "map_version", "map_body"])
    return row


def _ref(by: Actor | None) -> Ref | None:
    return by.ref if by else None


def _made_by(row: Import) -> Ref | None:
    return Ref("person", row.made_by_id) if row.made_by_id else None


def _name(by: Actor | None) -> str:
    return by.name if by else str(_("Máy"))
