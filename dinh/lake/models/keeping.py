"""What must stay readable: states of the lake that something points at."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class KeptState(models.Model):
    """One fact as it stood, kept for one holder: a published value, an import that may be undone."""

    fact = models.CharField(max_length=40)
    form = models.PositiveSmallIntegerField()
    base = models.BigIntegerField()
    changes = models.BigIntegerField()
    state = models.JSONField()
    holder = models.CharField(max_length=120)
    """As a ref is written: "value:7", "import:3"."""
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    """When it may go by itself; none: not before its holder lets it go."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["holder", "fact", "form", "base", "changes"], name="lake_kept_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["fact", "form"], name="lake_kept_of_fact")]

    def __str__(self) -> str:
        return f"{self.fact} {self.base}/{self.changes} · {self.holder}"
