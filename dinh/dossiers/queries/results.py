"""Results: those of a dossier, those that wait for a signature, the citizen's store, what a code stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q

from dinh.town import queries as town_queries
from dinh.town.shapes import Actor

from ..models import Citizen, Dossier, Handing, Holding, Result, ResultSignature, ResultState, StoredResult
from .scope import own_persons, sources_of

MOST = 100


def of_dossier(dossier: Dossier) -> list[Result]:
    """Its results with who signed and how they were handed over, oldest first. 3 queries."""
    return list(
        dossier.results.select_related("unit", "replaces").prefetch_related(
            "signatures",
            "handings",
            Prefetch("replaced_by", Result.objects.only("pk", "replaces_id", "state")),
        )
    )


def by_code(code: str) -> Result | None:
    """The result of a code, however it was typed. 2 queries."""
    key = "".join(letter for letter in code.upper() if letter.isalnum())
    rows = Result.objects.select_related("unit", "dossier", "citizen").exclude(state=ResultState.DRAFT)
    return rows.prefetch_related("signatures").filter(code=key).first() if len(key) == 16 else None


def by_file(sha256: str) -> Result | None:
    """The result whose file this is, to the byte. 2 queries."""
    rows = Result.objects.select_related("unit", "dossier", "citizen").exclude(state=ResultState.DRAFT)
    return rows.prefetch_related("signatures").filter(sha256=sha256).first()


@dataclass(frozen=True, slots=True)
class ToSign:
    """A dossier that waits for a leader's signature."""

    holding: Holding
    drafts: list[Result]


def to_sign(actor: Actor | None, day: date) -> list[ToSign]:
    """Open steps of this person that end in a grant, most pressing first, each with what was drafted. 3 queries and one for
    each place of theirs."""
    persons = own_persons(actor, day)
    wanted = Q(person__in=persons, closed_at=None) if persons else Q(pk=None)
    for source in sources_of(actor, day):
        wanted |= source.q()
    rows = list(
        Holding.objects.filter(wanted, role="leader", step__leaving__effect="grant", closed_at=None)
        .select_related(
            "dossier__applicant", "dossier__unit", "dossier__edition", "step", "unit", "office", "person"
        )
        .distinct()
        .order_by("pressing_at", "id")[:MOST]
    )
    drafts: dict[int, list[Result]] = {}
    for row in Result.objects.filter(dossier__in=[each.dossier_id for each in rows], state=ResultState.DRAFT):
        drafts.setdefault(row.dossier_id, []).append(row)
    return [ToSign(row, drafts.get(row.dossier_id, [])) for row in rows]


def to_seal(actor: Actor | None, day: date) -> list[Result]:
    """Results that wait for the seal of a unit where the actor may put it on. 2 queries."""
    from dataclasses import replace

    from ..rules.who import WHO_MAY

    if actor is None:
        return []
    able = replace(
        actor, mandates=tuple(m for m in actor.mandates if m.role in WHO_MAY["dossiers.seal_result"])
    )
    scope = town_queries.unit_scope_q(able, day, prefix="unit__")
    return list(
        Result.objects.filter(scope, state=ResultState.SIGNED)
        .select_related("dossier", "unit", "citizen")
        .order_by("id")[:MOST]
    )


# ---------------------------------------------------------------- the store


def store_of(citizen: Citizen | int) -> list[StoredResult]:
    """All that lies in a citizen's store, newest first, also what counts no more. 1 query."""
    pk = citizen if isinstance(citizen, int) else citizen.pk
    return list(StoredResult.objects.filter(citizen=pk).select_related("result__unit", "result__dossier"))


def standing(citizen_ids: Sequence[int], kinds: Sequence[str], day: date) -> list[StoredResult]:
    """What of these kinds in these stores may be used on a day, newest first. 1 query."""
    alive = Q(valid_until=None) | Q(valid_until__gte=day)
    return list(
        StoredResult.objects.filter(alive, citizen__in=citizen_ids, kind__in=kinds, stands=True)
        .select_related("result", "citizen")
        .order_by("-issued_on", "-id")
    )


@dataclass(frozen=True, slots=True)
class Fits:
    """A result of the store that may stand for a paper of a dossier."""

    stored: StoredResult
    paper: Any


def fitting(dossier: Dossier, day: date) -> list[Fits]:
    """What the store has for papers of this dossier that were not handed in. 3 queries at most."""
    if dossier.ended:
        return []
    asked = [each for each in dossier.edition.papers.all() if each.reusable_from]
    if not asked:
        return []
    there = set(dossier.papers.exclude(paper=None).values_list("paper_id", flat=True))
    asked = [each for each in asked if each.pk not in there and each.case_name in ("", dossier.case_name)]
    kinds = {kind for each in asked for kind in each.reusable_from}
    people = [pk for pk in (dossier.acted_for_id, dossier.applicant_id) if pk]
    rows = standing(people, sorted(kinds), day) if kinds else []
    return [Fits(row, each) for each in asked for row in rows if row.kind in each.reusable_from]


__all__ = [
    "Fits", "Handing", "ResultSignature", "ToSign", "by_code", "by_file", "fitting", "of_dossier", "standing", "store_of",
    "to_seal", "to_sign",
]  # fmt: skip
