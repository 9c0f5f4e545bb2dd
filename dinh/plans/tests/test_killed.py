"""kill -9 in the middle of adopting: nothing half done, and adopting again works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

COMMON = """
import os, sys, time
import django
django.setup()
from dinh.ground.testing import lay_tables
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
    made = adopting._make_duties
    def wait(*args):
        print("half", Target.objects.count(), flush=True)
        time.sleep(60)
        return made(*args)
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


def python(code: str, home: Path, **env: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(COMMON) + textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "dinh.frame.settings",
            "DINH_HOME": str(home),
            "DINH_DATABASE_URL": f"sqlite:///{home}/town.sqlite3",
            **env,
        },
    )


def run(code: str, home: Path) -> str:
    process = python(code, home)
    out, _nothing = process.communicate(timeout=180)
    assert process.returncode == 0
    return out.strip()


@pytest.mark.slow
def test_a_kill_in_the_middle_of_adopting_leaves_nothing_half_done(tmp_path: Path) -> None:
    run(LAY, tmp_path)
    victim = python(ADOPT, tmp_path, PAUSE="1")
    assert victim.stdout is not None
    assert victim.stdout.readline().strip() == "half 3", "the transaction was to be open when the blow fell"
    victim.send_signal(signal.SIGKILL)
    victim.wait(timeout=30)

    assert run(LOOK, tmp_path) == "0 0 0 ready 0 0"
    assert run(ADOPT, tmp_path) == "done"
    assert run(LOOK, tmp_path) == "1 3 7 adopted 1 1"
