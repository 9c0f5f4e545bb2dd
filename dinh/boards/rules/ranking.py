"""A unit's place among its like, by a dated rule that says what counts how much. Pure: the reasons come as numbers and
names, and `boards.saying` puts them into words.

Each part is a share of what was kept among what could be counted. The score is the weighted mean of the parts a unit has;
a part without anything to count is named and its weight goes to the others, unless the rule says that without it nobody
is ranked. Equal scores share a place, and the next place is as many further down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dinh.boards.shapes import PartTold, Place


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that counts. `needed`: a unit without it is not ranked. `least`: fewer things than this are no measure."""

    key: str
    words: str
    weight: int
    counted: str
    """"chỉ tiêu đạt hoặc đúng lộ trình": what the first number of "3 trên 5" are."""
    needed: bool = False
    least: int = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of ranking in force from a day on, with where it is written."""

    since: date
    source: str
    parts: tuple[Part, ...]
    until: date | None = None

    def alive_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Count:
    """How many of how many."""

    kept: int
    whole: int


def rule_of(rules: Sequence[Rule], day: date) -> Rule | None:
    """The rule in force on a day, the newest when several."""
    alive = [rule for rule in rules if rule.alive_on(day)]
    return max(alive, key=lambda rule: rule.since, default=None)


def score(rule: Rule, counts: Mapping[str, Count]) -> float | None:
    """The weighted mean of the shares a unit has, 0 to 100; None when it is not ranked."""
    weighed, weights = 0.0, 0
    for part in rule.parts:
        count = counts.get(part.key)
        if count is None or count.whole < part.least:
            if part.needed:
                return None
            continue
        weighed += part.weight * 100 * count.kept / count.whole
        weights += part.weight
    return round(weighed / weights, 1) if weights else None


def rank(rule: Rule, units: Sequence[tuple[int, str, Mapping[str, Count]]]) -> list[Place]:
    """Every unit with its place and why; those not ranked come last, in the order given."""
    scored = [(key, name, counts, score(rule, counts)) for key, name, counts in units]
    known = sorted({value for *_rest, value in scored if value is not None}, reverse=True)
    better = {
        value: sum(1 for *_rest, other in scored if other is not None and other > value) for value in known
    }
    shared = {value: sum(1 for *_rest, other in scored if other == value) for value in known}
    made = []
    for key, name, counts, value in scored:
        parts = tuple(_told(part, counts) for part in rule.parts)
        if value is None:
            made.append(Place(key, name, None, None, parts))
        else:
            made.append(
                Place(key, name, better[value] + 1, value, parts, _worst(rule, parts), shared[value] > 1)
            )
    order = {key: number for number, (key, *_rest) in enumerate(units)}
    return sorted(made, key=lambda each: (each.place is None, each.place or 0, order[each.key]))


def _told(part: Part, counts: Mapping[str, Count]) -> PartTold:
    count = counts.get(part.key)
    if count is None or count.whole < part.least:
        return PartTold(part.words, part.counted)
    return PartTold(part.words, part.counted, count.kept, count.whole)


def _worst(rule: Rule, parts: Sequence[PartTold]) -> PartTold | None:
    """The part that costs the most points; None when nothing does."""
    losses = [
        (part.weight * told.lost / told.whole, told)
        for part, told in zip(rule.parts, parts, strict=True)
        if told.whole and told.lost
    ]
    return max(losses, key=lambda each: each[0])[1] if losses else None
