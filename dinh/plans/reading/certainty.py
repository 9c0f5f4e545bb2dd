"""How sure an item is: no surer than the weakest word of its wording, and a sentence that names such words.

Measured on the three plans with a key (share of entries with a wrong word that bears meaning, by the confidence of
the entry's weakest such word): under 0.5 three in four, 0.5-0.7 half, 0.7-0.85 three in ten, above that one in twelve.
So the line is drawn at 0.85. A text whose marks were never lost has nothing below 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dinh.plans.reading.words import Word, compact, fold

SURE = 0.85
"""A word restored with less than this wants a person's eye."""
_NAMED = 3
"""Places that the sentence names; the others are counted."""

_LIGHT = frozenset(
    [
        "và",
        "của",
        "các",
        "là",
        "cho",
        "theo",
        "với",
        "tại",
        "trong",
        "được",
        "để",
        "bằng",
        "ở",
        "về",
        "những",
        "vào",
        "ra",
        "cùng",
        "như",
        "thì",
        "mà",
        "cũng",
        "đã",
        "sẽ",
        "này",
        "đó",
        "thuộc",
    ]
)
"""Words that bear little meaning by themselves."""
_BARE = re.compile(r"[^\w]+", re.UNICODE)
_SHORT_FORM = re.compile(r"[A-ZĐ]{2,8}")


def _turns(word: str, raw: str) -> bool:
    """Whether a word that may turn the meaning round was read against the letters of the page ('phi' as 'phải')."""
    seen = compact(raw)
    return (
        (word == "phải" and "a" not in seen)
        or (word == "phi" and "a" in seen)
        or (word == "từ" and "r" in seen)
        or (word == "trừ" and "r" not in seen)
    )


def sureness(word: Word) -> float:
    """How sure one word is, as far as it matters for the meaning."""
    if word.sure >= 1.0:
        return 1.0
    bare, raw = _BARE.sub("", word.clean).lower(), _BARE.sub("", word.raw)
    if not bare or bare in _LIGHT or (_SHORT_FORM.fullmatch(raw) and fold(raw) == fold(bare)):
        return 1.0
    return min(word.sure, 0.6) if _turns(bare, raw) else word.sure


def certainty(words: Sequence[Word], shown: Iterable[str | None]) -> tuple[float, str | None]:
    """The least sureness among the words that an item shows, and what to tell the reviewer (None: nothing)."""
    wording = {part for text in shown if text for part in _parts(text)}
    known = [
        (word, sureness(word) if word.sure < 1.0 and wording.intersection(_parts(word.clean)) else 1.0)
        for word in words
    ]
    least = min((sure for _, sure in known), default=1.0)
    if least >= SURE:
        return least, None
    return least, _sentence(known)


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[^\w]+", text.lower()) if part]


def _sentence(known: Sequence[tuple[Word, float]]) -> str | None:
    """'Máy đoán chữ ở “phải tiếp xúc” (bản quét ghi “phi tiép xuc”).' Weakest places first."""
    places: list[tuple[float, int, int]] = []
    for index, (word, sure) in enumerate(known):
        if sure >= SURE or word.share is not None:
            continue  # a mended share has a doubt of its own
        if places and index - places[-1][2] <= 1:
            places[-1] = (min(sure, places[-1][0]), places[-1][1], index + 1)
        else:
            places.append((sure, index, index + 1))
    if not places:
        return None
    named = sorted(sorted(places)[:_NAMED], key=lambda place: place[1])
    told = ", ".join(_told([word for word, _ in known], first, last) for _, first, last in named)
    more = len(places) - len(named)
    return f"Máy đoán chữ ở {told}{f' và {more} chỗ khác' if more else ''}."


def _told(words: Sequence[Word], first: int, last: int) -> str:
    """The words with the ones after them, as understood and as the page has them."""
    last = min(len(words), last + 1 if last - first > 1 else first + 3, first + 8)
    some = words[first:last]
    clean = " ".join(word.clean for word in some).strip(" ,.;:")
    raw = " ".join(word.raw for word in some).strip(" ,.;:")
    return f"“{clean}”" + (f" (bản quét ghi “{raw}”)" if raw != clean else " (không đọc rõ)")
