"""Furnish the rooms from the bottom step up, each by its own demo.py, through services only."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from .clock import PretendClock

LAST_DAY = date(2026, 11, 20)
"""Fixed, so that two people who furnish with the same seed meet the same town."""


class HalfFurnished(Exception):
    """An earlier furnishing was cut off in a database that may hold other things. `str()` says what to do."""


def marker() -> Path:
    return Path(settings.DINH_HOME) / "demo.json"


def state() -> str | None:
    """ "furnishing", "done", or None when this home was never furnished."""
    try:
        return str(json.loads(marker().read_text(encoding="utf-8"))["state"])
    except (FileNotFoundError, KeyError, ValueError):
        return None


def furnish(*, size: str, seed: int, say: Callable[[str], None]) -> None:
    """Furnish every room ("small", "full", or "province": a whole province in bulk). The marker tells a later run whether this one came to its end."""
    _mark("furnishing", size, seed)
    clock = PretendClock(LAST_DAY)
    parts = ("demo", "demo_province") if size == "province" else ("demo",)
    for room in settings.ROOMS:
        for part in parts:
            if find_spec(f"dinh.{room}.{part}") is None:
                continue
            # A province is the full town, and then by the thousand what a whole province has.
            much = "full" if size == "province" and part == "demo" else size
            module = importlib.import_module(f"dinh.{room}.{part}")
            module.furnish(size=much, seed=seed, clock=clock, say=say)
    _mark("done", size, seed)


def sign_ins() -> list[tuple[str, str, str]]:
    """(user name, who it is, what the person can do) of every demo person worth signing in as."""
    town = importlib.import_module("dinh.town.demo")
    return list(town.sign_ins())


def _mark(word: str, size: str, seed: int) -> None:
    marker().write_text(json.dumps({"state": word, "size": size, "seed": seed}), encoding="utf-8")
