"""Money that moved: payments, receipts, refunds, and what banks told us."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dinh.ground.shapes import Ref

from ..rules import numbers
from ..shapes import Channel, Outcome
from .accounts import BankAccount, choices
from .bills import Bill


class Payment(models.Model):
    """Money that came. Without a bill it is held until a person places it or gives it back. `counted_on` is the day whose
    book it belongs to: the day it came, or the next one when that was closed already."""

    bill = models.ForeignKey(Bill, models.PROTECT, null=True, related_name="payments")
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    taker = models.ForeignKey("town.Unit", models.PROTECT, null=True, related_name="+")
    """The unit whose cashier took it, for `unit`; none where the unit took it itself. It lies in the taker's drawer, on the
    taker's day, and is owed to `unit` until it is handed over."""
    settles = models.ForeignKey("till.Remittance", models.PROTECT, null=True, related_name="transfers")
    """What another unit handed over by this transfer: it is on no bill, and waits for nobody."""
    channel = models.CharField(max_length=8, choices=choices(Channel))
    amount = models.BigIntegerField()
    refunded = models.BigIntegerField("đã trả lại khi chưa ghi vào khoản nào", default=0)
    account = models.ForeignKey(BankAccount, models.PROTECT, null=True, related_name="+")
    bank_ref = models.CharField("số tham chiếu", max_length=64, blank=True)
    content = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=16, choices=choices(Outcome), blank=True)
    paid_at = models.DateTimeField("tiền chuyển lúc")
    counted_on = models.DateField("tính vào sổ ngày")
    placed_why = models.CharField(max_length=600, blank=True)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "counted_on"], name="till_payment_day"),
            models.Index(fields=["unit", "at"], condition=Q(bill=None), name="till_payment_held"),
            models.Index(
                fields=["taker", "counted_on"], condition=Q(taker__isnull=False), name="till_payment_taker"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "bank_ref"], condition=~Q(bank_ref=""), name="till_payment_ref_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) & Q(refunded__gte=0) & Q(refunded__lte=models.F("amount")),
                name="till_payment_amount",
            ),
            models.CheckConstraint(
                condition=Q(taker=None) | (Q(channel="cash") & ~Q(taker=models.F("unit"))),
                name="till_payment_taken_for",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.amount}"

    @property
    def ref(self) -> Ref:
        return Ref("payment", self.pk)

    @property
    def channel_word(self) -> str:
        return Channel(self.channel).word

    @property
    def outcome_word(self) -> str:
        return Outcome(self.outcome).word if self.outcome else ""

    @property
    def left(self) -> int:
        """What of held money was not given back yet."""
        return self.amount - self.refunded


class ReceiptSeries(models.Model):
    """The last number given of a unit's series in a year."""

    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    series = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "series", "year"], name="till_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"


class Receipt(models.Model):
    """What the payer is given for a payment. Numbers of a unit, series and year run without gaps."""

    payment = models.OneToOneField(Payment, models.PROTECT, related_name="receipt")
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="receipts")
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    series = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    amount = models.BigIntegerField()
    payer = models.CharField(max_length=200)
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "series", "year", "number"], name="till_receipt_once"),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def ref(self) -> Ref:
        return Ref("receipt", self.pk)

    @property
    def shown(self) -> str:
        return numbers.shown(self.series, self.year, self.number)


class Refund(models.Model):
    """Money given back: of a bill, or of a payment that was only held."""

    bill = models.ForeignKey(Bill, models.PROTECT, null=True, related_name="refunds")
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="refunds")
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=choices(Channel))
    account = models.ForeignKey(BankAccount, models.PROTECT, null=True, related_name="+")
    bank_ref = models.CharField("số tham chiếu", max_length=64, blank=True)
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=600)
    counted_on = models.DateField()
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["unit", "counted_on"], name="till_refund_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(bill__isnull=False, payment=None) | Q(bill=None, payment__isnull=False),
                name="till_refund_of_one",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="till_refund_amount"),
        ]

    def __str__(self) -> str:
        return f"-{self.amount}"

    @property
    def channel_word(self) -> str:
        return Channel(self.channel).word


class BankNotice(models.Model):
    """A notice exactly as it was received, and what we answered."""

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    raw = models.BinaryField()
    key_id = models.CharField(max_length=64, blank=True)
    timestamp = models.CharField(max_length=32, blank=True)
    signature = models.CharField(max_length=128, blank=True)
    bank_ref = models.CharField(max_length=64, blank=True)
    amount = models.BigIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=16, choices=choices(Outcome))
    answer = models.JSONField(default=dict)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="notices")

    class Meta:
        ordering: ClassVar = ["-received_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["account", "-received_at"], name="till_notice_account"),
            models.Index(fields=["account", "bank_ref"], name="till_notice_ref"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.bank_ref}"

    @property
    def outcome_word(self) -> str:
        return Outcome(self.outcome).word

    @property
    def stored(self) -> bool:
        return Outcome(self.outcome).stored
