"""Reading right after an upload, without making the person wait: a thread of the server's own. If the server goes down,
the job `plans.read-waiting` finds the reading again."""

from __future__ import annotations

import logging
import os
import threading

from django.db import connection, transaction
from django.utils import timezone

from dinh.plans import services

log = logging.getLogger(__name__)
AT_ONCE = 2
"""Readings side by side in one server: OCR takes every core it is given, and pages must still be answered."""
_room = threading.BoundedSemaphore(AT_ONCE)


def read_soon(reading_id: int) -> None:
    """Start reading once the upload is committed. DINH_READING=wait reads before answering; =job leaves it to the clock."""
    how = os.environ.get("DINH_READING", "thread")
    if how == "job":
        return
    if how == "wait":
        transaction.on_commit(lambda: _read(reading_id))
        return
    thread = threading.Thread(
        target=_read_and_close, args=(reading_id,), name=f"reading-{reading_id}", daemon=True
    )
    transaction.on_commit(thread.start)


def _read(reading_id: int) -> None:
    services.read_now(reading_id=reading_id, at=timezone.now())


def _read_and_close(reading_id: int) -> None:
    try:
        with _room:
            _read(reading_id)
    except Exception:
        log.exception("reading %s in the background failed", reading_id)
    finally:
        connection.close()
