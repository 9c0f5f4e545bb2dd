"""What the till lets be counted: one row a payment, without the payer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from dinh.ground import facts
from dinh.ground.facts import Column
from dinh.ground.shapes import Ref

from .models import Payment, Refund
from .shapes import Channel

COLUMNS = (
    Column("id", "text", _("Khóa của dữ kiện"), empty=False),
    Column("unit", "text", _("Đơn vị thu (mã)"), empty=False),
    Column("channel", "text", _("Cách trả"), empty=False),
    Column("online", "yes", _("Không dùng tiền mặt"), empty=False),
    Column("amount", "number", _("Số tiền (đồng)"), empty=False),
    Column("refunded", "number", _("Đã hoàn của khoản thu (đồng)")),
    Column("paid_at", "moment", _("Tiền chuyển lúc"), empty=False),
    Column("counted_on", "day", _("Tính vào sổ ngày"), empty=False),
    Column("held", "yes", _("Đang giữ, chưa biết của khoản nào"), empty=False),
    Column("about", "text", _("Thu cho (loại)")),
    Column("dossier", "text", _("Hồ sơ thu tiền (khóa dữ kiện)")),
    Column("bill_amount", "number", _("Số phải thu (đồng)")),
    Column("bill_paid", "yes", _("Khoản thu đã đủ")),
)


def read(keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The payments of these keys. 2 queries."""
    rows = list(
        Payment.objects.filter(pk__in=facts.ids_of("y", keys)).order_by("pk").select_related("unit", "bill")
    )
    back = dict(
        Refund.objects.filter(bill__in={row.bill_id for row in rows if row.bill_id})
        .order_by()
        .values_list("bill_id")
        .annotate(Sum("amount"))
    )
    for row in rows:
        bill = row.bill
        about_dossier = bill is not None and bill.about_kind == "dossier"
        yield {
            "id": f"y{row.pk}",
            "source": "dinh",
            "unit": row.unit.code,
            "channel": row.channel,
            "online": row.channel != Channel.CASH,
            "amount": float(row.amount),
            "refunded": float(back.get(bill.pk, 0) if bill else row.refunded),
            "paid_at": row.paid_at,
            "counted_on": row.counted_on,
            "held": bill is None,
            "about": bill.about_kind if bill else None,
            "dossier": f"d{bill.about_id}" if bill and about_dossier else None,
            "bill_amount": float(bill.amount) if bill else None,
            "bill_paid": bill.paid_at is not None if bill else None,
        }


def touched(refs: Sequence[Ref]) -> set[str]:
    """The payments themselves, and those of these bills. 1 query."""
    found = {f"y{pk}" for pk in facts.ids_among(refs, "payment")}
    if bills := facts.ids_among(refs, "bill"):
        found |= {
            f"y{pk}" for pk in Payment.objects.filter(bill__in=bills).order_by().values_list("pk", flat=True)
        }
    return found


TABLE = facts.FactTable(
    name="payments",
    version=1,
    words=_("Khoản tiền đã nhận"),
    grain=_("một lần trả tiền"),
    key="id",
    day="counted_on",
    columns=COLUMNS,
    kinds=frozenset({"payment", "bill"}),
    touched=touched,
    read=read,
    walk=facts.walker(y=Payment.objects.all),
    count=facts.counter(y=Payment.objects.all),
    opens=lambda key: Ref("payment", int(key[1:])),
)
