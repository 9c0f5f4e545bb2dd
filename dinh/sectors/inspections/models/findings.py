"""What was found, what the inspected say to it, and what is to be done."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dinh.ground.shapes import Ref

from ..shapes import FindingKind, RecommendationState
from .inspection import CheckItem, Inspection, Party, choices


class Finding(models.Model):
    """One finding about one party, with the item of the check-list it comes from where there is one."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="findings")
    party = models.ForeignKey(Party, models.PROTECT, related_name="findings")
    check_item = models.ForeignKey(CheckItem, models.PROTECT, null=True, blank=True, related_name="findings")
    kind = models.CharField(max_length=8, choices=choices(FindingKind))
    text = models.TextField()
    withdrawn_why = models.CharField(max_length=400, blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["party_id", "id"]

    def __str__(self) -> str:
        return self.text

    @property
    def ref(self) -> Ref:
        return Ref("finding", self.pk)

    @property
    def kind_word(self) -> str:
        return FindingKind(self.kind).word

    @property
    def kind_look(self) -> str:
        return FindingKind(self.kind).look

    @property
    def needs_explaining(self) -> bool:
        return self.kind != FindingKind.GOOD and not self.withdrawn_why


class Explanation(models.Model):
    """What the inspected say to a finding. Added to, never rewritten."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="explanations")
    text = models.TextField()
    agrees = models.BooleanField("nhất trí với phát hiện", default=True)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.text


class Recommendation(models.Model):
    """What somebody is to do because of the inspection. On concluding it becomes work, followed to its end."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="recommendations")
    finding = models.ForeignKey(
        Finding, models.PROTECT, null=True, blank=True, related_name="recommendations"
    )
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    office = models.ForeignKey("town.Office", models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField()
    product = models.CharField("sản phẩm", max_length=300, blank=True)
    due_on = models.DateField("hạn", null=True, blank=True)
    state = models.CharField(
        max_length=8, choices=choices(RecommendationState), default=RecommendationState.DRAFT.value
    )
    done_on = models.DateField(null=True, blank=True)
    remark = models.CharField(max_length=600, blank=True)
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["unit", "state"]),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def ref(self) -> Ref:
        return Ref("recommendation", self.pk)

    @property
    def state_word(self) -> str:
        return RecommendationState(self.state).word

    @property
    def state_look(self) -> str:
        return RecommendationState(self.state).look

    @property
    def who(self) -> str:
        return self.office.name if self.office else self.unit.full_name


class Evidence(models.Model):
    """A kept file: behind a finding or an explanation, or the minutes of the whole inspection."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="evidence")
    finding = models.ForeignKey(Finding, models.CASCADE, null=True, blank=True, related_name="evidence")
    explanation = models.ForeignKey(
        Explanation, models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(finding=None) | Q(explanation=None), name="inspections_evidence_of_one"
            ),
        ]

    def __str__(self) -> str:
        return self.name
