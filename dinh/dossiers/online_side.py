"""What handing in on line plugs in at start-up: the button on a procedure's page, the form on a dossier's."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.catalog import asking
from dinh.catalog.models import ProcedureEdition
from dinh.ground import ciphers
from dinh.ground.shapes import Ref
from dinh.look import openers, slots
from dinh.look.shapes import Opened

from .models import Dossier, FormAnswers
from .services import online
from .services.common import may
from .services.typing import why_not


def button(request: HttpRequest | None, edition: ProcedureEdition) -> str:
    """Begin here, on the citizen's page of a procedure. 1 query."""
    if not online.is_online(edition) or not online.places(edition, timezone.now()):
        return ""
    chosen = request.GET.get("don-vi", "") if request is not None else ""
    shown = {"edition": edition, "unit": chosen if chosen.isascii() and chosen.isdecimal() else ""}
    return render_to_string("dossiers/online/parts/button.html", shown, request)


def form(request: HttpRequest | None, dossier: Dossier) -> str:
    """The form that came with the dossier, or the way to type the one on paper, for whoever may see personal data; numbers show their end. At most 2 queries."""
    actor = getattr(request, "actor", None)
    if actor is None or not may(dossier, "dossiers.see_personal", actor, timezone.now()):
        return ""
    row = FormAnswers.objects.filter(dossier=dossier).first()
    types = not why_not(dossier, row) and may(dossier, "dossiers.type_form", actor, timezone.now())
    if row is None and not types:
        return ""
    told: list[asking.Told] = []
    said = ""
    try:
        if row is not None:
            told = asking.told(dossier.edition.form_schema or {}, row.open(), masked=True)
    except ciphers.CannotOpen as closed:
        said = str(closed)
    context = {
        # What was left empty is told to whoever sends it, not to whoever works on it.
        "told": [part for part in told if any(row.words for row in part.rows)],
        "said": said,
        "todo": row is None,
        "typed_by": row.by_name if row else "",
        "typed_at": row.at if row else None,
        "url": reverse("dossiers.type_form", args=[dossier.code]) if types else "",
    }
    return render_to_string("dossiers/online/parts/form.html", context, request)


def opened(refs: Sequence[Ref]) -> dict[Ref, Opened]:
    """What a story calls whoever handed in without an account: never by name."""
    return {ref: Opened(str(_("Người nộp hồ sơ")), "") for ref in refs}


def start() -> None:
    """Called when the room starts."""
    openers.register("dossier-draft", opened)
    slots.fill("procedure.start", button, order=10)
    slots.fill("dossier.side", form, order=20)
