"""Sockets of the page shell: who is signed in, where they stand, what they may, what waits.

Rooms above fill them in `apps.ready`; with none filled the shell still draws itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from dinh.ground.fresh import Fresh

from . import preferences
from .names import initials
from .shapes import Words


@dataclass(frozen=True, kw_only=True)
class Person:
    """The signed-in person as the bar shows them."""

    name: str
    office: str = ""
    unit: str = ""
    province: str = ""
    url: str = ""

    @property
    def initials(self) -> str:
        return initials(self.name)


@dataclass(frozen=True)
class Entry:
    """One item of the side navigation, ready to draw."""

    url: str
    words: Words
    icon: str
    current: bool
    count: int | None
    hot: bool


@dataclass(frozen=True)
class Waiting:
    """A count beside an item; `hot` when something in it is late."""

    count: int
    hot: bool = False


@dataclass
class _Sockets:
    identify: Callable[[HttpRequest], Person | None] | None = None
    may: Callable[[HttpRequest, str], bool] | None = None
    reminders: Callable[[HttpRequest], Waiting] | None = None
    reminders_url: str = ""
    counts: dict[str, Callable[[HttpRequest], Waiting | None]] = field(default_factory=dict)


_sockets = _Sockets()


def identify(fn: Callable[[HttpRequest], Person | None]) -> None:
    """Tell the shell who is signed in: `fn(request)` gives a Person or None."""
    _sockets.identify = fn


def may(fn: Callable[[HttpRequest, str], bool]) -> None:
    """Tell the shell what a menu item's deed asks: `fn(request, deed)` is True when they may do it somewhere."""
    _sockets.may = fn


def reminders(fn: Callable[[HttpRequest], Waiting], *, url: str) -> None:
    """Fill the bell: how many are unread, and the url name of the page that lists them."""
    _sockets.reminders, _sockets.reminders_url = fn, url


def count(route: str, fn: Callable[[HttpRequest], Waiting | None]) -> None:
    """Put a number beside the menu item of `route`."""
    _sockets.counts[route] = fn


_fresh = Fresh()
"""Numbers beside the menu, and what the bar says of the person: they stand on every page and cost more queries than most
pages do."""


