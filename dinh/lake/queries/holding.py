"""What the lake holds: own and imported rows of each fact, and what of it somebody may take away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dinh.ground import facts
from dinh.ground.facts import FactTable
from dinh.town import queries as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ..shapes import State
from ..store.columns import quoted


@dataclass(frozen=True, slots=True)
class Holding:
    """One fact for a page."""

    table: FactTable
    state: State
    by_source: tuple[tuple[str, int], ...] = ()
    """Rows by source, the most first."""
    first: date | None = None
    last: date | None = None

    @property
    def kept_rows(self) -> int:
        return self.state.rows


def holding(table: FactTable, state: State) -> Holding:
    """One fact with its sources and its first and last day. One question to the lake."""
    from .. import reading

    name = quoted(table.name)
    with reading.open({table.name: state}, only=[table.name]) as lake:
        rows = lake.duck.execute(
            f"SELECT source, count(*) AS n FROM {name} GROUP BY source ORDER BY n DESC, source LIMIT 50"
        ).fetchall()
        span: tuple[Any, ...] = (None, None)
        if table.day:
            day = f"{quoted(table.day)}::DATE"
            span = lake.duck.execute(f"SELECT min({day}), max({day}) FROM {name}").fetchone() or span
    return Holding(table, state, tuple((str(source), int(n)) for source, n in rows), span[0], span[1])


def codes_for(actor: Actor, day: date) -> list[str]:
    """Codes of the units whose rows somebody may take away: those under their mandates, those of before a merger too. 1 query."""
    scope = town.unit_scope_q(actor, day, prefix="")
    return sorted(set(Unit.objects.filter(scope).values_list("code", flat=True)))


def condition(table: FactTable, codes: Sequence[str] | None) -> tuple[str, list[Any]]:
    """A WHERE for the rows of these units, by the unit of today or of its day; everything where the fact has no unit."""
    if codes is None or "unit" not in table.names:
        return "true", []
    return '("unit" IN (SELECT unnest($1::VARCHAR[])) OR "unit_now" IN (SELECT unnest($1::VARCHAR[])))', [
        list(codes)
    ]


def tables() -> list[FactTable]:
    """Every declared fact by its words."""
    return sorted(facts.declared(), key=lambda table: str(table.words))
