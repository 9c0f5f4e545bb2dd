"""kill -9 in the middle of drawing and of folding: the next drawing goes on, and in the end nothing is missing or doubled."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import os, signal, time
import django
django.setup()
from datetime import date
from django.db import connections
from django.utils import timezone
from dinh.ground import facts
from dinh.ground.facts import Column, FactTable
from dinh.ground.testing import lay_tables
from dinh.lake import queries, reading, services
from dinh.lake.services import drawing, folding
from dinh.lake.store import base, delta

MANY = 900
lay_tables()
connections.close_all()
facts._declared.clear()
facts.declare(FactTable(
    name="things", version=1, words="x", grain="x", key="id", day="made_on",
    columns=(Column("id", "text", "x"), Column("made_on", "day", "x"), Column("n", "whole", "x")),
    kinds=frozenset({"thing"}), touched=lambda refs: set(),
    read=lambda keys: [{"id": k, "source": "dinh", "made_on": date(2026, 1 + int(k) % 9, 1), "n": int(k)} for k in keys],
    walk=lambda after, most: [f"{n:05d}" for n in range(int(after or 0) + 1, MANY + 1)][:most],
    count=lambda: MANY,
))
drawing.BATCH, drawing.COMMIT, drawing.FOLD_WALKING = 20, 20, 200

def die(*args, **more):
    os.kill(os.getpid(), signal.SIGKILL)

def after(deed):
    def done(*args, **more):
        deed(*args, **more)
        die()
    return done

def child(work):
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
        os._exit(0)
    except BaseException:
        import traceback
        traceback.print_exc()
        os._exit(7)

def until_killed(work):
    pid = child(work)
    assert os.WTERMSIG(os.waitpid(pid, 0)[1]) == signal.SIGKILL

def draw():
    services.draw(at=timezone.now())

def broken(where, name, how):
    def work():
        setattr(where, name, how(getattr(where, name)))
        draw()
    return work

class Later:
    "Lets a deed be done so many times, then dies before or after it."
    def __init__(self, times, deed):
        self.times, self.deed = times, deed
    def __call__(self, *args, **more):
        self.times -= 1
        if not self.times:
            die()
        return self.deed(*args, **more)

until_killed(broken(delta, "append", lambda deed: Later(4, deed)))
until_killed(broken(delta, "append", after))
until_killed(broken(base, "commit", lambda deed: die))
until_killed(broken(base, "commit", after))
rounds = 0
for wait in (0.3, 0.6, 0.9, 1.2):
    pid = child(draw)
    time.sleep(wait)
    os.kill(pid, signal.SIGKILL)
    rounds += os.WIFSIGNALED(os.waitpid(pid, 0)[1])

def look():
    draw()
    draw()
    services.fold(at=timezone.now())
    with reading.open() as lake:
        print(*lake.duck.sql("SELECT count(*), count(DISTINCT id), sum(n) FROM things").fetchall()[0], queries.state()["things"].rows, queries.state()["things"].walked)

os.waitpid(child(look), 0)
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_in_drawing_and_folding_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
        cwd=Path(__file__).parents[3],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "dinh.frame.settings",
            "DINH_HOME": str(tmp_path),
            "DINH_DATABASE_URL": f"sqlite:///{tmp_path}/town.sqlite3",
        },
    )
    assert done.stdout.split() == ["900", "900", str(900 * 901 // 2), "900", "True"], done.stderr
