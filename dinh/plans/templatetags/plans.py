"""`{% load plans %}`: words that shapes and rules keep in Vietnamese, in the language of the screen."""

from __future__ import annotations

from django.template import Library
from django.utils.translation import gettext

register = Library()


@register.filter
def tr(word: object) -> str:
    """{{ standing.word|tr }}: the word in the screen's language."""
    text = str(word or "")
    return gettext(text) if text else ""
