"""The code of a bill: short, typed by hand, found again in whatever a bank makes of a transfer's words. Pure.

PT + two digits of the year + six signs + one check sign. The 31 signs leave out I, L, O, U and Z, which people take for
others; 31 is a prime, so one wrong sign, or two that changed places, never give another right code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

PREFIX = "PT"
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXY"
BODY = 6
LENGTH = len(PREFIX) + 2 + BODY + 1
_PLACES = {sign: place for place, sign in enumerate(SIGNS)}
_FIND = re.compile(rf"(?=({PREFIX}\d\d[{SIGNS}]{{{BODY + 1}}}))")
_PLAIN = re.compile(r"[^A-Z0-9]")


def make(year: int, choose: Callable[[str], str]) -> str:
    """A new code of a year; `choose` picks one sign (secrets.choice, or a seeded one)."""
    body = f"{year % 100:02d}" + "".join(choose(SIGNS) for _n in range(BODY))
    return PREFIX + body + _check(body)


def _check(body: str) -> str:
    return SIGNS[sum([place * _PLACES[sign] for place, sign in enumerate(body, 2)]) % len(SIGNS)]


def is_right(code: str) -> bool:
    """Whether a code is of the form and its check sign fits."""
    body = code[len(PREFIX) : -1]
    return (
        len(code) == LENGTH
        and code.startswith(PREFIX)
        and body[:2].isdecimal()
        and all(sign in SIGNS for sign in code[len(PREFIX) :])
        and _check(body) == code[-1]
    )


def plain(text: str) -> str:
    """Capital letters and digits only: banks drop marks, dots and spaces, and put their own."""
    bare = unicodedata.normalize("NFD", text.upper())
    return _PLAIN.sub("", bare)


def typed(text: str) -> str:
    """A code as somebody typed or scanned it, with whatever spaces and small letters; "" when it holds none or several."""
    found = find(text)
    return found[0] if len(found) == 1 else ""


def find(text: str) -> list[str]:
    """Every right code within a text, each once, in order."""
    said = (each.group(1) for each in _FIND.finditer(plain(text[:2000])))
    return list(dict.fromkeys(code for code in said if is_right(code)))
