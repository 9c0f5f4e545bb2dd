"""Money of a project: budget decisions, contracts and their appendices, payments, and what each moved in the book of
money; milestones, procurement steps, the targets it serves. Nothing is overwritten: a change is one more dated deed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dinh.ground.shapes import Ref
from dinh.plans.shapes_money import BudgetKind, ContractDeedKind, PaymentKind, Side

from .plan import Project, Target
from .reading import choices


class Signed(models.Model):
    """Who recorded a deed, and when."""

    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        abstract = True


class BudgetDecision(Signed):
    """One decision on a project's budget: the first giving, or a change of it. What it moved stands in `entries`."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=8, choices=choices(BudgetKind))
    on = models.DateField("ngày quyết định")
    basis = models.CharField("số quyết định", max_length=200)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(kind=BudgetKind.FIRST.value),
                name="plans_budget_first_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_word} {self.basis}"

    @property
    def kind_word(self) -> str:
        return BudgetKind(self.kind).word


class Contract(Signed):
    """An agreement with a contractor. Its worth is the sum of its deeds; its end is the newest deed's that names one."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="contracts")
    number = models.CharField("số hợp đồng", max_length=80)
    title = models.CharField(max_length=400)
    contractor = models.CharField("nhà thầu", max_length=300)
    signed_on = models.DateField("ngày ký")
    ends_on = models.DateField("ngày hoàn thành theo hợp đồng", null=True, blank=True)
    warranty_until = models.DateField("bảo hành đến", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["signed_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "number"], name="plans_contract_number_once"),
        ]

    def __str__(self) -> str:
        return f"Hợp đồng {self.number}"

    @property
    def ref(self) -> Ref:
        return Ref("contract", self.pk)


class ContractDeed(Signed):
    """The signing of a contract, or an appendix that changes its worth or its end."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="deeds")
    kind = models.CharField(max_length=10, choices=choices(ContractDeedKind))
    number = models.CharField(max_length=80)
    on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.kind_word} {self.number}"

    @property
    def kind_word(self) -> str:
        return ContractDeedKind(self.kind).word


class Payment(Signed):
    """Money paid out (or taken back) against a contract, or without one. `over_basis` is the paper by which a leader let
    it go over the contract or over the budget line."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="payments")
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, blank=True, related_name="payments")
    kind = models.CharField(max_length=10, choices=choices(PaymentKind))
    on = models.DateField("ngày chi")
    voucher = models.CharField("số chứng từ", max_length=80)
    note = models.TextField(blank=True)
    over_basis = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "voucher"], name="plans_voucher_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_word} {self.voucher}"

    @property
    def kind_word(self) -> str:
        return PaymentKind(self.kind).word


class MoneyEntry(models.Model):
    """One line of the book of money: so many đồng of a source and a year, given, promised or paid by one deed. Negative
    when taken back. Every sum shown anywhere is a sum of these."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="entries")
    side = models.CharField(max_length=10, choices=choices(Side))
    source = models.CharField(max_length=24)
    year = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField("đồng")
    on = models.DateField()
    decision = models.ForeignKey(
        BudgetDecision, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    contract_deed = models.ForeignKey(
        ContractDeed, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, blank=True, related_name="entries")

    class Meta:
        ordering: ClassVar = ["on", "id"]
        indexes: ClassVar = [models.Index(fields=["project", "side", "year"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(side=Side.PLANNED.value, decision__isnull=False, contract_deed=None, payment=None)
                | Q(side=Side.COMMITTED.value, decision=None, contract_deed__isnull=False, payment=None)
                | Q(side=Side.PAID.value, decision=None, contract_deed=None, payment__isnull=False),
                name="plans_money_of_one_deed",
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="plans_money_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.source} {self.year}: {self.amount}"

    @property
    def deed(self) -> BudgetDecision | ContractDeed | Payment:
        found = self.decision or self.contract_deed or self.payment
        assert found is not None
        return found


class Milestone(Signed):
    """Something a project reaches by a day. `first_planned_on` keeps the day promised at first."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=300)
    first_planned_on = models.DateField()
    planned_on = models.DateField("ngày kế hoạch")
    done_on = models.DateField("ngày đạt", null=True, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["planned_on", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("milestone", self.pk)


class ProcurementStep(Signed):
    """A step of procurement taken, with its paper. `key` is one of the edition's; a correction supersedes."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="steps")
    key = models.CharField(max_length=24)
    on = models.DateField()
    paper = models.CharField("số văn bản", max_length=200)
    note = models.CharField(max_length=400, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "key"], condition=Q(superseded_at=None), name="plans_step_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.paper}"


class ProjectTarget(Signed):
    """A project serves a target. Ended, not deleted."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="serves")
    target = models.ForeignKey(Target, models.PROTECT, related_name="served_by")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "target"], condition=Q(ended_at=None), name="plans_serves_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} → {self.target_id}"


class MoneyFile(models.Model):
    """A file kept beside a deed of money or a milestone."""

    decision = models.ForeignKey(BudgetDecision, models.PROTECT, null=True, blank=True, related_name="files")
    contract_deed = models.ForeignKey(
        ContractDeed, models.PROTECT, null=True, blank=True, related_name="files"
    )
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, blank=True, related_name="files")
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, blank=True, related_name="files")
    step = models.ForeignKey(ProcurementStep, models.PROTECT, null=True, blank=True, related_name="files")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name
