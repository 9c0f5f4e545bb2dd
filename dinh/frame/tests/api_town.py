"""A small town with something of every kind that the JSON entrance speaks of, and keys to it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from dinh.catalog.models import Field
from dinh.dossiers import services as dossiers
from dinh.dossiers.tests.builders import Ward, opens, somebody
from dinh.plans import services as plans
from dinh.plans.models import Allotment, Contract, Evidence, Milestone
from dinh.plans.rules.money import Part
from dinh.plans.tests.builders import Town
from dinh.town import queries, services
from dinh.town.models import Account, Mandate, Person, Unit
from dinh.town.shapes import Actor
from dinh.voices import services as voices
from dinh.work import services as work
from dinh.work.shapes import Ask

ROOMS = ("town", "work", "voices", "reporting", "inspections", "dossiers", "measures", "plans", "boards")
WRITE = dict.fromkeys(ROOMS, "write")


def bearer(
    role: str,
    unit: Unit,
    *,
    office: Any = None,
    name: str = "Nguyễn Văn Khóa",
    scopes: dict[str, str] | None = None,
    within: Unit | None = None,
) -> tuple[Person, str]:
    """A new person with one mandate and an account, and a key of theirs."""
    person = Person.objects.create(name=name, folded=name.lower())
    Mandate.objects.create(person=person, role=role, unit=unit, office=office, since=date(2025, 7, 1))
    Account.objects.create_user(f"khoa{person.pk}", "mot cau du dai 1", person=person)
    return person, key_of(person, scopes=scopes, within=within)


def key_of(person: Person, *, scopes: dict[str, str] | None = None, within: Unit | None = None) -> str:
    """A key of somebody's own."""
    at = timezone.now()
    _token, key = services.make_token(
        person=person,
        name="khóa thử",
        scopes=WRITE if scopes is None else scopes,
        until=timezone.localdate() + timedelta(days=30),
        unit=within,
        by=queries.actor_of_person(person, at),
        at=at,
    )
    return key


