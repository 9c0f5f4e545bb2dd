"""Jobs by the clock: named, run when due or by hand, never twice at once."""

from __future__ import annotations

import inspect
import logging
import os
import secrets
import socket
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

from django.apps import apps
from django.db import connections, transaction
from django.db.models import Q
from django.utils import timezone

from dinh.ground.models import JobClock, JobRun

log = logging.getLogger(__name__)

Fn = TypeVar("Fn", bound=Callable[..., Any])
# Says which process holds a job: a reused process number alone would deceive.
_LIFE = secrets.token_hex(4)
KEEP_RUNS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Job:
    """A deed by the clock. `fn` may take the moment as its one argument, and may return a sentence."""

    name: str
    fn: Callable[..., Any]
    every: timedelta | None
    at: time | None
    longest: timedelta
    caption: str

    @property
    def rhythm(self) -> str:
        """ "mỗi 5 phút", "hằng ngày lúc 02:00"."""
        if self.at is not None:
            return f"hằng ngày lúc {self.at:%H:%M}"
        seconds = int((self.every or timedelta()).total_seconds())
        for size, word in ((86400, "ngày"), (3600, "giờ"), (60, "phút")):
            if seconds >= size and seconds % size == 0:
                return f"mỗi {seconds // size} {word}"
        return f"mỗi {seconds} giây"


class NoSuchJob(LookupError):
    """No job has this name."""


_jobs: dict[str, Job] = {}
_found = False


def job(
    name: str,
    *,
    every: timedelta | None = None,
    at: time | None = None,
    longest: timedelta = timedelta(hours=6),
    caption: str = "",
) -> Callable[[Fn], Fn]:
    """Register a job: `@job("plans.remind", every=timedelta(hours=1))` or `at=time(2, 0)` local time daily.

    `longest` is how long a holder is believed to be at work before another may take the job over."""
    if (every is None) == (at is None):
        raise ValueError(f"job {name!r} needs either every= or at=")

    def register(fn: Fn) -> Fn:
        already = _jobs.get(name)
        if already and already.fn.__qualname__ != fn.__qualname__:
            raise ValueError(f"two jobs are called {name!r}")
        words = caption or next(iter((inspect.getdoc(fn) or "").splitlines()), "")
        _jobs[name] = Job(name=name, fn=fn, every=every, at=at, longest=longest, caption=words)
        return fn

    return register


def jobs() -> list[Job]:
    """Every registered job, by name."""
    _find_jobs()
    return [_jobs[name] for name in sorted(_jobs)]


def forget(name: str) -> None:
    """Take a job off the clock; for tests."""
    _jobs.pop(name, None)


def _find_jobs() -> None:
    """Import every room's jobs.py once, when the clock is first asked: start-up stays light, no line elsewhere."""
    global _found
    if _found:
        return
    for config in apps.get_app_configs():
        # Ground's own stand in chores.py, because jobs.py is this registry.
        module = "dinh.ground.chores" if config.name == "dinh.ground" else f"{config.name}.jobs"
        if config.name.startswith("dinh.") and find_spec(module):
            try:
                import_module(module)
            except Exception:
                # One room that cannot be imported must not stop the clock of the others.
                log.exception("the jobs of %s are not on the clock", config.label)
    _found = True


def is_due(job: Job, *, now: datetime, since: datetime, last_started: datetime | None) -> bool:
    """Whether a job should start. A daily one waits for its hour; hours slept through are made up once."""
    if job.every is not None:
        return last_started is None or now - last_started >= job.every
    assert job.at is not None
    local = timezone.localtime(now)
    hour = local.replace(hour=job.at.hour, minute=job.at.minute, second=0, microsecond=0)
    latest = hour if hour <= local else hour - timedelta(days=1)
    return (last_started or since) < latest


def tick(now: datetime | None = None) -> list[JobRun]:
    """Run what is due; never raises. What `dinh serve` calls every second."""
    try:
        _let_old_connections_go()
        return run_due(now or timezone.now())
    except Exception:
        log.exception("the clock stumbled; it goes on")
        return []
    finally:
        _let_old_connections_go()


