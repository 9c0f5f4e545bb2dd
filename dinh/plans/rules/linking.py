"""Which target of the plan above a target carries out, and what differs between the two promises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dinh.ground.text import fold

from .numbers import with_unit

_WORD = re.compile(r"[a-z0-9]+")
_STOP = frozenset(
    [
        "va",
        "cua",
        "cac",
        "tren",
        "cho",
        "duoc",
        "den",
        "nam",
        "dat",
        "toi",
        "thieu",
        "it",
        "nhat",
        "phan",
        "dau",
        "duy",
        "tri",
        "o",
        "trong",
        "voi",
        "la",
        "tai",
        "theo",
        "ty",
        "le",
        "so",
        "tu",
        "do",
        "co",
        "nhung",
        "thuc",
        "hien",
        "dia",
        "ban",
        "tinh",
        "thi",
        "xa",
        "phuong",
        "huyen",
        "thanh",
        "pho",
    ]
)
ENOUGH = 0.34


@dataclass(frozen=True, slots=True)
class Comparable:
    """As much of a target as comparing needs."""

    id: int
    text: str
    metric: str
    operator: str
    value: float | None
    value_max: float | None
    unit: str
    year: int | None
    pillar: str = "other"


@dataclass(frozen=True, slots=True)
class LinkGuess:
    target: int
    parent: int
    score: float
    kind: str
    difference: str


def _shingles(text: str) -> frozenset[str]:
    words = [word for word in _WORD.findall(fold(text)) if not word.isdigit()]
    kept = [word for word in words if word not in _STOP]
    pairs = {f"{first} {second}" for first, second in pairwise(words)}
    return frozenset(kept) | {pair for pair in pairs if not set(pair.split()) <= _STOP}


def _likeness(first: frozenset[str], second: frozenset[str]) -> float:
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def likeness_of_words(first: Sequence[str], second: Sequence[str]) -> float:
    """0..1: how many words two texts share."""
    return _likeness(frozenset(first), frozenset(second))


def score(target: Comparable, parent: Comparable) -> float:
    """0..1: words of the metric and of the whole text, a little for the same unit and pillar."""
    words = max(
        _likeness(_shingles(target.metric or target.text), _shingles(parent.metric or parent.text)),
        _likeness(_shingles(target.text), _shingles(parent.text)),
    )
    same_unit = 0.05 if (target.unit or "") == (parent.unit or "") else -0.05
    same_pillar = 0.05 if target.pillar == parent.pillar else 0.0
    return max(0.0, min(1.0, words + same_unit + same_pillar))


_SIGN = {">=": "≥ ", ">": "> ", "<=": "≤ ", "<": "< ", "=": "", "rank": "nhóm ", "range": "", "yes": ""}


def promise_words(target: Comparable) -> str:
    """ "≥ 95%, năm 2025"."""
    if target.operator == "yes" or target.value is None:
        what = "có, hoàn thành"
    elif target.operator == "range" and target.value_max is not None:
        what = f"{with_unit(target.value, '')}–{with_unit(target.value_max, target.unit)}"
    else:
        what = _SIGN.get(target.operator, "") + with_unit(target.value, target.unit)
    return f"{what}, năm {target.year}" if target.year else what


def difference(target: Comparable, parent: Comparable) -> str:
    """What differs between the two promises, as a sentence; empty when they promise the same."""
    parts = []
    if target.unit != parent.unit and target.value is not None and parent.value is not None:
        parts.append(f"khác đơn vị tính ({target.unit or 'không ghi'} so với {parent.unit or 'không ghi'})")
    elif (target.value, target.value_max) != (parent.value, parent.value_max):
        parts.append(_value_difference(target, parent))
    elif target.operator != parent.operator and {target.operator, parent.operator} != {"=", ">="}:
        parts.append(f"khác phép so sánh: {promise_words(target)} so với {promise_words(parent)}")
    if target.year and parent.year and target.year != parent.year:
        years = target.year - parent.year
        parts.append(
            f"hạn {'muộn' if years > 0 else 'sớm'} hơn {abs(years)} năm ({target.year} so với {parent.year})"
        )
    sentence = "; ".join(parts)
    return sentence[:1].upper() + sentence[1:]


def _value_difference(target: Comparable, parent: Comparable) -> str:
    told = f"{promise_words(target)} so với {promise_words(parent)}"
    if target.value is None or parent.value is None:
        return f"khác cách hứa: {told}"
    gap = target.value - parent.value
    if not gap:
        return f"khác khoảng: {told}"
    unit = "điểm phần trăm" if target.unit == "%" else target.unit
    return f"{'cao' if gap > 0 else 'thấp'} hơn {with_unit(round(abs(gap), 4), unit)} ({told})"


def guess_links(targets: Sequence[Comparable], parents: Iterable[Comparable]) -> list[LinkGuess]:
    """The likeliest parent of each target, best first; a target without a likely one is left out."""
    above = [(parent, None) for parent in parents]
    guesses = []
    for target in targets:
        ranked = sorted(((score(target, parent), -parent.id, parent) for parent, _ in above), reverse=True)
        if not ranked or ranked[0][0] < ENOUGH:
            continue
        best, _, parent = ranked[0]
        kind = "same" if best >= 0.6 and target.unit == parent.unit else "narrower"
        guesses.append(LinkGuess(target.id, parent.id, round(best, 3), kind, difference(target, parent)))
    return sorted(guesses, key=lambda guess: -guess.score)
