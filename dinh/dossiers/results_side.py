"""What results plug in at start-up: panels on the pages of a dossier, for officers and for citizens, what forms may take over
from the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from dinh.look import slots

from . import prefill
from .models import CitizenAccount, Dossier, ResultState
from .queries import results as queries
from .services import results as deeds
from .services.common import may

STATES = {"draft": "wait", "signed": "risk", "issued": "ok", "replaced": "none", "revoked": "late"}
"""With which mark a state is shown."""


def panel(request: HttpRequest | None, dossier: Dossier) -> str:
    """Results on an officer's page of a dossier, and what the store has for it. 5 queries at most."""
    actor = getattr(request, "actor", None)
    if (
        actor is None
        or dossier.business == "refused"
        or not may(dossier, "dossiers.see_personal", actor, timezone.now())
    ):
        return ""
    fits = (
        queries.fitting(dossier, timezone.localdate())
        if may(dossier, "dossiers.hand_result", actor, timezone.now())
        else []
    )
    rows = [{"row": row, "kind": STATES[row.state]} for row in dossier.results.all()]
    context = {
        "dossier": dossier,
        "rows": rows,
        "fits": fits,
        "url": reverse("dossiers.results", args=[dossier.code]),
    }
    return render_to_string("dossiers/parts/results.html", context, request)


def for_citizen(request: HttpRequest | None, door: Any) -> str:
    """The results of a dossier on its citizen's page; the file for who is signed in, the code for who has the secret. 3
    queries."""
    rows = [row for row in queries.of_dossier(door.dossier) if row.state != ResultState.DRAFT]
    shown = [
        {
            "row": row,
            "kind": STATES[row.state],
            "code": deeds.shown_code(row.code),
            "handings": row.handings.all(),
        }
        for row in rows
    ]
    return (
        render_to_string("dossiers/citizen/parts/results.html", {"rows": shown, "door": door}, request)
        if rows
        else ""
    )


def store(request: HttpRequest | None, account: CitizenAccount) -> str:
    """The citizen's own store, for who was proven. 1 query."""
    if account.citizen_id is None:
        return ""
    rows = queries.store_of(account.citizen_id)
    return (
        render_to_string(
            "dossiers/citizen/parts/store.html", {"rows": rows, "day": timezone.localdate()}, request
        )
        if rows
        else ""
    )


def earlier(citizen_id: int, codes: Sequence[str]) -> Iterable[prefill.Earlier]:
    """What of these kinds lies in the store and may be used today. 1 query."""
    for row in queries.standing([citizen_id], codes, timezone.localdate()):
        yield prefill.Earlier(
            row.pk,
            row.kind,
            f"{row.name} {row.symbol}".strip(),
            row.issued_on,
            row.result.sha256,
            deeds.file_name(row.result),
        )


def verify_link(request: HttpRequest | None, unit: Any) -> str:
    """From the portal's front to where a paper is checked. No query."""
    return render_to_string("dossiers/citizen/parts/verify_link.html", {}, request)


def start() -> None:
    """Called when the room starts."""
    slots.fill("dossier.side", panel, order=10)
    slots.fill("citizen.dossier.result", for_citizen, order=10)
    slots.fill("portal.side", verify_link, order=60)
    slots.fill("citizen.mine", store, order=20)
    prefill.gives_results(earlier)