def auth(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


class Counter(Ward):
    """The ward's one-stop desk in the town of plans, with a procedure that it offers."""

    def __init__(self, unit: Unit, province: Unit) -> None:
        self.ward, self.province = unit, province
        self.desk = self.office("trung-tam-hanh-chinh-cong", "Trung tâm Phục vụ hành chính công")
        self.back = self.office("van-phong", "Văn phòng HĐND và UBND")
        self.field = Field.objects.create(code="ho-tich", name="Hộ tịch")


class ApiTown(Town):
    """The town of plans, with work, voices and an event besides."""

    def __init__(self) -> None:
        super().__init__()
        now, today = timezone.now(), timezone.localdate()
        self.made = self.plan()
        self.target = self.made.targets.get(mark="T1")
        self.boss, self.key = bearer("planner", self.unit)
        by = queries.actor_of_person(self.boss, now)
        self.by: Actor = by
        self.value = plans.enter_value(
            target_id=self.target.pk,
            period="2026-03",
            value=20,
            files=[("bien-ban.txt", b"bien ban do phu song")],
            by=self.officer,
            at=now,
            submit=True,
        )
        self.assignment = self.ask("Khảo sát trạm phát sóng")
        self.open_one = self.ask("Lập danh sách tổ công nghệ số")
        self.offer = work.hand_over(
            assignment_id=self.open_one.pk,
            reason="Đúng việc của phòng ấy",
            to_office_id=self.other_office.pk,
            by=self.second,
            at=now,
        )
        self.more_time = work.ask_extension(
            assignment_id=self.assignment.pk,
            until=today + timedelta(days=20),
            reason="Chờ nhà mạng",
            by=self.officer,
            at=now,
        )
        self.allotment = self.given()
        self.project = self.made.projects.get()
        self.contract, self.milestone = self.money()
        self.initiative = voices.put_forward(
            kind="problem", title="Chờ lâu", text="Sáng thứ Hai đông", unit=self.unit, by=by, at=now
        )
        self.event = voices.plan_event(
            name="Ngày chuyển đổi số", unit=self.unit, day=today + timedelta(days=30), by=by, at=now
        )

        self.counter = Counter(self.unit, self.province)
        self.procedure = self.counter.procedure()
        self.dossier = self.handed_in("038079000147")

    @cached_property
    def desk_key(self) -> str:
        """A key of somebody who takes dossiers in, and decides."""
        clerk, key = bearer("leader", self.unit, name="Lê Thị Quầy Mẫu")
        Mandate.objects.create(person=clerk, role="officer", unit=self.unit, since=date(2025, 7, 1))
        return key

    def handed_in(self, identity: str) -> Any:
        """A dossier whose first step nobody has taken."""
        intake = self.counter.intake(self.procedure, applicant=somebody(identity=identity))
        return dossiers.receive(intake=intake, by=None, at=timezone.now())

    def given(self) -> Allotment:
        """A target of the province's, as the commune was given it. The room's own tests give it by its service."""
        return Allotment.objects.create(
            target=self.target,
            unit=self.unit,
            office=self.office,
            operator=">=",
            value=60,
            due_on=date(2030, 12, 31),
            since=date(2026, 1, 12),
        )

    def money(self) -> tuple[Contract, Milestone]:
        """A budget with its paper, a contract and a milestone of the project."""
        day, now = timezone.localdate(), timezone.now()
        more: dict[str, Any] = {"project_id": self.project.pk, "by": self.by, "at": now}
        plans.decide_budget(
            kind="first",
            on=day,
            basis="112/QĐ-UBND",
            parts=[Part("tinh", day.year, 2_000_000_000)],
            files=[("qd-112.txt", b"quyet dinh giao von")],
            **more,
        )
        contract = plans.sign_contract(
            number="05/HĐ",
            title="Lắp đặt",
            contractor="Công ty Mẫu",
            on=day,
            parts=[Part("tinh", day.year, 1_500_000_000)],
            **more,
        )
        return contract, plans.add_milestone(title="Nghiệm thu", planned_on=day + timedelta(days=60), **more)

    def ask(self, title: str) -> Any:
        return work.ask(
            ask=Ask(
                title=title,
                unit_id=self.unit.pk,
                office_id=self.office.pk,
                due_on=timezone.localdate() + timedelta(days=7),
            ),
            by=self.leader,
            at=timezone.now(),
        )

    def fresh(self, operation: str) -> dict[str, Any]:
        """For a write on a dossier: one of its own, so that none is spoiled by what was done before; and what its body says
        that nothing out of the air would hit."""
        bodies: dict[str, dict[str, Any]] = {
            "receive_dossier": {
                "procedure_code": self.procedure.procedure.code,
                "office_id": self.counter.desk.pk,
                "competent_unit_code": None,
                "helped_by_unit_code": None,
                "applicant": {"name": "Trần Thị Thử", "identity": "038080000001"},
                "acted_for": None,
                "case_name": "",
                "papers": [
                    {"paper_id": each.pk, "originals": 1, "copies": 1} for each in self.procedure.papers.all()
                ],
                "received_at": None,
            },
            "finish_step": {"outcome": "du"},
        }
        found: dict[str, Any] = {"body": bodies.get(operation, {})}
        if operation in ("finish_step", "take_step", "hand_over_step", "ask_completion", "note_dossier"):
            made = self.handed_in(f"0380790{len(operation):05d}")
            found |= {"dossier_id": made.pk, "step_id": opens(made)["tiep-nhan"].pk}
        return found

    @property
    def ids(self) -> dict[str, Any]:
        """What stands behind each name of a path."""
        return {
            "code": self.unit.code,
            "period": "2026-10",
            "measure": "dossiers.online",
            "office_id": self.office.pk,
            "plan_id": self.made.pk,
            "target_id": self.target.pk,
            "value_id": self.value.pk,
            "task_id": self.made.tasks.get().pk,
            "project_id": self.made.projects.get().pk,
            "assignment_id": self.assignment.pk,
            "hand_over_id": self.offer.pk,
            "extension_id": self.more_time.pk,
            "initiative_id": self.initiative.pk,
            "event_id": self.event.pk,
            "allotment_id": self.allotment.pk,
            "milestone_id": self.milestone.pk,
            "dossier_id": self.dossier.pk,
            "step_id": opens(self.dossier)["tiep-nhan"].pk,
            "procedure_code": self.procedure.procedure.code,
            "file_id": Evidence.objects.get(value=self.value).pk,
        }
