"""The book of money read: by project, by plan, and the deeds behind a figure. Permissions are those of the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet, Sum

from dinh.ground.calendar import for_country
from dinh.plans.models import (
    Contract,
    Milestone,
    MoneyEntry,
    MoneyFile,
    Payment,
    Plan,
    ProcurementStep,
    Project,
    ProjectTarget,
)
from dinh.plans.rules import money as rules
from dinh.plans.rules.money_edition import Step, steps
from dinh.plans.shapes_money import MilestoneKind, PaymentKind, Side
from dinh.town.shapes import Actor

from .plans import visible_plans


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract with what it is worth and what of it is paid, by source and year."""

    contract: Contract
    book: rules.Book
    advance: int
    closed: bool

    @property
    def worth(self) -> int:
        return self.book.total.committed

    @property
    def paid(self) -> int:
        return self.book.total.paid

    @property
    def left(self) -> int:
        return self.worth - self.paid

    @property
    def state(self) -> rules.ContractState:
        return rules.ContractState(
            self.contract.number, self.worth, self.paid, self.contract.signed_on, self.closed
        )

    def days_late(self, today: date) -> int:
        """Days past its end while it is not paid for the last time; 0 when not late."""
        end = self.contract.ends_on
        return 0 if self.closed or end is None else for_country().days_late(end, today)


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    milestone: Milestone
    state: rules.MilestoneState


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of the edition, and how it was taken, if it was."""

    step: Step
    taken: ProcurementStep | None
    skipped: bool


@dataclass(frozen=True)
class ProjectMoneyRow:
    """A project's book, contracts, milestones and what is not right about them. `from_paper` says that no budget decision
    is recorded and the planned sums are the paper's."""

    project: Project
    book: rules.Book
    from_paper: bool
    paper: int
    contracts: tuple[ContractRow, ...] = ()
    milestones: tuple[MilestoneRow, ...] = ()
    flags: tuple[rules.Flag, ...] = field(default=())

    @property
    def next_milestone(self) -> MilestoneRow | None:
        """The one that is late longest, else the next to come."""
        return next((row for row in self.milestones if row.milestone.done_on is None), None)

    @property
    def worst(self) -> str:
        """How the whole looks: late, risk or ok."""
        looks = {flag.look for flag in self.flags}
        return "late" if "late" in looks else "risk" if "risk" in looks else "ok"


def book_of_project(project: Project) -> tuple[rules.Book, bool]:
    """The book, and whether its planned side is the paper's. Needs `plan`; two queries."""
    rows = project.entries.order_by().values_list("side", "source", "year").annotate(sum=Sum("amount"))
    return _with_paper(project, [rules.Entry(*row) for row in rows])


def paper_parts(project: Project) -> list[rules.Part]:
    """The sums that the paper gives, by source and year. One query unless prefetched."""
    given = [(each.source, each.year, each.amount) for each in project.money.all()]
    plan = project.plan
    return rules.paper_parts(given, plan.horizon_from or plan.horizon_to or plan.since.year)


def _with_paper(project: Project, entries: list[rules.Entry]) -> tuple[rules.Book, bool]:
    if any(entry.side == Side.PLANNED.value for entry in entries):
        return rules.book_of(entries), False
    paper = [
        rules.Entry(Side.PLANNED.value, part.source, part.year, part.amount) for part in paper_parts(project)
    ]
    return rules.book_of([*entries, *paper]), True


def money_rows(projects: QuerySet[Project], *, today: date) -> list[ProjectMoneyRow]:
    """Many projects with their money, contracts, milestones and flags, in the paper's order. Seven queries."""
    rows = list(projects.select_related("plan__unit", "lead_office").prefetch_related("money"))
    ids = [project.pk for project in rows]
    entries: defaultdict[int, list[rules.Entry]] = defaultdict(list)
    sums = (
        MoneyEntry.objects.filter(project__in=ids)
        .order_by()
        .values_list("project_id", "side", "source", "year")
        .annotate(sum=Sum("amount"))
    )
    for project_id, side, source, year, amount in sums:
        entries[project_id].append(rules.Entry(side, source, year, amount))
    contracts: defaultdict[int, list[ContractRow]] = defaultdict(list)
    for row in contract_rows(Contract.objects.filter(project__in=ids)):
        contracts[row.contract.project_id].append(row)
    milestones: defaultdict[int, list[MilestoneRow]] = defaultdict(list)
    for milestone in Milestone.objects.filter(project__in=ids):
        milestones[milestone.project_id].append(milestone_row(milestone, today))
    taken: defaultdict[int, list[str]] = defaultdict(list)
    for project_id, key in ProcurementStep.objects.filter(project__in=ids, superseded_at=None).values_list(
        "project_id", "key"
    ):
        taken[project_id].append(key)
    return [
        _row(
            project,
            entries[project.pk],
            contracts[project.pk],
            milestones[project.pk],
            taken[project.pk],
            today,
        )
        for project in rows
    ]


def _row(
    project: Project,
    entries: list[rules.Entry],
    contracts: list[ContractRow],
    milestones: list[MilestoneRow],
    taken: list[str],
    today: date,
) -> ProjectMoneyRow:
    book, from_paper = _with_paper(project, entries)
    flags = rules.money_flags(
        book,
        [row.state for row in contracts],
        today=today,
        advances={row.contract.number: row.advance for row in contracts},
    )
    for each in milestones:
        if each.state.kind is MilestoneKind.LATE:
            flags.append(
                rules.Flag("milestone-late", "late", days=each.state.days, words=each.milestone.title)
            )
    for contract in contracts:
        if late := contract.days_late(today):
            flags.append(rules.Flag("contract-late", "late", days=late, words=contract.contract.number))
    names = {step.key: step.name for step in steps(today)}
    for key in rules.skipped_steps(taken, list(names)):
        flags.append(rules.Flag("step-skipped", "risk", words=names[key]))
    if from_paper and (contracts or entries):
        flags.append(rules.Flag("no-budget", "risk"))
    paper = sum(part.amount for part in paper_parts(project))
    return ProjectMoneyRow(
        project, book, from_paper, paper, tuple(contracts), tuple(milestones), tuple(rules.in_weight(flags))
    )


