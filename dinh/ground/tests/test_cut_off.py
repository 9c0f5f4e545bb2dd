"""kill -9 at the worst moments: nothing half done, nothing lost, nothing told twice."""

from __future__ import annotations

import signal

import pytest

PREPARE = """
from dataclasses import dataclass
from datetime import datetime, timezone
import django
django.setup()
from django.db import transaction
from dinh.ground import jobs, queries, services
from dinh.ground.models import Delivery, JobRun, LedgerLine, News
from dinh.ground.shapes import Announcement, Ref
from dinh.ground.testing import die, lay_tables
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=timezone.utc)

@dataclass(frozen=True)
class Done(Announcement):
    what: str

def write(what):
    services.write(deed="tests.done", about=Ref("thing", what), by=None, at=NOW)
"""


@pytest.fixture
def python(programs):
    go = programs(PREPARE)
    made = go("lay_tables()")
    assert made.returncode == 0, made.stderr
    return go


def test_killed_inside_a_deed_nothing_of_it_remains(python):
    killed = python("""
        write("before")
        with transaction.atomic():
            services.announce(Done("half"))
            write("half")
            die()
    """)
    assert killed.returncode == -signal.SIGKILL
    after = python("""
        assert services.verify().ok
        assert [str(line.about) for line in LedgerLine.objects.all()] == ["thing:before"]
        assert not News.objects.exists()
        write("after")
        assert services.verify().lines == 2
    """)
    assert after.returncode == 0, after.stderr


def test_killed_between_commit_and_telling_it_is_told_by_the_next_process(python):
    killed = python("""
        services.listen(Done, name="tests.hear")(lambda news: None)
        with transaction.atomic():
            transaction.on_commit(die)
            services.announce(Done("told late"))
    """)
    assert killed.returncode == -signal.SIGKILL
    after = python("""
        heard = []
        services.listen(Done, name="tests.hear")(heard.append)
        jobs.run("ground.tell-again", now=datetime(2100, 1, 1, tzinfo=timezone.utc))
        assert heard == [Done("told late")], heard
        assert services.tell(everything=True) == (0, 0)
    """)
    assert after.returncode == 0, after.stderr


def test_killed_while_a_listener_works_its_half_work_is_undone_and_done_once(python):
    killed = python("""
        def hear(news):
            write(news.what)
            die()
        services.listen(Done, name="tests.hear")(hear)
        services.announce(Done("once"))
    """)
    assert killed.returncode == -signal.SIGKILL
    after = python("""
        services.listen(Done, name="tests.hear")(lambda news: write(news.what))
        assert not LedgerLine.objects.exists()
        services.tell(everything=True)
        services.tell(everything=True)
        assert LedgerLine.objects.count() == 1
        assert services.verify().ok
    """)
    assert after.returncode == 0, after.stderr


def test_a_job_killed_at_work_is_free_for_the_next_process(python):
    killed = python("""
        @jobs.job("tests.long", every=__import__("datetime").timedelta(hours=1))
        def long():
            die()
        jobs.run("tests.long")
    """)
    assert killed.returncode == -signal.SIGKILL
    after = python("""
        @jobs.job("tests.long", every=__import__("datetime").timedelta(hours=1))
        def long():
            return "xong"
        assert jobs.run("tests.long").said == "xong"
        assert list(JobRun.objects.order_by("pk").values_list("state", flat=True)) == ["lost", "done"]
    """)
    assert after.returncode == 0, after.stderr


def test_a_new_ledger_in_an_old_home_is_not_accused_by_the_old_seals(python, tmp_path):
    assert python("write('one'); write('two'); services.note_seal(at=NOW)").returncode == 0
    assert (tmp_path / "seals.txt").exists()
    for path in tmp_path.glob("town.sqlite3*"):
        path.unlink()
    after = python("""
        from django.core.management import call_command
        call_command("migrate", "ground", verbosity=0)  # not a copy: a ledger has a name of its own from its first table
        write("another")
        assert services.verify().ok
    """)
    assert after.returncode == 0, after.stderr
    assert len(list(tmp_path.glob("seals-until-*.txt"))) == 1
