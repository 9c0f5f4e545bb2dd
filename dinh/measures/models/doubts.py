"""What was doubtful about kept values, beside them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class KeptDoubts(models.Model):
    """The doubts of one kept value, as plain values (`rules.trust.Doubt.kept`). A value that was looked at by itself has a line
    also when nothing is doubtful; of a period that was looked at whole (`Checked`), only what is doubtful has one."""

    value = models.OneToOneField("measures.Value", models.CASCADE, related_name="+")
    said = models.JSONField(default=list)
    grave = models.BooleanField(default=False)
    """Whether one of them means that the number cannot be right."""
    kinds = models.PositiveSmallIntegerField(default=0)
    """Which kinds they are, a bit each (`rules.trust.marks`); 0 when nothing is doubtful."""
    seq = models.BigIntegerField()
    """Number of the lake's last row, of the value's fact, that was looked at."""
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["value"], condition=models.Q(grave=True), name="measures_doubts_grave")
        ]

    def __str__(self) -> str:
        return f"{self.value_id}: {len(self.said)}"


class Checked(models.Model):
    """All standing values of a fact in a period were looked at: which rows of the lake they were held against, the newest value
    among them, and whether the source had gone on."""

    fact = models.CharField(max_length=40)
    period = models.CharField(max_length=10)
    closing = models.PositiveSmallIntegerField(default=0)
    seq = models.BigIntegerField()
    newest = models.BigIntegerField()
    """Number of the newest value that was looked at."""
    stale_hours = models.PositiveIntegerField(null=True)
    """For how many hours the source had not been drawn though it had news; none: it was not stale."""
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fact", "period", "closing"], name="measures_checked_once")
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.period}"
