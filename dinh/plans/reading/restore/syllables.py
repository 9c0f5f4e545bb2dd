"""The Vietnamese syllable: which are possible, and how one is taken apart.

A syllable is an onset (ng, tr…), a middle (the whole run of vowels with its tone: ươ, uyể…) and a coda (nh, ng…).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

ONSETS = (
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
)  # fmt: skip
CODAS = ("ch", "ng", "nh", "c", "m", "n", "p", "t", "")

# Middles by the codas they stand before; a glide (ai, eo…) belongs to the middle and closes it.
_OPEN = [
    "a",
    "e",
    "ê",
    "i",
    "o",
    "ô",
    "ơ",
    "u",
    "ư",
    "y",
    "ia",
    "ua",
    "ưa",
    "uy",
    "uê",
    "uơ",
    "oa",
    "oe",
    "uya",
    "ai",
    "ao",
    "au",
    "ay",
    "âu",
    "ây",
    "eo",
    "êu",
    "iu",
    "iêu",
    "oi",
    "ôi",
    "ơi",
    "ui",
    "ưi",
    "uôi",
    "ươi",
    "ươu",
    "ưu",
    "oai",
    "oay",
    "oao",
    "oeo",
    "uây",
    "uyu",
    "yêu",
    "ye",
]
_BEFORE = {
    "ch": "a ê i uê uy oa",
    "nh": "a ê i uê uy oa y",
    "c": "a ă â e i o ô u ư iê uô ươ oa oă uâ oe oo yê",
    "ng": "a ă â e ê i o ô u ư iê uô ươ oa oă uâ oo yê",
    "m": "a ă â e ê i o ô ơ u ư iê uô ươ oa oă oe yê uâ",
    "n": "a ă â e ê i o ô ơ u ư iê uô ươ oa oă oe uâ uyê yê uê uy y",
    "p": "a ă â e ê i o ô ơ u ư iê uô ươ oa oă oe uy yê",
    "t": "a ă â e ê i o ô ơ u ư iê uô ươ oa oă oe uâ uyê yê uy uê y",
}
_TONES = "\u0300\u0301\u0309\u0303\u0323"  # huyền, sắc, hỏi, ngã, nặng
_STOPS = ("ch", "c", "p", "t")


def tone_of(text: str) -> str:
    """The combining tone mark that a word carries, or an empty string."""
    for sign in unicodedata.normalize("NFD", text):
        if sign in _TONES:
            return sign
    return ""


def without_tone(text: str) -> str:
    kept = "".join(sign for sign in unicodedata.normalize("NFD", text) if sign not in _TONES)
    return unicodedata.normalize("NFC", kept)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case, no marks, đ as d."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def split(syllable: str) -> tuple[str, str, str] | None:
    """Onset, middle and coda of a lower-case syllable; None when it is not built as one."""
    for onset in ONSETS:
        if not syllable.startswith(onset):
            continue
        rest = syllable[len(onset) :]
        if onset in ("gi", "qu") and not (rest and without_tone(rest)[0] in "aăâeêioôơuưy"):
            continue
        for coda in CODAS:
            if coda and not rest.endswith(coda):
                continue
            middle = rest[: len(rest) - len(coda)] if coda else rest
            bare = without_tone(middle)
            if bare and (bare in _OPEN if not coda else bare in _BEFORE[coda].split()):
                return onset, middle, coda
    return None


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether a lower-case word could be Vietnamese as it stands, marks included."""
    parts = split(word)
    if parts is None:
        return False
    onset, middle, coda = parts
    tone = tone_of(word)
    if coda in _STOPS and tone not in ("\u0301", "\u0323"):
        return False
    first = without_tone(middle)[0]
    if onset in ("k", "gh", "ngh") and first not in "eêiy":
        return False
    return not (onset in ("c", "g", "ng") and first in "eêi" and not (onset == "g" and first == "i"))


_TWO_WAYS = ("oa", "oe", "uy")


@lru_cache(maxsize=65536)
def canonical(word: str) -> str:
    """One spelling where two are in use: hoá → hóa, thuỷ → thủy, khoẻ → khỏe (before no coda, not after q)."""
    bare = without_tone(word)
    if bare[-2:] not in _TWO_WAYS or len(bare) < 2:
        return word
    tone = tone_of(word)
    if not tone or bare.startswith("qu"):
        return word
    return bare[:-2] + unicodedata.normalize("NFC", bare[-2] + tone) + bare[-1]
