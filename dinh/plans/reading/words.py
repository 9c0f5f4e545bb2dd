"""The words of a source: each as the page has it, as it is understood, and folded for comparing.

A `Run` is some words in a row. It gives its clean wording, its place and its quote letter for letter, so that
whatever is cut from it never loses the way back to the page.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from dinh.plans.reading.numbers import Share


class _Folding(dict[int, str]):
    """Letter to plain letter, worked out once for each letter met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        low = letter.lower()[0]
        plain = "d" if low in "đð" else unicodedata.normalize("NFD", low)[0]
        plain = _PLAIN.get(plain, plain)
        self[code] = plain
        return plain


_PLAIN = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "¢": "c"}
_FOLDING = _Folding()


def fold(text: str) -> str:
    """Lower case, marks off, đ as d. One letter stays one letter, so offsets hold for composed (NFC) text."""
    return text.translate(_FOLDING)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the source."""

    raw: str
    clean: str
    fold: str
    line: int
    page: int
    start: int
    end: int
    sure: float
    """0..1: how sure the restoring of marks was; 1 when nothing was changed."""
    share: Share | None = None


class Pages:
    """The raw lines by number, to quote from."""

    def __init__(self, lines: Mapping[int, str], page_of: Mapping[int, int]):
        self.lines = lines
        self.page_of = page_of

    def quote(self, first: int, start: int, last: int, end: int) -> str:
        """Letter for letter, lines joined by one space, runs of blanks told as one."""
        if first == last:
            return squash(self.lines[first][start:end])
        parts = [self.lines[first][start:]]
        parts += [self.lines.get(number, "") for number in range(first + 1, last)]
        parts.append(self.lines[last][:end])
        return squash(" ".join(parts))

    def whole(self, first: int, last: int) -> str:
        """All of some lines, joined."""
        return squash(" ".join(self.lines.get(number, "") for number in range(first, last + 1)))


def squash(text: str) -> str:
    """Runs of blanks as one space."""
    return " ".join(text.split())


class Run:
    """Words in a row."""

    def __init__(self, words: Sequence[Word], pages: Pages):
        self.words = tuple(words)
        self.pages = pages

    def __len__(self) -> int:
        return len(self.words)

    def __bool__(self) -> bool:
        return bool(self.words)

    @cached_property
    def folded(self) -> str:
        """The words folded and joined by one space: what the patterns look at."""
        return " ".join(word.fold for word in self.words)

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for word in self.words:
            starts.append(at)
            at += len(word.fold) + 1
        return starts

    @cached_property
    def clean(self) -> str:
        """The wording proposed, spaces mended."""
        return tidy(" ".join(word.clean for word in self.words))

    @cached_property
    def bare(self) -> list[str]:
        """The folded words without the signs about them."""
        return [word.fold.strip(",;.()|\"'/:") for word in self.words]

    @property
    def lines(self) -> tuple[int, int]:
        return (self.words[0].line, self.words[-1].line)

    @property
    def page(self) -> int:
        return self.words[0].page

    @property
    def quote(self) -> str:
        first, last = self.words[0], self.words[-1]
        return self.pages.quote(first.line, first.start, last.line, last.end)

    @property
    def sure(self) -> float:
        """How sure the words are, on the whole."""
        if not self.words:
            return 0.0
        return sum(word.sure for word in self.words) / len(self.words)

    def index_at(self, offset: int) -> int:
        """Which word stands at an offset of `folded`."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def offset_of(self, index: int) -> int:
        """Where a word begins in `folded`."""
        return self._starts[index] if index < len(self._starts) else len(self.folded)

    def part(self, first: int, last: int) -> Run:
        """Words first..last-1 as a run of their own."""
        return Run(self.words[first:last], self.pages)

    def cut(self, start: int, end: int) -> Run:
        """The words that touch folded[start:end]."""
        if end <= start:
            return Run((), self.pages)
        return self.part(self.index_at(start), self.index_at(end - 1) + 1)

    def stripped(self) -> Run:
        """Without leading bullets, commas and joining words."""
        first, last = 0, len(self.words)
        while first < last and not any(c.isalnum() for c in self.words[first].fold):
            first += 1
        while last > first and not any(c.isalnum() or c in ')%”"' for c in self.words[last - 1].fold):
            last -= 1
        return self.part(first, last)