def _let_old_connections_go() -> None:
    """A connection that the server dropped overnight must not stop the clock for ever."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


def run_due(now: datetime) -> list[JobRun]:
    """Run every job that is due, one after another. Returns their runs."""
    known = jobs()
    clocks = {clock.name: clock for clock in JobClock.objects.filter(name__in=[job.name for job in known])}
    ran: list[JobRun] = []
    for job in known:
        clock = clocks.get(job.name)
        if clock is None:
            clock, _made = JobClock.objects.get_or_create(name=job.name, defaults={"since": now})
        if is_due(job, now=now, since=clock.since, last_started=clock.last_started):
            run_made = _run(job, now=now, by_hand=False, seen=clock.last_started)
            if run_made:
                ran.append(run_made)
    return ran


def run(name: str, *, now: datetime | None = None) -> JobRun | None:
    """Run one job by hand, due or not. None when another process is running it at this moment."""
    _find_jobs()
    found = _jobs.get(name)
    if found is None:
        raise NoSuchJob(f"Không có việc định kỳ “{name}”.")
    moment = now or timezone.now()
    JobClock.objects.get_or_create(name=name, defaults={"since": moment})
    return _run(found, now=moment, by_hand=True)


def _run(job: Job, *, now: datetime, by_hand: bool, seen: datetime | None = None) -> JobRun | None:
    holder = new_holder()
    if not _take(job, holder, now, seen=seen, by_hand=by_hand):
        return None
    try:
        # Whoever ran it before and left no end was cut off: the lock is ours now.
        JobRun.objects.filter(name=job.name, state=JobRun.State.RUNNING).update(
            state=JobRun.State.LOST, finished=now
        )
        run = JobRun.objects.create(name=job.name, started=now, by_hand=by_hand)
        began = timezone.now()
        try:
            said = job.fn(now) if _wants_moment(job.fn) else job.fn()
            run.state, run.said = JobRun.State.DONE, str(said) if said is not None else ""
        except Exception as problem:
            log.exception("job %s failed", job.name)
            run.state = JobRun.State.FAILED
            run.error = "".join(traceback.format_exception(problem))[-8000:].replace("\x00", "")
        run.finished = now + (timezone.now() - began)
        run.save(update_fields=["state", "said", "error", "finished"])
        if run.state == JobRun.State.DONE:
            _forget_silent_runs_before(run)
        return run
    finally:
        JobClock.objects.filter(name=job.name, holder=holder).update(holder="", held_until=None)


def _take(job: Job, holder: str, now: datetime, *, seen: datetime | None, by_hand: bool) -> bool:
    """Take the job in one short transaction: one compare-and-set on its row, alike on both databases."""
    real_now = timezone.now()
    with transaction.atomic():
        row = JobClock.objects.select_for_update().get(name=job.name)
        free = Q(holder="") | Q(held_until__lt=real_now)
        if row.holder and is_dead(row.holder):
            free |= Q(holder=row.holder)
        rows = JobClock.objects.filter(free, name=job.name)
        if not by_hand:
            # Another clock may have run it since this one looked.
            rows = rows.filter(last_started=seen) if seen else rows.filter(last_started__isnull=True)
        return bool(rows.update(holder=holder, held_until=real_now + job.longest, last_started=now))


def new_holder() -> str:
    """A name for whoever takes something now: another process can later tell whether its holder still lives."""
    return f"{socket.gethostname()}:{os.getpid()}:{_LIFE}:{secrets.token_hex(4)}"


def is_dead(holder: str) -> bool:
    """Whether a holder on this machine is certainly gone. One elsewhere is believed until its time is over."""
    host, pid_text, life, _run_token = holder.split(":")
    if host != socket.gethostname():
        return False
    pid = int(pid_text)
    if pid == os.getpid():
        return life != _LIFE
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _forget_silent_runs_before(run: JobRun) -> None:
    """A job of every minute that had nothing to do would fill the table with nothing."""
    silent = JobRun.objects.filter(name=run.name, state=JobRun.State.DONE, said="", by_hand=False)
    silent.filter(pk__lt=run.pk).delete()


def _wants_moment(fn: Callable[..., Any]) -> bool:
    return any(
        parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        for parameter in inspect.signature(fn).parameters.values()
    )


def forget_old_runs(now: datetime) -> int:
    """Delete runs older than ninety days. Returns how many."""
    count, _by_model = JobRun.objects.filter(started__lt=now - KEEP_RUNS).delete()
    return count
