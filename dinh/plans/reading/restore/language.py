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

DATA = Path(__file__).parent / "data" / "language.bin"
STEP = 16.0
WEIGHT = 0.9
"""How much the language counts beside the scan's costs."""
START, NUMBER, UNKNOWN = 0, 1, 2
SPECIAL = ("<s>", "<n>", "<?>")


@dataclass(slots=True)
class Language:
    words: list[str]
    """Lower-case syllables and foreign words; short forms (UBND, QĐ) in capitals."""
    one: list[float]
    two: dict[int, float]
    three: dict[int, float]
    off_one: list[float]
    off_two: dict[int, float]
    ids: dict[str, int] = field(default_factory=dict)

    def cost(self, before: int, last: int, word: int) -> float:
        """How surprising `word` is after `before last`."""
        pair = last << 16 | word
        found = self.three.get(before << 32 | pair)
        if found is not None:
            return found
        found = self.two.get(pair)
        if found is None:
            found = self.off_one[last] + self.one[word]
        return found + self.off_two.get(before << 16 | last, 0.0)


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


def dump(model: Language, path: Path = DATA) -> None:
    """Write the model in the compact form that `load` reads."""
    from itertools import chain

    pairs, triples = sorted(model.two), sorted(model.three)
    parts = [
        "\n".join(model.words).encode(),
        _pack("B", (round(cost * STEP) for cost in model.one)),
        _pack("B", (round(cost * STEP) for cost in model.off_one)),
        _pack("I", _deltas(pairs)),
        _pack("B", (round(model.two[key] * STEP) for key in pairs)),
        _pack("B", (round(model.off_two.get(key, 0.0) * STEP) for key in pairs)),
        _pack("Q", _deltas(triples)),
        _pack("B", (round(model.three[key] * STEP) for key in triples)),
    ]
    head = json.dumps([len(part) for part in parts]).encode()
    body = b"".join(chain((len(head).to_bytes(4, "little"), head), parts))
    path.write_bytes(zlib.compress(body, 9))


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
    words = parts[0].decode().split("\n")
    scale = [step / STEP * WEIGHT for step in range(256)]
    pairs = list(accumulate(_unpack("I", parts[3])))
    backs = parts[5]
    return Language(
        words=words,
        one=[scale[step] for step in parts[1]],
        off_one=[scale[step] for step in parts[2]],
        two=dict(zip(pairs, map(scale.__getitem__, parts[4]), strict=True)),
        off_two={pair: scale[step] for pair, step in zip(pairs, backs, strict=True) if step},
        three=dict(zip(accumulate(_unpack("Q", parts[6])), map(scale.__getitem__, parts[7]), strict=True)),
        ids={word: index for index, word in enumerate(words)},
    )
