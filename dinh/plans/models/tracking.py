"""What happened since a plan was adopted: progress, values for periods, and the files that show it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dinh.ground.shapes import Ref
from dinh.plans.shapes import ProgressState, ValueState

from .plan import Project, Target, Task
from .reading import choices


class Progress(models.Model):
    """One entry in the diary of a target, task or project. Nothing is overwritten: the newest by `on` counts."""

    target = models.ForeignKey(Target, models.PROTECT, null=True, blank=True, related_name="progress")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="progress")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="progress")
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
                condition=Q(target__isnull=False, task=None, project=None)
                | Q(target=None, task__isnull=False, project=None)
                | Q(target=None, task=None, project__isnull=False),
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
    """A target's value for one period. A correction is a new row that supersedes the old; rows are never rewritten
    apart from their way from draft to approved or returned."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="values")
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
        ]
        constraints: ClassVar = [
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
