"""`dinh measure`, `dinh prove`, `dinh score`."""

from __future__ import annotations

from collections.abc import Callable

from .engine.command import measure, prove
from .scorecards.command import score

COMMANDS: dict[str, Callable[[list[str]], int]] = {"measure": measure, "prove": prove, "score": score}
