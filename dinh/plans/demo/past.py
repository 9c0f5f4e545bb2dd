"""The two older plans that people reviewed: yearly figures entered afterwards from the units' closing reports, up to the
day their units ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Protocol

from dinh.plans import services
from dinh.plans.models import Plan, Target
from dinh.town import demo as town_demo


class Clock(Protocol):
    def at(self, day: date, hour: int = 9) -> datetime: ...


YEARS = ("2021", "2022", "2023", "2024")
_CAST = {
    "bim-son-2021.txt": ("cds.tinh", "chutich.tinh"),
    "binh-duong-2021.txt": ("cds.hcm", "chutich.hcm"),
}


def furnish(*, plans: Mapping[str, Plan], seed: int, clock: Clock, say: Callable[[str], None]) -> None:
    """Yearly values of the plans whose units are gone, as a record."""
    random = Random(f"dinh-past-{seed}")  # noqa: S311 a pretend town, not a secret
    for file, (enterer, approver) in _CAST.items():
        at = clock.at(date(2026, 2, 10), 8)
        number = 0
        for order, target in enumerate(plans[file].targets.all()):
            if order % 4 == 3:
                continue
            number += _years(target, enterer, approver, at + timedelta(minutes=4 * order), random)
        say(f"{plans[file].name}: {number} số liệu năm nhập lại từ báo cáo tổng kết")


def _years(target: Target, enterer: str, approver: str, at: datetime, random: Random) -> int:
    if target.operator == "rank":
        return 0
    yes = target.operator == "yes" or target.value is None
    goal = 1.0 if yes else float(target.value or 1)
    way = random.choice((0.45, 0.7, 0.9, 1.0, 1.0))
    done = 0
    for n, year in enumerate(YEARS):
        share = 0.35 + 0.65 * way * (n / 3)
        value = float(n == 3 and way > 0.8) if yes else round(goal * share, 1)
        if target.measure == "%":
            value = min(value, 100.0)
        row = services.enter_value(
            target_id=target.pk,
            period=year,
            value=value,
            note="Nhập lại từ báo cáo tổng kết năm.",
            by=town_demo.actor(enterer, at),
            at=at,
            submit=True,
        )
        services.approve_value(value_id=row.pk, by=town_demo.actor(approver, at), at=at + timedelta(days=1))
        done += 1
    return done
