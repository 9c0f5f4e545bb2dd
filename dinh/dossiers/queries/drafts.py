"""Whose draft it is: an account's, or whoever's session holds its secret. And what a receipt on line shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from dinh.catalog import asking
from dinh.catalog.models import ProcedureEdition
from dinh.ground import ciphers

from ..models import CitizenAccount, Dossier, Draft, FormAnswers
from ..second_secret import second_secret
from ..services import fees, following
from ..shapes import GivenPerson
from . import citizens

SESSION = "dossiers.drafts"
MOST_HELD = 20
MOST_READ = 5
"""Forms of earlier dossiers that are opened to fill in another."""


def held(request: HttpRequest) -> dict[str, str]:
    """Codes of drafts that this session opened, with their secrets."""
    found = request.session.get(SESSION)
    return dict(found) if isinstance(found, dict) else {}


def hold(request: HttpRequest, draft: Draft, secret: str) -> None:
    """Remember that the secret was right. The oldest goes when there are many."""
    kept = {**held(request), draft.code: secret}
    request.session[SESSION] = dict(list(kept.items())[-MOST_HELD:])


def let_go(request: HttpRequest, code: str) -> None:
    request.session[SESSION] = {key: value for key, value in held(request).items() if key != code}


def touch(request: HttpRequest) -> None:
    """Whoever writes is not idle: the session goes on."""
    if SESSION in request.session:
        request.session.modified = True


def draft_for(request: HttpRequest, code: str, at: datetime) -> Draft | None:
    """The draft of a code, when it is theirs who ask; None as if it were not there. At most 2 queries."""
    row = (
        Draft.objects.select_related("edition", "unit__parent", "dossier")
        .filter(code=tidy(code), kept_until__gte=at.date())
        .first()
    )
    if row is None:
        return None
    secret = held(request).get(row.code, "")
    if secret and row.opened_by(secret):
        return row
    account = citizens.account_of(request)
    return row if account is not None and row.account_id == account.pk else None


def by_secret(code: str, secret: str, at: datetime) -> tuple[Draft, str] | None:
    """The draft that this code and secret open, and the secret in one form. 1 query."""
    row = Draft.objects.filter(code=tidy(code), dossier=None, kept_until__gte=at.date()).first()
    typed = tidy(secret)
    return (row, typed) if row is not None and row.opened_by(typed) else None


def tidy(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if letter.isalnum())[:40]


def all_of(request: HttpRequest, at: datetime) -> list[Draft]:
    """Drafts that may be gone on with, newest first. 1 query beyond the account's."""
    account = citizens.account_of(request)
    mine = Q(code__in=list(held(request)))
    if account is not None:
        mine |= Q(account=account)
    rows = Draft.objects.filter(mine, dossier=None, kept_until__gte=at.date())
    return list(rows.select_related("edition__procedure", "unit").order_by("-changed_at")[:MOST_HELD])


def begun(
    request: HttpRequest, account: CitizenAccount | None, edition: ProcedureEdition, at: datetime
) -> list[Draft]:
    """Those of one procedure."""
    return [row for row in all_of(request, at) if row.edition.procedure_id == edition.procedure_id]


def told_before(citizen_id: int | None, person: GivenPerson) -> dict[str, str]:
    """What a citizen told of themselves in forms handed in before, by the names that forms ask for ("applicant.born"): only
    from pages that bear their own number. The newest counts. 1 query."""
    if citizen_id is None or not person.identity:
        return {}
    rows = (
        FormAnswers.objects.filter(dossier__applicant=citizen_id)
        .select_related("dossier__edition")
        .order_by("-at")[:MOST_READ]
    )
    found: dict[str, str] = {}
    for row in rows:
        try:
            answers = row.open()
        except ciphers.CannotOpen:
            continue
        for page in asking.pages_of(row.dossier.edition.form_schema or {}, answers):
            for name, value in _of_oneself(page, answers.get(page.of), person.identity).items():
                found.setdefault(name, value)
    return found


def _of_oneself(page: asking.Page, given: Any, identity: str) -> dict[str, str]:
    if page.rows or not isinstance(given, dict):
        return {}
    typed = asking.typed(page, {page.of: given})
    said = {
        field.prefill: str(typed[field.name])
        for field in page.fields
        if field.prefill and typed.get(field.name)
    }
    return said if said.get("applicant.identity") == identity else {}


def receipt(dossier: Dossier) -> dict[str, Any]:
    """What the page after handing in shows. 2 queries."""
    return {
        "dossier": dossier,
        "secret": second_secret(dossier.code_key),
        "bill": fees.bill_for(dossier),
        "follow": following.address_of(dossier),
        "papers": list(dossier.papers.all()),
    }
