"""What was put right afterwards, and what was erased when its time was over."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from .dossier import Dossier
from .people import Citizen


class Correction(models.Model):
    """Something written wrong and put right. What stood before stays, so that the register of any day reads as it did."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="corrections")
    citizen = models.ForeignKey(Citizen, models.PROTECT, null=True, related_name="corrections")
    field = models.CharField(max_length=20)
    """Of a dossier: "applicant", "acted_for" (the number of the row that stood there) or "case_name"; of a citizen: "name"."""
    was = models.CharField(max_length=300, blank=True)
    reason = models.CharField("lý do", max_length=1000, blank=True)
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(dossier=None) ^ Q(citizen=None), name="dossiers_correction_of_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.at}"


class Erasure(models.Model):
    """That something was erased because the rule of how long it is kept said so: what, by which rule, when; never what it
    was."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="erasures", db_index=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, null=True, related_name="erasures", db_index=False)
    what = models.CharField(max_length=16)
    rule_since = models.DateField("bản quy định từ ngày")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(dossier=None) ^ Q(citizen=None), name="dossiers_erasure_of_one"
            ),
            models.UniqueConstraint(
                fields=["dossier", "what"], condition=Q(citizen=None), name="dossiers_erased_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.at}"
