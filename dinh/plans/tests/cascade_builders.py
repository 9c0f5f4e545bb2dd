"""A province with real communes and an adopted plan to give them; and the reorganisation of July 2025 as it happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dinh.plans import services
from dinh.plans.models import Allotment, Cascade, Plan, Target, TargetValue
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor
from dinh.town.testing import EVE, actor, succession, unit

from .builders import a_proposal, a_target, at

NOW = at(date(2026, 11, 20))
WARDS = {
    "14809": "Bắc Sơn",
    "14818": "Ngọc Trạo",
    "14823": "Phú Sơn",
    "14824": "Quang Trung",
    "14812": "Ba Đình",
    "14815": "Lam Sơn",
    "14821": "Đông Sơn",
}


class Province:
    """Thanh Hóa with a few of today's communes, one plan of its own, and somebody of each role."""

    def __init__(self, codes: tuple[str, ...] = ("14812", "14818", "16576")) -> None:
        self.unit = unit("38")
        self.communes = [unit(code) for code in codes]
        self.office = {
            one.pk: Office.objects.create(
                unit=one, name="Phòng Văn hóa - Xã hội", kind="phong-van-hoa-xa-hoi", since=one.since, order=1
            )
            for one in self.communes
        }
        self.other_office = {
            one.pk: Office.objects.create(
                unit=one, name="Phòng Kinh tế", kind="phong-kinh-te", since=one.since, order=2
            )
            for one in self.communes
        }
        self.planner = actor("planner", self.unit, name="Phạm Văn Ví Dụ")
        self.second = actor("planner", self.unit, name="Lê Thị Ví Dụ")
        self.leader = actor("leader", self.unit, name="Trần Văn Mẫu")

    def commune_actor(self, role: str = "leader", index: int = 0, **more: Any) -> Actor:
        return actor(role, self.communes[index], name=more.pop("name", "Ngô Văn Mẫu"), **more)

    def plan(
        self, *targets: Any, where: Unit | None = None, year: int = 2026, name: str = "tinh.txt"
    ) -> Plan:
        """An adopted plan of the province (or of another unit)."""
        head = replace(
            a_proposal().document,
            number=f"10/KH-{name[:6]}",
            date=f"{year}-01-05",
            horizon_from=year,
            horizon_to=2026 if year == 2026 else 2025,
        )
        made = tuple(targets) or (
            a_target(),
            a_target("T2", 4, text="Số lớp tập huấn kỹ năng số", unit="lớp", value=300, metric="số lớp"),
            a_target("T3", 5, text="Xã hoàn thành chuyển đổi số", operator="yes", value=None, unit=""),
        )
        proposal = replace(a_proposal(), document=head, targets=made, problems=())
        from dinh.plans.services.reading import store

        from .builders import a_document

        by = actor("planner", where or self.unit, name="Trần Thị Thử", since=None)
        reading = services.upload(
            file=name.encode(), name=name, unit=where or self.unit, by=by, at=at(date(year, 1, 6))
        )
        store(reading_id=reading.pk, document=a_document(name), proposal=proposal, at=at(date(year, 1, 6)))
        for item in reading.items.filter(state="unseen"):
            services.accept(item_id=item.pk, version=item.version, by=by, at=at(date(year, 1, 7)))
        return services.adopt(reading_id=reading.pk, by=by, at=at(date(year, 1, 8)))

    def allot(
        self,
        target: Target,
        values: Mapping[int, Any] | None = None,
        *,
        on: date = date(2026, 2, 2),
        units: list[Unit] | None = None,
        **more: Any,
    ) -> Cascade:
        """Give a target to the communes, each with its own value or the target's."""
        rule = "ratio" if target.measure == "%" else "reached" if target.operator == "yes" else "sum"
        rows = [
            services.Given(one.pk, None if values is None else Decimal(str(values[one.pk])))
            for one in (units or self.communes)
        ]
        given: dict[str, Any] = {"rule": rule, "rhythm": "month", "basis": "Quyết định 15/QĐ-UBND", **more}
        return services.allot(about=target.ref, rows=rows, by=self.planner, at=at(on), **given)

    def of(self, target: Target, one: Unit) -> Allotment:
        return Allotment.objects.get(target=target, unit=one, parent=None)


def report(
    allotment: Allotment,
    period: str,
    value: Any = None,
    over: Any = None,
    under: Any = None,
    *,
    when: datetime = NOW,
    by: Actor | None = None,
) -> TargetValue:
    """An approved value of a unit; a fraction alone gives its own share."""
    if value is None:
        value = (Decimal(str(over)) / Decimal(str(under)) * 100).quantize(Decimal("0.0001"))
    enters = by or actor("planner", allotment.unit, name="Đỗ Thị Minh Họa", since=None)
    approves = actor("leader", allotment.unit, name="Lê Văn Mẫu", since=None)
    row = services.enter_value(
        allotment_id=allotment.pk,
        period=period,
        value=value,
        numerator=over,
        denominator=under,
        by=enters,
        at=when,
        submit=True,
    )
    return services.approve_value(value_id=row.pk, by=approves, at=when)


class BimSon:
    """The town of Bỉm Sơn to 30 June 2025: seven wards and communes, its plan, and what they became."""

    def __init__(self) -> None:
        self.town = unit("381", EVE)
        self.old = {code: unit(code, EVE) for code in WARDS}
        self.new = {"14812": unit("14812"), "14818": unit("14818")}
        ha_vinh = unit("15277", EVE)
        for code, old in {**self.old, "15277": ha_vinh}.items():
            succession(old, self.new["14812" if code in {"14812", "14815", "14821", "15277"} else "14818"])
        self.province = unit("38")
        self.planner = actor("planner", self.province, name="Phạm Văn Ví Dụ", since=None)


class BinhDuong:
    """Five of Bình Dương's wards, two of them divided, and the wards of Hồ Chí Minh City that they are in now."""

    DIVIDED = ("25741", "25768")

    def __init__(self) -> None:
        self.province = unit("74", EVE)
        self.city = unit("79")
        succession(self.province, self.city)
        self.old = {code: unit(code, EVE) for code in ("25741", "25744", "25747", "25768", "25771")}
        self.new = {code: unit(code) for code in ("25747", "25750", "25768", "25771")}
        for code, to in (
            ("25741", "25747"),
            ("25741", "25750"),
            ("25744", "25750"),
            ("25747", "25747"),
            ("25768", "25768"),
            ("25768", "25771"),
            ("25771", "25771"),
        ):
            succession(self.old[code], self.new[to])
        self.planner = actor("planner", self.city, name="Trịnh Thị Ví Dụ", since=None)
        self.planner = Actor(
            self.planner.person_id,
            self.planner.name,
            (
                *self.planner.mandates,
                *(replace(m, unit_path=self.province.path) for m in self.planner.mandates),
            ),
        )
