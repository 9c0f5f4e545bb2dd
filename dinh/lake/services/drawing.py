"""Drawing facts from the rooms into the lake: once by a walk over everything, then by what the ledger says was touched.

Each commit carries its rows and up to where they reach in one act. Cut off at any moment, the next drawing goes on from the last
commit; what is read twice is compared with what stands, so nothing is there twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from dinh.ground import facts
from dinh.ground import queries as ground_queries
from dinh.ground import services as ground
from dinh.ground.facts import FactTable
from dinh.ground.models import LedgerMention
from dinh.ground.shapes import Ref
from dinh.town.shapes import Actor

from .. import reading
from ..queries import of_form
from ..queries import state as states
from ..shapes import ABSENT, Drawn, State
from ..store import delta, disk
from ..store.columns import quoted
from ..store.delta import Position
from ..units_now import UnitsNow
from .folding import FOLD_AT, fold_changes
from .rights import require
from .writing import Written, batch_of, ready, tell, write

BATCH = 4_000
"""Rows that are read from the database at once."""
COMMIT = 40_000
"""Rows of a walk that go into one commit."""
FOLD_WALKING = 2_000_000
"""Rows of a walk that are folded together on the way."""
LINES = 200_000
"""Ledger lines that are looked through at once."""
QUIET_LINES = 20_000
"""After so many lines that touch nothing the mark is moved all the same."""

Progress = Callable[[str, int], None]
after_drawing: list[Callable[..., object]] = []
"""What is asked of each fact that was drawn: (Drawn, at=). Filled by the importing below this room's roof."""


def draw(
    names: Sequence[str] | None = None,
    *,
    at: datetime,
    by: Actor | None = None,
    progress: Progress | None = None,
) -> list[Drawn]:
    """Bring the facts up to what the ledger says now; of those named, else of all. Done again it writes nothing again."""
    require(by, "lake.draw", at)
    units = UnitsNow()
    tables = [table for table in facts.declared() if names is None or table.name in names]
    drawn = [_draw(table, at, units, progress or (lambda _fact, _rows: None)) for table in tables]
    for one in drawn:
        for ask in after_drawing:
            ask(one, at=at)
    if by is not None:
        # The clock draws every few minutes, and each row says when; in the ledger stands what a person did.
        counts = {one.fact: one.added + one.changed + one.gone for one in drawn}
        ground.write(deed="lake.drawn", about=Ref("lake", "facts"), by=by.ref, at=at, data={"rows": counts})
    return drawn


def _draw(table: FactTable, at: datetime, units: UnitsNow, progress: Progress) -> Drawn:
    with disk.one_writer(table.name):
        state = ready(table)
        since, told = state.seq, _Tally()
        if not state.walked:
            state = _carry_over(table, state, at, units, told)
            state = _walk(table, state, at, units, told, progress)
        state = _follow(table, state, at, units, told, progress)
        if "unit" in table.names:
            state = _rename_units(table, state, at, units, told)
        if state.seq - state.folded >= FOLD_AT:
            fold_changes(table, state)
    return Drawn(
        table.name, told.read, told.added, told.changed, told.gone, state.rows, state.mark, since, state.seq
    )


class _Tally:
    def __init__(self) -> None:
        self.read = self.added = self.changed = self.gone = 0

    def add(self, written: Written, read: int, since: int, at: datetime) -> None:
        self.read += read
        self.added += written.added
        self.changed += written.changed
        self.gone += written.gone
        tell(written, since=since, at=at)


def _walk(
    table: FactTable, state: State, at: datetime, units: UnitsNow, told: _Tally, progress: Progress
) -> State:
    """Read the source from its beginning, or from where a walk that was cut off had come to."""
    head = ground_queries.ledger_end()[0]
    position = _position(table, state)
    after = position.walk_after or None
    begun = position.walk_mark if after else head
    now = units.fingerprint if "unit" in table.names else ""
    while True:
        keys = _next_keys(table, after)
        last = keys[-1] if keys else after

        def covers(before: Position, last: str | None = last, done: bool = not keys) -> Position:
            mark = begun if done else before.mark
            return replace(before, walk_after=last or "", walk_mark=begun, walked=done, mark=mark, units=now)

        since = state.seq
        # Rows of an earlier walk are there only when this form was walked before; then they are compared.
        written = write(
            table,
            state,
            _read(table, keys),
            covers,
            at=at,
            compare=state.seq > 0 and after is None,
            units=units,
        )
        told.add(written, len(keys), since, at)
        state = written.state
        progress(table.name, told.read)
        if not keys:
            return state
        if state.seq - state.folded >= FOLD_WALKING:
            fold_changes(table, state)
            state = of_form(table, state.form)
        after = last


