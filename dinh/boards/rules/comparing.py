"""Two plans side by side: which target of one is which of the other, and what differs. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dinh.ground.text import words


@dataclass(frozen=True, slots=True)
class Promised:
    """A target as the comparison sees it."""

    key: int
    mark: str
    text: str
    metric: str
    pillar: str
    operator: str
    value: float | None
    unit: str
    due: str
    reached: float | None = None
    look: str = "none"
    word: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A target of one plan beside one of the other; one side is None when the other plan has nothing like it. `how` says
    what tied them; `gap` is right minus left when both count the same."""

    left: Promised | None
    right: Promised | None
    how: str = ""
    gap: float | None = None

    @property
    def same(self) -> bool:
        return self.gap == 0


LINKED, METRIC, WORDING = "nối", "cùng chỉ số đo", "cùng lời"


def match(left: Sequence[Promised], right: Sequence[Promised], links: Mapping[int, int]) -> list[Pair]:
    """Pairs by links that people made (left key to right key), then by the same metric, then by the same words; then
    what stands alone, left before right. A target is in one pair at most."""
    by_key = {each.key: each for each in right}
    taken: set[int] = set()
    paired: dict[int, tuple[Promised, str]] = {}

    def pair(one: Promised, other: Promised | None, how: str) -> None:
        if other is not None and other.key not in taken and one.key not in paired:
            paired[one.key] = (other, how)
            taken.add(other.key)

    for one in left:
        pair(one, by_key.get(links.get(one.key, -1)), LINKED)
    for how, said in ((METRIC, _metric), (WORDING, _wording)):
        named: dict[tuple[str, ...], Promised] = {}
        for other in right:
            if other.key not in taken and said(other):
                named.setdefault(said(other), other)
        for one in left:
            pair(one, named.get(said(one)), how)
    both = [
        Pair(one, paired[one.key][0], paired[one.key][1], _gap(one, paired[one.key][0]))
        for one in left
        if one.key in paired
    ]
    alone = [Pair(one, None) for one in left if one.key not in paired]
    return both + alone + [Pair(None, other) for other in right if other.key not in taken]


def _metric(one: Promised) -> tuple[str, ...]:
    return (one.unit.strip().lower(), *words(one.metric)) if one.metric else ()


def _wording(one: Promised) -> tuple[str, ...]:
    return tuple(words(one.text))


def _gap(left: Promised, right: Promised) -> float | None:
    if left.value is None or right.value is None or left.unit.strip().lower() != right.unit.strip().lower():
        return None
    return round(right.value - left.value, 4)
