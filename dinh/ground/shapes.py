"""What any room may hold: references, announcements, kept files, sockets, and the answers ground gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, eq=False)
class Ref:
    """Points at one thing of any room without importing it. `str(Ref("plan", 3)) == "plan:3"`.

    Two refs are equal when they read alike: Ref("unit", "14812") == Ref("unit", 14812)."""

    kind: str
    id: str | int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ref) and self.kind == other.kind and str(self.id) == str(other.id)

    def __hash__(self) -> int:
        return hash((self.kind, str(self.id)))

    @classmethod
    def of(cls, kind: str, ident: str) -> Ref:
        """The ref whose id was stored as text: a plain whole number becomes int, "00123" stays text."""
        plain = ident.isascii() and ident.isdigit() and (ident == "0" or ident[0] != "0")
        return cls(kind, int(ident) if plain else ident)

    @classmethod
    def parse(cls, text: str) -> Ref:
        """Read "plan:3" back. Raises ValueError with a Vietnamese sentence when it is not of that form."""
        kind, colon, ident = text.strip().partition(":")
        if not colon or not kind or not ident:
            raise ValueError(f"“{text}” không phải dạng loại:mã, ví dụ plan:3.")
        return cls.of(kind, ident)


@dataclass(frozen=True, slots=True)
class Done:
    """One thing done, to be written into the ledger. `by` None means the machine itself did it; `also` names other
    things whose story should show the line."""

    deed: str
    about: Ref
    by: Ref | None
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    also: tuple[Ref, ...] = ()


@dataclass(frozen=True)
class Announcement:
    """Base of every announcement: past tense, frozen, plain values only (str, int, float, bool, None, tuples of
    them), so that it can be stored as JSON and told later."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was kept: found again by its sha256; `name` is what the giver called it."""

    sha256: str
    size: int
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the ledger does not hold."""

    line: int
    how: str  # edited | deleted | inserted | reordered | truncated | mentions | head | seal
    sentence: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a walk along the whole ledger found."""

    lines: int
    last_hash: str
    broken: Break | None
    files: int = 0
    bad_files: tuple[str, ...] = ()
    unguarded: tuple[str, ...] = ()  # triggers that should refuse changes and are not there

    @property
    def ok(self) -> bool:
        return self.broken is None and not self.bad_files and not self.unguarded


@dataclass(slots=True)
class Socket:
    """A place where a lower room lets an upper one plug in an answer. Declared below, filled in apps.py above."""

    name: str
    protocol: type
    caption: str = ""
    filler: Any = None
    filled_by: str = ""

    @property
    def filled(self) -> bool:
        return self.filler is not None


@dataclass(frozen=True, slots=True)
class Listener:
    """One function that hears one kind of announcement."""

    name: str
    heard: type[Announcement]
    fn: Callable[[Any], object]
    when: Callable[[Any], bool] | None = None
    """Which of them are anything to it; None: all. It looks at the announcement alone."""

    def hears(self, announcement: Announcement) -> bool:
        return self.when is None or self.when(announcement)


@dataclass(frozen=True, slots=True)
class JobShown:
    """A job as `dinh rooms` shows it."""

    name: str
    rhythm: str
    caption: str


@dataclass(frozen=True, slots=True)
class Room:
    """One step of the staircase, as `dinh rooms` shows it, from the bottom up."""

    label: str
    word: str
    caption: str
    announces: tuple[str, ...] = ()
    hears: tuple[tuple[str, str], ...] = ()  # (announcement, listener)
    sockets: tuple[Socket, ...] = ()
    jobs: tuple[JobShown, ...] = ()
    tables: tuple[str, ...] = field(default=())
