"""Bringing what is closed with older keys to the newest."""

from __future__ import annotations

from django.db import transaction

from dinh.ground import ciphers

from .models import Citizen


def encrypt_anew() -> int:
    """Close anew what the newest key did not close; gives how many citizens."""
    count = 0
    for pk in Citizen.objects.order_by("pk").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            row = Citizen.objects.select_for_update().get(pk=pk)
            closed = [each for each in (row.identity_closed, row.contact_closed) if each]
            if all(ciphers.is_newest(each) for each in closed):
                continue
            row.close(identity=row.identity(), contact=row.contact())
            row.save()
            count += 1
    return count
