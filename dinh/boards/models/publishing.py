"""What a locality chose to show to everybody."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from dinh.ground.shapes import Ref


class Publication(models.Model):
    """One plan of one unit as published on a day: chosen targets with the figures of that moment and what they were made
    of. `frozen` never changes; a later publication of the same plan replaces it, and it may be withdrawn."""

    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="+")
    title = models.CharField("tên trên trang công khai", max_length=300)
    words = models.TextField("lời giới thiệu", blank=True)
    as_of = models.DateField("số liệu đến ngày")
    frozen: Any = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("town.Person", models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(ended_at=None), name="boards_published_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit"], condition=Q(ended_at=None), name="boards_published_unit"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("publication", self.pk)
