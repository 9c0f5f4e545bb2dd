"""Procedures found by what people type, by life event, field, level and unit, as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q

from dinh.ground.search import closest_first
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ..models import Fee, Field, Offer, Procedure, ProcedureEdition
from ..rules import NotACode, national
from .procedures import may_keep

PAGE = 50


@dataclass(slots=True)
class Found:
    """A page of procedures. `later` is the address of the next one, "" on the last."""

    rows: list[Procedure]
    later: str = ""


def find(
    words: str = "",
    *,
    day: date,
    field: str = "",
    life_event: str = "",
    level: str = "",
    unit: Unit | None = None,
    after: str = "",
    limit: int = PAGE,
) -> Found:
    """Procedures in force on a day; each has `.edition`, with its ways and fees at hand. Words are typed with marks or
    without, or are a code in any form. 5 queries."""
    editions = ProcedureEdition.objects.in_force(day)
    for tag in (life_event, level):
        if tag:
            editions = editions.filter(tags__contains=f" {tag} ")
    rows = Procedure.objects.filter(pk__in=editions.values("procedure")).select_related("field")
    if field:
        rows = rows.filter(field__code=field)
    if unit is not None:
        rows = rows.filter(pk__in=Offer.objects.alive_on(day).filter(unit=unit).values("procedure"))
    fees = Prefetch("fees", queryset=Fee.objects.select_related("unit"))
    whole = editions.prefetch_related("ways", fees, "exemptions")
    rows = rows.prefetch_related(Prefetch("editions", queryset=whole, to_attr="of_day"))
    found = _page(_by_words(rows, words), after, limit)
    for row in found.rows:
        row.edition = row.of_day[0]  # type: ignore[attr-defined]
    return found


def _by_words(rows: Any, words: str) -> Any:
    """Closest to what was typed first; by code when nothing was."""
    try:
        return rows.filter(code=national(words))
    except NotACode:
        return (
            closest_first(rows.order_by("code"), "search", words) if words.strip() else rows.order_by("code")
        )


def _page(rows: Any, after: str, limit: int) -> Found:
    """Pages of a catalogue of some thousand rows: how many to leave out stands in the address."""
    begin = int(after) if after.isascii() and after.isdecimal() and len(after) < 6 else 0
    found = list(rows[begin : begin + limit + 1])
    later = str(begin + limit) if len(found) > limit else ""
    return Found(found[:limit], later)


def kept(
    actor: Actor | None,
    *,
    day: date,
    words: str = "",
    field: str = "",
    state: str = "",
    after: str = "",
    limit: int = PAGE,
) -> Found:
    """What the desk's list shows: every procedure with a published edition, and those with drafts for who may see them.
    Each has `.of_day` (the edition in force, in a list), `.drafts` and `.doubtful`. `state`: draft, doubt, none. 4 queries."""
    mine = may_keep(actor, day)
    rows = Procedure.objects.filter(Q(editions__state="published") | mine).distinct()
    if field:
        rows = rows.filter(field__code=field)
    if state == "draft":
        rows = rows.filter(mine, pk__in=ProcedureEdition.objects.filter(state="draft").values("procedure"))
    if state == "none":
        rows = rows.exclude(pk__in=ProcedureEdition.objects.in_force(day).values("procedure"))
    if state == "doubt":
        doubtful = ProcedureEdition.objects.in_force(day).filter(sources__icontains='"doubt"')
        rows = rows.filter(pk__in=doubtful.values("procedure"))
    rows = rows.select_related("field", "keeper").annotate(
        offered=Count("offers", filter=Q(offers__until=None) | Q(offers__until__gte=day), distinct=True)
    )
    drafts = ProcedureEdition.objects.filter(state="draft", procedure__in=Procedure.objects.filter(mine))
    rows = rows.prefetch_related(
        Prefetch("editions", queryset=ProcedureEdition.objects.in_force(day), to_attr="of_day"),
        Prefetch("editions", queryset=drafts, to_attr="drafts"),
    )
    found = _page(_by_words(rows, words), after, limit)
    for row in found.rows:
        of_day = row.of_day[0] if row.of_day else None  # type: ignore[attr-defined]
        row.doubtful = sum(1 for said in of_day.sources.values() if said.get("doubt")) if of_day else 0  # type: ignore[attr-defined]
    return found


def fields(day: date | None = None) -> list[tuple[Field, int]]:
    """The fields that have a procedure in force, with how many. 1 query."""
    rows = Field.objects.all()
    if day is not None:
        on = ProcedureEdition.objects.in_force(day).values("procedure")
        rows = rows.annotate(n=Count("procedures", filter=Q(procedures__in=on), distinct=True)).filter(
            n__gt=0
        )
    else:
        rows = rows.annotate(n=Count("procedures"))
    return [(row, row.n) for row in rows.order_by("name")]  # type: ignore[attr-defined]
