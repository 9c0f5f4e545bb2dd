"""What the middle of a damaged word may have been, looked up in a table of all the ways that middles are spoiled.

`data/middles.bin` is made by `build.py` with `channel.spoil`. It is one block of lines `seen TAB readings`, sorted by the
first two letters so that only a small stretch is searched; nothing is unpacked before it is needed.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from . import channel

DATA = Path(__file__).parent / "data" / "middles.bin"
_SHIFT, _STEP = 48, 16.0
_POOR = 2.2
"""Where no reading is cheaper than this, one sign may have been too many."""
_EXTRA_NOISE, _EXTRA_THIN, _EXTRA_LETTER = 0.9, 1.8, 2.6


def dump(middles: Iterable[str], path: Path = DATA) -> None:
    """Write the table for these middles."""
    known = sorted(middles)
    readings: defaultdict[str, list[tuple[int, float, int]]] = defaultdict(list)
    for number, middle in enumerate(known):
        for seen, (cost, lost) in channel.spoil(middle).items():
            readings[seen].append((number, cost, lost))
    shards: defaultdict[str, list[str]] = defaultdict(list)
    for seen in sorted(readings):
        packed = "".join(
            chr(_SHIFT + number // 64)
            + chr(_SHIFT + number % 64)
            + chr(_SHIFT + round(cost * _STEP))
            + chr(_SHIFT + lost)
            for number, cost, lost in readings[seen]
        )
        shards[seen[:2]].append(f"\n{seen}\t{packed}")
    at, index, blocks = 0, {}, []
    for start in sorted(shards):
        block = ("".join(shards[start]) + "\n").encode()
        index[start] = (at, at + len(block))
        at += len(block)
        blocks.append(block)
    head = json.dumps([known, index], ensure_ascii=False).encode()
    path.write_bytes(zlib.compress(b"".join((len(head).to_bytes(4, "little"), head, *blocks)), 9))


class Middles:
    """The table, read once."""

    def __init__(self, path: Path = DATA) -> None:
        raw = zlib.decompress(path.read_bytes())
        size = int.from_bytes(raw[:4], "little")
        self.middles: list[str]
        self._index: dict[str, list[int]]
        self.middles, self._index = json.loads(raw[4 : 4 + size])
        self._block = raw[4 + size :]
        self._memo: dict[tuple[str, float], tuple[float, dict[int, float]]] = {}

    def costs(self, seen: str, lost: float) -> tuple[float, dict[int, float]]:
        """For every middle that `seen` may have been (by number), the cost, and the least of these; `lost` is the price
        of a lost mark."""
        key = seen, lost
        found = self._memo.get(key)
        if found is None:
            readings = self._look_up(seen, lost)
            if 1 < len(seen) < 5:
                self._without_a_sign(seen, lost, readings)
            found = self._memo[key] = min(readings.values(), default=channel.FAR), readings
        return found

    def _look_up(self, seen: str, lost: float) -> dict[int, float]:
        place = self._index.get(seen[:2])
        if place is None:
            return {}
        mark = f"\n{seen}\t".encode()
        at = self._block.find(mark, *place)
        if at < 0:
            return {}
        at += len(mark)
        packed = self._block[at : self._block.index(b"\n", at)]
        return {
            (packed[spot] - _SHIFT) * 64 + packed[spot + 1] - _SHIFT: (packed[spot + 2] - _SHIFT) / _STEP
            + lost * (packed[spot + 3] - _SHIFT)
            for spot in range(0, len(packed), 4)
        }

    def _without_a_sign(self, seen: str, lost: float, found: dict[int, float]) -> None:
        """Add what it may be if one sign too many was seen, or several specks of dirt."""
        clean = "".join(sign for sign in seen if sign not in channel.NOISE)
        if clean != seen:
            self._cheaper(clean, lost, _EXTRA_NOISE * (len(seen) - len(clean)), found)
        elif min(found.values(), default=channel.FAR) > _POOR:
            for at, sign in enumerate(seen):
                extra = _EXTRA_THIN if sign in "il1trI" else _EXTRA_LETTER
                self._cheaper(seen[:at] + seen[at + 1 :], lost, extra, found)

    def _cheaper(self, seen: str, lost: float, extra: float, found: dict[int, float]) -> None:
        for number, cost in self._look_up(seen, lost).items():
            if cost + extra < found.get(number, channel.MOST):
                found[number] = cost + extra
