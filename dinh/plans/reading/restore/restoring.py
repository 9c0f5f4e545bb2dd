"""The whole way from spoiled lines to clean ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from . import health, lexicon, phrases, pieces, syllables
from .decode import Choice, Decoder
from .language import NUMBER
from .pieces import Kind, Piece
from .shapes import RestoredLine, Token, assemble

_MOCK_CAPITALS = "AUEOI"
"""Capitals that small đ and b are taken for."""
_LONGEST = 220
"""Pieces decoded in one go at most."""


def restore(lines: Sequence[str]) -> list[RestoredLine]:
    """One restored line for each line given, in order; good Vietnamese comes back unchanged (in NFC)."""
    spoiled = health.spoiled_lines(lines)
    if not any(spoiled):
        return [_as_is(line) for line in lines]
    whole = [piece for piece in pieces.cut(lines) if spoiled[piece.line]]
    decoder = Decoder(lexicon.shipped(), _lost(whole), lines)
    tokens: list[list[Token]] = [[] for _ in lines]
    loud = [_is_loud(line) for line in lines]
    for sentence in _sentences(whole):
        for choice in decoder.decode(sentence):
            for line, token in _tokens(sentence, choice, decoder, loud):
                tokens[line].append(token)
    return [
        assemble(line, phrases.mended(found)) if bad else _as_is(line)
        for line, found, bad in zip(lines, tokens, spoiled, strict=True)
    ]


def _as_is(line: str) -> RestoredLine:
    """The line itself, in NFC, its words as tokens."""
    found = []
    for piece in pieces.cut([line]):
        found.append(
            Token(piece.start, piece.end, piece.source, unicodedata.normalize("NFC", piece.source), 1.0)
        )
    made = assemble(line, found)
    text = unicodedata.normalize("NFC", line)
    return made if made.text == text else RestoredLine(line, text)


def _lost(whole: Sequence[Piece]) -> float:
    """The price of a lost mark: next to nothing where hardly a word has one, dear where most words still do."""
    words = [piece.source for piece in whole if piece.kind is Kind.WORD and len(piece.source) > 1]
    if not words:
        return 0.5
    marked = sum(not word.isascii() for word in words) / len(words)
    return 0.1 if marked < 0.12 else 0.35 if marked < 0.5 else 0.6


def _sentences(whole: Sequence[Piece]) -> Iterator[list[Piece]]:
    held: list[Piece] = []
    for piece in whole:
        if held and (piece.opens or len(held) >= _LONGEST):
            yield held
            held = []
        held.append(piece)
    if held:
        yield held


def _tokens(
    sentence: Sequence[Piece], choice: Choice, decoder: Decoder, loud: Sequence[bool]
) -> Iterator[tuple[int, Token]]:
    first, last = sentence[choice.at], sentence[choice.at + choice.size - 1]
    source = decoder.lines[first.line][first.start : last.end]
    if first.kind is not Kind.WORD and (not choice.words or choice.words[0] == NUMBER):
        sure = 0.95 if first.text == first.source else 0.6
        yield first.line, Token(first.start, first.end, first.source, first.text, sure)
        return
    if not choice.words:
        text = unicodedata.normalize("NFC", source)
        yield first.line, Token(first.start, last.end, source, text, choice.confidence)
        return
    words = [decoder.lexicon.language.words[word] for word in choice.words]
    text = _written(source, words, loud=loud[first.line], opens=first.opens)
    yield first.line, Token(first.start, last.end, source, text, choice.confidence)


def _is_loud(line: str) -> bool:
    """A line mostly in capitals."""
    return sum(sign.isupper() for sign in line) > sum(sign.islower() for sign in line)


def _written(source: str, words: list[str], *, loud: bool, opens: bool) -> str:
    """The words in the capitals of the source; a lone word in capitals amid small ones is the scan's doing."""
    if len(words) == 1 and syllables.canonical(unicodedata.normalize("NFC", source).lower()) == words[0]:
        return unicodedata.normalize("NFC", source)
    letters = [sign for sign in source if sign.isalpha()]
    high = sum(sign.isupper() for sign in letters)
    upper = len(letters) > 1 and (high == len(letters) or (loud and high >= 0.5 * len(letters)))
    first = bool(letters) and letters[0].isupper()
    if upper and not loud:
        upper, first = False, opens
    elif first and not upper and not opens and source[0] in _MOCK_CAPITALS and words[0][0] in "đb":
        first = False
    written = []
    for index, word in enumerate(words):
        if not word.islower():
            written.append(word)
        elif upper:
            written.append(word.upper())
        elif first and index == 0:
            written.append(word[0].upper() + word[1:])
        else:
            written.append(word)
    return " ".join(written)