def joined(runs: Iterable[Run], pages: Pages) -> Run:
    """Several runs as one."""
    return Run([word for run in runs for word in run.words], pages)


_SPACE_BEFORE = re.compile(r"\s+([,.;:!?%)\]”…])")
_SPACE_AFTER = re.compile(r"([(\[“])\s+")
_BULLET = re.compile(r"^(?:[-–+•*·,.:;|\s]+)(?=\w|[“\"(])")


def tidy(text: str) -> str:
    """Spaces around signs as they should be."""
    mended = _SPACE_AFTER.sub(r"\1", _SPACE_BEFORE.sub(r"\1", squash(text))).replace(",,", ",")
    return mended.replace("%/ ", "%/").replace("% / ", "%/")


def sentence(text: str) -> str:
    """A clause as an entry: bullet off, first letter capital, closing sign off."""
    bare = _BULLET.sub("", tidy(text)).rstrip(" ;,.:-|/")
    if bare.count(")") > bare.count("(") and bare.endswith(")"):
        bare = bare[:-1]
    elif bare.count("(") > bare.count(")"):
        bare += ")"
    if bare.isupper() and len(bare) > 24:
        bare = bare.capitalize()
    return bare[:1].upper() + bare[1:]


@lru_cache(maxsize=131072)
def near(a: str, b: str, most: int = 1) -> bool:
    """Whether two folded words differ by at most some letters."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > most:
        return False
    return distance(a, b, most) <= most


def distance(a: str, b: str, most: int = 99) -> int:
    """Letters to change, add or drop to make `a` into `b`; stops caring above `most`."""
    previous = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        row = [i]
        for j, right in enumerate(b, 1):
            row.append(min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (left != right)))
        if min(row) > most:
            return most + 1
        previous = row
    return previous[-1]


def found_near(text: str, phrase: str, allow: float = 0.2) -> bool:
    """Whether a phrase stands in a text up to a share of misread letters (blanks do not count)."""
    hay, needle = compact(text), compact(phrase)
    if needle in hay:
        return True
    return best_distance(hay, needle) <= allow * len(needle)


@lru_cache(maxsize=65536)
def best_distance(hay: str, needle: str) -> int:
    """Fewest letters to mend so that `needle` stands somewhere in `hay` (Myers' bit vectors: one step a letter)."""
    size = len(needle)
    if not size:
        return 0
    places: dict[str, int] = {}
    for index, letter in enumerate(needle):
        places[letter] = places.get(letter, 0) | (1 << index)
    mask, last = (1 << size) - 1, 1 << (size - 1)
    up, down, score, best = mask, 0, size, size
    for letter in hay:
        equal = places.get(letter, 0)
        vertical = equal | down
        across = (((equal & up) + up) ^ up) | equal
        plus = (down | ~(across | up)) & mask
        minus = up & across
        if plus & last:
            score += 1
        elif minus & last:
            score -= 1
        plus, minus = (plus << 1) & mask, (minus << 1) & mask
        up = (minus | ~(vertical | plus)) & mask
        down = plus & vertical
        best = min(best, score)
    return best


_LOOKS = str.maketrans({"1": "i", "|": "i", "!": "i", "0": "o", "6": "o", "5": "s", "8": "b", "@": "a"})


@lru_cache(maxsize=16384)
def compact(text: str) -> str:
    """Folded letters only, letters that scanners confuse with digits put back."""
    return re.sub(r"[^a-z]", "", fold(text).translate(_LOOKS))
