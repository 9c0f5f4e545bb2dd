"""A province, two wards and their people: what the room's tests stand on. Made-up persons, real units."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from dinh.sectors.reporting import services
from dinh.sectors.reporting.models import Regime, Report
from dinh.sectors.reporting.services import Owing
from dinh.town import testing
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor
from dinh.town.testing import HANOI


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=HANOI)


class Town:
    """Thanh Hóa with its department, the wards Ngọc Sơn and Bỉm Sơn, each with an office, and somebody of each role."""

    def __init__(self) -> None:
        self.province: Unit = testing.unit("38")
        self.ward: Unit = testing.unit("16576")
        self.other: Unit = testing.unit("14812")
        self.department = self.office(self.province, "Sở Khoa học và Công nghệ")
        self.social = self.office(self.ward, "Phòng Văn hóa - Xã hội")
        self.centre = self.office(self.ward, "Trung tâm Phục vụ hành chính công")
        self.follower = testing.actor("province", self.province, name="Lê Thị Thử")
        self.planner = testing.actor("planner", self.ward, name="Trần Thị Thử")
        self.leader = testing.actor("leader", self.ward, name="Lê Văn Mẫu")
        self.head = testing.actor("office_head", self.ward, office=self.social, name="Nguyễn Văn Mẫu")
        self.officer = testing.actor("officer", self.ward, office=self.social, name="Đỗ Thị Minh Họa")
        self.stranger = testing.actor("officer", self.ward, office=self.centre, name="Bùi Văn Thí Dụ")
        self.viewer = testing.actor("viewer", self.ward, name="Đặng Văn Xem")
        self.neighbour = testing.actor("planner", self.other, name="Dương Thị Thử")
        self.admin = testing.actor("admin", self.province, name="Nguyễn Quản Trị")

    def office(self, unit: Unit, name: str) -> Office:
        return Office.objects.create(unit=unit, name=name, kind=name[:10], since=date(2025, 7, 1))

    def regime(self, key: str = "cds-thang") -> Regime:
        services.load_edition(at=at(date(2026, 1, 5)))
        return Regime.objects.get(key=key)

    def give(self, key: str = "cds-thang", since: date = date(2026, 5, 1), **more: Any) -> Regime:
        """The ward's office and the other ward owe the regime to the department."""
        regime = self.regime(key)
        services.give_duty(
            regime_id=regime.pk,
            owing=more.pop("owing", [Owing(self.ward.pk, self.social.pk), Owing(self.other.pk)]),
            to_unit=self.province,
            to_office=self.department,
            since=since,
            by=self.follower,
            at=at(since),
            **more,
        )
        return regime

    def report(self, day: date = date(2026, 5, 18)) -> Report:
        """The ward's report of May 2026 (15/4 to 14/5, due 20/5), as laid on a day."""
        regime = self.give()
        services.lay_out(at=at(day, 6))
        return Report.objects.get(regime=regime, unit=self.ward, period_key="2026-05")


FIGURES = {
    "online-share": ("68,9", "Cổng"),
    "on-time": ("97", "Hệ thống một cửa"),
    "digitised": ("60", "Cổng"),
    "paid-online": ("chưa đo được", "ngân hàng chưa gửi"),
    "signed": ("99", "Hệ thống văn bản"),
}


def write(
    town: Town,
    report: Report,
    day: date,
    *,
    seen: int = 0,
    send: bool = False,
    by: Actor | None = None,
    **more: Any,
) -> Any:
    return services.write(
        report_id=report.pk,
        sections=more.pop("sections", [("Chỉ đạo, điều hành", f"Đã họp ngày {day:%d/%m}")]),
        figures=more.pop("figures", FIGURES),
        seen=seen,
        send=send,
        by=by or town.head,
        at=at(day),
        **more,
    )
