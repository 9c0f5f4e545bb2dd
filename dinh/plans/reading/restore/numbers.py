"""Numbers and document numbers, also where a scan turned digits into letters (IOO%, 6O%, 15%)."""

from __future__ import annotations

import re
from functools import lru_cache

_PLAIN = re.compile(r"\(?[<>≥≤~]?\d[\d.,/:]*%?\)?$")
_DIGIT = re.compile(r"\d")
_UNIT = re.compile(r"\d{1,3}[Gg]$|\d{1,2}/\d{1,2}$")
_ROMAN = re.compile(r"(?:[IVX]{2,5}|I|V|X|I?II?[1lI]{1,2})$")
_LIKE = re.compile(r"[\dOoQIlLZSsBtTrqgY|!,./]+$")
_PERCENT = re.compile(r"(?:%[;:]?[oO0Z]?|[yY][oO0]|[oO0]/[oO0]|[oO0]Z)$")
_DOCUMENT = re.compile(r"(?:\d[\dOlI]{0,5}|)/?[-/]?(?:\d{4}/)?[A-ZĐ][A-Za-zĐđ]*(?:[-/&.][A-ZĐ][A-Za-zĐđ]*)+$")
_SLASHED = re.compile(r"[A-Za-zĐđ]{1,2}/[A-Za-zĐđ]{1,2}$")
_STARTS_DOCUMENT = re.compile(r"\d+[\w.]*[-/](?:\d{4}[/-])?[A-ZĐ]{2}")
_DIGITS = str.maketrans({"O": "0", "o": "0", "Q": "0", "I": "1", "l": "1", "L": "1", "|": "1", "!": "1", "Z": "2", "S": "5", "s": "5", "B": "8"})  # fmt: skip
_MARKS = (
    (re.compile(r"(?<=[/-])QD(?=[-/]|$)|(?<![A-Z])QD(?=-)"), "QĐ"),
    (re.compile(r"(?<=[/-])ND(?=-?CP)"), "NĐ"),
    (re.compile(r"HDND"), "HĐND"),
    (re.compile(r"(?<=[/-])BCD(?=[A-Z]|$|-)"), "BCĐ"),
    (re.compile(r"(?<=[A-Z])LDTBXH"), "LĐTBXH"),
)


@lru_cache(maxsize=16384)
def read(chunk: str) -> tuple[int, int, str, str] | None:
    """Where the number or code in a chunk stands, its kind ("NUMBER" or "CODE") and its normal reading; or None."""
    left = len(chunk) - len(chunk.lstrip("([{\"“'"))
    right = len(chunk.rstrip(")]}\"”',.;:"))
    core = chunk[left:right]
    if _SLASHED.match(core):
        return left, right, "CODE", core
    if not core or not (core[0].isdigit() or core[0] in "IlOoVXZSsrtT/<>≥~|"):
        return None
    if not _DIGIT.search(core) and not (core.isupper() or "%" in core or core[0] in "Il"):
        return None
    if _PLAIN.match(core) or _UNIT.match(core):
        return left, right, "NUMBER", core
    if core[0].isdigit() and (_STARTS_DOCUMENT.match(core) or (_DOCUMENT.match(core) and "/" in core)):
        return left, right, "CODE", mend_code(core)
    if _ROMAN.match(core):
        return left, right, "NUMBER", core
    percent = _percent(core)
    if percent:
        return left, right, "NUMBER", percent
    if _LIKE.match(core) and _mostly_digits(core):
        return left, right, "NUMBER", core.translate(_DIGITS)
    return None


def mend_code(code: str) -> str:
    """A document number with the marks of its capitals back: 749/QD-TTg → 749/QĐ-TTg."""
    for pattern, mended in _MARKS:
        code = pattern.sub(mended, code)
    return code


def _percent(core: str) -> str | None:
    """A share, where the percent sign or the digits were misread; None if it is not plainly one."""
    found = _PERCENT.search(core)
    if not found:
        return None
    digits = core[: found.start()].rstrip("\\")
    if not digits or not _LIKE.match(digits):
        return None
    sure = any(sign.isdigit() for sign in digits)
    if not sure and not (found.group().startswith("%") and set(digits) & set("OIlo")):
        return None
    read_as = digits.translate(_DIGITS)
    if not re.fullmatch(r"\d{1,3}(?:[.,]\d+)?", read_as):
        return None
    return read_as + ("\\" if core[: found.start()].endswith("\\") else "") + "%"


def _mostly_digits(core: str) -> bool:
    """IOO, lOO, 2O25, ll/2023: a number for sure; II, l, So, tO: not."""
    digits = sum(sign.isdigit() for sign in core)
    letters = sum(sign.isalpha() for sign in core)
    if digits == 0:
        return bool(re.fullmatch(r"[Il1][O0o]{2,}", core))
    if re.fullmatch(r"[Il1]{1,2}/\d{4}", core) or (
        re.fullmatch(r"\d{1,3}[.,]?\d*[OIl]", core) and core[-1] in "O"
    ):
        return True
    return (
        letters > 0
        and digits >= 2 * letters
        and all(sign.translate(_DIGITS).isdigit() or sign in ",./" for sign in core)
    )
