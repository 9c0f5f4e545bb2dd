"""Is a text already good Vietnamese, or spoiled by a scan?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .syllables import canonical, fold, is_syllable

_WORD = re.compile(r"\w+(?:['’´`.,;:!?\\|]+\w+)*['’]?")
GOOD = 0.25
"""Below this a text is left as it is."""


def _weights(line: str) -> tuple[float, int]:
    """How much is wrong in a line, and of how many words."""
    wrong, words = 0.0, 0
    for word in _WORD.findall(unicodedata.normalize("NFC", line)):
        if word[0].isdigit() and not any(sign.islower() for sign in word):
            continue
        if word.isupper() and fold(word) == word.lower():  # a short form, or a heading without marks
            continue
        words += 1
        small = canonical(word.lower())
        if not is_syllable(small):
            # A foreign name is clean letters; a spoiled word has digits, signs or odd marks inside.
            wrong += 0.6 if word.isascii() and word.isalpha() else 1.6
        elif fold(small) == small:
            wrong += 0.36  # in good text some six words in twenty-five have no mark
        else:
            wrong -= 0.12
    return wrong, words


def damage(lines: Sequence[str]) -> float:
    """0 for good Vietnamese, towards 1 the more marks and letters are lost. An empty text is good."""
    wrong, words = 0.0, 0
    for line in lines:
        more, count = _weights(line)
        wrong += more
        words += count
    if not words:
        return 0.0
    return min(max(wrong / words, 0.0) * 2.5, 1.0)
