"""The year day by day: each is drawn, cast, stamped and written in one transaction, with the ledger's lines of that day."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from dinh.ground.copying import numbers
from dinh.till.models import Bill

from ..models import Dossier, SimulatedYear
from . import aside, scribe
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
        with _keeping(state, count, say) as keep:
            _play(year, count, (state.first_number, state.first_bill), state.days_done, keep, say)
        aside.lay_back(say)
        state.done_at = timezone.now()
        state.save(update_fields=["done_at"])
    return count


def run_once(year: Year, count: int) -> int:
    """The same in the caller's transaction, kept on record nowhere."""
    first = numbers(Dossier, count).start, numbers(Bill, count).start
    return _play(
        year, count, first, 0, _keep_here(lambda _days: None, lambda _words: None), lambda _words: None
    )


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


def _play(year: Year, whole: int, begin: tuple[int, int], days_done: int, keep: scribe.Keep, say: Say) -> int:
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
    with without_collecting():
        for place, (day, count) in enumerate(days):
            lots = list(year.lots(day, count))
            casts = [year.cast(lot) for lot in lots]
            if place < days_done:
                stamp.later(lots, casts, number, days[days_done - 1][0])
            else:
                with transaction.atomic():
                    sheaf = stamp.day(day, lots, casts, number)
                keep(sheaf, place + 1, f"{day:%d/%m/%Y}: {number + count - first} hồ sơ")
            number += count
            year.forget()
        keep(Sheaf({}, stamp.due(date.max), []), len(days) + 1, "")
    return number - first


# ---------------------------------------------------------------- who writes the days


@contextmanager
def _keeping(state: SimulatedYear, count: int, say: Say) -> Iterator[scribe.Keep]:
    """Whoever writes the days: while a large load makes the next day, the one before goes into the database."""
    try:
        if connection.vendor != "postgresql" or connection.in_atomic_block or count < aside.LARGE:
            yield _keep_here(partial(_done, state), say)
        else:
            with scribe.writing_aside(state.pk, say) as keep:
                yield keep
    except NumbersGone as gone:
        raise CannotSimulate(
            "Có hồ sơ vừa được nhận, hoặc tiền vừa thu, đúng lúc đang diễn. Chạy lại lệnh này để diễn tiếp từ ngày ấy."
        ) from gone
    except scribe.ScribeFailed as failed:
        raise CannotSimulate(str(failed)) from failed


def _done(state: SimulatedYear, days: int) -> None:
    state.days_done = days
    state.save(update_fields=["days_done"])


def _keep_here(done: Callable[[int], None], say: Say) -> scribe.Keep:
    def keep(sheaf: Sheaf, days: int, words: str) -> None:
        write(sheaf, partial(done, days))
        if words:
            say(words)

    return keep


def write(sheaf: Sheaf, done: Callable[[], object]) -> None:
    """A day into the database, and that it is there, both or neither."""
    with transaction.atomic():
        sheaf.write()
        done()


@contextmanager
def without_collecting() -> Iterator[None]:
    """Millions of small things are held and none of them turns in a circle: looking for circles would take long."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
