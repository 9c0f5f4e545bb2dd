"""`dinh measure`, `dinh prove`, `dinh score`."""

from __future__ import annotations

from collections.abc import Callable

COMMANDS: dict[str, Callable[[list[str]], int]] = {}
