"""Who does what when in the pretend town's plans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from dinh.plans import services
from dinh.plans.models import Plan, Reading
from dinh.town import demo as town_demo
from dinh.town import queries as town
from dinh.town.models import Unit

from . import cascading, following, keys, measuring, money, past


class Clock(Protocol):
    """The pretend clock."""

    @property
    def today(self) -> date: ...

    def at(self, day: date, hour: int = 9) -> datetime: ...


Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """One of the five: its file, whose it is, who uploads, reviews and adopts it, and when."""

    file: str
    unit: str
    unit_day: date
    by: str
    uploaded: date
    adopted: date
    key: str = ""


_EVE, _NOW = date(2025, 6, 30), date(2025, 7, 1)
PLANS = (
    DemoPlan("thanh-hoa-2021.txt", "38", _NOW, "cds.tinh", date(2026, 1, 8), date(2026, 1, 9)),
    DemoPlan(
        "bim-son-2021.txt",
        "381",
        _EVE,
        "cds.tinh",
        date(2026, 1, 9),
        date(2026, 1, 14),
        "bim-son-2021.key.yaml",
    ),
    DemoPlan(
        "binh-duong-2021.txt",
        "74",
        _EVE,
        "cds.hcm",
        date(2026, 1, 12),
        date(2026, 1, 20),
        "binh-duong-2021.key.yaml",
    ),
    DemoPlan("ha-tien-2023.txt", "900", _EVE, "cds.angiang", date(2026, 1, 13), date(2026, 1, 13)),
    DemoPlan(
        "ngoc-son-2026.txt",
        "16576",
        _NOW,
        "cds.ngocson",
        date(2026, 1, 16),
        date(2026, 1, 23),
        "ngoc-son-2026.key.yaml",
    ),
)


class Minutes:
    """Successive moments of a working day, so that a pretend reviewer's deeds have an order. Goes on to the next working
    day when the day is full."""

    def __init__(self, clock: Clock, day: date, *, seconds: int = 70) -> None:
        self._clock, self._day, self._step = clock, day, timedelta(seconds=seconds)
        self._now = clock.at(day, 8)

    def next(self) -> datetime:
        self._now += self._step
        if self._now >= self._clock.at(self._day, 17):
            self._day += timedelta(days=1)
            while self._day.weekday() >= 5:
                self._day += timedelta(days=1)
            self._now = self._clock.at(self._day, 8)
        return self._now


def furnish(*, size: str, seed: int, clock: Clock, say: Say) -> None:
    """Five plans, three of them reviewed, and what became of them. Running it again adds nothing."""
    if Plan.objects.exists():
        say("Kế hoạch: đã có")
        return
    plans = {one.file: _bring_in(one, clock, say) for one in PLANS}
    parent, child = plans["thanh-hoa-2021.txt"], plans["bim-son-2021.txt"]
    _link(child, parent, clock, say)
    past.furnish(plans=plans, seed=seed, clock=clock, say=say)
    following.furnish(plan=plans["ngoc-son-2026.txt"], seed=seed, clock=clock, say=say)
    money.furnish(plan=plans["ngoc-son-2026.txt"], clock=clock, say=say)
    given = cascading.furnish(plans=plans, seed=seed, clock=clock, say=say)
    measuring.furnish(plan=plans["ngoc-son-2026.txt"], clock=clock, say=say)
    measuring.furnish_province(plan=given, clock=clock, say=say)
    _waiting(clock, say)


def _bring_in(one: DemoPlan, clock: Clock, say: Say) -> Plan:
    """Upload, let the machine read, review by the key or adopt as read."""
    reading = _read(one, clock)
    moments = Minutes(clock, one.uploaded + timedelta(days=1))
    by = town_demo.actor(one.by, moments.next())
    if not one.key:
        plan = services.adopt_as_read(reading_id=reading.pk, by=by, at=clock.at(one.adopted, 16))
        say(f"{plan.name}: đưa vào theo dõi như máy đọc, {plan.targets.count()} chỉ tiêu")
        return plan
    told = keys.review(reading, Path(settings.BASE_DIR) / "plans" / one.key, by=by, moments=moments)
    plan = services.adopt(reading_id=reading.pk, by=by, at=max(clock.at(one.adopted, 16), moments.next()))
    say(f"{plan.name}: {told}; {plan.targets.count()} chỉ tiêu, {plan.tasks.count()} nhiệm vụ")
    return plan


def _read(one: DemoPlan, clock: Clock) -> Reading:
    at = clock.at(one.uploaded, 15)
    source = Path(settings.BASE_DIR) / "plans" / one.file
    reading = services.upload(
        file=source.read_bytes(), name=one.file, unit=_unit(one), by=town_demo.actor(one.by, at), at=at
    )
    done = services.read_now(reading_id=reading.pk, at=at + timedelta(minutes=1))
    if done is None or done.state != "ready":
        raise RuntimeError(f"{one.file}: {done.sentence if done else 'không đọc được'}")
    return done


def _unit(one: DemoPlan) -> Unit:
    unit = town.unit_by_code(one.unit, one.unit_day)
    if unit is None:
        raise RuntimeError(f"Danh mục đơn vị không có mã {one.unit} ngày {one.unit_day:%d/%m/%Y}.")
    return unit


def _link(child: Plan, parent: Plan, clock: Clock, say: Say) -> None:
    """The town's targets to the province's, as the machine suggests and a person confirms the likelier ones."""
    at = clock.at(date(2026, 1, 15), 9)
    by: Any = town_demo.actor("cds.tinh", at)
    made = differ = 0
    for guess in services.suggest_links(child, parent):
        if guess.score < 0.42:
            continue
        at += timedelta(minutes=2)
        link = services.link_targets(
            target_id=guess.target, parent_id=guess.parent, kind=guess.kind, by=by, at=at
        )
        made, differ = made + 1, differ + bool(link.difference)
    say(f"Nối {made} chỉ tiêu của {child.name} với {parent.name}, {differ} cặp khác số")


def _waiting(clock: Clock, say: Say) -> None:
    """One more paper under review, half done, so that the review page has something on it; and one that failed."""
    source = Path(settings.BASE_DIR) / "plans" / "ngoc-son-2026.txt"
    unit = town.unit_by_code("14812", _NOW)
    assert unit is not None
    at = clock.at(date(2026, 11, 18), 14)
    by = town_demo.actor("cds.bimson", at)
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    # A draft has no number yet, so it is a paper of its own and not a second 27/KH-UBND.
    part = (
        "".join(lines[:273])
        .replace("Ngoc Son", "Bim Son")
        .replace("2026", "2027")
        .replace("27 /KH", "   /KH")
        .encode()
    )
    reading = services.upload(file=part, name="du-thao-ke-hoach-2027.txt", unit=unit, by=by, at=at)
    services.read_now(reading_id=reading.pk, at=at + timedelta(minutes=1))
    moments = Minutes(clock, date(2026, 11, 19))
    for item in reading.items.filter(kind="target", doubtful=False)[:12]:
        services.accept(item_id=item.pk, version=item.version, by=by, at=moments.next())
    broken = services.upload(
        file=b"%PDF-1.4 ban sao bi cat " * 40,
        name="tep-hong.pdf",
        unit=unit,
        by=by,
        at=clock.at(date(2026, 11, 19), 10),
    )
    services.read_now(reading_id=broken.pk, at=clock.at(date(2026, 11, 19), 10))
    say("Bản đọc đang soát: 1, không đọc được: 1")
