"""Set phrases that a word by itself cannot tell, but its neighbour can: 'trở lên', 'đến năm 2030'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .shapes import Token
from .syllables import fold

_YEAR = re.compile(r"20[0-6]\d")
_BEFORE_YEAR = frozenset({"đến", "trong", "hết", "cuối", "từ"})
GUESSED = 0.8
"""How sure a word is that its neighbour told."""


def mended(tokens: Sequence[Token]) -> list[Token]:
    """The words of a restored line, those of set phrases put right."""
    found = list(tokens)
    for at, token in enumerate(found[:-1]):
        word, after = token.text.lower(), found[at + 1].text
        if after.lower() == "lên" and word != "trở" and _is_tro(token):
            found[at] = replace(token, text="trở", confidence=GUESSED)
        elif (
            at
            and found[at - 1].text.lower() == "nghị"
            and word != "quyết"
            and token.source[:2].lower() == "qu"
            and (after.lower() == "số" or after[:1].isdigit())
        ):
            found[at] = replace(token, text="quyết", confidence=GUESSED)
        elif at and _YEAR.fullmatch(after) and found[at - 1].text.lower() in _BEFORE_YEAR and _is_nam(token):
            sure = token.confidence if word == "năm" else GUESSED
            found[at] = replace(token, text="NĂM" if token.text.isupper() else "năm", confidence=sure)
    return found


def _is_tro(token: Token) -> bool:
    """A short word that begins 'tr', or has no vowel left, before 'lên' can hardly be another."""
    seen = fold(token.source)
    return len(seen) < 7 and seen[:1] == "t" and (seen[:2] == "tr" or not set(seen) & set("aeiouy0613"))


def _is_nam(token: Token) -> bool:
    """A short word ending like 'năm' between 'đến' and a year can be nothing else."""
    return 2 <= len(token.source) <= 4 and fold(token.text)[-1:] in ("m", "n") and token.source[-1:] in "mn"
