"""`dinh lake`, `dinh import`."""

from __future__ import annotations

from collections.abc import Callable

from .importing.command import bring
from .tending.command import tend

COMMANDS: dict[str, Callable[[list[str]], int]] = {"import": bring, "lake": tend}
