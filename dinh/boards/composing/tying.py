"""Numbers stay bound to their values while people edit the words around them. Pure.

An edited text is laid over the one that stood there, word by word. A figure found where it was stays bound; another number in its
place is what a person put there, and is marked; a figure that is gone is named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from .shapes import Figure, Part

_TOKEN = re.compile(r"\d[\d.,]*\d|\d|\w+|[^\w\s]|\s+")
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")


@dataclass(frozen=True, slots=True)
class Tied:
    """An edited text: its parts, figures that a person changed, keys of those taken out."""

    parts: tuple[Part, ...]
    changed: dict[str, Figure]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    key: str = ""


def _pieces(parts: Sequence[Part], figures: Mapping[str, Figure]) -> list[_Piece]:
    found: list[_Piece] = []
    for part in parts:
        if isinstance(part, str):
            found += [_Piece(text) for text in _TOKEN.findall(part)]
        else:
            found.append(_Piece(figures[part["f"]].shown, part["f"]))
    return found


def tie(text: str, parts: Sequence[Part], figures: Mapping[str, Figure]) -> Tied:
    """Lay an edited text over the parts that stood there."""
    before = _pieces(parts, figures)
    words = " ".join(text.split())
    after = _TOKEN.findall(words)
    matcher = SequenceMatcher(None, [piece.text for piece in before], after, autojunk=False)
    out: list[Part] = []
    changed: dict[str, Figure] = {}
    seen: set[str] = set()

    def put(piece: Part) -> None:
        if isinstance(piece, str) and out and isinstance(out[-1], str):
            out[-1] += piece
        else:
            out.append(piece)

    for word, i, k, j, m in matcher.get_opcodes():
        if word == "equal":
            for piece in before[i:k]:
                put({"f": piece.key} if piece.key else piece.text)
                seen.add(piece.key)
            continue
        waiting = [piece for piece in before[i:k] if piece.key]
        for token in after[j:m]:
            if waiting and _NUMBER.fullmatch(token):
                piece = waiting.pop(0)
                figure = figures[piece.key]
                changed[piece.key] = replace(figure, by_hand="" if token == figure.text else token)
                seen.add(piece.key)
                put({"f": piece.key})
            else:
                put(token)
    keys = [piece.key for piece in before if piece.key]
    return Tied(tuple(out), changed, tuple(key for key in keys if key not in seen))
