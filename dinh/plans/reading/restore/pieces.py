"""Cutting lines into words, numbers and the rest, with their places in the line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from . import numbers


class Kind(Enum):
    WORD = 1
    NUMBER = 2
    CODE = 3
    """A document number, an address: kept but for its capitals' marks."""


@dataclass(frozen=True, slots=True)
class Piece:
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
    r"[/()\"“”„«»+=–—|•…\t]|-(?=[^\W\d])|(?<=[^\W\d])-|&(?=[A-ZĐ])|(?<=[^\W\d_]{2})[,;:.](?=[^\W\d_]{2})"
)
_BULLET = re.compile(r"\s*(?:[-+•*–—]|\(?[a-zđ0-9]{1,2}[).]|[IVX]+\.|\d+(?:\.\d+)*\.?\s)")
_LABEL = re.compile(r"\s*\(?([a-zđA-Z])\)(?=\s)")
_EDGE_FRONT = ".,;:'’‘`´~^*_-–—<>=°?\\}]#¸·"
_EDGE_BACK = ".,;:!?`´~^*_-–—<>=°#”’‘'\"¸·"
_CODE = re.compile(r"[\w.+-]+@[\w.-]+|https?:|www\.|\w+\.(?:vn|com|gov|example)\b|[A-Za-z]:\\")


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
            for piece in _chunk(row, found.start(), found.group()):
                stop, piece_opens = piece.opens, opens
                yield Piece(
                    row, piece.start, piece.end, piece.source, piece.kind, piece_opens or stop, piece.text
                )
                opens = False
            chunk = found.group()
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


def _chunk(row: int, start: int, chunk: str) -> Iterator[Piece]:
    """The pieces of one run without spaces."""
    if _CODE.match(chunk.strip("()[],;.")):
        left = len(chunk) - len(chunk.lstrip("([,;."))
        core = chunk.strip("()[],;.")
        yield Piece(row, start + left, start + left + len(core), core, Kind.CODE, False, core)
        return
    whole = numbers.read(chunk)
    if whole is not None:
        left, right, kind, text = whole
        yield Piece(row, start + left, start + right, chunk[left:right], Kind[kind], False, text)
        return
    at = 0
    opens = False
    for hard in [*_HARD.finditer(chunk), None]:
        end = hard.start() if hard else len(chunk)
        yield from _part(row, start + at, chunk[at:end], opens)
        opens = bool(hard and hard.group() == "|")
        if hard:
            at = hard.end()


def _part(row: int, start: int, part: str, opens: bool) -> Iterator[Piece]:
    left, right = 0, len(part)
    while left < right and part[left] in _EDGE_FRONT:
        left += 1
    while right > left and part[right - 1] in _EDGE_BACK:
        if part[right - 1] in "'’´`" and part[right - 2 : right - 1].lower() in ("u", "o"):
            break
        right -= 1
    core = part[left:right]
    if not core:
        return
    found = numbers.read(core)
    if found is not None:
        first, last, kind, text = found
        yield Piece(row, start + left + first, start + left + last, core[first:last], Kind[kind], opens, text)
        return
    if any(sign.isalnum() for sign in core) or len(core) > 1:
        yield Piece(row, start + left, start + left + len(core), core, Kind.WORD, opens)
