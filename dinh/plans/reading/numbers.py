"""Shares as a scanner leaves them: 'IOO%', '5\\yo - 60%', 'TYo - 9%' become '100%', '50%-60%', '7%-9%'.

Works on one raw line, before any word is looked at. What was mended is told, so that a person may be asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LIKE = {
    "I": "1", "l": "1", "|": "1", "i": "1", "!": "1", "t": "1", "r": "1", "L": "1",
    "O": "0", "o": "0", "Q": "0", "\\": "0", "D": "0",
    "S": "5", "s": "5", "g": "9", "q": "9", "B": "8", "Z": "2", "z": "2", "T": "7",
}  # fmt: skip
_D = r"[0-9IOQDolLtTrsSgqBZz|\\!]"
_NUM = rf"(?:{_D}{{1,3}}(?:[.,][0-9OoIl]{{1,2}}(?![0-9]))?)"
_SURE_NUM = rf"(?:(?=[IOl|]{{0,2}}\d){_NUM})"
_SIGN = r"(?:%[;.]?o\b|%|[yY][o0](?![a-zà-ỹ])|o[Z/](?![a-z])|[0°]/[0o](?!\d))"
_DASH = r"\s*(?:-|–|—|÷|~)\s*"
_EDGE = r"(?<![0-9A-Za-zÀ-ỹ.,/\\])"
# 'datTYo - 9%': the word 'đạt' glued to its number
_GLUED = r"(?:(?<=dat)|(?<=datt)|(?<=đạt))"

_AFTER = r"(?![a-zà-ỹA-ZÀ-Ỹ]{2}|[a-zà-ỹ])"  # 'T%lam', 't%lc' are words, not shares
_RANGE = re.compile(
    rf"(?:{_EDGE}|{_GLUED})(?P<a>{_NUM})(?:\s?%[;.]?o?|{_SIGN})?{_DASH}(?P<b>{_NUM})(?:\s?%(?:[;.]?o\b)?|{_SIGN})"
)
_SINGLE = re.compile(
    rf"(?:{_EDGE}|{_GLUED})(?P<a>\d{{1,3}}(?:[.,]\d{{1,2}})?)\s?%(?:;?o\b)?(?!\s*[<>≥≤]?\s*\d+(?:[.,]\d+)?\s?%)"
    rf"|(?:{_EDGE}|{_GLUED})(?P<b2>{_NUM})%(?:;?o\b)?{_AFTER}"
    rf"|{_EDGE}(?P<s>{_SURE_NUM}){_SIGN}{_AFTER}"
)
_GLUED_PLAIN = re.compile(r"(?<=[a-zà-ỹ])(?P<a>\d{2,3}(?:,\d{1,2})?)%")
_YEAR_GLUED = re.compile(r"(?<=[a-zà-ỹ])(?=(?:19|20)\d\d(?!\d))")


@dataclass(frozen=True, slots=True)
class Share:
    """One share found in a raw line: `low` to `high` (equal when it is no range)."""

    start: int
    end: int
    low: float
    high: float
    mended: bool
    """True when letters were read as digits."""

    @property
    def canonical(self) -> str:
        if self.low == self.high:
            return f"{show(self.low)}%"
        return f"{show(self.low)}%-{show(self.high)}%"


def show(value: float) -> str:
    """A number as Vietnamese papers write it: 18,7."""
    return f"{value:g}".replace(".", ",") if value < 1e6 else f"{int(value):,}".replace(",", ".")


def _decode(digits: str) -> float | None:
    plain = "".join(_LIKE.get(c, c) for c in digits)
    try:
        return float(plain.replace(",", "."))
    except ValueError:
        return None


def _share(match: re.Match[str]) -> Share | None:
    groups = match.groupdict()
    first = groups.get("a") or groups.get("b2") or groups.get("s") or ""
    second = groups.get("b")
    low = _decode(first)
    high = _decode(second) if second else low
    if low is None or high is None:
        return None
    letters = bool(re.search(r"[^0-9.,]", first + (second or ""))) or "%" not in match.group()
    if second and low > high:
        if low >= 10 and high < 10 and low / 10 < high:  # a digit too many or too few
            low = low / 10
            letters = True
        elif high * 10 >= low and high < 10:
            high = high * 10
            letters = True
        else:
            return None
    if high > 999 or (letters and high > 100):
        return None
    return Share(match.start(), match.end(), low, high, letters)


_ONES = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SPOKEN = re.compile(
    r"(?<![^\W\d_])(?:(?P<n>\d{1,3}(?:,\d{1,2})?)|(?P<w>một trăm|(?:(?:hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín) mươi|mười)"
    r"(?: (?:một|mốt|hai|ba|bốn|tư|năm|lăm|nhăm|sáu|bảy|bẩy|tám|chín))?|một|hai|ba|bốn|năm|sáu|bảy|tám|chín))\s+phần trăm(?![^\W\d_])",
    re.IGNORECASE,
)


def _spoken(match: re.Match[str]) -> float:
    """'chín mươi lăm phần trăm' is 95."""
    if match.group("n"):
        return float(match.group("n").replace(",", "."))
    words = match.group("w").lower().split()
    if words[-1] == "trăm":
        return 100.0
    if words[0] == "mười":
        return 10.0 + sum(_ONES[word] for word in words[1:])
    if len(words) > 1:
        return 10.0 * _ONES[words[0]] + sum(_ONES[word] for word in words[2:])
    return float(_ONES[words[0]])


def shares(line: str) -> list[Share]:
    """Every share in the line, left to right, ranges joined."""
    found: list[Share] = []
    for pattern in (_RANGE, _SINGLE, _GLUED_PLAIN):
        for match in pattern.finditer(line):
            if any(share.start < match.end() and match.start() < share.end for share in found):
                continue
            share = _share(match)
            if share is not None:
                found.append(share)
    if "hần" in line:
        for match in _SPOKEN.finditer(line):
            value = _spoken(match)
            found.append(Share(match.start(), match.end(), value, value, False))
    found.sort(key=lambda share: share.start)
    return found


_MARKER_GLUED = re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2})?[.)]|[IVX]{1,4}\.|[a-zđ]\))(?=[A-ZĐ][^\W\d_])")


def gaps(line: str) -> list[int]:
    """Places where a blank was lost: before a year ('tdm2022'), after the line's number ('5.Sở Kế hoạch')."""
    found = [match.start() for match in _YEAR_GLUED.finditer(line)]
    if match := _MARKER_GLUED.match(line):
        found.append(match.end())
    return found
