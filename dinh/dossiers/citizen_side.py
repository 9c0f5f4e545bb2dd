"""What the citizens' side plugs in at start-up."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from dinh.ground.shapes import Ref
from dinh.look import openers, slots
from dinh.look.shapes import Opened

from . import messengers, prefill
from .identity import oidc
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


def bar(request: HttpRequest | None, _obj: object) -> str:
    """Who is signed in, or the way in, on citizens' pages of rooms below."""
    account = citizens.account_of(request) if request is not None else None
    return render_to_string("dossiers/citizen/parts/sign_in.html", {"account": account}, request)


def not_staff(request: HttpRequest | None, _obj: object) -> str:
    """From the officers' sign-in to the citizens' side. No query."""
    return render_to_string("dossiers/citizen/parts/not_staff.html", {}, request)


def start() -> None:
    """Called when the room starts."""
    for kind in _CALLED:
        openers.register(kind, opened)
    slots.fill("citizen.bar", bar)
    slots.fill("town.sign_in", not_staff)
    prefill.gives_facts(citizens.facts)
    messengers.start()
    telling.start()
    oidc.offer_from_settings()
