"""The pretend reviewer: a real plan, read by the machine and corrected as its key says, becomes the plan of the key."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from dinh.plans import services
from dinh.plans.demo import keys

from .builders import NINE, Town


class Seconds:
    """One second a deed."""

    def __init__(self) -> None:
        self.now = NINE

    def next(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def test_a_plan_reviewed_by_its_key_has_the_keys_targets_tasks_and_projects(town: Town) -> None:
    folder = settings.BASE_DIR / "plans"
    upload = town.upload((folder / "bim-son-2021.txt").read_bytes(), name="bim-son-2021.txt")
    reading = services.read_now(reading_id=upload.pk, at=NINE)
    assert reading is not None and reading.state == "ready", reading and reading.sentence

    keys.review(reading, folder / "bim-son-2021.key.yaml", by=town.planner, moments=Seconds())
    plan = services.adopt(reading_id=reading.pk, by=town.planner, at=NINE + timedelta(days=1))

    assert (plan.symbol, plan.targets.count(), plan.tasks.count(), plan.projects.count()) == (
        "58-KH/TU",
        52,
        66,
        5,
    )
    assert (
        sum(money.amount for project in plan.projects.all() for money in project.money.all()) > 5_000_000_000
    )
    assert not plan.as_read
