"""A unit's place among its like, by a dated rule that says what counts how much. Pure.

Each part is a share of what was kept among what could be counted. The score is the weighted mean of the parts a unit has;
a part without anything to count is named and its weight goes to the others, unless the rule says that without it nobody
is ranked. Equal scores share a place, and the next place is as many further down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dinh.boards.shapes import Place


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
        missing = tuple(part.words for part in rule.parts if _missing(part, counts))
        parts = tuple(_told(part, counts) for part in rule.parts)
        if value is None:
            made.append(Place(key, name, None, None, _not_ranked(missing), parts, missing))
        else:
            place = better[value] + 1
            made.append(Place(key, name, place, value, _why(rule, counts, shared[value] > 1), parts, missing))
    order = {key: number for number, (key, *_rest) in enumerate(units)}
    return sorted(made, key=lambda each: (each.place is None, each.place or 0, order[each.key]))


def _missing(part: Part, counts: Mapping[str, Count]) -> bool:
    count = counts.get(part.key)
    return count is None or count.whole < part.least


def _told(part: Part, counts: Mapping[str, Count]) -> tuple[str, str, float | None]:
    count = counts.get(part.key)
    if count is None or count.whole < part.least:
        return part.words, "chưa có số", None
    return (
        part.words,
        f"{count.kept} trên {count.whole} {part.counted}",
        round(100 * count.kept / count.whole, 1),
    )


def _not_ranked(missing: Sequence[str]) -> str:
    return f"Chưa xếp hạng: thiếu {', '.join(word[:1].lower() + word[1:] for word in missing)}."


def _why(rule: Rule, counts: Mapping[str, Count], tied: bool) -> str:
    """The part that costs the most points, in words; or that nothing does."""
    losses = []
    for part in rule.parts:
        count = counts.get(part.key)
        if count is not None and count.whole >= part.least and count.kept < count.whole:
            losses.append((part.weight * (1 - count.kept / count.whole), part, count))
    if not losses:
        told = "Không mất điểm ở phần nào."
    else:
        _loss, part, count = max(losses, key=lambda each: each[0])
        told = f"Mất điểm nhiều nhất ở {part.words[:1].lower()}{part.words[1:]}: {count.whole - count.kept} trên {count.whole} không phải {part.counted}."
    missing = [part.words for part in rule.parts if _missing(part, counts)]
    if missing:
        told += f" Không tính {', '.join(word[:1].lower() + word[1:] for word in missing)} vì chưa có số."
    return f"Đồng hạng. {told}" if tied else told
