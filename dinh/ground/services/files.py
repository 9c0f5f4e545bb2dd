"""Keeping files by their content: the same bytes are kept once, and never change."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import media
from dinh.ground.models import KeptFile
from dinh.ground.shapes import Kept

CHUNK = 1 << 20
DEFAULT_LIMIT = 200 * 1024 * 1024
POINTS_AT_FILES = ("sha256", "kept_sha256")
"""How every room calls the column by which it points at a kept file."""


class FileRefused(ValueError):
    """The file cannot be kept; the message is a Vietnamese sentence for the giver."""


def files_folder() -> Path:
    """Where kept files lie."""
    return Path(settings.DINH_HOME) / "files"


def place_of(sha256: str) -> Path:
    """Where the bytes of this hash lie, whether they are there or not."""
    if len(sha256) != 64 or any(c not in "0123456789abcdef" for c in sha256):
        raise ValueError(f"{sha256!r} is not a sha256")
    return files_folder() / sha256[:2] / sha256[2:4] / sha256


def keep(*, stream_or_bytes: BinaryIO | bytes, name: str, limit: int | None = None) -> Kept:
    """Keep a file and return how to find it again. Raises FileRefused when it is empty or above `limit` bytes.

    The bytes are on the disk before the row is written; if the caller's transaction is rolled back they stay,
    unnamed, and serve the next keeping of the same content."""
    most = limit if limit is not None else int(getattr(settings, "DINH_MAX_FILE_BYTES", DEFAULT_LIMIT))
    clean = clean_name(name)
    stream = io.BytesIO(stream_or_bytes) if isinstance(stream_or_bytes, bytes) else stream_or_bytes
    folder = files_folder() / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder)
    path = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as out:
            sha256, size = _pour(stream, out, most, clean)
        media_type = media.sniff(path)
        _settle(path, place_of(sha256), size)
    finally:
        path.unlink(missing_ok=True)
    KeptFile.objects.get_or_create(
        sha256=sha256,
        defaults={"size": size, "media_type": media_type, "name": clean, "at": timezone.now()},
    )
    return Kept(sha256=sha256, size=size, media_type=media_type, name=clean)


def clean_name(name: str) -> str:
    """The file's own name: no folders, no control characters, NFC, at most 200 characters with its ending."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    if len(plain) > 200:
        stem, dot, ending = plain.rpartition(".")
        plain = f"{stem[: 199 - len(ending)]}{dot}{ending}" if dot and len(ending) < 12 else plain[:200]
    return plain or "tep"


def _pour(stream: BinaryIO, out: BinaryIO, limit: int, name: str) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise FileRefused(
                _("Tệp “%(name)s” lớn hơn mức cho phép là %(limit)s.")
                % {"name": name, "limit": in_words(limit)}
            )
        digest.update(chunk)
        out.write(chunk)
    if not size:
        raise FileRefused(_("Tệp “%(name)s” rỗng, không có nội dung để lưu.") % {"name": name})
    out.flush()
    os.fsync(out.fileno())
    return digest.hexdigest(), size


def _settle(temporary: Path, place: Path, size: int) -> None:
    """Give the bytes their final place in one step; a reader sees the whole file or none."""
    if place.exists() and place.stat().st_size == size:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary.chmod(0o444)
    temporary.replace(place)
    # The names must be on the disk too, the folders' own included, before a row speaks of the file.
    for folder in (place.parent, place.parent.parent, files_folder()):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def in_words(size: int) -> str:
    """12 MB, 1,5 GB: a size as people say it."""
    value, unit = float(size), "byte"
    for bigger in ("KB", "MB", "GB"):
        if value < 1024:
            break
        value, unit = value / 1024, bigger
    return f"{value:.1f}".removesuffix(".0").replace(".", ",") + f" {unit}"


def let_go(hashes: Iterable[str]) -> int:
    """Take files away for good, row and bytes, that nothing in the town points at any more; gives how many. Call it in the
    transaction that let go of them: the bytes go when it is committed."""
    wanted = {each for each in hashes if each}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if model is KeptFile or field.name not in POINTS_AT_FILES or not wanted:
                continue
            held = model._default_manager.filter(**{f"{field.name}__in": wanted})
            wanted -= set(held.values_list(field.name, flat=True))
    gone = list(KeptFile.objects.select_for_update().filter(pk__in=wanted).values_list("pk", flat=True))
    KeptFile.objects.filter(pk__in=gone).delete()
    transaction.on_commit(lambda: _unlink(gone))
    return len(gone)


def _unlink(hashes: Iterable[str]) -> None:
    """The bytes, unless somebody kept the same content meanwhile."""
    back = set(KeptFile.objects.filter(pk__in=list(hashes)).values_list("pk", flat=True))
    for sha256 in hashes:
        if sha256 not in back:
            place_of(sha256).unlink(missing_ok=True)
