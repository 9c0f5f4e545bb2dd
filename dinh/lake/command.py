"""`dinh lake`, `dinh import`."""

from __future__ import annotations

from collections.abc import Callable

COMMANDS: dict[str, Callable[[list[str]], int]] = {}
