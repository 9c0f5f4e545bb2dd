"""The book of money: lines, what a project was given, promised and paid, contracts, milestones; and the deeds on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from dinh.plans import queries, services
from dinh.plans.models import Contract, Milestone, MoneyEntry, Project
from dinh.plans.queries import money as books
from dinh.plans.rules.money import Part
from dinh.plans.shapes_money import Side
from dinh.town import apikit as kit

from .base import router

SIDES = tuple(each.value for each in Side)
Name = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*\S[^\x00]*$")]
Number = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]*\S[^\x00]*$")]
Year = Annotated[int, Field(ge=2000, le=2100, strict=True)]


class EntryOut(Schema):
    """One line of the book: whole đồng, negative when taken back. `deed` is what wrote it and `paper` its number."""

    id: int
    project_id: int
    side: str
    source: str
    year: int
    amount: int
    on: date
    deed: str
    paper: str


class EntryPage(Schema):
    items: list[EntryOut]
    next: str | None


class CellOut(Schema):
    """One source in one year: given, promised in contracts, paid out; whole đồng."""

    source: str
    year: int
    planned: int
    committed: int
    paid: int


class FlagOut(Schema):
    """What is not right: `code` is stable, `words` names what it is about."""

    code: str
    look: str
    amount: int
    days: int
    words: str


class ProjectMoneyOut(Schema):
    """A project's book. `from_paper`: no budget decision is recorded yet, and what is planned is the plan's paper's."""

    project_id: int
    from_paper: bool
    planned: int
    committed: int
    paid: int
    cells: list[CellOut]
    flags: list[FlagOut]


class ContractOut(Schema):
    id: int
    project_id: int
    number: str
    title: str
    contractor: str
    signed_on: date
    ends_on: date | None
    warranty_until: date | None
    worth: int
    paid: int
    closed: bool


class ContractPage(Schema):
    items: list[ContractOut]
    next: str | None


class MilestoneOut(kit.Versioned):
    """`first_planned_on` keeps the day promised at first."""

    id: int
    project_id: int
    title: str
    first_planned_on: date
    planned_on: date
    done_on: date | None
    note: str
    state: str


class MilestonePage(Schema):
    items: list[MilestoneOut]
    next: str | None


class PartIn(kit.In):
    """So many đồng of a source and a year."""

    source: Annotated[str, Field(min_length=1, max_length=24, pattern=r"^[a-z0-9-]+$")]
    year: Year
    amount: Annotated[int, Field(ge=-(10**15), le=10**15, strict=True)]


Parts = Annotated[list[PartIn], Field(max_length=60)]


class BudgetIn(kit.In):
    kind: Literal["first", "more", "less", "move"]
    on: kit.Day
    basis: Name
    parts: Parts
    reason: kit.Text = ""


class ContractIn(kit.In):
    number: Number
    title: Name
    contractor: Name
    on: kit.Day
    parts: Parts
    ends_on: kit.Day | None = None
    warranty_until: kit.Day | None = None


class PaymentIn(kit.In):
    """`over_basis`: the paper by which a leader lets a payment go over its contract or budget line."""

    kind: Literal["advance", "progress", "final", "direct", "refund"]
    on: kit.Day
    voucher: Number
    parts: Parts
    contract_id: kit.Id | None = None
    note: kit.Text = ""
    over_basis: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""


class MilestoneIn(kit.In):
    title: Name
    planned_on: kit.Day
    note: kit.Text = ""


class ReachIn(kit.In):
    done_on: kit.Day
    note: kit.Text


# ---------------------------------------------------------------- shaping


_PAPERS = {Side.PLANNED.value: "basis", Side.COMMITTED.value: "number", Side.PAID.value: "voucher"}


def entry_out(row: MoneyEntry) -> EntryOut:
    """A line of the book as programs see it."""
    return EntryOut(
        id=row.pk,
        project_id=row.project_id,
        side=row.side,
        source=row.source,
        year=row.year,
        amount=row.amount,
        on=row.on,
        deed=row.deed.kind,
        paper=getattr(row.deed, _PAPERS[row.side]),
    )


