"""How much of a scanned plan comes back right, measured against what a careful reader restored.

For each entry of a key, the restored words of its lines are laid beside the key's wording (ends of the lines that the
entry leaves out are free), and the words that stand opposite each other are compared. Tone placement (hoá, hóa) and
i or y (kĩ, kỹ) do not matter; capitals do not either.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from . import RestoredLine, restore
from .syllables import canonical, fold

_WORD = re.compile(r"[^\W\d_]+")
_GAP = 0.55
_TOO_FAR = 0.45
"""Entries further than this from their lines are not literal and are left out."""


@dataclass(slots=True)
class Score:
    words: int = 0
    right: int = 0
    spoiled: int = 0
    """Words whose source is not what the key says."""
    mended: int = 0
    unmarked: int = 0
    """Of these, words where the scan dropped or muddled the marks only."""
    remarked: int = 0
    entries: int = 0
    left_out: int = 0
    wrong: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """(source, restored, key) of what is still wrong."""

    @property
    def share(self) -> float:
        return self.right / self.words if self.words else 1.0

    @property
    def share_mended(self) -> float:
        return self.mended / self.spoiled if self.spoiled else 1.0

    @property
    def share_remarked(self) -> float:
        return self.remarked / self.unmarked if self.unmarked else 1.0


@lru_cache(maxsize=65536)
def _plain(word: str) -> str:
    word = canonical(unicodedata.normalize("NFC", word).lower())
    if len(word) > 1 and word[0] in "klmt" and word[1:] in ("í", "ì", "ỉ", "ĩ", "ị", "i"):
        word = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).replace("i", "y"))
    return word


@lru_cache(maxsize=262144)
def _apart(left: str, right: str) -> float:
    """How unlike two words are, 0 to 1."""
    if left == right:
        return 0.0
    row = list(range(len(right) + 1))
    for at, sign in enumerate(left, 1):
        before, row[0] = row[0], at
        for spot, other in enumerate(right, 1):
            before, row[spot] = row[spot], min(before + (sign != other), row[spot] + 1, row[spot - 1] + 1)
    return row[-1] / max(len(left), len(right))


def _restored_words(lines: Sequence[RestoredLine]) -> list[tuple[str, str]]:
    """(source, restored word) in order; a source read as two words stands beside both."""
    return [
        (token.source, word)
        for line in lines
        for token in line.tokens
        for word in _WORD.findall(token.text) or ([token.text] if not token.text[:1].isdigit() else [])
    ]


def _beside(got: Sequence[tuple[str, str]], key: Sequence[str]) -> tuple[float, list[tuple[str, str, str]]]:
    """The cheapest way to lay the key beside the restored words; both ends of the latter are free."""
    costs = [[0.0] + [_GAP * (spot + 1) for spot in range(len(key))]]
    moves = [[0] * (len(key) + 1)]
    folded = [fold(word) for word in key]
    for source, word in got:
        above, row, move = costs[-1], [0.0], [0]
        one, two = fold(source), fold(word)
        for spot, meant in enumerate(folded):
            best, how = above[spot] + min(_apart(one, meant), _apart(two, meant)), 1
            last = spot == len(key) - 1
            if above[spot + 1] + (0.0 if last else _GAP) < best:
                best, how = above[spot + 1] + (0.0 if last else _GAP), 2
            if row[spot] + _GAP < best:
                best, how = row[spot] + _GAP, 3
            row.append(best)
            move.append(how)
        costs.append(row)
        moves.append(move)
    pairs = []
    at, spot = len(got), len(key)
    while at and spot:
        how = moves[at][spot]
        if how == 1:
            pairs.append((*got[at - 1], key[spot - 1]))
            at, spot = at - 1, spot - 1
        elif how == 2:
            at -= 1
        else:
            spot -= 1
    return costs[-1][-1], pairs[::-1]


def entries(key: dict[str, Any]) -> Iterator[tuple[tuple[int, int], str]]:
    """Line range and wording of each target, task and project of a key."""
    for part, name in (("targets", "text"), ("tasks", "text"), ("tasks", "name"), ("projects", "name")):
        for entry in key.get(part) or ():
            wording, lines = entry.get(name), entry.get("lines")
            if isinstance(wording, str) and lines:
                yield (int(lines[0]), int(lines[-1])), wording


def score(lines: Sequence[str], key: dict[str, Any], restored: Sequence[RestoredLine] | None = None) -> Score:
    """The score of one plan against its key."""
    restored = restore(lines) if restored is None else restored
    result = Score()
    done: set[tuple[tuple[int, int], str]] = set()
    for span, wording in entries(key):
        if (span, wording) in done:
            continue
        done.add((span, wording))
        words = _WORD.findall(unicodedata.normalize("NFC", wording))
        far, pairs = _beside(_restored_words(restored[span[0] - 1 : span[1]]), words)
        if not words or far / len(words) > _TOO_FAR:
            result.left_out += 1
            continue
        result.entries += 1
        for source, word, meant in pairs:
            _count(result, source, word, meant)
    return result


def score_entry(restored: Sequence[RestoredLine], words: Sequence[str]) -> list[tuple[str, str, str]] | None:
    """(source, restored, meant) of the words of one entry that are wrong; None when it does not tell: it is too far from
    its lines, or all is right."""
    far, pairs = _beside(_restored_words(restored), words)
    if not words or far / len(words) > _TOO_FAR:
        return None
    wrong = [
        (source, word, meant)
        for source, word, meant in pairs
        if _plain(word) != _plain(meant)
        and min(_apart(fold(source), fold(meant)), _apart(fold(word), fold(meant))) <= 0.5
    ]
    return wrong or None


def _count(result: Score, source: str, word: str, meant: str) -> None:
    right = _plain(word) == _plain(meant)
    result.words += 1
    result.right += right
    if _plain(source) != _plain(meant):
        result.spoiled += 1
        result.mended += right
        if fold(source) == fold(meant):
            result.unmarked += 1
            result.remarked += right
    if not right:
        result.wrong[source, word, meant] += 1


def score_file(text: Path, key: Path) -> Score:
    """The score of a plan's text file against its key file."""
    lines = text.read_text(encoding="utf-8").split("\n")
    return score(lines, yaml.safe_load(key.read_text(encoding="utf-8")))
