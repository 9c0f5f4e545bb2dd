"""Numbers that cost more than the page they stand on: kept for some seconds, and counted anew beside the page."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.utils.translation import get_language, override

log = logging.getLogger(__name__)


class Fresh:
    """What is kept for each person (0: for everybody) for DINH_COUNT_SECONDS. Whoever does a deed sees their own anew at
    once (`forget`); what others did meanwhile shows when the seconds are over."""

    MOST = 20_000
    LONGEST = 3
    """Times the seconds after which a number is not shown any more, however busy the server is."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, Hashable], tuple[float, Any]] = {}
        self._lock = Lock()
        self._asked: set[tuple[int, Hashable]] = set()
        self._done: dict[int, float] = {}
        """When each person last did something."""
        self._helper: ThreadPoolExecutor | None = None

    def get(self, who: int, what: Hashable, make: Callable[[], Any]) -> Any:
        """The number kept, while it is fresh. One that is past its seconds is shown once more and counted anew beside the
        page: fifty people who came in together do not all wait for their numbers in the same second."""
        seconds = float(getattr(settings, "DINH_COUNT_SECONDS", 0))
        now = time.monotonic()
        kept = self._kept.get((who, what))
        if kept is not None and now - kept[0] < seconds:
            return kept[1]
        if kept is not None and now - kept[0] < seconds * self.LONGEST:
            self._beside(who, what, make)
            return kept[1]
        return self._made(who, what, make)

    def _made(self, who: int, what: Hashable, make: Callable[[], Any]) -> Any:
        began = time.monotonic()
        made = make()
        with self._lock:
            if len(self._kept) >= self.MOST:
                self._kept.clear()
                self._done.clear()
            if began >= self._done.get(who, 0.0):  # counted before their last deed: not to be kept
                self._kept[who, what] = (began, made)
        return made

    def _beside(self, who: int, what: Hashable, make: Callable[[], Any]) -> None:
        with self._lock:
            if (who, what) in self._asked:
                return
            self._asked.add((who, what))
            if self._helper is None:
                self._helper = ThreadPoolExecutor(1, thread_name_prefix="numbers")
        self._helper.submit(self._anew, who, what, make, get_language())

    def _anew(self, who: int, what: Hashable, make: Callable[[], Any], language: str | None) -> None:
        try:
            with override(language):
                self._made(who, what, make)
        except Exception:
            log.exception("the number %s of the menu was not counted", what)
        finally:
            with self._lock:
                self._asked.discard((who, what))
            close_old_connections()

    def forget(self, who: int) -> None:
        with self._lock:
            self._done[who] = time.monotonic()
            for key in [key for key in self._kept if key[0] == who]:
                del self._kept[key]
