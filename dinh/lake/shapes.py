"""What others may hold of the lake: where a fact stands, what was drawn, what was stored, and the news."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

from dinh.ground.shapes import Announcement

ABSENT = -1
"""The version of a table that nobody has written yet."""
Part = Literal["base", "changes"]


@dataclass(frozen=True, slots=True)
class State:
    """Where one fact stands in the lake. Kept beside a published value, it finds the same rows again: `reading.open(at=…)`."""

    fact: str
    form: int
    """Version of the fact's columns that these tables have."""
    base: int = ABSENT
    """Delta version of the folded table; ABSENT: none yet."""
    changes: int = ABSENT
    """Delta version of the table of changes since."""
    folded: int = 0
    """Up to which row number of the changes the folded table has them."""
    seq: int = 0
    """Number of the last row of changes."""
    mark: int = 0
    """Ledger line up to which everything was drawn."""
    walked: bool = False
    """Whether the source was walked to its end once; before that rows are missing."""
    rows: int = 0
    """How many rows stand, imported ones too."""
    drawn_at: datetime | None = None
    """When something was last written."""
    stale: bool = False
    """Whether the ledger has lines since that may change a row."""

    def kept(self) -> dict[str, Any]:
        """As plain values, to be kept as JSON."""
        found = asdict(self)
        found["drawn_at"] = self.drawn_at.isoformat() if self.drawn_at else None
        del found["stale"]
        return found

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> State:
        """The state that was kept."""
        moment = kept.get("drawn_at")
        known = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept and name != "stale"}
        return replace(cls(**known), drawn_at=datetime.fromisoformat(moment) if moment else None)

    def same_rows(self, other: State) -> bool:
        """Whether both have the same rows: every row that comes, changes or goes is numbered; folding moves them only."""
        return (self.fact, self.form, self.seq) == (other.fact, other.form, other.seq)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one drawing did to one fact."""

    fact: str
    read: int
    """Rows that were read anew."""
    added: int
    changed: int
    gone: int
    rows: int
    mark: int
    since: int
    """Number of the last row of changes before."""
    seq: int


@dataclass(frozen=True, slots=True)
class Stored:
    """What one import did to one fact."""

    fact: str
    stored: int
    """Rows written, one a key."""
    replaced: int
    """Of these, rows whose key stood before."""
    rows: int
    before: State
    """Where the fact stood before it."""


@dataclass(frozen=True, slots=True)
class Files:
    """Where the rows of a fact are for other engines. A row of `changes` numbered above `folded` takes the place of the row of
    `base` with its key; of several with one key the highest number holds; a row that is `_gone` stands no more."""

    fact: str
    key: str
    base: tuple[str, ...]
    changes: tuple[str, ...]
    folded: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class FactsDrawn(Announcement):
    """Rows of a fact were written: by drawing, by an import, or by its undoing. `since` and `seq` number the rows of changes
    that are new; `units` are those of the rows before and after, empty when they are too many to name."""

    fact: str
    form: int
    since: int
    seq: int
    rows: int
    units: tuple[str, ...]
    first: str
    last: str
    """The earliest and the latest day among them; empty when the fact has no day."""
