"""Is a text already good Vietnamese, or spoiled by a scan?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .syllables import canonical, fold, is_syllable, split

_WORD = re.compile(r"\w+(?:['’´`.,;:!?\\|]+\w+)*['’]?")
GOOD, HALF, BAD = 0.3, 0.45, 0.6
"""A short text below GOOD is left as it is; any text above BAD is restored whole; between them, window by window."""
WINDOW, ENOUGH = 40, 25
"""Lines in a window, and words for it to be judged by."""
_FEW = 3


def _weights(line: str) -> tuple[float, int]:
    """How much is wrong in a line, and of how many words."""
    wrong, words = 0.0, 0
    for word in _WORD.findall(unicodedata.normalize("NFC", line)):
        if sum(sign.isupper() for sign in word) > 1 and not _heading(word):
            continue  # a short form: UBND, IoT, CĐS
        if len(word) == 1 or (word[0].isdigit() and not any(sign.islower() for sign in word)):
            continue
        words += 1
        small = canonical(word.lower())
        if not is_syllable(small):
            # A foreign name is clean letters; a spoiled word has digits, signs or odd marks inside.
            wrong += 0.4 if word.isascii() and word.isalpha() else 1.6
        elif fold(small) == small:
            wrong += 0.36  # in good text some six words in twenty-five have no mark
        else:
            wrong -= 0.12
    return wrong, words


def _heading(word: str) -> bool:
    """A whole word in capitals, rather than initials."""
    return word.isupper() and split(word.lower()) is not None


def _is_foreign(lines: Sequence[str]) -> bool:
    """Another language: clean letters without a Vietnamese mark, and half the words not built as syllables are."""
    words = [
        word for line in lines for word in _WORD.findall(line) if len(word) > 1 and not word[0].isdigit()
    ]
    if len(words) < ENOUGH or sum(not word.isascii() or not word.isalpha() for word in words) > 0.1 * len(
        words
    ):
        return False
    return sum(split(word.lower()) is None for word in words) > 0.5 * len(words)


def _share(weights: Sequence[tuple[float, int]]) -> float:
    words = sum(count for _, count in weights)
    if not words:
        return 0.0
    wrong = sum(more for more, _ in weights)
    return min(max(wrong / (words + _FEW), 0.0) * 2.5, 1.0)


def damage(lines: Sequence[str]) -> float:
    """0 for good Vietnamese, towards 1 the more marks and letters are lost. An empty text is good."""
    return _share([_weights(line) for line in lines])


def spoiled_lines(lines: Sequence[str]) -> list[bool]:
    """Which lines need restoring: all of a bad scan, none of a good text, and of a paper that is part typed and part
    scanned the scanned part."""
    if _is_foreign(lines):
        return [False] * len(lines)
    weights = [_weights(line) for line in lines]
    whole = _share(weights)
    if whole >= BAD or (whole >= GOOD and len(lines) <= WINDOW):
        return [True] * len(lines)
    spoiled: list[bool] = []
    for start in range(0, len(lines), WINDOW):
        part = weights[start : start + WINDOW]
        spoiled += [_share(part) >= HALF and sum(count for _, count in part) >= ENOUGH] * len(part)
    return spoiled
