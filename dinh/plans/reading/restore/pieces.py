"""Cutting lines into words, numbers and the rest, with their places in the line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from . import numbers, syllables


class Kind(Enum):
    WORD = 1
    NUMBER = 2
    CODE = 3
    """A document number, an address: kept but for its capitals' marks."""


class Piece(NamedTuple):
    line: int
    start: int
    end: int
    source: str
    kind: Kind
    opens: bool
    """A new sentence, item or cell begins here."""
    text: str = ""
    """The reading of a number or code."""


_CHUNK = re.compile(r"\S+")
_HARD = re.compile(
    r"[/()\"“”„«»+=–—|•…\t]|-(?=[^\W\d])|(?<=[^\W\d])-|(?<=[A-ZĐ])&(?=[A-ZĐ])|(?<=[^\W\d_]{2})[,;:.](?=[^\W\d_]{2})"
)
_BULLET = re.compile(r"\s*(?:[-+•*–—]|\(?[a-zđ0-9]{1,2}[).]|[IVX]+\.|\d+(?:\.\d+)*\.?\s)")
_LABEL = re.compile(r"\s*\(?([a-zđA-Z](?=\)|,\s+[A-ZĐ])|[IVXivxrl1]{1,5}(?=\.\s+[^\W\da-zđ]))[),.](?=\s)")
_YEAR = re.compile(r"([^\W\d]\w*?)((?:19|20)\d\d)$")
_AFTER_SHARE = re.compile(r"(\d+%)([^\W\d]\w*)$")
_EDGE_FRONT = ".,;:'’‘`´~^*_-–—<>=°?\\}]#¸·"
_EDGE_BACK = ".,;:!?`´~^*_-–—<>=°#”’‘'\"¸·"
_LONGEST = 60
_CODE = re.compile(
    r"[KMGkmg]b(?:it)?(?:ps|/s)$|[\w.+-]+@[\w.-]+|https?:|www\.|\w+\.(?:vn|com|gov|example)\b|[A-Za-z]:\\"
)


def cut(lines: Sequence[str]) -> Iterator[Piece]:
    """Every word, number and code of the lines, in reading order."""
    opens = True
    for row, line in enumerate(lines):
        if not line.strip() or _BULLET.match(line) or "\f" in line:
            opens = opens or bool(_BULLET.match(line)) or _fresh(lines, row)
        label = _LABEL.match(line)
        for found in _CHUNK.finditer(line):
            if label and found.end() <= label.end():
                yield Piece(row, *label.span(1), label[1], Kind.CODE, True, label[1])
                opens = False
                continue
            chunk, begin = found.group(), found.start()
            if len(chunk) > _LONGEST:
                # No Vietnamese word is so long: a key, an address, or somebody's trick. Costs grow with its square.
                yield Piece(row, begin, found.end(), chunk, Kind.CODE, opens, chunk)
                opens = False
                continue
            for piece in _pieces_of(chunk):
                _, start, end, source, kind, inner, text = piece
                yield Piece(row, begin + start, begin + end, source, kind, opens or inner, text)
                opens = False
            if chunk[-1] in ";|" or (chunk[-1] in ".!?:" and _ends(line, found.end())):
                opens = True


def _fresh(lines: Sequence[str], row: int) -> bool:
    """Whether the text after a blank line begins anew rather than going on."""
    for line in lines[row : row + 4]:
        if line.strip():
            first = line.strip()[0]
            return not first.islower()
    return True


def _ends(line: str, at: int) -> bool:
    rest = line[at:].lstrip()
    return not rest or not rest[0].islower()


@lru_cache(maxsize=32768)
def _pieces_of(chunk: str) -> tuple[Piece, ...]:
    if chunk.isalpha() and not numbers.read(chunk):
        return (Piece(0, 0, len(chunk), chunk, Kind.WORD, False),)
    return tuple(_chunk(chunk))


def _chunk(chunk: str) -> Iterator[Piece]:
    """The pieces of one run without spaces."""
    if _CODE.match(chunk.strip("()[],;.")):
        left = len(chunk) - len(chunk.lstrip("([,;."))
        core = chunk.strip("()[],;.")
        yield Piece(0, left, left + len(core), core, Kind.CODE, False, core)
        return
    whole = numbers.read(chunk)
    if whole is not None:
        left, right, name, text = whole
        yield Piece(0, left, right, chunk[left:right], Kind[name], False, text)
        return
    at = 0
    opens = False
    hards = [
        found
        for found in _HARD.finditer(chunk)
        if found.group() not in ",;:." or _parts_words(chunk, found.start())
    ]
    for hard in [*hards, None]:
        end = hard.start() if hard else len(chunk)
        yield from _part(at, chunk[at:end], opens)
        opens = bool(hard and hard.group() == "|")
        if hard:
            at = hard.end()


def _parts_words(chunk: str, at: int) -> bool:
    """Whether a stop inside a run stands between words (tudi,lam) rather than for a mark (thr,rc, tr.uc)."""
    left, right = chunk[:at].rsplit("-", 1)[-1], chunk[at + 1 :]
    if len(left) > 3 and right[0].isupper():
        return True
    return all(syllables.split(syllables.fold(side.strip(".,;:"))) is not None for side in (left, right))


def _part(start: int, part: str, opens: bool) -> Iterator[Piece]:
    left, right = 0, len(part)
    while left < right and part[left] in _EDGE_FRONT:
        left += 1
    while right > left and part[right - 1] in _EDGE_BACK:
        sign = part[right - 1]
        if sign in "'’´`" and part[right - 2 : right - 1].lower() in ("u", "o"):
            break
        if sign == "!" and right - left == 2 and part[left].islower():
            break
        right -= 1
    core = part[left:right]
    if not core:
        return
    found = numbers.read(core)
    if found is not None:
        first, last, name, text = found
        yield Piece(0, start + left + first, start + left + last, core[first:last], Kind[name], opens, text)
        return
    joined = _YEAR.match(core) or _AFTER_SHARE.match(core)
    if joined:
        for group in (1, 2):
            text = joined[group]
            kind = Kind.NUMBER if text[0].isdigit() else Kind.WORD
            first = start + left + joined.start(group)
            yield Piece(
                0,
                first,
                first + len(text),
                text,
                kind,
                opens and group == 1,
                text if kind is Kind.NUMBER else "",
            )
        return
    if any(sign.isalnum() for sign in core) or len(core) > 1:
        yield Piece(0, start + left, start + left + len(core), core, Kind.WORD, opens)
