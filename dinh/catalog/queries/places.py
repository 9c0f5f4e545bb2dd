"""The units that offer anything at all: the few there are, the one that was chosen, or a page of many."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from dinh.ground import text
from dinh.town.models import Unit

from ..models import Offer
from .offering import PAGE, behind, named, unit_at

FEW = 200
"""What a list to choose from still holds; more than that have a page of their own."""


@dataclass(slots=True)
class Places:
    """Where one may go. `units` are all of them, and empty when they are `many`; `unit` is the one asked for."""

    units: list[Unit] = field(default_factory=list)
    many: bool = False
    unit: Unit | None = None


@dataclass(slots=True)
class PlacesPage:
    """A page of units. `later` is the unit after which the next page begins, "" on the last."""

    rows: list[Unit]
    later: str = ""


def places(day: date, code: str = "") -> Places:
    """The units that offer anything on a day, provinces first, then by name, and the one of a code when it is among
    them; each with its parent. 1 query, 2 with a code."""
    found = list(_offering(day).select_related("parent")[: FEW + 1])
    many = len(found) > FEW
    found.sort(key=lambda unit: (unit.level, text.sort_key(unit.name), unit.pk))
    return Places([] if many else found, many, offering_unit(code, day))


def offering_unit(code: str, day: date) -> Unit | None:
    """The unit of a code; None when it offers nothing on that day. 1 query, none without a code."""
    if not code:
        return None
    return _offering(day).filter(code=code).select_related("parent").first()


def places_page(
    day: date, *, words: str = "", province: str = "", after: str = "", limit: int = PAGE
) -> PlacesPage:
    """The units that offer anything on a day, found and paged as `offers_page` does. 1 query, 2 with `after`."""
    rows = _offering(day)
    if province:
        rows = rows.filter(path__startswith=f"/{province}/")
    rows = rows.filter(named(words)).order_by("level", "name", "pk")
    if (last := unit_at(after)) is not None:
        rows = rows.filter(behind(last))
    found = list(rows.select_related("parent")[: limit + 1])
    return PlacesPage(found[:limit], str(found[limit - 1].pk) if len(found) > limit else "")


def places_count(day: date) -> int:
    """How many units offer anything on a day. 1 query."""
    return _offering(day).count()


def provinces_of_places(day: date) -> list[Unit]:
    """The provinces that offer anything themselves or in units below them, by name. 1 query."""
    rows = _offering(day)
    found = Q(pk__in=rows.filter(level=1).values("pk"))
    for above in ("parent", "parent__parent"):
        found |= Q(pk__in=rows.filter(**{f"{above}__level": 1}).values(above))
    return sorted(Unit.objects.filter(found), key=lambda unit: text.sort_key(unit.name))


def _offering(day: date) -> QuerySet[Unit]:
    """Asked unit by unit, so that whoever wants a few reads the offers of a few."""
    rows: QuerySet[Unit] = Unit.objects.filter(
        Exists(Offer.objects.alive_on(day).filter(unit=OuterRef("pk")))
    )
    return rows
