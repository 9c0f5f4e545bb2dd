"""Units by periods: who sent what when, for whoever receives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dinh.ground.calendar import for_country
from dinh.ground.periods import Period
from dinh.ground.text import sort_key
from dinh.town.shapes import Actor

from .. import rules
from ..models import Regime, Report, Request
from ..shapes import Rhythm, Standing
from .reports import received_q, visible

MOST_COLUMNS = 16
_LATE_FIRST = {"late": 0, "returned-late": 1, "returned": 2, "soon": 3, "sent-late": 4, "sent": 5}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One who owes, and its reports by period key: (report id, standing)."""

    unit_id: int
    office_id: int | None
    name: str
    under: str
    cells: dict[str, tuple[int, Standing]]

    @property
    def lates(self) -> int:
        return sum(1 for _pk, how in self.cells.values() if how.late)


def regimes_received(actor: Actor | None, day: date) -> list[Regime]:
    """Regimes under which something is owed to the actor's unit or office. One query."""
    ids = Report.objects.filter(received_q(actor, day), request=None).values("regime")
    return list(Regime.objects.filter(pk__in=ids).order_by("rhythm", "name"))


def columns_of(regime: Regime, year: int, quarter: int = 0) -> list[Period]:
    """The periods of a year that the regime asks for; of a weekly one only those of a quarter, so that a page holds them."""
    kind = Rhythm(regime.rhythm).kind
    if kind is None:
        return []
    found, period = [], Period(kind, year, 1)
    while period.year == year:
        in_quarter = not quarter or kind != "week" or (period.first.month - 1) // 3 + 1 == quarter
        if in_quarter and (not regime.numbers or period.number in regime.numbers):
            found.append(period)
        period = period.next()
    return found


def matrix(
    actor: Actor | None,
    day: date,
    *,
    regime: Regime | None = None,
    request: Request | None = None,
    keys: Sequence[str] = (),
) -> list[MatrixRow]:
    """Everybody who owes under a regime (or was asked by a request), with the reports of those periods; the latest and
    most often late first, then by name. One query."""
    rows = visible(actor, day).filter(received_q(actor, day))
    rows = (
        rows.filter(request=request)
        if request
        else rows.filter(regime=regime, period_key__in=list(keys), request=None)
    )
    values = rows.values_list(
        "pk", "unit_id", "unit__kind", "unit__name", "to_unit_id", "office_id", "office__name", "period_key", "state",
        "due_on", "period_last", "first_sent_on", "last_sent_on", "again_by",
    )  # fmt: skip
    calendar = for_country()
    found: dict[tuple[int, int | None], MatrixRow] = {}
    for pk, unit_id, kind, name, to_id, office_id, office, key, state, due, last, first, again, by in values:
        how = rules.standing(
            state,
            due_on=due,
            today=day,
            calendar=calendar,
            closes_on=last,
            first_sent_on=first,
            last_sent_on=again,
            again_by=by,
        )
        row = found.get((unit_id, office_id))
        if row is None:
            whole = _full_name(kind, name)
            # Within one unit the offices are told apart; from above it is the unit that one looks for.
            name, under = (office, whole) if office and to_id == unit_id else (whole, office or "")
            row = found[unit_id, office_id] = MatrixRow(unit_id, office_id, name, under, {})
        row.cells[key] = (pk, how)
    return sorted(found.values(), key=lambda row: (_rank(row), sort_key(row.name)))


def _rank(row: MatrixRow) -> tuple[int, int]:
    """Late now before late once; then how often."""
    worst = min((_LATE_FIRST.get(how.key, 9) for _pk, how in row.cells.values()), default=9)
    return (worst if worst <= 2 else 3, -row.lates)


def _full_name(kind: str, name: str) -> str:
    from dinh.town.shapes import UnitKind

    word = UnitKind(kind).word
    return f"{word[:1].upper()}{word[1:]} {name}"
