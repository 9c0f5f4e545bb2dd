"""Forecasts that were worked out already: what can be told again at any time from the values, kept because working it out takes longer
than a page may."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class KeptForecast(models.Model):
    """One measure of one unit forecast until a day. It holds as long as `series` is the digest of the periods that stand now; one that
    does not is worked out anew."""

    code = models.CharField("số đo", max_length=80)
    unit_code = models.CharField("đơn vị", max_length=12)
    period_kind = models.CharField(max_length=12)
    closing = models.PositiveSmallIntegerField(default=0)
    until = models.DateField()
    scale = models.CharField(max_length=8)
    series = models.CharField(max_length=64)
    told = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit_code", "code", "period_kind", "closing", "until", "scale"],
                name="measures_forecast_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.unit_code} {self.until}"
