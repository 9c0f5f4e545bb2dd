"""Things of this room that can be found."""

from __future__ import annotations


def register() -> None:
    """Nothing yet."""
