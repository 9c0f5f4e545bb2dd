"""Counts of a unit's dossiers of a period, counted by night for whoever asks for more than can be counted while they wait."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Counted(models.Model):
    """What one unit received in one period, as `queries.counting` counts it, and when that was."""

    unit = models.ForeignKey("town.Unit", models.CASCADE, related_name="+", db_index=False)
    period = models.CharField(max_length=10)
    """Its key: 2026-10, 2026-Q3, 2026."""
    numbers = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "period"], name="dossiers_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period}"
