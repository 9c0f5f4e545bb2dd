"""The kinds of things that can be found: their number in the index's keys, their words, who makes their entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dinh.ground.shapes import Ref
from dinh.look.shapes import Words

SHIFT = 40
"""Keys of things are below 2^40; the kind's number stands above them."""

NUMBERS: dict[str, int] = {
    "plan": 1,
    "target": 2,
    "task": 3,
    "project": 4,
    "assignment": 5,
    "report": 6,
    "inspection": 7,
    "initiative": 8,
    "event": 9,
    "paper": 10,
    "office": 11,
    "unit": 12,
    "person": 13,
}
"""Order of the results too. A number, once given, belongs to its kind for ever: it is in every key."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a room says of one thing: how it reads in a list, which words find it, and who may see it."""

    kind: str
    ident: int
    title: str
    url: str
    tokens: frozenset[str]
    note: str = ""
    words: str = ""
    """More words that find it, not shown."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `make` gives the entries of some things (those that are gone or private are left out), `after` the
    keys of the things behind a key, and `touches` what else must be indexed anew when a thing of this kind changed."""

    key: str
    words: Words
    icon: str
    make: Callable[[Sequence[int]], Iterable[Made]]
    after: Callable[[int, int], list[int]]
    touches: Callable[[Sequence[int]], Iterable[Ref]] | None = None
    deeds: str = ""
    """How the deeds begin that change what is found, "town."; empty: any that names the thing. What half of all lines name in
    passing, such as the office of a dossier, is not indexed anew for it."""

    @property
    def number(self) -> int:
        return NUMBERS[self.key]

    @property
    def first(self) -> int:
        """The lowest key an entry of this kind can have."""
        return self.number << SHIFT

    @property
    def last(self) -> int:
        return ((self.number + 1) << SHIFT) - 1


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let things of a kind be found; called at start-up."""
    if kind.key not in NUMBERS:
        raise ValueError(f"{kind.key}: a kind needs its number in search.kinds.NUMBERS")
    _kinds[kind.key] = kind


def kinds() -> list[Kind]:
    """Every registered kind, in the order of results."""
    return sorted(_kinds.values(), key=lambda kind: kind.number)


def kind(key: str) -> Kind | None:
    return _kinds.get(key)


def entry_id(key: str, ident: int) -> int:
    """The key of the entry of `Ref(key, ident)`."""
    return (NUMBERS[key] << SHIFT) | ident


def ident_of(entry: int) -> int:
    return entry & ((1 << SHIFT) - 1)
