"""What restoring a line gives back. Pure values."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Token:
    """One stretch of the source that was read as one clean word (now and then as two)."""

    start: int
    end: int
    source: str
    """Letter for letter what the scan has: `line.source[token.start : token.end]`."""
    text: str
    confidence: float
    """From 0 (a guess) to 1 (sure). What was left as it was and is no known word gets a middling figure."""


@dataclass(frozen=True, slots=True)
class RestoredLine:
    """A line of the source with the clean wording proposed for it."""

    source: str
    text: str
    tokens: tuple[Token, ...] = ()
    _starts: tuple[int, ...] = field(default=(), repr=False, compare=False)
    """Where each token begins in `text`."""

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the source that `text[start:end]` came from, in whole words."""
        if end <= start:
            point = self._source_point(start)
            return point, point
        return self._source_point(start), self._source_point(end, closing=True)

    def clean_span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of `text` that `source[start:end]` became, in whole words."""
        if end <= start:
            point = self._clean_point(start)
            return point, point
        return self._clean_point(start), self._clean_point(end, closing=True)

    def tokens_between(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that `text[start:end]` touches."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = bisect_left(self._starts, end)
        return tuple(
            token
            for token, at in zip(self.tokens[first:last], self._starts[first:last], strict=True)
            if at + len(token.text) > start
        )

    def confidence_between(self, start: int, end: int) -> float:
        """The least confidence among the words of `text[start:end]`; 1 where there is no word."""
        return min((token.confidence for token in self.tokens_between(start, end)), default=1.0)

    def _source_point(self, at: int, *, closing: bool = False) -> int:
        index = (bisect_left if closing else bisect_right)(self._starts, at) - 1
        if index < 0:
            return min(at, len(self.source))
        token, begins = self.tokens[index], self._starts[index]
        beyond = at - begins - len(token.text)
        if beyond >= 0:
            return min(token.end + beyond, len(self.source))
        return token.end if closing else token.start

    def _clean_point(self, at: int, *, closing: bool = False) -> int:
        index = -1
        for position, token in enumerate(self.tokens):
            if token.start > at or (closing and token.start == at):
                break
            index = position
        if index < 0:
            return min(at, len(self.text))
        token, begins = self.tokens[index], self._starts[index]
        beyond = at - token.end
        if beyond >= 0:
            return min(begins + len(token.text) + beyond, len(self.text))
        return begins + len(token.text) if closing else begins


def assemble(source: str, tokens: list[Token]) -> RestoredLine:
    """Put the words back between the punctuation and spaces of the source."""
    pieces: list[str] = []
    starts: list[int] = []
    at = length = 0
    for token in tokens:
        gap = source[at : token.start]
        pieces += (gap, token.text)
        starts.append(length + len(gap))
        length += len(gap) + len(token.text)
        at = token.end
    pieces.append(source[at:])
    return RestoredLine(source, "".join(pieces), tuple(tokens), tuple(starts))
