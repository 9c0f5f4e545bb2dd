"""Asking the index: an overview by kind, or page after page of one kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dinh.boards.models import Entry
from dinh.look.shapes import Words
from dinh.town.shapes import Actor

from . import kinds, tokens
from .asking import Question, question_of
from .index import ANYWHERE, TIERS, index

EACH = 5
"""Shown of each kind in the overview."""
CAP = 1000
"""Counted no further than this; beyond it a page says "hơn 1.000"."""
PER_PAGE = 30
FEW = 3000
"""A question that finds no more than this is answered whole."""


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


def _by_kind(ids: Iterable[int]) -> dict[str, list[int]]:
    """Keys by kind, newest first."""
    names = {kind.number: kind.key for kind in kinds.kinds()}
    found: dict[str, list[int]] = {}
    for ident in sorted(ids, reverse=True):
        if (name := names.get(ident >> kinds.SHIFT)) is not None:
            found.setdefault(name, []).append(ident)
    return found


def _gather(question: Question, each: int, most: int) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """What is found of each kind (`most` of it), and the nearest few of each.

    A question that finds little is answered whole by one look for each degree of nearness; a broad one is asked kind by
    kind, each look stopping when it has enough."""
    few = index().some(question, ANYWHERE, FEW + 1)
    narrow = len(few) <= FEW
    anywhere = _by_kind(few) if narrow else index().newest(question, ANYWHERE, _ranges(), most)

    def look(near: int, keys: Sequence[str]) -> dict[str, list[int]]:
        if narrow:
            return _by_kind(index().some(question, near, FEW))
        return index().newest(question, near, _ranges(keys), each)

    chosen: dict[str, list[int]] = {key: [] for key in anywhere}
    for near in TIERS:
        short = [key for key in chosen if len(chosen[key]) < min(each, len(anywhere[key]))]
        if not short:
            break
        more = anywhere if near == ANYWHERE else look(near, short)
        for key in short:
            there = set(chosen[key])
            chosen[key] += [ident for ident in more.get(key, ())[: 2 * each] if ident not in there]
    return anywhere, {key: ids[:each] for key, ids in chosen.items()}


def overview(actor: Actor | None, typed: str, day: date, *, each: int = EACH) -> list[FoundKind]:
    """What may be found of every kind, nearest first. Five queries at most."""
    question = ask(actor, typed, day)
    if question.empty:
        return []
    anywhere, top = _gather(question, each, CAP + 1)
    shown = _hits([ident for ids in top.values() for ident in ids])
    return [
        FoundKind(
            kind.key,
            kind.words,
            kind.icon,
            min(len(anywhere[kind.key]), CAP),
            len(anywhere[kind.key]) > CAP,
            tuple(shown[ident] for ident in top[kind.key] if ident in shown),
        )
        for kind in kinds.kinds()
        if kind.key in anywhere
    ]


def at_hand(actor: Actor | None, typed: str, day: date, *, most: int = 12) -> list[Hit]:
    """The nearest few of all kinds, for the command search. Five queries at most."""
    question = ask(actor, typed, day)
    if question.empty:
        return []
    _anywhere, top = _gather(question, 4, 4)
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
