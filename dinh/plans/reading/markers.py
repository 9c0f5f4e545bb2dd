"""Numbering and bullets at the head of a line: 'II.', '1.2', 'a)', '-', 'Điều 3.', 'Phụ lục II'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from dinh.plans.reading.words import Word, compact, fold

Kind = Literal["part", "roman", "upper", "article", "arabic", "multi", "letter", "dash", "plus"]

DEPTH: dict[Kind, int] = {
    "part": 0, "roman": 1, "upper": 2, "article": 2, "arabic": 3, "multi": 4, "letter": 8, "dash": 9, "plus": 10,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marker:
    """What numbers a line. `label` as read ('III', '1.2', 'a'), `words` how many words it takes."""

    kind: Kind
    label: str
    words: int

    @property
    def depth(self) -> int:
        return DEPTH[self.kind] + (self.label.count(".") - 1 if self.kind == "multi" else 0)


_DASHES = set("-–—•·●▪■*❖")
_ROMAN = re.compile(r"[(]?([IVXLlivxr1|U]{1,6})[.\-/:)]+")
_ARABIC = re.compile(r"[(]?(\d{1,2})[.)/:-]+")
_MULTI = re.compile(r"(\d{1,2}(?:[.,]\d{1,2}){1,3})[.)/:-]*")
_LETTER = re.compile(r"[(]?([a-zđA-ZĐ¢®c€])[).,/]+")
_FIX = str.maketrans({"l": "I", "i": "I", "r": "I", "1": "I", "|": "I", "v": "V", "x": "X"})
_ROMAN_VALUE = re.compile(r"X{0,2}(?:IX|IV|V?I{0,3})")


def _upper_share(words: tuple[Word, ...]) -> float:
    letters = [c for word in words for c in word.raw if c.isalpha()]
    return sum(c.isupper() for c in letters) / len(letters) if letters else 0.0


def mostly_upper(words: tuple[Word, ...]) -> bool:
    """Whether a line is set in capitals (a scanner may leave some letters small)."""
    return len(words) > 0 and _upper_share(words) > 0.6


def _starts_upper(word: Word) -> bool:
    if word.share is not None:
        return True
    text = word.raw.lstrip("“\"'(‘«")
    return text[:1].isupper() or (text[:1] in "ĐÐ")


def marker_of(words: tuple[Word, ...]) -> Marker | None:
    """The marker that the line begins with, if any."""
    if not words:
        return None
    first = words[0].raw
    if set(first) <= set(",.:;") and len(words) > 1 and words[1].raw[:1] in _DASHES:
        return Marker("dash", "-", 2)
    if first[0] in _DASHES and set(first) <= _DASHES | set(".:"):
        return Marker("dash", "-", 1)
    if first[0] == "+" and set(first) <= set("+-."):
        return Marker("plus", "+", 1)
    if len(words) < 2:
        return None
    return _named(words) or _numbered(first, words)


def _named(words: tuple[Word, ...]) -> Marker | None:
    head = words[0].fold
    second = words[1].raw
    if head == "dieu" and (match := re.fullmatch(r"(\d{1,3})[.:]?", second)):
        return Marker("article", match.group(1), 2)
    if head in {"phan", "chuong"} and words[0].raw[:1].isupper():
        label = fold(second).strip(".:")
        if re.fullmatch(r"[ivx]{1,5}|\d{1,2}", label):
            return Marker("part", label.upper(), 2)
        if label == "thu" and len(words) > 2:
            return Marker("part", words[2].clean.strip(".:"), 3)
    return None


def _numbered(first: str, words: tuple[Word, ...]) -> Marker | None:
    rest = words[1:]
    if (match := _ARABIC.fullmatch(first)) and int(match.group(1)) <= 60:
        follows = re.fullmatch(r"(\d{1,2})[.)]?", rest[0].raw)
        if follows and len(rest) > 1 and _starts_upper(rest[1]):  # '3. 2 Thúc đẩy'
            return Marker("multi", f"{match.group(1)}.{follows.group(1)}", 2)
        if _starts_upper(rest[0]) or rest[0].raw[0] in '“"(':
            return Marker("arabic", match.group(1), 1)
    if (match := _MULTI.fullmatch(first)) and _starts_upper(rest[0]):
        return Marker("multi", match.group(1).replace(",", "."), 1)
    if match := _ROMAN.fullmatch(first):
        label = match.group(1).translate(_FIX).replace("U", "II")
        fine = match.group(1)[0].isupper() or mostly_upper(rest[:6])
        closing = ")" in first and "(" not in first
        if fine and not closing and _ROMAN_VALUE.fullmatch(label) and _starts_upper(rest[0]):
            return Marker("roman", label, 1)
    if match := _LETTER.fullmatch(first):
        sign = first[len(match.group(0).rstrip(").,/")) :]
        label = "c" if match.group(1) in "¢®€" else match.group(1)
        if ")" in sign or "/" in sign or (_starts_upper(rest[0]) and sign[:1] in ".,"):
            kind: Kind = "upper" if label.isupper() and ")" not in sign else "letter"
            return Marker(kind, label, 1)
    return None


_APPENDIX = (
    "phuluc",
    "danhmucnhiemvu",
    "danhmucduan",
    "danhmuccac",
    "bieuchitieu",
    "bangchitieu",
    "bangtonghop",
)


def appendix_title(words: tuple[Word, ...]) -> bool:
    """Whether a line opens an appendix: 'Phụ lục 1:', 'PHỤ LỤC II', or an all-capital 'DANH MỤC…'."""
    if words[0].fold[:1] in "-+" or len(words) > 40:
        return False
    text = " ".join(word.fold for word in words[:12])
    key = compact(text)
    if key.startswith("phuluc") and (len(key) <= 12 or mostly_upper(words)):
        return words[0].raw[:1] not in "(" or len(words) < 5
    if re.match(r"(bieu|mau|bang)( so)? \d", text) and len(words) <= 4:
        return True
    raw = compact(" ".join(word.raw for word in words))
    return (
        mostly_upper(words)
        and len(words) >= 3
        and any(key.startswith(start) or raw.startswith(start[:9]) for start in _APPENDIX[1:])
    )
