"""Taking in the processes that come with the software, as the first common version of each procedure known here."""

from __future__ import annotations

from datetime import datetime

from dinh.catalog import process_book

from ..models import Procedure, ProcessVersion
from .process import draft_version, publish_version, save_steps


def load_processes(*, at: datetime) -> int:
    """Draft and publish what is not there yet; returns how many. Safe to repeat: a procedure that already has a common
    process, even a draft, is left as it is."""
    book = {each.code: each for each in process_book.processes()}
    there = set(
        ProcessVersion.objects.filter(unit=None, procedure__code__in=book).values_list(
            "procedure__code", flat=True
        )
    )
    missing = Procedure.objects.filter(code__in=set(book) - there).order_by("code")
    count = 0
    for procedure in missing:
        made = book[procedure.code]
        version = draft_version(procedure_id=procedure.pk, note=made.note, by=None, at=at)
        save_steps(version_id=version.pk, graph=made.graph, by=None, at=at)
        publish_version(version_id=version.pk, since=made.since, by=None, at=at)
        count += 1
    return count
