"""How a citizen comes to a dossier: by having sent it, or by its code and second secret."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from .. import second_secret
from ..models import CitizenAccount, Dossier, Following, Reach
from ..rules import codes, intake


@transaction.atomic
def follow(*, account: CitizenAccount, dossier: Dossier, how: str, at: datetime) -> Following:
    """The dossier stands in the account's list from now on; `how` is "sent" or "secret". Again changes nothing."""
    row, made = Following.objects.get_or_create(
        account=account,
        dossier=dossier,
        defaults={"how": how, "received_at": dossier.received_at, "since": at},
    )
    if not made and how == "sent" and row.how != "sent":
        row.how = "sent"
        row.save(update_fields=["how"])
    return row


def unfollow(*, account: CitizenAccount, dossier: Dossier) -> None:
    """Out of the account's list, when it was only opened with its secret."""
    Following.objects.filter(account=account, dossier=dossier, how="secret").delete()


@transaction.atomic
def keep_reach(*, dossier: Dossier, phone: str = "", email: str = "", at: datetime) -> None:
    """Where this dossier's applicant asked to be told."""
    contact = {"phone": intake.tidy_phone(phone), "email": email.strip()}
    if not any(contact.values()):
        return
    row = Reach(dossier=dossier, made_at=at)
    row.close(contact)
    row.save()


def by_secret(code: str, typed: str) -> Dossier | None:
    """The dossier of a code in either form, when the second secret is its own. 1 query."""
    try:
        key = codes.parse(code).key
    except codes.BadCode:
        return None
    row = Dossier.objects.filter(code_key=key).first()
    return row if row is not None and second_secret.opens(key, typed) else None


def secret_of(dossier: Dossier) -> str:
    """The second secret as a receipt shows it."""
    return second_secret.second_secret(dossier.code_key)


def address_of(dossier: Dossier, *, whole: bool = True) -> str:
    """What the QR of a receipt leads to: the dossier opened without typing anything."""
    path = reverse("dossiers.follow_link", args=[dossier.code, secret_of(dossier).replace("-", "")])
    return f"{settings.DINH_URL}{path}" if whole else path


def plain_address(dossier: Dossier) -> str:
    """What a message says: where to look, without the secret."""
    return f"{settings.DINH_URL}{reverse('dossiers.citizen_dossier', args=[quote(dossier.code)])}"
