"""Small help for the room's templates."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from django.template import Library
from django.utils.translation import gettext

register = Library()


@register.filter
def in_set(value: Any, container: Container[Any] | None) -> bool:
    """Whether the value is among those given."""
    return container is not None and value in container


@register.filter
def tr(words: Any) -> str:
    """A word that shapes say, in the language of the page."""
    return gettext(str(words)) if words else ""
