"""Many at once: the chain keeps its order, and a job has one runner."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections, transaction

from dinh.ground import jobs, services
from dinh.ground.models import JobClock, LedgerLine
from dinh.ground.services import ledger
from dinh.ground.shapes import Ref

NINE = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_jobs")]


def _closing(work):
    def go(*args):
        try:
            return work(*args)
        finally:
            connections.close_all()

    return go


def test_many_writers_make_one_chain_without_gaps():
    def deed(writer):
        for n in range(10):
            with transaction.atomic():
                services.write(
                    deed="tests.wrote", about=Ref("writer", writer), by=None, at=NINE, data={"n": n}
                )
                if n == 5:
                    transaction.set_rollback(True)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(_closing(deed), range(6)))
    report = services.verify()
    assert report.ok
    assert report.lines == 54
    for writer in range(6):
        told = [line.data["n"] for line in LedgerLine.objects.filter(about_kind="writer", about_id=writer)]
        assert told == [0, 1, 2, 3, 4, 6, 7, 8, 9], "each writer's own order is kept"


def test_a_head_that_another_laid_since_we_looked_is_no_broken_ledger(monkeypatch):
    looked, read = [], ledger._read_head

    def nothing_at_the_first_look():
        looked.append(1)
        return None if len(looked) == 1 else read()

    first = services.write(deed="tests.wrote", about=Ref("writer", 1), by=None, at=NINE)
    monkeypatch.setattr(ledger, "_read_head", nothing_at_the_first_look)
    second = services.write(deed="tests.wrote", about=Ref("writer", 1), by=None, at=NINE)
    assert (second.id, second.previous) == (first.id + 1, first.hash)
    assert services.verify().ok


def test_lines_without_their_head_are_not_continued(monkeypatch):
    services.write(deed="tests.wrote", about=Ref("writer", 1), by=None, at=NINE)
    monkeypatch.setattr(ledger, "_read_head", lambda: None)
    with pytest.raises(ledger.LedgerBroken, match="dinh verify"):
        services.write(deed="tests.wrote", about=Ref("writer", 1), by=None, at=NINE)


def test_a_job_is_never_run_twice_at_once():
    began, may_end = threading.Event(), threading.Event()

    @jobs.job("tests.slow", every=timedelta(hours=1))
    def slow():
        began.set()
        assert may_end.wait(20)

    try:
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(_closing(jobs.run), "tests.slow")
            assert began.wait(20)
            assert jobs.run("tests.slow") is None
            assert jobs.run_due(NINE + timedelta(days=400)) is not None
            may_end.set()
            assert first.result(20).state == "done"
        assert jobs.run("tests.slow").state == "done"
    finally:
        may_end.set()
        jobs.forget("tests.slow")


def test_two_clocks_that_look_at_once_start_a_due_job_once():
    ran = []

    @jobs.job("tests.hourly", every=timedelta(hours=1))
    def hourly():
        ran.append(1)

    try:
        JobClock.objects.create(name="tests.hourly", since=NINE)
        both = threading.Barrier(2)

        def tick():
            both.wait(10)
            jobs.tick(NINE)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda _n: _closing(tick)(), range(2)))
        assert ran == [1]
    finally:
        jobs.forget("tests.hourly")
