"""Reading right after an upload, without making the person wait, and in a process of its own: a paper that eats the
memory, or makes a library fall over, takes neither the server nor the clock with it.

If the server goes down, the job `plans.read-waiting` finds the reading again.
"""

from __future__ import annotations

import fcntl
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from dinh.plans import services

log = logging.getLogger(__name__)
AT_ONCE = 2
"""Readings side by side on one machine: OCR takes every core it is given, and pages must still be answered."""
LOOK_AGAIN = 0.3
"""Seconds between two looks for a free place."""


def read_soon(reading_id: int) -> None:
    """Start reading once the upload is committed. DINH_READING=wait reads before answering, in this very process;
    =job leaves it to the clock."""
    how = os.environ.get("DINH_READING", "thread")
    if how == "job":
        return
    if how == "wait":
        transaction.on_commit(lambda: _read_here(reading_id))
        return
    thread = threading.Thread(
        target=_read_and_close, args=(reading_id,), name=f"reading-{reading_id}", daemon=True
    )
    transaction.on_commit(thread.start)


def start_waiting() -> int:
    """Start reading what waits or was left lying, as far as places are free; gives how many were started. Does not
    wait for them, since whoever keeps the clock has other work: the next call tells what became of these."""
    _look_after()
    started = 0
    for reading_id in list(services.reading.waiting(at=timezone.now(), limit=AT_ONCE)):
        place = _free_place()
        if place is None:
            break
        with _held(place):
            _going.append((_start(reading_id, place), reading_id))
        started += 1
    return started


def read_apart(reading_id: int) -> int:
    """Read one in a child of bounded memory, when a place is free; the child's code. What became of a child that was
    killed is told as the reading's sentence."""
    with _held(_wait_for_place()) as place:
        child = _start(reading_id, place)
    code = child.wait()
    _tell(code, reading_id)
    return code


_going: list[tuple[subprocess.Popen[bytes], int]] = []


def _look_after() -> None:
    for pair in list(_going):
        child, reading_id = pair
        code = child.poll()
        if code is not None:
            _going.remove(pair)
            _tell(code, reading_id)


def _tell(code: int, reading_id: int) -> None:
    if code:
        log.error("the process that read %s ended with %s", reading_id, code)
        services.note_cut_off(reading_id=reading_id, at=timezone.now())


def _start(reading_id: int, place: int) -> subprocess.Popen[bytes]:
    """The child holds the place too: it stays taken when this process is killed and the child lives on."""
    known = {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE, "DINH_HOME": str(settings.DINH_HOME)}
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "dinh.plans.reading_process", str(reading_id)],
        env={**os.environ, **known},
        cwd=settings.BASE_DIR,
        pass_fds=(place,),
        stdin=subprocess.DEVNULL,
    )


@contextmanager
def _held(place: int) -> Iterator[int]:
    try:
        yield place
    finally:
        os.close(place)


def _wait_for_place() -> int:
    while (place := _free_place()) is None:
        time.sleep(LOOK_AGAIN)
    return place


def _free_place() -> int | None:
    """One of the machine's places to read in: an open file that holds it, None when all are taken. The kernel gives it
    back when the last process that has it open ends, however it ends."""
    folder = Path(settings.DINH_HOME) / "reading"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(AT_ONCE):
        handle = os.open(folder / f"place-{number}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
        else:
            return handle
    return None


def _read_here(reading_id: int) -> None:
    services.read_now(reading_id=reading_id, at=timezone.now())


def _read_and_close(reading_id: int) -> None:
    try:
        read_apart(reading_id)
    except Exception:
        log.exception("reading %s in the background failed", reading_id)
    finally:
        connection.close()
