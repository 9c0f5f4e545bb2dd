"""How often something happened lately, counted in this process's memory: enough for the one server a locality runs."""

from __future__ import annotations

import threading
import time


class Counter:
    """Counts by key within windows of `seconds`. Holds at most `most_keys` keys: the oldest window goes first."""

    def __init__(self, seconds: float, most_keys: int = 20_000) -> None:
        self.seconds, self.most_keys = seconds, most_keys
        self._counts: dict[str, tuple[float, int]] = {}
        self._lock = threading.Lock()

    def add(self, key: str, now: float | None = None) -> int:
        """Count one more and give the count of the window in which `now` lies."""
        moment = time.monotonic() if now is None else now
        with self._lock:
            begun, count = self._counts.get(key, (moment, 0))
            if moment - begun >= self.seconds:
                begun, count = moment, 0
            self._counts[key] = (begun, count + 1)
            if len(self._counts) > self.most_keys:
                self._forget(moment)
            return count + 1

    def seen(self, key: str, now: float | None = None) -> int:
        """The count so far, without adding."""
        moment = time.monotonic() if now is None else now
        begun, count = self._counts.get(key, (moment, 0))
        return 0 if moment - begun >= self.seconds else count

    def _forget(self, moment: float) -> None:
        self._counts = {k: v for k, v in self._counts.items() if moment - v[0] < self.seconds}
        while len(self._counts) > self.most_keys:
            self._counts.pop(next(iter(self._counts)))
