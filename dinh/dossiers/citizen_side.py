"""What the citizens' side plugs in at start-up."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dinh.ground import ciphers
from dinh.ground.shapes import Ref
from dinh.look import openers
from dinh.look.shapes import Opened

from . import messengers, prefill
from .identity import oidc
from .models import CitizenAccount, Reach
from .queries import citizens
from .services import telling

_CALLED = {
    "citizen-account": _("Người dân"),
    "citizen": _("Người dân"),
    "secret-holder": _("Người giữ mã tra cứu"),
    "acting": _("Ủy quyền"),
    "dossier-applicant": _("Người nộp hồ sơ"),
}


def opened(refs: Sequence[Ref]) -> dict[Ref, Opened]:
    """What a story calls a citizen: never by name, for stories are read by more people than dossiers."""
    return {ref: Opened(str(_CALLED[ref.kind]), "") for ref in refs}


def encrypt_anew() -> int:
    """Bring accounts and contacts under older keys to the newest; gives how many."""
    count = 0
    for pk in (
        CitizenAccount.objects.exclude(closed="").order_by("pk").values_list("pk", flat=True).iterator()
    ):
        with transaction.atomic():
            row = CitizenAccount.objects.select_for_update().get(pk=pk)
            if row.closed and not ciphers.is_newest(row.closed):
                row.close()
                row.save(update_fields=["closed", "login_index", "subject_index"])
                count += 1
    for pk in Reach.objects.order_by("pk").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            reach = Reach.objects.select_for_update().get(pk=pk)
            if not ciphers.is_newest(reach.closed):
                reach.close(reach.open())
                reach.save(update_fields=["closed"])
                count += 1
    return count


def start() -> None:
    """Called when the room starts."""
    for kind in _CALLED:
        openers.register(kind, opened)
    ciphers.holds("dossiers.accounts", encrypt_anew)
    prefill.gives_facts(citizens.facts)
    messengers.start()
    telling.start()
    oidc.offer_from_settings()
