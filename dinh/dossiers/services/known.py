"""What never changes once it is published, read once by each process: the steps and ways of a process version (the
database itself refuses to change them), the contents of a published edition. What may change is known for some seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db.models import QuerySet

from dinh.catalog import queries as catalog
from dinh.catalog.models import Offer, Procedure, ProcedureEdition, ProcessStep, ProcessVersion
from dinh.catalog.queries import process as process_queries
from dinh.catalog.rules import process
from dinh.ground.sql_memo import rows_of
from dinh.town.models import Office, Unit

from ..rules import codes
from .common import day_of

_MOST = 2_000
T = TypeVar("T")


@lru_cache(maxsize=_MOST)
def graph_of(version_id: int) -> process.Graph:
    """The steps and ways of a published version. 2 queries the first time."""
    return process_queries.graph_of(version_id)


@lru_cache(maxsize=_MOST)
def steps_of(version_id: int) -> dict[str, ProcessStep]:
    """Its steps as rows, by key. 1 query the first time."""
    return {step.key: step for step in ProcessStep.objects.filter(version=version_id)}


@lru_cache(maxsize=_MOST)
def _contents(edition_id: int) -> ProcedureEdition | None:
    return catalog.edition(edition_id)


def edition_on(code: str, day: date) -> ProcedureEdition | None:
    """As `catalog.edition_on`; what it says is known for good, which one is in force for some seconds."""
    from dinh.catalog.rules import NotACode, national

    try:
        wanted = national(code)
    except NotACode:
        return None

    def ask() -> int | None:
        rows = ProcedureEdition.objects.in_force(day).filter(procedure__code=wanted)
        return rows.values_list("pk", flat=True).first()

    pk = lately(("edition", wanted, day), ask)
    return _contents(pk) if pk is not None else None


def unit_on(code: str, at: datetime) -> int | None:
    """The unit that bears a code on a day."""
    day = day_of(at)

    def ask() -> int | None:
        rows = Unit.objects.alive_on(day).filter(code=code).order_by("-since")
        return rows.values_list("pk", flat=True).first()

    return lately(("unit", code, day), ask)


# ---------------------------------------------------------------- what may change, known for some seconds

_lately: dict[Hashable, tuple[float, Any]] = {}
_MOST_LATELY = 50_000


def lately(key: Hashable, ask: Callable[[], T]) -> T:
    """The answer of at most DINH_KNOWN_SECONDS ago: which edition, process, offer and office are in force on a day. They
    change by a dated decision some times a year, and a counter asks all day. That there is none is never remembered."""
    seconds = settings.DINH_KNOWN_SECONDS
    if not seconds:
        return ask()
    now = time.monotonic()
    there = _lately.get(key)
    if there is not None and now - there[0] < seconds:
        return cast(T, there[1])
    found = ask()
    if found is not None:
        if len(_lately) >= _MOST_LATELY:
            _lately.clear()
        _lately[key] = (now, found)
    return found


def offer_at(procedure: Procedure, unit: Unit, day: date) -> Offer | None:
    """As `catalog.offer_at`."""
    key = ("offer", procedure.pk, unit.pk, day)

    def ask() -> Offer | None:
        found = rows_of("dossiers.offer", key, lambda: catalog.offers_at(procedure.pk, unit.pk, day))
        return found[0] if found else None

    return lately(key, ask)


def process_on(code: str, day: date, unit_path: str) -> ProcessVersion | None:
    """As `catalog.queries.process.process_on`."""
    every = lately(("processes", code, day), lambda: list(process_queries.processes_on(code, day)) or None)
    return process_queries.nearest(every or (), unit_path)


def office_of_kind(unit: Unit, kind: str, day: date) -> Office | None:
    """The unit's office of a kind on a day."""
    key = ("office", unit.pk, kind, day)

    def ask() -> Office | None:
        found = rows_of("dossiers.office", key, lambda: _offices(unit.pk, kind, day)[:1])
        return found[0] if found else None

    return lately(key, ask)


def _offices(unit_id: int, kind: str, day: date) -> QuerySet[Office]:
    return Office.objects.alive_on(day).filter(unit=unit_id, kind=kind)


def levels_of(unit: Unit, day: date) -> tuple[str, ...]:
    """The unit in a code: the organisation code of its committee where it is known, else one made of its own code."""

    key = ("levels", unit.pk, day)

    def ask() -> tuple[str, ...]:
        for office in rows_of("dossiers.committee", key, lambda: _offices(unit.pk, "ubnd", day)):
            found = codes.levels_of_org(office.org_code_new) or codes.levels_of_org(office.org_code_old)
            if found:
                return found
        return codes.stand_in_levels(unit.path)

    return lately(key, ask)


def forget_lately() -> None:
    """Ask anew for what is in force: the catalogue changed here. Other processes learn of it within DINH_KNOWN_SECONDS."""
    _lately.clear()


def forget() -> None:
    """Read all anew: tests empty the tables, and numbers come again."""
    for each in (graph_of, steps_of, _contents):
        each.cache_clear()
    forget_lately()
