"""A bank's statement as it was loaded."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from .accounts import BankAccount
from .money import Payment, Refund


class StatementFile(models.Model):
    """A statement of an account; the file itself is kept in the ground by its hash."""

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    first_day = models.DateField()
    last_day = models.DateField()
    lines_new = models.PositiveIntegerField()
    lines_known = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "sha256"], name="till_statement_once"),
        ]

    def __str__(self) -> str:
        return self.name


class StatementLine(models.Model):
    """One movement on the account, credit above zero, debit below; and what of our book it was found to be."""

    file = models.ForeignKey(StatementFile, models.PROTECT, related_name="lines")
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()
    day = models.DateField()
    bank_ref = models.CharField(max_length=64)
    amount = models.BigIntegerField()
    content = models.CharField(max_length=500, blank=True)
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="line")
    refund = models.OneToOneField(Refund, models.PROTECT, null=True, related_name="line")

    class Meta:
        ordering: ClassVar = ["day", "id"]
        indexes: ClassVar = [models.Index(fields=["account", "day"], name="till_statement_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "bank_ref"], name="till_statement_ref_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bank_ref} {self.amount}"
