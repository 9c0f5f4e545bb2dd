"""Money that one unit took for another, handed over."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dinh.ground.shapes import Ref

from ..shapes import RemittanceState
from .accounts import choices


class Remittance(models.Model):
    """A sum that the unit which took cash hands over to the unit it took it for; it counts once that one says it is there."""

    taker = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    bank_ref = models.CharField("số tham chiếu", max_length=64, blank=True)
    words = models.CharField(max_length=300, blank=True)
    state = models.CharField(
        max_length=10, choices=choices(RemittanceState), default=RemittanceState.SENT.value
    )
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["taker", "-at"], name="till_remit_taker"),
            models.Index(fields=["unit", "-at"], name="till_remit_unit"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0) & ~Q(taker=F("unit")), name="till_remit_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.taker_id} → {self.unit_id} {self.amount}"

    @property
    def ref(self) -> Ref:
        return Ref("remittance", self.pk)

    @property
    def state_word(self) -> str:
        return RemittanceState(self.state).word

    @property
    def state_look(self) -> str:
        return RemittanceState(self.state).look
