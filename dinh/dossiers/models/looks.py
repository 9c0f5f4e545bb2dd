"""Who looked at a person's data: one line a look, for the person to read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from ..shapes import LookKind
from .dossier import Dossier
from .people import Citizen, choices


class Look(models.Model):
    """A look at what is a citizen's. Never changed; taken away only by the rule of how long things are kept."""

    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="looks", db_index=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=choices(LookKind))
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField("người xem", max_length=120)
    place = models.CharField("cơ quan của người xem", max_length=200, blank=True)
    """As it was called on the day: the person reads where somebody looked from without knowing the town."""
    reason = models.CharField("lý do", max_length=300, blank=True)
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["citizen", "-at", "-id"], name="dossiers_look_citizen"),
            models.Index(fields=["dossier", "-at", "-id"], name="dossiers_look_dossier"),
            models.Index(fields=["by", "-at"], name="dossiers_look_by"),
        ]
        constraints: ClassVar = [
            # A page opened again and again on a day is one look; what is asked for with a reason is one each time.
            models.UniqueConstraint(
                fields=["citizen", "dossier", "by", "day"],
                condition=Q(kind="page"),
                name="dossiers_look_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by_name} {self.at}"

    @property
    def word(self) -> str:
        return LookKind(self.kind).word
