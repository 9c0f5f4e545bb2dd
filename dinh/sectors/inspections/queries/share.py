"""The share of inspections done on line: numerator, denominator, and the rows behind both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractMonth

from dinh.town import queries as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ..models import Inspection
from ..shapes import COUNTED_STATES, InspectionKind


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One inspecting unit: by quarter (0 is the whole year) the number on line and of all."""

    unit: Unit
    cells: dict[int, tuple[int, int]]

    def percent(self, quarter: int = 0) -> float | None:
        on_line, total = self.cells.get(quarter, (0, 0))
        return 100 * on_line / total if total else None


def counted(
    actor: Actor | None,
    day: date,
    *,
    first: date,
    last: date,
    unit: Unit | None = None,
    kind: str = "",
    below: bool = False,
) -> QuerySet[Inspection]:
    """The inspections carried out and concluded between two days, that the actor's units made: the rows behind a share.
    `below` takes in the units under `unit`."""
    rows = Inspection.objects.filter(
        town.unit_scope_q(actor, day, prefix="unit__"),
        state__in=COUNTED_STATES,
        concluded_on__gte=first,
        concluded_on__lte=last,
    )
    if unit is not None:
        rows = rows.filter(unit__path__startswith=unit.path) if below else rows.filter(unit=unit)
    return rows.filter(kind=kind) if kind else rows


def share(actor: Actor | None, day: date, year: int) -> list[ShareRow]:
    """For every unit that inspected in a year: on line and all, by quarter and whole. Counted by the day of concluding; 2
    queries, however many inspections."""
    rows = (
        counted(actor, day, first=date(year, 1, 1), last=date(year, 12, 31))
        .annotate(month=ExtractMonth("concluded_on"))
        .values("unit", "month")
        .annotate(n=Count("pk"), on_line=Count("pk", filter=Q(kind=InspectionKind.ON_LINE.value)))
        .order_by()
    )
    found: dict[int, dict[int, tuple[int, int]]] = {}
    for row in rows:
        cells = found.setdefault(row["unit"], {})
        for quarter in (0, (row["month"] - 1) // 3 + 1):
            on_line, total = cells.get(quarter, (0, 0))
            cells[quarter] = (on_line + row["on_line"], total + row["n"])
    units = Unit.objects.in_bulk(found)
    return sorted(
        (ShareRow(units[pk], cells) for pk, cells in found.items()),
        key=lambda row: (row.unit.level, row.unit.code),
    )
