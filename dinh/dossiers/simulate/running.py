"""The year day by day: each is drawn, cast, stamped and written in one transaction, with the ledger's lines of that day."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.utils import timezone

from ..models import Dossier, SimulatedYear
from . import aside, writing
from .people import people
from .stamping import Stamp
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

        _play(year, count, state.first_number, state.days_done, done, say)
        aside.lay_back(say)
        state.done_at = timezone.now()
        state.save(update_fields=["done_at"])
    return count


def run_once(year: Year, count: int) -> int:
    """The same in the caller's transaction, kept on record nowhere."""
    first = writing.numbers(Dossier, count).start
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
        first = writing.numbers(Dossier, count)
        return SimulatedYear.objects.create(
            **told, first_number=first.start, begun_at=timezone.now()
        )
    different = [name for name, value in told.items() if getattr(there, name) != value]
    if different:
        raise CannotSimulate(
            f"Lần diễn trước ({there.dossiers} hồ sơ, số gieo {there.seed}, {there.first:%d/%m/%Y} đến "
            f"{there.last:%d/%m/%Y}) chưa xong và khác lần này ở: {', '.join(different)}. "
            "Chạy lại đúng như lần ấy để diễn tiếp."
        )
    return there


def _play(year: Year, whole: int, first: int, days_done: int, done: Callable[[int], None], say: Say) -> int:
    days = list(year.counts(whole))
    if days_done > len(days):
        return whole
    with transaction.atomic():
        stamp = Stamp(year, people(year), NAMES)
    number = first
    if days_done:
        say(f"Diễn tiếp sau ngày {days[days_done - 1][0]:%d/%m/%Y}.")
    with _without_collecting():
        for place, (day, count) in enumerate(days):
            lots = list(year.lots(day, count))
            casts = [year.cast(lot) for lot in lots]
            if place < days_done:
                stamp.later(lots, casts, number, days[days_done - 1][0])
            else:
                with transaction.atomic():
                    stamp.day(day, lots, casts, number)
                    stamp.tell(day)
                    done(place + 1)
                say(f"{day:%d/%m/%Y}: {number + count - first} hồ sơ")
            number += count
            year.forget()
    with transaction.atomic():
        stamp.tell(date.max)
        done(len(days) + 1)
    return number - first


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
