"""How much a text looks like good Vietnamese; and letters of the fonts of before Unicode turned into Unicode.

The measure needs no dictionary: Vietnamese writes each syllable apart, and a syllable is an onset, a rime and a
tone from small closed tables. Good text has nearly all its words well formed and most of them marked; a wrong
character map breaks the first, a scan without marks the second.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice


def _table(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ONSETS = _table("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x") | {""}
_RIMES = _table(
    """a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet oi om on ong ooc oong
    op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi
    uôm uôn uông uôt up ut uy uya uych uyên uyêt uynh uyu uyt uyp ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp
    ươt ươu ưt ưu y yêm yên yêng yêt yêu ach ich anh inh"""
)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOPPED = ("c", "p", "t", "ch")
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")
_ENGLISH = _table("the of and to in is for on with that by this are be as or from it")
_ENOUGH_WORDS = 12
"""Below this the figure says little; a page of numbers is judged by its neighbours."""


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether a word is a well-formed Vietnamese syllable, its tone one its ending can bear."""
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in letters if mark in _TONES]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(mark for mark in letters if mark not in _TONES))
    if bare.endswith(_STOPPED) and tones and tones[0] not in "\u0301\u0323":
        return False
    return any(bare.startswith(onset) and bare[len(onset) :] in _RIMES for onset in _ONSETS) or bare == "gi"


def words_of(text: str, limit: int = 4000) -> list[str]:
    """The words that tell something: two letters or more, abbreviations in capitals left out."""
    found = (match.group() for match in _WORD.finditer(text))
    telling = (w for w in found if len(w) > 1 and not (w.isupper() and w.isascii() and len(w) <= 6))
    return list(islice(telling, limit))


def likeness(text: str) -> float:
    """0..1: the share of well-formed words, lowered where few of them are marked. Good Vietnamese is above 0.85,
    a text without marks or of muddled letters below 0.5; a text with no words gives 0."""
    words = words_of(text)
    if not words:
        return 0.0
    formed = [word for word in words if is_syllable(word)]
    marked = sum(1 for word in formed if not word.isascii())
    return len(formed) / len(words) * min(1.0, marked / len(words) / 0.45)


def is_garbage(text: str) -> bool | None:
    """True when a text layer cannot be trusted; None when there are too few words to say."""
    if _strange_share(text) > 0.08:
        return True
    words = words_of(text)
    if len(words) < _ENOUGH_WORDS:
        return None
    if sum(1 for word in words if word.lower() in _ENGLISH) > 0.12 * len(words):
        return False
    return likeness(text) < 0.7


def _strange_share(text: str) -> float:
    """The share of letters that no reader could have meant: private use, controls, the replacement sign."""
    seen = [c for c in text if not c.isspace()]
    if len(seen) < 5:
        return 0.0
    odd = sum(1 for c in seen if c == "�" or unicodedata.category(c) in ("Co", "Cn", "Cc"))
    return odd / len(seen)


def fix_legacy(text: str) -> tuple[str, str]:
    """The text in Unicode and the name of the old code it was in ("tcvn3", "vni", …), or the text untouched and ""."""
    name = legacy_name(text)
    return (convert_legacy(text, name), name) if name else (text, "")


def legacy_name(text: str) -> str:
    """Which code of before Unicode the letters are in, or "".

    A conversion is believed only when it turns what is not Vietnamese into what plainly is, so that a poor scan's
    letters are never "mended" into others.
    """
    sample = text[:60_000]
    if sample.isascii() or len(words_of(sample)) < 3:
        return ""
    before = likeness(sample)
    if before > 0.7:
        return ""
    from viparse.normalize.encodings import AUTO_DETECT_CHARMAPS
    from viparse.normalize.tables import convert

    score, name = max(
        (likeness(convert(sample, table)), name) for name, table in AUTO_DETECT_CHARMAPS.items()
    )
    return name if score > 0.8 and score - before > 0.3 else ""


def convert_legacy(text: str, name: str) -> str:
    """The text with the letters of an old code turned into Unicode."""
    from viparse.normalize.encodings import CHARMAPS
    from viparse.normalize.tables import convert

    return str(convert(text, CHARMAPS[name]))