def _contracts_out(rows: list[Contract]) -> dict[int, ContractOut]:
    made = {}
    for one in books.contract_rows(Contract.objects.filter(pk__in=[row.pk for row in rows])):
        row = one.contract
        made[row.pk] = ContractOut(
            id=row.pk,
            project_id=row.project_id,
            number=row.number,
            title=row.title,
            contractor=row.contractor,
            signed_on=row.signed_on,
            ends_on=row.ends_on,
            warranty_until=row.warranty_until,
            worth=one.worth,
            paid=one.paid,
            closed=one.closed,
        )
    return made


def milestone_out(row: Milestone) -> MilestoneOut:
    """A milestone as programs see it."""
    return MilestoneOut(
        version=row.version,
        id=row.pk,
        project_id=row.project_id,
        title=row.title,
        first_planned_on=row.first_planned_on,
        planned_on=row.planned_on,
        done_on=row.done_on,
        note=row.note,
        state=books.milestone_row(row, kit.today()).state.kind.value,
    )


def _parts(given: Sequence[PartIn]) -> list[Part]:
    return [Part(each.source, each.year, each.amount) for each in given]


def _project(request: HttpRequest, project_id: int) -> Project:
    return kit.found(queries.project_for(kit.actor_of(request), project_id, kit.today()))


# ---------------------------------------------------------------- reading


@kit.read(
    router,
    "/plans/{plan_id}/money",
    out=EntryPage,
    name="plan_money",
    summary="Sổ tiền của một kế hoạch: từng dòng vốn giao, hợp đồng, chi",
    missing=True,
)
def plan_money(
    request: HttpRequest,
    plan_id: kit.PathId,
    project: Annotated[int | None, Field(ge=1, le=2**53 - 1)] = None,
    side: Annotated[str, Field(max_length=10, description="Một trong: " + ", ".join(SIDES))] = "",
    year: Annotated[int | None, Field(ge=2000, le=2100)] = None,
    cursor: kit.Cursor = "",
    limit: kit.Limit = 50,
) -> Any:
    """Mọi con số trên trang tiền là tổng của các dòng này."""
    row = kit.found(queries.plan_for(kit.actor_of(request), plan_id, kit.today()))
    rows = MoneyEntry.objects.filter(project__plan=row)
    if kit.choice(side, SIDES, "side"):
        rows = rows.filter(side=side)
    if project is not None:
        rows = rows.filter(project=project)
    if year is not None:
        rows = rows.filter(year=year)
    some = rows.select_related("decision", "contract_deed", "payment")
    return kit.page(some, entry_out, cursor=cursor, limit=limit)


@kit.read(
    router,
    "/projects/{project_id}/money",
    out=ProjectMoneyOut,
    name="project_money",
    summary="Tiền của một dự án: được giao, đã ký, đã chi theo nguồn và năm",
    missing=True,
)
def project_money(request: HttpRequest, project_id: kit.PathId) -> Any:
    """Kèm điều cần xem: vượt vốn, mốc trễ, hợp đồng quá hạn."""
    return _money(_project(request, project_id))


def _money(project: Project) -> ProjectMoneyOut:
    (row,) = books.money_rows(Project.objects.filter(pk=project.pk), today=kit.today())
    total = row.book.total
    return ProjectMoneyOut(
        project_id=project.pk,
        from_paper=row.from_paper,
        planned=total.planned,
        committed=total.committed,
        paid=total.paid,
        cells=[
            CellOut(source=source, year=year, planned=cell.planned, committed=cell.committed, paid=cell.paid)
            for (source, year), cell in row.book.cells.items()
        ],
        flags=[
            FlagOut(code=f.code, look=f.look, amount=f.amount, days=f.days, words=f.words) for f in row.flags
        ],
    )


@kit.read(
    router,
    "/projects/{project_id}/contracts",
    out=ContractPage,
    name="project_contracts",
    summary="Hợp đồng của một dự án",
    missing=True,
)
def project_contracts(
    request: HttpRequest, project_id: kit.PathId, cursor: kit.Cursor = "", limit: kit.Limit = 50
) -> Any:
    """Giá trị gồm cả phụ lục; đã chi gồm cả thu hồi."""
    rows = Contract.objects.filter(project=_project(request, project_id))
    return kit.page_of(rows, _contracts_out, cursor=cursor, limit=limit)


