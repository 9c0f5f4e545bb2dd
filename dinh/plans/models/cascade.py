"""What a province gives its communes of a target or a task: one obligation a unit, its numbers through time, disputes
about them, and what became of it when units merged."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from dinh.ground.shapes import Ref
from dinh.plans.shapes import AllotmentEnd, AllotmentState, RollupKind, SettleKind

from .plan import Plan, Target, Task
from .reading import choices

RHYTHMS = {"month": "tháng", "quarter": "quý", "half": "6 tháng", "year": "năm"}


class Rollup(models.Model):
    """How the values of the units make the value of the whole. One a target; a change is in the ledger."""

    target = models.OneToOneField(Target, models.CASCADE, related_name="rollup")
    rule = models.CharField("cách tổng hợp", max_length=8, choices=choices(RollupKind))
    rhythm = models.CharField("kỳ số liệu", max_length=8, choices=list(RHYTHMS.items()), default="month")
    added = models.BooleanField("số phát sinh từng kỳ, cộng trong năm", default=False)
    """True: each period's value is what happened in it, and a year adds up. False: a value is the total so far."""
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.rule_word

    @property
    def rule_word(self) -> str:
        return RollupKind(self.rule).word

    @property
    def rhythm_word(self) -> str:
        return RHYTHMS[self.rhythm]


class Cascade(models.Model):
    """One act of giving: who gave what to how many units, on what ground."""

    target = models.ForeignKey(Target, models.PROTECT, null=True, blank=True, related_name="cascades")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="cascades")
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    basis = models.CharField("căn cứ", max_length=400, blank=True)
    note = models.TextField("yêu cầu", blank=True)
    due_on = models.DateField("hạn", null=True, blank=True)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(target__isnull=False, task=None) | Q(target=None, task__isnull=False),
                name="plans_cascade_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.basis or f"{self.at:%d/%m/%Y}"

    @property
    def ref(self) -> Ref:
        return Ref("cascade", self.pk)


class Allotment(models.Model):
    """A unit's obligation (or, with `parent`, an office's part of it). The row stays the same when the number changes:
    `numbers` holds every number with its day, and the columns here the one of now."""

    target = models.ForeignKey(Target, models.PROTECT, null=True, blank=True, related_name="allotments")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="allotments")
    cascade = models.ForeignKey(Cascade, models.PROTECT, null=True, blank=True, related_name="allotments")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    office = models.ForeignKey("town.Office", models.PROTECT, null=True, blank=True, related_name="+")
    """Who answers for it: the office that received it, or the office of a part. Null while the unit has none."""
    operator = models.CharField(max_length=6, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    value_max = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    base = models.DecimalField("mẫu số dự kiến", max_digits=20, decimal_places=4, null=True, blank=True)
    due_on = models.DateField("hạn", null=True, blank=True)
    state = models.CharField(
        max_length=8, choices=choices(AllotmentState), default=AllotmentState.GIVEN.value
    )
    since = models.DateField("giao từ ngày")
    until = models.DateField("đến hết ngày", null=True, blank=True)
    ended = models.CharField(max_length=9, choices=choices(AllotmentEnd), blank=True)
    end_reason = models.CharField(max_length=400, blank=True)
    answered_by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    answered_by_name = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["unit__code", "id"]
        indexes: ClassVar = [
            models.Index(fields=["target", "parent", "since"]),
            models.Index(fields=["unit", "until"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(target__isnull=False, task=None) | Q(target=None, task__isnull=False),
                name="plans_allotment_of_one",
            ),
            models.UniqueConstraint(
                fields=["target", "unit"],
                condition=Q(parent=None, ended=""),
                name="plans_allotment_target_once",
            ),
            models.UniqueConstraint(
                fields=["task", "unit"], condition=Q(parent=None, ended=""), name="plans_allotment_task_once"
            ),
            models.UniqueConstraint(
                fields=["parent", "office"],
                condition=Q(parent__isnull=False, ended=""),
                name="plans_allotment_part_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.full_name}: {self.thing}"

    @property
    def ref(self) -> Ref:
        return Ref("allotment", self.pk)

    @property
    def thing(self) -> Target | Task:
        """The target or the task it is a part of."""
        found = self.target if self.target_id is not None else self.task
        assert found is not None
        return found

    @property
    def plan(self) -> Plan:
        return self.thing.plan

    @property
    def lead_office_id(self) -> int | None:
        return self.office_id

    @property
    def measure(self) -> str:
        return self.target.measure if self.target is not None else ""

    @property
    def state_word(self) -> str:
        return AllotmentState(self.state).word

    @property
    def end_word(self) -> str:
        return AllotmentEnd(self.ended).word if self.ended else ""

    @property
    def running(self) -> bool:
        return not self.ended

    def alive_on(self, day: datetime.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class AllotmentNumber(models.Model):
    """One number of an obligation, in force from `since` until a later one. Never rewritten."""

    allotment = models.ForeignKey(Allotment, models.PROTECT, related_name="numbers")
    cascade = models.ForeignKey(Cascade, models.PROTECT, null=True, blank=True, related_name="+")
    operator = models.CharField(max_length=6, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    value_max = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    base = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    since = models.DateField()
    reason = models.CharField(max_length=600, blank=True)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-since", "-id"]
        indexes: ClassVar = [models.Index(fields=["allotment", "since"])]

    def __str__(self) -> str:
        return f"{self.value}"


class AllotmentDispute(models.Model):
    """A unit says that the number is not right; whoever gave it answers. At most one open at a time."""

    allotment = models.ForeignKey(Allotment, models.PROTECT, related_name="disputes")
    reason = models.TextField("lý do")
    proposed = models.DecimalField("con số đề nghị", max_digits=20, decimal_places=4, null=True, blank=True)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=choices(SettleKind), blank=True)
    answer = models.TextField("trả lời", blank=True)
    settled_by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    settled_by_name = models.CharField(max_length=120, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["allotment"], condition=Q(settled_at=None), name="plans_dispute_open_once"
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def outcome_word(self) -> str:
        return SettleKind(self.outcome).word if self.outcome else ""


class AllotmentSuccession(models.Model):
    """On `day` the share `share` of an old unit's obligation and history passed to a successor's. The shares of one old
    obligation add up to 1, which the deed sees to."""

    old = models.ForeignKey(Allotment, models.PROTECT, related_name="became")
    new = models.ForeignKey(Allotment, models.PROTECT, related_name="came_from")
    day = models.DateField()
    share = models.DecimalField("tỷ phần", max_digits=9, decimal_places=8)
    basis = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["old", "new"], name="plans_succession_once"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="plans_succession_share"),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"
