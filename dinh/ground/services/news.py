"""Announcements: stored with the deed that caused them, told after commit, told again until heard."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from dinh.ground import rows
from dinh.ground.models import Delivery, News
from dinh.ground.shapes import Announcement, Listener

log = logging.getLogger(__name__)

A = TypeVar("A", bound=Announcement)

MOST_TRIES = 12
LONGEST_WAIT = timedelta(hours=6)
KEEP_NEWS = timedelta(days=90)
BATCH = 100
# A telling right after commit is in hand; the clock should not race it.
HEAD_START = timedelta(seconds=30)

_listeners: dict[str, Listener] = {}
_names: dict[str, type[Announcement]] = {}


def news_name(kind: type[Announcement]) -> str:
    """ "plans.TargetReached" for dinh.plans.shapes.TargetReached."""
    parts = kind.__module__.split(".")
    room = parts[1] if parts[0] == "dinh" and len(parts) > 1 else parts[0]
    return f"{room}.{kind.__qualname__.rpartition('.')[2]}"


def listen(
    heard: type[A], *, name: str, when: Callable[[A], bool] | None = None
) -> Callable[[Callable[[A], object]], Callable[[A], object]]:
    """Say that a function hears an announcement: `listen(PlanAdopted, name="plans.hear-adopted")(fn)`.

    The function runs in a transaction of its own. If it raises, what it did is undone and it is told again. `when` says of an
    announcement, asking nothing else, whether it is anything to this listener: where it is not, nothing is stored and told."""

    def hang(fn: Callable[[A], object]) -> Callable[[A], object]:
        already = _listeners.get(name)
        if already and already.fn is not fn and already.fn.__qualname__ != fn.__qualname__:
            raise ValueError(f"two listeners are called {name!r}")
        kind = _names.setdefault(news_name(heard), heard)
        if kind is not heard:
            raise ValueError(f"two announcements are called {news_name(heard)!r}")
        _listeners[name] = Listener(name=name, heard=heard, fn=fn, when=when)
        return fn

    return hang


def stop_listening(name: str) -> None:
    """Take a listener down; for tests."""
    _listeners.pop(name, None)


def listeners() -> list[Listener]:
    """Every listener, by name."""
    return [_listeners[name] for name in sorted(_listeners)]


def listeners_of(kind: type[Announcement]) -> list[Listener]:
    return [listener for listener in listeners() if listener.heard is kind]


def announce(announcement: Announcement, *, at: datetime | None = None) -> News:
    """Store the announcement in the caller's transaction; every listener hears it after commit.

    A listener that failed hears it again later, so news may reach it out of order. What is given back has its number when
    anybody hears it."""
    moment = at or timezone.now()
    with transaction.atomic(savepoint=False):
        news = News(name=news_name(type(announcement)), data=asdict(announcement), at=moment)
        hear = [each.name for each in listeners_of(type(announcement)) if each.hears(announcement)]
        rows.insert([news], numbered=bool(hear))
        if hear:
            # next_try is by the real clock, not by `at`: a demo town announces in a pretend past.
            first_retry = timezone.now() + HEAD_START
            rows.insert([Delivery(news=news, listener=name, next_try=first_retry) for name in hear])
            transaction.on_commit(lambda: _tell_news(news.pk), robust=True)
    return news


def announce_many(
    announcements: Sequence[Announcement],
    *,
    at: datetime | Sequence[datetime] | None = None,
    by_the_clock: bool = False,
) -> int:
    """As `announce` for each, in a few queries a thousand; for deeds that do the same to many. `at`: of all, or of each.
    `by_the_clock`: told by the job that tells again, within a minute, instead of right after commit, so that whoever did
    the deed does not wait for two hundred listeners. Gives how many."""
    now = timezone.now()
    moments = at if isinstance(at, Sequence) else [at or now] * len(announcements)
    with transaction.atomic(savepoint=False):
        made = [
            News(name=news_name(type(one)), data=asdict(one), at=moment)
            for one, moment in zip(announcements, moments, strict=True)
        ]
        rows.insert(made)
        first_retry = now if by_the_clock else now + HEAD_START
        heard = {kind: listeners_of(kind) for kind in {type(one) for one in announcements}}
        deliveries = [
            Delivery(news=news, listener=listener.name, next_try=first_retry)
            for news, one in zip(made, announcements, strict=True)
            for listener in heard[type(one)]
            if listener.hears(one)
        ]
        rows.insert(deliveries)
        if deliveries and not by_the_clock:
            pks = [row.pk for row in deliveries]
            transaction.on_commit(lambda: _tell_each(pks, timezone.now()), robust=True)
    return len(made)


def tell(*, now: datetime | None = None, everything: bool = False) -> tuple[int, int]:
    """Tell what is due and was not heard yet. Returns (heard, failed).

    `everything` does not wait for the next try: what tests and `dinh run ground.tell-again` by hand want."""
    moment = now or timezone.now()
    open_states = [Delivery.State.WAITING, Delivery.State.FAILED]
    due = Q(state__in=open_states, listener__in=list(_listeners))
    if not everything:
        due &= Q(next_try__lte=moment)
    last = heard = failed = 0
    while True:
        # Forward by key, so that each is tried once and what listeners announce in their turn is met on the way.
        batch = list(
            Delivery.objects.filter(due, pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
        )
        if not batch:
            return heard, failed
        done, lost = _tell_each(batch, moment)
        heard, failed, last = heard + done, failed + lost, batch[-1]


def forget_old_news(now: datetime) -> int:
    """Delete announcements older than ninety days that everybody has heard; the ledger keeps what matters."""
    old = News.objects.filter(at__lt=now - KEEP_NEWS)
    open_still = Delivery.objects.exclude(state=Delivery.State.DONE).values("news_id")
    count, _by_model = old.exclude(pk__in=open_still).delete()
    return count


def rebuild(kind: type[A], data: dict[str, Any]) -> A:
    """The announcement as it was, from its stored values (JSON lists were tuples)."""
    known = {field.name for field in fields(kind)}
    return kind(**{key: _tupled(value) for key, value in data.items() if key in known})


def _tupled(value: Any) -> Any:
    return tuple(_tupled(item) for item in value) if isinstance(value, list) else value


def _tell_news(news_id: int) -> None:
    waiting = Delivery.objects.filter(news_id=news_id, state=Delivery.State.WAITING).order_by("pk")
    _tell_each(list(waiting.values_list("pk", flat=True)), timezone.now())


def _tell_each(pks: Iterable[int], moment: datetime) -> tuple[int, int]:
    heard = failed = 0
    for pk in pks:
        outcome = _tell_one(pk, moment)
        heard += outcome is True
        failed += outcome is False
    return heard, failed


def _tell_one(pk: int, moment: datetime) -> bool | None:
    """True heard, False failed, None somebody else has it or it is done."""
    try:
        with transaction.atomic():
            skip = connection.features.has_select_for_update_skip_locked
            row = (
                Delivery.objects.select_for_update(skip_locked=skip, of=("self",) if skip else ())
                .select_related("news")
                .filter(pk=pk, state__in=[Delivery.State.WAITING, Delivery.State.FAILED])
                .first()
            )
            listener = _listeners.get(row.listener) if row else None
            if row is None or listener is None:
                return None
            listener.fn(rebuild(listener.heard, row.news.data))
            # Marked in the listener's own transaction: what it did and the mark stand or fall together.
            row.state, row.done_at, row.error, row.tries = Delivery.State.DONE, moment, "", row.tries + 1
            row.save(update_fields=["state", "done_at", "error", "tries"])
            return True
    except Exception as problem:
        log.exception("a listener failed; delivery %s will be told again", pk)
        _note_failure(pk, moment, problem)
        return False


def _note_failure(pk: int, moment: datetime, problem: Exception) -> None:
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=pk)
        if row.state == Delivery.State.DONE:
            return
        row.tries += 1
        row.state = Delivery.State.GIVEN_UP if row.tries >= MOST_TRIES else Delivery.State.FAILED
        row.next_try = moment + wait_after(row.tries)
        row.error = "".join(traceback.format_exception(problem))[-4000:].replace("\x00", "")
        row.save(update_fields=["tries", "state", "next_try", "error"])


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many failed tries: 1, 2, 4… minutes, six hours at most."""
    return min(timedelta(minutes=2 ** min(tries - 1, 12)), LONGEST_WAIT)
