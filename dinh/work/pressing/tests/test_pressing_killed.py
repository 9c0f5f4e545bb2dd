"""kill -9 in the middle of a morning: the next run goes on, nobody is written to twice, nobody is left out."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from dinh.ground.testing import Program

COMMON = """
import django
django.setup()
from dinh.ground.testing import die, lay_tables
from dinh.ground import jobs
from dinh.ground.outbox.models import Letter
from dinh.work.models import Digest, Morning, Reminder
from dinh.work.pressing.services import digests, reminding
from dinh.work.tests.builders import TODAY, Town, at, day
from dinh.town.models import Person
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
        "reminding._CHUNK = 3\nmake, calls = reminding._row, []\n"
        "reminding._row = lambda *a: (calls.append(1), die() if len(calls) == 5 else None, make(*a))[2]\n"
    ),
    "while a part of the digests is written": (
        "digests._CHUNK = 1\nwrite, calls = digests._Writer._letters, []\n"
        "digests._Writer._letters = lambda *a: (calls.append(1), die() if len(calls) == 2 else None, write(*a))[2]\n"
    ),
    "before the morning is marked as done": "Morning.objects.get_or_create = die\n",
}
RUN = "run = jobs.run('work.morning', now=at(TODAY, 7))\nprint(run.state, run.error[-300:])\n"
LOOK = """
print(Reminder.objects.count(), Reminder.objects.filter(digest=None).count(), Digest.objects.count(),
      Letter.objects.count(), len(set(Letter.objects.values_list("to_id", "channel"))), Morning.objects.count())
"""


@pytest.mark.slow
def test_a_morning_killed_at_three_moments_comes_to_the_same_end(programs: Callable[..., Program]) -> None:
    python = programs(COMMON)
    laid = python(LAY)
    assert laid.returncode == 0, laid.stderr
    for moment, how in KILLS.items():
        killed = python(how + RUN)
        assert killed.returncode == -signal.SIGKILL, (moment, killed.stdout, killed.stderr)
    ended = python(RUN + LOOK + RUN + LOOK)
    assert ended.returncode == 0, ended.stderr
    first, counts, second, again = ended.stdout.strip().splitlines()
    assert first.startswith("done") and second.startswith("done")
    reminders, unsaid, made, letters, readers, mornings = (int(each) for each in counts.split())
    assert reminders > 9 and unsaid == 0 and mornings == 1
    assert letters == readers == 2 * made, "one notice and one e-mail a person"
    assert counts == again, "a run more changes nothing"
