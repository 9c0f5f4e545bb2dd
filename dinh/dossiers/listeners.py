"""What the room does when the till has news: a bill of a dossier was paid, in part or in full, or money went back."""

from __future__ import annotations

from dinh.ground import services as ground
from dinh.till.models import Bill, Payment, Refund
from dinh.till.shapes import BillCancelled, BillPaid, BillPartPaid, BillRefunded

from .services import fees


def hear_money(news: BillPaid | BillPartPaid | BillCancelled | BillRefunded) -> None:
    """Read the dossier's money anew, as of when the money moved here."""
    if news.about_kind != "dossier":
        return
    bill = Bill.objects.get(pk=news.bill_id)
    moved = [
        Payment.objects.filter(bill=bill).order_by("-at").values_list("at", flat=True).first(),
        Refund.objects.filter(bill=bill).order_by("-at").values_list("at", flat=True).first(),
        bill.cancelled_at,
    ]
    at = max((each for each in moved if each), default=bill.at)
    fees.settle_money(dossier_id=int(news.about_id), at=at)


def start() -> None:
    """Hang the room's ears on the till's news."""
    ground.listen(BillPaid, name="dossiers.hear-paid")(hear_money)
    ground.listen(BillPartPaid, name="dossiers.hear-part")(hear_money)
    ground.listen(BillCancelled, name="dossiers.hear-cancelled")(hear_money)
    ground.listen(BillRefunded, name="dossiers.hear-refunded")(hear_money)
