"""What never changes once it is published, read once by each process: the steps and ways of a process version (the
database itself refuses to change them), the contents of a published edition. What may change is asked anew each time."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from dinh.catalog import queries as catalog
from dinh.catalog.models import ProcedureEdition, ProcessStep
from dinh.catalog.queries import process as process_queries
from dinh.catalog.rules import process
from dinh.town.models import Unit

from .common import day_of

_MOST = 2_000


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


def edition_on(code: str, day: object) -> ProcedureEdition | None:
    """As `catalog.edition_on`; which edition is in force is asked each time, what it says is known. 1 query."""
    from dinh.catalog.rules import NotACode, national

    try:
        wanted = national(code)
    except NotACode:
        return None
    rows = ProcedureEdition.objects.in_force(day).filter(procedure__code=wanted)  # type: ignore[arg-type]
    pk = rows.values_list("pk", flat=True).first()
    return _contents(pk) if pk is not None else None


def unit_on(code: str, at: datetime) -> int | None:
    """The unit that bears a code on a day. 1 query."""
    rows = Unit.objects.alive_on(day_of(at)).filter(code=code).order_by("-since")
    found: int | None = rows.values_list("pk", flat=True).first()
    return found


def forget() -> None:
    """Read all anew: tests empty the tables, and numbers come again."""
    for each in (graph_of, steps_of, _contents):
        each.cache_clear()
