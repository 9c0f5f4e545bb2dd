"""A ward with its offices and people, and procedures that it offers: what the room's tests stand on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from dinh.catalog import process_book
from dinh.catalog.models import Fee, Field, Offer, Paper, Procedure, ProcedureEdition, Way
from dinh.catalog.rules.process import Graph
from dinh.catalog.services import process as processes
from dinh.dossiers import services
from dinh.dossiers.models import Dossier, Holding
from dinh.dossiers.services import fees
from dinh.dossiers.shapes import GivenPaper, GivenPerson, Intake
from dinh.ground import services as ground
from dinh.till import services as till
from dinh.town import testing
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor
from dinh.town.testing import HANOI

SINCE = date(2025, 7, 1)
FRIDAY = date(2026, 11, 20)


def at(hour: int = 9, minute: int = 0, day: date = FRIDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=HANOI)


MORNING = at(9)


def somebody(name: str = "Nguyễn Văn Mẫu", identity: str = "038079000147") -> GivenPerson:
    return GivenPerson(name=name, identity=identity, phone="0912 000 512", address="Thôn Mẫu")


class Ward:
    """Ngọc Sơn's one-stop desk, its offices, its people, a neighbour and the province."""

    def __init__(self) -> None:
        self.province: Unit = testing.unit("38")
        self.ward: Unit = testing.unit("16576")
        self.other: Unit = testing.unit("14812")
        self.desk = self.office("trung-tam-hanh-chinh-cong", "Trung tâm Phục vụ hành chính công")
        self.back = self.office("van-phong", "Văn phòng HĐND và UBND")
        self.culture = self.office("phong-van-hoa-xa-hoi", "Phòng Văn hóa - Xã hội")
        self.counter = testing.actor("officer", self.ward, office=self.desk, name="Bùi Văn Thí Dụ")
        self.counter_too = testing.actor("officer", self.ward, office=self.desk, name="Bùi Thị Thử")
        self.desk_head = testing.actor("office_head", self.ward, office=self.desk, name="Hà Thị Mẫu")
        self.officer = testing.actor("officer", self.ward, office=self.back, name="Trịnh Văn Thử")
        self.colleague = testing.actor("officer", self.ward, office=self.back, name="Trịnh Thị Thí")
        self.head = testing.actor("office_head", self.ward, office=self.back, name="Cao Văn Mẫu")
        self.leader = testing.actor("leader", self.ward, name="Lê Văn Mẫu")
        self.deputy = testing.actor("leader", self.ward, name="Lê Thị Phó Mẫu")
        self.viewer = testing.actor("viewer", self.ward, name="Đặng Văn Xem")
        self.stranger = testing.actor("officer", self.other, name="Lý Văn Xa")
        self.field = Field.objects.create(code="ho-tich", name="Hộ tịch")

    def office(self, kind: str, name: str, unit: Unit | None = None) -> Office:
        return Office.objects.create(unit=unit or self.ward, name=name, kind=kind, since=SINCE)

    def procedure(
        self,
        code: str = "1.004884",
        *,
        name: str = "Đăng ký lại khai sinh",
        ways: Iterable[tuple[str, int | None, str]] = (
            ("direct", 5, "working-day"),
            ("online", 5, "working-day"),
        ),
        fee: int | None = 10_000,
        papers: Iterable[dict[str, Any]] = (
            {"name": "Tờ khai", "originals": 1},
            {"name": "Giấy tờ có thông tin khai sinh", "copies": 1},
        ),
        graph: Graph | None = None,
        offered: bool = True,
    ) -> ProcedureEdition:
        """A published edition with its ways, fee, papers and process, offered by the ward."""
        procedure = Procedure.objects.create(code=code, field=self.field, keeper=self.province, name=name)
        edition = ProcedureEdition.objects.create(
            procedure=procedure, number=1, since=SINCE, name=name, made_at=at(8, day=SINCE)
        )
        for order, (channel, amount, unit) in enumerate(ways):
            Way.objects.create(
                edition=edition, order=order, channel=channel, term_amount=amount, term_unit=unit
            )
        if fee is not None:
            Fee.objects.create(edition=edition, name="Lệ phí hộ tịch", kind="le-phi", amount=fee)
        for order, paper in enumerate(papers):
            Paper.objects.create(edition=edition, order=order, **paper)
        edition.state = "published"
        edition.save(update_fields=["state"])
        if graph is None:
            graph = next(each.graph for each in process_book.processes() if each.code == code)
        version = processes.draft_version(procedure_id=procedure.pk, by=None, at=at(8, day=SINCE))
        processes.save_steps(version_id=version.pk, graph=graph, by=None, at=at(8, day=SINCE))
        processes.publish_version(version_id=version.pk, since=SINCE, by=None, at=at(8, day=SINCE))
        if offered:
            Offer.objects.create(unit=self.ward, procedure=procedure, office=self.back, since=SINCE)
        return edition

    def intake(self, edition: ProcedureEdition, **more: Any) -> Intake:
        """All that is asked, over the counter."""
        given: dict[str, Any] = {
            "procedure_code": edition.procedure.code,
            "unit_id": self.ward.pk,
            "office_id": self.desk.pk,
            "applicant": somebody(),
            "papers": tuple(
                GivenPaper(paper.pk, originals=paper.originals, copies=paper.copies)
                for paper in edition.papers.all()
            ),
        }
        return Intake(**given | more)

    def receive(
        self, edition: ProcedureEdition, *, by: Actor | None = None, on: datetime = MORNING, **more: Any
    ) -> Dossier:
        return services.receive(intake=self.intake(edition, **more), by=by or self.counter, at=on)


def opens(dossier: Dossier) -> dict[str, Holding]:
    """Its open rows by the key of their step."""
    rows = Holding.objects.filter(dossier=dossier, closed_at=None).select_related("step", "unit", "office")
    return {row.step.key: row for row in rows}


def go(dossier: Dossier, key: str, outcome: str, by: Actor | None, on: datetime, **more: Any) -> Dossier:
    """One step of a dossier to one outcome."""
    return services.step(holding_id=opens(dossier)[key].pk, outcome=outcome, by=by, at=on, **more)


def pay(dossier: Dossier, on: datetime) -> Dossier:
    """Its bill paid in cash, and the news of it heard."""
    bill = fees.bill_for(dossier)
    assert bill is not None
    till.take_cash(bill_id=bill.pk, amount=bill.owed, by=None, at=on)
    ground.tell(everything=True)
    return Dossier.objects.get(pk=dossier.pk)


def taken_at_many(edition: ProcedureEdition, count: int) -> list[str]:
    """That many made-up communes of the province take the procedure as well; gives their codes."""
    above = testing.unit("38")
    made = [
        Unit(
            code=f"9{n:04d}", level=3, kind="xa", name=f"Mẫu {n}", parent=above, path=f"/38/9{n:04d}/",
            folded=f"xa mau {n}", folded_name=f"mau {n}",
        )
        for n in range(count)
    ]  # fmt: skip
    Unit.objects.bulk_create(made)
    there = Unit.objects.filter(code__in=[unit.code for unit in made])
    Offer.objects.bulk_create([Offer(unit=unit, procedure=edition.procedure, since=SINCE) for unit in there])
    return [unit.code for unit in made]
