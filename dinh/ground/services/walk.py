"""Walking the whole ledger: does every line hold, and are the kept files still what they were?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from dinh.ground import append_only
from dinh.ground.models import GENESIS, KeptFile, LedgerHead, LedgerLine, LedgerMention
from dinh.ground.services.files import CHUNK, place_of
from dinh.ground.services.ledger import CHAIN
from dinh.ground.shapes import Break, Verified

BATCH = 500
Progress = Callable[[int, int], None]


def verify(
    progress: Progress | None = None, *, files: bool = False, expect: tuple[int, str] | None = None
) -> Verified:
    """Walk the chain from its first line and say where it first breaks, if it does.

    `files` reads every kept file again and compares hashes. `expect` is an (id, hash) noted down earlier, on paper
    or by the nightly seal; it catches even a ledger that was rewritten whole. Memory stays bounded."""
    # Read in this order so that deeds done meanwhile deceive nobody: seals, head, lines up to it, end, head again.
    seals = dict(_seals())
    if expect:
        seals[expect[0]] = expect[1]
    head = _head()
    total = head.last_id if head else 0
    last_id, last_hash, count = 0, GENESIS, 0
    broken: Break | None = None
    for batch in _batches(total):
        mentions = _mentions_of(batch)
        for line in batch:
            broken = _judge(line, last_id, last_hash, mentions.get(line.id, set()), seals)
            if broken:
                break
            last_id, last_hash, count = line.id, line.hash, count + 1
        if progress:
            progress(count, total)
        if broken:
            break
    broken = broken or _judge_end(head, last_id, last_hash, seals)
    checked, bad = _check_files(progress) if files else (0, ())
    return Verified(
        lines=count,
        last_hash=last_hash,
        broken=broken,
        files=checked,
        bad_files=bad,
        unguarded=tuple(append_only.missing(connection)),
    )


def note_seal(*, at: datetime) -> tuple[int, str] | None:
    """Append the ledger's end to DINH_HOME/seals.txt, a witness outside the database. None when nothing is new."""
    head = _head()
    if head is None or not head.last_id or head.last_id in dict(_seals()):
        return None
    with _seal_file().open("a", encoding="utf-8") as out:
        out.write(f"{head.last_id} {head.last_hash} {at.isoformat(timespec='seconds')}\n")
    return head.last_id, head.last_hash


def _seal_file() -> Path:
    return Path(settings.DINH_HOME) / "seals.txt"


def _seals() -> Iterator[tuple[int, str]]:
    path = _seal_file()
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            parts = line.split()
            if len(parts) >= 2 and parts[0].isdigit():
                yield int(parts[0]), parts[1]


def _head() -> LedgerHead | None:
    return LedgerHead.objects.filter(chain=CHAIN).first()


def _batches(until: int) -> Iterator[list[LedgerLine]]:
    # Keyset paging from below the first possible id: a forged line numbered 0 or -1 is met too.
    after: int | None = None
    while True:
        lines = LedgerLine.objects.filter(id__lte=until).order_by("id")
        if after is not None:
            lines = lines.filter(id__gt=after)
        batch = list(lines[:BATCH])
        if not batch:
            return
        yield batch
        after = batch[-1].id


def _mentions_of(batch: list[LedgerLine]) -> dict[int, set[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = {}
    rows = LedgerMention.objects.filter(line_id__gte=batch[0].id, line_id__lte=batch[-1].id)
    for line_id, kind, ref_id in rows.values_list("line_id", "kind", "ref_id"):
        found.setdefault(line_id, set()).add((kind, ref_id))
    return found


def _judge(
    line: LedgerLine, last_id: int, last_hash: str, mentions: set[tuple[str, str]], seals: dict[int, str]
) -> Break | None:
    expected = last_id + 1
    if line.id < expected:
        return Break(line.id, "inserted", _("Dòng %(n)s bị chèn thêm trước đầu sổ.") % {"n": line.id})
    if line.id > expected:
        return Break(
            expected,
            "deleted",
            _("Mất dòng %(n)s: sau dòng %(before)s là dòng %(next)s.")
            % {"n": expected, "before": last_id, "next": line.id},
        )
    if line.computed_hash() != line.hash:
        if _was_moved(line, last_hash):
            return Break(line.id, "reordered", _("Dòng %(n)s đã bị đổi chỗ với dòng khác.") % {"n": line.id})
        return Break(line.id, "edited", _("Nội dung dòng %(n)s đã bị sửa sau khi ghi.") % {"n": line.id})
    if line.previous != last_hash:
        return Break(
            line.id,
            "inserted",
            _("Dòng %(n)s không nối với dòng %(before)s: có dòng bị thay hoặc chèn vào.")
            % {"n": line.id, "before": last_id},
        )
    if line.id in seals and seals[line.id] != line.hash:
        return Break(
            line.id,
            "seal",
            _("Dòng %(n)s không khớp dấu đã ghi ngoài sổ: sổ bị viết lại từ dòng này hoặc trước đó.")
            % {"n": line.id},
        )
    told = {(line.about_kind, line.about_id), *((kind, ident) for kind, ident in json.loads(line.also_text))}
    if told != mentions:
        return Break(
            line.id,
            "mentions",
            _("Mục tra cứu của dòng %(n)s không khớp với nội dung dòng.") % {"n": line.id},
        )
    return None


def _was_moved(line: LedgerLine, last_hash: str) -> bool:
    """Whether this is another place's line, whole, under this number: its link leads elsewhere in the chain."""
    return line.previous != last_hash and LedgerLine.objects.filter(hash=line.previous).exists()


def _judge_end(head: LedgerHead | None, last_id: int, last_hash: str, seals: dict[int, str]) -> Break | None:
    end = LedgerLine.objects.order_by("-id").values_list("id", flat=True).first() or 0
    now = _head()
    if head is None or now is None:
        return Break(0, "head", _("Mất dòng đầu sổ cái.")) if end else None
    if head.last_id > last_id:
        return Break(
            last_id + 1,
            "truncated",
            _("Mất các dòng cuối từ dòng %(n)s: đầu sổ ghi đến dòng %(end)s.")
            % {"n": last_id + 1, "end": head.last_id},
        )
    if end > now.last_id:
        return Break(
            now.last_id + 1,
            "inserted",
            _("Dòng %(n)s thừa: đầu sổ chỉ ghi đến dòng %(end)s.")
            % {"n": now.last_id + 1, "end": now.last_id},
        )
    if head.last_hash != last_hash:
        return Break(last_id, "head", _("Đầu sổ không khớp với dòng cuối %(n)s.") % {"n": last_id})
    beyond = [number for number in seals if number > last_id]
    if beyond:
        return Break(
            last_id + 1,
            "seal",
            _("Sổ dừng ở dòng %(end)s nhưng dấu ngoài sổ đã ghi đến dòng %(n)s: các dòng cuối bị xoá.")
            % {"end": last_id, "n": max(beyond)},
        )
    return None


def _check_files(progress: Progress | None) -> tuple[int, tuple[str, ...]]:
    bad: list[str] = []
    total, count = KeptFile.objects.count(), 0
    for sha256 in KeptFile.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        count += 1
        if not _holds(sha256):
            bad.append(sha256)
        if progress and count % 50 == 0:
            progress(count, total)
    return count, tuple(bad)


def _holds(sha256: str) -> bool:
    digest = hashlib.sha256()
    try:
        with place_of(sha256).open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
    except (OSError, ValueError):
        return False
    return digest.hexdigest() == sha256
