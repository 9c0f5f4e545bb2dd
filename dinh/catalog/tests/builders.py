"""A province, two wards and their people; a procedure that lacks nothing: what the room's tests stand on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from dinh.catalog import services
from dinh.catalog.models import Offer, Procedure, ProcedureEdition
from dinh.ground.text import fold
from dinh.town import testing
from dinh.town.models import Office, Unit
from dinh.town.testing import HANOI


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=HANOI)


NOON = at(date(2026, 11, 20), 12)
TODAY = NOON.date()
SPRING = date(2026, 3, 1)

CONTENT: dict[str, Any] = {
    "since": "2025-07-01",
    "name": "Chứng thực bản sao từ bản chính",
    "level": ["xa"],
    "decision_symbol": "1024/QĐ-BTP",
    "steps_text": "Nộp.\nĐối chiếu.\nTrả.",
    "who_may_apply": ["cong-dan"],
    "performer": "UBND cấp xã",
    "same_day": True,
    "life_events": ["giay-to"],
    "ways": [
        {"channel": "direct", "term_unit": "same-day"},
        {"channel": "online", "term_amount": 2, "term_unit": "working-day", "words": "Qua Cổng"},
    ],
    "fees": [
        {
            "name": "Phí chứng thực", "amount": 2000, "per": "page", "cap": 200000, "source": "TT 226",
            "tiers": [{"from": 3, "amount": 1000}],
        }
    ],
    "exemptions": [{"code": "ho-ngheo", "words": "Hộ nghèo", "percent": 50}],
    "papers": [{"name": "Bản chính", "originals": 1}],
    "results": [{"code": "ban-sao", "name": "Bản sao"}],
    "legal_bases": [{"symbol": "23/2015/NĐ-CP", "on": "2015-02-16"}],
    "sources": {"fees": {"source": "TT 226/2016/TT-BTC", "confirmed": True}},
}  # fmt: skip
CODE = "2.000815"


class Town:
    """Thanh Hóa keeps the catalogue; the ward Ngọc Sơn offers."""

    def __init__(self) -> None:
        self.province: Unit = testing.unit("38")
        self.ward: Unit = testing.unit("16576")
        self.other: Unit = testing.unit("14812")
        self.planner = testing.actor("planner", self.province, name="Phạm Văn Ví Dụ")
        self.leader = testing.actor("leader", self.province, name="Trần Văn Mẫu")
        self.officer = testing.actor("officer", self.province, name="Đỗ Thị Minh Họa")
        self.viewer = testing.actor("viewer", self.province, name="Đặng Văn Xem")
        self.ward_planner = testing.actor("planner", self.ward, name="Trần Thị Thử")

    def office(self, name: str = "Trung tâm Phục vụ hành chính công", unit: Unit | None = None) -> Office:
        return Office.objects.create(unit=unit or self.ward, name=name, kind="x", since=date(2025, 7, 1))

    def draft(self, code: str = CODE, **more: Any) -> ProcedureEdition:
        given: dict[str, Any] = {
            "code": code, "field_code": "chung-thuc", "field_name": "Chứng thực", "keeper": self.province,
            "by": self.planner, "at": NOON,
        }  # fmt: skip
        content = CONTENT | {key: more.pop(key) for key in list(more) if key in CONTENT or key in KEYS}
        return services.draft_edition(content=content, **given | more)

    def published(self, code: str = CODE, **more: Any) -> ProcedureEdition:
        return services.publish_edition(
            edition_id=self.draft(code, **more).pk, by=self.planner, at=more.get("at", NOON)
        )


def offered_widely(procedure: Procedure, above: list[Unit], many: int) -> list[Unit]:
    """Many made-up communes, spread over provinces and some of one name, begin to offer it."""
    made = []
    for n in range(many):
        name, over = f"Mẫu Đức {n // 2}", above[n % len(above)]
        made.append(
            Unit(
                code=f"9{n:04d}", level=3, kind="xa", name=name, parent=over, path=f"{over.path}9{n:04d}/",
                folded=fold(f"xã {name}"), folded_name=fold(name),
            )
        )  # fmt: skip
    Unit.objects.bulk_create(made)
    units = list(Unit.objects.filter(code__in=[unit.code for unit in made]))
    Offer.objects.bulk_create([Offer(unit=unit, procedure=procedure, since=SPRING) for unit in units])
    return units


KEYS = {"until", "online", "conditions", "kind", "competent", "cooperating", "decision_on", "decision_by", "form_schema", "result_templates"}  # fmt: skip
