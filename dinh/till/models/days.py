"""A unit's day of money: reconciled with the banks, its cash counted, closed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dinh.ground.shapes import Ref

from ..shapes import Difference
from .accounts import BankAccount, choices
from .money import Payment, Refund
from .statements import StatementLine


class Reconciliation(models.Model):
    """One day of one unit. What was counted when it was closed does not change after."""

    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    day = models.DateField()
    matched = models.PositiveIntegerField("khớp", default=0)
    matched_sum = models.BigIntegerField(default=0)
    run_at = models.DateTimeField(null=True, blank=True)
    run_by_name = models.CharField(max_length=120, blank=True)
    cash_expected = models.BigIntegerField("tiền mặt theo sổ", default=0)
    cash_counted = models.BigIntegerField("tiền mặt kiểm đếm", null=True, blank=True)
    cash_reason = models.CharField(max_length=600, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "day"], name="till_day_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(cash_counted__isnull=False), name="till_day_counted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day:%d/%m/%Y}"

    @property
    def ref(self) -> Ref:
        return Ref("till-day", self.pk)

    @property
    def closed(self) -> bool:
        return self.closed_at is not None


class ReconciliationItem(models.Model):
    """One thing on which book and bank do not agree, until a person settles it with a reason."""

    of = models.ForeignKey(Reconciliation, models.CASCADE, related_name="items")
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=choices(Difference))
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="+")
    refund = models.ForeignKey(Refund, models.PROTECT, null=True, related_name="+")
    line = models.ForeignKey(StatementLine, models.PROTECT, null=True, related_name="+")
    ours = models.BigIntegerField("trong sổ", null=True)
    theirs = models.BigIntegerField("trong sao kê", null=True)
    reason = models.CharField(max_length=600, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["kind", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.ours} {self.theirs}"

    @property
    def kind_word(self) -> str:
        return Difference(self.kind).word

    @property
    def settled(self) -> bool:
        return self.settled_at is not None
