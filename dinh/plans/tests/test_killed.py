"""kill -9 in the middle of adopting: nothing half done, and adopting again works."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from dinh.ground.testing import Program

COMMON = """
import os
import django
django.setup()
from dinh.ground.testing import die, lay_tables
from dinh.plans import services
from dinh.plans.models import Place, Plan, Reading, Target
from dinh.plans.services import adopting
from dinh.plans.tests.builders import NINE, Town
from dinh.ground.models import LedgerLine, News
"""
LAY = """
lay_tables()
town = Town()
print(town.ready().pk, flush=True)
"""
ADOPT = """
from dinh.town.models import Person
from dinh.town.shapes import Actor, MandateShape
reading = Reading.objects.select_related("unit").get()
by = Actor(Person.objects.get(name="Trần Thị Thử").pk, "Trần Thị Thử", (MandateShape("planner", reading.unit.path),))
if os.environ.get("PAUSE"):
    def wait(*args):
        print("half", Target.objects.count(), flush=True)
        die()
    adopting._make_duties = wait
services.adopt_as_read(reading_id=reading.pk, by=by, at=NINE)
print("done", flush=True)
"""
LOOK = """
print(
    Plan.objects.count(), Target.objects.count(), Place.objects.count(), Reading.objects.get().state,
    LedgerLine.objects.filter(deed="plans.adopted").count(), News.objects.filter(name="plans.PlanAdopted").count(),
    flush=True,
)
"""


def run(python: Program, code: str) -> str:
    done = python(code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def killed_half_way(python: Program, code: str) -> str:
    """What the program said before it was killed where it would PAUSE."""
    done = python(code, PAUSE="1")
    assert done.returncode == -signal.SIGKILL, done.stderr
    return done.stdout.strip()


@pytest.mark.slow
def test_a_kill_in_the_middle_of_adopting_leaves_nothing_half_done(
    programs: Callable[..., Program],
) -> None:
    python = programs(COMMON)
    run(python, LAY)
    assert killed_half_way(python, ADOPT) == "half 3", "the transaction was to be open when the blow fell"

    assert run(python, LOOK) == "0 0 0 ready 0 0"
    assert run(python, ADOPT) == "done"
    assert run(python, LOOK) == "1 3 7 adopted 1 1"
