"""Asking the index: an overview by kind, or page after page of one kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dinh.boards.models import Entry
from dinh.look.shapes import Words
from dinh.town.shapes import Actor

from . import kinds, tokens
from .asking import Question, question_of
from .index import TIERS, index

EACH = 5
"""Shown of each kind in the overview."""
CAP = 1000
"""Counted no further than this; beyond it a page says "hơn 1.000"."""
PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    kind: str
    ident: int
    title: str
    note: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class FoundKind:
    """A kind with how many of it are found (up to `CAP`, `more` when there are more) and the nearest few."""

    key: str
    words: Words
    icon: str
    count: int
    more: bool
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of one kind; `later` leads to the next ("" at the end)."""

    hits: tuple[Hit, ...]
    later: str = ""


def ask(actor: Actor | None, typed: str, day: date) -> Question:
    return question_of(typed, tokens.of_actor(actor, day))


def _ranges(keys: Sequence[str] | None = None) -> list[tuple[str, int, int]]:
    return [(kind.key, kind.first, kind.last) for kind in kinds.kinds() if keys is None or kind.key in keys]


def overview(actor: Actor | None, typed: str, day: date, *, each: int = EACH) -> list[FoundKind]:
    """What may be found of every kind, nearest first. Three queries."""
    question = ask(actor, typed, day)
    if question.empty:
        return []
    counts = index().counts(question, _ranges(), CAP + 1)
    if not counts:
        return []
    top = index().top(question, _ranges(list(counts)), each)
    shown = _hits([ident for ids in top.values() for ident in ids])
    return [
        FoundKind(
            kind.key,
            kind.words,
            kind.icon,
            min(counts[kind.key], CAP),
            counts[kind.key] > CAP,
            tuple(shown[ident] for ident in top.get(kind.key, ()) if ident in shown),
        )
        for kind in kinds.kinds()
        if kind.key in counts
    ]


def at_hand(actor: Actor | None, typed: str, day: date, *, most: int = 12) -> list[Hit]:
    """The nearest few of all kinds, for the command search. Two queries."""
    question = ask(actor, typed, day)
    if question.empty:
        return []
    top = index().top(question, _ranges(), 4)
    chosen: list[int] = []
    for place in range(4):  # each kind's best before any kind's second best
        chosen += [ids[place] for ids in top.values() if place < len(ids)]
    shown = _hits(chosen[:most])
    return sorted(shown.values(), key=lambda hit: kinds.NUMBERS[hit.kind])


def page_of(
    actor: Actor | None, typed: str, day: date, key: str, *, after: str = "", limit: int = PER_PAGE
) -> Page:
    """A page of one kind, nearest tier first, newest first within it. Four queries at most."""
    kind, question = kinds.kind(key), ask(actor, typed, day)
    if kind is None or question.empty:
        return Page(())
    tier, last = _place(after, kind)
    found: list[tuple[int, int]] = []
    while tier <= TIERS[-1] and len(found) <= limit:
        ids = index().page(question, kind.key, kind.first, last, tier, limit + 1 - len(found))
        found += [(tier, ident) for ident in ids]
        tier, last = tier + 1, kind.last
    shown = _hits([ident for _tier, ident in found[:limit]])
    later = ""
    if len(found) > limit:
        at_tier, ident = found[limit - 1]
        later = f"{at_tier}-{kinds.ident_of(ident)}"
    return Page(tuple(shown[ident] for _tier, ident in found[:limit] if ident in shown), later)


def _place(word: str, kind: kinds.Kind) -> tuple[int, int]:
    tier, _, ident = word.partition("-")
    if tier not in {"0", "1", "2"} or not ident.isdecimal() or len(ident) > 12:
        return 0, kind.last
    return int(tier), kinds.entry_id(kind.key, int(ident)) - 1


def _hits(ids: Sequence[int]) -> dict[int, Hit]:
    """The entries behind keys. One query."""
    rows = Entry.objects.in_bulk(ids)
    found: dict[int, Hit] = {}
    for ident in ids:
        row = rows.get(ident)
        one = kinds.kind(row.kind) if row else None
        if row and one:
            found[ident] = Hit(row.kind, kinds.ident_of(ident), row.title, row.note, row.url, one.icon)
    return found
