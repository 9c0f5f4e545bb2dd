"""Vietnamese text: one Unicode form, folding for search, alphabetical order, addresses. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

# Marks that make a letter of its own, and marks that are tones in their alphabetical order.
_SHAPES = {"\u0306": "˘", "\u0302": "^", "\u031b": "'"}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền hỏi ngã sắc nặng
_LETTERS = [
    "a",
    "a˘",
    "a^",
    "b",
    "c",
    "d",
    "đ",
    "e",
    "e^",
    "f",
    "g",
    "h",
    "i",
    "j",
    "k",
    "l",
    "m",
    "n",
    "o",
    "o^",
    "o'",
    "p",
    "q",
    "r",
    "s",
    "t",
    "u",
    "u'",
    "v",
    "w",
    "x",
    "y",
    "z",
]
# Keys are made of digits and small letters alone, so SQLite's bytes and PostgreSQL's collations order them alike.
_CODES = dict(zip(_LETTERS, "23456789abcdefghijklmnopqrstuvwxy", strict=True))
_GAP, _NUMBER, _FOREIGN = "0", "1", "z"

_MARKS = dict.fromkeys(
    [point for point in range(0x0300, 0x0370) if unicodedata.combining(chr(point))]
    + [0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD]
)
# Old files write Đ with the Icelandic letter, which looks the same.
_D = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_NOT_MARKED_WORD = re.compile(r"[^\w]+|_+")
_NUMBERS = re.compile(r"[0-9]+")


def nfc(s: str) -> str:
    """The text in Unicode NFC, the one form that the house stores and compares."""
    return unicodedata.normalize("NFC", s)


def fold(s: str) -> str:
    """Small letters without marks, đ as d, spaces collapsed: "Chuyển  đổi số" becomes "chuyen doi so"."""
    if not s.isascii():
        s = unicodedata.normalize("NFD", s.lower()).translate(_MARKS).translate(_D)
        # Dropping a mark may leave letters that were waiting for one another (Hangul, say).
        s = unicodedata.normalize("NFC", s)
    return " ".join(s.lower().split())


def has_marks(s: str) -> bool:
    """Whether somebody took the trouble to type Vietnamese marks."""
    return fold(s) != " ".join(s.lower().split())


def lower(s: str) -> str:
    """NFC, small letters, spaces collapsed, marks kept."""
    return " ".join(nfc(s).lower().split())


def sha256_of(data: bytes) -> str:
    """The sha256 of these bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def slug(s: str, *, longest: int = 80) -> str:
    """An address part: "Kế hoạch số 12/KH-UBND" becomes "ke-hoach-so-12-kh-ubnd". Cut at a word."""
    made = "-".join(words(s))
    if len(made) <= longest:
        return made
    return made[: longest + 1].rpartition("-")[0] or made[:longest]


def words(s: str) -> list[str]:
    """The folded words: letters and digits only; hyphens, dots and slashes part them."""
    return _NOT_WORD.sub(" ", fold(s)).split()


def marked_words(s: str) -> list[str]:
    """The same parting into words, in small letters with their marks."""
    return _NOT_MARKED_WORD.sub(" ", lower(s)).split()


def search_text(*parts: str | None) -> str:
    """What a search column holds: folded words, a bar, and the words with marks. See dinh.ground.search."""
    given = [part for part in parts if part]
    plain = " ".join(word for part in given for word in words(part))
    marked = " ".join(word for part in given for word in marked_words(part))
    return f" {plain} | {marked} "


def sort_key(s: str) -> str:
    """A text whose plain order is the Vietnamese alphabetical order.

    Letters first (a ă â b c d đ e ê …), then tones (ngang huyền hỏi ngã sắc nặng), then small before capital;
    numbers by their value ("Phường 2" before "Phường 10"); spaces and punctuation before any letter."""
    primary: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    for token in re.findall(r"[0-9]+|[^\W_]|[\W_]+", nfc(s).strip()):
        if token[0] in "0123456789":
            value = token.lstrip("0") or "0"
            cases.append(str(min(len(token) - len(value), 9)))  # "2" before "02", lest they tie
            primary.append(f"{_NUMBER}{min(len(value), 99):02d}{value}")
            continue
        if not token[0].isalnum():
            if primary and primary[-1] != _GAP:
                primary.append(_GAP)
            continue
        for code, tone, case in _weights(token):
            primary.append(code)
            tones.append(tone)
            cases.append(case)
    while primary and primary[-1] == _GAP:
        primary.pop()
    # "00" stands below everything that can follow a common beginning: two gaps never meet.
    return f"{''.join(primary)}00{''.join(tones)}00{''.join(cases)}"


@lru_cache(maxsize=4096)
def _weights(char: str) -> tuple[tuple[str, str, str], ...]:
    case = "1" if char != char.lower() else "0"
    found: list[tuple[str, str, str]] = []
    base, shape, tone = "", "", 0
    for part in [*unicodedata.normalize("NFKD", char.lower()), ""]:
        if part and unicodedata.combining(part):
            shape = _SHAPES.get(part, shape)
            tone = _TONES.get(part, tone)
            continue
        if base:
            found.append((_letter_code(base, shape), str(tone), case))
        base, shape, tone = part, "", 0
    return tuple(found)


def _letter_code(base: str, shape: str) -> str:
    code = _CODES.get(base + shape) or _CODES.get({"ð": "đ"}.get(base, base))
    return code or f"{_FOREIGN}{ord(base):06x}"
