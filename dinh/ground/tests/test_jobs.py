"""Jobs by the clock."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from dinh.ground import jobs
from dinh.ground.models import JobClock, JobRun

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # 12:00 in Hà Nội
pytestmark = pytest.mark.usefixtures("own_jobs")


@pytest.fixture
def made():
    names = []

    def make(fn, name="tests.job", **rhythm):
        names.append(name)
        return jobs.job(name, **(rhythm or {"every": timedelta(minutes=5)}))(fn)

    yield make
    for name in names:
        jobs.forget(name)


def _job(**rhythm):
    return jobs.Job("x", print, rhythm.get("every"), rhythm.get("at"), timedelta(hours=1), "")


@pytest.mark.parametrize(
    ("rhythm", "since", "last", "due"),
    [
        ({"every": timedelta(minutes=5)}, NOON, None, True),
        ({"every": timedelta(minutes=5)}, NOON, NOON - timedelta(minutes=4), False),
        ({"every": timedelta(minutes=5)}, NOON, NOON - timedelta(minutes=5), True),
        ({"at": time(2, 0)}, NOON, None, False),  # installed at noon: waits for the night
        ({"at": time(2, 0)}, NOON - timedelta(days=1), None, True),
        ({"at": time(2, 0)}, NOON - timedelta(days=9), NOON - timedelta(hours=10), False),  # ran at 02:00
        ({"at": time(2, 0)}, NOON - timedelta(days=9), NOON - timedelta(hours=11), True),  # last at 01:00
        ({"at": time(12, 0)}, NOON - timedelta(days=9), NOON - timedelta(days=1), True),
        (
            {"at": time(12, 1)},
            NOON - timedelta(days=9),
            NOON - timedelta(days=1),
            True,
        ),  # yesterday's was missed
        ({"at": time(12, 1)}, NOON - timedelta(days=9), NOON - timedelta(hours=23), False),
    ],
)
def test_when_a_job_is_due(rhythm, since, last, due):
    assert jobs.is_due(_job(**rhythm), now=NOON, since=since, last_started=last) is due


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        ({"every": timedelta(minutes=5)}, "mỗi 5 phút"),
        ({"every": timedelta(hours=1)}, "mỗi 1 giờ"),
        ({"every": timedelta(seconds=90)}, "mỗi 90 giây"),
        ({"at": time(1, 30)}, "hằng ngày lúc 01:30"),
    ],
)
def test_a_rhythm_reads_in_words(rhythm, words):
    assert _job(**rhythm).rhythm == words


def test_a_job_needs_one_rhythm():
    with pytest.raises(ValueError, match="either"):
        jobs.job("tests.none")
    with pytest.raises(ValueError, match="either"):
        jobs.job("tests.both", every=timedelta(1), at=time(1))


@pytest.mark.django_db
def test_run_due_runs_what_is_due_once(made):
    seen = []
    made(seen.append)
    assert [run.name for run in jobs.run_due(NOON) if run.name == "tests.job"] == ["tests.job"]
    assert [run for run in jobs.run_due(NOON + timedelta(minutes=1)) if run.name == "tests.job"] == []
    jobs.run_due(NOON + timedelta(minutes=5))
    assert seen == [NOON, NOON + timedelta(minutes=5)]


@pytest.mark.django_db
def test_a_failing_job_is_recorded_and_the_clock_goes_on(made):
    made(lambda: 1 / 0)
    jobs.tick(NOON)
    run = JobRun.objects.get(name="tests.job")
    assert run.state == "failed"
    assert "ZeroDivisionError" in run.error
    assert JobClock.objects.get(name="tests.job").holder == "", "free for the next time"


@pytest.mark.django_db
def test_what_a_job_says_is_kept_and_silence_does_not_pile_up(made):
    words = iter([None, None, "đã nhắc 3 việc", None])
    made(lambda: next(words))
    for n in range(4):
        jobs.run_due(NOON + timedelta(minutes=5 * n))
    assert list(JobRun.objects.filter(name="tests.job").order_by("pk").values_list("said", flat=True)) == [
        "đã nhắc 3 việc",
        "",
    ]


@pytest.mark.django_db
def test_an_unknown_job_is_named():
    with pytest.raises(jobs.NoSuchJob, match="khong-co"):
        jobs.run("tests.khong-co")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("holder", "until", "taken"),
    [
        ("elsewhere:1:abc:d", timedelta(hours=1), False),  # another machine, still in its time
        ("elsewhere:1:abc:d", -timedelta(seconds=1), True),  # another machine, its time is over
        (
            f"{socket.gethostname()}:{os.getpid()}:otherlife:d",
            timedelta(hours=1),
            True,
        ),  # our number, another life
        (
            f"{socket.gethostname()}:{os.getpid()}:{jobs._LIFE}:d",
            timedelta(hours=1),
            False,
        ),  # another thread of ours
        (f"{socket.gethostname()}:{2**22 + 5}:abc:d", timedelta(hours=1), True),  # no such process
        (f"{socket.gethostname()}:1:abc:d", timedelta(hours=1), False),  # alive
    ],
    ids=[
        "elsewhere in its time",
        "elsewhere over time",
        "our number in another life",
        "our thread",
        "dead",
        "alive",
    ],
)
def test_a_job_held_by_the_dead_can_be_taken(made, holder, until, taken):
    made(lambda: None)
    JobClock.objects.create(
        name="tests.job", since=NOON, last_started=NOON, holder=holder, held_until=timezone.now() + until
    )
    assert (jobs.run("tests.job") is not None) is taken


@pytest.mark.django_db
def test_old_runs_are_forgotten():
    JobRun.objects.create(name="tests.old", started=NOON - timedelta(days=91))
    JobRun.objects.create(name="tests.new", started=NOON - timedelta(days=89))
    assert jobs.forget_old_runs(NOON) == 1
    assert JobRun.objects.get().name == "tests.new"