def forget(request: HttpRequest) -> None:
    """Whoever asked has done something: their numbers are counted anew."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        _fresh.forget(int(user.pk))


def _url(route: str) -> str:
    return _reversed(route, get_urlconf())


@lru_cache(maxsize=512)
def _reversed(route: str, urlconf: str | None) -> str:
    """Kept, since each page asks the same forty and the addresses stand still while the server runs."""
    try:
        return reverse(route, urlconf)
    except NoReverseMatch:
        return ""


def _route_url(item: Any) -> str:
    return _url(item.route)


def _leaves(item: Any) -> tuple[Any, ...]:
    """An item and its tabs, in order."""
    return (item, *item.tabs)


class Shell:
    """Everything the base templates ask; each answer is worked out when first asked."""

    def __init__(self, request: HttpRequest):
        self.request = request
        self._counted: dict[str, Waiting | None] = {}
        self._drawn: dict[str, Entry | None] = {}

    @cached_property
    def preferences(self) -> preferences.Preferences:
        return preferences.of(self.request)

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def signed_in(self) -> bool:
        user = getattr(self.request, "user", None)
        return bool(user is not None and user.is_authenticated)

    @cached_property
    def person(self) -> Person | None:
        if not self.signed_in:
            return None
        if _sockets.identify:
            made: Person | None = _fresh.get(
                int(self.request.user.pk or 0), "who", partial(_sockets.identify, self.request)
            )
            return made
        actor = getattr(self.request, "actor", None)
        return Person(name=actor.name) if actor is not None else Person(name=str(self.request.user))

    @property
    def unit(self) -> str:
        return (self.person.unit if self.person else "") or getattr(settings, "DINH_UNIT_NAME", "")

    @cached_property
    def _menu(self) -> Any:
        return import_string(getattr(settings, "DINH_MENU", "dinh.frame.menu.MENU"))

    @cached_property
    def groups(self) -> list[tuple[Words, list[Entry]]]:
        """The side navigation: the frame's explicit list, without what this person may not do. Of an item with tabs
        one entry stands there: the first that they may open, lit on the page of each, with the sum of what waits."""
        return [(group.words, entries) for group in self._menu if (entries := self._heads(group.items))]

    @cached_property
    def rooms(self) -> list[tuple[Words, list[Entry]]]:
        """The same with every tab as an entry of its own: the page of all rooms and the palette."""
        return [
            (group.words, entries)
            for group in self._menu
            if (entries := self._entries([one for item in group.items for one in _leaves(item)]))
        ]

    @cached_property
    def siblings(self) -> list[Entry]:
        """The tabs of this very page: it and what stands beside it; empty where it stands alone."""
        for group in self._menu:
            for item in group.items:
                leaves = _leaves(item)
                here = next(
                    (one for one in leaves if self._current and _route_url(one) == self._current), None
                )
                if here is None or not (item.tabs and item.strip):
                    continue
                entries = self._entries(leaves)
                shown = here.deep or self.request.path == self._current
                return entries if shown and len(entries) > 1 else []
        return []

    @cached_property
    def tabs(self) -> list[Entry]:
        """At most four bottom tabs of a telephone; the fifth is "Thêm"."""
        leaves = [one for group in self._menu for item in group.items for one in _leaves(item)]
        return self._entries([item for item in leaves if item.phone])[:4]

    @cached_property
    def bell(self) -> tuple[str, Waiting] | None:
        if not (self.signed_in and _sockets.reminders):
            return None
        unread = self._waiting("", _sockets.reminders)
        return _url(_sockets.reminders_url), unread or Waiting(0)

    def _waiting(self, what: str, count: Callable[[HttpRequest], Waiting | None]) -> Waiting | None:
        if what not in self._counted:
            who = getattr(getattr(self.request, "user", None), "pk", None)
            make = partial(count, self.request)
            self._counted[what] = _fresh.get(int(who), what, make) if who is not None else make()
        return self._counted[what]

    @cached_property
    def _current(self) -> str:
        """The address in the menu that is the longest beginning of this page's address."""
        urls = (_route_url(one) for group in self._menu for item in group.items for one in _leaves(item))
        here = self.request.path
        # The front page begins every address; it is where one is only when it is the whole address.
        return max(
            (url for url in urls if url and (here == url or (url != "/" and here.startswith(url)))),
            key=len,
            default="",
        )

    def _heads(self, items: Any) -> list[Entry]:
        heads = []
        for item in items:
            entries = self._entries(_leaves(item))
            if not entries:
                continue
            waits = sum(one.count or 0 for one in entries)
            heads.append(
                replace(
                    entries[0],
                    current=any(one.current for one in entries),
                    count=waits if any(one.count is not None for one in entries) else None,
                    hot=any(one.hot for one in entries),
                )
            )
        return heads

    def _entries(self, items: Any) -> list[Entry]:
        return [entry for item in items if (entry := self._entry(item)) is not None]

    def _entry(self, item: Any) -> Entry | None:
        """The entry of one item, worked out once for the side, the tabs and the palette of a page."""
        if item.route not in self._drawn:
            self._drawn[item.route] = self._draw(item)
        return self._drawn[item.route]

    def _draw(self, item: Any) -> Entry | None:
        url = _url(item.route)
        if not url or (item.deed and _sockets.may and not _sockets.may(self.request, item.deed)):
            return None
        counter = _sockets.counts.get(item.route)
        waiting = self._waiting(item.route, counter) if counter else None
        return Entry(
            url=url,
            words=item.words,
            icon=item.icon,
            current=url == self._current,
            count=waiting.count if waiting else None,
            hot=bool(waiting and waiting.hot),
        )
