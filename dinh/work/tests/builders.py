"""A ward with three offices, a neighbour, their province, and who works there: enough to ask things of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from dinh.town import testing
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor
from dinh.town.testing import HANOI, NOON, TODAY
from dinh.work import services
from dinh.work.models import Assignment
from dinh.work.shapes import Ask

__all__ = ["NOON", "TODAY", "Town", "day"]


def day(n: int) -> date:
    """n days from the pretend today."""
    return TODAY + timedelta(days=n)


def at(on: date, hour: int = 9) -> datetime:
    return datetime(on.year, on.month, on.day, hour, tzinfo=HANOI)


class Town:
    """Ngọc Sơn's people, and the province above."""

    def __init__(self) -> None:
        self.province = testing.unit("38")
        self.ward = testing.unit("16594")
        self.other_ward = testing.unit("14812")
        self.office = self.make_office(self.ward, "Văn phòng HĐND và UBND")
        self.economy = self.make_office(self.ward, "Phòng Kinh tế")
        self.culture = self.make_office(self.ward, "Phòng Văn hoá - Xã hội")
        self.department = self.make_office(self.province, "Sở Khoa học và Công nghệ")
        self.leader = testing.actor("leader", self.ward, name="Nguyễn Văn Mẫu")
        self.head = testing.actor("office_head", self.ward, office=self.economy, name="Trần Thị Thử")
        self.officer = testing.actor("officer", self.ward, office=self.economy, name="Lê Văn Thí")
        self.culture_head = testing.actor("office_head", self.ward, office=self.culture, name="Phạm Thị Mẫu")
        self.culture_officer = testing.actor("officer", self.ward, office=self.culture, name="Vũ Văn Thử")
        self.viewer = testing.actor("viewer", self.ward, name="Đỗ Thị Xem")
        self.provincial = testing.actor("province", self.province, name="Hồ Văn Tỉnh")
        self.stranger = testing.actor("leader", self.other_ward, name="Bùi Văn Xa")

    def make_office(self, unit: Unit, name: str) -> Office:
        return Office.objects.create(unit=unit, name=name, since=date(2025, 7, 1))

    def ask(self, *, by: Actor | None = None, on: datetime = NOON, **more: Any) -> Assignment:
        """The leader asks the economy office for something by Friday week, unless told otherwise."""
        pattern: dict[str, Any] = {
            "title": "Khảo sát trạm phát sóng",
            "unit_id": self.ward.pk,
            "office_id": self.economy.pk,
            "due_on": day(7),
            "product": "Báo cáo khảo sát",
        }
        return services.ask(ask=Ask(**{**pattern, **more}), by=by or self.leader, at=on)
