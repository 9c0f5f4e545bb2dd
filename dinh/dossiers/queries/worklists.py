"""Worklists and lists. Each is a walk along one index for each place of the actor; nothing is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge
from itertools import islice

from django.db.models import F, Q

from dinh.ground.search import search_q
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ..models import Dossier, Holding
from ..rules import codes
from ..rules.axes import ENDS
from .scope import after_q, before_q, cursor_of, is_code, own_persons, sources_of, unit_ids

PAGE = 50
_SHOWN = ("dossier__unit", "dossier__applicant", "step", "unit", "office", "person")


def mine(
    actor: Actor | None, day: date, *, after: str = "", limit: int = PAGE, before: datetime | None = None
) -> tuple[list[Holding], str]:
    """Steps in the actor's own hands, the most pressing first, and the cursor of the next page; `before`: only what is
    pressing before then. 1 query."""
    persons = own_persons(actor, day)
    if not persons:
        return [], ""
    rows = Holding.objects.filter(after_q(after), person__in=persons, closed_at=None)
    if before is not None:
        rows = rows.filter(pressing_at__lt=before)
    return _page(list(rows.select_related(*_SHOWN).order_by("pressing_at", "id")[: limit + 1]), limit)


def waiting(
    actor: Actor | None, day: date, *, after: str = "", limit: int = PAGE, before: datetime | None = None
) -> tuple[list[Holding], str]:
    """Steps that nobody holds and the actor may take, the most pressing first. 1 query for each place of theirs, and one."""
    lists = []
    for source in sources_of(actor, day):
        rows = Holding.objects.filter(after_q(after), source.q())
        if before is not None:
            rows = rows.filter(pressing_at__lt=before)
        lists.append(list(rows.select_related(*_SHOWN).order_by("pressing_at", "id")[: limit + 1]))
    merged: dict[int, Holding] = {}
    for row in merge(*lists, key=lambda row: (row.pressing_at, row.pk)):
        merged.setdefault(row.pk, row)
    return _page(list(islice(merged.values(), limit + 1)), limit)


def _page(rows: list[Holding], limit: int) -> tuple[list[Holding], str]:
    more = len(rows) > limit
    shown = rows[:limit]
    return shown, cursor_of(shown[-1].pressing_at, shown[-1].pk) if more else ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the dossiers is asked for."""

    state: str = ""
    late: bool = False
    words: str = ""
    day: date | None = None
    unit: str = ""
    """The code of the unit that decides."""
    procedure: str = ""


OPEN, CLOSED = "mo", "xong"
_ENDS = frozenset(end.value for end in ENDS)


LOOKED_THROUGH = 20_000
"""So many dossiers are looked through for words at once; the cursor goes on behind them."""


def dossiers(
    actor: Actor | None, day: date, wanted: Wanted, now: datetime, *, after: str = "", limit: int = PAGE
) -> tuple[list[Dossier], str]:
    """Dossiers that the actor may see, the newest first. 4 queries: those that their units decide, those received there for
    others, those that others gave them, each a walk along its own index; one condition for all would read all of them.
    Words are looked for in LOOKED_THROUGH dossiers at a time (1 query more): a page may come with few rows or none, and
    a cursor to look on."""
    units = unit_ids(actor, day)
    given = Holding.objects.filter(closed_at=None, unit__in=units).exclude(how="")
    place, behind = before_q(after), ""
    if wanted.words and not is_code(wanted.words):
        theirs = Dossier.objects.filter(Q(unit__in=units), place).order_by("-received_at", "-id")
        last = theirs.values_list("received_at", "pk")[LOOKED_THROUGH - 1 : LOOKED_THROUGH]
        for moment, pk in last:
            behind = cursor_of(moment, pk)
            place &= Q(received_at__gt=moment) | Q(received_at=moment, pk__gte=pk)
    found: dict[int, Dossier] = {}
    for whose in (
        Q(unit__in=units),
        Q(received_unit__in=units) & ~Q(unit=F("received_unit")),
        Q(pk__in=given.values("dossier")),
    ):
        rows = Dossier.objects.filter(whose, place, _wanted_q(wanted, now))
        some = rows.select_related("unit", "received_unit", "office", "applicant")
        found |= {row.pk: row for row in some.order_by("-received_at", "-id")[: limit + 1]}
    newest = sorted(found.values(), key=lambda row: (row.received_at, row.pk), reverse=True)
    shown = newest[:limit]
    return shown, cursor_of(shown[-1].received_at, shown[-1].pk) if len(newest) > limit else behind


def _wanted_q(wanted: Wanted, now: datetime) -> Q:
    asked = Q()
    if wanted.state == OPEN:
        asked &= Q(closed_at=None)
    elif wanted.state == CLOSED:
        asked &= Q(closed_at__isnull=False)
    elif wanted.state:
        asked &= Q(business=wanted.state)
        if wanted.state not in _ENDS:
            asked &= Q(
                closed_at=None
            )  # nothing else is in such a state; said so that the index of open ones serves
    if wanted.late:
        asked &= Q(late=True) | Q(decided_at=None, due_at__lt=now)
    if wanted.day:
        asked &= Q(received_day=wanted.day)
    if wanted.unit:
        asked &= Q(unit__code=wanted.unit)
    if wanted.procedure:
        asked &= Q(procedure_code=wanted.procedure)
    return asked & _words_q(wanted.words) if wanted.words else asked


def _words_q(words: str) -> Q:
    try:
        return Q(code_key=codes.parse(words).key)
    except codes.BadCode:
        return search_q("search", words)


def held_by(dossier_ids: list[int]) -> dict[int, list[Holding]]:
    """Who holds what since when, of many dossiers at once. 1 query."""
    found: dict[int, list[Holding]] = {}
    rows = Holding.objects.filter(dossier__in=dossier_ids, closed_at=None).exclude(role="")
    for row in rows.select_related("step", "unit", "office", "person").order_by("id"):
        found.setdefault(row.dossier_id, []).append(row)
    return found


def register(actor: Actor | None, unit: Unit, on: date, seen_on: date) -> list[Dossier]:
    """The register of what a unit received on a day, in the order of its numbers; nothing where the actor may not see
    the unit. 2 queries."""
    units = unit_ids(actor, seen_on)
    rows = Dossier.objects.filter(received_unit=unit.pk, received_day=on).filter(received_unit__in=units)
    return list(
        rows.select_related("applicant", "unit", "office", "received_unit").order_by("received_day", "id")
    )
