"""A small town with two wards, people of each role, and initiatives to stand on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from dinh.town.models import Office, Person, Unit
from dinh.town.shapes import Actor, MandateShape
from dinh.voices import services
from dinh.voices.models import Initiative

NINE = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 9 o'clock in Hà Nội
TODAY = date(2026, 11, 20)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 7, tzinfo=UTC)


def make_unit(code: str, name: str, parent: Unit | None = None) -> Unit:
    level, kind = (3, "phuong") if parent else (1, "tinh")
    path = f"{parent.path}{code}/" if parent else f"/{code}/"
    return Unit.objects.create(
        code=code, level=level, kind=kind, name=name, parent=parent, path=path, folded=name, folded_name=name
    )


def make_actor(role: str, unit: Unit, name: str = "Nguyễn Văn Mẫu", office: Office | None = None) -> Actor:
    person = Person.objects.create(name=name, folded=name.lower())
    return Actor(person.pk, name, (MandateShape(role, unit.path, office.pk if office else None),))


class Town:
    """Everything a test of this room asks for."""

    def __init__(self) -> None:
        self.province = make_unit("38", "Mẫu")
        self.unit = make_unit("16576", "Ngọc Mẫu", self.province)
        self.neighbour = make_unit("14812", "Bỉm Mẫu", self.province)
        self.elsewhere = make_unit("79", "Khác")
        self.office = Office.objects.create(
            unit=self.unit, name="Phòng Văn hóa - Xã hội", kind="phong-van-hoa-xa-hoi"
        )
        self.desk = Office.objects.create(unit=self.unit, name="Trung tâm", kind="trung-tam-hanh-chinh-cong")
        self.planner = make_actor("planner", self.unit, "Trần Thị Thử")
        self.leader = make_actor("leader", self.unit, "Lê Văn Mẫu")
        self.officer = make_actor("officer", self.unit, "Đỗ Thị Minh Họa", self.office)
        self.head = make_actor("office_head", self.unit, "Nguyễn Văn Mẫu", self.office)
        self.viewer = make_actor("viewer", self.unit, "Đặng Văn Xem")
        self.other = make_actor("planner", self.neighbour, "Dương Thị Thử")
        self.stranger = make_actor("planner", self.elsewhere, "Hồ Thị Thử")

    def idea(self, **more: Any) -> Initiative:
        given: dict[str, Any] = {
            "kind": "idea",
            "title": "Nhắn giờ hẹn cho người chứng thực",
            "text": "Quầy hẹn buổi vắng.",
            "unit": self.unit,
            "office": self.office,
            "by": self.officer,
            "at": NINE,
        }
        return services.put_forward(**{**given, **more})

    def from_citizen(self, **more: Any) -> Initiative:
        given: dict[str, Any] = {
            "kind": "problem",
            "title": "Chờ chứng thực quá lâu",
            "text": "Sáng thứ Hai chờ hai giờ.",
            "unit": self.unit,
            "address": "192.0.2.1",
            "at": NINE,
        }
        return services.put_by_citizen(**{**given, **more})

    def shown(self, **more: Any) -> Initiative:
        row = self.from_citizen(**more)
        return services.moderate(initiative_id=row.pk, show=True, by=self.planner, at=NINE)
