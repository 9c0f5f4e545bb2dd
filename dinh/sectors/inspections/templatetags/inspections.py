"""`{% load inspections %}`: words of rules and shapes in the language of the page."""

from __future__ import annotations

from django.template import Library
from django.utils.translation import gettext

register = Library()


@register.filter
def say(value: object) -> str:
    """{{ row.state_word|say }}: a word kept in Vietnamese, in the language of the page."""
    return gettext(str(value))