@kit.read(
    router,
    "/projects/{project_id}/milestones",
    out=MilestonePage,
    name="project_milestones",
    summary="Mốc của một dự án",
    missing=True,
)
def project_milestones(
    request: HttpRequest, project_id: kit.PathId, cursor: kit.Cursor = "", limit: kit.Limit = 50
) -> Any:
    """Ngày kế hoạch đầu tiên vẫn còn khi đổi ngày."""
    rows = Milestone.objects.filter(project=_project(request, project_id))
    return kit.page(rows, milestone_out, cursor=cursor, limit=limit)


# ---------------------------------------------------------------- deeds


@kit.write(
    router,
    "/projects/{project_id}/budget",
    out=ProjectMoneyOut,
    name="decide_budget",
    summary="Ghi quyết định giao, bổ sung, cắt giảm, điều chuyển vốn",
    status=201,
)
def decide_budget(request: HttpRequest, project_id: kit.PathId, body: BudgetIn) -> Any:
    """Số đã giao không bị ghi đè: quyết định cộng thêm vào sổ."""
    row = _project(request, project_id)
    services.decide_budget(
        project_id=row.pk,
        kind=body.kind,
        on=body.on,
        basis=body.basis,
        parts=_parts(body.parts),
        reason=body.reason,
        by=kit.actor_of(request),
        at=kit.now(),
    )
    return _money(row)


@kit.write(
    router,
    "/projects/{project_id}/contracts",
    out=ContractOut,
    name="sign_contract",
    summary="Ghi hợp đồng đã ký",
    status=201,
)
def sign_contract(request: HttpRequest, project_id: kit.PathId, body: ContractIn) -> Any:
    """Mỗi số hợp đồng một lần trong một dự án."""
    made = services.sign_contract(
        project_id=_project(request, project_id).pk,
        number=body.number,
        title=body.title,
        contractor=body.contractor,
        on=body.on,
        parts=_parts(body.parts),
        ends_on=body.ends_on,
        warranty_until=body.warranty_until,
        by=kit.actor_of(request),
        at=kit.now(),
    )
    return _contracts_out([made])[made.pk]


@kit.write(
    router,
    "/projects/{project_id}/payments",
    out=ProjectMoneyOut,
    name="record_payment",
    summary="Ghi tạm ứng, thanh toán, thu hồi",
    status=201,
)
def record_payment(request: HttpRequest, project_id: kit.PathId, body: PaymentIn) -> Any:
    """Vượt hợp đồng hoặc vượt vốn thì bị từ chối, trừ khi lãnh đạo nêu văn bản cho phép. Mỗi chứng từ một lần."""
    row = _project(request, project_id)
    services.record_payment(
        project_id=row.pk,
        kind=body.kind,
        on=body.on,
        voucher=body.voucher,
        parts=_parts(body.parts),
        contract_id=body.contract_id,
        note=body.note,
        over_basis=body.over_basis,
        by=kit.actor_of(request),
        at=kit.now(),
    )
    return _money(row)


@kit.write(
    router,
    "/projects/{project_id}/milestones",
    out=MilestoneOut,
    name="add_milestone",
    summary="Lập một mốc của dự án",
    status=201,
)
def add_milestone(request: HttpRequest, project_id: kit.PathId, body: MilestoneIn) -> Any:
    """Ngày hứa đầu tiên được giữ lại."""
    made = services.add_milestone(
        project_id=_project(request, project_id).pk,
        title=body.title,
        planned_on=body.planned_on,
        note=body.note,
        by=kit.actor_of(request),
        at=kit.now(),
    )
    return milestone_out(made)


@kit.write(
    router,
    "/milestones/{milestone_id}/reach",
    out=MilestoneOut,
    name="reach_milestone",
    summary="Ghi mốc đã đạt",
    versioned=True,
)
def reach_milestone(request: HttpRequest, milestone_id: kit.PathId, body: ReachIn) -> Any:
    """Ghi kết quả trong `note`."""
    actor = kit.actor_of(request)
    row = kit.found(books.milestone_for(actor, milestone_id, kit.today()))
    kit.check_version(request, row.version)
    made = services.reach_milestone(
        milestone_id=row.pk,
        version=row.version,
        done_on=body.done_on,
        note=body.note,
        by=actor,
        at=kit.now(),
    )
    kit.tag_version(request, made.version)
    return milestone_out(made)
