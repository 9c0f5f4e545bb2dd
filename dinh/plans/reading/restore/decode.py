"""Choosing among the candidates: the likeliest sentence, by how words follow one another and how scans spoil them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .language import NUMBER, START
from .lexicon import Lexicon
from .pieces import Kind, Piece

WIDTH = 12
SLACK = 5.0
KEEP_WORD, KEEP_SHORT, KEEP_LETTER, KEEP_NOISE = 11.0, 9.0, 9.0, 5.0
SPLIT, MERGE = 3.2, 3.5
_NUMBER_OR_WORD = {"16": "lệ", "18": "lệ", "19": "lệ", "10": "lệ", "13": "là", "14": "là", "12": "là"}
"""Numbers that little words are taken for; rare enough to ask for strong evidence."""


Path = tuple[float, int, Any, Any]
"""Cost so far, the last two words (packed), the path before, and the edge that led here."""


@dataclass(slots=True)
class Edge:
    """One reading of one piece (or of two pieces run together)."""

    words: tuple[int, ...]
    cost: float
    size: int = 1


class Readings:
    """All readings of one piece: those of one word (number, cost, edge), and the rest."""

    __slots__ = ("others", "singles")

    def __init__(self, edges: list[Edge]) -> None:
        edges.sort(key=_price_of)
        self.singles = [(edge.words[0], edge.cost, edge) for edge in edges if len(edge.words) == 1]
        self.others = [edge for edge in edges if len(edge.words) != 1]


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
    lines: Sequence[str]
    _edges: dict[str, Readings] = field(default_factory=dict)
    _merged: dict[tuple[str, str], Readings | None] = field(default_factory=dict)

    def decode(self, pieces: Sequence[Piece]) -> list[Choice]:
        """The best reading of one sentence's pieces."""
        count = len(pieces)
        beams: list[dict[int, Path]] = [{} for _ in range(count + 1)]
        beams[0][START] = (0.0, START << 16 | START, None, None)
        for at, piece in enumerate(pieces):
            beam = beams[at] = self._pruned(beams[at])
            self._extend(beam, self.edges(piece), beams[at + 1])
            if at + 1 < count:
                merged = self.merges(piece, pieces[at + 1])
                if merged:
                    self._extend(beam, merged, beams[at + 2])
        return self._trace(beams, count)

    @staticmethod
    def _pruned(beam: dict[int, Path]) -> dict[int, Path]:
        ranked = sorted(beam.values(), key=_cost_of)[:WIDTH]
        limit = ranked[0][0] + SLACK
        return {path[1]: path for path in ranked if path[0] <= limit}

    def _extend(self, beam: dict[int, Path], readings: Readings, onto: dict[int, Path]) -> None:
        """Lead every path on by every edge (cheapest first), keeping the cheapest path to each pair of last words."""
        language = self.lexicon.language
        one, three, off_two = language.one, language.three, language.off_two
        limit = 1e9
        groups: dict[int, list[Path]] = {}
        for path in beam.values():  # cheapest first
            groups.setdefault(path[1] & 0xFFFF, []).append(path)
        singles = readings.singles
        for last, paths in groups.items():
            row = language.two.get(last, _NO_ROW)
            off_last, head = language.off_one[last], last << 16
            known = []  # paths whose two last words are known to lead somewhere, with what leaving that way costs
            plain = None
            for path in paths:
                off = off_two.get(path[1])
                if off is not None:
                    known.append((path[0], three.get(path[1], _NO_ROW), off, path))
                elif plain is None:
                    plain = path
            cheapest = paths[0][0]
            for word, price, edge in singles:
                if cheapest + price > limit:
                    break
                pair = row.get(word)
                if pair is None:
                    pair = off_last + one[word]
                best, chosen = (1e9, None) if plain is None else (plain[0] + pair, plain)
                for cost, further, off, path in known:
                    if cost > best:
                        break
                    found = further.get(word)
                    cost += off + pair if found is None else found
                    if cost < best:
                        best, chosen = cost, path
                best += price
                if best < limit:
                    state = head | word
                    held = onto.get(state)
                    if held is None or best < held[0]:
                        onto[state] = (best, state, chosen, edge)
                        if best + SLACK < limit:
                            limit = best + SLACK
        for edge in readings.others:
            self._extend_far(beam, edge, onto, limit)

    def _extend_far(self, beam: dict[int, Path], edge: Edge, onto: dict[int, Path], limit: float) -> None:
        """The same for an edge of no words or of several."""
        language = self.lexicon.language
        for path in beam.values():
            if path[0] + edge.cost > limit:
                break
            cost, state = path[0] + edge.cost, path[1]
            for word in edge.words:
                cost += language.cost(state >> 16, state & 0xFFFF, word)
                state = (state & 0xFFFF) << 16 | word
            held = onto.get(state)
            if held is None or cost < held[0]:
                onto[state] = (cost, state, path, edge)

    def edges(self, piece: Piece) -> Readings:
        source, is_word = piece.source, piece.kind is Kind.WORD
        key = source if is_word else f"{source} "
        found = self._edges.get(key)
        if found is None:
            found = self._edges[key] = Readings(
                self._word_edges(source) if is_word else self._number_edges(source)
            )
        return found

    def _number_edges(self, source: str) -> list[Edge]:
        edges = [Edge((NUMBER,), 0.0)]
        word = self.lexicon.language.ids.get(_NUMBER_OR_WORD.get(source, ""))
        if word is not None:
            edges.append(Edge((word,), 3.0))
        return edges

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
        for seen, meant in (("ti", "u"), ("li", "u"), ("ii", "h"), ("ii", "u"), ("f]", "h"), ("i]", "u")):
            if seen in plain and plain.replace(seen, meant, 1) in self.lexicon.short:
                return [Edge((word,), 1.2) for word in self.lexicon.short[plain.replace(seen, meant, 1)]]
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

    def merges(self, piece: Piece, following: Piece) -> Readings | None:
        """The two pieces as one word torn apart: "th ue", "tr én"."""
        if (
            piece.kind is not Kind.WORD
            or following.kind is not Kind.WORD
            or following.opens
            or piece.line != following.line
            or not self.lines[piece.line][piece.end : following.start].isspace()
            or len(piece.source) + len(following.source) > 7
            or not following.source[0].islower()
        ):
            return None
        key = piece.source, following.source
        if key not in self._merged:
            edges = self._merge_edges(*key)
            self._merged[key] = Readings(edges) if edges else None
        return self._merged[key]

    def _merge_edges(self, left: str, right: str) -> list[Edge]:
        alone = [self.lexicon.candidates(small(part), self.lost) for part in (left, right)]
        if all(found and found[0][1] < 1.0 for found in alone):
            return []
        together = self.lexicon.candidates(small(left) + right, self.lost)
        return [Edge((word,), cost + MERGE, 2) for word, cost in together[:6] if cost < 1.6]

    def _trace(self, beams: list[dict[int, Path]], count: int) -> list[Choice]:
        path = min(beams[count].values(), key=_cost_of)
        chosen: list[Choice] = []
        at = count
        while path[2] is not None:
            edge = path[3]
            at -= edge.size
            chosen.append(Choice(at, edge.size, edge.words, self._confidence(beams, at, path)))
            path = path[2]
        chosen.reverse()
        return chosen

    @staticmethod
    def _confidence(beams: list[dict[int, Path]], at: int, path: Path) -> float:
        """By how much the best other reading at this spot loses, with the word after it already seen."""
        edge: Edge = path[3]
        if not edge.words:
            return 0.4
        spot = at + edge.size
        word = path[1] & 0xFFFF
        mine = theirs = 1e9
        if spot + 1 < len(beams):
            for cost, state, _, _ in beams[spot + 1].values():
                if state >> 16 == word:
                    mine = min(mine, cost)
                else:
                    theirs = min(theirs, cost)
        if mine > 1e8:
            mine = path[0]
            theirs = min(
                (cost for cost, state, _, _ in beams[spot].values() if state & 0xFFFF != word), default=1e9
            )
        return _squash(min(theirs - mine, SLACK), edge.cost)


_NO_ROW: dict[int, float] = {}


def _price_of(edge: Edge) -> float:
    return edge.cost


def _cost_of(path: Path) -> float:
    return path[0]


def _squash(margin: float, cost: float) -> float:
    chance = 1.0 / (1.0 + math.exp(-max(min(margin, 30.0), -30.0)))
    return round(chance * (1.0 if cost < 2 else max(0.5, 1.0 - 0.08 * (cost - 2))), 3)


def small(source: str) -> str:
    """A word with its capitals lowered, but for those inside a small word, which are the scan's (chInh, nghiQp)."""
    high = sum(sign.isupper() for sign in source)
    if high > 1 and (source.isupper() or (len(source) > 3 and high >= 0.6 * len(source))):
        return source.lower()
    return source[:1].lower() + source[1:]


def _one_apart(left: str, right: str) -> bool:
    if len(left) == len(right):
        return sum(one != other for one, other in zip(left, right, strict=True)) == 1
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
