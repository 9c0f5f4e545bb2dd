"""What other rooms' pages show of a dossier: its title and address."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from dinh.ground.shapes import Ref
from dinh.look import openers, slots
from dinh.look.shapes import Opened
from dinh.town.services import allowed

from .models import Dossier
from .papers import fitting
from .rules import codes
from .services import fees


def opened(refs: Sequence[Ref]) -> dict[Ref, Opened]:
    """Code and procedure, never the citizen's name. 1 query."""
    rows = Dossier.objects.filter(pk__in=[ref.id for ref in refs]).values_list("pk", "code", "title")
    return {
        Ref("dossier", pk): Opened(f"{code} {title}"[:120], reverse("dossiers.dossier", args=[code]))
        for pk, code, title in rows
    }


def bearing(code: str) -> list[Ref]:
    """The dossier of a code in either form. 1 query, none for what is no code."""
    try:
        key = codes.parse(code).key
    except codes.BadCode:
        return []
    return [Ref("dossier", pk) for pk in Dossier.objects.filter(code_key=key).values_list("pk", flat=True)]


def money(request: HttpRequest | None, dossier: Dossier) -> str:
    """The dossier's bills: what is owed, where it is paid, what goes back. 1 query."""
    rows = fees.bills_of(dossier)
    actor = getattr(request, "actor", None)
    context = {
        "bills": rows,
        "sees": allowed(actor, "till.see", dossier.unit.path, timezone.now()),
        "unknown": not rows and dossier.fee is None and not dossier.ended,
    }
    return render_to_string("dossiers/parts/money.html", context, request)


def given_out(request: HttpRequest | None, dossier: Dossier) -> str:
    """The papers of the one-stop rules that this dossier has something to say on. 3 queries."""
    return render_to_string(
        "dossiers/parts/given_out.html", {"dossier": dossier, "forms": fitting(dossier)}, request
    )


def register() -> None:
    openers.register("dossier", opened, finder=bearing)
    slots.fill("dossier.money", money, order=10)
    slots.fill("dossier.side", given_out, order=30)
