"""Where each fact stands."""

from __future__ import annotations

from dataclasses import replace

from dinh.ground import facts
from dinh.ground.facts import FactTable
from dinh.ground.models import LedgerMention

from ..shapes import State
from ..store import delta, disk


def state(names: list[str] | None = None) -> dict[str, State]:
    """By fact, where it stands now. One query a fact, for whether the ledger has gone on."""
    tables = [table for table in facts.declared() if names is None or table.name in names]
    return {table.name: _with_age(table, current(table)) for table in tables}


def current(table: FactTable) -> State:
    """Where one fact stands by its files; without a query. The newest form that was walked to its end, else the form of today."""
    found = of_form(table, table.version)
    if found.walked:
        return found
    older = (of_form(table, form) for form in range(table.version - 1, 0, -1))
    return next((each for each in older if each.walked), found)


def of_form(table: FactTable, form: int) -> State:
    """Where one fact stands in the tables of one version of its columns."""
    # The changes first: what is folded meanwhile is then known twice and taken once, and nothing is missed.
    changes = delta.newest(disk.place(table.name, form, "changes"))
    base = delta.newest(disk.place(table.name, form, "base"))
    position = delta.position_of(changes)
    return State(
        fact=table.name,
        form=form,
        base=base.version,
        changes=changes.version,
        folded=int(base.note.get("folded", 0)),
        seq=position.seq,
        mark=position.mark,
        walked=position.walked,
        rows=position.rows,
        drawn_at=position.drawn_at,
    )


def _with_age(table: FactTable, found: State) -> State:
    behind = not found.walked or found.form != table.version
    return replace(found, stale=behind or has_news(table, found.mark))


def has_news(table: FactTable, mark: int) -> bool:
    """Whether the ledger says of anything since the mark that may change a row. 1 query."""
    return LedgerMention.objects.filter(line_id__gt=mark, kind__in=table.kinds).exists()
