"""From a damaged word to the words that it may have been."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from . import channel, confusions, syllables
from .language import SPECIAL, Language, load
from .middles import Middles

NEAR = 3.2
"""Candidates this much dearer than the best are left out."""
MOST_CANDIDATES = 13
RARITY, SPREAD = 0.8, 3.2
"""Candidates are ranked by cost and, for this share, by how rare they are; what ranks too far behind is left out."""

_REWRITES = (
    # what a reader does to several letters at once: seen, meant, cost
    ("mg", "rng", 0.3), ("m", "rn", 1.6), ("rn", "m", 0.2), ("cl", "đ", 0.6), ("ini", "m", 1.0), ("rri", "m", 1.0),
    ("iii", "m", 1.2), ("vv", "w", 0.4), ("li", "h", 1.2), ("lr", "h", 1.4), ("tlt", "th", 0.8), ("ll", "il", 1.4),
    ("ffi", "tử", 1.6), ("nr", "m", 1.0), ("nn", "m", 1.6), ("hi", "lu", 2.2), ("k", "lư", 2.0), ("km", "lưu", 2.4), ("hx", "lượ", 1.6),
    ("hr", "lư", 1.2), ("tn", "tri", 0.8), ("w", "vụ", 1.0), ("ri", "n", 1.4),
)  # fmt: skip


_NONE: list[tuple[int, int]] = []


class Lexicon:
    """The words of the language, arranged so that a damaged one is found by its pieces."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.middles = Middles()
        numbers = {middle: number for number, middle in enumerate(self.middles.middles)}
        self.buckets: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        """By onset and coda: the middles (by number) that make a word with them, and that word."""
        self.foreign: dict[str, int] = {}
        self.short: dict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(language.words):
            parts = language.parts[index]
            if parts:
                onset, middle, coda = parts
                self.buckets[onset, coda].append((numbers[middle], index))
            elif index >= len(SPECIAL):
                if word.islower():
                    self.foreign[syllables.fold(word)] = index
                else:
                    self.short[syllables.fold(word)].append(index)
        self._memo: dict[tuple[str, float], list[tuple[int, float]]] = {}

    def candidates(self, seen: str, lost: float) -> list[tuple[int, float]]:
        """Words (by number) that `seen` may have been, with costs, cheapest first. `seen` begins small, if a letter."""
        key = seen, lost
        found = self._memo.get(key)
        if found is None:
            found = self._memo[key] = self._search(seen, lost)
        return found

    def _search(self, seen: str, lost: float) -> list[tuple[int, float]]:
        best: dict[int, float] = {}
        self._pieces(seen, lost, 0.0, best)
        if min(best.values(), default=channel.FAR) > 0.8:
            for spot, meant, cost in _REWRITES:
                if spot in seen:
                    self._pieces(seen.replace(spot, meant, 1), lost, cost, best)
        for meaning in confusions.WORDS.get(seen, "").split():
            meant, price = meaning.split("=")
            if meant in self.language.ids:
                word = self.language.ids[meant]
                best[word] = min(best.get(word, channel.FAR), float(price))
        known = self.foreign.get(syllables.fold(seen))
        if known is None and len(seen) > 5:
            known = self.foreign.get(syllables.fold(seen).replace("m", "rn"))
        if known is not None:
            best[known] = 0.0 if self.language.words[known] == seen.lower() else 0.5
        low = min(best.values(), default=channel.FAR)
        one = self.language.one
        ranked = sorted(
            (cost + RARITY * one[word], cost, word) for word, cost in best.items() if cost <= low + NEAR
        )
        if not ranked:
            return []
        dearest = ranked[0][0] + SPREAD
        kept = [(word, cost) for rank, cost, word in ranked[:MOST_CANDIDATES] if rank <= dearest]
        return sorted(kept, key=lambda reading: reading[1])

    def _pieces(self, seen: str, lost: float, base: float, best: dict[int, float]) -> None:
        """Add to `best` the words that `seen` may have been, cut at each likely place."""
        limit = min(channel.MOST, min(best.values(), default=channel.FAR) + NEAR)
        for head, tail in _cuts(seen):
            low, costs = self.middles.costs(seen[head : len(seen) - tail], lost)
            if base + low > limit:
                continue
            codas = channel.CODA_COSTS[seen[len(seen) - tail :]]
            for onset, first in channel.ONSET_COSTS[seen[:head]]:
                sides = base + first
                if sides + low > limit:
                    break
                for coda, last in codas:
                    price = sides + last
                    if price + low > limit:
                        break
                    for number, word in self.buckets.get((onset, coda), _NONE):
                        cost = costs.get(number)
                        if cost is None or price + cost > limit:
                            continue
                        cost += price
                        if cost < best.get(word, channel.FAR):
                            best[word] = cost
                            if cost + NEAR < limit:
                                limit = cost + NEAR


def _cuts(seen: str) -> list[tuple[int, int]]:
    """Lengths of onset and coda to try: the longest real ones first, then all that tear no consonants apart."""
    size = len(seen)
    heads = [at for at in range(min(channel.LONGEST_ONSET, size), -1, -1) if seen[:at] in channel.ONSET_COSTS]
    tails = [
        at for at in range(min(channel.LONGEST_CODA, size), -1, -1) if seen[size - at :] in channel.CODA_COSTS
    ]
    head = next((at for at in heads if seen[:at] in syllables.ONSETS), 0)
    tail = next((at for at in tails if seen[size - at :] in syllables.CODAS), 0)
    cuts = {(head, tail): None} if head + tail <= size else {}
    for head in heads:
        for tail in tails:
            middle = size - head - tail
            if 0 <= middle < 6 and not (
                middle
                and (
                    (head != heads[0] and _tears_head(seen, head))
                    or (tail != tails[0] and seen[size - tail - 1] in "nhmc")
                )
            ):
                cuts[head, tail] = None
    return list(cuts)


def _tears_head(seen: str, at: int) -> bool:
    """Whether a cut leaves a plain consonant to the middle: c|h, n|g, |x."""
    return seen[at] in "chkmnvx" or seen[at - 1 : at + 1] in ("ng", "gi", "qu")


@lru_cache(maxsize=1)
def shipped() -> Lexicon:
    return Lexicon(load())
