"""The register as it stood at a moment: of any day, after whatever was corrected, reopened or answered since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ..models import (
    Answer,
    Citizen,
    ClockStretch,
    CompletionRequest,
    Correction,
    Dossier,
    Holding,
)
from ..rules import on_time
from ..rules.axes import Business
from ..rules.clock import Stop, Stretch
from ..rules.going import OpenStep, state_of
from ..rules.on_time import Flag, Verdict
from .scope import unit_ids


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register as of a moment."""

    dossier: Dossier
    name: str
    acted_for: str
    case_name: str
    business: str
    answered_as: str
    """The kind of the answer that stood, "" while there was none."""
    decided_at: datetime | None
    due_at: datetime | None
    verdict: str
    requests: int
    flags: tuple[str, ...]
    as_of: datetime

    @property
    def late(self) -> bool:
        return self.verdict in (Verdict.LATE, Verdict.OVERDUE)

    def shown(self) -> Dossier:
        """The dossier as the paper form of the register shows it: a copy of that moment, never to be saved."""
        row = copy(self.dossier)
        row.applicant = Citizen(pk=row.applicant_id, name=self.name)
        row.case_name, row.business = self.case_name, self.business
        row.decided_as = self.answered_as if self.business != Business.REFUSED else ""
        row.decided_at, row.due_at = self.decided_at, self.due_at
        if row.closed_at is not None and (self.decided_at is None or row.closed_at > self.as_of):
            row.closed_at = None
        row.flags, row.requests = list(self.flags), self.requests
        return row


@dataclass(slots=True)
class _Rows:
    """What hangs on the dossiers of a register."""

    holdings: dict[int, list[Holding]]
    stretches: dict[int, list[ClockStretch]]
    completions: dict[int, list[CompletionRequest]]
    answers: dict[int, list[Answer]]
    corrections: dict[int, list[Correction]]
    names: dict[int, list[Correction]]
    citizens: dict[int, Citizen]


def register_as_of(actor: Actor | None, unit: Unit, on: date, as_of: datetime, seen_on: date) -> list[Entry]:
    """What a unit received on a day, as its register read at a moment; nothing where the actor may not see the unit, and
    nothing that was written down only later. 9 queries however many there are."""
    found = (
        Dossier.objects.filter(received_unit=unit.pk, received_day=on, written_at__lte=as_of)
        .filter(received_unit__in=unit_ids(actor, seen_on))
        .select_related("unit", "office", "received_unit")
        .order_by("received_day", "id")
    )
    dossiers = list(found)
    rows = _read(dossiers, as_of)
    return [_entry(row, rows, as_of) for row in dossiers]


def _read(dossiers: list[Dossier], as_of: datetime) -> _Rows:
    ids = [row.pk for row in dossiers]
    corrections = _by(
        Correction.objects.filter(dossier__in=ids, at__gt=as_of).order_by("-at", "-id"), "dossier_id"
    )
    people = {pk for row in dossiers for pk in (row.applicant_id, row.acted_for_id) if pk}
    for each in (row for some in corrections.values() for row in some):
        if each.field in ("applicant", "acted_for") and each.was:
            people.add(int(each.was))
    return _Rows(
        _by(
            Holding.objects.filter(dossier__in=ids, opened_at__lte=as_of).select_related("step"), "dossier_id"
        ),
        _by(ClockStretch.objects.filter(dossier__in=ids, since__lte=as_of), "dossier_id"),
        _by(CompletionRequest.objects.filter(dossier__in=ids, at__lte=as_of), "dossier_id"),
        _by(Answer.objects.filter(dossier__in=ids, at__lte=as_of), "dossier_id"),
        corrections,
        _by(
            Correction.objects.filter(citizen__in=people, at__gt=as_of, field="name").order_by("at", "id"),
            "citizen_id",
        ),
        {row.pk: row for row in Citizen.objects.filter(pk__in=people)},
    )


def _by(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def _entry(row: Dossier, rows: _Rows, as_of: datetime) -> Entry:
    from ..services.moving import due_of, stood_longer

    local = timezone.localtime
    said: dict[str, Any] = {
        "applicant": row.applicant_id,
        "acted_for": row.acted_for_id,
        "case_name": row.case_name,
    }
    for each in rows.corrections.get(row.pk, ()):
        said[each.field] = each.was if each.field == "case_name" else int(each.was or 0)
    answers = rows.answers.get(row.pk, [])
    standing = next((each for each in answers if each.undone_at is None or each.undone_at > as_of), None)
    stretches = [
        Stretch(
            local(each.since),
            local(each.until) if each.until is not None and each.until <= as_of else None,
            Stop(each.why),
        )
        for each in sorted(rows.stretches.get(row.pk, []), key=lambda each: (each.since, each.pk))
    ]
    completions = rows.completions.get(row.pk, [])
    reopened = any(each.undone_at is not None and each.undone_at <= as_of for each in answers)
    business = _business(row, standing, reopened, rows, as_of)
    due = None if business == Business.REFUSED else due_of(row, stretches)
    flags = [
        *([Flag.BACK_DATED] if Flag.BACK_DATED in row.flags else []),
        *([Flag.SPLIT] if Flag.SPLIT in row.flags else []),
        *([Flag.REOPENED] if reopened else []),
        *([Flag.ASKED_TWICE] if len(completions) > 1 else []),
    ]
    # Set when it was answered, and not taken off when it was reopened.
    decided = [each.at for each in answers if each.kind != "not-received"]
    if any(
        stood_longer(row, [one for one in stretches if one.since <= at], at) for at in decided if stretches
    ):
        flags.append(Flag.STOPPED_LONG)
    judged = on_time.judge(
        ended=local(standing.at) if standing else None,
        due=local(due) if due else None,
        now=local(as_of),
        requests=len(completions),
    )
    return Entry(
        row,
        _name(said["applicant"], rows),
        _name(said["acted_for"], rows),
        said["case_name"],
        business.value,
        standing.kind if standing else "",
        standing.at if standing else None,
        due,
        "" if business == Business.REFUSED else judged.verdict.value,
        len(completions),
        tuple(sorted(flag.value for flag in flags)),
        as_of,
    )


def _business(
    row: Dossier, standing: Answer | None, reopened: bool, rows: _Rows, as_of: datetime
) -> Business:
    if standing is not None and standing.kind == "not-received":
        return Business.REFUSED
    holdings = rows.holdings.get(row.pk, [])
    alive = [each for each in holdings if each.closed_at is None or each.closed_at > as_of]
    completions = rows.completions.get(row.pk, [])
    moved = (
        reopened
        or bool(completions)
        or any(
            each.closed_at is not None and each.closed_at <= as_of and not each.outcome.startswith("~")
            for each in holdings
        )
    )
    return state_of(
        [OpenStep(each.step.kind, each.step.clock) for each in alive if each.role],
        decided=standing.kind if standing else "",
        completion_waits=any(
            each.beside and (each.answered_at is None or each.answered_at > as_of) for each in completions
        ),
        first=not moved,
    )


def _name(citizen_id: int | None, rows: _Rows) -> str:
    if not citizen_id:
        return ""
    later = rows.names.get(citizen_id)
    return later[0].was if later else rows.citizens[citizen_id].name
