"""A bill: what somebody is asked to pay, for what, by when."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dinh.ground.search import SearchField
from dinh.ground.shapes import Ref

from ..rules.bills import Book
from ..shapes import BillState
from .accounts import choices


class Bill(models.Model):
    """Money asked of a payer for something (`about`) of another room. `received` and `refunded` are sums of its payments
    and refunds, kept here under the same lock; the state follows from them."""

    code = models.CharField("mã", max_length=16, unique=True)
    secret = models.CharField(max_length=32)
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=100)
    title = models.CharField("nội dung thu", max_length=300)
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    also_at = models.ForeignKey("town.Unit", models.PROTECT, null=True, related_name="+")
    """Another unit whose cashier may take it in cash: where the payer handed in what it is asked for."""
    account = models.ForeignKey("till.BankAccount", models.PROTECT, null=True, related_name="+")
    payer = models.CharField("người nộp", max_length=200)
    amount = models.BigIntegerField("số tiền")
    received = models.BigIntegerField("đã nhận", default=0)
    refunded = models.BigIntegerField("đã hoàn", default=0)
    state = models.CharField(max_length=10, choices=choices(BillState), default=BillState.OPEN.value)
    due = models.DateTimeField("hạn nộp", null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(max_length=600, blank=True)
    cancelled_by_name = models.CharField(max_length=120, blank=True)
    paid_at = models.DateTimeField("nộp đủ lúc", null=True, blank=True)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    search = SearchField(of=("code", "payer", "title"))

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "-at", "-id"], name="till_bill_unit"),
            models.Index(
                fields=["unit", "at"], condition=Q(state__in=("open", "part")), name="till_bill_waiting"
            ),
            models.Index(fields=["about_kind", "about_id"], name="till_bill_about"),
            models.Index(
                fields=["also_at", "-at", "-id"], condition=Q(also_at__isnull=False), name="till_bill_also"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gte=0) & Q(refunded__gte=0) & Q(received__gte=F("refunded")),
                name="till_bill_sums",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def ref(self) -> Ref:
        return Ref("bill", self.pk)

    @property
    def about(self) -> Ref:
        return Ref.of(self.about_kind, self.about_id)

    @property
    def book(self) -> Book:
        return Book(self.amount, self.received, self.refunded, self.cancelled_at is not None)

    @property
    def owed(self) -> int:
        return self.book.owed

    @property
    def excess(self) -> int:
        return self.book.excess

    @property
    def state_word(self) -> str:
        return BillState(self.state).word

    @property
    def state_look(self) -> str:
        return BillState(self.state).look

    def expired_at(self, at: datetime) -> bool:
        """Whether its time to be paid is over, and it was not."""
        return self.due is not None and at > self.due and self.state in (BillState.OPEN, BillState.PART)


class BillLine(models.Model):
    """One line of a bill."""

    bill = models.ForeignKey(Bill, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    words = models.CharField(max_length=300)
    quantity = models.PositiveIntegerField()
    price = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount=F("quantity") * F("price")), name="till_line_amount"),
        ]

    def __str__(self) -> str:
        return self.words
