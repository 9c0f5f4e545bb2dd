"""The province gives its communes what its plan of the year promises; they answer, report, share out. And what the old wards of
Bỉm Sơn and Bình Dương owed passes to their successors. Through services only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Protocol

from dinh.ground.periods import between
from dinh.plans import services
from dinh.plans.models import Allotment, Plan, ProposalItem, Target
from dinh.plans.rules import WHO_MAY
from dinh.plans.services import OfficePart, PastValue
from dinh.plans.services.cascade import Given, plan_passing, units_to_give
from dinh.plans.shapes import SettleKind
from dinh.town import demo as town_demo
from dinh.town import queries as town
from dinh.town.models import Mandate, Office, Unit
from dinh.town.shapes import Actor, Level
from dinh.work.models import Assignment


class Clock(Protocol):
    @property
    def today(self) -> date: ...

    def at(self, day: date, hour: int = 9) -> datetime: ...


Say = Callable[[str], None]
_NUMBER = "18/KH-UBND"
_PAPER = f"""ỦY BAN NHÂN DÂN
TỈNH THANH HÓA
Số: {_NUMBER}
Thanh Hóa, ngày 06 tháng 01 năm 2026
KẾ HOẠCH
Chuyển đổi số tại các xã, phường tỉnh Thanh Hóa năm 2026 (văn bản mẫu)
I. MỤC TIÊU
- Tỷ lệ hồ sơ thủ tục hành chính được tiếp nhận trực tuyến đạt tối thiểu 80%.
- Tỷ lệ người dân trưởng thành có chữ ký số cá nhân đạt tối thiểu 50%.
- Số lớp tập huấn kỹ năng số cho người dân đạt tối thiểu 1.000 lớp.
- Có 118 xã, phường hoàn thành chuyển đổi số.
II. NHIỆM VỤ
1. Sở Khoa học và Công nghệ chủ trì kiện toàn tổ công nghệ số cộng đồng tại các xã, phường, hoàn thành trong tháng 12/2026.
2. Sở Khoa học và Công nghệ chủ trì tổng kết ngày chuyển đổi số 10/10, hoàn thành trong tháng 11/2026.
"""
_GIVEN = date(2026, 1, 12)
_BASIS = "Quyết định mẫu số 15/QĐ-UBND ngày 12/01/2026"
_NOTES = "Nhập từ báo cáo của đơn vị."


def furnish(*, plans: Mapping[str, Plan], seed: int, clock: Clock, say: Say) -> Plan:
    """The plan of the year given to 166 communes, and two reorganisations. Gives that plan."""
    random = Random(f"dinh-cascade-{seed}")  # noqa: S311 a pretend town, not a secret
    plan = _plan(clock)
    _year(plan, random, clock, say)
    _bim_son(plans["bim-son-2021.txt"], random, clock, say)
    _binh_duong(plans["binh-duong-2021.txt"], random, clock, say)
    return plan


def _plan(clock: Clock) -> Plan:
    at = clock.at(date(2026, 1, 6), 14)
    by = town_demo.actor("cds.tinh", at)
    unit = town.unit_by_code("38", at.date())
    assert unit is not None
    upload = services.upload(
        file=_PAPER.encode(), name="ke-hoach-xa-phuong-2026.txt", unit=unit, by=by, at=at
    )
    services.read_now(reading_id=upload.pk, at=at + timedelta(minutes=1))
    for item in ProposalItem.objects.filter(reading=upload, state="unseen"):
        services.accept(item_id=item.pk, version=item.version, by=by, at=at + timedelta(minutes=20))
    return services.adopt(reading_id=upload.pk, by=by, at=at + timedelta(hours=1))


# ---------------------------------------------------------------- the year


def _year(plan: Plan, random: Random, clock: Clock, say: Say) -> None:
    targets = list(plan.targets.order_by("position"))
    online, signed, classes, done = targets
    at = clock.at(_GIVEN, 9)
    units = units_to_give(online, _GIVEN)
    province = town_demo.actor("cds.tinh", at)
    for n, (target, more) in enumerate(
        (
            (online, {"rule": "ratio", "rhythm": "month"}),
            (classes, {"rule": "sum", "rhythm": "quarter", "added": True}),
            (done, {"rule": "reached", "rhythm": "quarter"}),
        )
    ):
        services.allot(
            about=target.ref,
            rows=[Given(unit.pk, _classes(unit) if target is classes else None) for unit in units],
            due_on=date(2026, 12, 31),
            basis=_BASIS,
            note="Báo số chậm nhất ngày 5 sau kỳ.",
            by=province,
            at=at + timedelta(minutes=10 * n),
            **more,  # type: ignore[arg-type]
        )
    _answers(online, classes, clock)
    services.accept_for_units(
        target_ids=[online.pk, classes.pk, done.pk], by=None, at=clock.at(date(2026, 1, 26))
    )
    made = _figures(online, random, clock, _share) + _figures(classes, random, clock, _count)
    made += _figures(done, random, clock, _yes)
    _ngoc_son(classes, clock)
    late = clock.at(date(2026, 11, 16), 10)
    # Given four days ago: most have not answered yet.
    services.allot(
        about=signed.ref,
        rows=[Given(unit.pk, Decimal(60) if unit.kind == "phuong" else Decimal(45)) for unit in units],
        rule="ratio",
        rhythm="month",
        due_on=date(2026, 12, 31),
        basis="Quyết định mẫu số 412/QĐ-UBND ngày 16/11/2026",
        by=town_demo.actor("cds.tinh", late),
        at=late,
    )
    _first_answers(signed, clock)
    task = plan.tasks.order_by("position").first()
    if task is not None:
        services.allot(
            about=task.ref,
            rows=[Given(unit.pk) for unit in units],
            due_on=date(2026, 12, 15),
            basis="Công văn mẫu số 2210/UBND-KGVX",
            by=town_demo.actor("cds.tinh", late),
            at=late + timedelta(minutes=30),
        )
    asked = Assignment.objects.filter(asked_by_kind="allotment").count()
    say(f"{plan.name}: giao {len(units)} xã, phường, {asked} việc trên bàn các đơn vị, {made} số liệu")


def _classes(unit: Unit) -> Decimal:
    """Wards hold more classes than communes do."""
    return Decimal(10 if unit.kind == "phuong" else 6)


def _of(target: Target, code: str) -> Allotment:
    return Allotment.objects.select_related("unit").get(target=target, unit__code=code, parent=None, ended="")


def _answers(online: Target, classes: Target, clock: Clock) -> None:
    """Two communes dispute the number of classes: one gets another, the other keeps it with an answer."""
    at = clock.at(date(2026, 1, 15), 9)
    for code, username, proposed, reason, outcome, answer in (
        (
            "14812",
            "chutich.bimson",
            Decimal(14),
            "Phường mới gồm bốn đơn vị cũ, có 31 tổ dân phố; đề nghị nhận nhiều lớp hơn để phủ hết.",
            SettleKind.CHANGED,
            "Đồng ý, cảm ơn phường.",
        ),
        (
            "16576",
            "chutich.ngocson",
            Decimal(6),
            "Phòng Văn hóa - Xã hội chỉ có một người phụ trách.",
            SettleKind.KEPT,
            "Giữ 10 lớp; Sở cử hai giảng viên hỗ trợ trong quý II và quý III.",
        ),
    ):
        row = _of(classes, code)
        dispute = services.dispute_allotment(
            allotment_id=row.pk, reason=reason, proposed=proposed, by=town_demo.actor(username, at), at=at
        )
        later = at + timedelta(days=4, hours=2)
        services.settle_dispute(
            dispute_id=dispute.pk,
            outcome=outcome.value,
            answer=answer,
            by=town_demo.actor("chutich.tinh", later),
            at=later,
        )


def _first_answers(target: Target, clock: Clock) -> None:
    at = clock.at(date(2026, 11, 18), 10)
    services.accept_allotment(
        allotment_id=_of(target, "14812").pk, by=town_demo.actor("cds.bimson", at), at=at
    )
    rows = list(
        Allotment.objects.filter(target=target, ended="").select_related("unit").order_by("unit__code")
    )
    people = _people(at)
    staffed = [
        row for row in rows if row.unit_id in people and row.state == "given" and row.unit.code != "16576"
    ]
    services.accept_many(
        allotment_ids=[row.pk for row in rows[20:48] if row.state == "given"], by=None, at=at
    )
    told = (
        (30, "Địa bàn có 6 bản chưa có sóng 4G, người dân chưa cài được ứng dụng ký số."),
        (35, "Hơn một phần ba người trưởng thành đi làm xa, không đăng ký tại xã được."),
        (None, "Chưa rõ cách tính mẫu số: theo hộ khẩu hay theo người đang ở."),
    )
    for row, (proposed, reason) in zip(
        [row for row in staffed if row not in rows[20:48]], told, strict=False
    ):
        services.dispute_allotment(
            allotment_id=row.pk,
            reason=reason,
            proposed=None if proposed is None else Decimal(proposed),
            by=people[row.unit_id],
            at=at + timedelta(hours=3),
        )


def _people(at: datetime) -> dict[int, Actor]:
    """Somebody of each commune that has people, who may answer for it."""
    rows = Mandate.objects.alive_on(at.date()).filter(
        role__in=sorted(WHO_MAY["plans.answer_allotment"]), unit__level=Level.COMMUNE, office=None
    )
    return {
        row.unit_id: Actor(row.person_id, row.person.name, tuple(row.shapes()))
        for row in rows.select_related("person", "unit").order_by("-pk")
    }


Make = Callable[[Allotment, int, int, Random], PastValue]


def _figures(target: Target, random: Random, clock: Clock, make: Make) -> int:
    """What the communes reported for the periods that are over; a few have not, a few are a period behind."""
    rows = list(Allotment.objects.filter(target=target, parent=None).select_related("unit").order_by("pk"))
    periods = [
        one
        for one in between(date(2026, 1, 1), clock.today, target.rollup.rhythm)  # type: ignore[arg-type]
        if one.last <= clock.today
    ]
    values: list[PastValue] = []
    for n, row in enumerate(rows):
        state = Random(f"{target.pk}-{row.unit.code}")  # noqa: S311
        own = row.unit.code == "16576" and target.rollup.added
        if own or n % 29 == 11:
            continue  # nothing yet
        known = periods[:-1] if n % 13 == 5 else periods
        for step, period in enumerate(known, start=1):
            one = make(row, step, len(periods), state)
            values.append(PastValue(row.pk, period.key, one.value, one.numerator, one.denominator))
    at = clock.at(clock.today, 7)
    return services.take_over_values(target_id=target.pk, values=values, by=None, at=at, note=_NOTES)


def _share(row: Allotment, step: int, steps: int, random: Random) -> PastValue:
    base = 90 + (row.unit.pk * 37) % 400
    end = 46 + (row.unit.pk * 53) % 48
    now = end * (0.55 + 0.45 * step / steps) + random.uniform(-1, 1)
    over = max(0, min(base, round(base * now / 100)))
    value = (Decimal(over) * 100 / base).quantize(Decimal("0.01"))
    return PastValue(row.pk, "", value, Decimal(over), Decimal(base))


def _count(row: Allotment, step: int, steps: int, random: Random) -> PastValue:
    return PastValue(row.pk, "", Decimal(random.choice((1, 1, 2, 2, 3)) + (row.unit.kind == "phuong")))


def _yes(row: Allotment, step: int, steps: int, random: Random) -> PastValue:
    begin = (row.unit.pk * 7) % 10
    return PastValue(row.pk, "", Decimal(int(begin < step * 2)))


def _ngoc_son(classes: Target, clock: Clock) -> None:
    """The ward shares its classes out among two offices; they report, the ward reports the whole, its head approves."""
    row = _of(classes, "16576")
    at = clock.at(date(2026, 1, 29), 9)
    offices = {office.kind: office for office in Office.objects.filter(unit=row.unit) if office.kind}
    society, centre = offices.get("phong-van-hoa-xa-hoi"), offices.get("trung-tam-hanh-chinh-cong")
    if society is None or centre is None:
        return
    services.break_down(
        allotment_id=row.pk,
        parts=[OfficePart(society.pk, Decimal(7)), OfficePart(centre.pk, Decimal(3))],
        by=town_demo.actor("cds.ngocson", at),
        at=at,
    )
    for period, value, day in (("2026-Q1", 2, date(2026, 4, 3)), ("2026-Q2", 4, date(2026, 7, 3))):
        _report(row, period, value, clock, day, approve=True)
    _report(row, "2026-Q3", 3, clock, date(2026, 10, 5), approve=False)


def _report(row: Allotment, period: str, value: int, clock: Clock, day: date, *, approve: bool) -> None:
    at = clock.at(day, 15)
    made = services.enter_value(
        allotment_id=row.pk,
        period=period,
        value=value,
        note="Theo sổ theo dõi lớp của Phòng Văn hóa - Xã hội.",
        by=town_demo.actor("chuyenvien.ngocson", at),
        at=at,
        submit=True,
    )
    if approve:
        later = at + timedelta(days=1)
        services.approve_value(value_id=made.pk, by=town_demo.actor("chutich.ngocson", later), at=later)


# ---------------------------------------------------------------- reorganisation


def _shares(plan: Plan) -> list[Target]:
    """The targets of the plan that are shares of a hundred: what can be given to each ward alike."""
    return [
        target
        for target in plan.targets.order_by("position")
        if target.measure.strip() == "%" and target.value is not None and target.operator in {">=", "=", ">"}
    ]


def _history(target: Target, units: Sequence[Unit], by: str, clock: Clock, *, hour: int) -> None:
    """Given in 2022 and reported each half-year until the units ended; written down afterwards."""
    at = clock.at(date(2026, 2, 18), hour)
    share = target.measure.strip().startswith("%")
    services.allot(
        about=target.ref,
        rows=[Given(unit.pk) for unit in units],
        since=date(2022, 3, 1),
        due_on=date(2025, 12, 31),
        rule="ratio" if share else "sum",
        rhythm="half",
        basis="Ghi lại từ quyết định giao năm 2022",
        by=town_demo.actor(by, at),
        at=at,
    )
    services.take_over_values(
        target_id=target.pk,
        values=list(_halves(target)),
        by=None,
        at=at + timedelta(minutes=30),
        note="Nhập lại từ báo cáo của đơn vị cũ.",
    )


def _halves(target: Target) -> Iterator[PastValue]:
    share = target.measure.strip().startswith("%")
    goal = float(target.value or 1)
    for row in Allotment.objects.filter(target=target, ended="").select_related("unit").order_by("pk"):
        base = 400 + (row.unit.pk * 131) % 2600
        for n, period in enumerate(between(date(2022, 7, 1), date(2025, 6, 30), "half"), start=1):
            way = 0.3 + 0.1 * n + (row.unit.pk % 5) / 50
            if share:
                over = min(base, round(base * min(goal * way, 100) / 100))
                value = (Decimal(over) * 100 / base).quantize(Decimal("0.01"))
                yield PastValue(row.pk, period.key, value, Decimal(over), Decimal(base))
            else:
                yield PastValue(row.pk, period.key, Decimal(round(goal * way)))


def _bim_son(plan: Plan, random: Random, clock: Clock, say: Say) -> None:
    """Seven old wards and communes of the town go into the wards of Bỉm Sơn and Quang Trung."""
    target = _shares(plan)[0]
    units = units_to_give(target, date(2022, 3, 1))
    _history(target, units, "cds.tinh", clock, hour=9)
    at = clock.at(date(2026, 2, 20), 10)
    made = services.pass_on(plan_id=plan.pk, by=town_demo.actor("cds.tinh", at), at=at)
    say(f"Bỉm Sơn: chỉ tiêu của {len(units)} xã, phường cũ chuyển cho {len(made)} phường")


def _binh_duong(plan: Plan, random: Random, clock: Clock, say: Say) -> None:
    """The old province's wards go into Hồ Chí Minh City's; those divided by shares that a person has said. One target is
    left waiting, so that the page has something to decide."""
    share, second = _shares(plan)[:2]
    units = units_to_give(share, date(2022, 3, 1))
    _history(share, units, "cds.hcm", clock, hour=14)
    waiting = plan_passing(plan, today=clock.today)
    shares = {}
    for each in waiting.undecided:
        first, *rest = each.heirs
        part = Decimal(1) / len(each.heirs) if len(each.heirs) != 2 else Decimal("0.6")
        shares[(each.unit.pk, first.unit.pk)] = 1 - part * len(rest) if len(rest) > 1 else part
        for heir in rest:
            shares[(each.unit.pk, heir.unit.pk)] = part if len(rest) > 1 else 1 - part
    at = clock.at(date(2026, 2, 25), 10)
    made = services.pass_on(plan_id=plan.pk, shares=shares, by=town_demo.actor("cds.hcm", at), at=at)
    _history(second, units[:12], "cds.hcm", clock, hour=16)
    say(
        f"Bình Dương: chỉ tiêu của {len(units)} xã, phường cũ chuyển cho {len(made)} đơn vị của TP. Hồ Chí Minh, "
        f"{len(waiting.undecided)} đơn vị bị chia theo tỷ phần"
    )
