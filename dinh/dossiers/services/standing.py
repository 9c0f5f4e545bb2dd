"""Where dossiers stand, read for deeds under their lock: for one, or for many in as many queries as for one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..models import ClockStretch, CompletionRequest, Dossier, Holding
from .common import STEP_WITH, WHOLE, DossierRefused, NotThere, check_open, check_seen


@dataclass(slots=True)
class Stand:
    """One dossier under its lock: open rows (joins too), requests that are not answered, the clock's ledger."""

    dossier: Dossier
    rows: list[Holding] = field(default_factory=list)
    waiting: list[CompletionRequest] = field(default_factory=list)
    stretches: list[ClockStretch] = field(default_factory=list)


def lock_many(ids: Collection[int]) -> dict[int, Dossier]:
    """These dossiers, locked in the order of their numbers, so that two who lock some of the same never wait for each
    other. 1 query."""
    rows = Dossier.objects.select_for_update(of=("self",)).select_related(*WHOLE).filter(pk__in=sorted(ids))
    return {row.pk: row for row in rows.order_by("pk")}


def stands(dossiers: Mapping[int, Dossier]) -> dict[int, Stand]:
    """Where they stand. 3 queries, and one for each time that a step of theirs was handed on."""
    found = {pk: Stand(row) for pk, row in dossiers.items()}
    rows = Holding.objects.filter(dossier__in=found, closed_at=None).select_related(*STEP_WITH).order_by("id")
    for row in rows:
        row.dossier = found[row.dossier_id].dossier
        found[row.dossier_id].rows.append(row)
    _with_givers([row for each in found.values() for row in each.rows])
    for request in CompletionRequest.objects.filter(dossier__in=found, answered_at=None).order_by("number"):
        found[request.dossier_id].waiting.append(request)
    for stretch in ClockStretch.objects.filter(dossier__in=found).order_by("since", "id"):
        found[stretch.dossier_id].stretches.append(stretch)
    return found


def _with_givers(rows: Iterable[Holding]) -> None:
    """The rows from which these came, and those before them: a limit counts from the first."""
    later = [row for row in rows if row.came_from_id is not None]
    while later:
        givers = Holding.objects.in_bulk({row.came_from_id for row in later})
        for row in later:
            row.came_from = givers[row.came_from_id or 0]
        later = [giver for giver in givers.values() if giver.came_from_id is not None]


def open_steps(
    wanted: Sequence[tuple[int, int | None]],
) -> dict[int, tuple[Stand, Holding] | DossierRefused]:
    """For each step (number, version seen) where its dossier stands and its open row, both under the lock; or why it is
    refused. So many queries, however many steps: 5 or 6."""
    ids = [pk for pk, _seen in wanted]
    of = dict(Holding.objects.filter(pk__in=ids).order_by().values_list("pk", "dossier_id"))
    found = stands(lock_many(set(of.values())))
    there = {row.pk: (stand, row) for stand in found.values() for row in stand.rows}
    done = Holding.objects.select_related("step").in_bulk([pk for pk in ids if pk in of and pk not in there])
    answers: dict[int, tuple[Stand, Holding] | DossierRefused] = {}
    for pk, seen in wanted:
        try:
            if pk not in of:
                raise NotThere(_("Không có bước này."))
            check_seen(found[of[pk]].dossier, seen)
            if pk in done:
                check_open(done[pk])
            answers[pk] = there[pk]
        except DossierRefused as refused:
            answers[pk] = refused
    return answers
