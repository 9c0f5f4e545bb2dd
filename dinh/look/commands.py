"""Socket: what the command search (Ctrl K, page /tim/) can find and do. Each room offers a finder."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest

from .shapes import Found

Finder = Callable[[HttpRequest, str], Iterable[Found]]
_finders: dict[str, Finder] = {}
EACH = 6


def offer(name: str, finder: Finder) -> None:
    """`finder(request, words)` gives what matches and what this person may open; empty words mean "at hand now"."""
    _finders[name] = finder


def find(request: HttpRequest, words: str) -> tuple[list[Found], list[Found]]:
    """Things first, deeds second; a few of each room."""
    things: list[Found] = []
    deeds: list[Found] = []
    for finder in _finders.values():
        for count, found in enumerate(finder(request, words)):
            if count >= EACH:
                break
            (deeds if found.deed else things).append(found)
    return things, deeds
