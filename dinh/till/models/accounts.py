"""A unit's till, its bank accounts and the keys by which banks sign."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from dinh.ground.shapes import Ref


def choices(enum: Any) -> list[tuple[str, str]]:
    return [(member.value, member.word) for member in enum]


class Till(models.Model):
    """The till of a unit. Its row is what every deed with money locks first, so that the money of a unit moves one deed
    at a time: no number of a receipt twice, no payment between counting a day and closing it."""

    unit = models.OneToOneField("town.Unit", models.PROTECT, related_name="+")
    series = models.CharField("ký hiệu biên lai", max_length=12, default="BL")

    def __str__(self) -> str:
        return f"{self.series} {self.unit_id}"


class BankAccount(models.Model):
    """An account on which a unit takes money, between two days."""

    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    bin = models.CharField("mã ngân hàng", max_length=6)
    bank_name = models.CharField("ngân hàng", max_length=120)
    number = models.CharField("số tài khoản", max_length=19)
    holder = models.CharField("chủ tài khoản", max_length=200)
    source = models.CharField("căn cứ", max_length=300, blank=True)
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["unit_id", "-since", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bin", "number"], name="till_account_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="till_account_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.bank_name}"

    @property
    def ref(self) -> Ref:
        return Ref("bank-account", self.pk)

    @property
    def slug(self) -> str:
        """How the account is called in the address to which its bank sends."""
        return f"{self.bin}-{self.number}"

    def alive_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class BankKey(models.Model):
    """A key by which an account's bank signs. Only its name is kept: the secret is made from it and the server's own key
    (`services.secret_of`), so that a copy of the database forges nothing."""

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="keys")
    key_id = models.CharField("mã khóa", max_length=32, unique=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["-since", "-id"]

    def __str__(self) -> str:
        return self.key_id

    def alive_at(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)
