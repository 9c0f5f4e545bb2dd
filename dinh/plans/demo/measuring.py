"""Ngọc Sơn's targets measured from its own records: bound by a person, counted for each month of the year, one number in dispute,
one that only an import answers. And the province's share of dossiers handed in on line, which its communes reported by hand until
the province brought in their dossiers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from dinh.ground.periods import Period, between
from dinh.lake import services as lake
from dinh.measures import recipes
from dinh.measures import services as measures
from dinh.plans import measured, outlooks, services
from dinh.plans.models import MeasureBinding, Plan, Target
from dinh.town import demo as town_demo

SURE = 0.8
ON_LINE = "dossiers.online"
LAST_LIST = date(2026, 10, 31)
"""The last whole month of what the province brought in."""
PLANNER, LEADER = "cds.ngocson", "chutich.ngocson"
COVER = (
    "5g_cover",
    "Tỷ lệ phủ sóng 5G",
    {
        f"2026-{month:02d}": value
        for month, value in enumerate((31.5, 33.8, 38.0, 40.6, 43.9, 46.5, 48.3, 51.9, 55.0, 56.4), start=1)
    },
)
"""What the carriers told, month by month: enough to forecast from."""


class Clock(Protocol):
    """The pretend clock."""

    @property
    def today(self) -> date: ...

    def at(self, day: date, hour: int = 9) -> datetime: ...


def furnish(*, plan: Plan, clock: Clock, say: Callable[[str], None]) -> None:
    """Draw the facts, count the year, bind what the targets' words name, dispute one number. Running it again adds nothing."""
    if MeasureBinding.objects.filter(target__plan=plan).exists():
        return
    at = clock.at(date(2026, 11, 12), 9)
    lake.draw(at=at)
    _told(plan, at)
    months = list(between(date(plan.since.year, 1, 1), at.date(), "month"))
    chosen = _chosen(plan)
    own = [one.code for one in recipes.all_recipes() if one.fact != "statistics"]
    codes = sorted({*own, *(code for _target, code in chosen)})
    measures.measure(codes=codes, units=[plan.unit.code, "38"], periods=months, by=None, at=at, why="demo")
    values = _bind(chosen, months, at)
    disputed = _dispute(plan, at + timedelta(days=1))
    foretold = outlooks.keep(at=at, target_ids=[target.pk for target, _code in chosen])
    say(
        f"{plan.name}: {len(chosen)} chỉ tiêu đo từ hồ sơ, {values} số, {disputed} số đang kiến nghị, {foretold} dự báo"
    )


def furnish_province(*, plan: Plan, clock: Clock, say: Callable[[str], None]) -> None:
    """Bind what the communes were given to the dossiers of each: what they typed stays beside what is counted."""
    at = clock.at(clock.today, 8)
    offers = ((target, measured.offers_for(target, most=1)) for target in plan.targets.order_by("position"))
    chosen = [(target, best[0].measure) for target, best in offers if best and best[0].measure == ON_LINE]
    months = list(between(date(plan.since.year, 1, 1), LAST_LIST, "month"))
    measures.measure(codes=[ON_LINE], units=None, periods=months, by=None, at=at, why="demo")
    values = _bind(chosen, months, at, by="cds.tinh", basis="Thông báo mẫu số 58/TB-UBND")
    outlooks.keep(at=at, target_ids=[target.pk for target, _code in chosen])
    say(f"{plan.name}: {len(chosen)} chỉ tiêu giao xã, phường đo từ hồ sơ, {values} số")


def _told(plan: Plan, at: datetime) -> None:
    """The share covered by 5G, as the carriers told it."""
    code, words, told = COVER
    rows: list[dict[str, Any]] = []
    for key, value in told.items():
        period = Period.parse(key)
        rows.append(
            {
                "id": f"vien-thong:{code}:{plan.unit.code}:{key}",
                "indicator": code,
                "indicator_name": words,
                "unit": plan.unit.code,
                "period": key,
                "period_first": period.first,
                "period_last": period.last,
                "value": value,
                "measured_in": "%",
                "told_by": "Doanh nghiệp viễn thông (số mẫu)",
            }
        )
    lake.store_rows("statistics", rows, import_id=0, source="vien-thong", at=at)


def _chosen(plan: Plan) -> list[tuple[Target, str]]:
    """The targets whose words name a measure of our own records surely, and the one that the carriers answered."""
    found = []
    for target in plan.targets.select_related("plan__unit"):
        offers = measured.offers_for(target, most=1)
        if not offers or offers[0].score < SURE:
            continue
        if not offers[0].imported or offers[0].measure == f"statistics.{COVER[0]}":
            found.append((target, offers[0].measure))
    return found


def _bind(
    chosen: list[tuple[Target, str]],
    months: list[Period],
    at: datetime,
    by: str = PLANNER,
    basis: str = "Thông báo mẫu số 31/TB-UBND",
) -> int:
    values = 0
    for n, (target, code) in enumerate(chosen):
        when = at + timedelta(minutes=2 * n + 1)
        services.bind_measure(
            target_id=target.pk,
            measure=code,
            period_kind="month",
            reason=f"Thống nhất cách tính tại {basis}",
            by=town_demo.actor(by, when),
            at=when,
        )
        taken = services.take_readings(
            target_id=target.pk, at=when, periods=[each.key for each in months], anew=False
        )
        values += len(taken.values)
    return values


def _dispute(plan: Plan, at: datetime) -> int:
    """The leader doubts one number; the planner remarks on another."""
    rows = [
        value
        for target in plan.targets.filter(bindings__ended_at=None).distinct()
        if (
            value := target.values.filter(source__isnull=False, superseded_at=None)
            .order_by("-period_last")
            .first()
        )
    ]
    if len(rows) > 1:
        services.remark_value(
            value_id=rows[0].pk, text="Kỳ này đang chạy, chờ hết tháng mới so với kế hoạch.",
            by=town_demo.actor(PLANNER, at), at=at,
        )  # fmt: skip
        services.remark_value(
            value_id=rows[1].pk, dispute=True, at=at + timedelta(hours=1),
            text="Thấp hơn sổ của Trung tâm; đề nghị rà các hồ sơ trả kết quả ngày cuối tháng.",
            by=town_demo.actor(LEADER, at),
        )  # fmt: skip
        return 1
    return 0
