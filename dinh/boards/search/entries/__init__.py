"""One file a room: what can be found of it. Each registers its kinds; start-up calls `register_all`."""

from __future__ import annotations

from importlib import import_module

ROOMS = ("plans", "work", "papers", "town", "reporting", "inspections", "voices")


def register_all() -> None:
    """Register the kinds of every room."""
    for room in ROOMS:
        import_module(f"{__name__}.{room}").register()
