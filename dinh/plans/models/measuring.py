"""What ties a target to a measure, the reading behind a measured value, and what people said of a number."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dinh.ground.shapes import Ref
from dinh.plans.shapes import RemarkKind, RemarkOutcome

from .plan import Target
from .reading import choices
from .tracking import TargetValue

PERIOD_KINDS = {
    "month": "tháng",
    "quarter": "quý",
    "half": "6 tháng",
    "year": "năm",
}


class MeasureBinding(models.Model):
    """From `at` on a target is judged by a measure and no longer typed. One at a time; an ended one stays as history."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="bindings")
    measure = models.CharField("số đo", max_length=80)
    words = models.CharField(max_length=300)
    """What the measure was called when it was bound."""
    period_kind = models.CharField("kỳ đo", max_length=12, choices=list(PERIOD_KINDS.items()))
    since = models.DateField("đo từ ngày")
    """Periods that end before this day keep their typed values."""
    score = models.DecimalField("độ khớp", max_digits=3, decimal_places=2, null=True, blank=True)
    why = models.TextField("máy đề nghị vì", blank=True)
    reason = models.CharField("lý do chọn", max_length=600, blank=True)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    ended_by_name = models.CharField(max_length=120, blank=True)
    end_reason = models.CharField("lý do gỡ", max_length=600, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["measure", "ended_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["target"], condition=Q(ended_at=None), name="plans_binding_running_once"
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def ref(self) -> Ref:
        return Ref("binding", self.pk)

    @property
    def running(self) -> bool:
        return self.ended_at is None

    @property
    def period_word(self) -> str:
        return PERIOD_KINDS[self.period_kind]


class ValueSource(models.Model):
    """The reading that a measured value is: what was counted, by which recipe, from which state of the facts. It is the
    value's evidence, and is never altered."""

    value = models.OneToOneField(TargetValue, models.PROTECT, related_name="source")
    binding = models.ForeignKey(MeasureBinding, models.PROTECT, related_name="sources")
    measure = models.CharField(max_length=80)
    version = models.CharField("phiên bản công thức", max_length=40)
    unit_code = models.CharField(max_length=12)
    fact = models.CharField(max_length=40, blank=True)
    state = models.JSONField("trạng thái dữ kiện", default=dict)
    """Where the fact stood when it was read, as the measures keep it."""
    reading_id = models.BigIntegerField(null=True, blank=True)
    """The stored measure value it was taken from, where it was one."""
    computed_at = models.DateTimeField()
    warnings = models.JSONField(default=list)
    """Codes and details of what made the number look doubtful when it was taken."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["measure", "unit_code"])]

    def __str__(self) -> str:
        return f"{self.measure} {self.unit_code}"


class ValueRemark(models.Model):
    """Somebody says something of a number, or disputes it; whoever answers for the target answers beside it. The number
    itself is not touched: a dispute that is right leads to a correction of the record, and a new reading."""

    value = models.ForeignKey(TargetValue, models.PROTECT, related_name="remarks")
    kind = models.CharField(max_length=8, choices=choices(RemarkKind))
    text = models.TextField("nội dung")
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=choices(RemarkOutcome), blank=True)
    answer = models.TextField("trả lời", blank=True)
    answered_by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    answered_by_name = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["value"],
                condition=Q(answered_at=None, kind=RemarkKind.DISPUTE.value),
                name="plans_value_dispute_open_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def ref(self) -> Ref:
        return Ref("value-remark", self.pk)

    @property
    def kind_word(self) -> str:
        return RemarkKind(self.kind).word

    @property
    def outcome_word(self) -> str:
        return RemarkOutcome(self.outcome).word if self.outcome else ""

    @property
    def open(self) -> bool:
        return self.kind == RemarkKind.DISPUTE.value and self.answered_at is None
