"""Holding states of the lake fast, so that a published value can be computed again from the rows of its day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from ..models import KeptState
from ..shapes import ABSENT, State


@transaction.atomic
def keep(
    states: Mapping[str, State] | Iterable[State], *, holder: str, at: datetime, until: datetime | None = None
) -> int:
    """Keep these states readable for a holder ("value:7"); said again it keeps them once. Gives how many are kept. Files of
    a kept state stay on disk until `let_go`."""
    rows = states.values() if isinstance(states, Mapping) else states
    found = [
        KeptState(
            fact=state.fact, form=state.form, base=state.base, changes=state.changes, state=state.kept(),
            holder=holder, at=at, until=until,
        )
        for state in rows
        if state.changes != ABSENT
    ]  # fmt: skip
    KeptState.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


@transaction.atomic
def let_go(*, holder: str) -> int:
    """The holder needs its states no more. Gives how many it had."""
    count, _each = KeptState.objects.filter(holder=holder).delete()
    return count
