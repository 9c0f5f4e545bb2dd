"""Holes in text that is set down again and again: what is known only when it is set down for one thing. A hole stands in a
row or in data like any value and keeps its name; `Pattern` finds them all again and fills them in one go."""

from __future__ import annotations

import re
from collections.abc import Mapping

_OPEN, _CLOSE = "\ue000", "\ue001"  # private signs, which neither JSON nor COPY changes
_HOLE = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
PART, LINE = "\x1f", "\x1e"
"""Between the texts of a pattern, and between its larger parts: whoever fills it takes them apart when they are wanted."""


def hole(name: str) -> str:
    """A value to be filled in."""
    return f"{_OPEN}{name}{_CLOSE}"


class Pattern:
    """A text with holes."""

    __slots__ = ("_text", "holes")

    def __init__(self, text: str, holes: tuple[str, ...] | None = None) -> None:
        """With `holes` the text was made by `marked`."""
        if holes is None:
            text, holes = marked(text)
        self._text, self.holes = text, holes

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with these values, which are ready for where they come to stand."""
        return self._text % tuple([values[name] for name in self.holes])


def marked(text: str) -> tuple[str, tuple[str, ...]]:
    """A text with a mark at each hole, as `%` fills it, and the names of the holes."""
    return _HOLE.sub("%s", text.replace("%", "%%")), tuple(_HOLE.findall(text))
