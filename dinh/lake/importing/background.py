"""Bringing a file in without making the person wait, in a process of its own: what eats the memory takes no server with it.

If the server goes down, the job `lake.bring-in` finds the import again."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from ..models import Import
from . import services

log = logging.getLogger(__name__)
_going: list[subprocess.Popen[bytes]] = []
CUT_OFF = (
    "Máy dừng đọc tệp này giữa chừng: tệp cần nhiều bộ nhớ hơn mức dành cho một lần nạp. "
    "Chia nhỏ tệp, hoặc lưu thành CSV rồi nạp lại."
)


def bring_soon(import_id: int) -> None:
    """Start once the hand-in is committed. DINH_IMPORTING=wait does it before answering, in this very process; =job leaves it
    to the clock."""
    how = os.environ.get("DINH_IMPORTING", "thread")
    if how == "job":
        return
    if how == "wait":
        transaction.on_commit(lambda: _here(import_id))
        return
    thread = threading.Thread(target=_apart, args=(import_id,), name=f"import-{import_id}", daemon=True)
    transaction.on_commit(thread.start)


def start_waiting(at: datetime) -> int:
    """Start what waits or was cut off, one at a time; gives how many were started. Does not wait for them."""
    _going[:] = [child for child in _going if child.poll() is None]
    found = [] if _going else services.waiting(at=at, limit=1)
    for import_id in found:
        _going.append(_start(import_id))
    return len(found)


def _here(import_id: int) -> None:
    services.bring_in(import_id=import_id, at=timezone.now())


def _apart(import_id: int) -> None:
    try:
        code = _start(import_id).wait()
        if code:
            log.error("the process that brought in %s ended with %s", import_id, code)
            if code < 0 or code == 137:
                _note_cut_off(import_id)
    except Exception:
        log.exception("import %s in the background failed", import_id)
    finally:
        connection.close()


def _note_cut_off(import_id: int) -> None:
    """The kernel or its own bound ended it: to try the same again would end the same."""
    row = Import.objects.select_related("unit").get(pk=import_id)
    if row.state == "running" and row.before is None:
        services.fail(row, CUT_OFF, timezone.now())


def _start(import_id: int) -> subprocess.Popen[bytes]:
    known = {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE, "DINH_HOME": str(settings.DINH_HOME)}
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "dinh.lake.importing.process", str(import_id)],
        env={**os.environ, **known},
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
    )
