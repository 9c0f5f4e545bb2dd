"""A day's book held against the bank's statement. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dinh.till.shapes import Difference

from . import codes


@dataclass(frozen=True, slots=True)
class Ours:
    """One movement in our book: money that came (amount above zero) or went back (below)."""

    id: int
    kind: str
    """payment or refund."""
    ref: str
    amount: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class Theirs:
    """One line of the statement."""

    id: int
    ref: str
    amount: int
    content: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A movement and a line about the same money; the amounts may differ."""

    ours: Ours
    theirs: Theirs


@dataclass(frozen=True, slots=True)
class Differing:
    """What does not agree, and both sides of it where there are two."""

    kind: Difference
    ours: Ours | None
    theirs: Theirs | None


def hold_against(ours: Sequence[Ours], theirs: Sequence[Theirs]) -> tuple[list[Pair], list[Differing]]:
    """Pairs that agree, and all that does not. By the bank's reference first; what has none by amount and code, when only
    one line can be meant."""
    by_ref: dict[str, Theirs] = {}
    left: list[Theirs] = []
    for line in theirs:
        if line.ref and line.ref not in by_ref:
            by_ref[line.ref] = line
        else:
            left.append(line)
    pairs: list[Pair] = []
    differing: list[Differing] = []
    waiting: list[Ours] = []
    for one in ours:
        found = by_ref.pop(one.ref, None) if one.ref else None
        if found is None:
            waiting.append(one)
        elif found.amount == one.amount:
            pairs.append(Pair(one, found))
        else:
            differing.append(Differing(Difference.AMOUNT, one, found))
    more, rest, lines = _by_code(waiting, [*by_ref.values(), *left])
    differing += [Differing(Difference.MISSING_IN_BANK, one, None) for one in rest]
    differing += [Differing(Difference.MISSING_HERE, None, line) for line in lines]
    return pairs + more, differing


def _by_code(ours: Sequence[Ours], theirs: Sequence[Theirs]) -> tuple[list[Pair], list[Ours], list[Theirs]]:
    mine: dict[tuple[int, str], list[Ours]] = defaultdict(list)
    found: dict[tuple[int, str], list[Theirs]] = defaultdict(list)
    for one in ours:
        if one.code:
            mine[one.amount, one.code].append(one)
    for line in theirs:
        for code in codes.find(line.content):
            found[line.amount, code].append(line)
    pairs = [
        Pair(group[0], found[key][0])
        for key, group in mine.items()
        if len(group) == 1 and len(found[key]) == 1 and len(codes.find(found[key][0].content)) == 1
    ]
    taken, used = {pair.ours for pair in pairs}, {pair.theirs for pair in pairs}
    return pairs, [one for one in ours if one not in taken], [line for line in theirs if line not in used]
