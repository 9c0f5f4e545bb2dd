"""Which measure a sentence of a paper names: groups of words that must be there, words that make it another thing, and how
sure one may be. Pure.

A group is several ways to say one thing; a way is found when its words stand in the sentence one after another, without
regard to marks and case. A word of five letters or more may differ in one letter, because papers come from poor scans. The
score is 0 to 1: seven tenths for the words that must be there (a sentence with all but one of several keeps a part), two
tenths for the unit, one tenth for how many words the sentence shares with the measure's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dinh.ground.text import fold

WORDS, UNIT, LIKENESS = 0.7, 0.2, 0.1
PARTLY = 0.5
"""What a sentence keeps of the points for words when one group of several is missing."""
ENOUGH = 0.6
"""Below this nothing is offered."""
_TOKEN = re.compile(r"[0-9a-z]+")
_SAME_UNIT = {"tinh": "hang", "don vi": "hang", "dia phuong": "hang", "thu hang": "hang", "ca nuoc": "hang"}
_RANKS = frozenset({"rank"})


@dataclass(frozen=True, slots=True)
class Wording:
    """How papers name one measure."""

    measure: str
    words: str
    unit: str
    says: tuple[tuple[tuple[str, ...], ...], ...]
    """Ways to name it; a way is groups that must all be there; a group is alternatives."""
    never: tuple[str, ...] = ()
    near: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A measure that a sentence may name. `found` and `lacking` are the words that were and were not there."""

    measure: str
    score: float
    found: tuple[str, ...]
    lacking: tuple[str, ...]
    same_unit: bool
    unit: str
    near: str = ""

    @property
    def whole(self) -> bool:
        return not self.lacking


def groups_of(text: str) -> tuple[tuple[str, ...], ...]:
    """ "a + b|c" as groups of alternatives."""
    return tuple(tuple(way.strip() for way in part.split("|")) for part in text.split(" + "))


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text without marks; "thủ tục hành chính" and "TTHC" are one."""
    folded = fold(text).replace("tthc", "thu tuc hanh chinh").replace("cntt", "cong nghe thong tin")
    return tuple(_TOKEN.findall(folded))


def _alike(first: str, second: str) -> bool:
    """Equal, or of five letters or more and one letter apart."""
    if first == second:
        return True
    if len(first) < 5 or len(second) < 5 or abs(len(first) - len(second)) > 1:
        return False
    if len(first) == len(second):
        return sum(a != b for a, b in zip(first, second, strict=True)) == 1
    longer, shorter = (first, second) if len(first) > len(second) else (second, first)
    return any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))


def holds(sentence: Sequence[str], phrase: str) -> bool:
    """Whether the words of a phrase stand in the sentence one after another."""
    wanted = tokens(phrase)
    last = len(sentence) - len(wanted)
    return any(
        all(_alike(sentence[start + n], word) for n, word in enumerate(wanted)) for start in range(last + 1)
    )


def _shared(sentence: Sequence[str], words: str) -> float:
    first, second = set(sentence), set(tokens(words))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def same_unit(first: str, second: str) -> bool:
    """Whether two units are one; every way to say a rank is one."""
    a, b = fold(first).strip(), fold(second).strip()
    return _SAME_UNIT.get(a, a) == _SAME_UNIT.get(b, b)


def match(wording: Wording, sentence: Sequence[str], unit: str) -> Match | None:
    """How the sentence names this measure; None when it does not."""
    if any(holds(sentence, phrase) for phrase in wording.never):
        return None
    best: tuple[float, tuple[str, ...], tuple[str, ...]] | None = None
    for way in wording.says:
        found = tuple(next((each for each in group if holds(sentence, each)), "") for group in way)
        lacking = tuple(group[0] for group, word in zip(way, found, strict=True) if not word)
        if len(lacking) > 1 or len(lacking) == len(way):
            continue
        points = 1.0 if not lacking else PARTLY * (1 - 1 / len(way))
        if best is None or points > best[0]:
            best = points, tuple(word for word in found if word), lacking
    if best is None:
        return None
    same = same_unit(unit, wording.unit)
    score = WORDS * best[0] + UNIT * same + LIKENESS * _shared(sentence, wording.words)
    if not same and unit:
        score -= UNIT  # a share is never answered by a count
    return Match(
        wording.measure, round(max(0.0, score), 2), best[1], best[2], same, wording.unit, wording.near
    )


def named(
    text: str, *, unit: str = "", operator: str = "", wordings: Iterable[Wording], enough: float = ENOUGH
) -> list[Match]:
    """The measures that a sentence may name, surest first. A promise without a number ("yes") names none: nothing is
    counted in it. A rank is only ever answered by a rank."""
    if operator == "yes":
        return []
    wanted = "hạng" if operator in _RANKS else unit
    sentence = tokens(text)
    found = [each for one in wordings if (each := match(one, sentence, wanted)) is not None]
    return sorted(
        (each for each in found if each.score >= enough), key=lambda each: (-each.score, each.measure)
    )
