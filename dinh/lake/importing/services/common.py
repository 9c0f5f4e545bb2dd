"""What the deeds of importing share: their refusals, one writer at a time, who did it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import jobs
from dinh.ground import queries as kept_files
from dinh.ground.shapes import Ref
from dinh.town.shapes import Actor

from ...models import Import, ImportFile
from ...store import disk

LONGEST = timedelta(hours=2)
"""So long whoever is at an import is believed to live; after that another may take it, whatever its process is called."""


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


@contextmanager
def one_at_a_time(fact: str) -> Iterator[None]:
    with (disk.work() / f"import-{fact}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)


def stands(row: Import) -> list[int]:
    """The other imports of the same source that stand, the newest first. 1 query."""
    others = Import.objects.filter(fact=row.fact, source=row.source, state="done").exclude(pk=row.pk)
    return list(others.order_by("-pk").values_list("pk", flat=True))


def left_alone(row: Import, at: datetime) -> bool:
    """Whether nobody is at it: not begun, or whoever was is dead, or has been at it longer than anybody needs."""
    since = row.undone_at if row.state == "undoing" else row.started_at
    return not row.holder or jobs.is_dead(row.holder) or (since is not None and at - since > LONGEST)


def is_cut_off(row: Import, at: datetime) -> bool:
    """Whether it was begun and nobody is at it any more: the clock, or whoever asks for it, goes on."""
    return row.state in ("running", "undoing") and left_alone(row, at)


def file_of(row: Import, kind: str) -> Path | None:
    """Where what an import left behind lies; None when it left none of the kind. 1 query."""
    sha256 = ImportFile.objects.filter(of=row, kind=kind).values_list("sha256", flat=True).first()
    return kept_files.path_of(sha256) if sha256 else None


def ref_of(by: Actor | None) -> Ref | None:
    return by.ref if by else None


def made_by(row: Import) -> Ref | None:
    return Ref("person", row.made_by_id) if row.made_by_id else None


def name_of(by: Actor | None) -> str:
    return by.name if by else str(_("Máy"))