def _position(table: FactTable, state: State) -> Position:
    return delta.position_of(delta.newest(disk.place(table.name, state.form, "changes")))


def _carry_over(table: FactTable, state: State, at: datetime, units: UnitsNow, told: _Tally) -> State:
    """Rows of imports come along when a fact gets a new version of its columns; own rows are read anew by the walk. Cut off and
    begun again it finds them there and writes none twice."""
    older = next(
        (
            found
            for form in range(table.version - 1, 0, -1)
            if (found := of_form(table, form)).changes != ABSENT and found.seq
        ),
        None,
    )
    if older is None or _position(table, state).walk_after:
        return state
    duck = reading.connect()
    try:
        reading.lay_view(duck, table, older, "_older")
        found = duck.execute("SELECT * FROM _older WHERE import_id IS NOT NULL").to_arrow_reader(BATCH)
        written = write(table, state, found, lambda before: before, at=at, units=units)
    finally:
        duck.close()
    told.add(written, 0, state.seq, at)
    return written.state


def _rename_units(table: FactTable, state: State, at: datetime, units: UnitsNow, told: _Tally) -> State:
    """When units were merged or divided since, the rows of theirs get the unit that they now belong to."""
    before = _position(table, state).units
    if before == units.fingerprint:
        return state
    duck = reading.connect()
    try:
        reading.lay_view(duck, table, state)
        units.lay(duck)
        found = duck.execute(
            f"SELECT r.* FROM {quoted(table.name)} AS r {units.join_sql(table)} WHERE u.now IS DISTINCT FROM r.unit_now"
        ).to_arrow_reader(BATCH)
        written = write(
            table, state, found, lambda was: replace(was, units=units.fingerprint), at=at, units=units
        )
    finally:
        duck.close()
    told.add(written, 0, state.seq, at)
    return written.state


def _next_keys(table: FactTable, after: str | None) -> list[str]:
    found: list[str] = []
    while len(found) < COMMIT:
        keys = list(table.walk(after, BATCH))
        if not keys:
            break
        found += keys
        after = keys[-1]
    return found


def _read(table: FactTable, keys: Sequence[str]) -> Iterator[object]:
    for start in range(0, len(keys), BATCH):
        yield batch_of(table, list(table.read(keys[start : start + BATCH])))


def _follow(
    table: FactTable, state: State, at: datetime, units: UnitsNow, told: _Tally, progress: Progress
) -> State:
    """Read anew what the ledger says was touched since the mark."""
    head = ground_queries.ledger_end()[0]
    while state.mark < head:
        until = min(head, state.mark + LINES)
        keys = sorted(touched_since(table, state.mark, until))
        if not keys and until == head and until - state.mark < QUIET_LINES:
            break
        for start in range(0, max(len(keys), 1), COMMIT):
            part = keys[start : start + COMMIT]
            whole = start + COMMIT >= len(keys)
            mark = until if whole else state.mark
            since = state.seq

            def covers(before: Position, mark: int = mark) -> Position:
                return replace(before, mark=mark)

            read = _read(table, part)
            written = write(table, state, read, covers, at=at, asked=part, units=units)
            told.add(written, len(part), since, at)
            state = written.state
            progress(table.name, told.read)
    return state


def touched_since(table: FactTable, after: int, until: int) -> set[str]:
    """Keys of the rows that these lines may have changed."""
    said = (
        LedgerMention.objects.filter(line_id__gt=after, line_id__lte=until, kind__in=table.kinds)
        .order_by()
        .values_list("kind", "ref_id")
        .distinct()
    )
    found: set[str] = set()
    stream = iter(said.iterator(chunk_size=BATCH))
    while refs := [Ref.of(kind, ident) for kind, ident in islice(stream, BATCH)]:
        found |= table.touched(refs)
    return found


def fresh(names: Sequence[str], *, at: datetime) -> list[Drawn]:
    """Draw those of the facts that were never drawn, or of which the ledger knows something newer: for a command that must be
    right now, without waiting for a job."""
    found = states(list(names))
    return draw([name for name, each in found.items() if each.stale], at=at)
