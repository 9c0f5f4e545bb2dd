"""`{% load till %}`: the words of states and outcomes in the language of the screen."""

from __future__ import annotations

from django.template import Library
from django.utils.translation import gettext

register = Library()


@register.filter
def tien(word: str) -> str:
    """A word of this room's shapes, said in the language of the screen."""
    return gettext(word) if word else ""
