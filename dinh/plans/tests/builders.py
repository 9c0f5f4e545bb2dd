"""A small town with two units, people of each role, and a proposal made by hand: what the room's tests stand on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dinh.papers.shapes import Line, Page, SourceDocument
from dinh.plans import services
from dinh.plans.models import Plan, Reading
from dinh.plans.reading.shapes import (
    DocumentHead,
    Duty,
    Money,
    Place,
    Problem,
    Project,
    Proposal,
    Target,
    Task,
)
from dinh.town.models import Office, Person, Unit
from dinh.town.shapes import Actor, MandateShape

NINE = datetime(2026, 1, 20, 2, 0, tzinfo=UTC)  # 9 o'clock in Hà Nội
LINES = (
    "KẾ HOẠCH",
    "Chuyển đổi số trên địa bàn phường Mẫu năm 2026",
    "- Tỷ lệ phủ sóng 5G trên địa bàn đạt 60%.",
    "- Tỷ lệ thanh toán trực tuyến đạt 80%.",
    "- 92% dân số có sổ sức khỏe điện tử.",
    "- Tổ chức 02 lớp tập huấn, hoàn thành trong quý III. Phòng Văn hóa - Xã hội chủ trì.",
    "Xây dựng đài truyền thanh thông minh: 2.500 triệu đồng",
    "Các đơn vị báo cáo hằng quý trước ngày 20 tháng cuối quý.",
    "Phụ lục 1",
    "19 Tỷ lệ người dân có sổ sức khỏe điện tử % >92%",
)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 7, tzinfo=UTC)


def make_unit(code: str = "16576", name: str = "Mẫu", *, parent: Unit | None = None, **more: Any) -> Unit:
    level, kind = (3, "phuong") if parent else (1, "tinh")
    path = f"{parent.path}{code}/" if parent else f"/{code}/"
    return Unit.objects.create(
        code=code,
        level=level,
        kind=kind,
        name=name,
        parent=parent,
        path=path,
        folded=name,
        folded_name=name,
        **more,
    )


def make_person(name: str) -> Person:
    return Person.objects.create(name=name, folded=name.lower())


def make_actor(role: str, unit: Unit, name: str = "Nguyễn Văn Mẫu", office: Office | None = None) -> Actor:
    person = make_person(name)
    return Actor(person.pk, name, (MandateShape(role, unit.path, office.pk if office else None),))


def a_target(ident: str = "T1", line: int = 3, **more: Any) -> Target:
    base = Target(
        id=ident,
        text="Tỷ lệ phủ sóng 5G trên địa bàn",
        quote=LINES[line - 1],
        lines=(line, line),
        page=1,
        metric="tỷ lệ phủ sóng 5G",
        operator=">=",
        value=60,
        value_max=None,
        unit="%",
        deadline_year=2026,
        deadline=None,
        pillar="infrastructure",
        scope=None,
        lead="Phòng Văn hóa - Xã hội",
        coop=("Công an phường",),
        section="II",
        places=(Place("body", (line, line), 1, LINES[line - 1]),),
        confidence=0.95,
    )
    return replace(base, **more)


def a_proposal(**more: Any) -> Proposal:
    health = a_target(
        "T3",
        5,
        text="Tỷ lệ người dân có sổ sức khỏe điện tử",
        metric="tỷ lệ người dân có sổ sức khỏe điện tử",
        value=92,
        pillar="society",
        lead="Cơ sở y tế",
        places=(Place("body", (5, 5), 1, LINES[4]), Place("appendix", (10, 10), 2, LINES[9])),
        confidence=0.6,
        doubts=("Phụ lục 1 ghi >92%, mục II ghi 92%. Chọn cách hiểu.",),
    )
    whole = Proposal(
        document=DocumentHead(
            kind="Kế hoạch",
            number="27/KH-UBND",
            date="2026-01-15",
            issuer="Ủy ban nhân dân phường Mẫu",
            title="Chuyển đổi số trên địa bàn phường Mẫu năm 2026",
            horizon_from=2026,
            horizon_to=2026,
            implements=("05/KH-UBND",),
        ),
        targets=(
            a_target(),
            a_target("T2", 4, text="Tỷ lệ thanh toán trực tuyến", metric="thanh toán trực tuyến", value=80),
            health,
        ),
        tasks=(
            Task(
                id="N1",
                text="Tổ chức tập huấn chuyển đổi số",
                quote=LINES[5],
                lines=(6, 6),
                page=1,
                output="02 lớp",
                lead="Phòng Văn hóa - Xã hội",
                coop=(),
                deadline="quý III",
                rhythm=None,
                section="III",
                where="body",
                confidence=0.9,
            ),
        ),
        projects=(
            Project(
                id="P1",
                name="Đài truyền thanh thông minh",
                quote=LINES[6],
                lines=(7, 7),
                page=1,
                group="A",
                lead="Trung tâm Dịch vụ",
                coop=(),
                period="2026",
                legal_basis=None,
                content=None,
                money=(Money(2_200_000_000, "Ngân sách tỉnh"), Money(300_000_000, "Nguồn khác")),
                confidence=0.9,
            ),
        ),
        reporting=(
            Duty(
                "B1",
                "Các đơn vị",
                "Báo cáo kết quả",
                "UBND phường",
                "hằng quý",
                "trước ngày 20",
                LINES[7],
                (8, 8),
                1,
                0.9,
            ),
        ),
        problems=(Problem("two_values", "Sổ sức khỏe điện tử: 92% và >92%.", ((5, 5), (10, 10)), ("T3",)),),
    )
    return replace(whole, **more)


def a_document(name: str = "ke-hoach.txt") -> SourceDocument:
    pages = (
        Page(1, tuple(Line(n, text, 1) for n, text in enumerate(LINES[:8], start=1))),
        Page(2, tuple(Line(n, text, 2) for n, text in enumerate(LINES[8:], start=9))),
    )
    return SourceDocument(name, "text/plain", "0" * 64, pages)


class Town:
    """Everything a test of this room asks for."""

    def __init__(self) -> None:
        self.province = make_unit("38", "Tỉnh Mẫu")
        self.unit = make_unit("16576", "Mẫu", parent=self.province)
        self.elsewhere = make_unit("79", "Tỉnh Khác")
        self.office = Office.objects.create(unit=self.unit, name="Phòng Văn hóa - Xã hội", short_name="VHXH")
        self.other_office = Office.objects.create(unit=self.unit, name="Phòng Kinh tế", short_name="KT")
        self.planner = make_actor("planner", self.unit, "Trần Thị Thử")
        self.second = make_actor("planner", self.unit, "Lê Thị Ví Dụ")
        self.leader = make_actor("leader", self.unit, "Lê Văn Mẫu")
        self.officer = make_actor("officer", self.unit, "Đỗ Thị Minh Họa", self.office)
        self.other_officer = make_actor("officer", self.unit, "Bùi Văn Thí Dụ", self.other_office)
        self.head = make_actor("office_head", self.unit, "Nguyễn Văn Mẫu", self.office)
        self.viewer = make_actor("viewer", self.unit, "Đặng Văn Xem")
        self.stranger = make_actor("planner", self.elsewhere, "Hồ Thị Thử")
        self.clerk = make_actor("clerk", self.unit, "Vũ Thị Mẫu")

    def upload(self, contents: bytes = b"ke hoach mau", **more: Any) -> Reading:
        given: dict[str, Any] = {
            "file": contents,
            "name": "ke-hoach.txt",
            "unit": self.unit,
            "by": self.planner,
            "at": NINE,
        }
        return services.upload(**{**given, **more})

    def ready(self, proposal: Proposal | None = None, **more: Any) -> Reading:
        """A reading with a proposal waiting for review."""
        reading = self.upload(**more)
        return services.reading.store(
            reading_id=reading.pk, document=a_document(), proposal=proposal or a_proposal(), at=NINE
        )

    def plan(self, proposal: Proposal | None = None, **more: Any) -> Plan:
        """An adopted plan, everything accepted."""
        reading = self.ready(proposal, **more)
        for item in reading.items.filter(state="unseen"):
            services.accept(item_id=item.pk, version=item.version, by=self.planner, at=NINE)
        return services.adopt(reading_id=reading.pk, by=self.planner, at=NINE + timedelta(minutes=1))
