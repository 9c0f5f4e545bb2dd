"""What happened since a plan was adopted: progress, values for periods, and the files that show it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dinh.ground.shapes import Ref
from dinh.plans.shapes import ProgressState, ValueState

from .cascade import Allotment
from .plan import Plan, Project, Target, Task
from .reading import choices


class Progress(models.Model):
    """One entry in the diary of a target, task, project or allotment. Nothing is overwritten: the newest by `on` counts."""

    target = models.ForeignKey(Target, models.PROTECT, null=True, blank=True, related_name="progress")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="progress")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="progress")
    allotment = models.ForeignKey(Allotment, models.PROTECT, null=True, blank=True, related_name="progress")
    state = models.CharField(max_length=12, choices=choices(ProgressState))
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    spent = models.BigIntegerField("đã giải ngân, đồng", null=True, blank=True)
    note = models.TextField()
    on = models.DateField("tính đến ngày")
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(target__isnull=False, task=None, project=None, allotment=None)
                | Q(target=None, task__isnull=False, project=None, allotment=None)
                | Q(target=None, task=None, project__isnull=False, allotment=None)
                | Q(target=None, task=None, project=None, allotment__isnull=False),
                name="plans_progress_of_one",
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100), name="plans_progress_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.note

    @property
    def state_word(self) -> str:
        return ProgressState(self.state).word


class TargetValue(models.Model):
    """The value of a target, or of one unit's allotment of it, for one period. A correction is a new row that supersedes
    the old; rows are never rewritten apart from their way from draft to approved or returned."""

    target = models.ForeignKey(Target, models.PROTECT, null=True, blank=True, related_name="values")
    allotment = models.ForeignKey(Allotment, models.PROTECT, null=True, blank=True, related_name="values")
    """Set instead of `target` when one unit (or office) reports: whoever asks for a target's values never meets them."""
    period_key = models.CharField(max_length=10)
    period_last = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=4)
    numerator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=choices(ValueState), default=ValueState.DRAFT.value)
    entered_by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    entered_by_name = models.CharField(max_length=120, blank=True)
    entered_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    decided_by_name = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    remark = models.CharField(max_length=600, blank=True)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-period_last", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "submitted_at"]),
            models.Index(fields=["target", "state", "period_last"]),
            models.Index(fields=["allotment", "state", "period_last"]),
            # The newest truth of each of ten thousand obligations is looked for at once: one step for each.
            models.Index(
                fields=["allotment", "-period_last", "-id"],
                condition=Q(state=ValueState.APPROVED.value, superseded_at=None, allotment__isnull=False),
                name="plans_value_newest",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(target__isnull=False, allotment=None) | Q(target=None, allotment__isnull=False),
                name="plans_value_of_one",
            ),
            models.UniqueConstraint(
                fields=["allotment", "period_key"],
                condition=Q(state=ValueState.APPROVED.value, superseded_at=None),
                name="plans_part_approved_once",
            ),
            models.UniqueConstraint(
                fields=["allotment", "period_key"],
                condition=~Q(state=ValueState.APPROVED.value) & Q(superseded_at=None),
                name="plans_part_pending_once",
            ),
            # One truth for a period, and at most one newer figure on its way to replace it.
            models.UniqueConstraint(
                fields=["target", "period_key"],
                condition=Q(state=ValueState.APPROVED.value, superseded_at=None),
                name="plans_value_approved_once",
            ),
            models.UniqueConstraint(
                fields=["target", "period_key"],
                condition=~Q(state=ValueState.APPROVED.value) & Q(superseded_at=None),
                name="plans_value_pending_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_key}: {self.value}"

    @property
    def ref(self) -> Ref:
        return Ref("value", self.pk)

    @property
    def holder(self) -> Target | Allotment:
        """Whose value it is."""
        found = self.target if self.target_id is not None else self.allotment
        assert found is not None
        return found

    @property
    def of_target(self) -> Target:
        """The target it measures, its own or its allotment's."""
        found = self.target
        if found is None and self.allotment is not None:
            found = self.allotment.target
        assert found is not None
        return found

    @property
    def plan(self) -> Plan:
        return self.of_target.plan

    @property
    def state_word(self) -> str:
        return ValueState(self.state).word


class Evidence(models.Model):
    """A file kept to show that an entry is true."""

    progress = models.ForeignKey(Progress, models.PROTECT, null=True, blank=True, related_name="evidence")
    value = models.ForeignKey(TargetValue, models.PROTECT, null=True, blank=True, related_name="evidence")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(progress__isnull=False, value=None) | Q(progress=None, value__isnull=False),
                name="plans_evidence_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name