def milestone_row(milestone: Milestone, today: date) -> MilestoneRow:
    """A milestone with how it stands on a day. No query."""
    return MilestoneRow(
        milestone,
        rules.milestone_state(milestone.planned_on, milestone.done_on, milestone.first_planned_on, today),
    )


def contract_rows(contracts: QuerySet[Contract]) -> list[ContractRow]:
    """Contracts with their sums. Three queries."""
    rows = list(contracts)
    ids = [row.pk for row in rows]
    entries: defaultdict[int, list[rules.Entry]] = defaultdict(list)
    promised = MoneyEntry.objects.filter(contract_deed__contract__in=ids).order_by()
    for contract_id, source, year, amount in promised.values_list(
        "contract_deed__contract_id", "source", "year"
    ).annotate(sum=Sum("amount")):
        entries[contract_id].append(rules.Entry(Side.COMMITTED.value, source, year, amount))
    advances: defaultdict[int, int] = defaultdict(int)
    closed: set[int] = set()
    paid = MoneyEntry.objects.filter(payment__contract__in=ids).order_by()
    for contract_id, kind, source, year, amount in paid.values_list(
        "payment__contract_id", "payment__kind", "source", "year"
    ).annotate(sum=Sum("amount")):
        entries[contract_id].append(rules.Entry(Side.PAID.value, source, year, amount))
        if kind == PaymentKind.ADVANCE.value:
            advances[contract_id] += amount
        if kind == PaymentKind.FINAL.value:
            closed.add(contract_id)
    return [
        ContractRow(row, rules.book_of(entries[row.pk]), advances[row.pk], row.pk in closed) for row in rows
    ]


def whole_book(rows: Iterable[ProjectMoneyRow]) -> rules.Book:
    """The books of many projects as one."""
    cells: defaultdict[tuple[str, int], rules.Cell] = defaultdict(rules.Cell)
    for row in rows:
        for key, cell in row.book.cells.items():
            cells[key] += cell
    return rules.Book(dict(sorted(cells.items(), key=lambda pair: (pair[0][1], pair[0][0]))))


def step_rows(project: Project, today: date) -> list[StepRow]:
    """The steps of procurement with how they were taken. Two queries."""
    taken = {row.key: row for row in project.steps.filter(superseded_at=None).prefetch_related("files")}
    order = list(steps(today))
    skipped = set(rules.skipped_steps(taken, [step.key for step in order]))
    return [StepRow(step, taken.get(step.key), step.key in skipped) for step in order]


def payments_of(project: Project) -> list[Payment]:
    """Payments, newest first, with entries and files. Three queries."""
    return list(project.payments.select_related("contract").prefetch_related("entries", "files"))


def served_targets(project: Project) -> list[ProjectTarget]:
    """Targets that a project serves, in the paper's order. One query."""
    return list(project.serves.filter(ended_at=None).select_related("target").order_by("target__position"))


def entries_behind(
    plan: Plan,
    *,
    project_id: int | None = None,
    side: str = "",
    source: str = "",
    year: int | None = None,
    before: int | None = None,
    limit: int = 60,
) -> tuple[list[MoneyEntry], int | None]:
    """The lines of the book behind a figure, newest first, and the key of what came earlier. Two queries at most."""
    wanted = Q(project__plan=plan)
    if project_id is not None:
        wanted &= Q(project_id=project_id)
    if side:
        wanted &= Q(side=side)
    if source:
        wanted &= Q(source=source)
    if year is not None:
        wanted &= Q(year=year)
    if before is not None and (last := MoneyEntry.objects.filter(wanted, pk=before).first()):
        wanted &= Q(on__lt=last.on) | Q(on=last.on, pk__lt=last.pk)
    rows = list(
        MoneyEntry.objects.filter(wanted)
        .select_related("project", "decision", "contract_deed__contract", "payment__contract")
        .order_by("-on", "-pk")[: limit + 1]
    )
    return rows[:limit], rows[limit - 1].pk if len(rows) > limit else None


def contract_for(actor: Actor, contract_id: int, day: date) -> Contract | None:
    """The contract when this person may read its plan. One query."""
    return (
        Contract.objects.filter(project__plan__in=visible_plans(actor, day))
        .select_related("project__plan__unit", "project__lead_office")
        .filter(pk=contract_id)
        .first()
    )


def milestone_for(actor: Actor, milestone_id: int, day: date) -> Milestone | None:
    """The milestone when this person may read its plan. One query."""
    return (
        Milestone.objects.filter(project__plan__in=visible_plans(actor, day))
        .select_related("project__plan__unit", "project__lead_office")
        .filter(pk=milestone_id)
        .first()
    )


def visible_money_files(actor: Actor, day: date) -> QuerySet[MoneyFile]:
    """Files kept beside deeds of money in the plans that this person may read."""
    return MoneyFile.objects.filter(project__plan__in=visible_plans(actor, day))


def money_file_for(actor: Actor, file_id: int, day: date) -> MoneyFile | None:
    """A file kept beside a deed of money, when this person may read its plan. One query."""
    return visible_money_files(actor, day).filter(pk=file_id).first()
