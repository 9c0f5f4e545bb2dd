"""kill -9 in the middle of a morning: the next run goes on, nobody is written to twice, nobody is left out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

COMMON = """
import os, signal
import django
django.setup()
from dinh.ground.testing import lay_tables
from dinh.ground import jobs
from dinh.ground.outbox.models import Letter
from dinh.work.models import Digest, Morning, Reminder
from dinh.work.pressing.services import digests, reminding
from dinh.work.tests.builders import TODAY, Town, at, day
from dinh.town.models import Person

def die(*args, **more):
    os.kill(os.getpid(), signal.SIGKILL)
"""
LAY = """
lay_tables()
town = Town()
for office in (town.economy, town.culture, town.office):
    for n in range(3):
        town.ask(title=f"Việc {n}", office_id=office.pk, due_on=day(-n), on=at(day(-30)))
Person.objects.update(email="mau@mau.example")
"""
KILLS = {
    "while reminders are made": (
        "reminding._CHUNK = 3\\nmake, calls = reminding._row, []\\n"
        "reminding._row = lambda *a: (calls.append(1), die() if len(calls) == 5 else None, make(*a))[2]\\n"
    ),
    "while a part of the digests is written": (
        "digests._CHUNK = 1\\nwrite, calls = digests._Writer._letters, []\\n"
        "digests._Writer._letters = lambda *a: (calls.append(1), die() if len(calls) == 2 else None, write(*a))[2]\\n"
    ),
    "before the morning is marked as done": "Morning.objects.get_or_create = die\\n",
}
RUN = "run = jobs.run('work.morning', now=at(TODAY, 7))\\nprint(run.state, run.error[-300:])\\n"
LOOK = """
print(Reminder.objects.count(), Reminder.objects.filter(digest=None).count(), Digest.objects.count(),
      Letter.objects.count(), len(set(Letter.objects.values_list("to_id", "channel"))), Morning.objects.count())
"""


def python(code: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(COMMON) + textwrap.dedent(code).replace("\\n", "\n")],
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
        cwd=Path(__file__).parents[4],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "dinh.frame.settings",
            "DINH_HOME": str(home),
            "DINH_DATABASE_URL": f"sqlite:///{home}/town.sqlite3",
        },
    )


@pytest.mark.slow
def test_a_morning_killed_at_three_moments_comes_to_the_same_end(tmp_path: Path) -> None:
    laid = python(LAY, tmp_path)
    assert laid.returncode == 0, laid.stderr
    for moment, how in KILLS.items():
        killed = python(how + RUN, tmp_path)
        assert killed.returncode == -signal.SIGKILL, (moment, killed.stdout, killed.stderr)
    ended = python(RUN + LOOK + RUN + LOOK, tmp_path)
    assert ended.returncode == 0, ended.stderr
    first, counts, second, again = ended.stdout.strip().splitlines()
    assert first.startswith("done") and second.startswith("done")
    reminders, unsaid, made, letters, readers, mornings = (int(each) for each in counts.split())
    assert reminders > 9 and unsaid == 0 and mornings == 1
    assert letters == readers == 2 * made, "one notice and one e-mail a person"
    assert counts == again, "a run more changes nothing"
