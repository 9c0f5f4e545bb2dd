"""The units that offer a procedure: found by words and province, a page at a time, however many they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from dinh.ground import text
from dinh.ground.search import MOST_WORDS
from dinh.town.models import Unit

from ..models import Offer, Procedure

PAGE = 30
MOST_IN_PROVINCE = 1_000
"""More than any province has ever had units."""


@dataclass(slots=True)
class Offering:
    """A page of offers. `later` is the unit after which the next page begins, "" on the last."""

    rows: list[Offer]
    later: str = ""


def offers_page(
    procedure: Procedure,
    day: date,
    *,
    words: str = "",
    province: str = "",
    after: str = "",
    limit: int = PAGE,
) -> Offering:
    """The units that offer it on a day, provinces first, then by name; each with its parent and office. `words` stand in
    the name of the unit or of the one above it, with marks or without; `province` is a code. 1 query, 2 with `after`; an
    `after` that is no unit begins anew (`is_place` asks)."""
    rows = _alive(procedure, day)
    if province:
        rows = rows.filter(unit__path__startswith=f"/{province}/")
    rows = rows.filter(named(words, "unit__")).order_by("unit__level", "unit__name", "unit_id", "pk")
    if (last := unit_at(after)) is not None:
        rows = rows.filter(behind(last, "unit__"))
    found = list(rows.select_related("unit__parent", "office")[: limit + 1])
    return Offering(found[:limit], str(found[limit - 1].unit_id) if len(found) > limit else "")


def is_place(after: str) -> bool:
    """Whether a page may begin after this. 1 query."""
    return unit_at(after) is not None


def offers_in_province(procedure: Procedure, day: date, province: str) -> list[Offer]:
    """Every unit of one province that offers it on a day. 1 query."""
    return offers_page(procedure, day, province=province, limit=MOST_IN_PROVINCE).rows


def offer_by_code(procedure: Procedure, code: str, day: date) -> Offer | None:
    """How the unit of a code offers it on a day; None when it does not. 1 query, none without a code."""
    if not code:
        return None
    return _alive(procedure, day).filter(unit__code=code).select_related("unit__parent", "office").first()


def offers_count(procedure: Procedure, day: date) -> int:
    """How many units offer it on a day. 1 query."""
    return _alive(procedure, day).count()


def offering_provinces(procedure: Procedure, day: date) -> list[Unit]:
    """The provinces that offer it themselves or in units below them, by name. 1 query."""
    rows = _alive(procedure, day)
    found = Q(pk__in=rows.filter(unit__level=1).values("unit"))
    for above in ("unit__parent", "unit__parent__parent"):
        found |= Q(pk__in=rows.filter(**{f"{above}__level": 1}).values(above))
    return sorted(Unit.objects.filter(found), key=lambda unit: text.sort_key(unit.name))


def _alive(procedure: Procedure, day: date) -> QuerySet[Offer]:
    rows: QuerySet[Offer] = Offer.objects.alive_on(day).filter(procedure=procedure)
    return rows


def named(words: str, unit: str = "") -> Q:
    """Words in the name of a unit or of the one above it; `unit` is the way to the unit."""
    typed = text.words(words)[:MOST_WORDS]
    if not typed:
        return Q(pk__in=[]) if words.strip() else Q()
    found = Q()
    for word in typed:
        found &= Q(**{f"{unit}folded__contains": word}) | Q(**{f"{unit}parent__folded__contains": word})
    return found


def behind(last: Unit, unit: str = "") -> Q:
    """What stands behind a unit in the order by level, name and key; `unit` is the way to the unit."""
    level, name = {f"{unit}level": last.level}, {f"{unit}name": last.name}
    return (
        Q(**{f"{unit}level__gt": last.level})
        | Q(**level, **{f"{unit}name__gt": last.name})
        | Q(**level, **name, **{f"{unit}pk__gt": last.pk})
    )


def unit_at(after: str) -> Unit | None:
    """The unit after which a page begins; None for what is none. 1 query at most."""
    known = after.isascii() and after.isdecimal() and len(after) < 16
    return Unit.objects.filter(pk=int(after)).first() if known else None
