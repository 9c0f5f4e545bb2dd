"""Choosing among the candidates: the likeliest sentence, by how words follow one another and how scans spoil them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from .language import NUMBER, START
from .lexicon import Lexicon
from .pieces import Kind, Piece

WIDTH = 18
SLACK = 9.0
LM = 0.9
KEEP_WORD, KEEP_SHORT, KEEP_LETTER, KEEP_NOISE = 11.0, 7.0, 9.0, 5.0
SPLIT, MERGE = 3.2, 3.5


@dataclass(slots=True)
class Path:
    cost: float
    before: int
    last: int
    back: Path | None
    edge: Edge | None


@dataclass(slots=True)
class Edge:
    """One reading of one piece (or of two pieces run together)."""

    words: tuple[int, ...]
    cost: float
    size: int = 1


@dataclass(slots=True)
class Choice:
    """What was chosen for `size` pieces: the words (none where the source is kept) and how sure it is."""

    at: int
    size: int
    words: tuple[int, ...]
    confidence: float


@dataclass(slots=True)
class Decoder:
    lexicon: Lexicon
    lost: float
    _edges: dict[str, list[Edge]] = field(default_factory=dict)
    _merged: dict[tuple[str, str], list[Edge]] = field(default_factory=dict)

    def decode(self, pieces: Sequence[Piece]) -> list[Choice]:
        """The best reading of one sentence's pieces."""
        count = len(pieces)
        beams: list[dict[tuple[int, int], Path]] = [{} for _ in range(count + 1)]
        beams[0][START, START] = Path(0.0, START, START, None, None)
        for at, piece in enumerate(pieces):
            beam = self._pruned(beams[at])
            beams[at] = beam
            for edge in self.edges(piece):
                self._extend(beam, edge, beams[at + 1])
            if at + 1 < count:
                for edge in self.merges(piece, pieces[at + 1]):
                    self._extend(beam, edge, beams[at + 2])
        return self._trace(beams, count)

    @staticmethod
    def _pruned(beam: dict[tuple[int, int], Path]) -> dict[tuple[int, int], Path]:
        if len(beam) <= 1:
            return beam
        ranked = sorted(beam.items(), key=lambda pair: pair[1].cost)
        limit = ranked[0][1].cost + SLACK
        return {state: path for state, path in ranked[:WIDTH] if path.cost <= limit}

    def _extend(
        self, beam: dict[tuple[int, int], Path], edge: Edge, onto: dict[tuple[int, int], Path]
    ) -> None:
        language = self.lexicon.language
        two, three, one, off_one, off_two = (
            language.two,
            language.three,
            language.one,
            language.off_one,
            language.off_two,
        )
        words = edge.words
        for path in beam.values():
            before, last, cost = path.before, path.last, path.cost + edge.cost
            for word in words:
                pair = last << 16 | word
                found = three.get(before << 32 | pair)
                if found is None:
                    found = two.get(pair)
                    if found is None:
                        found = off_one[last] + one[word]
                    found += off_two.get(before << 16 | last, 0.0)
                cost += LM * found
                before, last = last, word
            state = before, last
            held = onto.get(state)
            if held is None or cost < held.cost:
                onto[state] = Path(cost, before, last, path, edge)

    def edges(self, piece: Piece) -> list[Edge]:
        if piece.kind is not Kind.WORD:
            return [Edge((NUMBER,), 0.0)]
        source = piece.source
        found = self._edges.get(source)
        if found is None:
            found = self._edges[source] = self._word_edges(source)
        return found

    def _word_edges(self, source: str) -> list[Edge]:
        seen = small(source)
        lexicon = self.lexicon
        edges = [Edge((word,), cost) for word, cost in lexicon.candidates(seen, self.lost)]
        low = min((edge.cost for edge in edges), default=99.0)
        capitals = sum(sign.isupper() for sign in source)
        if capitals > 1:
            edges += self._short_forms(source)
        if low > 1.8 and len(source) > 3:
            edges += self._splits(seen, low)
        if not any(sign.isalpha() for sign in source):
            keep = KEEP_NOISE
        elif len(source) == 1:
            keep = KEEP_LETTER if source.islower() else KEEP_SHORT
        else:
            keep = KEEP_SHORT if capitals > 1 else KEEP_WORD
        edges.append(Edge((), keep))
        return edges

    def _short_forms(self, source: str) -> list[Edge]:
        from .syllables import fold

        plain = fold(source)
        exact = self.lexicon.short.get(plain)
        words = self.lexicon.language.words
        if exact:
            return [Edge((word,), 0.0 if words[word] == source else 0.3) for word in exact]
        if len(plain) < 4:
            return []
        return [
            Edge((word,), 1.8)
            for form, numbers in self.lexicon.short.items()
            if len(form) > 3 and abs(len(form) - len(plain)) < 2 and _one_apart(form, plain)
            for word in numbers
        ]

    def _splits(self, seen: str, low: float) -> list[Edge]:
        found: list[Edge] = []
        for at in range(1, len(seen)):
            left = (
                self.lexicon.candidates(seen[:at].rstrip(".,;:'"), self.lost)
                if at > 1 or seen[0] in "ouyaô"
                else []
            )
            if not left or left[0][1] > 1.3:
                continue
            right = self.lexicon.candidates(small(seen[at:].lstrip(".,;:'")), self.lost)
            if not right or right[0][1] + left[0][1] + SPLIT > low + 3:
                continue
            found += [
                Edge((first, second), cost + more + SPLIT)
                for first, cost in left[:5]
                for second, more in right[:5]
                if cost + more < 2.5
            ]
        found.sort(key=lambda edge: edge.cost)
        return found[:12]

    def merges(self, piece: Piece, following: Piece) -> list[Edge]:
        """The two pieces as one word torn apart: "th ue", "tr én"."""
        if (
            piece.kind is not Kind.WORD
            or following.kind is not Kind.WORD
            or following.opens
            or piece.line != following.line
            or following.start - piece.end > 2
            or len(piece.source) + len(following.source) > 7
            or not following.source[0].islower()
        ):
            return []
        key = piece.source, following.source
        found = self._merged.get(key)
        if found is None:
            found = self._merged[key] = self._merge_edges(*key)
        return found

    def _merge_edges(self, left: str, right: str) -> list[Edge]:
        alone = [self.lexicon.candidates(small(part), self.lost) for part in (left, right)]
        if all(found and found[0][1] < 1.0 for found in alone):
            return []
        together = self.lexicon.candidates(small(left) + right, self.lost)
        return [Edge((word,), cost + MERGE, 2) for word, cost in together[:6] if cost < 1.6]

    def _trace(self, beams: list[dict[tuple[int, int], Path]], count: int) -> list[Choice]:
        end = min(beams[count].values(), key=lambda path: path.cost)
        chosen: list[Choice] = []
        at, path = count, end
        while path.back is not None and path.edge is not None:
            edge = path.edge
            at -= edge.size
            sure = self._confidence(beams, at, path)
            chosen.append(Choice(at, edge.size, edge.words, sure))
            path = path.back
        chosen.reverse()
        return chosen

    def _confidence(self, beams: list[dict[tuple[int, int], Path]], at: int, path: Path) -> float:
        """By how much the best other reading at this spot loses, with the word after it already seen."""
        edge = path.edge
        assert edge is not None
        if not edge.words:
            return 0.4
        spot = at + edge.size
        word = path.last
        rivals = [other.cost for other in beams[spot].values() if other.last != word]
        if spot + 1 < len(beams):
            ahead = beams[spot + 1].values()
            mine = [other.cost for other in ahead if other.back is not None and other.back.last == word]
            theirs = [other.cost for other in ahead if other.back is not None and other.back.last != word]
            if mine and theirs:
                margin = min(theirs) - min(mine)
                return _squash(margin, edge.cost)
            if mine:
                return _squash(SLACK, edge.cost)
        if not rivals:
            return _squash(SLACK, edge.cost)
        return _squash(min(rivals) - path.cost, edge.cost)


def _squash(margin: float, cost: float) -> float:
    chance = 1.0 / (1.0 + math.exp(-max(min(margin, 30.0), -30.0)))
    return round(chance * (1.0 if cost < 2 else max(0.5, 1.0 - 0.08 * (cost - 2))), 3)


def small(source: str) -> str:
    """A word with its capitals lowered, but for those inside a small word, which are the scan's (chInh, nghiQp)."""
    if source.isupper() and len(source) > 1 and sum(sign.isalpha() for sign in source) > 1:
        return source.lower()
    return source[:1].lower() + source[1:]


def _one_apart(left: str, right: str) -> bool:
    if len(left) == len(right):
        return sum(one != other for one, other in zip(left, right, strict=True)) == 1
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
