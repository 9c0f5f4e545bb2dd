"""The numbers Word shows before paragraphs: "1.", "a)", "II.", "-". They are not in the text, only how to count them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any


def local(element: Any) -> str:
    """A tag without its namespace; comments and instructions have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: Any, name: str) -> Any:
    """The first child of that name, or None (also of None)."""
    if element is None:
        return None
    return next((inner for inner in element if local(inner) == name), None)


def attribute(element: Any, name: str) -> str | None:
    """An attribute whatever its namespace."""
    if element is None:
        return None
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def value_of(element: Any) -> str | None:
    """The `val` of an element, as most of Word's settings are written."""
    return attribute(element, "val")


def whole(text: str | None, otherwise: int, most: int) -> int:
    """The number of a setting, 0 to `most`; `otherwise` for one that is missing or no sensible number."""
    if not text or len(text) > 9 or not (text.isascii() and text.isdecimal()):
        return otherwise
    return int(text) if int(text) <= most else otherwise


_MOST_LEVEL, _MOST_COUNT = 8, 32_767
"""What Word itself allows."""
_LONGEST_PATTERN = 60


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str
    pattern: str
    start: int


class Numbering:
    """Counts through a document; ask for each paragraph's label once, in order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        self._styles: dict[str, tuple[str | None, int | None, str | None]] = {}
        for element in numbering if numbering is not None else ():
            self._take(element)
        for style in styles if styles is not None else ():
            if local(style) == "style" and attribute(style, "type") == "paragraph":
                number, level = _num_pr(child(style, "pPr"))
                self._styles[attribute(style, "styleId") or ""] = (
                    number,
                    level,
                    value_of(child(style, "basedOn")),
                )

    def label(self, paragraph: Any) -> str:
        """What Word shows before the paragraph, or ""."""
        settings = child(paragraph, "pPr")
        number, level = _num_pr(settings)
        if number is None:
            number, inherited = self._of_style(value_of(child(settings, "pStyle")))
            level = inherited if level is None else level
        if number is None or number == "0" or number not in self._lists:
            return ""
        abstract, starts = self._lists[number]
        levels = self._abstract.get(abstract, {})
        at = level or 0
        if at not in levels:
            return ""
        counts = self._counters.setdefault(abstract, {})
        if at in starts and (number, at) not in self._started:
            counts[at] = starts[at]
        else:
            counts[at] = counts[at] + 1 if at in counts else levels[at].start
        self._started.add((number, at))
        for deeper in [key for key in counts if key > at]:
            del counts[deeper]
        return _shown(levels, counts, at)

    def _take(self, element: Any) -> None:
        word = local(element)
        if word == "abstractNum":
            levels = {}
            for level in (inner for inner in element if local(inner) == "lvl"):
                levels[whole(attribute(level, "ilvl"), 0, _MOST_LEVEL)] = _Level(
                    value_of(child(level, "numFmt")) or "decimal",
                    (value_of(child(level, "lvlText")) or "")[:_LONGEST_PATTERN],
                    whole(value_of(child(level, "start")), 1, _MOST_COUNT),
                )
            self._abstract[attribute(element, "abstractNumId") or ""] = levels
        elif word == "num":
            starts = {
                whole(attribute(over, "ilvl"), 0, _MOST_LEVEL): whole(
                    value_of(child(over, "startOverride")), 1, _MOST_COUNT
                )
                for over in element
                if local(over) == "lvlOverride" and child(over, "startOverride") is not None
            }
            abstract = value_of(child(element, "abstractNumId")) or ""
            self._lists[attribute(element, "numId") or ""] = (abstract, starts)

    def _of_style(self, style: str | None) -> tuple[str | None, int | None]:
        for _ in range(12):  # styles lean on styles; a ring of them must not hold us
            if style is None or style not in self._styles:
                return None, None
            number, level, style_below = self._styles[style]
            if number is not None:
                return number, level
            style = style_below
        return None, None


def _num_pr(settings: Any) -> tuple[str | None, int | None]:
    numbered = child(settings, "numPr")
    level = value_of(child(numbered, "ilvl"))
    return value_of(child(numbered, "numId")), None if level is None else whole(level, 0, _MOST_LEVEL)


def _shown(levels: dict[int, _Level], counts: dict[int, int], at: int) -> str:
    level = levels[at]
    if level.kind == "none":
        return ""
    if level.kind == "bullet":
        return _bullet(level.pattern)

    def put(match: re.Match[str]) -> str:
        other = int(match.group(1)) - 1
        if other not in levels:
            return ""
        return written(counts.get(other, levels[other].start), levels[other].kind)

    return re.sub(r"%(\d)", put, level.pattern).strip()


def _bullet(pattern: str) -> str:
    """Signs of the symbol fonts have no letter of their own; a dash is what a clerk would have typed."""
    sign = pattern.strip()[:1]
    if not sign or unicodedata.category(sign) == "Co" or sign.isalnum():
        return "-"
    return sign


def written(count: int, kind: str) -> str:
    """A count as Word writes it: decimal, letters, Roman. Beyond what Word allows, decimal."""
    if kind in ("lowerLetter", "upperLetter") and 1 <= count <= 780:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman") and count <= _MOST_COUNT:
        roman = _roman(count)
        return roman if kind == "upperRoman" else roman.lower()
    if kind == "decimalZero":
        return f"{count:02d}"
    return str(count)


def _roman(count: int) -> str:
    signs = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"))
    signs += ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # type: ignore[assignment]
    out = ""
    for size, sign in signs:
        while count >= size:
            out, count = out + sign, count - size
    return out
