"""The scribe: a process of its own that writes the days of a large load into the database while the load makes the next ones.

Making a day and writing it are both work of the processor; in one process they would wait for each other. The load hands a day
over as texts through a pipe and hears when it is in the database; WAITING days wait at most, so that memory stays bounded.

It ends when the pipe is closed, which also happens when the load is killed: the day in its hands is then written whole or not
at all, and `aside.alone` of the next load waits for that."""

from __future__ import annotations

import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from queue import Queue
from threading import Thread
from typing import IO, Protocol

from django.db import connection

from dinh.ground.copying import pieces
from dinh.ground.holes import LINE
from dinh.till.services import sets as tills

from .stamping import NumbersGone, Sheaf

GONE, WAITING = "gone", 3
_LINE, _LINES = LINE.encode(), 1_000
_PROGRAM = """
import django; django.setup()
from dinh.dossiers.simulate import scribe; raise SystemExit(scribe.main())
"""


class Keep(Protocol):
    """Write a day; `days`: how many of the load's days are there with it; `words`: what is said of it then."""

    def __call__(self, sheaf: Sheaf, days: int, words: str) -> None: ...


class ScribeFailed(Exception):
    """The scribe ended or could not write; `str()` tells what it said."""


# ---------------------------------------------------------------- the load's side


@contextmanager
def writing_aside(state: int, said: Callable[[str], None]) -> Iterator[Keep]:
    """A scribe for the load whose record is `state`; `said(words)` is called for each day that is there. Raises NumbersGone and
    ScribeFailed, at the latest on leaving."""
    scribe = _Scribe(state, said)
    try:
        yield scribe.keep
    except BaseException:
        scribe.close()
        raise
    scribe.close()
    scribe.raise_wrong()


class _Scribe:
    def __init__(self, state: int, said: Callable[[str], None]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", _PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        self._said = said
        self._wrong: BaseException | None = None
        self._waiting: Queue[tuple[Sheaf, int, str] | None] = Queue(maxsize=WAITING)
        self._begin = {"database": connection.settings_dict["NAME"], "state": state}
        self._pump = Thread(target=self._hand_over, daemon=True)
        self._pump.start()

    def keep(self, sheaf: Sheaf, days: int, words: str) -> None:
        self.raise_wrong()
        self._waiting.put((sheaf, days, words))

    def raise_wrong(self) -> None:
        if self._wrong is not None:
            raise self._wrong

    def close(self) -> None:
        """What was handed over is written first."""
        self._waiting.put(None)
        self._pump.join()
        with suppress(BrokenPipeError):
            self._to.close()
        self._process.wait()
        self._from.close()

    def _hand_over(self) -> None:
        while (given := self._waiting.get()) is not None:
            if self._wrong is None:
                try:
                    self._one(*given)
                except BaseException as fault:
                    self._wrong = fault

    def _one(self, sheaf: Sheaf, days: int, words: str) -> None:
        try:
            if self._begin:
                pickle.dump(self._begin, self._to)
                self._to.flush()
                pickle.load(self._from)  # noqa: S301 - it holds its lock from here on, so no day is written unseen
                self._begin = {}
            lay_down(sheaf, days, self._to)
            answer = pickle.load(self._from)  # noqa: S301 - our own process
        except (BrokenPipeError, EOFError) as ended:
            raise ScribeFailed(
                "Tiến trình ghi đã dừng giữa chừng; chạy lại lệnh này để diễn tiếp."
            ) from ended
        if answer == GONE:
            raise NumbersGone
        if answer:
            raise ScribeFailed(answer)
        if words:
            self._said(words)


def lay_down(sheaf: Sheaf, days: int, into: IO[bytes]) -> None:
    """A day as bytes: few and large texts, which cost next to nothing to hand over; not so large that their memory goes back to
    the system, which would clear it each time."""
    lines = [_LINE.join(sheaf.lines[n : n + _LINES]) for n in range(0, len(sheaf.lines), _LINES)]
    texts = [
        [list(pieces(rows)) for rows in sheaf.texts.values()],
        lines,
        [list(pieces(rows)) for rows in sheaf.bills.texts],
    ]
    pickle.dump((list(sheaf.texts), texts, sheaf.taken, sheaf.bills.taken, days), into, protocol=5)
    into.flush()


def take_up(out_of: IO[bytes]) -> tuple[Sheaf, int]:
    """What `lay_down` laid, the texts of a table in fewer pieces. EOFError: nothing more comes."""
    models, (texts, lines, bills), taken, receipts, days = pickle.load(out_of)  # noqa: S301 - our own process
    of_tables = dict(zip(models, texts, strict=True))
    told = [line for some in lines for line in some.split(_LINE)]
    return Sheaf(of_tables, told, taken, tills.Sheaf(bills, receipts)), days


# ---------------------------------------------------------------- the scribe's side


def main() -> int:
    """Write what comes until nothing more comes."""
    from ..models import SimulatedYear
    from . import aside, running

    out_of, into = sys.stdin.buffer, sys.stdout.buffer
    told = pickle.load(out_of)  # noqa: S301 - our own process
    connection.settings_dict["NAME"] = told["database"]
    state = SimulatedYear.objects.filter(pk=told["state"])
    with connection.cursor() as cursor:
        # A day and the mark that it is there are lost together or not at all: nobody need wait for the disk after each.
        cursor.execute("SET synchronous_commit = off")
    with aside.scribe_at_work(), running.without_collecting():
        pickle.dump("", into)
        into.flush()
        while True:
            try:
                sheaf, days = take_up(out_of)
            except EOFError:
                return 0
            try:
                running.write(sheaf, partial(state.update, days_done=days))
                answer = ""
            except NumbersGone:
                answer = GONE
            except Exception:
                answer = traceback.format_exc()
            pickle.dump(answer, into)
            into.flush()
