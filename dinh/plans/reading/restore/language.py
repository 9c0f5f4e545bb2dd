"""What Vietnamese officialese sounds like: counts of one, two and three words in a row, from `data/language.bin`.

Costs are natural-log probabilities, negated, in sixteenths. The file is made by `build.py` from our own corpus.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from .syllables import split

DATA = Path(__file__).parent / "data" / "language.bin"
STEP = 16.0
WEIGHT = 0.8
"""How much the language counts beside the scan's costs."""
START, NUMBER, UNKNOWN = 0, 1, 2
SPECIAL = ("<s>", "<n>", "<?>")


Row = dict[int, float]


@dataclass(slots=True)
class Language:
    words: list[str]
    """Lower-case syllables and foreign words; short forms (UBND, QĐ) in capitals."""
    one: list[float]
    two: dict[int, Row]
    """By the word before."""
    three: dict[int, Row]
    """By the two words before, packed: `before << 16 | last`."""
    off_one: list[float]
    off_two: dict[int, float]
    ids: dict[str, int] = field(default_factory=dict)
    parts: list[tuple[str, ...]] = field(default_factory=list)
    """Each word's onset, middle and coda; nothing for what is no Vietnamese syllable."""

    def cost(self, before: int, last: int, word: int) -> float:
        """How surprising `word` is after `before last`."""
        context = before << 16 | last
        row = self.three.get(context)
        if row is not None and word in row:
            return row[word]
        found = self.two.get(last, _NO_ROW).get(word)
        if found is None:
            found = self.off_one[last] + self.one[word]
        return found + self.off_two.get(context, 0.0)


_NO_ROW: Row = {}


def _pack(kind: str, values: Iterable[int]) -> bytes:
    packed = array(kind, values)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _unpack(kind: str, raw: bytes) -> array[int]:
    values = array(kind)
    values.frombytes(raw)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def _deltas(keys: Iterable[int]) -> list[int]:
    before, found = 0, []
    for key in keys:
        found.append(key - before)
        before = key
    return found


def _cut(word: str) -> str:
    """A syllable with its joints shown: ng/ườ/i."""
    parts = split(word) if word.islower() else None
    return "/".join(parts) if parts else word


def _flat(rows: dict[int, Row]) -> list[tuple[int, float]]:
    """Rows as one sorted list of packed keys and costs."""
    return sorted((context << 16 | word, cost) for context, row in rows.items() for word, cost in row.items())


def dump(model: Language, path: Path = DATA) -> None:
    """Write the model in the compact form that `load` reads."""
    pairs, triples = _flat(model.two), _flat(model.three)
    parts = [
        "\n".join(map(_cut, model.words)).encode(),
        _pack("B", (round(cost * STEP) for cost in model.one)),
        _pack("B", (round(cost * STEP) for cost in model.off_one)),
        _pack("I", _deltas(key for key, _ in pairs)),
        _pack("B", (round(cost * STEP) for _, cost in pairs)),
        _pack("B", (round(model.off_two.get(key, 0.0) * STEP) for key, _ in pairs)),
        _pack("Q", _deltas(key for key, _ in triples)),
        _pack("B", (round(cost * STEP) for _, cost in triples)),
    ]
    head = json.dumps([len(part) for part in parts]).encode()
    path.write_bytes(zlib.compress(b"".join((len(head).to_bytes(4, "little"), head, *parts)), 9))


def _rows(keys: Iterable[int], costs: Iterable[float]) -> dict[int, Row]:
    """The rows back from a sorted list of packed keys."""
    rows: dict[int, Row] = {}
    context, row = -1, _NO_ROW
    for key, cost in zip(keys, costs, strict=True):
        if key >> 16 != context:
            context = key >> 16
            row = rows[context] = {}
        row[key & 0xFFFF] = cost
    return rows


@lru_cache(maxsize=1)
def load() -> Language:
    """The shipped model, its costs weighted; read once."""
    from itertools import accumulate

    body = zlib.decompress(DATA.read_bytes())
    size = int.from_bytes(body[:4], "little")
    at = 4 + size
    parts = []
    for length in json.loads(body[4:at]):
        parts.append(body[at : at + length])
        at += length
    cuts = parts[0].decode().split("\n")
    words = [cut.replace("/", "") for cut in cuts]
    scale = [step / STEP * WEIGHT for step in range(256)]
    pairs = list(accumulate(_unpack("I", parts[3])))
    backs = parts[5]
    return Language(
        words=words,
        one=[scale[step] for step in parts[1]],
        off_one=[scale[step] for step in parts[2]],
        two=_rows(pairs, map(scale.__getitem__, parts[4])),
        off_two={pair: scale[step] for pair, step in zip(pairs, backs, strict=True) if step},
        three=_rows(accumulate(_unpack("Q", parts[6])), map(scale.__getitem__, parts[7])),
        ids={word: index for index, word in enumerate(words)},
        parts=[tuple(cut.split("/")) if "/" in cut else () for cut in cuts],
    )
