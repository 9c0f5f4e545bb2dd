"""A province, a ward with two offices and their people: what the room's tests stand on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from dinh.sectors.inspections import services
from dinh.sectors.inspections.models import Inspection, Template
from dinh.sectors.inspections.services import Answer, Inspected
from dinh.town import testing
from dinh.town.models import Office, Unit
from dinh.town.testing import HANOI


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=HANOI)


JUNE8, JUNE9, JUNE16, JUNE17 = (date(2026, 6, day) for day in (8, 9, 16, 17))
PDF = b"%PDF-1.4 bien ban"


class Town:
    """Thanh Hóa and the ward Ngọc Sơn, with somebody of each role."""

    def __init__(self) -> None:
        self.province: Unit = testing.unit("38")
        self.ward: Unit = testing.unit("16576")
        self.other: Unit = testing.unit("14812")
        self.department = self.office(self.province, "Sở Khoa học và Công nghệ")
        self.social = self.office(self.ward, "Phòng Văn hóa - Xã hội")
        self.centre = self.office(self.ward, "Trung tâm Phục vụ hành chính công")
        self.follower = testing.actor("province", self.province, name="Lê Thị Thử")
        self.second = testing.actor("province", self.province, name="Phạm Văn Ví Dụ")
        self.planner = testing.actor("planner", self.ward, name="Trần Thị Thử")
        self.leader = testing.actor("leader", self.ward, name="Lê Văn Mẫu")
        self.officer = testing.actor("officer", self.ward, office=self.social, name="Đỗ Thị Minh Họa")
        self.stranger = testing.actor("officer", self.ward, office=self.centre, name="Bùi Văn Thí Dụ")
        self.viewer = testing.actor("viewer", self.ward, name="Đặng Văn Xem")
        self.neighbour = testing.actor("planner", self.other, name="Dương Thị Thử")
        services.load_edition(at=at(date(2026, 1, 5)))

    def office(self, unit: Unit, name: str) -> Office:
        return Office.objects.create(unit=unit, name=name, kind=name[:10], since=date(2025, 7, 1))

    def plan(self, **more: Any) -> Inspection:
        """The province's department inspects the ward's office."""
        given: dict[str, Any] = {
            "title": "Kiểm tra chuyển đổi số",
            "unit": self.province,
            "office": self.department,
            "parties": [Inspected(self.ward.pk, self.social.pk)],
            "first_day": JUNE8,
            "last_day": JUNE9,
            "template_id": Template.objects.get(key="mot-cua").pk,
            "by": self.follower,
            "at": at(date(2026, 6, 1)),
        }
        return services.plan(**given | more)

    def running(self, **more: Any) -> Inspection:
        row = self.plan(**more)
        services.start(inspection_id=row.pk, by=more.get("by", self.follower), at=at(JUNE8))
        row.refresh_from_db()
        return row

    def filled(self, **more: Any) -> Inspection:
        """One whose check-list is answered, the last item not met."""
        row = self.running(**more)
        items = list(row.checks.all())
        services.check_many(
            inspection_id=row.pk,
            answers={item.pk: Answer("fails" if item is items[-1] else "meets", "", 1) for item in items},
            by=more.get("by", self.follower),
            at=at(JUNE8, 15),
        )
        return row

    def finding(self, row: Inspection, kind: str = "lack", **more: Any) -> Any:
        return services.record_finding(
            inspection_id=row.pk,
            party_id=row.parties.first().pk,
            kind=kind,
            text=more.pop("text", "Thiếu thư xin lỗi cho ba hồ sơ"),
            by=self.follower,
            at=at(JUNE9),
            **more,
        )

    def explaining(self) -> Inspection:
        row = self.filled()
        self.finding(row)
        services.ask_explanation(inspection_id=row.pk, explain_by=JUNE16, by=self.follower, at=at(JUNE9))
        row.refresh_from_db()
        return row

    def recommend(self, row: Inspection, **more: Any) -> Any:
        given: dict[str, Any] = {
            "text": "Bổ sung thư xin lỗi",
            "due_on": date(2026, 7, 3),
            "party_id": row.parties.first().pk,
            "by": self.follower,
            "at": at(JUNE9),
        }
        return services.recommend(inspection_id=row.pk, **given | more)

    def conclude(self, row: Inspection, day: date = JUNE17, **more: Any) -> Inspection:
        row.refresh_from_db()
        given: dict[str, Any] = {
            "text": "Cơ bản đạt",
            "seen": row.version,
            "by": self.follower,
            "at": at(day),
        }
        return services.conclude(inspection_id=row.pk, **given | more)

    def on_paper(self, **more: Any) -> Inspection:
        given: dict[str, Any] = {
            "title": "Kiểm tra bằng giấy",
            "unit": self.province,
            "parties": [Inspected(self.ward.pk)],
            "first_day": JUNE8,
            "last_day": JUNE9,
            "conclusion": "Đạt",
            "minutes": [("bien-ban.pdf", PDF)],
            "by": self.follower,
            "at": at(JUNE17),
        }
        return services.record_on_paper(**given | more)
