"""What the room does when others have news: the till, that a bill of a dossier was paid, in part or in full, or money went back;
the catalogue, that what is in force changed."""

from __future__ import annotations

from dinh.catalog.shapes import EditionPublished, EditionWithdrawn, OfferStopped, ProcedureOffered
from dinh.ground import services as ground
from dinh.till.models import Bill, Payment, Refund
from dinh.till.shapes import BillCancelled, BillPaid, BillPartPaid, BillRefunded

from .services import fees, known


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


def hear_catalogue(_news: EditionPublished | EditionWithdrawn | ProcedureOffered | OfferStopped) -> None:
    """Whoever just published or offered something finds it in force at once, in this process."""
    known.forget_lately()


def start() -> None:
    """Hang the room's ears on the news of the rooms below."""
    ground.listen(EditionPublished, name="dossiers.hear-published")(hear_catalogue)
    ground.listen(EditionWithdrawn, name="dossiers.hear-withdrawn")(hear_catalogue)
    ground.listen(ProcedureOffered, name="dossiers.hear-offered")(hear_catalogue)
    ground.listen(OfferStopped, name="dossiers.hear-offer-stopped")(hear_catalogue)
    ground.listen(BillPaid, name="dossiers.hear-paid")(hear_money)
    ground.listen(BillPartPaid, name="dossiers.hear-part")(hear_money)
    ground.listen(BillCancelled, name="dossiers.hear-cancelled")(hear_money)
    ground.listen(BillRefunded, name="dossiers.hear-refunded")(hear_money)
