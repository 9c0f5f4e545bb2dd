"""Components of 766 that the catalogue of procedures answers: what was announced and published in time, with every part, on line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from dinh.catalog.models import Fee, Offer, Paper, ProcedureEdition, Way
from dinh.ground.calendar import for_country
from dinh.ground.periods import Period
from dinh.town.models import Unit

CODES = ("766.1.1", "766.1.2", "766.1.3", "766.3.1", "766.3.5", "766.4.ct", "766.4.5a")
CHOICES = ("766.4.ct",)
"""Of these one is enough: offered or not."""
CITIZEN = "cong-dan"
BEFORE = 5
"""Working days by which a locality's decision comes before the text takes effect, and within which it is published."""

Pairs = dict[str, tuple[int, int]]


def counts(units: Sequence[Unit], period: Period) -> dict[int, Pairs]:
    """(numerator, denominator) by unit and code. A unit that keeps no catalogue has no 1.x, one that offers nothing no 3.1. A mark
    that no procedure of the unit has is one that nobody set: no pair, so that the unit may tell it by hand. 5 queries."""
    found: defaultdict[int, Pairs] = defaultdict(dict)
    ids = [unit.pk for unit in units]
    _announced(ids, period, found)
    _whole(ids, period.last, found)
    _offered(ids, period.last, found)
    _marked(ids, period.last, found)
    return dict(found)


def _announced(ids: Sequence[int], period: Period, found: dict[int, Pairs]) -> None:
    calendar = for_country()
    keepers = set(
        ProcedureEdition.objects.filter(procedure__keeper__in=ids)
        .order_by()
        .values_list("procedure__keeper", flat=True)
    )
    rows = ProcedureEdition.objects.filter(
        procedure__keeper__in=ids, decision_on__gte=period.first, decision_on__lte=period.last
    ).values_list(
        "procedure__keeper", "decision_on", "basis_effective_on", "since", "public_on", "published_at"
    )
    for keeper in keepers:
        found[keeper] |= {"766.1.1": (0, 0), "766.1.2": (0, 0)}
    for keeper, decided, effective, since, public_on, published in rows:
        assert decided is not None
        by = calendar.add_working_days(decided, BEFORE)
        # The day of the legal text, and the day it was made public, where the edition tells them; else those of the edition here.
        begins = effective or since
        shown = public_on or (timezone.localtime(published).date() if published else None)
        _add(found[keeper], "766.1.1", begins is not None and by <= begins)
        _add(found[keeper], "766.1.2", shown is not None and shown <= by)


def _whole(ids: Sequence[int], day: date, found: dict[int, Pairs]) -> None:
    """Editions in force with the seven parts: name, order, ways, papers, limit, who may apply, authority."""
    ways = Way.objects.filter(edition=OuterRef("pk"))
    rows: Any = (
        ProcedureEdition.objects.in_force(day)
        .filter(procedure__keeper__in=ids)
        .annotate(
            has_ways=Exists(ways),
            has_term=Exists(ways.exclude(term_unit="")),
            has_papers=Exists(Paper.objects.filter(edition=OuterRef("pk"))),
        )
        .values_list("procedure__keeper", "name", "steps_text", "who_may_apply", "performer", "competent", "has_ways", "has_term", "has_papers")
    )  # fmt: skip
    for keeper, name, steps, who, performer, competent, *has in rows:
        _add(found[keeper], "766.1.3", bool(name and steps and who and (performer or competent) and all(has)))


def _offered(ids: Sequence[int], day: date, found: dict[int, Pairs]) -> None:
    on_line = ProcedureEdition.objects.in_force(day).filter(
        procedure=OuterRef("procedure"), online__in=("full", "part")
    )
    alive = Q(until=None) | Q(until__gte=day)
    rows = Offer.objects.filter(alive, Q(since=None) | Q(since__lte=day), unit__in=ids)
    for unit, yes in rows.annotate(yes=Exists(on_line)).order_by().values_list("unit", "yes"):
        _add(found[unit], "766.3.1", yes)


def _marked(ids: Sequence[int], day: date, found: dict[int, Pairs]) -> None:
    """Procedures that a unit keeps or offers, by the marks of their editions: a fee payable on the portal, certified electronic
    copies, the link to the population database."""
    alive = Q(until=None) | Q(until__gte=day)
    offered = (
        Offer.objects.filter(alive, Q(since=None) | Q(since__lte=day), unit__in=ids)
        .order_by()
        .values_list("unit", "procedure")
    )
    of_unit: defaultdict[int, set[int]] = defaultdict(set)
    for unit, procedure in offered:
        of_unit[unit].add(procedure)
    owed = Fee.objects.filter(Q(amount=None) | Q(amount__gt=0), edition=OuterRef("pk"))
    rows: Any = (
        ProcedureEdition.objects.in_force(day)
        .filter(Q(procedure__keeper__in=ids) | Q(procedure__in=set().union(*of_unit.values())))
        .annotate(owed=Exists(owed))
        .order_by()
        .values_list("procedure", "procedure__keeper", "owed", "pay_on_portal", "e_copies", "person_data", "who_may_apply")
    )  # fmt: skip
    of_procedure = {}
    for procedure, keeper, *marks in rows:
        of_procedure[procedure] = marks
        if keeper in set(ids):
            of_unit[keeper].add(procedure)
    for unit, procedures in of_unit.items():
        pairs: Pairs = {}
        for procedure in procedures & of_procedure.keys():
            fee, portal, copies, linked, who = of_procedure[procedure]
            if fee:
                _add(pairs, "766.3.5", portal)
            _add(pairs, "766.4.ct", copies)
            if CITIZEN in who:
                _add(pairs, "766.4.5a", linked)
        found[unit] |= {code: pair for code, pair in pairs.items() if pair[0]}


def _add(pairs: Pairs, code: str, yes: bool) -> None:
    top, bottom = pairs.get(code, (0, 0))
    pairs[code] = (top + int(yes), bottom + 1)
