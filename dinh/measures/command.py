"""`dinh measure`, `dinh prove`, `dinh score`."""

from __future__ import annotations

from collections.abc import Callable

from .scorecards.command import score

COMMANDS: dict[str, Callable[[list[str]], int]] = {"score": score}
