"""kill -9 in the middle of applying a sheet: nothing half done, and applying again works."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dinh.ground.testing import Program

from .test_killed import COMMON, killed_half_way, run

LAY = """
import io
from datetime import date
from openpyxl import load_workbook
from dinh.plans.models import Task
from dinh.plans.tests.test_sheets import everything, filled, taken
lay_tables()
town = Town()
plan = Plan.objects.select_related("unit__parent").get(pk=town.plan().pk)
contents = filled(taken(plan), everything(plan.targets.get(mark="T1"), plan.tasks.get(), plan.projects.get()))
services.sheets.bring(plan_id=plan.pk, file=contents, name="bang.xlsx", by=town.planner, at=NINE.replace(month=4))
print("laid", flush=True)
"""
APPLY = """
from dinh.plans.models import SheetImport
from dinh.plans.services import tracking
from dinh.town.models import Person
from dinh.town.shapes import Actor, MandateShape
row = SheetImport.objects.select_related("plan__unit").get()
by = Actor(Person.objects.get(name="Trần Thị Thử").pk, "Trần Thị Thử", (MandateShape("planner", row.plan.unit.path),))
if os.environ.get("PAUSE"):
    from dinh.plans.models import TargetValue
    def wait(**_given):
        print("half", TargetValue.objects.count(), flush=True)
        die()
    tracking.record_progress = wait
services.sheets.apply(import_id=row.pk, by=by, at=NINE.replace(month=4))
print("done", flush=True)
"""
LOOK = """
from dinh.plans.models import Progress, SheetImport, TargetValue
print(
    TargetValue.objects.count(), Progress.objects.count(), SheetImport.objects.get().state,
    Target.objects.get(mark="T1").lead_name, LedgerLine.objects.filter(deed="plans.sheet-applied").count(), flush=True,
)
"""


@pytest.mark.slow
def test_a_kill_in_the_middle_of_applying_leaves_nothing_half_done(
    programs: Callable[..., Program],
) -> None:
    python = programs(COMMON)
    assert run(python, LAY).splitlines()[-1] == "laid"
    assert killed_half_way(python, APPLY) == "half 1", "the transaction was to be open when the blow fell"

    assert run(python, LOOK) == "0 0 draft Phòng Văn hóa - Xã hội 0"
    assert run(python, APPLY) == "done"
    assert run(python, LOOK) == "1 2 applied Phòng Kinh tế 1"
