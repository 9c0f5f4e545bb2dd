"""Socket: what the command search (Ctrl K, page /tim/) can find and do. Each room offers a finder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from django.http import HttpRequest, HttpResponse

from .shapes import Found

Finder = Callable[[HttpRequest, str], Iterable[Found]]
_finders: dict[str, Finder] = {}
_deed_finders: dict[str, Finder] = {}
EACH = 6


@dataclass
class _Index:
    """What a room with an index of everything answers in place of each room's own looking."""

    things: Finder | None = None
    page: Callable[[HttpRequest], HttpResponse] | None = None


_index = _Index()


def offer(name: str, finder: Finder, *, deeds: Finder | None = None) -> None:
    """`finder(request, words)` gives what matches and what this person may open; empty words mean "at hand now".
    `deeds` gives the deeds alone: it is asked instead once an index finds the things."""
    _finders[name] = finder
    if deeds is not None:
        _deed_finders[name] = deeds


def search_with(things: Finder, page: Callable[[HttpRequest], HttpResponse]) -> None:
    """Let an index find the things of all rooms at once, and draw the whole page `/tim/`."""
    _index.things, _index.page = things, page


def whole_page() -> Callable[[HttpRequest], HttpResponse] | None:
    """The page of the index, when there is one."""
    return _index.page


def find(request: HttpRequest, words: str) -> tuple[list[Found], list[Found]]:
    """Things first, deeds second; a few of each room."""
    if _index.things is not None:
        return list(_index.things(request, words)), find_deeds(request, words)
    things: list[Found] = []
    deeds: list[Found] = []
    for finder in _finders.values():
        for found in islice(finder(request, words), EACH):
            (deeds if found.deed else things).append(found)
    return things, deeds


def find_deeds(request: HttpRequest, words: str) -> list[Found]:
    """A few deeds of each room, when an index finds the things."""
    found: list[Found] = []
    for name, finder in _finders.items():
        asked = _deed_finders.get(name, finder)
        found += islice((one for one in asked(request, words) if one.deed), EACH)
    return found
