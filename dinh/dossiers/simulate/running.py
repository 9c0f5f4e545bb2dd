"""The year day by day: each is drawn, cast, stamped and written in one transaction, with the ledger's lines of that day."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from queue import Queue
from threading import Thread

from django.db import connection, connections, transaction
from django.utils import timezone

from dinh.ground.copying import numbers
from dinh.till.models import Bill

from ..models import Dossier, SimulatedYear
from . import aside
from .people import people
from .stamping import NumbersGone, Sheaf, Stamp
from .year import NAMES, CannotSimulate, Year

Say = Callable[[str], None]


def run(year: Year, count: int, say: Say = lambda _words: None) -> int:
    """Play and write so many dossiers over the year's working days, a day a transaction; gives how many. A run that was cut
    off goes on where it stopped. What a large load lays aside is there again when it ends."""
    with aside.alone():
        state = _state(year, count)
        aside.lay_aside(count, say)

        def done(days: int) -> None:
            state.days_done = days
            state.save(update_fields=["days_done"])

        _play(year, count, (state.first_number, state.first_bill), state.days_done, done, say)
        aside.lay_back(say)
        state.done_at = timezone.now()
        state.save(update_fields=["done_at"])
    return count


def run_once(year: Year, count: int) -> int:
    """The same in the caller's transaction, kept on record nowhere."""
    first = numbers(Dossier, count).start, numbers(Bill, count).start
    return _play(year, count, first, 0, lambda _days: None, lambda _words: None)


def unfinished() -> SimulatedYear | None:
    """The run that was cut off, if one was."""
    return SimulatedYear.objects.filter(done_at=None).first()


@transaction.atomic
def _state(year: Year, count: int) -> SimulatedYear:
    there = unfinished()
    told = {
        "under": year.under,
        "first": year.first,
        "last": year.last,
        "seed": year.seed,
        "dossiers": count,
        "citizens": year.citizens,
        "shape": year.shape(),
    }
    if there is None:
        first, bill = numbers(Dossier, count).start, numbers(Bill, count).start
        return SimulatedYear.objects.create(
            **told, first_number=first, first_bill=bill, begun_at=timezone.now()
        )
    different = [name for name, value in told.items() if getattr(there, name) != value]
    if different:
        raise CannotSimulate(
            f"Lần diễn trước ({there.dossiers} hồ sơ, số gieo {there.seed}, {there.first:%d/%m/%Y} đến "
            f"{there.last:%d/%m/%Y}) chưa xong và khác lần này ở: {', '.join(different)}. "
            "Chạy lại đúng như lần ấy để diễn tiếp."
        )
    return there


def _play(
    year: Year,
    whole: int,
    begin: tuple[int, int],
    days_done: int,
    done: Callable[[int], None],
    say: Say,
) -> int:
    """`begin`: the numbers of the first dossier and of its bill."""
    days = list(year.counts(whole))
    if days_done > len(days):
        return whole
    first, bill = begin
    with transaction.atomic():
        year.tills.open(range(bill, bill + whole))
        stamp = Stamp(year, people(year), NAMES, bill - first)
    number = first
    if days_done:
        say(f"Diễn tiếp sau ngày {days[days_done - 1][0]:%d/%m/%Y}.")
    with _without_collecting(), _writer(whole) as write:
        for place, (day, count) in enumerate(days):
            lots = list(year.lots(day, count))
            casts = [year.cast(lot) for lot in lots]
            if place < days_done:
                stamp.later(lots, casts, number, days[days_done - 1][0])
            else:
                with transaction.atomic():
                    sheaf = stamp.day(day, lots, casts, number)
                words = f"{day:%d/%m/%Y}: {number + count - first} hồ sơ"
                write(partial(_write, sheaf, partial(done, place + 1), partial(say, words)))
            number += count
            year.forget()
        rest = Sheaf({}, stamp.due(date.max), [])
        write(partial(_write, rest, partial(done, len(days) + 1), lambda: None))
    return number - first


def _write(sheaf: Sheaf, done: Callable[[], None], say: Callable[[], None]) -> None:
    """A day into the database, and that it is there, both or neither."""
    try:
        with transaction.atomic():
            sheaf.write()
            done()
    except NumbersGone as gone:
        raise CannotSimulate(
            "Có hồ sơ vừa được nhận, hoặc tiền vừa thu, đúng lúc đang diễn. Chạy lại lệnh này để diễn tiếp từ ngày ấy."
        ) from gone
    say()


Deed = Callable[[], None]


@contextmanager
def _writer(count: int) -> Iterator[Callable[[Deed], None]]:
    """Whoever writes the days: while a large load makes the next day, the one before goes into the database."""
    if connection.vendor != "postgresql" or connection.in_atomic_block or count < aside.LARGE:
        yield lambda deed: deed()
        return
    queue: Queue[Deed | None] = Queue(maxsize=1)
    wrong: list[BaseException] = []

    def work() -> None:
        try:
            while (deed := queue.get()) is not None:
                if not wrong:
                    deed()
        except BaseException as fault:
            wrong.append(fault)
            while queue.get() is not None:
                pass  # whoever makes the days finds out at the next one
        finally:
            connections.close_all()

    def hand_on(deed: Deed) -> None:
        if wrong:
            raise wrong[0]
        queue.put(deed)

    thread = Thread(target=work, daemon=True)
    turns = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)  # the writer waits for the database most of the time: let it go on at once
    thread.start()
    try:
        yield hand_on
    finally:
        queue.put(None)
        thread.join()
        sys.setswitchinterval(turns)
    if wrong:
        raise wrong[0]


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Millions of small things are held and none of them turns in a circle: looking for circles would take long."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
