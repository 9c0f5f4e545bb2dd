"""What other rooms' pages show of a dossier: its title and address."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from dinh.ground.shapes import Ref
from dinh.look import openers
from dinh.look.shapes import Opened

from .models import Dossier


def opened(refs: Sequence[Ref]) -> dict[Ref, Opened]:
    """Code and procedure, never the citizen's name. 1 query."""
    rows = Dossier.objects.filter(pk__in=[ref.id for ref in refs]).values_list("pk", "code", "title")
    return {
        Ref("dossier", pk): Opened(f"{code} {title}"[:120], reverse("dossiers.dossier", args=[code]))
        for pk, code, title in rows
    }


def register() -> None:
    openers.register("dossier", opened)
