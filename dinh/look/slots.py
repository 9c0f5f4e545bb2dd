"""Socket: a page leaves a named place, rooms above put panels there.

`{% slot "plan.side" plan %}` in a page below; `slots.fill("plan.side", panel)` in the upper room's `apps.ready`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

Panel = Callable[[HttpRequest | None, Any], str]
_panels: defaultdict[str, list[tuple[int, str, Panel]]] = defaultdict(list)


def fill(name: str, panel: Panel, *, order: int = 50) -> None:
    """Put a panel in a slot. `panel(request, obj)` gives ready HTML, or "" for nothing; lower `order` stands first."""
    key = f"{panel.__module__}.{panel.__qualname__}"
    if any(other == key for _, other, _ in _panels[name]):
        return
    _panels[name].append((order, key, panel))
    _panels[name].sort(key=lambda entry: entry[:2])


def render(name: str, request: HttpRequest | None, obj: Any) -> SafeString:
    """The HTML of every panel of a slot, in order."""
    return mark_safe("".join(panel(request, obj) for _, _, panel in _panels.get(name, ())))  # noqa: S308 - panels are templates


def names() -> dict[str, int]:
    """Slots that have panels, and how many."""
    return {name: len(panels) for name, panels in sorted(_panels.items()) if panels}
